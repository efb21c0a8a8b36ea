"""What figures are made of. A report is posted like a journal entry; nothing is ever added to a counter.

`measures` declares every figure once, with its unit and the cuts kept ready, `ways` the legs that routes are made of.
`post` gathers lines and reversals in a transaction and settles them on leaving: history (`Line`), what holds now
(`Standing`) and sums (`Tally`) change in the same commit as the report. `recount` proves that the three agree.
"""
