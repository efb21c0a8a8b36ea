"""The plan of an operation: a document people edit, and the schedule that follows from it."""
