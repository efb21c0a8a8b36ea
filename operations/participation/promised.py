"""Read what countries promised to operations: neither an airport nor a return of one that declined.

Whoever was invited and has not answered is counted on, as the plan does; whoever declined is named apart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from operations.participation.limits import Standing, owes
from operations.participation.models import Participation
from operations.planning.models import Operation, OperationAirport
from operations.planning.plan import PhaseKind
from operations.planning.queries import schedule_of, windows_of
from operations.planning.schedule import report_days
from operations.policy import Action, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from operations.planning.schedule import ExpectedDay, Schedule
    from operations.policy import Actor


@dataclass(slots=True)
class Declined:
    """The countries that declined to take part in an operation, and the airports it had planned in them."""

    countries: set[str] = field(default_factory=set)
    airports: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Conflict:
    """An airport that is promised to another operation as well, and the time in which both would have it."""

    airport: str
    code: str
    name: str
    starts_at: datetime
    ends_at: datetime


def declined(session: Session, operation_ids: Iterable[str]) -> Mapping[str, Declined]:
    """Return who declined in each of these operations, nobody where none did."""
    theirs = (OperationAirport.operation_id == Participation.operation_id) & (
        OperationAirport.country == Participation.country
    )
    query = (
        select(Participation.operation_id, Participation.country, OperationAirport.iata)
        .outerjoin(OperationAirport, theirs)
        .where(Participation.operation_id.in_(list(operation_ids)), Participation.state == Standing.DECLINED.value)
    )
    found: defaultdict[str, Declined] = defaultdict(Declined)
    for operation_id, country, iata in session.execute(query):
        found[operation_id].countries.add(country)
        if iata is not None:
            found[operation_id].airports.add(iata)
    return found


def promised_days(session: Session, operation: Operation, schedule: Schedule) -> list[list[ExpectedDay]]:
    """Return the days or shifts of each airport for which a return is promised; a draft counts on everybody.

    What fell due before a country declined stays owed. Raises as `report_days`.
    """
    columns = OperationAirport.iata, Participation
    theirs = (Participation.operation_id == OperationAirport.operation_id) & (
        Participation.country == OperationAirport.country
    )
    query = select(*columns).join(Participation, theirs).where(OperationAirport.operation_id == operation.id)
    answers: dict[str, Participation] = {row.iata: row.Participation for row in session.execute(query)}
    return [
        [day for day in report_days(schedule, iata) if _promises(answers.get(iata), day.due_at)]
        for iata in schedule.by_airport
    ]


def _promises(answer: Participation | None, due_at: datetime) -> bool:
    if answer is None or answer.state == Standing.INVITED:
        return True
    return owes(answer.state, answer.within, answer.left_at, due_at)


def conflicts(session: Session, actor: Actor, operation: Operation) -> list[Conflict]:
    """Return where another published operation has its operational window at the same airport at the same time.

    Only those operations are looked at whose plan the actor may read: of the others not even the existence is told.
    A contact point, who has a seat in both, is warned where neither coordinator may know of the other. An airport
    whose country declined either of them is promised to one at most.
    """
    mine = [w for w in schedule_of(session, operation).windows if w.kind is PhaseKind.operational]
    there = (
        select(Operation.id, Operation.code, Operation.name)
        .where(visible(actor, Action.PLAN_READ, Operation), Operation.id != operation.id)
        .where(Operation.published_at.is_not(None), Operation.cancelled_at.is_(None))
        .where(Operation.ends_at > min((w.starts_at for w in mine), default=operation.created_at))
        .order_by(Operation.code)
    )
    others = session.execute(there).all() if mine else []
    out = declined(session, [operation.id, *(other.id for other in others)]) if others else {}
    found = []
    for operation_id, code, name in others:
        free = {iata for each in (operation.id, operation_id) if each in out for iata in out[each].airports}
        theirs = [w for w in windows_of(session, operation_id) if w.kind is PhaseKind.operational]
        for here in mine:
            for other in theirs:
                starts_at, ends_at = max(here.starts_at, other.starts_at), min(here.ends_at, other.ends_at)
                if here.airport == other.airport and here.airport not in free and starts_at < ends_at:
                    found.append(Conflict(here.airport, code, name, starts_at, ends_at))
    return found
