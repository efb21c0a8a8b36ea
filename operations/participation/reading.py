"""Look at an operation that is published: its plan and schedule, its airports, and what their countries answered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from operations.participation.giving import Giving, giving
from operations.participation.limits import Limits
from operations.participation.models import Participation
from operations.planning.models import OperationAirport
from operations.planning.queries import plan_of, schedule_of
from operations.planning.report_days import ExpectedDay, report_days, suspended_days
from realtime.prepared import PreparedQuery

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from realtime.transaction import Tx


_THEIRS: Final = (Participation.operation_id == OperationAirport.operation_id) & (
    Participation.country == OperationAirport.country
)
_AIRPORTS: Final = (
    select(
        OperationAirport.iata, OperationAirport.zone, OperationAirport.stood_down_at,
        OperationAirport.country, Participation.state, Participation.limits,
        Participation.joined_at, Participation.left_at, Participation.earlier,
    )
    .join(Participation, _THEIRS)
    .where(OperationAirport.operation_id == bindparam("operation_id"))
    .order_by(OperationAirport.iata)
)  # fmt: skip
_ALL: Final = PreparedQuery(_AIRPORTS, wide=True)
_SOME: Final = PreparedQuery(_AIRPORTS.where(OperationAirport.iata.in_(bindparam("airports", expanding=True))))


@dataclass(frozen=True, slots=True)
class Taking:
    """An airport that takes part: where it is, and whether it still stands ready."""

    iata: str
    country: str
    zone: str
    stood_down_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What a country answered, within what limits, and when it gives returns."""

    country: str
    state: str
    within: Limits
    giving: Giving


@lru_cache(maxsize=256)
def _limits(said: str) -> Limits:
    """Return limits, read once for everybody: what they say is their key, and nobody changes them in place."""
    return Limits.model_validate_json(said)


class Reading:
    """One look at an operation, or at some of its airports, so that several rows share what they need of it.

    Of some airports no more is read than is theirs, however many the plan has.
    """

    def __init__(self, session: Session, operation: Operation, only: frozenset[str] | None = None) -> None:
        self.session = session
        self.operation = operation
        self.only = only
        here = {"operation_id": operation.id}
        rows = _ALL.rows(session, here) if only is None else _SOME.rows(session, here | {"airports": [*only]})
        self.airports: dict[str, Taking] = {}
        self.answers: dict[str, Answered] = {}
        for iata, zone, stood_down_at, country, state, limits, joined_at, left_at, earlier in rows:
            within = _limits(limits)
            self.airports[iata] = Taking(iata, country, zone, stood_down_at)
            self.answers[country] = Answered(country, state, within, giving(state, within, joined_at, left_at, earlier))
        self.plan = plan_of(operation)
        self.schedule = schedule_of(session, operation, {iata: row.zone for iata, row in self.airports.items()})

    def expected(self, iata: str) -> dict[tuple[date, str], ExpectedDay]:
        """Return the days or shifts for which an airport owes a return; none when its country never took part."""
        giving = self._giving(iata)
        return {day.turn: day for day in report_days(self.schedule, iata) if giving.owes(day)}

    def suspended(self, iata: str) -> dict[tuple[date, str], ExpectedDay]:
        """Return the days or shifts an airport would owe a return for, were it not suspended throughout."""
        giving = self._giving(iata)
        return {day.turn: day for day in suspended_days(self.schedule, iata) if giving.owes(day)}

    def not_yet(self, iata: str) -> dict[tuple[date, str], ExpectedDay]:
        """Return the days or shifts an airport owes no return for, because its country did not take part yet."""
        giving = self._giving(iata)
        return {day.turn: day for day in report_days(self.schedule, iata) if giving.not_yet(day)}

    def _giving(self, iata: str) -> Giving:
        return self.answers[self.airports[iata].country].giving


def read_once(tx: Tx, operation: Operation, only: frozenset[str]) -> Reading:
    """Return one look at some airports for all of a transaction that changes neither the plan nor an answer."""
    kept: list[Reading] = tx.gathered["readings"]
    for reading in kept:
        if reading.operation is operation and reading.only == only:
            return reading
    kept.append(Reading(tx.session, operation, only))
    return kept[-1]
