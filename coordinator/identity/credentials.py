"""What somebody signs in with by themselves: a name and a password, both of their own choosing.

The first sign-in is by a one-time link, which offers to set them; without them every sign-in takes a link. A forgotten
password is not asked for by mail: whoever may give the link gives a new one, and a session that a link has just begun
may set a password without the one before. Every password set ends the account's other sessions and its waiting links.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn

from sqlalchemy import select

from coordinator.identity import sessions
from coordinator.identity.links import withdraw_links
from coordinator.identity.models import Account, Password
from coordinator.identity.platform import platform
from operations.errors import Refusal
from operations.events.accounts import PasswordSet

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from coordinator.identity.models import SessionRow
    from coordinator.identity.passwords import Weighed
    from realtime.transaction import Tx

_NAME: Final = re.compile(r"[^\s@]{3,100}|[^\s@]{1,64}@[^\s@]+\.[^\s@]+")
LONGEST_NAME: Final = 254


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was found out of a new password before the transaction: its hash, and how the present one was weighed."""

    made: str
    present: Weighed


def in_one_form(name: str) -> str:
    """Return a sign-in name as it is kept and compared: however it was typed, it is the same name."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def require_name(name: str) -> str:
    """Return an e-mail address or user name as it is kept. Raises Refusal when it is neither."""
    kept = in_one_form(name)
    if len(kept) > LONGEST_NAME or not kept.isprintable() or not _NAME.fullmatch(kept):
        message = "This is neither an e-mail address nor a user name of 3 to 100 characters without spaces."
        raise Refusal("account:name_form", message, path="name")
    return kept


def known_by(session: Session, name: str) -> tuple[str, str] | None:
    """Return the account that signs in by a name, and what is kept of its password; None without either."""
    query = select(Account.id, Password.hash).join(Password, Password.account_id == Account.id)
    found = session.execute(query.where(Account.sign_in_name == in_one_form(name))).one_or_none()
    return None if found is None else (found[0], found[1])


def wrong() -> Refusal:
    """Return the one refusal for a name nobody has, a wrong password, an account without one, and a closed one."""
    return Refusal("sign_in:wrong", "The name or the password is not right.")


def enter(tx: Tx, account_id: str, weighed: Weighed) -> Account:
    """Return who was found by name and password, unless either changed since; keep the hash by today's parameters."""
    account, password = tx.session.get_one(Account, account_id), tx.session.get(Password, account_id)
    if password is None or password.hash != weighed.against or not weighed.right or account.closed_at is not None:
        raise wrong()
    if weighed.renewed is not None:
        password.hash = weighed.renewed
    return account


def set_password(tx: Tx, account: Account, signed_in: SessionRow, name: str, prepared: Prepared) -> None:
    """Set a sign-in name and a password; end the account's other sessions. The platform's stream is taken.

    It takes the present password, or a session that a one-time link began a moment ago.
    """
    password = tx.session.get(Password, account.id)
    if (password.hash if password else None) != prepared.present.against:
        raise Refusal("password:changed", "The password was changed in the meantime. Look again.", status=409)
    if not sessions.just_by_link(signed_in, tx.now) and not prepared.present.right:
        refuse_unproved(prepared.present)
    kept = require_name(name)
    if tx.session.scalar(select(Account.id).where(Account.sign_in_name == kept, Account.id != account.id)):
        raise Refusal("account:name_taken", "Somebody else signs in by this name.", status=409, path="name")
    account.sign_in_name = kept
    if password is None:
        tx.session.add(Password(account_id=account.id, hash=prepared.made, set_at=tx.now))
    else:
        password.hash, password.set_at = prepared.made, tx.now
    fact = PasswordSet(account_id=account.id, first=password is None)
    tx.record(platform(tx.session).stream_id, fact, subject=f"account:{account.id}", circle="ocu")
    withdraw_links(tx, account.id)
    sessions.revoke_others(tx, account.id, signed_in.id)


def refuse_unproved(present: Weighed) -> NoReturn:
    """Refuse somebody who did not show who they are: by the present password, or by a new link where there is none."""
    if present.against is None:
        message = "Sign in by a new one-time link first, then do this within half an hour."
        raise Refusal("proof:needed", message, status=403)
    raise Refusal("password:wrong", "This is not your present password.", path="current")


def own_words(account: Account) -> tuple[str, ...]:
    """Return what somebody's password must not be made of."""
    return (account.name, account.sign_in_name or "", account.email or "")
