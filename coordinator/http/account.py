"""One's own account: how one signs in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy.orm import Session

from coordinator.http.doors import Arrived, Doors, Read, Who, Write
from coordinator.http.wire import View, Wire
from coordinator.identity import attempts, credentials, sessions, weak
from coordinator.identity.credentials import Prepared
from coordinator.identity.models import Account, Password, SessionRow
from coordinator.identity.passwords import Weighed

doors = Doors("account", tag="Account")

Secret = Annotated[str, StringConstraints(min_length=1, max_length=1024)]


class SignInView(View):
    """How one signs in. `just_by_link`: a link has just begun the session, so no present password is asked for."""

    name: str | None
    password_set_at: datetime | None
    just_by_link: bool


class NewPassword(Wire):
    """A name to sign in by, a password, and the present password where there is one."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    password: Secret
    current: Secret | None = None


@doors.read("/account", Who.ONESELF, answer=SignInView)
def read_account(call: Read) -> SignInView:
    """Say how one signs in."""
    return _view(call.session, call.account, call.signed_in, call.now)


def weigh_password(arrived: Arrived) -> Prepared:
    """Weigh the present password and hash the new one, ahead of the transaction. Refuses a weak one."""
    house, body = arrived.house, arrived.body
    with house.db.reading() as session:
        account, password = session.get_one(Account, arrived.account_id), session.get(Password, arrived.account_id)
        own, kept = credentials.own_words(account), password.hash if password else None
    weak.require_strong(body.password, (*own, body.name))
    present = Weighed(right=False, against=kept)
    if body.current is not None and kept is not None:
        tried = f"proof {arrived.account_id}"
        house.attempts.check(tried, attempts.PER_ACCOUNT, arrived.now)
        present = house.scales.weigh(kept, body.current)
        if not present.right:
            house.attempts.count(tried, attempts.PER_ACCOUNT, arrived.now)
    return Prepared(house.scales.hashed(body.password), present)


@doors.write("PUT", "/account/password", Who.ONESELF, answer=SignInView, sealed=True, before=weigh_password)
def set_password(call: Write, body: NewPassword, prepared: Prepared) -> SignInView:
    """Set the name and the password one signs in with; one's other sessions end."""
    account = call.tx.session.get_one(Account, call.account.id)
    credentials.set_password(call.tx, account, call.signed_in, body.name, prepared)
    return _view(call.tx.session, account, call.signed_in, call.now)


def _view(session: Session, account: Account, row: SessionRow, now: datetime) -> SignInView:
    password = session.get(Password, account.id)
    return SignInView(
        name=account.sign_in_name,
        password_set_at=password.set_at if password else None,
        just_by_link=sessions.just_by_link(row, now),
    )
