"""Read what countries promised to operations: who takes part, which returns are owed, and what is promised twice.

Whoever has not answered promised nothing, and is counted apart; but its airports may yet be, so a conflict names them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from operations.participation.giving import of_all_of_it
from operations.participation.limits import TAKES_PART, Standing
from operations.participation.models import Participation
from operations.planning.models import Operation, OperationAirport
from operations.planning.plan import PhaseKind
from operations.planning.queries import airports, schedule_of, windows_of
from operations.planning.report_days import owed_and_suspended
from operations.policy import Action, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from operations.planning.report_days import ExpectedDay
    from operations.planning.schedule import Schedule
    from operations.policy import Actor


@dataclass(slots=True)
class Places:
    """Countries, and the airports that the plan has in them."""

    countries: set[str] = field(default_factory=set)
    airports: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom an operation invited, by what they answered; nobody before it is published."""

    taking_part: Places = field(default_factory=Places)
    unanswered: Places = field(default_factory=Places)
    declined: Places = field(default_factory=Places)

    def of(self, state: str) -> Places:
        """Return the side on which a country in a state stands."""
        if state in TAKES_PART:
            return self.taking_part
        return self.declined if state == Standing.DECLINED else self.unanswered


class Turns(NamedTuple):
    """The days, or shifts, by airport; airports that have none are left out.

    `owed` a return is owed for, `suspended` would be, had the airport not been suspended throughout, `not_yet` would
    be, had its country taken part by then, and `if_accepted` would be, had its country accepted: it has not answered.
    `of_all` says that an answer is for all of the operation, and not for what is ahead: of a draft, and of one that is
    entered after the fact.
    """

    owed: dict[str, Sequence[ExpectedDay]]
    suspended: dict[str, Sequence[ExpectedDay]]
    not_yet: dict[str, Sequence[ExpectedDay]]
    if_accepted: dict[str, Sequence[ExpectedDay]]
    of_all: bool = True

    @property
    def expected(self) -> int:
        """How many returns the countries that accepted owe in the whole plan."""
        return sum(map(len, self.owed.values()))

    def if_all_accept(self, now: datetime) -> int:
        """How many returns would be owed if every country accepted now that has not answered."""
        theirs = (day for days in self.if_accepted.values() for day in days)
        return self.expected + sum(self.of_all or day.ends_at > now for day in theirs)


@dataclass(frozen=True, slots=True)
class Conflict:
    """An airport that is promised to another operation as well, and the time in which both would have it."""

    airport: str
    code: str
    name: str
    starts_at: datetime
    ends_at: datetime


def invited(session: Session, operation_ids: Iterable[str]) -> Mapping[str, Invited]:
    """Return whom each of these operations invited, by what they answered; a draft invited nobody."""
    theirs = (OperationAirport.operation_id == Participation.operation_id) & (
        OperationAirport.country == Participation.country
    )
    query = (
        select(Participation.operation_id, Participation.country, Participation.state, OperationAirport.iata)
        .outerjoin(OperationAirport, theirs)
        .where(Participation.operation_id.in_(list(operation_ids)))
    )
    found: defaultdict[str, Invited] = defaultdict(Invited)
    for operation_id, country, state, iata in session.execute(query):
        places = found[operation_id].of(state)
        places.countries.add(country)
        if iata is not None:
            places.airports.add(iata)
    return found


def turns(
    schedule: Schedule, countries: Mapping[str, str], answers: Mapping[str, Participation], starts_at: datetime | None
) -> Turns:
    """Return what is owed by each airport, by its country's answer; of a draft none is asked for yet.

    `starts_at` is when the operation begins. Raises as `report_days`.
    """
    of_all = all(of_all_of_it(starts_at, each.invited_at) for each in answers.values())
    found = Turns({}, {}, {}, {}, of_all)
    for iata, country in countries.items():
        days, rests = owed_and_suspended(schedule, iata)
        answer = answers.get(country)
        if answer is None or answer.state == Standing.INVITED:
            if days:
                found.if_accepted[iata] = days
            continue
        giving = answer.giving
        for place, due, holds in (
            (found.owed, days, giving.owes),
            (found.suspended, rests, giving.owes),
            (found.not_yet, days, giving.not_yet),
        ):
            if kept := [day for day in due if holds(day)]:
                place[iata] = kept
    return found


def turns_of(session: Session, operation: Operation, schedule: Schedule) -> Turns:
    """Return what is owed by each airport, for who has read nothing else; raises as `report_days`."""
    countries = {row.iata: row.country for row in airports(session, operation.id)}
    return turns(
        schedule,
        {iata: countries.get(iata, "") for iata in schedule.by_airport},
        answers(session, operation.id),
        operation.starts_at,
    )


def answers(session: Session, operation_id: str) -> dict[str, Participation]:
    """Return what each invited country has answered, by country."""
    query = select(Participation).where(Participation.operation_id == operation_id)
    return {row.country: row for row in session.scalars(query.order_by(Participation.country))}


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
    asked = invited(session, [operation.id, *(other.id for other in others)]) if others else {}
    found = []
    for operation_id, code, name in others:
        free = {
            iata for each in (operation.id, operation_id) if each in asked for iata in asked[each].declined.airports
        }
        theirs = [w for w in windows_of(session, operation_id) if w.kind is PhaseKind.operational]
        for here in mine:
            for other in theirs:
                starts_at, ends_at = max(here.starts_at, other.starts_at), min(here.ends_at, other.ends_at)
                if here.airport == other.airport and here.airport not in free and starts_at < ends_at:
                    found.append(Conflict(here.airport, code, name, starts_at, ends_at))
    return found
