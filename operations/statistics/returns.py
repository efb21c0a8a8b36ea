"""Read which airport-days a return was expected for, what came, and the five reporting metrics of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from operations.participation.models import Participation
from operations.planning.queries import airports, schedule_of
from operations.planning.schedule import ExpectedDay, owed_and_suspended
from operations.reports.models import Report
from operations.reports.queries import answered_at
from operations.reports.silence import ANSWERING, COUNTED
from operations.statistics.cases import share
from operations.statistics.document import Metrics
from operations.statistics.keys import RETURNS, figure
from operations.statistics.matrix import Cell, Return, cell_of, reporting_metrics, so_far

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.planning.schedule import Schedule


class Turns(NamedTuple):
    """The days, or shifts, by airport: those a return is owed for, and those it was suspended throughout.

    Airports that have none are left out.
    """

    owed: dict[str, list[ExpectedDay]]
    suspended: dict[str, list[ExpectedDay]]


def turns(schedule: Schedule, countries: Mapping[str, str], answers: Mapping[str, Participation]) -> Turns:
    """Return what is owed by each airport of a published operation, by its country's answer to the invitation."""
    found = Turns({}, {})
    for iata, country in countries.items():
        for days, place in zip(owed_and_suspended(schedule, iata), found, strict=True):
            if kept := [day for day in days if answers[country].owes(day.due_at)]:
                place[iata] = kept
    return found


def turns_of(session: Session, operation: Operation) -> Turns:
    """Return what is owed by each airport, for who has read nothing of the operation yet."""
    countries = {row.iata: row.country for row in airports(session, operation.id)}
    return turns(schedule_of(session, operation), countries, answers(session, operation.id))


def answers(session: Session, operation_id: str) -> dict[str, Participation]:
    """Return what each invited country has answered, by country."""
    query = select(Participation).where(Participation.operation_id == operation_id)
    return {row.country: row for row in session.scalars(query.order_by(Participation.country))}


def cells(session: Session, operation: Operation, days: Mapping[str, Sequence[ExpectedDay]]) -> dict[str, list[Cell]]:
    """Return what is stored of each expected day, by airport.

    Results are left out: a nil they void still answers, and no metric tells the two apart.
    """
    came: defaultdict[tuple[str, date, str], list[Return]] = defaultdict(list)
    # Which of them count is told apart here: asked for states, SQLite looks through every validated report.
    query = select(Report.state, Report.airport, Report.report_on, Report.shift, Report.kind, answered_at()).where(
        Report.operation_id == operation.id, Report.kind.in_(ANSWERING)
    )
    for state, airport, on, shift, kind, received_at in session.execute(query):
        if state in COUNTED and airport is not None and on is not None:
            came[airport, on, shift].append(Return(received_at, kind == "nil"))
    return {iata: [cell_of(day.due_at, came.get((iata, *day.turn), ())) for day in owed] for iata, owed in days.items()}


def metrics(
    owed: Sequence[Cell],
    now: datetime,
    *,
    airport: str = "",
    country: str = "",
    on: date | None = None,
    suspended: int = 0,
) -> Metrics:
    """Return the reporting metrics of the days that are due by now or answered already.

    `suspended` days are not among them: nobody expects anything for them.
    """
    cell = {"airport": airport} if airport else {"report_on": on.isoformat()} if on else {}
    judged = reporting_metrics(so_far(owed, now), now)
    return Metrics(
        airport=airport,
        country=country,
        on=on,
        planned=len(owed),
        suspended=suspended,
        expected=judged.expected,
        due=judged.due,
        actual=judged.actual,
        on_time=judged.on_time,
        rate=share(judged.actual, judged.expected),
        on_time_rate=share(judged.on_time, judged.expected),
        key=figure(RETURNS, cell, "report"),
    )


def by_day(
    days: Mapping[str, Sequence[ExpectedDay]],
    owed: Mapping[str, Sequence[Cell]],
    rests: Mapping[str, Sequence[ExpectedDay]],
    now: datetime,
) -> list[Metrics]:
    """Return the metrics of each report day over all airports, whose clocks begin it at different instants."""
    found: defaultdict[date, list[Cell]] = defaultdict(list)
    for iata, expected_days in days.items():
        for day, cell in zip(expected_days, owed[iata], strict=True):
            found[day.on].append(cell)
    excused = Counter(day.on for resting in rests.values() for day in resting)
    return [metrics(found[on], now, on=on, suspended=excused[on]) for on in sorted(found.keys() | excused.keys())]
