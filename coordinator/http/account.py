"""One's own account: how one signs in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy.orm import Session

from coordinator.config import Config
from coordinator.http.calls import Arrived, Read, Write
from coordinator.http.doors import Doors, Who
from coordinator.http.wire import View, Wire
from coordinator.identity import attempts, credentials, second_step, sessions, weak
from coordinator.identity.accounts import holds_guarded
from coordinator.identity.credentials import Prepared
from coordinator.identity.keys import sealing_key
from coordinator.identity.models import Account, Password, SessionRow
from coordinator.identity.passwords import Weighed
from coordinator.identity.qr import drawn

doors = Doors("account", tag="Account")

Secret = Annotated[str, StringConstraints(min_length=1, max_length=1024)]


Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class SecondStepView(View):
    """A second step: since when, and how many recovery codes are left."""

    since: datetime
    codes_left: int


class SignInView(View):
    """How one signs in.

    `just_by_link`: a link has just begun the session, so no present password is asked for; `just_begun`: a link or a
    password has, so none is asked for to turn the second step on.
    """

    name: str | None
    email: str | None
    password_set_at: datetime | None
    just_by_link: bool
    just_begun: bool
    second_step: SecondStepView | None
    second_step_required: bool


class NewPassword(Wire):
    """A name to sign in by, a password, and the present password where there is one."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    password: Secret
    current: Secret | None = None


class Shown(Wire):
    """The present password, for whoever has one and did not just type it."""

    current: Secret | None = None


class DrawingView(View):
    """A QR code: a square of `size` modules and the SVG path of the dark ones."""

    size: int
    path: str


class SecondStepBegun(View):
    """What an app on a phone makes codes from, as text, as an address and drawn; shown once, and not in force yet."""

    secret: str | None
    address: str | None
    drawing: DrawingView | None


class ByCode(Wire):
    """A code of the app, or a recovery code."""

    code: Code


class RecoveryCodes(View):
    """Codes that stand in for the app, each once; shown this once."""

    codes: list[str] | None


@doors.read("/account", Who.ONESELF, answer=SignInView)
def read_account(call: Read) -> SignInView:
    """Say how one signs in."""
    return _view(call.session, call.account, call.signed_in, call.now, call.config)


def weigh_password(arrived: Arrived) -> Prepared:
    """Weigh the present password and hash the new one, ahead of the transaction. Refuses a weak one."""
    house, body = arrived.house, arrived.body
    with house.db.reading() as session:
        account, password = session.get_one(Account, arrived.account_id), session.get(Password, arrived.account_id)
        own, kept = credentials.own_words(account), password.hash if password else None
    weak.require_strong(body.password, (*own, body.name))
    present = _weighed(arrived, kept)
    return Prepared(house.scales.hashed(body.password), present)


@doors.write("PUT", "/account/password", Who.ONESELF, answer=SignInView, sealed=True, before=weigh_password)
def set_password(call: Write, body: NewPassword, prepared: Prepared) -> SignInView:
    """Set the name and the password one signs in with; one's other sessions end."""
    account = call.tx.session.get_one(Account, call.account.id)
    credentials.set_password(call.tx, account, call.signed_in, body.name, prepared)
    return _view(call.tx.session, account, call.signed_in, call.now, call.config)


def weigh_present(arrived: Arrived) -> Weighed:
    """Weigh the present password, ahead of the transaction."""
    with arrived.house.db.reading() as session:
        password = session.get(Password, arrived.account_id)
        kept = password.hash if password else None
    return _weighed(arrived, kept)


@doors.write(
    "POST",
    "/account/second-step",
    Who.ONESELF,
    answer=SecondStepBegun,
    sealed=True,
    before=weigh_present,
    unkept=("secret", "address", "drawing"),
)
def begin_second_step(call: Write, body: Shown, prepared: Weighed) -> SecondStepBegun:  # noqa: ARG001 weighed before
    """Make the secret of a second step; the first code of an app turns it on."""
    if not sessions.just_begun(call.signed_in, call.now) and not prepared.right:
        credentials.refuse_unproved(prepared)
    secret = second_step.begin(call.tx, call.account.id, sealing_key(call.config.home))
    name = call.account.sign_in_name or call.account.name
    address = second_step.address(secret, name, call.config.public_url)
    drawing = drawn(address)
    return SecondStepBegun(secret=secret, address=address, drawing=DrawingView(size=drawing.size, path=drawing.path))


@doors.write("PUT", "/account/second-step", Who.ONESELF, answer=RecoveryCodes, sealed=True, unkept=("codes",))
def confirm_second_step(call: Write, body: ByCode) -> RecoveryCodes:
    """Turn the second step on by its first code; one's other sessions end. The answer carries the recovery codes."""
    key = sealing_key(call.config.home)
    return RecoveryCodes(codes=second_step.confirm(call.tx, call.account.id, call.signed_in, key, body.code))


@doors.write("POST", "/account/recovery-codes", Who.ONESELF, answer=RecoveryCodes, sealed=True, unkept=("codes",))
def make_recovery_codes(call: Write, body: ByCode) -> RecoveryCodes:
    """Make recovery codes anew; those before count no more."""
    key = sealing_key(call.config.home)
    return RecoveryCodes(codes=second_step.make_codes(call.tx, call.account.id, key, body.code))


@doors.write("DELETE", "/account/second-step", Who.ONESELF, answer=SignInView, sealed=True)
def remove_second_step(call: Write, body: ByCode) -> SignInView:
    """Take one's second step off; it takes a code, and ends one's other sessions."""
    second_step.remove(call.tx, call.account.id, call.signed_in, sealing_key(call.config.home), body.code)
    return _view(call.tx.session, call.account, call.signed_in, call.now, call.config)


def _weighed(arrived: Arrived, kept: str | None) -> Weighed:
    """Weigh what was sent as the present password; who guesses at it waits."""
    current: str | None = arrived.body.current
    if current is None or kept is None:
        return Weighed(right=False, against=kept)
    tried = f"proof {arrived.account_id}"
    attempts.check(arrived.house.db, tried, attempts.PER_ACCOUNT, arrived.now)
    present = arrived.house.scales.weigh(kept, current)
    if not present.right:
        attempts.count(arrived.house.db, tried, attempts.PER_ACCOUNT, arrived.now)
    return present


def _view(session: Session, account: Account, row: SessionRow, now: datetime, config: Config) -> SignInView:
    password, step = session.get(Password, account.id), second_step.on(session, account.id)
    since = step.confirmed_at if step else None
    left = second_step.codes_left(session, account.id)
    return SignInView(
        name=account.sign_in_name,
        email=account.email,
        password_set_at=password.set_at if password else None,
        just_by_link=sessions.just_by_link(row, now),
        just_begun=sessions.just_begun(row, now),
        second_step=SecondStepView(since=since, codes_left=left) if since else None,
        second_step_required=holds_guarded(session, account.id, now, config.second_step_for),
    )
