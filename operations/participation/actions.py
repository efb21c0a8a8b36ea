"""Change who takes part: answer an invitation for a country, give a seat, withdraw it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import func, select

from operations.airports import catalogue
from operations.errors import Refusal, not_found, outdated
from operations.events.participation import (
    CountryAccepted,
    CountryDeclined,
    CountryLimited,
    SeatGiven,
    SeatHandedOver,
    SeatWithdrawn,
)
from operations.participation.giving import gives_returns, of_all_of_it, written
from operations.participation.limits import UNLIMITED, Answer, Limits, Standing
from operations.participation.models import Participation, SeatRow
from operations.planning import queries as planning
from operations.policy import Action, Role, Subject, allows, require

if TYPE_CHECKING:
    from operations.participation.commands import AnswerInvitation, GiveSeat
    from operations.planning.models import Operation
    from operations.policy import Actor
    from realtime.log import Fact
    from realtime.transaction import Tx

_STANDING = {Answer.ACCEPT: Standing.ACCEPTED, Answer.LIMIT: Standing.LIMITED, Answer.DECLINE: Standing.DECLINED}
_WITH_COUNTRY = frozenset({Role.NCP, Role.ANALYST, Role.OBSERVER})


def answer(tx: Tx, actor: Actor, code: str, command: AnswerInvitation) -> Participation:
    """Answer for a country: its contact point does, or the OCU on its behalf. It may answer otherwise later."""
    operation = planning.operation(tx.session, actor, code)
    row = tx.session.get(Participation, (operation.id, command.country))
    if row is None:
        raise not_found("country")
    subject = Subject(operation.id, f"country:{command.country}")
    require(actor, Action.PARTICIPATION_ANSWER, subject, what="country")
    if operation.cancelled_at is not None or operation.stood_down_at is not None:
        message = "The operation was cancelled or stood down."
        raise Refusal("operation:stopped", message, status=409, operation=operation.code)
    if row.version != command.version:
        raise outdated("participation", row.version)
    limits, standing = command.limits.sorted(), _STANDING[command.answer]
    _require_sound(tx, operation, command, limits)
    gave, gives = gives_returns(row.state, row.within), gives_returns(standing, limits)
    if gives and not gave:
        _joined(tx, operation, row)
    elif gave and not gives:
        row.left_at = tx.now
    row.state, row.limits, row.note = standing.value, limits.model_dump_json(), command.note
    row.answered_at = tx.now
    row.version += 1
    tx.record(operation.stream_id, _answered(command, limits), subject=subject.circle, circle="plan")
    return row


def _joined(tx: Tx, operation: Operation, row: Participation) -> None:
    """Note from when on a country gives returns, after what it gave before."""
    row.earlier = written(row.giving.stretches)
    row.joined_at = None if of_all_of_it(operation.starts_at, row.invited_at) else tx.now
    row.left_at = None


def give_seat(tx: Tx, actor: Actor, code: str, command: GiveSeat) -> SeatRow:
    """Give an account a seat in an operation."""
    operation = planning.operation(tx.session, actor, code)
    _require_known_unit(operation, command)
    country = _country_of(operation, command)
    circle = "ocu" if country is None else f"country:{country}"
    require(actor, Action.SEAT_GIVE, Subject(operation.id, circle), what="seat")
    return seat(tx, operation, command, country=country, given_by=actor.account_id)


def seat(tx: Tx, operation: Operation, command: GiveSeat, *, country: str | None, given_by: str) -> SeatRow:
    """Store a seat that was found to be in order, and say so in the operation's log."""
    row = SeatRow(
        id=str(uuid4()),
        operation_id=operation.id,
        account_id=command.account_id,
        role=command.role.value,
        country=country,
        airport=command.airport,
        unit=command.unit,
        circle="ocu" if country is None else f"country:{country}",
        given_at=tx.now,
        given_by=given_by,
    )
    tx.session.add(row)
    fact = SeatGiven(row.id, row.role, row.country, row.airport, row.unit)
    tx.record(operation.stream_id, fact, subject=f"seat:{row.id}", circle=row.circle)
    tx.session.flush()
    return row


def give_platform_seat(tx: Tx, stream_id: int, account_id: str) -> SeatRow:
    """Let an account begin operations: a coordinator of the platform, whose stream is taken. The operator's door."""
    row = SeatRow(
        id=str(uuid4()),
        account_id=account_id,
        role=Role.COORDINATOR.value,
        circle="ocu",
        given_at=tx.now,
        given_by=tx.actor_id,
    )
    tx.session.add(row)
    tx.record(stream_id, SeatGiven(row.id, row.role, None, None, None), subject=f"seat:{row.id}", circle="ocu")
    tx.session.flush()
    return row


def seat_in_hand(tx: Tx, actor: Actor, code: str, seat_id: str) -> SeatRow:
    """Return a seat that the actor may give and take back."""
    operation = planning.operation(tx.session, actor, code)
    row = tx.session.get(SeatRow, seat_id)
    if row is None or row.operation_id != operation.id:
        raise not_found("seat")
    subject = Subject(operation.id, row.circle)
    # Seeing the plan is not enough to know of a seat: another country's is refused like one that does not exist.
    if not allows(actor, Action.SEAT_READ, subject):
        raise not_found("seat")
    require(actor, Action.SEAT_GIVE, subject, what="seat")
    return row


def withdraw_seat(tx: Tx, actor: Actor, code: str, seat_id: str) -> SeatRow:
    """Take a seat back; from this commit on it opens nothing. Taken back already, nothing changes."""
    row = seat_in_hand(tx, actor, code, seat_id)
    if row.withdrawn_at is not None:
        return row
    operation = planning.operation(tx.session, actor, code)
    if row.role == Role.COORDINATOR and _coordinators(tx, operation) == 1:
        message = "An operation keeps at least one coordinator. Give the seat to somebody else first."
        raise Refusal("seat:last_coordinator", message, status=409)
    row.withdrawn_at = tx.now
    tx.record(operation.stream_id, SeatWithdrawn(row.id, row.role), subject=f"seat:{row.id}", circle=row.circle)
    return row


def hand_over_seat(tx: Tx, actor: Actor, code: str, seat_id: str, account_id: str) -> SeatRow:
    """Pass a seat to another account in one act, so that there is no moment at which nobody holds it."""
    row = seat_in_hand(tx, actor, code, seat_id)
    if row.withdrawn_at is not None:
        raise Refusal("seat:withdrawn", "This seat was withdrawn. Give a new one.", status=409)
    operation = planning.operation(tx.session, actor, code)
    successor = SeatRow(
        id=str(uuid4()),
        operation_id=row.operation_id,
        account_id=account_id,
        role=row.role,
        country=row.country,
        airport=row.airport,
        unit=row.unit,
        circle=row.circle,
        given_at=tx.now,
        given_by=actor.account_id,
    )
    row.withdrawn_at = tx.now
    tx.session.add(successor)
    fact = SeatHandedOver(row.id, successor.id, row.role, row.country, row.airport)
    tx.record(operation.stream_id, fact, subject=f"seat:{row.id}", circle=row.circle)
    tx.session.flush()
    return successor


def _require_sound(tx: Tx, operation: Operation, command: AnswerInvitation, limits: Limits) -> None:
    if command.answer is Answer.LIMIT and limits == UNLIMITED:
        raise Refusal("participation:limits_missing", "Name the limits, or accept without any.", path="limits")
    if command.answer is not Answer.LIMIT and limits != UNLIMITED:
        raise Refusal("participation:limits_unasked", "Limits belong to an acceptance with limits.", path="limits")
    own = {row.iata for row in planning.airports(tx.session, operation.id) if row.country == command.country}
    for n, each in enumerate(command.limits.terminals):
        if each.airport not in own:
            message = f"{each.airport} is not one of this country's airports in the operation."
            path = f"limits.terminals.{n}.airport"
            raise Refusal("participation:terminals_elsewhere", message, path=path, airport=each.airport)


def _answered(command: AnswerInvitation, limits: Limits) -> Fact:
    if command.answer is Answer.LIMIT:
        return CountryLimited(command.country, limits.codes())
    return CountryAccepted(command.country) if command.answer is Answer.ACCEPT else CountryDeclined(command.country)


def _require_known_unit(operation: Operation, command: GiveSeat) -> None:
    """Refuse a watch officer's seat in a unit that the plan does not have, where it has several by region."""
    units = [unit.name for unit in planning.plan_of(operation).units]
    if command.role is Role.OCU and units and command.unit is not None and command.unit not in units:
        message = "This coordination unit is not in the plan."
        raise Refusal("seat:unit_unknown", message, path="unit", unit=command.unit, units=", ".join(units))


def _country_of(operation: Operation, command: GiveSeat) -> str | None:
    """Return the country a seat belongs to, or refuse a seat whose parts do not fit together."""
    plan = planning.plan_of(operation)
    if command.role is Role.OFFICER:
        found = catalogue.airport(command.airport) if command.airport in plan.airports and command.airport else None
        if found is None:
            message = "An officer's seat needs one of the operation's airports."
            raise Refusal("seat:airport_needed", message, path="airport")
        if command.country not in {None, found.country}:
            raise Refusal("seat:airport_elsewhere", "The airport is in another country.", path="airport")
        return found.country
    if command.airport is not None:
        raise Refusal("seat:airport_unasked", "Only an officer's seat is bound to an airport.", path="airport")
    if command.country is None:
        if command.role is Role.NCP:
            message = "A national contact point's seat needs a country."
            raise Refusal("seat:country_needed", message, path="country")
        return None
    if command.role not in _WITH_COUNTRY:
        raise Refusal("seat:country_unasked", "This seat is not bound to a country.", path="country")
    if command.country not in plan.countries:
        message = "This country is not among the operation's countries."
        raise Refusal("seat:country_outside", message, path="country", country=command.country)
    return command.country


def _coordinators(tx: Tx, operation: Operation) -> int:
    query = select(func.count()).where(
        SeatRow.operation_id == operation.id, SeatRow.role == Role.COORDINATOR.value, SeatRow.withdrawn_at.is_(None)
    )
    return tx.session.scalar(query) or 0
