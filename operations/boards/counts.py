"""Read the counters and routes of a board from the tallies, one row per cell and circle.

A reader's figure is the sum over the circles one has. Where small counts are kept apart, the row in the operation's
circle says only that there is somebody. A row in the OCU's circle, which only the OCU has, carries the exact figure,
and one in the circle of those who know no case carries whole fives, or is suppressed when it must be. Whoever knows a
part must not be told the fives of the whole: each case of one's own would shift them, until they tell what the others
have. Such a reader's figure is that part and the fives of the rest, which the after-action page computes for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import bindparam, select

from operations.boards.rows import Shown
from operations.ledger.measures import LEG, MEASURES
from operations.ledger.models import Tally
from operations.ledger.post import SUBMITTED, VALIDATED
from operations.reports.commodities import COMMODITIES
from operations.statistics.disclosure import coarse, kept_back, total_kept_back
from realtime.prepared import PreparedQuery

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.ledger.post import TallyKey

CellKey: TypeAlias = tuple[str, str, str, str]
"""measure, cut, cell, unit."""

Cells: TypeAlias = dict[CellKey, dict[str, int]]
"""What each cell comes to at each stage."""

Cell: TypeAlias = tuple[str, str, str, str]
"""measure, circle, cut, cell."""

_Query: TypeAlias = PreparedQuery[str, str, str, str, str, str, int]

_BOARD = {(measure.key, ",".join(cut)) for measure in MEASURES.values() for cut in measure.board}
_BOARD |= {(measure.key, LEG) for measure in MEASURES.values() if measure.by_leg}
_CUTS = {cut for _, cut in _BOARD}


def count_rows(session: Session, stream_id: int, keys: Iterable[TallyKey] | None = None) -> Iterator[Shown]:
    """Yield the counters and legs that some tallies touch, or all there are."""
    cells: defaultdict[str, Cells] = defaultdict(dict)
    for query, places, named in _touched(keys):
        for circle, measure, cut, cell, unit, stage, value in query.rows(session, {"stream_id": stream_id} | places):
            if (measure, cut) in _BOARD and (named is None or (measure, circle, cut, cell) in named):
                cells[circle].setdefault((measure, cut, cell, unit), {})[stage] = value
    for circle, theirs in sorted(cells.items()):
        counters = {key: value for key, value in theirs.items() if key[1] != LEG}
        yield from _legs(circle, {key: value for key, value in theirs.items() if key[1] == LEG})
        hidden = _hidden(session, stream_id, counters) if circle == "operation" else frozenset()
        yield from _counters(circle, counters, hidden)


_TALLIED: Final = select(
    Tally.circle, Tally.measure, Tally.cut, Tally.cell, Tally.unit, Tally.stage, Tally.value
).where(Tally.stream_id == bindparam("stream_id"), Tally.cut.in_(_CUTS))
_ALL: Final = PreparedQuery(_TALLIED, wide=True)
_SOME: Final = PreparedQuery(
    _TALLIED.where(
        *(each.in_(bindparam(f"{each.key}s", expanding=True)) for each in (Tally.cut, Tally.circle, Tally.cell))
    )
)
_APART: Final = PreparedQuery(
    _TALLIED.where(Tally.circle == "operation", Tally.measure.in_(bindparam("measures", expanding=True)))
)


def _touched(
    keys: Iterable[TallyKey] | None,
) -> Iterator[tuple[_Query, dict[str, list[str]], Collection[Cell] | None]]:
    """Yield what to ask for the rows that may look different now; those found beside the cells named do not.

    That is a cell and its other stage; and of a figure whose small counts are kept apart every
    cell, for which of them are kept back depends on all.
    """
    if keys is None:
        yield _ALL, {}, None
        return
    cells: set[Cell] = set()
    apart = set()
    for measure, _, _, circle, cut, cell in keys:
        if circle == "operation" and MEASURES[measure].small_apart:
            apart.add(measure)
        elif (measure, cut) in _BOARD:
            cells.add((measure, circle, cut, cell))
    if cells:
        # Each by itself, in the order of the key: a database goes to the few places there are and walks none.
        _, circles, cuts, codes = map(set, zip(*cells, strict=True))
        yield _SOME, {"cuts": list(cuts), "circles": list(circles), "cells": list(codes)}, cells
    if apart:
        yield _APART, {"measures": list(apart)}, None


def _counters(circle: str, cells: Cells, hidden: frozenset[CellKey]) -> Iterator[Shown]:
    for key, stages in sorted(cells.items()):
        measure, cut, cell, unit = key
        code = f"{cut}={cell}" if cut else "all"
        row: dict[str, Any] = {
            "measure": measure,
            "cell": {cut: cell} if cut else {},
            "unit": unit,
            "circle": circle,
            "validated": str(stages.get(VALIDATED, 0)),
            "submitted": str(stages.get(SUBMITTED, 0)),
            "suppressed": False,
            "at_least": False,
        }
        if (measure, cut) == ("quantity", "commodity"):
            row["within"] = totals_of(cell)
        name = f"count:{measure}:{code}:{unit}"
        shown = any(stages.values())
        if MEASURES[measure].small_apart and circle == "operation":
            yield f"{name}:ocu", "ocu", row | {"circle": "ocu"} if shown else None
            fives = 0 if key in hidden else coarse(stages.get(VALIDATED, 0))
            # Of a quiet figure there is no row before there are five: it would say that there is somebody.
            shown = shown and (fives > 0 or not MEASURES[measure].quiet)
            known = None if key in hidden else str(fives)
            told = {"circle": "fives", "validated": known, "suppressed": known is None, "at_least": True}
            yield f"{name}:fives", "fives", row | told if shown else None
            row |= {"validated": None, "suppressed": True}
        yield f"{name}:{circle}", circle, row if shown else None


def totals_of(commodity: str) -> list[str]:
    """Name the totals a commodity counts in, so that a board can say "cocaine" and mean salts and crack too."""
    found = COMMODITIES.get(commodity)
    return list(found.roots) if found else []


def _hidden(session: Session, stream_id: int, cells: Cells) -> frozenset[CellKey]:
    """Return the cells whose validated count must not be shown to everyone.

    One row serves every reader of the circle, and an officer knows the cases of the own airport, a contact point those
    of the own country. So a cell is shown only where no one of them could subtract down to a small count of others.
    """
    apart = {measure for measure, _, _, _ in cells if MEASURES[measure].small_apart}
    found: set[CellKey] = set()
    for measure in apart:
        whole, parts = _by_place(session, stream_id, measure)
        for key in (key for key in cells if key[0] == measure):
            _, cut, cell, _ = key
            if cell in whole[cut] and _kept_back(whole[cut], parts[cut], cell):
                found.add(key)
    return frozenset(found)


def _kept_back(whole: dict[str, int], parts: dict[str, dict[str, int]], cell: str) -> bool:
    """Say whether a cell is kept back from any reader; the total is the one cell of the cut without dimensions."""
    readers: list[tuple[dict[str, int], bool]] = [({}, False)]
    readers += [(known, place.startswith("country")) for place, known in parts.items()]
    if set(whole) == {""}:
        return any(total_kept_back(whole[""], known.get("", 0), entitled=entitled) for known, entitled in readers)
    return any(cell in kept_back(whole, known, entitled=entitled) for known, entitled in readers)


def _by_place(
    session: Session, stream_id: int, measure: str
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, dict[str, int]]]]:
    """Return the validated counts of each board cut: over all places, and for each place (`country=BR`)."""
    shown = {",".join(cut) for cut in MEASURES[measure].board}
    read = shown | {",".join((*base, place)) for base in MEASURES[measure].board for place in ("airport", "country")}
    query = select(Tally.cut, Tally.cell, Tally.value).where(
        Tally.stream_id == stream_id,
        Tally.cut.in_(read),
        Tally.measure == measure,
        Tally.stage == VALIDATED,
        Tally.circle == "operation",
        Tally.value != 0,
    )
    whole: defaultdict[str, dict[str, int]] = defaultdict(dict)
    parts: defaultdict[str, dict[str, dict[str, int]]] = defaultdict(dict)
    for cut, cell, value in session.execute(query):
        if cut in shown:
            whole[cut][cell] = value
        base, _, place = cut.rpartition(",")
        if place in {"country", "airport"} and base in shown:
            code, _, where = cell.rpartition(",")
            parts[base].setdefault(f"{place}={where}", {})[code] = value
    return whole, parts


def _legs(circle: str, cells: Cells) -> Iterator[Shown]:
    """Yield how many results went each leg, at both stages."""
    for (_, _, cell, _), stages in sorted(cells.items()):
        begins, ends = cell.split(",")
        count = sum(stages.values())
        yield f"route:{begins}:{ends}:{circle}", circle, {"from": begins, "to": ends, "count": count} if count else None
