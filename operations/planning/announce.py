"""Turn phases and suspensions: say once, in the log, that a boundary of the schedule was reached.

The row of a boundary, or of a suspension, is the once-ness. Whoever holds the operation's stream and finds
`announced_at` empty announces it, so any number of processes may wake for the same instant, and one that slept
announces late rather than never.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import DBAPIError

from operations.events.phases import PhaseEnded, PhaseStarted, SuspensionEnded, SuspensionStarted
from operations.planning.models import Boundary, Operation, SuspensionRow
from operations.planning.plan import Edge
from operations.planning.walltime import format_utc
from realtime.batch import NotCommitted
from realtime.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from realtime.transaction import Database, Tx

SCHEDULE: Final = "schedule"
"""Who acts when a phase turns: no account, but the plan that people published."""

PUNCTUAL_FOR: Final = timedelta(seconds=5)
"""Below this an announcement is not late: alarm clocks and transactions take a moment."""

logger = logging.getLogger(__name__)


def announce_due(db: Database, now: datetime) -> int:
    """Announce every boundary that fell due, one transaction per operation; return how many there were.

    Exactly once with any number of processes, and in order: an end before the start that falls on the same instant.
    An operation that somebody else holds for too long is left to the next wake; it does not keep the others waiting.
    """
    waiting = Boundary.announced_at.is_(None) & (Boundary.due_at <= now)
    with db.reading() as session:
        query = select(Operation.id, Operation.stream_id).where(
            or_(
                Operation.id.in_(select(Boundary.operation_id).where(waiting)),
                Operation.id.in_(select(SuspensionRow.operation_id).where(_turning(now))),
            )
        )
        found = session.execute(query.order_by(Operation.stream_id)).all()
    announced = 0
    for operation_id, stream_id in found:
        try:
            with transaction(db, (stream_id,), actor_id=SCHEDULE, now=now) as tx:
                turned = announce(tx, tx.session.get_one(Operation, operation_id))
        except (DBAPIError, NotCommitted) as error:
            logger.warning("boundaries of stream %s wait for the next wake: %s", stream_id, error)
        else:
            announced += turned
    return announced


def announce(tx: Tx, operation: Operation) -> int:
    """Announce what fell due in one operation whose stream is taken; return how many boundaries it was.

    `late_by` counts from the boundary, or from publication when that came later: what already lay in the past when the
    plan was published, as in an operation entered after the fact, was announced as soon as anybody could.
    """
    query = select(Boundary).where(
        Boundary.operation_id == operation.id, Boundary.announced_at.is_(None), Boundary.due_at <= tx.now
    )
    due = tx.session.scalars(query).all()
    turns = _turns(tx, operation)
    for at in sorted({row.due_at for row in due} | {due_at for due_at, _, _ in turns}):
        record(tx, operation, [row for row in due if row.due_at == at])
        for edge in (Edge.end, Edge.start):
            _record_turned(
                tx, operation, at, edge, [row for due_at, side, row in turns if (due_at, side) == (at, edge)]
            )
    return len(due) + len(turns)


def _turning(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(SuspensionRow.start_announced_at.is_(None), SuspensionRow.starts_at <= now),
        and_(SuspensionRow.end_announced_at.is_(None), SuspensionRow.ends_at <= now),
    )


def _turns(tx: Tx, operation: Operation) -> list[tuple[datetime, Edge, SuspensionRow]]:
    """Return which suspensions began or ended by now, and nobody said so."""
    query = select(SuspensionRow).where(SuspensionRow.operation_id == operation.id, _turning(tx.now))
    found = []
    for row in tx.session.scalars(query):
        if row.start_announced_at is None:
            found.append((row.starts_at, Edge.start, row))
        if row.end_announced_at is None and row.ends_at is not None and row.ends_at <= tx.now:
            found.append((row.ends_at, Edge.end, row))
    return found


def _record_turned(tx: Tx, operation: Operation, at: datetime, edge: Edge, rows: Sequence[SuspensionRow]) -> None:
    """Mark the turn of suspensions announced and say so, for all airports at which they turn at the same instant."""
    if not rows:
        return
    for row in rows:
        if edge is Edge.start:
            row.start_announced_at = tx.now
        else:
            row.end_announced_at = tx.now
    fact = SuspensionStarted if edge is Edge.start else SuspensionEnded
    airports = tuple(sorted(row.airport for row in rows))
    said = fact(airports, format_utc(at), _late_by(at, operation.published_at, tx.now))
    tx.record(operation.stream_id, said, subject="schedule", circle="plan")


def record(tx: Tx, operation: Operation, due: Sequence[Boundary]) -> None:
    """Mark boundaries announced and say so, one fact for all airports at which a phase turns at the same instant."""
    in_order = sorted(due, key=lambda row: (row.due_at, row.edge == Edge.start, row.phase, row.airport))
    for (due_at, edge, phase, kind), rows in groupby(
        in_order, key=lambda row: (row.due_at, row.edge, row.phase, row.phase_kind)
    ):
        turned = list(rows)
        for row in turned:
            row.announced_at = tx.now
        fact = PhaseStarted if edge == Edge.start else PhaseEnded
        tx.record(
            operation.stream_id,
            fact(
                phase=phase,
                phase_kind=kind,
                airports=tuple(row.airport for row in turned),
                due_at=format_utc(due_at),
                late_by=_late_by(due_at, operation.published_at, tx.now),
            ),
            subject=f"phase:{phase}",
            circle="plan",
        )


def _late_by(due_at: datetime, published_at: datetime | None, now: datetime) -> int:
    """Return the whole seconds an announcement came late, 0 when it was punctual."""
    late_for = now - max(due_at, published_at or due_at)
    return int(late_for.total_seconds()) if late_for >= PUNCTUAL_FOR else 0
