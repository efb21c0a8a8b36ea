"""Read plans: the operations an actor may see, and what a published plan means as instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import bindparam, func, select

from operations.airports import catalogue
from operations.errors import not_found
from operations.planning.models import (
    Boundary,
    ControlConfirmation,
    Operation,
    OperationAirport,
    PlanEdition,
    SuspensionRow,
    WatchEntry,
)
from operations.planning.plan import Edge, PhaseKind, Plan
from operations.planning.schedule import Schedule, Span, Window, decided, sketch
from operations.planning.suspension import Suspension
from operations.policy import Action, Subject, allows, home_of, visible
from realtime.log import Entry, Stream
from realtime.prepared import PreparedQuery, PreparedRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import BindParameter
    from sqlalchemy.orm import Session

    from operations.policy import Actor


CHANGES: Final = (
    "boundary_moved", "phase_extended", "schedule_shifted", "airports_suspended", "airports_resumed",
    "airports_stood_down",
)  # fmt: skip
"""The facts that say how a published plan was changed."""


@dataclass(frozen=True, slots=True)
class ChangeMade:
    """One change of a published plan: what its fact says, and why, for those whom it concerns.

    `everywhere` says that it was made at every airport that had not been stood down before.
    """

    seq: int
    at: datetime
    kind: str
    content: Mapping[str, Any]
    everywhere: bool
    reason: str | None


def operation(session: Session, actor: Actor, code: str) -> Operation:
    """Return the operation with this code, or refuse with 404 when there is none or the actor may not see it."""
    found = of_code(session, code)
    if not allows(actor, Action.PLAN_READ, Subject(found.id, found.circle)):
        raise not_found("operation")
    return found


def of_code(session: Session, code: str) -> Operation:
    """Return the operation with this code, whoever asks: for what a later rule decides. Refuses with 404."""
    found = _BY_CODE.one(session, {"code": code})
    if found is None:
        raise not_found("operation")
    return found


_BY_CODE: Final = PreparedRow(Operation, Operation.code == bindparam("code"))


def position(session: Session, operation: Operation) -> int:
    """Return the position of an operation's log."""
    return session.scalar(select(Stream.seq).where(Stream.id == operation.stream_id)) or 0


def operations(session: Session, actor: Actor, *, after: str | None = None, limit: int = 50) -> Sequence[Operation]:
    """Return the operations an actor may see behind a code, in the order of the codes."""
    query = select(Operation).where(visible(actor, Action.PLAN_READ, Operation)).order_by(Operation.code).limit(limit)
    return session.scalars(query.where(Operation.code > after) if after else query).all()


def plan_of(operation: Operation) -> Plan:
    """Return the plan of an operation as it stands."""
    return _read(operation.plan)


@lru_cache(maxsize=64)
def _read(plan: str) -> Plan:
    """Return a plan, read once for everybody: what it says is its key, and nobody changes it in place."""
    return Plan.model_validate_json(plan)


def catalogue_zones(airports: Iterable[str]) -> dict[str, str]:
    """Return the zones of the airports the catalogue knows; a draft lives by these."""
    return {iata: found.zone for iata in airports if (found := catalogue.airport(iata))}


def catalogue_countries(airports: Iterable[str]) -> dict[str, str]:
    """Return the countries of the airports the catalogue knows."""
    return {iata: found.country for iata in airports if (found := catalogue.airport(iata))}


def airports(session: Session, operation_id: str) -> Sequence[OperationAirport]:
    """Return the airports of a published operation by their code; a draft has none yet."""
    query = select(OperationAirport).where(OperationAirport.operation_id == operation_id)
    return session.scalars(query.order_by(OperationAirport.iata)).all()


def zones(session: Session, operation: Operation) -> dict[str, str]:
    """Return the zone of each airport: as published, or the catalogue's for a draft."""
    if operation.published_at is None:
        return catalogue_zones(plan_of(operation).airports)
    return {row.iata: row.zone for row in airports(session, operation.id)}


def schedule_of(session: Session, operation: Operation, only: Mapping[str, str] | None = None) -> Schedule:
    """Return what the plan means: for a draft whatever can be drawn, for the published one what was decided.

    An operation that was stood down or cancelled ended at that instant; what lay ahead is not in its schedule. `only`
    names the airports that matter with their zones, where those are known.
    """
    where = zones(session, operation) if only is None else only
    if operation.published_at is None:
        return sketch(plan_of(operation), where)
    edges, rests = _edges(session, operation.id, only), _suspensions(session, operation.id, only)
    return _decided(operation.plan, tuple(where.items()), tuple(edges), tuple(rests))


@lru_cache(maxsize=512)
def _decided(
    plan: str, zones: tuple[tuple[str, str], ...], edges: tuple[_Edge, ...], rests: tuple[_Rest, ...]
) -> Schedule:
    """Return the schedule that rows make, put together once for as long as they say the same."""
    return decided(_read(plan), dict(zones), _windows(edges), (Suspension(*rest) for rest in rests))


_Edge: TypeAlias = tuple[str, int, str, str, datetime]
"""An airport, a phase of the plan, its kind, which edge of it, and when."""

_Rest: TypeAlias = "tuple[str, datetime, datetime | None]"
"""A suspended airport, from when and until when."""


def _windows(edges: Iterable[_Edge]) -> Iterator[Window]:
    found: dict[tuple[str, int, str], dict[str, datetime]] = {}
    for airport, phase, kind, edge, due_at in edges:
        found.setdefault((airport, phase, kind), {})[edge] = due_at
    for (airport, phase, kind), at in found.items():
        yield Window(airport, phase, PhaseKind(kind), at[Edge.start], at[Edge.end])


def _edges(session: Session, operation_id: str, only: Collection[str] | None = None) -> list[_Edge]:
    here = {"operation_id": operation_id}
    return _ALL_EDGES.rows(session, here) if only is None else _EDGES.rows(session, here | {"airports": [*only]})


def _suspensions(session: Session, operation_id: str, only: Collection[str] | None) -> list[_Rest]:
    here = {"operation_id": operation_id}
    return _ALL_RESTS.rows(session, here) if only is None else _RESTS.rows(session, here | {"airports": [*only]})


_BOUNDARIES: Final = select(
    Boundary.airport, Boundary.phase, Boundary.phase_kind, Boundary.edge, Boundary.due_at
).where(Boundary.operation_id == bindparam("operation_id"))
_SUSPENSIONS: Final = (
    select(SuspensionRow.airport, SuspensionRow.starts_at, SuspensionRow.ends_at)
    .where(SuspensionRow.operation_id == bindparam("operation_id"))
    .order_by(SuspensionRow.starts_at)
)
_SOME: Final[BindParameter[str]] = bindparam("airports", expanding=True)
_ALL_EDGES, _ALL_RESTS = PreparedQuery(_BOUNDARIES, wide=True), PreparedQuery(_SUSPENSIONS, wide=True)
_EDGES: Final = PreparedQuery(_BOUNDARIES.where(Boundary.airport.in_(_SOME)))
_RESTS: Final = PreparedQuery(_SUSPENSIONS.where(SuspensionRow.airport.in_(_SOME)))


def suspension_rows(session: Session, operation_id: str) -> Sequence[SuspensionRow]:
    """Return the suspensions of an operation's airports, by start and airport."""
    query = select(SuspensionRow).where(SuspensionRow.operation_id == operation_id)
    return session.scalars(query.order_by(SuspensionRow.starts_at, SuspensionRow.airport)).all()


def windows_of(session: Session, operation_id: str) -> list[Window]:
    """Return the phases of a published operation at its airports, without its plan."""
    return list(_windows(_edges(session, operation_id)))


def spans(session: Session, operation_ids: Iterable[str]) -> dict[str, list[Span]]:
    """Return the phases of published operations over all their airports, by operation, in the order of their plans."""
    ids = list(operation_ids)
    columns = Boundary.operation_id, Boundary.phase, Boundary.phase_kind, Boundary.edge
    query = select(*columns, func.min(Boundary.due_at), func.max(Boundary.due_at)).where(Boundary.operation_id.in_(ids))
    edges: dict[tuple[str, int, str], dict[str, datetime]] = {}
    for operation_id, phase, kind, edge, first, last in session.execute(query.group_by(*columns)):
        edges.setdefault((operation_id, phase, kind), {})[edge] = first if edge == Edge.start else last
    found: dict[str, list[Span]] = {operation_id: [] for operation_id in ids}
    for (operation_id, phase, kind), span in sorted(edges.items()):
        found[operation_id].append(Span(phase, PhaseKind(kind), span[Edge.start], span[Edge.end]))
    return found


def next_due(session: Session) -> datetime | None:
    """Return the first instant that nobody announced yet at which a phase or a suspension turns, in any operation."""
    turns = (
        (Boundary.due_at, Boundary.announced_at),
        (SuspensionRow.starts_at, SuspensionRow.start_announced_at),
        (SuspensionRow.ends_at, SuspensionRow.end_announced_at),
    )
    first = [session.scalar(select(func.min(due_at)).where(announced_at.is_(None))) for due_at, announced_at in turns]
    return min((due_at for due_at in first if due_at is not None), default=None)


def confirmations(session: Session, operation_id: str) -> Mapping[tuple[str, int], ControlConfirmation]:
    """Return who confirmed controls and when, by airport and phase."""
    query = select(ControlConfirmation).where(ControlConfirmation.operation_id == operation_id)
    return {(row.airport, row.phase): row for row in session.scalars(query)}


def changes(session: Session, actor: Actor, operation: Operation) -> list[ChangeMade]:
    """Return what was changed since publication, the newest first.

    That something was changed is for everyone who sees the plan. Why is for those it concerns: the OCU and whoever has
    a seat at one of the airports; what concerns every airport concerns everyone.
    """
    plan = plan_of(operation)
    # By what they are about, which has an index, and put in order here: in order of the log a database reads all of it.
    about = "schedule", *(f"phase:{number}" for number in range(len(plan.phases)))
    query = select(Entry).where(
        Entry.stream_id == operation.stream_id, Entry.subject.in_(about), Entry.kind.in_(CHANGES)
    )
    entries = sorted(session.scalars(query), key=lambda entry: entry.seq)
    editions = session.scalars(select(PlanEdition).where(PlanEdition.operation_id == operation.id))
    reasons = {each.edition: each.reason for each in editions}
    circles, taking_part = actor.circles(operation.id, Action.PLAN_READ), set(plan.airports)
    found = []
    for entry in entries:
        content = entry.content()
        airports = content["airports"]
        everywhere = taking_part <= set(airports)
        concerned = everywhere or any(home_of(iata) in circles for iata in airports)
        reason = reasons.get(content["edition"]) if concerned else None
        found.append(ChangeMade(entry.seq, entry.at, entry.kind, content, everywhere, reason))
        if entry.kind == "airports_stood_down":
            taking_part.difference_update(airports)
    return found[::-1]


def watch_entries(
    session: Session, actor: Actor, operation: Operation, *, before: int | None = None, limit: int = 50
) -> Sequence[WatchEntry]:
    """Return the watch log from its newest entry backwards, or from the one before a position."""
    query = select(WatchEntry).where(
        WatchEntry.operation_id == operation.id, visible(actor, Action.WATCH_LOG_READ, WatchEntry)
    )
    query = query.where(WatchEntry.seq < before) if before is not None else query
    return session.scalars(query.order_by(WatchEntry.seq.desc()).limit(limit)).all()
