"""Read the counters and routes of a board from the tallies, one row per cell and circle.

A reader's figure is the sum over the circles one has. Where small counts are kept apart, the row in the operation's
circle is suppressed when it must be, and a row in the OCU's circle, which only the OCU has, carries the exact figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from operations.boards.rows import Shown
from operations.ledger.measures import MEASURES
from operations.ledger.models import Tally
from operations.ledger.post import SUBMITTED, VALIDATED
from operations.statistics.disclosure import suppressed, total_suppressed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.ledger.post import TallyKey

LEGS = "origin,airport,destination"
"""The cut that routes are drawn from."""

_BOARD = {(measure.key, ",".join(cut)) for measure in MEASURES.values() for cut in measure.board}


def touched(keys: Iterable[TallyKey]) -> frozenset[tuple[str, str]]:
    """Return the (measure, circle) pairs whose board rows a set of tallies touches."""
    return frozenset((measure, circle) for measure, _, _, circle, cut, _ in keys if _shown(measure, cut))


def _shown(measure: str, cut: str) -> bool:
    return (measure, cut) in _BOARD or (measure == "seizures" and cut == LEGS)


def count_rows(session: Session, stream_id: int, pairs: frozenset[tuple[str, str]]) -> Iterator[Shown]:
    """Yield the counters and legs of some measures in some circles."""
    by_circle: defaultdict[str, set[str]] = defaultdict(set)
    for measure, circle in pairs:
        by_circle[circle].add(measure)
    for circle, measures in sorted(by_circle.items()):
        query = select(Tally).where(Tally.stream_id == stream_id, Tally.circle == circle, Tally.measure.in_(measures))
        cells: dict[tuple[str, str, str, str], dict[str, int]] = {}
        for row in session.scalars(query):
            if _shown(row.measure, row.cut):
                cells.setdefault((row.measure, row.cut, row.cell, row.unit), {})[row.stage] = row.value
        yield from _legs(circle, {key: value for key, value in cells.items() if key[1] == LEGS})
        yield from _counters(circle, {key: value for key, value in cells.items() if key[1] != LEGS})


def _counters(circle: str, cells: dict[tuple[str, str, str, str], dict[str, int]]) -> Iterator[Shown]:
    hidden = _hidden(cells) if circle == "operation" else frozenset()
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
        }
        name = f"count:{measure}:{code}:{unit}"
        shown = any(stages.values())
        if MEASURES[measure].small_apart and circle == "operation":
            yield f"{name}:ocu", "ocu", row | {"circle": "ocu"} if shown else None
            if key in hidden:
                row |= {"validated": None, "suppressed": True}
        yield f"{name}:{circle}", circle, row if shown else None


def _hidden(cells: dict[tuple[str, str, str, str], dict[str, int]]) -> frozenset[tuple[str, str, str, str]]:
    """Return the cells whose validated count must not be shown to everyone."""
    by_cut: defaultdict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for (measure, cut, cell, unit), stages in cells.items():
        if MEASURES[measure].small_apart:
            by_cut[measure, cut, unit][cell] = stages.get(VALIDATED, 0)
    found: set[tuple[str, str, str, str]] = set()
    for (measure, cut, unit), values in by_cut.items():
        if cut == "":
            gone = {cell for cell, value in values.items() if total_suppressed(value)}
        else:
            gone = set(suppressed(values))
        found |= {(measure, cut, cell, unit) for cell in gone}
    return frozenset(found)


def _legs(circle: str, cells: dict[tuple[str, str, str, str], dict[str, int]]) -> Iterator[Shown]:
    legs: defaultdict[tuple[str, str], int] = defaultdict(int)
    for (_, _, cell, _), stages in cells.items():
        origin, airport, destination = cell.split(",")
        count = sum(stages.values())
        for start, end in ((origin, airport), (airport, destination)):
            if start != end and "not_known" not in {start, end}:
                legs[start, end] += count
    for (start, end), count in sorted(legs.items()):
        row = {"from": start, "to": end, "count": count}
        yield f"route:{start}:{end}:{circle}", circle, row if count else None
