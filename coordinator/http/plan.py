"""The plan of an operation: read and saved as one document, published, moved, stopped, confirmed in force."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from coordinator.http.airports import AirportView, airport_view
from coordinator.http.calls import Read, Write
from coordinator.http.doors import Doors
from coordinator.http.operations import OperationView, SpanView, one, span_view
from coordinator.http.wire import Code, CodePath, View, Wire
from operations.airports import catalogue
from operations.participation.opening import publish
from operations.participation.promised import Invited, Turns, conflicts, invited, turns_of
from operations.planning import actions, queries, under_way
from operations.planning.check import problems
from operations.planning.commands import (
    Cancel,
    ConfirmControls,
    ExtendPhase,
    MoveBoundary,
    Publish,
    Resume,
    SavePlan,
    ShiftSchedule,
    StandDown,
    Suspend,
)
from operations.planning.levels import Level
from operations.planning.models import Operation
from operations.planning.plan import Edge, Iata, Moment, PhaseKind, Plan, Whole
from operations.planning.schedule import GanttRow, Schedule, gantt, spans
from operations.policy import Action, Actor, Role
from operations.reports.targets import units_of

doors = Doors("plan", tag="Plan")


class ProblemView(View):
    """One thing that keeps the plan from being published; `unfinished` when it is merely not there yet, or too late."""

    code: str
    path: str
    params: dict[str, str | int]
    unfinished: bool


class BarView(View):
    """A phase at one airport: its instants, and what the airport's own clock shows."""

    phase: int
    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime
    starts_wall: str
    ends_wall: str


class RestView(View):
    """A suspension of an airport; without an end until further notice."""

    starts_at: datetime
    ends_at: datetime | None


class GanttRowView(View):
    """One airport's line in the picture of the plan; what is planned for one stood down alone holds no longer."""

    airport: str
    zone: str
    bars: list[BarView]
    suspensions: list[RestView]
    stood_down_at: datetime | None


class ConflictView(View):
    """An airport that another operation one has a seat in has in the same time."""

    airport: str
    code: str
    name: str
    starts_at: datetime
    ends_at: datetime


class PlanView(View):
    """The plan as it stands at `version`, what is wrong with it, and what it means as instants.

    `expected_returns` are those of the countries that accepted, nobody's before they are asked; `returns_if_all_accept`
    counts on the `unanswered` as well.
    """

    code: str
    name: str
    version: int
    edition: int
    saved_at: datetime
    published_at: datetime | None
    cancelled_at: datetime | None
    stood_down_at: datetime | None
    stop_reason: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    plan: Plan
    places: list[AirportView]
    problems: list[ProblemView]
    conflicts: list[ConflictView]
    phases: list[SpanView]
    gantt: list[GanttRowView]
    expected_returns: int
    returns_if_all_accept: int
    unanswered: list[str]
    declined: list[str]


class SavedPlan(View):
    """What became of a save. The sender has the document; every save keeps its answer, so it is short."""

    code: str
    name: str
    version: int
    saved_at: datetime
    problems: list[ProblemView]
    conflicts: list[ConflictView]
    returns_if_all_accept: int


class MoveView(View):
    """One edge of a phase as it was and as it became, at the airports where both are so."""

    phase: int
    phase_kind: PhaseKind
    edge: Edge
    airports: list[str]
    before: Moment
    after: Moment


class ChangeView(View):
    """How a published plan was changed; `reason` is shown to those whom the change concerns.

    `moves` are the boundaries moved; `days` and `hours` by how much; `starts` and `ends` when a suspension begins or
    ends as typed, empty for at once and until further notice; `by` the role that decided on a suspension.
    """

    seq: int
    at: datetime
    kind: str
    edition: int
    airports: list[str]
    everywhere: bool
    moves: list[MoveView]
    days: int
    hours: int
    starts: Moment | None
    ends: Moment | None
    by: Role | None
    reason: str | None


class Changes(View):
    """Every change of a published plan, the newest first."""

    items: list[ChangeView]


class ConfirmationPath(Wire):
    """The address of an airport of an operation."""

    code: Code
    iata: Iata


class Confirm(Wire):
    """The phase whose controls are in force."""

    phase: Annotated[Whole, Field(ge=0)]


class ConfirmationView(View):
    """Which controls an airport confirmed to be in force, and when."""

    airport: str
    phase: int
    level: Level
    confirmed_at: datetime


@doors.read("/operations/<code>/plan", Action.PLAN_READ, answer=PlanView)
def read_plan(call: Read, path: CodePath) -> PlanView:
    """Show the plan; a draft with everything that keeps it from being published."""
    return plan_view(call.session, call.actor, queries.operation(call.session, call.actor, path.code), call.now)


@doors.write("PUT", "/operations/<code>/plan", Action.PLAN_WRITE, answer=SavedPlan)
def save_plan(call: Write, path: CodePath, body: SavePlan) -> SavedPlan:
    """Save a draft, finished or not."""
    operation = actions.save_plan(call.tx, call.actor, path.code, body)
    returns = _returns(call.tx.session, operation, queries.schedule_of(call.tx.session, operation))
    return SavedPlan(
        code=operation.code,
        name=operation.name,
        version=operation.version,
        saved_at=operation.saved_at,
        problems=_problems(body.plan, call.now),
        conflicts=_conflicts(call.tx.session, call.actor, operation),
        returns_if_all_accept=returns.if_all_accept(call.now),
    )


@doors.write("POST", "/operations/<code>/publish", Action.OPERATION_PUBLISH, answer=PlanView)
def publish_operation(call: Write, path: CodePath, body: Publish) -> PlanView:
    """Publish the plan and invite its countries; every problem is named by its place."""
    return _changed(call, publish(call.tx, call.actor, path.code, body, units_of))


@doors.read("/operations/<code>/changes", Action.PLAN_READ, answer=Changes)
def read_changes(call: Read, path: CodePath) -> Changes:
    """List how the published plan was changed, and why."""
    operation = queries.operation(call.session, call.actor, path.code)
    return Changes(items=[_change_view(each) for each in queries.changes(call.session, call.actor, operation)])


@doors.write("POST", "/operations/<code>/boundaries", Action.BOUNDARY_MOVE, answer=PlanView)
def move_boundary(call: Write, path: CodePath, body: MoveBoundary) -> PlanView:
    """Move the start or end of a phase that is still ahead: everywhere, in a country, at an airport."""
    return plan_view(
        call.tx.session, call.actor, under_way.move_boundary(call.tx, call.actor, path.code, body), call.now
    )


@doors.write("POST", "/operations/<code>/extend", Action.BOUNDARY_MOVE, answer=PlanView)
def extend_phase(call: Write, path: CodePath, body: ExtendPhase) -> PlanView:
    """Move the end of a phase by days or hours, and what follows with it."""
    return plan_view(
        call.tx.session, call.actor, under_way.extend_phase(call.tx, call.actor, path.code, body), call.now
    )


@doors.write("POST", "/operations/<code>/shift", Action.BOUNDARY_MOVE, answer=PlanView)
def shift_schedule(call: Write, path: CodePath, body: ShiftSchedule) -> PlanView:
    """Move everything still ahead by days or hours."""
    return plan_view(
        call.tx.session, call.actor, under_way.shift_schedule(call.tx, call.actor, path.code, body), call.now
    )


@doors.write("POST", "/operations/<code>/suspend", Action.AIRPORT_SUSPEND, answer=PlanView)
def suspend_airports(call: Write, path: CodePath, body: Suspend) -> PlanView:
    """Let airports rest, to a moment or until further notice."""
    return _changed(call, under_way.suspend(call.tx, call.actor, path.code, body))


@doors.write("POST", "/operations/<code>/resume", Action.AIRPORT_SUSPEND, answer=PlanView)
def resume_airports(call: Write, path: CodePath, body: Resume) -> PlanView:
    """End a suspension, now or at a moment."""
    return _changed(call, under_way.resume(call.tx, call.actor, path.code, body))


@doors.write("POST", "/operations/<code>/cancel", Action.OPERATION_STOP, answer=OperationView)
def cancel_operation(call: Write, path: CodePath, body: Cancel) -> OperationView:
    """Call the operation off before its operational phase."""
    return one(call.tx.session, call.actor, under_way.cancel(call.tx, call.actor, path.code, body))


@doors.write("POST", "/operations/<code>/stand-down", Action.OPERATION_STOP, answer=OperationView)
def stand_down_operation(call: Write, path: CodePath, body: StandDown) -> OperationView:
    """End an operation that is under way, or the part of one country or airport in it."""
    return one(call.tx.session, call.actor, under_way.stand_down(call.tx, call.actor, path.code, body))


@doors.write("POST", "/operations/<code>/airports/<iata>/controls", Action.CONTROLS_CONFIRM, answer=ConfirmationView)
def confirm_controls(call: Write, path: ConfirmationPath, body: Confirm) -> ConfirmationView:
    """Confirm that the controls planned for the phase under way are in force."""
    command = ConfirmControls(airport=path.iata, phase=body.phase)
    row = actions.confirm_controls(call.tx, call.actor, path.code, command)
    return ConfirmationView(airport=row.airport, phase=row.phase, level=Level(row.level), confirmed_at=row.confirmed_at)


def _changed(call: Write, operation: Operation) -> PlanView:
    return plan_view(call.tx.session, call.actor, operation, call.now)


def plan_view(session: Session, actor: Actor, operation: Operation, now: datetime) -> PlanView:
    """Return the view of a plan: problems for a draft, instants as far as they can be drawn."""
    plan = queries.plan_of(operation)
    schedule = queries.schedule_of(session, operation)
    returns = _returns(session, operation, schedule)
    asked = invited(session, (operation.id,)).get(operation.id, Invited())
    out = {row.iata: row.stood_down_at for row in queries.airports(session, operation.id)}
    return PlanView(
        code=operation.code,
        name=operation.name,
        version=operation.version,
        edition=operation.edition,
        saved_at=operation.saved_at,
        published_at=operation.published_at,
        cancelled_at=operation.cancelled_at,
        stood_down_at=operation.stood_down_at,
        stop_reason=operation.stop_reason,
        starts_at=operation.starts_at,
        ends_at=operation.ends_at,
        plan=plan,
        places=[airport_view(found) for iata in plan.airports if (found := catalogue.airport(iata))],
        problems=[] if operation.published_at else _problems(plan, now),
        conflicts=_conflicts(session, actor, operation),
        phases=[span_view(span) for span in spans(schedule)],
        gantt=[_row_view(row, schedule, out.get(row.airport)) for row in gantt(schedule)],
        expected_returns=returns.expected,
        returns_if_all_accept=returns.if_all_accept(now),
        unanswered=sorted(asked.unanswered.countries),
        declined=sorted(asked.declined.countries),
    )


def _problems(plan: Plan, now: datetime) -> list[ProblemView]:
    zones, countries = queries.catalogue_zones(plan.airports), queries.catalogue_countries(plan.airports)
    draft = problems(plan, zones, for_publication=False, countries=countries, units_of=units_of)
    mistakes = {(problem.code, problem.path) for problem in draft}
    to_publish = problems(plan, zones, for_publication=True, countries=countries, units_of=units_of, published_at=now)
    return [
        ProblemView(
            code=problem.code,
            path=problem.path,
            params=dict(problem.params),
            unfinished=(problem.code, problem.path) not in mistakes,
        )
        for problem in to_publish
    ]


def _conflicts(session: Session, actor: Actor, operation: Operation) -> list[ConflictView]:
    return [
        ConflictView(
            airport=each.airport, code=each.code, name=each.name, starts_at=each.starts_at, ends_at=each.ends_at
        )
        for each in conflicts(session, actor, operation)
    ]


def _returns(session: Session, operation: Operation, schedule: Schedule) -> Turns:
    """Return which returns are owed and by whom; none while the times of a draft come to none."""
    try:
        return turns_of(session, operation, schedule)
    except ValueError:
        return Turns({}, {}, {}, {})


def _change_view(change: queries.ChangeMade) -> ChangeView:
    said = change.content
    # A boundary moved by itself is its own one move.
    moves = [said] if change.kind == "boundary_moved" else said.get("moves", [])
    ends = said.get("at") if change.kind == "airports_resumed" else said.get("ends")
    return ChangeView(
        seq=change.seq,
        at=change.at,
        kind=change.kind,
        edition=said["edition"],
        airports=said["airports"],
        everywhere=change.everywhere,
        moves=[
            MoveView(
                phase=each["phase"],
                phase_kind=each["phase_kind"],
                edge=each["edge"],
                airports=each["airports"],
                before=each["before"],
                after=each["after"],
            )
            for each in moves
        ],
        days=said.get("days", 0),
        hours=said.get("hours", 0),
        starts=said.get("starts"),
        ends=ends,
        by=said.get("by"),
        reason=change.reason,
    )


def _row_view(row: GanttRow, schedule: Schedule, stood_down_at: datetime | None) -> GanttRowView:
    bars = [
        BarView(
            phase=bar.phase,
            kind=bar.kind,
            starts_at=bar.starts_at,
            ends_at=bar.ends_at,
            starts_wall=bar.starts_wall,
            ends_wall=bar.ends_wall,
        )
        for bar in row.bars
    ]
    rests = schedule.suspensions.get(row.airport, ())
    return GanttRowView(
        airport=row.airport,
        zone=row.zone,
        bars=bars,
        suspensions=[RestView(starts_at=each.starts_at, ends_at=each.ends_at) for each in rests],
        stood_down_at=stood_down_at,
    )
