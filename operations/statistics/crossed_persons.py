"""Persons by two dimensions for a reader who may not know every small count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from operations.statistics.apart import TELLING, Reader, own_cases
from operations.statistics.disclosure import (
    NOWHERE,
    Margins,
    Pair,
    Places,
    cells_shown,
    coarse,
    kept_back,
    places_kept_back,
    total_kept_back,
)
from operations.statistics.document import Number, PersonsNumber
from operations.statistics.keys import figure
from operations.statistics.standing import Codes, Counted, cut
from operations.statistics.sums import Sum

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Found: TypeAlias = Mapping[Codes, Sum]
"""Row, column, airport and country → how many persons."""

_PERSONS = Counted("persons", "person")


@dataclass(frozen=True, slots=True)
class Table:
    """What a table shows: its lines in order, every cell, and the totals there are."""

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Mapping[Pair, PersonsNumber | Number]
    row_totals: Mapping[str, PersonsNumber | Number]
    column_totals: Mapping[str, PersonsNumber | Number]
    total: PersonsNumber | Number | None
    kept_back: bool = False


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of the table: its dimension, its totals, what the reader knows of them, and which are kept back."""

    dimension: str
    whole: Mapping[str, Sum]
    known: Mapping[str, int]
    hidden: frozenset[str]

    def shown(self, *, entitled: bool) -> list[str]:
        """Return the lines in their order: a place by size would tell the size of what is kept back.

        Where the very name of a line would tell that somebody was there, it is left out, except the reader's own.
        """
        named = [
            code
            for code, value in self.whole.items()
            if code not in self.hidden
            or self.dimension not in TELLING
            or value.submitted
            or (entitled and self.known.get(code))
        ]
        return sorted(named, key=lambda code: (0 if code in self.hidden else -self._seen(code), code))

    def _seen(self, code: str) -> int:
        return _seen(self.whole[code].validated, self.known.get(code, 0))


def table(
    session: Session,
    stream_id: int,
    circles: frozenset[str],
    who: Reader,
    dimensions: tuple[str, str],
    countries: Mapping[str, str],
) -> Table:
    """Return persons by two dimensions, small counts and their complements kept back; by the page's own totals."""
    read = (*dimensions, "airport")
    whole = cut(session, stream_id, circles, _PERSONS, read)
    known = _validated(cut(session, stream_id, circles, _PERSONS, read, own_cases(who)), slice(0, 3))
    rows, columns = (
        _side(place, dimension, whole, known, who, countries) for place, dimension in enumerate(dimensions)
    )
    counts, mine = _validated(whole, slice(0, 2)), _sum_pairs(known)
    total, part = sum(counts.values()), sum(mine.values())
    hides_total = total_kept_back(total, part, entitled=who.entitled)
    margins = Margins(
        frozenset(rows.whole) - rows.hidden, frozenset(columns.whole) - columns.hidden, total=not hides_total
    )
    pairs = {(codes[0], codes[1]): value for codes, value in counts.items()}
    shown = cells_shown(pairs, mine, margins, entitled=who.entitled)
    sums: defaultdict[Pair, Sum] = defaultdict(Sum)
    for codes, value in whole.items():
        sums[codes[0], codes[1]] += value
    named = rows.shown(entitled=who.entitled), columns.shown(entitled=who.entitled)

    def number(cell: dict[str, str], code: str, value: Sum, own: int, *, back: bool) -> PersonsNumber:
        return PersonsNumber(
            key=figure("persons", cell, "person"),
            code=code,
            validated=None if back else str(_seen(value.validated, own)),
            submitted=str(value.submitted) if who.entitled else None,
            own=str(own) if who.entitled else None,
        )

    def totals(side: _Side) -> dict[str, PersonsNumber]:
        return {
            code: number({side.dimension: code}, code, value, side.known.get(code, 0), back=code in side.hidden)
            for code, value in side.whole.items()
        }

    return Table(
        rows=named[0],
        columns=named[1],
        cells={
            (row, column): number(
                {rows.dimension: row, columns.dimension: column},
                "",
                sums[row, column],
                mine.get((row, column), 0),
                back=(row, column) not in shown,
            )
            for row in named[0]
            for column in named[1]
        },
        row_totals=totals(rows),
        column_totals=totals(columns),
        total=number({}, "", sum(whole.values(), Sum()), part, back=hides_total),
        kept_back=any(len(names) < len(side.whole) for names, side in zip(named, (rows, columns), strict=True)),
    )


def _seen(value: int, own: int) -> int:
    """Return a count as it is shown: the part its reader knows exactly, the others' in fives."""
    return own + coarse(value - own)


def _side(
    place: int,
    dimension: str,
    whole: Found,
    known: Mapping[Codes, int],
    who: Reader,
    countries: Mapping[str, str],
) -> _Side:
    sums: defaultdict[str, Sum] = defaultdict(Sum)
    for codes, value in whole.items():
        sums[codes[place]] += value
    mine: Counter[str] = Counter()
    for codes, count in known.items():
        mine[codes[place]] += count
    if dimension in {"airport", "country"}:
        back = places_kept_back(
            _places(_validated(whole, slice(2, 3)), countries),
            _places(known, countries),
            entitled=who.entitled,
        )
        hidden = back[0 if dimension == "country" else 1]
    else:
        hidden = kept_back({code: value.validated for code, value in sums.items()}, mine, entitled=who.entitled)
    return _Side(dimension, sums, mine, hidden)


def _places(found: Mapping[Codes, int], countries: Mapping[str, str]) -> Places:
    """Return the counts by country and airport; the airport is the last of the codes."""
    nations: Counter[str] = Counter()
    airports: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for codes, count in found.items():
        nation = countries.get(codes[-1], "")
        nations[nation] += count
        airports[nation][codes[-1]] += count
    return Places(nations, airports) if airports else NOWHERE


def _validated(found: Found, codes: slice) -> dict[Codes, int]:
    sums: Counter[Codes] = Counter()
    for cell, value in found.items():
        if value.validated:
            sums[cell[codes]] += value.validated
    return dict(sums)


def _sum_pairs(found: Mapping[Codes, int]) -> dict[Pair, int]:
    sums: Counter[Pair] = Counter()
    for codes, count in found.items():
        sums[codes[0], codes[1]] += count
    return dict(sums)
