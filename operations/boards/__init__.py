"""What a board shows: the rows (`rows`, `days`, `counts`) and which of them a fact touches (`project`).

A row is a pure reading of the domain, so boards can be rebuilt from it (`rebuilt`), compared with what was kept, and
written anew where an older release drew them (`rewrite`). `narrowed` reads a part of a board for one reader. Rows hold
codes, numbers and instants; what a clock can compute (which phase, is it late) the browser computes.
"""
