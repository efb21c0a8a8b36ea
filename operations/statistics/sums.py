"""Read what a reader's figures come to: from the tallies over the reader's circles, or from what stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import ColumnElement, bindparam, distinct, false, func, or_, select, true

from operations.ledger.measures import MEASURES
from operations.ledger.models import Line, Standing, Tally
from operations.ledger.post import FIELDS, SUBMITTED, VALIDATED, Posting
from operations.ledger.post import cells as cells_of
from operations.statistics.followed import Followed
from operations.statistics.keys import NOT_KNOWN
from realtime.database import table_of
from realtime.feed import EVERY
from realtime.prepared import PreparedQuery

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.statistics.followed import News
    from operations.statistics.kept import Memory
    from operations.statistics.keys import FigureKey

Model: TypeAlias = type[Tally] | type[Standing] | type[Line]


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure at both stages, in whole steps; the two are never added together."""

    validated: int = 0
    submitted: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.validated + other.validated, self.submitted + other.submitted)


FEW: Final = 8
"""How many airports a database is asked for by name, in cells that name more than the airport."""

CellSums: TypeAlias = Mapping[tuple[str, str], Sum]
"""Cell ("cocaine,GRU") and unit → sum."""

Sums: TypeAlias = Mapping[tuple[str, str], CellSums]
"""Measure and cut → its cells."""


def within(model: Model, circles: frozenset[str]) -> ColumnElement[bool]:
    """Return the condition that a row lies in one of the circles."""
    return true() if circles is EVERY else model.circle.in_(sorted(circles))


def tallied(session: Session, stream_id: int, circles: frozenset[str], cuts: Collection[str]) -> Sums:
    """Return every cell of some cuts, in every measure that declares them."""
    return _gathered(session, stream_id, circles, Tally.cut.in_(sorted(cuts)))


_LINES: Final = table_of(Line)
_POSTED: Final = PreparedQuery(
    select(*(_LINES.c[name] for name in FIELDS)).where(
        _LINES.c.stream_id == bindparam("stream"), _LINES.c.seq > bindparam("after"), _LINES.c.seq <= bindparam("upto")
    )
)


def followed(memory: Memory, news: News, circles: frozenset[str], cuts: Collection[str]) -> Sums:
    """Return every cell of some cuts: of what is kept for these circles, with the lines since added, if that is near.

    Always the same cuts are asked for. The mapping of a measure's cut is another one when it says something else.
    """
    kept = memory.sums.get((news.stream_id, circles))
    if kept is None or news.since(kept.at) is None:
        found = tallied(news.session, news.stream_id, circles, cuts)
    elif kept.at == news.head:
        found = kept.what
    else:
        place = {"stream": news.stream_id, "after": kept.at.seq, "upto": news.head.seq}
        lines = [Posting(*row) for row in _POSTED.rows(news.session, place)]
        found = _added(kept.what, [line for line in lines if line.circle in circles], cuts)
    memory.sums.put((news.stream_id, circles), Followed(news.head, found))
    return found


def _added(sums: Sums, lines: Iterable[Posting], cuts: Collection[str]) -> Sums:
    """Return sums with some lines added; a cell that comes to nothing is none."""
    new: dict[tuple[str, str], dict[tuple[str, str], Sum]] = {}
    for line in lines:
        for measure, unit, stage, _, cut, cell in cells_of(line):
            if cut in cuts:
                place = measure, cut
                if place not in new:
                    new[place] = dict(sums.get(place, {}))
                new[place][cell, unit] = new[place].get((cell, unit), Sum()) + at_stage(stage, line.value)
    nothing = Sum()
    changed = {
        place: {cell: value for cell, value in cells.items() if value != nothing} for place, cells in new.items()
    }
    return {place: cells for place, cells in {**sums, **changed}.items() if cells}


def tallied_goods(
    session: Session, stream_id: int, circles: frozenset[str], codes: Iterable[str], cuts: Collection[str]
) -> Sums:
    """Return the cells of some cuts that begin with one of these commodities, for quantities only."""
    begins = or_(false(), *(Tally.cell.startswith(f"{code},", autoescape=True) for code in codes))
    return _gathered(session, stream_id, circles, Tally.measure == "quantity", Tally.cut.in_(sorted(cuts)), begins)


def tallied_at(
    session: Session, stream_id: int, circles: frozenset[str], cuts: Collection[str], airports: Collection[str]
) -> Sums:
    """Return the cells of some cuts by airport, and possibly more, that lie at some airports."""
    # So that a database leaves out most of what is not asked for; of many airports it would compare too much.
    near = or_(*(_names(iata) for iata in sorted(airports))) if len(airports) <= FEW else true()
    found = _gathered(session, stream_id, circles, Tally.cut.in_(sorted(cuts)), near)
    place = {cut: cut.split(",").index("airport") for cut in cuts}
    return {
        (measure, cut): {at: value for at, value in cells.items() if at[0].split(",")[place[cut]] in airports}
        for (measure, cut), cells in found.items()
    }


def _names(code: str) -> ColumnElement[bool]:
    return or_(Tally.cell == code, Tally.cell.endswith(f",{code}"), Tally.cell.contains(f",{code},"))


def _gathered(session: Session, stream_id: int, circles: frozenset[str], *conditions: ColumnElement[bool]) -> Sums:
    columns = (Tally.measure, Tally.cut, Tally.cell, Tally.unit, Tally.stage)
    query = (
        select(*columns, func.sum(Tally.value))
        .where(Tally.stream_id == stream_id, Tally.measure.in_(MEASURES), within(Tally, circles), *conditions)
        .group_by(*columns)
    )
    found: defaultdict[tuple[str, str], dict[tuple[str, str], Sum]] = defaultdict(dict)
    for measure, cut, cell, unit, stage, value in session.execute(query):
        if value:
            cells = found[measure, cut]
            cells[cell, unit] = cells.get((cell, unit), Sum()) + at_stage(stage, int(value))
    return found


def at_stage(stage: str, value: int) -> Sum:
    """Return a value as a sum that has it at its stage and nothing at the other."""
    return Sum(validated=value) if stage == VALIDATED else Sum(submitted=value)


def standing(session: Session, stream_id: int, circles: frozenset[str], key: FigureKey) -> int:
    """Return one figure of any cut, from what stands; where cells do not add up, how many reports it stands for."""
    value = func.sum(Standing.value) if MEASURES[key.measure].addable else func.count(distinct(Standing.report_id))
    return int(session.scalar(select(value).where(*standing_in(stream_id, circles, key))) or 0)


def standing_in(stream_id: int, circles: frozenset[str], key: FigureKey) -> list[ColumnElement[bool]]:
    """Return the conditions for the standing lines a figure is counted from."""
    conditions = [
        Standing.stream_id == stream_id,
        Standing.measure == key.measure,
        Standing.stage == key.stage,
        Standing.unit == key.unit,
        within(Standing, circles),
    ]
    for dimension in {"commodity" if name == "group" else name for name in key.cell}:
        codes = key.codes(dimension) or ()
        conditions.append(_is(getattr(Standing, dimension), dimension, codes))
    return conditions


def _is(column: Any, dimension: str, codes: Collection[str]) -> ColumnElement[bool]:  # noqa: ANN401 a column of any type
    said: ColumnElement[bool]
    if set(codes) == {NOT_KNOWN}:
        said = column.is_(None)
    elif dimension == "late":
        said = column.is_("yes" in codes)
    elif dimension.endswith("_on"):
        said = column.in_([on for on in map(_date, codes) if on is not None])
    else:
        said = column.in_(sorted(codes))
    return said


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def both(session: Session, stream_id: int, circles: frozenset[str], keys: Mapping[str, FigureKey]) -> Sum:
    """Return one figure of any cut at both stages."""
    return Sum(*(standing(session, stream_id, circles, keys[stage]) for stage in (VALIDATED, SUBMITTED)))
