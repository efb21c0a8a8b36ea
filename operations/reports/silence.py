"""Find the days an airport left unanswered, and ask it for them: once an hour, on its own page and in the log."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from operations.errors import Refusal, not_found
from operations.events.watch import ReturnAsked
from operations.participation.models import Participation
from operations.planning import queries as planning
from operations.planning.models import OperationAirport
from operations.planning.report_days import report_days
from operations.planning.stage import taken_until
from operations.policy import Action, Subject, home_of, require
from operations.reports.models import AskedReturn, Report
from realtime.log import instant

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.policy import Actor
    from realtime.transaction import Tx

COUNTED: Final = ("submitted", "validated")
ANSWERING: Final = ("activity", "nil")
"""The kinds of report that answer for an airport's day."""

ASKED_EVERY: Final = timedelta(hours=1)
"""How long an airport has to itself after it was asked; nagging teaches people to look away."""


def missing_days(session: Session, operation: Operation, iata: str, now: datetime) -> list[tuple[date, str]]:
    """Return the days or shifts of an airport whose return was due before now and has not come, the oldest first."""
    airport = session.get_one(OperationAirport, (operation.id, iata))
    giving = session.get_one(Participation, (operation.id, airport.country)).giving
    schedule = planning.schedule_of(session, operation)
    answered = select(Report.report_on, Report.shift).where(
        Report.operation_id == operation.id,
        Report.airport == iata,
        Report.kind.in_(ANSWERING),
        Report.state.in_(COUNTED),
    )
    come = {(on, shift) for on, shift in session.execute(answered)}
    due = (day for day in report_days(schedule, iata) if day.due_at < now)
    return [day.turn for day in due if day.turn not in come and giving.owes(day)]


def ask_return(tx: Tx, actor: Actor, code: str, iata: str) -> AskedReturn:
    """Ask a silent airport for the returns it owes; not again within the hour, not when it owes none.

    Nor once everything is over there: then nothing is expected of it any more, and what never came is past.
    """
    operation = planning.operation(tx.session, actor, code)
    if tx.session.get(OperationAirport, (operation.id, iata)) is None:
        raise not_found("airport")
    require(actor, Action.RETURN_ASK, Subject(operation.id, home_of(iata)), what="airport")
    days = [] if operation.cancelled_at is not None else missing_days(tx.session, operation, iata, tx.now)
    if not days:
        message = "No return of this airport is missing."
        raise Refusal("return:none_missing", message, status=409, airport=iata)
    until = taken_until(planning.schedule_of(tx.session, operation), iata)
    if until is not None and tx.now >= until:
        message = "Everything is over at this airport: nothing is expected of it any more."
        raise Refusal("return:over", message, status=409, airport=iata)
    last = last_asked(tx.session, operation.id).get(iata)
    if last is not None and tx.now < last.asked_at + ASKED_EVERY:
        message = "This airport was asked less than an hour ago."
        raise Refusal(
            "return:asked_already", message, status=409, airport=iata, again_at=instant(last.asked_at + ASKED_EVERY)
        )
    fact = ReturnAsked(iata, tuple(f"{on.isoformat()}/{shift}" if shift else on.isoformat() for on, shift in days))
    tx.record(operation.stream_id, fact, subject=f"airport:{iata}", circle=home_of(iata))
    asked = AskedReturn(
        operation_id=operation.id,
        seq=tx.seq(operation.stream_id),
        airport=iata,
        days=" ".join(fact.days),
        asked_at=tx.at(operation.stream_id),
        actor_id=actor.account_id,
        circle=home_of(iata),
    )
    tx.session.add(asked)
    return asked


def last_asked(session: Session, operation_id: str) -> dict[str, AskedReturn]:
    """Return when each airport was last asked for its returns, and for which."""
    query = select(AskedReturn).where(AskedReturn.operation_id == operation_id).order_by(AskedReturn.seq)
    return {row.airport: row for row in session.scalars(query)}
