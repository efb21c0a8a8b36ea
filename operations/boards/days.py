"""Read the airport × day matrix: what everyone sees of a day, and what those at home see before it is validated.

That a return came, and when, is everyone's to see: it is what reporting is measured by. A result is its airport's, its
contact point's and the OCU's until it is validated; so are the nil it voids and the number of results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import select

from operations.boards.rows import Reading, Shown
from operations.planning.schedule import ExpectedDay
from operations.reports.models import Report, ReportEdition
from operations.reports.queries import answered_at
from operations.reports.silence import ANSWERING, COUNTED
from operations.statistics.matrix import Cell, Return, cell_of
from realtime.log import instant

if TYPE_CHECKING:
    from sqlalchemy import Select

Place: TypeAlias = tuple[str, date]
"""An airport and a report day."""


@dataclass(frozen=True, slots=True)
class Day:
    """An expected day as everyone sees it, and as it is seen at home."""

    airport: str
    day: ExpectedDay
    shown: Cell
    at_home: Cell


def expected_days(reading: Reading) -> set[Place]:
    """Return every day that is expected of any airport."""
    return {(iata, on) for iata in reading.airports for on in reading.expected(iata)}


def days(reading: Reading, wanted: Collection[Place]) -> Iterator[Day]:
    """Yield those of the wanted days that are expected, by airport and date."""
    airports, dates = {iata for iata, _ in wanted}, {on for _, on in wanted}
    returned: dict[Place, list[Return]] = {}
    query = select(Report.airport, Report.report_on, Report.kind, answered_at()).where(
        Report.operation_id == reading.operation.id,
        Report.airport.in_(airports),
        Report.report_on.in_(dates),
        Report.state.in_(COUNTED),
        Report.kind.in_(ANSWERING),
    )
    for airport, on, kind, received_at in reading.session.execute(query):
        if airport is not None and on is not None:
            returned.setdefault((airport, on), []).append(Return(received_at, kind == "nil"))
    seizure = Report.operation_id == reading.operation.id, Report.airport.in_(airports), Report.kind == "seizure"
    current = select(Report.airport, Report.report_on).where(*seizure, Report.state.in_(COUNTED))
    validated = (
        select(Report.airport, ReportEdition.report_on)
        .join(
            ReportEdition,
            (ReportEdition.report_id == Report.id) & (ReportEdition.edition == Report.validated_edition),
        )
        .where(*seizure)
    )
    everyones = _counted(reading, validated.where(ReportEdition.report_on.in_(dates)))
    own = _counted(reading, current.where(Report.report_on.in_(dates)))
    for iata in sorted(airports & reading.airports.keys()):
        expected = reading.expected(iata)
        for place in sorted(place for place in wanted if place[0] == iata and place[1] in expected):
            day, came = expected[place[1]], returned.get(place, ())
            yield Day(iata, day, cell_of(day.due_at, came, everyones[place]), cell_of(day.due_at, came, own[place]))


def _counted(reading: Reading, query: Select[str | None, date | None]) -> Counter[Place]:
    found = reading.session.execute(query)
    return Counter((airport, on) for airport, on in found if airport is not None and on is not None)


def day_rows(reading: Reading, only: Collection[Place] | None = None) -> Iterator[Shown]:
    """Yield the cells of the matrix, or some of them; None for what is not, or no longer, to be shown."""
    wanted = expected_days(reading) if only is None else only
    found = {(each.airport, each.day.on): each for each in days(reading, wanted)}
    for place in sorted(wanted):
        iata, on = place[0], place[1].isoformat()
        each = found.get(place)
        yield f"day:{iata}:{on}", "operation", None if each is None else _row(each)
        more = each is not None and each.shown != each.at_home
        yield f"own:{iata}:{on}", f"airport:{iata}", _own(each) if each is not None and more else None


def off_rows(reading: Reading) -> Iterator[Shown]:
    """Yield the days that nobody expects a return for, because the airport was suspended throughout."""
    for iata in reading.airports:
        for on, day in reading.suspended(iata).items():
            row = {"airport": iata, "report_on": on.isoformat(), "starts_at": instant(day.starts_at)}
            yield f"off:{iata}:{on.isoformat()}", "operation", row


def _row(each: Day) -> dict[str, object]:
    cell = each.shown
    return {
        "airport": each.airport,
        "report_on": each.day.on.isoformat(),
        "starts_at": instant(each.day.starts_at),
        "due_at": instant(cell.due_at),
        "received_at": None if cell.received_at is None else instant(cell.received_at),
        "activity": cell.activity,
        "nil": cell.nil,
        "voided": cell.voided,
        "results": cell.results,
    }


def _own(each: Day) -> dict[str, object]:
    return {
        "airport": each.airport,
        "report_on": each.day.on.isoformat(),
        "voided": each.at_home.voided,
        "results": each.at_home.results,
    }
