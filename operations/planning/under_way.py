"""Change an operation under way: move, extend, shift, suspend and resume, stand down, cancel; each with its reason.

For all airports, those of a country, or one. What is past stays: only boundaries still ahead move, suspensions begin
now or later. Each change but the end of the whole operation is a further edition of the plan, and the log holds what
was and what is.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from operations.errors import Refusal
from operations.events.fact import digest_of
from operations.events.plan import (
    AirportsResumed,
    AirportsStoodDown,
    AirportsSuspended,
    BoundaryMoved,
    OperationCancelled,
    OperationStoodDown,
    PhaseExtended,
    ScheduleShifted,
)
from operations.planning import queries
from operations.planning.announce import announce, record
from operations.planning.changing import InForce, extend, move, shift
from operations.planning.in_hand import (
    add_edition,
    frame,
    require_not_stopped,
    require_running,
    require_version,
    seen,
    text_of,
    unannounced,
)
from operations.planning.models import Boundary, Operation, OperationAirport, SuspensionRow
from operations.planning.plan import Edge
from operations.planning.suspension import overlaps
from operations.planning.walltime import Unresolved, format_utc, resolve
from operations.policy import RULES, Action, Actor, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from operations.planning.changing import Change, Move
    from operations.planning.commands import (
        Cancel,
        ExtendPhase,
        MoveBoundary,
        Resume,
        ShiftSchedule,
        StandDown,
        Suspend,
        Where,
    )
    from operations.planning.plan import Moment, Plan
    from realtime.transaction import Tx


# --- the schedule --------------------------------------------------------------------------------------------------


def move_boundary(tx: Tx, actor: Actor, code: str, command: MoveBoundary) -> Operation:
    """Move a boundary that is still ahead; the plan gets a further edition, with the reason."""
    operation, stands = _in_force(tx, actor, code, command.version)
    where = _airports(tx, operation, command.where)
    change = move(stands, where, command.phase, command.edge, command.moment, along=command.along)
    digest = _apply(tx, operation, change, command.reason)
    for each in change.moves:
        fact = BoundaryMoved(
            edition=operation.edition, airports=each.airports, reason_digest=digest, **_edge(stands.plan, each)
        )
        tx.record(operation.stream_id, fact, subject=f"phase:{each.phase}", circle="plan")
    return operation


def extend_phase(tx: Tx, actor: Actor, code: str, command: ExtendPhase) -> Operation:
    """Move the end of a phase, and everything that follows, by a length on the clocks of the airports."""
    operation, stands = _in_force(tx, actor, code, command.version)
    where, length = _airports(tx, operation, command.where), command.length
    change = extend(stands, where, command.phase, length.by, fold=length.fold)
    digest = _apply(tx, operation, change, command.reason)
    fact = PhaseExtended(
        edition=operation.edition,
        phase=command.phase,
        phase_kind=stands.plan.phases[command.phase].kind.value,
        airports=_moved_at(change),
        days=length.days,
        hours=length.hours,
        moves=_said(stands.plan, change),
        reason_digest=digest,
    )
    tx.record(operation.stream_id, fact, subject=f"phase:{command.phase}", circle="plan")
    return operation


def shift_schedule(tx: Tx, actor: Actor, code: str, command: ShiftSchedule) -> Operation:
    """Move everything that is still ahead by a length on the clocks of the airports."""
    operation, stands = _in_force(tx, actor, code, command.version)
    where, length = _airports(tx, operation, command.where), command.length
    change = shift(stands, where, length.by, fold=length.fold)
    digest = _apply(tx, operation, change, command.reason)
    fact = ScheduleShifted(
        edition=operation.edition,
        airports=_moved_at(change),
        days=length.days,
        hours=length.hours,
        moves=_said(stands.plan, change),
        reason_digest=digest,
    )
    tx.record(operation.stream_id, fact, subject="schedule", circle="plan")
    return operation


# --- rest ----------------------------------------------------------------------------------------------------------


def suspend(tx: Tx, actor: Actor, code: str, command: Suspend) -> Operation:
    """Let airports rest, from now or a moment ahead, to a moment or until further notice."""
    operation = _running(tx, actor, code, command.version, Action.AIRPORT_SUSPEND)
    where = _airports(tx, operation, command.where)
    schedule = queries.schedule_of(tx.session, operation)
    rows = []
    for iata in where:
        zone = schedule.zones[iata]
        starts_at = tx.now if command.starts is None else _instant(command.starts, zone, "starts")
        ends_at = None if command.ends is None else _instant(command.ends, zone, "ends")
        if starts_at < tx.now:
            raise _refused("suspension:in_the_past", "A suspension cannot begin in the past.", "starts", iata)
        if ends_at is not None and ends_at <= starts_at:
            raise _refused("suspension:ends_before_start", "It would end before it begins.", "ends", iata)
        if all(window.ends_at <= starts_at for window in schedule.by_airport.get(iata, ())):
            raise _refused("suspension:nothing_to_suspend", "The operation is over there by then.", "starts", iata)
        if overlaps(schedule.suspensions.get(iata, ()), starts_at, ends_at):
            message = f"{iata} is suspended already in this time. Resume it first, or choose another time."
            raise Refusal("suspension:overlaps", message, status=409, airport=iata)
        rows.append(SuspensionRow(operation_id=operation.id, airport=iata, starts_at=starts_at, ends_at=ends_at))
    digest = _further_edition(tx, operation, command.reason)
    by = _role(actor, operation)
    for row in rows:
        row.edition, row.by = operation.edition, by
    tx.session.add_all(rows)
    tx.session.flush()
    fact = AirportsSuspended(
        operation.edition, where, starts=_typed(command.starts), ends=_typed(command.ends), by=by, reason_digest=digest
    )
    tx.record(operation.stream_id, fact, subject="schedule", circle="plan")
    announce(tx, operation)
    return operation


def resume(tx: Tx, actor: Actor, code: str, command: Resume) -> Operation:
    """End the suspension that holds or comes next at airports, now or at a moment; one not yet begun may vanish."""
    operation = _running(tx, actor, code, command.version, Action.AIRPORT_SUSPEND)
    where = _airports(tx, operation, command.where)
    zones = queries.zones(tx.session, operation)
    before: dict[str, str | None] = {}
    for row in _suspended(tx, operation, where):
        at = tx.now if command.at is None else _instant(command.at, zones[row.airport], "at")
        if at < tx.now:
            raise _refused("suspension:in_the_past", "It cannot end in the past.", "at", row.airport)
        before[row.airport] = None if row.ends_at is None else format_utc(row.ends_at)
        if at > row.starts_at:
            row.ends_at = at
        elif row.start_announced_at is None:
            tx.session.delete(row)
        else:
            # Suspended and resumed at one instant: it rested for no time at all.
            row.ends_at = row.starts_at
    if not before:
        raise Refusal("suspension:none", "Nothing is suspended there.", status=409)
    digest = _further_edition(tx, operation, command.reason)
    fact = AirportsResumed(
        operation.edition,
        tuple(sorted(before)),
        at=_typed(command.at),
        before=before,
        by=_role(actor, operation),
        reason_digest=digest,
    )
    tx.record(operation.stream_id, fact, subject="schedule", circle="plan")
    tx.session.flush()
    announce(tx, operation)
    return operation


# --- ending early --------------------------------------------------------------------------------------------------


def cancel(tx: Tx, actor: Actor, code: str, command: Cancel) -> Operation:
    """Call an operation off, as a draft or before its first operational window opens."""
    operation = seen(tx, actor, code, Action.OPERATION_STOP)
    require_not_stopped(operation)
    require_version(operation, command.version)
    if operation.starts_at is not None and operation.starts_at <= tx.now:
        message = "The operational phase has begun. An operation under way is stood down, not cancelled."
        raise Refusal("operation:begun", message, status=409, operation=code)
    operation.cancelled_at = tx.now
    digest = _keep_reason(operation, command.reason)
    circle = "ocu" if operation.published_at is None else "plan"
    tx.record(operation.stream_id, OperationCancelled(digest), subject="operation", circle=circle)
    _end_now(tx, operation)
    return operation


def stand_down(tx: Tx, actor: Actor, code: str, command: StandDown) -> Operation:
    """End an operation that is under way, or the part of some airports in it.

    Every phase that holds there ends now, and nothing ahead begins.
    """
    operation = _running(tx, actor, code, command.version, Action.OPERATION_STOP)
    if command.where.airport is not None or command.where.country is not None:
        return _stand_airports_down(tx, operation, command)
    starts_at, ends_at = operation.starts_at, operation.ends_at
    if starts_at is None or ends_at is None or not starts_at <= tx.now < ends_at:
        message = "Only an operation whose operational phase is under way can be stood down."
        raise Refusal("operation:not_under_way", message, status=409, operation=code)
    operation.stood_down_at = operation.ends_at = tx.now
    digest = _keep_reason(operation, command.reason)
    tx.record(operation.stream_id, OperationStoodDown(digest), subject="operation", circle="plan")
    _end_now(tx, operation)
    return operation


def _stand_airports_down(tx: Tx, operation: Operation, command: StandDown) -> Operation:
    where = _airports(tx, operation, command.where)
    going = [w for w in queries.schedule_of(tx.session, operation).windows if w.ends_at > tx.now]
    if not any(window.airport in where for window in going):
        raise Refusal("plan:nothing_ahead", "Nothing lies ahead there any more.", status=409)
    if all(window.airport in where for window in going):
        message = "Nothing would be left of the operation. Stand all of it down, or cancel it."
        raise Refusal("operation:nothing_left", message, status=409)
    digest = _further_edition(tx, operation, command.reason)
    fact = AirportsStoodDown(operation.edition, where, digest)
    tx.record(operation.stream_id, fact, subject="schedule", circle="plan")
    for iata in where:
        tx.session.get_one(OperationAirport, (operation.id, iata)).stood_down_at = tx.now
    _end_now(tx, operation, where)
    frame(operation, queries.schedule_of(tx.session, operation))
    return operation


# --- what they share -----------------------------------------------------------------------------------------------


def _running(tx: Tx, actor: Actor, code: str, version: int, action: Action) -> Operation:
    operation = seen(tx, actor, code, action)
    require_running(operation)
    require_version(operation, version)
    return operation


def _in_force(tx: Tx, actor: Actor, code: str, version: int) -> tuple[Operation, InForce]:
    operation = _running(tx, actor, code, version, Action.BOUNDARY_MOVE)
    zones, windows = queries.zones(tx.session, operation), queries.schedule_of(tx.session, operation).windows
    # What may still be moved is judged by the instant of the transaction: a boundary it finds past may be announced.
    return operation, InForce(queries.plan_of(operation), zones, tuple(windows), tx.now)


def _airports(tx: Tx, operation: Operation, where: Where) -> tuple[str, ...]:
    """Return the airports a change is for; those stood down are out of it."""
    found = tuple(
        row.iata
        for row in queries.airports(tx.session, operation.id)
        if row.stood_down_at is None and where.airport in {None, row.iata} and where.country in {None, row.country}
    )
    if not found:
        message = "No airport there takes part in this operation."
        raise Refusal("operation:nobody_there", message, path="where", place=where.airport or where.country or "")
    return found


def _apply(tx: Tx, operation: Operation, change: Change, reason: str) -> str:
    """Let boundaries lie where a change puts them; return the digest of the reason. The others stay as decided."""
    operation.plan = text_of(change.plan)
    for row in unannounced(tx, operation):
        row.due_at = change.due.get((row.airport, row.phase, Edge(row.edge)), row.due_at)
    tx.session.flush()
    frame(operation, queries.schedule_of(tx.session, operation))
    return _further_edition(tx, operation, reason)


def _further_edition(tx: Tx, operation: Operation, reason: str) -> str:
    """Keep what was changed as the plan's next edition, with its reason; return the digest of that."""
    operation.version += 1
    return digest_of(reason, add_edition(tx, operation, reason=reason).salt)


def _edge(plan: Plan, each: Move) -> dict[str, Any]:
    return {
        "phase": each.phase,
        "phase_kind": plan.phases[each.phase].kind.value,
        "edge": each.edge.value,
        "before": each.before.model_dump(mode="json"),
        "after": each.after.model_dump(mode="json"),
    }


def _said(plan: Plan, change: Change) -> tuple[dict[str, Any], ...]:
    return tuple({**_edge(plan, each), "airports": list(each.airports)} for each in change.moves)


def _moved_at(change: Change) -> tuple[str, ...]:
    return tuple(sorted({airport for airport, _, _ in change.due}))


def _instant(moment: Moment, zone: str, path: str) -> datetime:
    try:
        return resolve(moment, zone)
    except Unresolved as reason:
        message = "The time typed names no single instant at every airport."
        raise Refusal(reason.code, message, path=path).about(reason.params) from reason


def _refused(code: str, message: str, path: str, airport: str) -> Refusal:
    return Refusal(code, message, path=path, airport=airport)


def _typed(moment: Moment | None) -> dict[str, Any] | None:
    return None if moment is None else moment.model_dump(mode="json")


def _role(actor: Actor, operation: Operation) -> str:
    """Return in which role somebody decides that airports rest; a person is named nowhere."""
    roles = {seat.role for seat in actor.seats if seat.operation_id == operation.id}
    deciding = {role for role in roles if Action.AIRPORT_SUSPEND in RULES[role]}
    return (Role.COORDINATOR if Role.COORDINATOR in deciding else Role.OCU).value


def _suspended(tx: Tx, operation: Operation, where: Collection[str]) -> Iterable[SuspensionRow]:
    """Return the first suspension of each airport that is not over yet."""
    first: dict[str, SuspensionRow] = {}
    for row in queries.suspension_rows(tx.session, operation.id):
        if row.airport in where and (row.ends_at is None or row.ends_at > tx.now):
            first.setdefault(row.airport, row)
    return first.values()


def _keep_reason(operation: Operation, reason: str) -> str:
    """Keep why an operation was stopped and raise its version; return the digest for the log."""
    operation.stop_reason, operation.stop_salt = reason, secrets.token_hex(16)
    operation.version += 1
    return digest_of(reason, operation.stop_salt)


def _end_now(tx: Tx, operation: Operation, where: Collection[str] | None = None) -> None:
    """End every phase that holds somewhere (or at some airports), and forget what lies ahead; rest ends with it."""
    announce(tx, operation)
    ahead = [row for row in unannounced(tx, operation) if where is None or row.airport in where]
    not_begun = {(row.airport, row.phase) for row in ahead if row.edge == Edge.start}
    ending = [row for row in ahead if (row.airport, row.phase) not in not_begun]
    for row in ending:
        row.due_at = tx.now
    record(tx, operation, ending)
    tx.session.flush()
    never = Boundary.operation_id == operation.id, Boundary.announced_at.is_(None)
    here = () if where is None else (Boundary.airport.in_(where),)
    tx.session.execute(delete(Boundary).where(*never, *here))
    resting = select(SuspensionRow).where(
        SuspensionRow.operation_id == operation.id, SuspensionRow.end_announced_at.is_(None)
    )
    for suspension in tx.session.scalars(resting).all():
        if where is not None and suspension.airport not in where:
            continue
        if suspension.start_announced_at is None:
            tx.session.delete(suspension)
        else:
            suspension.ends_at = suspension.end_announced_at = tx.now
    tx.session.flush()
