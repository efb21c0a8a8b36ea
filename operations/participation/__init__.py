"""Who takes part in an operation: countries with their answers and limits, and the seats of people."""
