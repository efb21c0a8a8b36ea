"""Read which airport-days a return was expected for, what came, and the five reporting metrics of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from operations.planning.report_days import ExpectedDay
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
