"""What the figures mean: the after-action report, targets, rates, the airport-day matrix, and who is shown what.

The matrix stands here and not with the boards: the reporting metrics are made of it, and boards read statistics.

Everything here only reads; what is not a sum (medians, shares, rates, residuals) is a pure function of what it read.
A page is kept until it no longer holds (`kept`), and made anew of parts that still do: the log says which (`followed`).
"""
