"""Prove the ledger: tallies equal what stands, and what stands equals the sum of all lines.

Lines are counted anew, all of them, and nothing is asked that sums are kept from: the database writes the codes of a
line's cells, and here they are added up. They come as a stream: a million need no more memory than some thousand.

Tried with 300,000 lines on the embedded database, in seconds of a processor: a pass in C over the same file 0.4; this
1.8, half of it reading; numpy on numbered codes 1.8, for numbering them costs what it saves, so it is no dependency;
grouped by the database first 2.0; each line an object of ours, as it was, 10.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Boolean, Date, String, case, cast, func, literal, select

from operations.ledger.measures import LEG, MEASURES, WAY
from operations.ledger.models import Line, Standing, Tally
from operations.ledger.post import Posting, cells
from operations.ledger.ways import NOT_KNOWN, legs
from realtime.database import streamed, table_of, unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Column, ColumnElement, Table
    from sqlalchemy.orm import Session

    from operations.ledger.measures import Cut
    from operations.ledger.post import TallyKey
    from realtime.database import Rows, Seen

AT_ONCE: Final = 20_000
"""How many lines are held at a time."""


@dataclass(frozen=True)
class Difference:
    """Two readings that should be equal and are not: which (`standing`, `lines`), of which cell, and both values."""

    against: str
    key: TallyKey
    kept: int
    counted: int


def tallied(postings: Iterable[Posting]) -> Counter[TallyKey]:
    """Return the sums that a set of postings comes to, counted from nothing; zero sums are left out."""
    sums: Counter[TallyKey] = Counter()
    for posting in postings:
        for key in cells(posting):
            sums[key] += posting.value
    return Counter({key: value for key, value in sums.items() if value})


def kept(session: Session, stream_id: int) -> Counter[TallyKey]:
    """Return the sums kept ready; zero sums are left out."""
    columns = Tally.measure, Tally.unit, Tally.stage, Tally.circle, Tally.cut, Tally.cell, Tally.value
    query = select(*columns).where(Tally.stream_id == stream_id, Tally.value != 0)
    rows = session.execute(query)
    return Counter(
        {(measure, unit, stage, circle, cut, cell): value for measure, unit, stage, circle, cut, cell, value in rows}
    )


def counted(session: Session, stream_id: int, model: type[Line | Standing], seen: Seen = unseen) -> Counter[TallyKey]:
    """Return the sums that a stream's lines come to, or what stands of them; zero sums are left out."""
    table = table_of(model)
    here = table.c.stream_id == stream_id
    # Measures with the same cuts are read together, and of each line no more than these cuts need.
    alike: defaultdict[tuple[tuple[Cut, ...], bool], list[str]] = defaultdict(list)
    for measure in session.scalars(select(table.c.measure).where(here).distinct()):
        declared = MEASURES.get(measure)
        alike[(((),), False) if declared is None else (declared.cuts, declared.by_leg)].append(measure)
    found: Counter[TallyKey] = Counter()
    for (cuts, by_leg), measures in alike.items():
        chosen = table.c.value, _codes(table, ("measure", "unit", "stage", "circle"))
        query = select(*chosen, *(_codes(table, cut) for cut in finest(cuts)))
        lines = streamed(session, query.where(here, table.c.measure.in_(measures)), AT_ONCE)
        found.update(dict(_summed(lines, cuts, seen, by_leg=by_leg)))
    return found


def finest(cuts: Iterable[Cut]) -> list[Cut]:
    """Return the cuts that are not the sum of another one's cells."""
    known = list(cuts)
    return [cut for cut in known if not any(set(cut) < set(other) for other in known)]


def _codes(table: Table, names: Iterable[str]) -> ColumnElement[str]:
    """Return what names a cell, written by the database: on its own, not as those who post write it."""
    codes = [_code(table.c[name]) for name in names]
    return reduce(lambda begun, code: begun.concat(",").concat(code), codes) if codes else literal("")


def _code(column: Column[Any]) -> ColumnElement[str]:
    if isinstance(column.type, Boolean):
        return case((column, "yes"), else_="no")
    said = cast(column, String) if isinstance(column.type, Date) else column
    return func.coalesce(said, NOT_KNOWN) if column.nullable else said


def _summed(
    lines: Iterable[Rows], cuts: tuple[Cut, ...], seen: Seen, *, by_leg: bool
) -> Iterator[tuple[TallyKey, int]]:
    """Yield what lines come to in each cell: the finest cuts are added up line by line, the others from these."""
    rows = finest(cuts)
    sums: defaultdict[str, list[defaultdict[str, int]]] = defaultdict(lambda: [defaultdict(int) for _ in rows])
    for some in lines:
        by_head: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for line in some:
            by_head[line[1]].append(line)
        for head, same in by_head.items():
            values, _, *columns = zip(*same, strict=True)
            for into, column in zip(sums[head], columns, strict=True):
                for cell, value in zip(column, values, strict=True):
                    into[cell] += value
        seen(len(some))
    for head, found in sums.items():
        measure, unit, stage, circle = head.split(",", 3)
        finer = dict(zip(rows, found, strict=True))
        kept = {",".join(cut): _coarser(cut, finer) for cut in cuts} | ({LEG: _by_leg(finer[WAY])} if by_leg else {})
        for cut, of_cut in kept.items():
            yield from (((measure, unit, stage, circle, cut, cell), value) for cell, value in of_cut.items() if value)


def _coarser(cut: Cut, finer: dict[Cut, defaultdict[str, int]]) -> dict[str, int]:
    """Return the cells of a cut, from those of a finer one: the one with the fewest."""
    if cut in finer:
        return finer[cut]
    source = min((each for each in finer if set(cut) < set(each)), key=lambda each: len(finer[each]))
    places = [source.index(name) for name in cut]
    sums: defaultdict[str, int] = defaultdict(int)
    for cell, value in finer[source].items():
        codes = cell.split(",")
        sums[",".join([codes[place] for place in places])] += value
    return sums


def _by_leg(ways: dict[str, int]) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for way, value in ways.items():
        for leg in legs(way.split(",")):
            sums[",".join(leg)] += value
    return sums


def differences(session: Session, stream_id: int, seen: Seen = unseen) -> list[Difference]:
    """Return every cell where the three grains disagree; none is the only good answer."""
    tallies = kept(session, stream_id)
    return [
        *compared("standing", tallies, counted(session, stream_id, Standing, seen)),
        *compared("lines", tallies, counted(session, stream_id, Line, seen)),
    ]


def compared(against: str, tallies: Counter[TallyKey], counted_anew: Counter[TallyKey]) -> Iterator[Difference]:
    """Yield every cell where the sums kept ready are not what was counted."""
    for key in sorted(tallies.keys() | counted_anew.keys()):
        if tallies[key] != counted_anew[key]:
            yield Difference(against, key, tallies[key], counted_anew[key])
