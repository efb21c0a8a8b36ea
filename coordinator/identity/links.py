"""One-time sign-in links: issued for an account, seen once, used once, by a button.

The token stands in the address's fragment, which browsers send to nobody, and only its digest is kept. A link preview
that fetches the address consumes nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import select

from coordinator.identity.models import Account, SignInLink
from coordinator.identity.platform import platform
from operations.errors import Refusal
from operations.events.accounts import LinkIssued, LinkWithdrawn
from realtime.log import instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from realtime.transaction import Tx

VALID_FOR: Final = timedelta(hours=72)

State = Literal["waiting", "used", "expired", "withdrawn"]


@dataclass(frozen=True, slots=True)
class LinkState:
    """What became of a link, and until when it can be or could have been used."""

    state: State
    expires_at: datetime


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def address(public_url: str, token: str) -> str:
    """Return the address to hand over."""
    return f"{public_url}/sign-in#{token}"


def issue_link(tx: Tx, account_id: str, seat_id: str | None = None, valid_for: timedelta = VALID_FOR) -> str:
    """Make a one-time link and return its token, which is kept nowhere. The platform's stream must be taken."""
    token = secrets.token_urlsafe(32)
    link = SignInLink(
        id=str(uuid.uuid4()), token_digest=digest(token), account_id=account_id, seat_id=seat_id,
        issued_at=tx.now, issued_by=tx.actor_id, expires_at=tx.now + valid_for,
    )  # fmt: skip
    tx.session.add(link)
    fact = LinkIssued(account_id=account_id, expires_at=instant(link.expires_at))
    tx.record(platform(tx.session).stream_id, fact, subject=f"account:{account_id}", circle="ocu")
    return token


def withdraw_links(tx: Tx, account_id: str, seat_id: str | None = None) -> int:
    """Make the account's waiting links useless (those of one seat, when it is named); return how many there were."""
    query = select(SignInLink).where(
        SignInLink.account_id == account_id, SignInLink.used_at.is_(None), SignInLink.withdrawn_at.is_(None)
    )
    if seat_id is not None:
        query = query.where(SignInLink.seat_id == seat_id)
    waiting = [link for link in tx.session.scalars(query) if link.expires_at > tx.now]
    for link in waiting:
        link.withdrawn_at = tx.now
        fact = LinkWithdrawn(account_id=account_id)
        tx.record(platform(tx.session).stream_id, fact, subject=f"account:{account_id}", circle="ocu")
    return len(waiting)


def reissue_link(tx: Tx, account_id: str, seat_id: str | None = None, valid_for: timedelta = VALID_FOR) -> str:
    """Make a new link in place of those that wait."""
    withdraw_links(tx, account_id, seat_id)
    return issue_link(tx, account_id, seat_id, valid_for)


def redeem(tx: Tx, token: str) -> Account:
    """Use a link up and return whose it is. Raises Refusal when it is unknown, used, expired or withdrawn."""
    link = tx.session.scalar(select(SignInLink).where(SignInLink.token_digest == digest(token)))
    account = tx.session.get(Account, link.account_id) if link is not None else None
    if link is None or account is None:
        raise Refusal("link:unknown", "This sign-in link is not valid. Ask for a new one.")
    match state_of(link, tx.now):
        case "used":
            raise Refusal("link:used", "This sign-in link was used already. Ask for a new one.")
        case "expired":
            raise Refusal("link:expired", "This sign-in link has expired. Ask for a new one.")
        case "waiting" if account.closed_at is None:
            link.used_at = tx.now
            return account
        case _:
            raise Refusal("link:withdrawn", "This sign-in link was withdrawn. Ask for a new one.")


def state_of(link: SignInLink, now: datetime) -> State:
    """Return what became of a link."""
    if link.used_at is not None:
        return "used"
    if link.withdrawn_at is not None:
        return "withdrawn"
    return "waiting" if now < link.expires_at else "expired"


def of_seats(session: Session, seat_ids: Iterable[str], now: datetime) -> dict[str, LinkState]:
    """Return the state of the newest link of each seat that ever had one."""
    query = select(SignInLink).where(SignInLink.seat_id.in_(set(seat_ids))).order_by(SignInLink.issued_at)
    return {
        link.seat_id: LinkState(state_of(link, now), link.expires_at)
        for link in session.scalars(query)
        if link.seat_id is not None
    }
