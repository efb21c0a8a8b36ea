"""Read the airport × day matrix: what everyone sees of a day, and what those at home see before it is validated.

That a return came, and when, is everyone's to see: it is what reporting is measured by. A result is its airport's, its
contact point's and the OCU's until it is validated; so are the nil it voids and the number of results. That there were
persons met who are to be protected is never more than theirs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, func, literal_column, null, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from operations.boards.rows import Shown
from operations.participation.reading import Reading
from operations.planning.report_days import ExpectedDay
from operations.policy import home_of
from operations.reports.codes import SOMETHING, STAYS_AT_HOME
from operations.reports.models import Report
from operations.reports.queries import answered_at
from operations.reports.silence import ANSWERING, COUNTED
from operations.statistics.matrix import Cell, Return, cell_of
from realtime.log import instant
from realtime.prepared import PreparedQuery

Place: TypeAlias = tuple[str, date, str]
"""An airport, a report day and a shift of it; "" where it answers for whole days."""

_Lies: TypeAlias = tuple[InstrumentedAttribute[date | None], InstrumentedAttribute[str]]
"""The columns that say on which day a report lies, and in which shift of it."""


FEW: Final = 4
"""Of how many days of airports so little is read that it is asked as what is found by keys: a report lies on one."""


@dataclass(frozen=True, slots=True)
class Day:
    """An expected day, or shift of one, as everyone sees it and as it is seen at home."""

    airport: str
    day: ExpectedDay
    shown: Cell
    at_home: Cell


def expected_days(reading: Reading) -> set[Place]:
    """Return every day or shift that is expected of any airport."""
    return {(iata, *turn) for iata in reading.airports for turn in reading.expected(iata)}


def days(reading: Reading, wanted: Collection[Place]) -> Iterator[Day]:
    """Yield those of the wanted days that are expected, by airport and date."""
    airports, dates = {iata for iata, _, _ in wanted}, {on for _, on, _ in wanted}
    here = {"operation_id": reading.operation.id, "airports": list(airports), "dates": list(dates)}
    returned: defaultdict[Place, list[Return]] = defaultdict(list)
    counted: dict[str, defaultdict[Place, Counter[str]]] = {of: defaultdict(Counter) for of in (_OWN, _EVERYONES)}
    query = _OF_FEW_DAYS if len(airports) * len(dates) <= FEW else _OF_DAYS
    for of, airport, on, shift, kind, many, received_at in query.rows(reading.session, here):
        if airport is None or on is None:
            continue
        if of == _CAME:
            returned[airport, on, shift].append(Return(received_at, kind == "nil"))
        else:
            counted[of][airport, on, shift][kind] = many
    for iata in sorted(airports & reading.airports.keys()):
        expected = reading.expected(iata)
        for place in sorted(place for place in wanted if place[0] == iata and place[1:] in expected):
            day, came = expected[place[1:]], returned.get(place, ())
            shown, at_home = (cell_of(day.due_at, came, *_told(counted[of][place])) for of in (_EVERYONES, _OWN))
            yield Day(iata, day, shown, at_home)


_CAME, _OWN, _EVERYONES = "came", "own", "everyones"
"""What a row says of a day: a return that came, or how many reports of a kind there are, at home or for everyone."""

_Of: TypeAlias = Select[str, str | None, date | None, str, str, int, Any]
"""Which of these, the place, the kind, how many, and when a return came."""


def _of(what: str, lies: _Lies, many: ColumnElement[int], at: ColumnElement[Any], *which: ColumnElement[bool]) -> _Of:
    """Return what asks for the reports that lie on some days of some airports."""
    name = literal_column(f"'{what}'", String)
    return select(name, Report.airport, *lies, Report.kind, many, at).where(
        Report.operation_id == bindparam("operation_id"),
        Report.airport.in_(bindparam("airports", expanding=True)),
        lies[0].in_(bindparam("dates", expanding=True)),
        *which,
    )


def _counted(what: str, lies: _Lies, *which: ColumnElement[bool]) -> _Of:
    """Return what counts the reports of each kind on each of those days."""
    return _of(what, lies, func.count(), null(), *which).group_by(Report.airport, *lies, Report.kind)


_CURRENT, _VALIDATED = (Report.report_on, Report.shift), (Report.validated_on, Report.validated_shift)
_COUNTS: Final = Report.state.in_(COUNTED)
_DAYS: Final = union_all(
    _of(_CAME, _CURRENT, literal_column("1", Integer), answered_at(), _COUNTS, Report.kind.in_(ANSWERING)),
    _counted(_OWN, _CURRENT, _COUNTS, Report.kind.in_(SOMETHING)),
    _counted(_EVERYONES, _VALIDATED, Report.kind.in_(SOMETHING - STAYS_AT_HOME)),
)
_OF_DAYS, _OF_FEW_DAYS = PreparedQuery(_DAYS, wide=True), PreparedQuery(_DAYS)


def _told(kinds: Counter[str]) -> tuple[int, int]:
    """Return how many results, and how much else."""
    return kinds["seizure"], kinds.total() - kinds["seizure"]


def day_rows(reading: Reading, only: Collection[Place] | None = None) -> Iterator[Shown]:
    """Yield the cells of the matrix, or some of them; None for what is not, or no longer, to be shown."""
    wanted = expected_days(reading) if only is None else only
    found = {(each.airport, *each.day.turn): each for each in days(reading, wanted)}
    for place in sorted(wanted):
        iata, key = place[0], _key(place)
        each = found.get(place)
        yield f"day:{key}", "operation", None if each is None else _row(each)
        own = None if each is None or _told_of(each.shown) == _told_of(each.at_home) else _own(each)
        yield f"own:{key}", home_of(iata), own


def off_rows(reading: Reading) -> Iterator[Shown]:
    """Yield the days or shifts for which no return is expected: of an airport suspended, or not yet taking part."""
    for iata in reading.airports:
        for why, days_off in (({}, reading.suspended(iata)), ({"not_yet": True}, reading.not_yet(iata))):
            for (on, shift), day in days_off.items():
                row = {"airport": iata, **_turn(day), "starts_at": instant(day.starts_at), **why}
                yield f"off:{_key((iata, on, shift))}", "operation", row


def _key(place: Place) -> str:
    iata, on, shift = place
    return f"{iata}:{on.isoformat()}:{shift}" if shift else f"{iata}:{on.isoformat()}"


def _turn(day: ExpectedDay) -> dict[str, str]:
    """Return what names a day on its row: a shift only where there is one."""
    return {"report_on": day.on.isoformat()} | ({"shift": day.shift} if day.shift else {})


def _row(each: Day) -> dict[str, object]:
    cell = each.shown
    return {
        "airport": each.airport,
        **_turn(each.day),
        "starts_at": instant(each.day.starts_at),
        "due_at": instant(cell.due_at),
        "received_at": None if cell.received_at is None else instant(cell.received_at),
        "activity": cell.activity,
        "nil": cell.nil,
        "voided": cell.voided,
        "results": cell.results,
    }


def _told_of(cell: Cell) -> dict[str, object]:
    """Return what a board says of a day beside its returns."""
    return {"voided": cell.voided, "results": cell.results}


def _own(each: Day) -> dict[str, object]:
    return {"airport": each.airport, **_turn(each.day), **_told_of(each.at_home)}
