"""What the figures mean: which are shown to whom (`disclosure`), targets, rates, and the after-action page.

It only reads the ledger; whatever is not a sum (medians, shares, rates, residuals) is a pure function of what it read.
"""
