"""What airports tell: kinds of report, filing, validation, correction, and what each report posts to the ledger.

`kinds` are the typed models a report's body must satisfy; `postings` says which lines a body writes; `actions` are the
verbs; `queries` decide which edition of a report its reader sees. `cases` keeps what was validated in the order of its
size, so that a median is looked up.
"""
