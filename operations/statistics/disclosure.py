"""Keep small counts of persons from being read, directly or by subtraction. Pure.

What a reader knows exactly (an officer the cases of the own airport, a contact point those of the own country) can be
subtracted from what is shown to everyone. So a cell is judged twice: as it stands, and without what its reader knows.

Figures of an operation under way change, and what one validation added would follow from two looks. So whoever may not
know small counts reads them in whole fives, as "at least".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Cells: TypeAlias = Mapping[str, int]

SMALL: Final = 5
"""Counts from one up to, but not including, this are for the OCU and the country's own contact point."""


@dataclass(frozen=True, slots=True)
class Places:
    """Counts by country, and by airport within each country."""

    countries: Cells
    airports: Mapping[str, Cells]


NOWHERE: Final = Places({}, {})


def suppressed(cells: Cells, *, total_shown: bool = True) -> frozenset[str]:
    """Return which cells of one addable cut must not be shown.

    Small cells go; where the total is shown and just one cell went, the smallest remaining one goes with it, for
    otherwise a subtraction would give the first away.
    """
    hidden = {code for code, value in cells.items() if 0 < value < SMALL}
    rest = sorted((value, code) for code, value in cells.items() if code not in hidden and value > 0)
    while total_shown and hidden and rest and (len(hidden) == 1 or sum(cells[code] for code in hidden) < SMALL):
        hidden.add(rest.pop(0)[1])
    return frozenset(hidden)


def coarse(value: int) -> int:
    """Return the whole fives of a count: what is shown where small counts are kept back."""
    return value - value % SMALL


def total_suppressed(total: int) -> bool:
    """Say whether a total must not be shown."""
    return 0 < total < SMALL


def kept_back(whole: Cells, known: Cells, *, entitled: bool) -> frozenset[str]:
    """Return the cells to keep back from a reader who knows the part `known` of them.

    `entitled`: the small counts in that part are the reader's by right, and only the others' need keeping.
    """
    hidden = suppressed({code: value - known.get(code, 0) for code, value in whole.items()})
    return hidden if entitled else hidden | suppressed(whole)


def total_kept_back(total: int, known: int, *, entitled: bool) -> bool:
    """Say whether a total must be kept back from a reader who knows a part of it."""
    return total_suppressed(total - known) or (not entitled and total_suppressed(total))


def places_kept_back(whole: Places, known: Places, *, entitled: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Return the countries and the airports to keep back.

    The airports of a country add up to it: of a country that is shown they are a cut of their own, of one that is kept
    back none is shown.
    """
    countries = kept_back(whole.countries, known.countries, entitled=entitled)
    airports: set[str] = set()
    for country, cells in whole.airports.items():
        part = known.airports.get(country, {})
        airports |= set(cells) if country in countries else kept_back(cells, part, entitled=entitled)
    return countries, frozenset(airports)
