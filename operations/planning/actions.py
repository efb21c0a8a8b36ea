"""Make plans: draft, save, publish; then confirm controls and write into the watch log. `under_way` changes them.

Each takes the transaction, who acts, and a command; the operation's stream is taken before it runs. What a person
wrote stays in rows; the log gets a salted digest of it. Publishing also invites countries and drafting seats its maker:
`operations.participation.opening` does both halves, and doors call it rather than `draft_plan` and `publish_plan`.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select

from operations.errors import Refusal, Refusals, not_allowed, not_found
from operations.events.fact import digest_of
from operations.events.phases import ControlsConfirmed
from operations.events.plan import OperationDrafted, OperationPublished, PlanSaved
from operations.events.watch import WatchEntryWritten
from operations.planning import queries
from operations.planning.announce import announce
from operations.planning.check import Problem, UnitsOf, problems
from operations.planning.in_hand import (
    add_edition,
    frame,
    require_draft,
    require_running,
    require_version,
    seen,
    text_of,
)
from operations.planning.models import Boundary, ControlConfirmation, Operation, OperationAirport, WatchEntry
from operations.planning.plan import Plan
from operations.planning.schedule import boundaries, build, phase_at, suspension_at
from operations.planning.suspension import lapsed
from operations.policy import PLATFORM, Action, Actor, Subject, allows, home_of, require

if TYPE_CHECKING:
    from operations.planning.commands import ConfirmControls, DraftOperation, Publish, SavePlan, WriteWatchEntry
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
        plan=text_of(plan or Plan()),
        created_at=tx.now,
        saved_at=tx.now,
    )
    tx.session.add(operation)
    tx.record(operation.stream_id, OperationDrafted(command.code), subject="operation", circle="ocu")
    tx.session.flush()
    return operation


def save_plan(tx: Tx, actor: Actor, code: str, command: SavePlan) -> Operation:
    """Save a draft. What is wrong with it does not stop it from being saved, only from being published."""
    operation = seen(tx, actor, code, Action.PLAN_WRITE)
    require_draft(operation)
    require_version(operation, command.version)
    operation.name, operation.plan = command.name, text_of(command.plan)
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
    operation = seen(tx, actor, code, Action.OPERATION_PUBLISH)
    require_draft(operation)
    require_version(operation, command.version)
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
    frame(operation, schedule)
    edition = add_edition(tx, operation, reason="")
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


# --- during the operation ------------------------------------------------------------------------------------------


def confirm_controls(tx: Tx, actor: Actor, code: str, command: ConfirmControls) -> ControlConfirmation:
    """Record that the controls planned for the phase under way at an airport are in force.

    Once is enough, until the airport was suspended: what rested is confirmed again.
    """
    operation = seen(tx, actor, code, Action.PLAN_READ)
    airport = tx.session.get(OperationAirport, (operation.id, command.airport))
    if airport is None:
        raise not_found("airport")
    require(actor, Action.CONTROLS_CONFIRM, Subject(operation.id, home_of(command.airport)), what="airport")
    # A seat of a country that does not take part keeps its airport's circle, for what it reported before; this one not.
    require(actor, Action.CONTROLS_CONFIRM, Subject(operation.id, "operation"), what="airport")
    require_running(operation)
    level = _planned_level(queries.plan_of(operation), command)
    schedule = queries.schedule_of(tx.session, operation)
    window = phase_at(schedule, command.airport, tx.now)
    if window is None or window.phase != command.phase:
        message = "Controls are confirmed while their phase is under way at the airport."
        raise Refusal("controls:not_now", message, status=409, airport=command.airport, phase=command.phase)
    if suspension_at(schedule, command.airport, tx.now) is not None:
        message = "The airport is suspended: its controls rest."
        raise Refusal("controls:suspended", message, status=409, airport=command.airport)
    key = operation.id, command.airport, command.phase
    found = tx.session.get(ControlConfirmation, key)
    if found is not None and not lapsed(found.confirmed_at, schedule.suspensions.get(command.airport, ()), tx.now):
        return found
    confirmation = found or ControlConfirmation(operation_id=key[0], airport=key[1], phase=key[2])
    confirmation.level, confirmation.confirmed_at = level, tx.now
    confirmation.actor_id = actor.account_id
    tx.session.add(confirmation)
    fact = ControlsConfirmed(command.airport, command.phase, level)
    tx.record(operation.stream_id, fact, subject=f"airport:{command.airport}", circle="plan")
    return confirmation


def write_watch_entry(tx: Tx, actor: Actor, code: str, command: WriteWatchEntry) -> WatchEntry:
    """Write a free entry into the watch log, which the OCU reads."""
    operation = seen(tx, actor, code, Action.PLAN_READ)
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


def _refusal(problem: Problem) -> Refusal:
    params: dict[str, Any] = dict(problem.params)
    return Refusal(problem.code, "The plan cannot be published like this.", path=problem.path, **params)


def _planned_level(plan: Plan, command: ConfirmControls) -> str:
    planned = (c.level for c in plan.controls if (c.airport, c.phase) == (command.airport, command.phase))
    level = next(planned, None)
    if level is None:
        message = "No controls are planned at this airport in this phase."
        raise Refusal("controls:none_planned", message, airport=command.airport, phase=command.phase)
    return level.value
