"""Sign in: by a one-time link, or by the name and the password somebody chose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

from flask import request
from flask.wrappers import Response
from pydantic import StringConstraints

from coordinator.http.answering import rendered
from coordinator.http.doors import Doors
from coordinator.http.installation import Installation, cookie, device, request_id
from coordinator.http.sessions import SessionView, give_cookie, session_view
from coordinator.http.wire import Wire
from coordinator.identity import attempts, credentials, links, second_step, sessions
from coordinator.identity.keys import sealing_key
from coordinator.identity.models import Account, Way
from coordinator.identity.platform import platform
from operations.errors import Refusal
from realtime.transaction import Tx, transaction

doors = Doors("sign_in", tag="Sign-in")

TOKEN_PREFIX: Final = 8


Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
"""A code of the app, or a recovery code, for an account that has a second step."""


class SignIn(Wire):
    """The token of a one-time link."""

    token: Annotated[str, StringConstraints(min_length=20, max_length=100)]
    code: Code | None = None


class SignInByPassword(Wire):
    """The name and the password somebody chose."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1024)]
    code: Code | None = None


@doors.public("POST", "/sign-in", answer=SessionView)
def sign_in(house: Installation, body: SignIn) -> Response:
    """Use a one-time link up and begin a session; its cookie comes with the answer."""
    address = _let_try(house)
    attempts.count(house.db, f"token {body.token[:TOKEN_PREFIX]}", attempts.PER_TOKEN, house.clock.now())
    return _begin(house, address, "link", lambda tx: links.redeem(tx, body.token), body.code)


@doors.public("POST", "/sign-in/password", answer=SessionView)
def sign_in_by_password(house: Installation, body: SignInByPassword) -> Response:
    """Begin a session by name and password; whatever is wrong is refused in the same words, after the same time."""
    now, address = house.clock.now(), _let_try(house)
    name = credentials.in_one_form(body.name)
    attempts.count(house.db, f"name {name} {address}", attempts.PER_NAME_HERE, now)
    attempts.count(house.db, f"name {name}", attempts.PER_NAME, now)
    with house.db.reading() as session:
        account_id, kept = credentials.known_by(session, body.name) or ("", None)
    weighed = house.scales.weigh(kept, body.password)

    def enter(tx: Tx) -> Account:
        return credentials.enter(tx, account_id, weighed)

    if not weighed.right:
        attempts.count(house.db, f"failed {address}", attempts.FAILED_PER_ADDRESS, now)
        raise credentials.wrong()
    return _begin(house, address, "password", enter, body.code)


def _let_try(house: Installation) -> str:
    """Return where an attempt comes from, unless too many came from there. Refuses (429)."""
    now, address = house.clock.now(), f"address {request.remote_addr}"
    attempts.check(house.db, f"failed {address}", attempts.FAILED_PER_ADDRESS, now)
    attempts.count(house.db, address, attempts.PER_ADDRESS, now)
    return address


def _begin(house: Installation, address: str, by: Way, enter: Callable[[Tx], Account], code: str | None) -> Response:
    """Let somebody in, end the session this browser had before, and begin another.

    Without the code of a second step nothing happens: the link is not used up.
    """
    now = house.clock.now()
    with house.db.reading() as session:
        stream_id = platform(session).stream_id
    try:
        with (
            second_step.counting(house.db, now),
            transaction(house.db, (stream_id,), actor_id="", now=now, request_id=request_id()) as tx,
        ):
            account = enter(tx)
            tx.actor_id = account.id
            second_step.require_code(tx, account.id, sealing_key(house.config.home), code)
            before = sessions.find(tx.session, cookie(), now)
            if before is not None:
                sessions.revoke(tx, before.account_id, before.id)
            row, token = sessions.begin(tx, account, by, device())
            response = rendered(session_view(tx.session, account, row, now, house.config), 200)
    except Refusal as refusal:
        # Who is asked for the code has not failed: at an airport many come from one address.
        if refusal.code != second_step.NEEDED:
            attempts.count(house.db, f"failed {address}", attempts.FAILED_PER_ADDRESS, now)
        raise
    give_cookie(response, house.config, token)
    return response
