"""The plan of an operation: read and saved as one document, published, moved, stopped, confirmed in force."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from coordinator.http.airports import AirportView, airport_view
from coordinator.http.doors import Doors, Read, Write
from coordinator.http.operations import OperationView, SpanView, one, span_view
from coordinator.http.wire import Code, CodePath, View, Wire
from operations.airports import catalogue
from operations.participation.opening import publish
from operations.planning import actions, queries
from operations.planning.check import problems
from operations.planning.commands import Cancel, ConfirmControls, MoveBoundary, Publish, SavePlan, StandDown
from operations.planning.levels import Level
from operations.planning.models import Operation
from operations.planning.plan import Iata, PhaseKind, Plan, Whole
from operations.planning.schedule import GanttRow, Schedule, gantt, report_days, spans
from operations.policy import Action
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


class GanttRowView(View):
    """One airport's line in the picture of the plan."""

    airport: str
    zone: str
    bars: list[BarView]


class PlanView(View):
    """The plan as it stands at `version`, what is wrong with it, and what it means as instants."""

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
    phases: list[SpanView]
    gantt: list[GanttRowView]
    report_days: int
    expected_returns: int


class SavedPlan(View):
    """What became of a save. The sender has the document; every save keeps its answer, so it is short."""

    code: str
    name: str
    version: int
    saved_at: datetime
    problems: list[ProblemView]
    report_days: int
    expected_returns: int


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
    return plan_view(call.session, queries.operation(call.session, call.actor, path.code), call.now)


@doors.write("PUT", "/operations/<code>/plan", Action.PLAN_WRITE, answer=SavedPlan)
def save_plan(call: Write, path: CodePath, body: SavePlan) -> SavedPlan:
    """Save a draft, finished or not."""
    operation = actions.save_plan(call.tx, call.actor, path.code, body)
    days = _expected_days(queries.schedule_of(call.tx.session, operation))
    return SavedPlan(
        code=operation.code,
        name=operation.name,
        version=operation.version,
        saved_at=operation.saved_at,
        problems=_problems(body.plan, call.now),
        report_days=max(days, default=0),
        expected_returns=sum(days),
    )


@doors.write("POST", "/operations/<code>/publish", Action.OPERATION_PUBLISH, answer=PlanView)
def publish_operation(call: Write, path: CodePath, body: Publish) -> PlanView:
    """Publish the plan and invite its countries; every problem is named by its place."""
    return plan_view(call.tx.session, publish(call.tx, call.actor, path.code, body, units_of), call.now)


@doors.write("POST", "/operations/<code>/boundaries", Action.BOUNDARY_MOVE, answer=PlanView)
def move_boundary(call: Write, path: CodePath, body: MoveBoundary) -> PlanView:
    """Move the start or end of a phase that is still ahead at every airport."""
    return plan_view(call.tx.session, actions.move_boundary(call.tx, call.actor, path.code, body), call.now)


@doors.write("POST", "/operations/<code>/cancel", Action.OPERATION_STOP, answer=OperationView)
def cancel_operation(call: Write, path: CodePath, body: Cancel) -> OperationView:
    """Call the operation off before its operational phase."""
    return one(call.tx.session, call.actor, actions.cancel(call.tx, call.actor, path.code, body))


@doors.write("POST", "/operations/<code>/stand-down", Action.OPERATION_STOP, answer=OperationView)
def stand_down_operation(call: Write, path: CodePath, body: StandDown) -> OperationView:
    """End an operation that is under way."""
    return one(call.tx.session, call.actor, actions.stand_down(call.tx, call.actor, path.code, body))


@doors.write("POST", "/operations/<code>/airports/<iata>/controls", Action.CONTROLS_CONFIRM, answer=ConfirmationView)
def confirm_controls(call: Write, path: ConfirmationPath, body: Confirm) -> ConfirmationView:
    """Confirm that the controls planned for the phase under way are in force."""
    command = ConfirmControls(airport=path.iata, phase=body.phase)
    row = actions.confirm_controls(call.tx, call.actor, path.code, command)
    return ConfirmationView(airport=row.airport, phase=row.phase, level=Level(row.level), confirmed_at=row.confirmed_at)


def plan_view(session: Session, operation: Operation, now: datetime) -> PlanView:
    """Return the view of a plan: problems for a draft, instants as far as they can be drawn."""
    plan = queries.plan_of(operation)
    schedule = queries.schedule_of(session, operation)
    days = _expected_days(schedule)
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
        phases=[span_view(span) for span in spans(schedule)],
        gantt=[_row_view(row) for row in gantt(schedule)],
        report_days=max(days, default=0),
        expected_returns=sum(days),
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


def _expected_days(schedule: Schedule) -> list[int]:
    """Return how many returns each airport owes; none while the reporting day is not one."""
    try:
        return [len(report_days(schedule, airport)) for airport in schedule.by_airport]
    except ValueError:
        return []


def _row_view(row: GanttRow) -> GanttRowView:
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
    return GanttRowView(airport=row.airport, zone=row.zone, bars=bars)
