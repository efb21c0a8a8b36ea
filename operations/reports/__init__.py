"""Reports from the airports: what kinds there are, what they hold, and how they become figures."""
