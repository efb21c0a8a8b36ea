"""See who one is, list one's sessions and end them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from flask import after_this_request
from flask.wrappers import Response
from pydantic import StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from coordinator.config import Config
from coordinator.http.calls import Read, Write
from coordinator.http.doors import Doors, Who
from coordinator.http.wire import Nothing, View, Wire
from coordinator.identity import sessions
from coordinator.identity.accounts import actor_of, lacks_second_step
from coordinator.identity.models import Account, SessionRow, Way
from operations.participation import queries
from operations.planning.models import Operation
from operations.policy import PLATFORM, RULES, Action, Role

doors = Doors("sessions", tag="Sign-in")

Language = Literal["en", "fr", "es", "pt", "ar"]


class Wishes(Wire):
    """What somebody wants of their account."""

    language: Language


class SessionPath(Wire):
    """The address of a session."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=36)]


class AccountView(View):
    """Who is signed in."""

    id: str
    name: str
    language: str
    email: str | None


class OperationName(View):
    """An operation, as a seat names it."""

    code: str
    name: str


class SeatView(View):
    """A seat held, and the actions it gives. `operation` is null for a seat on the platform.

    `answer_awaited` is a contact point's whose country was invited and has not answered.
    """

    id: str
    role: Role
    operation: OperationName | None
    country: str | None
    airport: str | None
    unit: str | None
    actions: list[Action]
    answer_awaited: bool


class ClosedView(View):
    """An operation that ended, and with it the access of those who took part."""

    name: str
    at: datetime


class SessionView(View):
    """Who is signed in here, the token that every write must show, and the seats of this moment.

    `password_offered` says that a one-time link has just begun this session and the account has no password yet,
    `second_step_missing` that seats are held which open only once there is a second step, `mail` that links can be
    mailed from here; `closed` are the operations in which a seat of theirs ended by itself. `expires_at` is when the
    session ends if it is not used again.
    """

    account: AccountView
    password_offered: bool
    second_step_missing: bool
    mail: bool
    csrf: str
    seats: list[SeatView]
    closed: list[ClosedView]
    expires_at: datetime
    server_now: datetime


class SessionLine(View):
    """One of the account's sessions; `browser` is what it calls itself, `address` where it was last used from."""

    id: str
    browser: str
    address: str | None
    begun_by: Way
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool


class SessionList(View):
    """The account's sessions that can still be used, the newest first."""

    items: list[SessionLine]


class Ended(View):
    """How many sessions were ended."""

    ended: int


@doors.read("/session", Who.ONESELF, answer=SessionView)
def read_session(call: Read) -> SessionView:
    """Say who is signed in here, with the seats of this moment."""
    return session_view(call.session, call.account, call.signed_in, call.now, call.config)


@doors.write("PATCH", "/session", Who.ONESELF, answer=SessionView)
def change_language(call: Write, body: Wishes) -> SessionView:
    """Choose the language that mails and downloads come in."""
    account = call.tx.session.get_one(Account, call.account.id)
    account.language = body.language
    return session_view(call.tx.session, account, call.signed_in, call.now, call.config)


@doors.write("DELETE", "/session", Who.ONESELF, answer=Nothing)
def sign_out(call: Write) -> Nothing:
    """End this session."""
    sessions.revoke(call.tx, call.account.id, call.signed_in.id)
    _forget_cookie_afterwards(call.config)
    return Nothing()


@doors.read("/sessions", Who.ONESELF, answer=SessionList)
def list_sessions(call: Read) -> SessionList:
    """List where one is signed in."""
    rows = sessions.living(call.session, call.account.id, call.now)
    return SessionList(items=[_line(row, call.signed_in.id) for row in rows])


@doors.write("DELETE", "/sessions", Who.ONESELF, answer=Ended)
def end_other_sessions(call: Write) -> Ended:
    """End all of one's sessions but this one; their boards close at once."""
    return Ended(ended=sessions.revoke_others(call.tx, call.account.id, call.signed_in.id))


@doors.write("DELETE", "/sessions/<id>", Who.ONESELF, answer=Nothing)
def end_session(call: Write, path: SessionPath) -> Nothing:
    """End one of one's own sessions; its boards close at once."""
    sessions.revoke(call.tx, call.account.id, path.id)
    if path.id == call.signed_in.id:
        _forget_cookie_afterwards(call.config)
    return Nothing()


def session_view(session: Session, account: Account, row: SessionRow, now: datetime, config: Config) -> SessionView:
    """Return who is signed in by a session, and the seats of this moment."""
    offered = not config.links_only and sessions.just_by_link(row, now) and account.sign_in_name is None
    return SessionView(
        account=AccountView(id=account.id, name=account.name, language=account.language, email=account.email),
        password_offered=offered,
        second_step_missing=lacks_second_step(session, account.id, now, config.second_step_for),
        mail=config.mail is not None,
        csrf=row.csrf_token,
        seats=_seats(session, account.id, now, config.second_step_for),
        closed=[ClosedView(name=name, at=at) for name, at in queries.closed(session, account.id, now)],
        expires_at=row.expires_at,
        server_now=now,
    )


def _seats(session: Session, account_id: str, now: datetime, guarded: frozenset[Role]) -> list[SeatView]:
    # A seat that opens no circle yet (its operation is a draft) does not even tell the operation's name.
    held = [seat for seat in actor_of(session, account_id, now, guarded).seats if seat.circles]
    query = select(Operation.id, Operation.code, Operation.name).where(
        Operation.id.in_({seat.operation_id for seat in held})
    )
    named = {found.id: OperationName(code=found.code, name=found.name) for found in session.execute(query)}
    awaited = queries.awaited(session, held)
    return [
        SeatView(
            id=seat.seat_id,
            role=seat.role,
            operation=None if seat.operation_id == PLATFORM else named[seat.operation_id],
            country=seat.country,
            airport=seat.airport,
            unit=seat.unit,
            actions=sorted(RULES[seat.role]),
            answer_awaited=seat.seat_id in awaited,
        )
        for seat in held
    ]


def _line(row: SessionRow, current_id: str) -> SessionLine:
    return SessionLine(
        id=row.id, browser=row.browser, address=row.address, begun_by=row.begun_by,
        created_at=row.created_at, seen_at=row.seen_at,
        expires_at=min(row.expires_at, row.created_at + sessions.AT_MOST_FOR), current=row.id == current_id,
    )  # fmt: skip


def give_cookie(response: Response, config: Config, token: str) -> None:
    """Let a browser carry a session."""
    response.set_cookie(
        config.cookie, token, max_age=sessions.AT_MOST_FOR,
        httponly=True, secure=config.secure, samesite="Lax", path="/",
    )  # fmt: skip


def _forget_cookie_afterwards(config: Config) -> None:
    @after_this_request
    def forget(response: Response) -> Response:
        response.delete_cookie(config.cookie, httponly=True, secure=config.secure, samesite="Lax", path="/")
        return response
