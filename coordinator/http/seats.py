"""Seats in an operation: given with a one-time link to copy, listed with what became of it, withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from coordinator.http.calls import Read, Write
from coordinator.http.doors import Doors
from coordinator.http.wire import Code, CodePath, Page, PageQuery, View, Wire
from coordinator.identity import letters, links, second_step
from coordinator.identity.accounts import languages, names, open_account
from coordinator.identity.keys import sealing_key
from coordinator.identity.models import Account
from operations.errors import Refusal, not_allowed
from operations.participation import actions, queries
from operations.participation.commands import GiveSeat, Unit
from operations.participation.models import SeatRow
from operations.planning import queries as planning
from operations.planning.plan import Alpha2, Iata, Language
from operations.policy import PLATFORM, Action, Actor, Role, Subject, allows, require

doors = Doors("seats", tag="Seats")


Email = Annotated[
    str,
    StringConstraints(
        max_length=254, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}$"
    ),
]
"""An address that every mail server can write to."""


class LinkView(View):
    """What became of the newest one-time link of a seat."""

    state: links.State
    expires_at: datetime


class MailView(View):
    """What became of the mail with a seat's newest link; `at` is when, or when it is tried (again)."""

    state: letters.State
    email: str
    at: datetime
    problem: str | None


class HeldSeat(View):
    """A seat and who holds it; whoever may give it is told of their language, mail and second step."""

    id: str
    role: Role
    country: str | None
    airport: str | None
    unit: str | None
    name: str | None
    language: str | None
    given_at: datetime
    withdrawn_at: datetime | None
    link: LinkView | None
    mail: MailView | None
    second_step: bool | None


class SeatWithLink(View):
    """A seat with its new one-time link, which is shown this once and kept nowhere."""

    seat: HeldSeat
    link: str | None


Called = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
"""What somebody is called; blanks alone are nobody's name, and would stand for them in every list."""


class NewSeat(Wire):
    """A seat for somebody who has no account yet."""

    role: Role
    country: Alpha2 | None = None
    airport: Iata | None = None
    unit: Unit | None = None
    name: Called
    language: Language = "en"
    email: Email | None = None


class Successor(Wire):
    """Who takes a seat over; in their language, else in that of whoever held it."""

    name: Called
    language: Language | None = None
    email: Email | None = None


class NewLink(Wire):
    """A new link; with an address it is mailed there, now and from now on."""

    email: Email | None = None


class SeatPath(Wire):
    """The address of a seat."""

    code: Code
    seat_id: Annotated[str, Field(max_length=36)]


@doors.read("/operations/<code>/seats", Action.SEAT_READ, answer=Page[HeldSeat])
def list_seats(call: Read, path: CodePath, query: PageQuery) -> Page[HeldSeat]:
    """List the seats one may see, withdrawn ones too, as they were given."""
    operation = planning.operation(call.session, call.actor, path.code)
    if not call.actor.circles(operation.id, Action.SEAT_READ):
        require(call.actor, Action.SEAT_READ, Subject(operation.id, "ocu"), what="seat")
    found = queries.seat_rows(call.session, call.actor, operation, after=query.cursor, limit=query.limit + 1)
    shown = found[: query.limit]
    return Page[HeldSeat](
        items=_views(call.session, call.actor, call.now, *shown),
        next=shown[-1].id if len(found) > query.limit else None,
    )


@doors.write(
    "POST",
    "/operations/<code>/seats",
    Action.SEAT_GIVE,
    answer=SeatWithLink,
    status=201,
    with_platform=True,
    unkept=("link",),
)
def give_seat(call: Write, path: CodePath, body: NewSeat) -> SeatWithLink:
    """Give a seat to somebody new; the answer carries their one-time link."""
    account = open_account(call.tx, body.name, body.language, body.email)
    command = GiveSeat(
        account_id=account.id, role=body.role, country=body.country, airport=body.airport, unit=body.unit
    )
    row = actions.give_seat(call.tx, call.actor, path.code, command)
    return _with_link(call, row, links.issue_link(call.tx, account.id, row.id))


@doors.write(
    "POST",
    "/operations/<code>/seats/<seat_id>/link",
    Action.SEAT_GIVE,
    answer=SeatWithLink,
    with_platform=True,
    unkept=("link",),
)
def reissue_link(call: Write, path: SeatPath, body: NewLink) -> SeatWithLink:
    """Make a new one-time link for a seat; one that still waits becomes useless."""
    row = _seat_whose_holder_one_may_let_in(call, path)
    if body.email is not None:
        call.tx.session.get_one(Account, row.account_id).email = body.email
    return _with_link(call, row, links.reissue_link(call.tx, row.account_id, row.id))


@doors.write(
    "POST",
    "/operations/<code>/seats/<seat_id>/hand-over",
    Action.SEAT_GIVE,
    answer=SeatWithLink,
    status=201,
    with_platform=True,
    unkept=("link",),
)
def hand_over_seat(call: Write, path: SeatPath, body: Successor) -> SeatWithLink:
    """Pass a seat to somebody new: it opens nothing for its holder any more, and the answer carries the new link."""
    held = actions.seat_in_hand(call.tx, call.actor, path.code, path.seat_id)
    language = body.language or call.tx.session.get_one(Account, held.account_id).language
    account = open_account(call.tx, body.name, language, body.email)
    row = actions.hand_over_seat(call.tx, call.actor, path.code, path.seat_id, account.id)
    links.withdraw_links(call.tx, held.account_id, held.id)
    return _with_link(call, row, links.issue_link(call.tx, account.id, row.id))


@doors.write(
    "DELETE", "/operations/<code>/seats/<seat_id>/second-step", Action.SEAT_GIVE, answer=HeldSeat, with_platform=True
)
def take_second_step_off(call: Write, path: SeatPath) -> HeldSeat:
    """Take the second step of a seat's holder off, who lost phone and codes; their sessions end.

    One's own is taken off with a code, by one's own account.
    """
    row = _seat_whose_holder_one_may_let_in(call, path)
    if row.account_id == call.actor.account_id:
        raise not_allowed(Action.SEAT_GIVE)
    second_step.take_off(call.tx, row.account_id, "giver")
    return _view(call, row)


@doors.write("DELETE", "/operations/<code>/seats/<seat_id>/link", Action.SEAT_GIVE, answer=HeldSeat, with_platform=True)
def withdraw_link(call: Write, path: SeatPath) -> HeldSeat:
    """Make a seat's waiting link useless; the seat stays."""
    row = actions.seat_in_hand(call.tx, call.actor, path.code, path.seat_id)
    links.withdraw_links(call.tx, row.account_id, row.id)
    return _view(call, row)


@doors.write("DELETE", "/operations/<code>/seats/<seat_id>", Action.SEAT_GIVE, answer=HeldSeat, with_platform=True)
def withdraw_seat(call: Write, path: SeatPath) -> HeldSeat:
    """Take a seat back, and its waiting link with it."""
    row = actions.withdraw_seat(call.tx, call.actor, path.code, path.seat_id)
    links.withdraw_links(call.tx, row.account_id, row.id)
    return _view(call, row)


def _seat_whose_holder_one_may_let_in(call: Write, path: SeatPath) -> SeatRow:
    """Return a seat that stands. A link signs in as the person, not as the seat: nobody gives what is not theirs."""
    row = actions.seat_in_hand(call.tx, call.actor, path.code, path.seat_id)
    if row.withdrawn_at is not None:
        raise Refusal("seat:withdrawn", "This seat was withdrawn. Give a new one.", status=409)
    mine = row.account_id == call.actor.account_id
    if not mine and queries.is_seated_elsewhere(call.tx.session, row.account_id, row.operation_id or ""):
        raise not_allowed(Action.SEAT_GIVE)
    return row


def _with_link(call: Write, row: SeatRow, token: str) -> SeatWithLink:
    if call.config.mail is not None:
        account = call.tx.session.get_one(Account, row.account_id)
        letters.write(call.tx, account, token, sealing_key(call.config.home))
    return SeatWithLink(seat=_view(call, row), link=links.address(call.config.public_url, token))


def _view(call: Write, row: SeatRow) -> HeldSeat:
    call.tx.session.flush()
    return _views(call.tx.session, call.actor, call.now, row)[0]


def _views(session: Session, actor: Actor, now: datetime, *rows: SeatRow) -> list[HeldSeat]:
    called = names(session, (row.account_id for row in rows))
    issued = links.of_seats(session, (row.id for row in rows), now)
    gives = {
        row.id for row in rows if allows(actor, Action.SEAT_GIVE, Subject(row.operation_id or PLATFORM, row.circle))
    }
    mailed = letters.of_seats(session, gives)
    held_by = {row.account_id for row in rows if row.id in gives}
    stepped = second_step.having(session, held_by)
    spoken = languages(session, held_by)
    return [
        HeldSeat(
            id=row.id,
            role=Role(row.role),
            country=row.country,
            airport=row.airport,
            unit=row.unit,
            name=called.get(row.account_id),
            language=spoken.get(row.account_id),
            given_at=row.given_at,
            withdrawn_at=row.withdrawn_at,
            link=LinkView(state=link.state, expires_at=link.expires_at) if (link := issued.get(row.id)) else None,
            mail=_mail(mailed.get(row.id)),
            second_step=row.account_id in stepped if row.id in gives else None,
        )
        for row in rows
    ]


def _mail(letter: letters.LetterState | None) -> MailView | None:
    if letter is None:
        return None
    return MailView(state=letter.state, email=letter.email, at=letter.at, problem=letter.problem)
