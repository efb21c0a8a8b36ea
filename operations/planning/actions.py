"""Change plans: draft, save, publish, move a boundary, stop, confirm controls, write into the watch log.

Each takes the transaction, who acts, and a command; the operation's stream is taken before it runs. What a person
wrote stays in rows; the log gets a salted digest of it. Publishing also invites countries and drafting seats its maker:
`operations.participation.opening` does both halves, and doors call it rather than `draft_plan` and `publish_plan`.
"""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import delete, select

from operations.errors import Refusal, Refusals, not_allowed, not_found, outdated
from operations.events import (
    BoundaryMoved,
    ControlsConfirmed,
    OperationCancelled,
    OperationDrafted,
    OperationPublished,
    OperationStoodDown,
    PlanSaved,
    WatchEntryWritten,
    digest_of,
)
from operations.planning import queries
from operations.planning.announce import announce, record
from operations.planning.check import Problem, UnitsOf, problems
from operations.planning.models import (
    Boundary,
    ControlConfirmation,
    Operation,
    OperationAirport,
    PlanEdition,
    WatchEntry,
)
from operations.planning.move import move
from operations.planning.plan import Phase, PhaseKind, Plan
from operations.planning.schedule import (
    Edge,
    Schedule,
    boundaries,
    build,
    operation_ends_at,
    phase_at,
)
from operations.policy import PLATFORM, Action, Actor, Subject, allows, require

if TYPE_CHECKING:
    from datetime import datetime

    from operations.planning.commands import (
        Cancel,
        ConfirmControls,
        DraftOperation,
        MoveBoundary,
        Publish,
        SavePlan,
        StandDown,
        WriteWatchEntry,
    )
    from realtime.transaction import Tx


# --- drafts --------------------------------------------------------------------------------------------------------


def draft_plan(tx: Tx, actor: Actor, command: DraftOperation, plan: Plan | None = None) -> Operation:
    """Begin an operation with an empty plan, or a given one, and open its streams; the platform's stream is taken."""
    if not allows(actor, Action.OPERATION_CREATE, Subject(PLATFORM, "plan")):
        raise not_allowed(Action.OPERATION_CREATE)
    if tx.session.scalar(select(Operation.id).where(Operation.code == command.code)) is not None:
        message = f"The code {command.code} is taken."
        raise Refusal("operation:code_taken", message, status=409, path="code", operation=command.code)
    operation_id = str(uuid4())
    operation = Operation(
        id=operation_id,
        code=command.code,
        name=command.name,
        stream_id=tx.open_stream("operation", operation_id),
        audit_stream_id=tx.open_stream("audit", operation_id),
        plan=_text(plan or Plan()),
        created_at=tx.now,
        saved_at=tx.now,
    )
    tx.session.add(operation)
    tx.record(operation.stream_id, OperationDrafted(command.code), subject="operation", circle="ocu")
    tx.session.flush()
    return operation


def save_plan(tx: Tx, actor: Actor, code: str, command: SavePlan) -> Operation:
    """Save a draft. What is wrong with it does not stop it from being saved, only from being published."""
    operation = _seen(tx, actor, code, Action.PLAN_WRITE)
    _require_draft(operation)
    _require_version(operation, command.version)
    operation.name, operation.plan = command.name, _text(command.plan)
    operation.saved_at = tx.now
    operation.version += 1
    digest = digest_of(operation.plan, operation.id)
    tx.record(operation.stream_id, PlanSaved(operation.version, digest), subject="operation", circle="ocu")
    return operation


# --- publication ---------------------------------------------------------------------------------------------------


def publish_plan(tx: Tx, actor: Actor, code: str, command: Publish, units_of: UnitsOf | None = None) -> Operation:
    """Make the draft the operation's first edition and resolve it into boundaries.

    Boundaries that already lie in the past are announced at once, and not as late: nobody could have announced them
    before. Raises Refusals, one for each problem of the plan.
    """
    operation = _seen(tx, actor, code, Action.OPERATION_PUBLISH)
    _require_draft(operation)
    _require_version(operation, command.version)
    plan = queries.plan_of(operation)
    zones, countries = queries.catalogue_zones(plan.airports), queries.catalogue_countries(plan.airports)
    published_at = None if command.entered_after_the_fact else tx.now
    found = problems(
        plan, zones, for_publication=True, countries=countries, units_of=units_of, published_at=published_at
    )
    if found:
        raise Refusals([_refusal(problem) for problem in found])
    schedule = build(plan, zones)
    operation.published_at = tx.now
    operation.version += 1
    tx.session.add_all(
        OperationAirport(operation_id=operation.id, iata=iata, country=countries[iata], zone=zones[iata])
        for iata in plan.airports
    )
    tx.session.add_all(
        Boundary(
            operation_id=operation.id,
            airport=each.airport,
            phase=each.phase,
            edge=each.edge.value,
            phase_kind=each.kind.value,
            due_at=each.due_at,
        )
        for each in boundaries(schedule)
    )
    _frame(operation, schedule)
    edition = _add_edition(tx, operation, reason="")
    fact = OperationPublished(
        edition=operation.edition,
        airports=len(plan.airports),
        countries=plan.countries,
        digest=digest_of(operation.plan, edition.salt),
    )
    tx.record(operation.stream_id, fact, subject="operation", circle="plan")
    tx.session.flush()
    announce(tx, operation)
    return operation


def move_boundary(tx: Tx, actor: Actor, code: str, command: MoveBoundary) -> Operation:
    """Move a boundary that is still ahead at every airport; the plan gets a further edition, with the reason."""
    operation = _seen(tx, actor, code, Action.BOUNDARY_MOVE)
    _require_running(operation)
    _require_version(operation, command.version)
    plan, zones = queries.plan_of(operation), queries.zones(tx.session, operation)
    # What may still be moved is judged by the instant of the transaction: a boundary it finds past may be announced.
    decided = queries.schedule_of(tx.session, operation).windows
    moved = move(plan, zones, decided, command.phase, command.edge, command.moment, tx.now)
    found = problems(moved, zones, for_publication=True)
    if found:
        raise Refusals([_refusal(problem) for problem in found])
    operation.plan = _text(moved)
    operation.version += 1
    schedule = build(moved, zones)
    _resolve_again(tx, operation, schedule, command.phase, command.edge)
    _frame(operation, queries.schedule_of(tx.session, operation))
    edition = _add_edition(tx, operation, reason=command.reason)
    before, after = plan.phases[command.phase], moved.phases[command.phase]
    fact = BoundaryMoved(
        edition=operation.edition,
        phase=command.phase,
        phase_kind=after.kind.value,
        edge=command.edge.value,
        before=_moment(before, command.edge),
        after=_moment(after, command.edge),
        reason_digest=digest_of(command.reason, edition.salt),
    )
    tx.record(operation.stream_id, fact, subject=f"phase:{command.phase}", circle="plan")
    return operation


# --- ending early --------------------------------------------------------------------------------------------------


def cancel(tx: Tx, actor: Actor, code: str, command: Cancel) -> Operation:
    """Call an operation off, as a draft or before its first operational window opens."""
    operation = _seen(tx, actor, code, Action.OPERATION_STOP)
    _require_not_stopped(operation)
    _require_version(operation, command.version)
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
    """End an operation that is under way: every phase that holds ends now, and nothing ahead begins."""
    operation = _seen(tx, actor, code, Action.OPERATION_STOP)
    _require_running(operation)
    _require_version(operation, command.version)
    starts_at, ends_at = operation.starts_at, operation.ends_at
    if starts_at is None or ends_at is None or not starts_at <= tx.now < ends_at:
        message = "Only an operation whose operational phase is under way can be stood down."
        raise Refusal("operation:not_under_way", message, status=409, operation=code)
    operation.stood_down_at = operation.ends_at = tx.now
    digest = _keep_reason(operation, command.reason)
    tx.record(operation.stream_id, OperationStoodDown(digest), subject="operation", circle="plan")
    _end_now(tx, operation)
    return operation


# --- during the operation ------------------------------------------------------------------------------------------


def confirm_controls(tx: Tx, actor: Actor, code: str, command: ConfirmControls) -> ControlConfirmation:
    """Record that the controls planned for the phase under way at an airport are in force; once is enough."""
    operation = _seen(tx, actor, code, Action.PLAN_READ)
    airport = tx.session.get(OperationAirport, (operation.id, command.airport))
    if airport is None:
        raise not_found("airport")
    require(actor, Action.CONTROLS_CONFIRM, Subject(operation.id, f"airport:{command.airport}"), what="airport")
    # A seat of a country that does not take part keeps its airport's circle, for what it reported before; this one not.
    require(actor, Action.CONTROLS_CONFIRM, Subject(operation.id, "operation"), what="airport")
    _require_running(operation)
    level = _planned_level(queries.plan_of(operation), command)
    window = phase_at(queries.schedule_of(tx.session, operation), command.airport, tx.now)
    if window is None or window.phase != command.phase:
        message = "Controls are confirmed while their phase is under way at the airport."
        raise Refusal("controls:not_now", message, status=409, airport=command.airport, phase=command.phase)
    found = tx.session.get(ControlConfirmation, (operation.id, command.airport, command.phase))
    if found is not None:
        return found
    confirmation = ControlConfirmation(
        operation_id=operation.id,
        airport=command.airport,
        phase=command.phase,
        level=level,
        confirmed_at=tx.now,
        actor_id=actor.account_id,
    )
    tx.session.add(confirmation)
    fact = ControlsConfirmed(command.airport, command.phase, level)
    tx.record(operation.stream_id, fact, subject=f"airport:{command.airport}", circle="plan")
    return confirmation


def write_watch_entry(tx: Tx, actor: Actor, code: str, command: WriteWatchEntry) -> WatchEntry:
    """Write a free entry into the watch log, which the OCU reads."""
    operation = _seen(tx, actor, code, Action.PLAN_READ)
    require(actor, Action.WATCH_LOG_WRITE, Subject(operation.id, "ocu"), what="watch log")
    entry_id, salt = str(uuid4()), secrets.token_hex(16)
    fact = WatchEntryWritten(entry_id, digest_of(command.text, salt))
    tx.record(operation.stream_id, fact, subject=f"watch:{entry_id}", circle="ocu")
    entry = WatchEntry(
        id=entry_id,
        operation_id=operation.id,
        seq=tx.seq(operation.stream_id),
        at=tx.at(operation.stream_id),
        actor_id=actor.account_id,
        text=command.text,
        salt=salt,
    )
    tx.session.add(entry)
    return entry


# --- what they share -----------------------------------------------------------------------------------------------


def _seen(tx: Tx, actor: Actor, code: str, action: Action) -> Operation:
    """Return the operation, after the actor was found to be allowed to do this to its plan."""
    operation = queries.operation(tx.session, actor, code)
    require(actor, action, Subject(operation.id, "plan"), what="operation")
    return operation


def _require_version(operation: Operation, version: int) -> None:
    if operation.version != version:
        raise outdated("plan", operation.version)


def _require_not_stopped(operation: Operation) -> None:
    if operation.cancelled_at is not None or operation.stood_down_at is not None:
        message = "The operation was cancelled or stood down."
        raise Refusal("operation:stopped", message, status=409, operation=operation.code)


def _require_draft(operation: Operation) -> None:
    _require_not_stopped(operation)
    if operation.published_at is not None:
        message = "The plan is published. Boundaries still ahead can be moved, with a reason."
        raise Refusal("operation:published", message, status=409, operation=operation.code)


def _require_running(operation: Operation) -> None:
    _require_not_stopped(operation)
    if operation.published_at is None:
        message = "The plan is not published yet."
        raise Refusal("operation:not_published", message, status=409, operation=operation.code)


def _text(plan: Plan) -> str:
    """Return the plan as it is stored: the same plan is the same text."""
    return json.dumps(plan.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _refusal(problem: Problem) -> Refusal:
    params: dict[str, Any] = dict(problem.params)
    return Refusal(problem.code, "The plan cannot be published like this.", path=problem.path, **params)


def _moment(phase: Phase, edge: Edge) -> dict[str, Any]:
    moment = phase.starts if edge is Edge.start else phase.ends
    dumped: dict[str, Any] = moment.model_dump(mode="json")
    return dumped


def _frame(operation: Operation, schedule: Schedule) -> None:
    """Set when the operation is under way, from its first operational window to the end of its last, and open to all.

    A past operation that is entered after the fact is open for as long as one that ended when it was published.
    """
    operation.starts_at = _starts_at(schedule)
    operation.ends_at = operation_ends_at(schedule)
    ends = [window.ends_at for window in schedule.windows]
    if operation.published_at is not None and ends:
        over_at = max(operation.published_at, *ends)
        operation.access_ends_at = over_at + timedelta(days=queries.plan_of(operation).access_days)


def _starts_at(schedule: Schedule) -> datetime | None:
    return min((w.starts_at for w in schedule.windows if w.kind is PhaseKind.operational), default=None)


def _add_edition(tx: Tx, operation: Operation, *, reason: str) -> PlanEdition:
    operation.edition += 1
    edition = PlanEdition(
        operation_id=operation.id,
        edition=operation.edition,
        plan=operation.plan,
        reason=reason,
        salt=secrets.token_hex(16),
        actor_id=tx.actor_id,
        at=tx.at(operation.stream_id),
    )
    tx.session.add(edition)
    return edition


def _resolve_again(tx: Tx, operation: Operation, schedule: Schedule, phase: int, edge: Edge) -> None:
    """Bring the moved boundary to the instants of the schedule, at every airport.

    The others stay as they were decided: newer zone data may read their local times otherwise.
    """
    due = {each.airport: each.due_at for each in boundaries(schedule) if (each.phase, each.edge) == (phase, edge)}
    for row in _unannounced(tx, operation):
        if (row.phase, row.edge) == (phase, edge) and row.airport in due:
            row.due_at = due[row.airport]


def _keep_reason(operation: Operation, reason: str) -> str:
    """Keep why an operation was stopped and raise its version; return the digest for the log."""
    operation.stop_reason, operation.stop_salt = reason, secrets.token_hex(16)
    operation.version += 1
    return digest_of(reason, operation.stop_salt)


def _end_now(tx: Tx, operation: Operation) -> None:
    """End every phase that holds somewhere, and forget what lies ahead."""
    announce(tx, operation)
    ahead = _unannounced(tx, operation)
    not_begun = {(row.airport, row.phase) for row in ahead if row.edge == Edge.start}
    ending = [row for row in ahead if (row.airport, row.phase) not in not_begun]
    for row in ending:
        row.due_at = tx.now
    record(tx, operation, ending)
    tx.session.flush()
    never = Boundary.operation_id == operation.id, Boundary.announced_at.is_(None)
    tx.session.execute(delete(Boundary).where(*never))


def _unannounced(tx: Tx, operation: Operation) -> list[Boundary]:
    query = select(Boundary).where(Boundary.operation_id == operation.id, Boundary.announced_at.is_(None))
    return list(tx.session.scalars(query))


def _planned_level(plan: Plan, command: ConfirmControls) -> str:
    planned = (c.level for c in plan.controls if (c.airport, c.phase) == (command.airport, command.phase))
    level = next(planned, None)
    if level is None:
        message = "No controls are planned at this airport in this phase."
        raise Refusal("controls:none_planned", message, airport=command.airport, phase=command.phase)
    return level.value
