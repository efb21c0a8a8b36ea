"""Who sits in the sample: the seats a reader of the sample takes, and those the player keeps. Roles, no persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from coordinator.identity import links
from coordinator.identity.accounts import names, open_account
from coordinator.identity.platform import ensure_platform
from coordinator.sample.plan import CODE, TAKING_PART, UNITS
from operations.participation.actions import give_seat
from operations.participation.commands import GiveSeat
from operations.participation.models import SeatRow
from operations.planning.queries import of_code
from operations.policy import Role
from realtime.transaction import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from operations.policy import Actor
    from realtime.transaction import Database, Tx


@dataclass(frozen=True, slots=True)
class Part:
    """A seat of the sample. `name` is its account's, and how it is found again; `played` is the player's."""

    key: str
    name: str
    role: Role
    country: str | None = None
    airport: str | None = None
    unit: str | None = None
    played: bool = True


def _officer(iata: str, shift: str = "", *, played: bool = True) -> Part:
    name = f"Officer at {iata}" + (f", {shift} shift" if shift else "")
    return Part(f"{shift or 'officer'}:{iata}", name, Role.OFFICER, airport=iata, played=played)


def _ncp(country: str, *, played: bool = True) -> Part:
    return Part(f"ncp:{country}", f"National contact point, {country}", Role.NCP, country=country, played=played)


COORDINATOR: Final = Part("coordinator", "Coordinator", Role.COORDINATOR, played=False)

OWN: Final = (
    COORDINATOR,
    Part("ocu", "OCU watch officer, Dakar", Role.OCU, unit="Dakar", played=False),
    _ncp("BR", played=False),
    _officer("GRU", played=False),
    _officer("DSS", played=False),
    Part("donor", "Donor", Role.DONOR, played=False),
)
"""The seats that whoever starts the sample gets a link for."""

NCPS: Final = ("CO", "ET", "FR", "NG")
"""Countries whose contact point the player keeps; where no contact point is seated, the OCU validates."""

DESKS: Final = {"Dakar": "second-ocu"} | {unit.name: f"ocu:{unit.name}" for unit in UNITS if unit.name != "Dakar"}
"""The seat that the player keeps at each coordination unit: a deputy where a reader of the sample sits."""

PLAYED: Final = (
    Part("second-ocu", "OCU deputy, Dakar", Role.OCU, unit="Dakar"),
    *(
        Part(desk, f"OCU watch officer, {name}", Role.OCU, unit=name)
        for name, desk in DESKS.items()
        if desk != "second-ocu"
    ),
    *(_ncp(country) for country in NCPS),
    *(_officer(iata) for iata in (*TAKING_PART, "NBO") if iata not in {"GRU", "DSS"}),
    _officer("GRU", "second"),
    _officer("DSS", "second"),
)

CAST: Final = {part.key: part for part in (*OWN, *PLAYED)}

SELF_VALIDATING: Final = frozenset({"BR", *NCPS})
"""The countries that have a contact point of their own."""


def validators() -> dict[str, frozenset[str]]:
    """Return which part validates the reports of which countries."""
    of_units = {
        "ocu" if unit.name == "Dakar" else DESKS[unit.name]: frozenset(unit.countries) - SELF_VALIDATING
        for unit in UNITS
    }
    return of_units | {f"ncp:{country}": frozenset({country}) for country in sorted(SELF_VALIDATING)}


def seat_everyone(tx: Tx, coordinator: Actor) -> dict[str, str]:
    """Give every part but the coordinator's its seat; return the accounts by part."""
    accounts = {COORDINATOR.key: coordinator.account_id}
    for part in CAST.values():
        if part is COORDINATOR:
            continue
        account = open_account(tx, part.name)
        given = GiveSeat(
            account_id=account.id, role=part.role, country=part.country, airport=part.airport, unit=part.unit
        )
        give_seat(tx, coordinator, CODE, given)
        accounts[part.key] = account.id
    return accounts


def fresh_tokens(db: Database, now: datetime) -> dict[str, str]:
    """Make a new sign-in token for every part that still has its seat, in place of those that wait."""
    streams = ensure_platform(db, now)
    with transaction(db, (streams.stream_id,), actor_id="operator", now=now) as tx:
        operation = of_code(tx.session, CODE)
        query = select(SeatRow).where(SeatRow.operation_id == operation.id, SeatRow.withdrawn_at.is_(None))
        seats = tx.session.scalars(query.order_by(SeatRow.given_at)).all()
        called = names(tx.session, (seat.account_id for seat in seats))
        held = {called[seat.account_id]: seat for seat in seats if seat.account_id in called}
        return {
            part.key: links.reissue_link(tx, held[part.name].account_id, held[part.name].id)
            for part in CAST.values()
            if part.name in held
        }
