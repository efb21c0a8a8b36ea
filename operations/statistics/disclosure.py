"""Keep small counts of persons from being read, directly or by subtraction. Pure.

What a reader knows exactly (an officer the cases of the own airport, a contact point those of the own country) can be
subtracted from what is shown to everyone. So a cell is judged twice: as it stands, and without what its reader knows.

Figures of an operation under way change, and what one validation added would follow from two looks. So whoever may not
know small counts reads what others have in whole fives, as "at least": of the whole, fives would shift with one's own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
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

Pair: TypeAlias = tuple[str, str]
Pairs: TypeAlias = Mapping[Pair, int]
"""Row and column → count."""

_BACK: Final = "\x00"
"""The one line that all lines whose totals are kept back are to whoever subtracts: only their sum is to be had."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Which totals of a table are shown: of which rows, of which columns, and the table's own."""

    rows: frozenset[str]
    columns: frozenset[str]
    total: bool


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


def cells_shown(whole: Pairs, known: Pairs, margins: Margins, *, entitled: bool) -> frozenset[Pair]:
    """Return the cells of a table of two dimensions to show to a reader who knows the part `known` of it.

    All others look alike, whether they hold a small count, a large one that would give a small one away, or nobody. A
    cell of a line whose total is kept back is never shown. What is left of a line after subtracting its shown cells is
    nothing or not small, and no small count follows from the totals of its row and column together.
    """
    rest = {cell: value - known.get(cell, 0) for cell, value in whole.items()}
    readings: list[Pairs] = [rest] if entitled else [rest, dict(whole)]
    shown = {
        cell
        for cell in whole
        if cell[0] in margins.rows and cell[1] in margins.columns and all(each[cell] >= SMALL for each in readings)
    }
    while (given_away := next(_given_away(readings, shown, margins), None)) is not None:
        shown.remove(min(given_away, key=lambda cell: (whole[cell], cell)))
    return frozenset(shown)


def _given_away(readings: Sequence[Pairs], shown: set[Pair], margins: Margins) -> Iterator[set[Pair]]:
    """Yield the shown cells of which one has to go, for together they give something away."""
    for counts in readings:
        for side, lines in enumerate((margins.rows, margins.columns)):
            left: Counter[str] = Counter()
            for cell, value in counts.items():
                left[cell[side]] += 0 if cell in shown else value
            for line in sorted(lines):
                here = {cell for cell in shown if cell[side] == line}
                if here and total_suppressed(left[line]):
                    yield here
    for counts in readings:
        rings = _rings(counts, shown, margins)
        for cell in sorted(counts):
            if shown and cell not in shown and total_suppressed(counts[cell]) and not _loose(cell, margins, rings):
                yield {each for each in shown if each[0] == cell[0] or each[1] == cell[1]} or shown


def _rings(counts: Pairs, shown: set[Pair], margins: Margins) -> Mapping[str, Counter[str]]:
    """Return from line to line how many hidden cells can be raised (row to column) and lowered (column to row).

    What holds nobody can only be raised. All lines whose totals are kept back are one.
    """
    steps: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows, columns = {each[0] for each in counts}, {each[1] for each in counts}
    for cell in product(sorted(rows), sorted(columns)):
        if cell not in shown:
            row, column = _lines(cell, margins)
            steps[row][column] += 1
            steps[column][row] += counts.get(cell, 0) > 0
    if not margins.total:
        # With the total kept back, rows and columns whose totals are kept back are held together by nothing.
        row, column = _lines((_BACK, _BACK), margins)
        steps[row][column] += 2
        steps[column][row] += 2
    return steps


def _lines(cell: Pair, margins: Margins) -> Pair:
    return (
        f"row {cell[0] if cell[0] in margins.rows else _BACK}",
        f"column {cell[1] if cell[1] in margins.columns else _BACK}",
    )


def _loose(cell: Pair, margins: Margins, rings: Mapping[str, Counter[str]]) -> bool:
    """Say whether a hidden cell may have another value while every total stays.

    It may if a ring of hidden cells, by turns raised and lowered, closes over it.
    """
    row, column = _lines(cell, margins)
    return _leads(column, row, rings) or _leads(row, column, rings)


def _leads(start: str, goal: str, rings: Mapping[str, Counter[str]]) -> bool:
    """Say whether other cells lead from one line to another; the step between the two is one cell's own."""
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        following = {end for end, count in rings[here].items() if count > (here == start and end == goal)}
        if goal in following:
            return True
        waiting += following - seen
        seen |= following
    return False
