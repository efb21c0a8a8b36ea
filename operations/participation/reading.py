"""Look at an operation that is published: its plan and schedule, its airports, and what their countries answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from operations.participation.models import Participation
from operations.planning.models import OperationAirport
from operations.planning.queries import plan_of, schedule_of
from operations.planning.schedule import ExpectedDay, report_days, suspended_days

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from realtime.transaction import Tx


_THEIRS: Final = (Participation.operation_id == OperationAirport.operation_id) & (
    Participation.country == OperationAirport.country
)
_AIRPORTS: Final = (
    select(OperationAirport, Participation)
    .join(Participation, _THEIRS)
    .where(OperationAirport.operation_id == bindparam("operation_id"))
    .order_by(OperationAirport.iata)
)


class Reading:
    """One look at an operation, or at some of its airports, so that several rows share what they need of it.

    Of some airports no more is read than is theirs, however many the plan has.
    """

    def __init__(self, session: Session, operation: Operation, only: frozenset[str] | None = None) -> None:
        self.session = session
        self.operation = operation
        self.only = only
        query = _AIRPORTS if only is None else _AIRPORTS.where(OperationAirport.iata.in_(only))
        found = session.execute(query, {"operation_id": operation.id}).all()
        self.airports = {row.iata: row for row, _ in found}
        self.answers = {answer.country: answer for _, answer in found}
        self.plan = plan_of(operation)
        self.schedule = schedule_of(session, operation, {iata: row.zone for iata, row in self.airports.items()})

    def expected(self, iata: str) -> dict[tuple[date, str], ExpectedDay]:
        """Return the days or shifts for which an airport owes a return; none when its country never took part."""
        return {day.turn: day for day in report_days(self.schedule, iata) if self._owed(iata, day)}

    def suspended(self, iata: str) -> dict[tuple[date, str], ExpectedDay]:
        """Return the days or shifts an airport would owe a return for, were it not suspended throughout."""
        return {day.turn: day for day in suspended_days(self.schedule, iata) if self._owed(iata, day)}

    def _owed(self, iata: str, day: ExpectedDay) -> bool:
        return self.answers[self.airports[iata].country].owes(day.due_at)


def read_once(tx: Tx, operation: Operation, only: frozenset[str]) -> Reading:
    """Return one look at some airports for all of a transaction that changes neither the plan nor an answer."""
    kept: list[Reading] = tx.gathered["readings"]
    for reading in kept:
        if reading.operation is operation and reading.only == only:
            return reading
    kept.append(Reading(tx.session, operation, only))
    return kept[-1]
