"""Read who takes part: the seats an account holds with the circles they open, countries and their answers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, false, func, not_, or_, select

from operations.errors import Refusal
from operations.participation.limits import TAKES_PART, Standing
from operations.participation.models import Participation, SeatRow
from operations.planning.models import Operation, OperationAirport
from operations.policy import PLATFORM, RULES, Action, Actor, Role, Seat, circles_of, visible
from realtime.prepared import PreparedQuery

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

# Who prepares an operation, and so sees it before it is published.
_PREPARING = frozenset({Role.COORDINATOR, Role.OCU})

# Who keeps access to an operation that is long over: its coordinators keep it, its donors read what came of it.
_STAYING = (Role.COORDINATOR.value, Role.DONOR.value)


def seats(session: Session, account_id: str, now: datetime) -> tuple[Seat, ...]:
    """Return the seats an account holds now, each with the circles it opens now.

    In an operation that is not published yet only those who prepare it see anything: the others' seats open no circle.
    Some time after it ended a seat in it is none any more, but for those who answer for it and those who paid for it.
    """
    held = _HELD.rows(session, {"account_id": account_id, "now": now})
    places = _places(session, {operation_id for _, operation_id, role, *_ in held if role == Role.NCP.value})
    return tuple(_expanded(*row, places=places) for row in held)


_OVER: Final = (Operation.access_ends_at <= bindparam("now")) & SeatRow.role.not_in(_STAYING)
_ANSWER: Final = (Participation.operation_id == SeatRow.operation_id) & (Participation.country == SeatRow.country)

_HELD: Final = PreparedQuery(
    select(
        SeatRow.id, SeatRow.operation_id, SeatRow.role, SeatRow.country, SeatRow.airport, SeatRow.unit,
        Operation.published_at, Participation.state,
    )
    .outerjoin(Operation, Operation.id == SeatRow.operation_id)
    .outerjoin(Participation, _ANSWER)
    .where(
        SeatRow.account_id == bindparam("account_id"),
        SeatRow.withdrawn_at.is_(None),
        not_(func.coalesce(_OVER, false())),
    )
    .order_by(SeatRow.given_at, SeatRow.id)
)  # fmt: skip


def ended_at(seat: SeatRow, operation: Operation, now: datetime) -> datetime | None:
    """Return when a seat ended, taken back or by itself; None while it holds."""
    if seat.withdrawn_at is not None or seat.role in _STAYING:
        return seat.withdrawn_at
    over_at = operation.access_ends_at
    return over_at if over_at is not None and over_at <= now else None


def closed(session: Session, account_id: str, now: datetime) -> Sequence[tuple[str, datetime]]:
    """Return the operations in which an account's seat ended by itself, by name, with the instant, the newest first."""
    query = (
        select(Operation.name, Operation.access_ends_at)
        .join(SeatRow, SeatRow.operation_id == Operation.id)
        .where(
            SeatRow.account_id == account_id,
            SeatRow.withdrawn_at.is_(None),
            SeatRow.role.not_in(_STAYING),
            Operation.access_ends_at <= now,
        )
        .distinct()
        .order_by(Operation.access_ends_at.desc(), Operation.name)
    )
    return [(name, ended_at) for name, ended_at in session.execute(query) if ended_at is not None]


def _expanded(  # noqa: PLR0913 as the statement has them
    seat_id: str,
    operation_id: str | None,
    named: str,
    country: str | None,
    airport: str | None,
    unit: str | None,
    published_at: datetime | None,
    standing: str | None,
    *,
    places: Mapping[tuple[str, str], Sequence[str]],
) -> Seat:
    role = Role(named)
    opens = circles_of(
        role,
        country=country,
        airport=airport,
        airports=places.get((operation_id or PLATFORM, country or ""), ()),
        takes_part=country is None or standing in TAKES_PART,
    )
    prepares = role in _PREPARING or operation_id is None
    return Seat(
        seat_id=seat_id,
        operation_id=operation_id or PLATFORM,
        role=role,
        circles=opens if published_at is not None or prepares else frozenset(),
        country=country,
        airport=airport,
        unit=unit,
    )


def _places(session: Session, operation_ids: Collection[str | None]) -> dict[tuple[str, str], list[str]]:
    if not operation_ids:
        return {}
    columns = OperationAirport.operation_id, OperationAirport.country, OperationAirport.iata
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for operation_id, country, iata in session.execute(
        select(*columns).where(OperationAirport.operation_id.in_(operation_ids)).order_by(OperationAirport.iata)
    ):
        found[operation_id, country].append(iata)
    return found


def is_ncp_seated(session: Session, operation_id: str, country: str) -> bool:
    """Say whether a country has a national contact point in the operation; where it has none the OCU validates."""
    query = select(SeatRow.id).where(
        SeatRow.operation_id == operation_id,
        SeatRow.role == Role.NCP.value,
        SeatRow.country == country,
        SeatRow.withdrawn_at.is_(None),
    )
    return session.scalar(query.limit(1)) is not None


def participations(
    session: Session, actor: Actor, operation: Operation, *, after: str | None = None, limit: int = 300
) -> Sequence[Participation]:
    """Return the countries of an operation with their answers behind a country, in the order of their codes."""
    query = select(Participation).where(
        Participation.operation_id == operation.id, visible(actor, Action.PLAN_READ, Participation)
    )
    query = query.where(Participation.country > after) if after else query
    return session.scalars(query.order_by(Participation.country).limit(limit)).all()


def is_seated_elsewhere(session: Session, account_id: str, operation_id: str) -> bool:
    """Say whether an account holds a seat outside an operation: in another one, or on the platform."""
    query = select(SeatRow.id).where(
        SeatRow.account_id == account_id,
        SeatRow.withdrawn_at.is_(None),
        or_(SeatRow.operation_id.is_(None), SeatRow.operation_id != operation_id),
    )
    return session.scalar(query.limit(1)) is not None


def seated_countries(session: Session, operation_id: str) -> frozenset[str]:
    """Return the countries that have a national contact point in the operation."""
    query = select(SeatRow.country).where(
        SeatRow.operation_id == operation_id, SeatRow.role == Role.NCP.value, SeatRow.withdrawn_at.is_(None)
    )
    return frozenset(country for country in session.scalars(query) if country is not None)


def awaited(session: Session, seats: Iterable[Seat]) -> frozenset[str]:
    """Return the ids of those seats whose country was invited and has not answered, as its contact point is to do."""
    asked = {seat.seat_id: (seat.operation_id, seat.country) for seat in seats if seat.role is Role.NCP}
    query = (
        select(Participation.operation_id, Participation.country)
        .join(Operation, Operation.id == Participation.operation_id)
        .where(
            Participation.operation_id.in_({operation_id for operation_id, _ in asked.values()}),
            Participation.state == Standing.INVITED.value,
            Operation.cancelled_at.is_(None),
            Operation.stood_down_at.is_(None),
        )
    )
    invited = {(operation_id, country) for operation_id, country in session.execute(query)} if asked else set()
    return frozenset(seat_id for seat_id, place in asked.items() if place in invited)


def seat_rows(
    session: Session, actor: Actor, operation: Operation, *, after: str | None = None, limit: int = 200
) -> Sequence[SeatRow]:
    """Return the seats an actor may see behind a seat, withdrawn ones too, in the order they were given."""
    query = select(SeatRow).where(SeatRow.operation_id == operation.id, visible(actor, Action.SEAT_READ, SeatRow))
    if after is not None:
        last = session.scalar(query.where(SeatRow.id == after))
        if last is None:
            raise Refusal("cursor", "This place in the list is not one of ours.", path="cursor")
        later = (SeatRow.given_at == last.given_at) & (SeatRow.id > last.id)
        query = query.where(or_(SeatRow.given_at > last.given_at, later))
    return session.scalars(query.order_by(SeatRow.given_at, SeatRow.id).limit(limit)).all()


def roles_behind(session: Session, operation_id: str, account_ids: Collection[str], action: Action) -> dict[str, Role]:
    """Return by which role accounts could do something in an operation; a seat withdrawn since counts as well."""
    query = (
        select(SeatRow.account_id, SeatRow.role)
        .where(SeatRow.operation_id == operation_id, SeatRow.account_id.in_(account_ids))
        .order_by(SeatRow.given_at, SeatRow.id)
    )
    found = [(account_id, Role(role)) for account_id, role in session.execute(query)]
    return {account_id: role for account_id, role in reversed(found) if action in RULES[role]}


def roles(actor: Actor, operation_ids: Iterable[str]) -> dict[str, list[Role]]:
    """Return the roles an actor has in each of these operations, each role once."""
    wanted = set(operation_ids)
    found: defaultdict[str, list[Role]] = defaultdict(list)
    for seat in actor.seats:
        if seat.operation_id in wanted and seat.role not in found[seat.operation_id]:
            found[seat.operation_id].append(seat.role)
    return dict(found)
