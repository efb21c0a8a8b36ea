"""List what newer zone data would move: boundaries stay as they were decided, so that somebody has to look at these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from operations.planning.models import Boundary, Operation
from operations.planning.plan import Edge
from operations.planning.queries import plan_of, zones
from operations.planning.schedule import moments_at
from operations.planning.walltime import Unresolved, resolve

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Moved:
    """A boundary still ahead that today's zone data would put elsewhere; `would_be` is None where it names no instant.

    The wall time is what was typed, and stays the truth: whoever plans decides whether to move the boundary.
    """

    operation: str
    airport: str
    phase: str
    edge: str
    wall: str
    decided_at: datetime
    would_be: datetime | None


def moved_by_zone_data(session: Session, now: datetime) -> Iterator[Moved]:
    """Yield the boundaries ahead, of every published operation, that do not lie where their wall time now would."""
    published = Operation.published_at.is_not(None) & Operation.cancelled_at.is_(None)
    query = select(Operation).where(published, Operation.stood_down_at.is_(None)).order_by(Operation.code)
    for operation in session.scalars(query):
        plan, where = plan_of(operation), zones(session, operation)
        ahead = select(Boundary).where(Boundary.operation_id == operation.id, Boundary.due_at > now)
        for row in session.scalars(ahead.order_by(Boundary.due_at, Boundary.airport)):
            moment = moments_at(plan, row.airport)[row.phase][Edge(row.edge)]
            would_be: datetime | None
            try:
                would_be = resolve(moment, where[row.airport])
            except Unresolved:
                would_be = None
            if would_be != row.due_at:
                yield Moved(operation.code, row.airport, row.phase_kind, row.edge, moment.wall, row.due_at, would_be)
