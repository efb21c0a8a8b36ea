"""A sample operation that is under way right now, a player that keeps it alive, and published results as files.

Everything in it is invented: results, carriers, persons. `published` holds totals as partners printed them.
"""
