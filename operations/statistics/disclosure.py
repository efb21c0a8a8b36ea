"""Keep small counts of persons from being read, directly or by subtraction. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SMALL: Final = 5
"""Counts from one up to, but not including, this are for the OCU and the country's own contact point."""


def suppressed(cells: Mapping[str, int], *, total_shown: bool = True) -> frozenset[str]:
    """Return which cells of one addable cut must not be shown.

    Small cells go; where the total is shown and just one cell went, the smallest remaining one goes with it, for
    otherwise a subtraction would give the first away.
    """
    hidden = {code for code, value in cells.items() if 0 < value < SMALL}
    rest = sorted((value, code) for code, value in cells.items() if code not in hidden and value > 0)
    while total_shown and hidden and rest and (len(hidden) == 1 or sum(cells[code] for code in hidden) < SMALL):
        hidden.add(rest.pop(0)[1])
    return frozenset(hidden)


def total_suppressed(total: int) -> bool:
    """Say whether a total must not be shown."""
    return 0 < total < SMALL
