"""What the server says in the reader's language, as the pages say it: single words, figures, a country's limits."""
