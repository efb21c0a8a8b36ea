"""My airport now: the phase, the controls, what is due, what the OCU asked for, and our own figures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import select

from coordinator.http.calls import Read, Write
from coordinator.http.doors import Doors
from coordinator.http.wire import Code, View, Wire
from operations.airports import catalogue
from operations.boards.days import days
from operations.errors import not_found
from operations.ledger.models import Tally
from operations.ledger.post import SUBMITTED, VALIDATED
from operations.participation.limits import Limits, Standing
from operations.participation.reading import Reading, Taking
from operations.planning import queries as planning
from operations.planning.levels import BUNDLES, Level
from operations.planning.models import Operation, PlanEdition
from operations.planning.plan import PhaseKind, Shift
from operations.planning.report_days import turn_of
from operations.planning.schedule import phase_at
from operations.planning.shifts import shifts_of
from operations.planning.stage import StageHere, standing_at
from operations.planning.suspension import lapsed
from operations.planning.walltime import format_wall
from operations.policy import Action, Role, Subject, home_of, require
from operations.reports import questions
from operations.reports.codes import ReportKind
from operations.reports.models import AskedReturn
from operations.reports.silence import ASKED_EVERY, ask_return, last_asked
from operations.statistics.matrix import DayState, day_state

doors = Doors("today", tag="Airports")

SHOWN_BEFORE = timedelta(days=4)
"""How far back answered days are shown; what is missing is shown from whenever it was due."""


class AirportPath(Wire):
    """The address of an airport in an operation."""

    code: Code
    iata: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class PlaceView(View):
    """Where the airport is."""

    iata: str
    name: str
    city: str
    country: str
    zone: str


class NowView(View):
    """The phase under way at the airport."""

    index: int
    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime


class NextView(View):
    """The phase that comes next."""

    kind: PhaseKind
    starts_at: datetime


class StandView(View):
    """Where the operation stands here, since when (while it is ahead: until when), and until when reports are taken.

    `reason` is why it was cancelled or stood down, as whole or here.
    """

    stage: StageHere
    at: datetime | None
    counts_from: datetime | None
    taken_until: datetime | None
    reason: str | None


class ControlsView(View):
    """The controls planned for the phase under way, and since when they are confirmed in force."""

    level: Level
    measures: list[str]
    confirmed_at: datetime | None


class SuspensionView(View):
    """The suspension that holds at the airport, or comes next: who decided on it in which role, and why."""

    starts_at: datetime
    ends_at: datetime | None
    by: Role
    reason: str


class DayView(View):
    """One report day, or shift of it: when it is due, what came, and what the matrix shows for it.

    `results` are its seizures, `others` what else was reported: hits, incidents, persons met.
    """

    on: date
    shift: str | None
    starts_at: datetime
    ends_at: datetime
    due_at: datetime
    state: DayState
    received_at: datetime | None
    activity: bool
    nil: bool
    voided: bool
    results: int
    others: int


class ReturnRequestView(View):
    """The OCU asked for the returns of these days (`2026-11-20`, or `2026-11-20/late` for a shift).

    It may ask again from `again_at`.
    """

    airport: str
    days: list[str]
    asked_at: datetime
    again_at: datetime


class QuestionView(View):
    """A question about a report that waits for this airport's answer: who asked, in which role, since when."""

    report_id: str
    number: int
    kind: ReportKind
    text: str
    by: Role | None
    asked_at: datetime


class OwnFigure(View):
    """One figure of this airport in the unit's smallest steps; the two stages are never added together."""

    measure: str
    commodity: str | None
    unit: str
    validated: str
    submitted: str


class TodayView(View):
    """An airport now, and in which report day; `turns_at` is when the clock alone makes this answer an old one.

    `wall` is what the airport's clock shows at `now`, as "2026-11-18T06:00": a device may know older rules of its zone.
    """

    airport: PlaceView
    now: datetime
    wall: str
    turns_at: datetime | None
    report_on: date
    shift: str | None
    stand: StandView
    phase: NowView | None
    next: NextView | None
    suspension: SuspensionView | None
    controls: ControlsView | None
    shifts: list[Shift]
    days: list[DayView]
    asked: ReturnRequestView | None
    questions: list[QuestionView]
    figures: list[OwnFigure]
    participation: Standing
    limits: Limits


@doors.read("/operations/<code>/airports/<iata>/today", Action.REPORT_READ, answer=TodayView)
def read_today(call: Read, path: AirportPath) -> TodayView:
    """Show an airport to those who report for it."""
    operation = planning.operation(call.session, call.actor, path.code)
    require(call.actor, Action.REPORT_READ, Subject(operation.id, home_of(path.iata)), what="airport")
    reading = Reading(call.session, operation, frozenset({path.iata}))
    row, place = reading.airports.get(path.iata), catalogue.airport(path.iata)
    if row is None or place is None:
        raise not_found("airport")
    answer = reading.answers[row.country]
    stopped = {"cancelled_at": operation.cancelled_at, "stood_down_at": operation.stood_down_at}
    stand = standing_at(reading.schedule, path.iata, call.now, **stopped, here_stood_down_at=row.stood_down_at)
    window = phase_at(reading.schedule, path.iata, call.now)
    windows = reading.schedule.by_airport.get(path.iata, ())
    following = min((each for each in windows if each.starts_at > call.now), key=lambda w: w.starts_at, default=None)
    rest = _suspension(call, operation, path.iata)
    edges = [
        *(edge for each in windows for edge in (each.starts_at, each.ends_at)),
        *((rest.starts_at, rest.ends_at) if rest else ()),
        *(day.starts_at for day in reading.expected(path.iata).values()),
    ]
    on, shift = turn_of(reading.schedule, path.iata, row.zone, call.now)
    return TodayView(
        airport=PlaceView(iata=path.iata, name=place.name, city=place.city, country=row.country, zone=row.zone),
        now=call.now,
        wall=format_wall(call.now, row.zone),
        turns_at=min((edge for edge in edges if edge is not None and edge > call.now), default=None),
        report_on=on,
        shift=shift or None,
        stand=StandView(
            stage=stand.stage,
            at=stand.at,
            counts_from=stand.counts_from,
            taken_until=stand.taken_until,
            reason=operation.stop_reason or _why_stood_down(call, operation, row),
        ),
        phase=None
        if window is None
        else NowView(index=window.phase, kind=window.kind, starts_at=window.starts_at, ends_at=window.ends_at),
        next=None if following is None else NextView(kind=following.kind, starts_at=following.starts_at),
        suspension=rest,
        controls=None if window is None else _controls(call, reading, path.iata, window.phase),
        shifts=list(shifts_of(reading.schedule.expectations, path.iata)),
        days=_days(call, reading, path.iata),
        asked=None if (asked := last_asked(call.session, operation.id).get(path.iata)) is None else _asked(asked),
        questions=_questions(call, operation.id, path.iata),
        figures=_figures(call, operation.stream_id, path.iata),
        participation=Standing(answer.state),
        limits=answer.within,
    )


@doors.write("POST", "/operations/<code>/airports/<iata>/asks", Action.RETURN_ASK, answer=ReturnRequestView, status=201)
def ask_for_return(call: Write, path: AirportPath) -> ReturnRequestView:
    """Ask a silent airport for the returns it owes, once an hour at most."""
    return _asked(ask_return(call.tx, call.actor, path.code, path.iata))


def _asked(row: AskedReturn) -> ReturnRequestView:
    return ReturnRequestView(
        airport=row.airport, days=row.days.split(), asked_at=row.asked_at, again_at=row.asked_at + ASKED_EVERY
    )


def _why_stood_down(call: Read, operation: Operation, place: Taking) -> str | None:
    """Read why an airport was stood down alone, as far as it concerns whoever asks; None while it takes part."""
    if place.stood_down_at is None:
        return None
    made = planning.changes(call.session, call.actor, operation)
    here = (each for each in made if each.kind == "airports_stood_down" and place.iata in each.content["airports"])
    return next((each.reason for each in here), None)


def _questions(call: Read, operation_id: str, iata: str) -> list[QuestionView]:
    return [
        QuestionView(
            report_id=each.report.id,
            number=each.report.number,
            kind=ReportKind(each.report.kind),
            text=each.remark.text,
            by=each.by,
            asked_at=each.remark.at,
        )
        for each in questions.waiting(call.session, operation_id, iata)
    ]


def _suspension(call: Read, operation: Operation, iata: str) -> SuspensionView | None:
    """Read what holds or comes next; who may see an airport's page is concerned by why."""
    rows = planning.suspension_rows(call.session, operation.id)
    row = next((r for r in rows if r.airport == iata and (r.ends_at is None or r.ends_at > call.now)), None)
    if row is None:
        return None
    decided = call.session.get_one(PlanEdition, (operation.id, row.edition))
    return SuspensionView(starts_at=row.starts_at, ends_at=row.ends_at, by=Role(row.by), reason=decided.reason)


def _controls(call: Read, reading: Reading, iata: str, phase: int) -> ControlsView | None:
    planned = next((each for each in reading.plan.controls if (each.airport, each.phase) == (iata, phase)), None)
    if planned is None:
        return None
    confirmed = planning.confirmations(call.session, reading.operation.id).get((iata, phase))
    rests = reading.schedule.suspensions.get(iata, ())
    if confirmed is not None and lapsed(confirmed.confirmed_at, rests, call.now):
        confirmed = None
    return ControlsView(
        level=planned.level,
        measures=list(planned.measures or BUNDLES[planned.level]),
        confirmed_at=None if confirmed is None else confirmed.confirmed_at,
    )


def _days(call: Read, reading: Reading, iata: str) -> list[DayView]:
    begun = [(iata, *day.turn) for day in reading.expected(iata).values() if day.starts_at <= call.now]
    shown = []
    for each in days(reading, begun):
        cell = each.at_home
        state = day_state(cell, call.now)
        if state is DayState.missing or cell.due_at >= call.now - SHOWN_BEFORE:
            shown.append(
                DayView(
                    on=each.day.on,
                    shift=each.day.shift or None,
                    starts_at=each.day.starts_at,
                    ends_at=each.day.ends_at,
                    due_at=cell.due_at,
                    state=state,
                    received_at=cell.received_at,
                    activity=cell.activity,
                    nil=cell.nil,
                    voided=cell.voided,
                    results=cell.results,
                    others=cell.others,
                )
            )
    return sorted(shown, key=lambda day: day.starts_at, reverse=True)


def _figures(call: Read, stream_id: int, iata: str) -> list[OwnFigure]:
    """Read the airport's own figures: what is validated, and what waits in its own circle."""
    query = select(Tally).where(
        Tally.stream_id == stream_id,
        Tally.circle.in_(("operation", home_of(iata))),
        Tally.measure.in_(("seizures", "quantity", "passengers_checked")),
        Tally.cut.in_(("airport", "commodity,airport")),
    )
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in call.session.scalars(query):
        commodity, _, airport = row.cell.rpartition(",")
        if airport == iata and row.value:
            found.setdefault((row.measure, commodity, row.unit), {})[row.stage] = row.value
    return [
        OwnFigure(
            measure=measure,
            commodity=commodity or None,
            unit=unit,
            validated=str(stages.get(VALIDATED, 0)),
            submitted=str(stages.get(SUBMITTED, 0)),
        )
        for (measure, commodity, unit), stages in sorted(found.items())
    ]
