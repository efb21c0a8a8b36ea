"""Read the rows of a board from the domain: key, circle and content of each, or None where there is nothing to show.

| key | circle | what |
|---|---|---|
| `operation` | plan | name, handling, phases over all airports, targets |
| `airport:GRU` | plan | where it is, its phases with planned level, what was confirmed, its country's answer |
| `day:GRU:2026-11-20` | operation | when a return was due and came; nil, activity, results |
| `count:…` | of its lines | one figure at both stages, in steps; see `operations.boards.counts` |
| `route:BOG:GRU:…` | of its lines | how many results lie on one leg |
| `queue:airport:GRU` | its own | what waits for validation, is held, or has an open question |
| `log:…` | of its fact | the newest entries of each circle |
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import case, func, select

from operations.airports import catalogue
from operations.participation.limits import TAKES_PART
from operations.participation.models import Participation
from operations.planning.models import ControlConfirmation, Operation, OperationAirport
from operations.planning.plan import Plan
from operations.planning.queries import plan_of, schedule_of
from operations.planning.schedule import ExpectedDay, Schedule, report_days, spans
from operations.reports.models import Report
from operations.reports.queries import answered_at
from operations.statistics.matrix import Return, cell_of
from realtime.log import Entry, instant

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Shown: TypeAlias = tuple[str, str, dict[str, Any] | None]
"""A row's key, its circle, and its content; None takes it off the boards."""

NEWEST: Final = 50
"""How many log rows of one circle a board carries; the full log is a page."""

QUIET: Final = frozenset({"plan_saved", "operation_drafted"})
"""Facts that boards do not show: a draft is nobody's business but its makers'."""

COUNTED: Final = ("submitted", "validated")


class Reading:
    """One look at an operation, so that several rows share what they need of it."""

    def __init__(self, session: Session, operation: Operation) -> None:
        self.session = session
        self.operation = operation
        self.plan: Plan = plan_of(operation)
        self.schedule: Schedule = schedule_of(session, operation)
        answers = select(Participation.country, Participation.state).where(Participation.operation_id == operation.id)
        self.answers: dict[str, str] = dict(iter(session.execute(answers)))
        airports = select(OperationAirport).where(OperationAirport.operation_id == operation.id)
        self.airports = {row.iata: row for row in session.scalars(airports.order_by(OperationAirport.iata))}

    def expected(self, iata: str) -> dict[date, ExpectedDay]:
        """Return the days for which an airport owes a return; none when its country does not take part."""
        if self.answers.get(self.airports[iata].country) not in TAKES_PART:
            return {}
        return {day.on: day for day in report_days(self.schedule, iata)}


def operation_row(reading: Reading) -> Shown:
    """Return the row of the operation itself."""
    operation, plan = reading.operation, reading.plan
    return (
        "operation",
        "plan",
        {
            "code": operation.code,
            "name": operation.name,
            "handling": plan.handling.value,
            "lead": plan.lead,
            "published_at": _at(operation.published_at),
            "cancelled_at": _at(operation.cancelled_at),
            "stood_down_at": _at(operation.stood_down_at),
            "starts_at": _at(operation.starts_at),
            "ends_at": _at(operation.ends_at),
            "report_day": plan.report_day.model_dump(mode="json"),
            "phases": [
                {
                    "index": span.phase,
                    "kind": span.kind.value,
                    "starts_at": instant(span.starts_at),
                    "ends_at": instant(span.ends_at),
                }
                for span in spans(reading.schedule)
            ],
            "targets": [
                {"objective": n, "index": index, **target.model_dump(mode="json")}
                for n, objective in enumerate(plan.objectives)
                for index, target in enumerate(objective.targets)
            ],
        },
    )


def airport_rows(reading: Reading, only: frozenset[str] | None = None) -> Iterator[Shown]:
    """Yield the rows of the operation's airports, or of some of them."""
    confirmed: dict[str, dict[str, str]] = {}
    query = select(ControlConfirmation).where(ControlConfirmation.operation_id == reading.operation.id)
    for found in reading.session.scalars(query):
        confirmed.setdefault(found.airport, {})[str(found.phase)] = instant(found.confirmed_at)
    levels = {(control.airport, control.phase): control.level.value for control in reading.plan.controls}
    for iata, row in reading.airports.items():
        if only is not None and iata not in only:
            continue
        place = catalogue.airport(iata)
        assert place is not None, "an airport is checked against the catalogue before it is published"
        yield (
            f"airport:{iata}",
            "plan",
            {
                "iata": iata,
                "name": place.name,
                "city": place.city,
                "country": row.country,
                "lat": place.lat,
                "lon": place.lon,
                "zone": row.zone,
                "participation": reading.answers.get(row.country, "invited"),
                "phases": [
                    {
                        "index": window.phase,
                        "kind": window.kind.value,
                        "starts_at": instant(window.starts_at),
                        "ends_at": instant(window.ends_at),
                        "level": levels.get((iata, window.phase)),
                    }
                    for window in reading.schedule.by_airport.get(iata, ())
                ],
                "confirmed": confirmed.get(iata, {}),
            },
        )


def day_rows(reading: Reading, only: frozenset[tuple[str, date]] | None = None) -> Iterator[Shown]:
    """Yield the cells of the airport × day matrix, or some of them; None for a day that is not expected."""
    wanted = only if only is not None else {(iata, on) for iata in reading.airports for on in reading.expected(iata)}
    airports = {iata for iata, _ in wanted}
    found: dict[tuple[str, date], list[tuple[str, Any]]] = {}
    query = select(Report.airport, Report.report_on, Report.kind, answered_at()).where(
        Report.operation_id == reading.operation.id,
        Report.airport.in_(airports),
        Report.report_on.in_({on for _, on in wanted}),
        Report.state.in_(COUNTED),
    )
    for airport, on, kind, received_at in reading.session.execute(query):
        if airport is not None and on is not None:
            found.setdefault((airport, on), []).append((kind, received_at))
    for iata, on in sorted(wanted):
        day = reading.expected(iata).get(on) if iata in reading.airports else None
        key = f"day:{iata}:{on.isoformat()}"
        if day is None:
            yield key, "operation", None
            continue
        came = found.get((iata, on), [])
        returns = [Return(received_at, kind == "nil") for kind, received_at in came if kind in {"nil", "activity"}]
        cell = cell_of(day.due_at, returns, sum(kind == "seizure" for kind, _ in came))
        yield (
            key,
            "operation",
            {
                "airport": iata,
                "report_on": on.isoformat(),
                "starts_at": instant(day.starts_at),
                "due_at": instant(cell.due_at),
                "received_at": _at(cell.received_at),
                "activity": cell.activity,
                "nil": cell.nil,
                "voided": cell.voided,
                "results": cell.results,
            },
        )


def queue_rows(session: Session, operation_id: str, only: frozenset[str] | None = None) -> Iterator[Shown]:
    """Yield what is open in each home circle: waiting, held, asked, and since when the oldest waits."""
    waiting = case((Report.state == "submitted", 1), else_=0)
    held = case((Report.state == "held", 1), else_=0)
    asked = case((Report.question_open, 1), else_=0)
    query = (
        select(
            Report.home,
            func.sum(waiting),
            func.sum(held),
            func.sum(asked),
            func.min(case((Report.state.in_(("submitted", "held")), Report.received_at))),
        )
        .where(Report.operation_id == operation_id)
        .group_by(Report.home)
    )
    if only is not None:
        query = query.where(Report.home.in_(only))
    for home, waits, held_back, questions, oldest_at in session.execute(query):
        row = {"waiting": int(waits), "held": int(held_back), "questions": int(questions), "oldest_at": _at(oldest_at)}
        yield f"queue:{home}", home, row if waits or held_back or questions else None


def log_row(entry: Entry) -> Shown:
    """Return the row of one fact: what it says without the digests, which only a verifier reads."""
    said = {name: value for name, value in entry.content().items() if not name.endswith("digest")}
    row = {"seq": entry.seq, "at": instant(entry.at), "kind": entry.kind, "subject": entry.subject} | said
    return f"log:{entry.seq:012d}", entry.circle, row | {"circle": entry.circle}


def _at(value: Any) -> str | None:  # noqa: ANN401 an instant or nothing, from a row or an aggregate
    return None if value is None else instant(value)
