"""Open accounts, and name who is behind an id."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from coordinator.identity import second_step
from coordinator.identity.models import Account
from coordinator.identity.platform import platform
from operations.events.accounts import AccountOpened
from operations.participation.queries import seats
from operations.policy import Actor, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from realtime.transaction import Tx


UNGUARDED: Final[frozenset[Role]] = frozenset()
"""No role's seats ask for a second step."""


def open_account(tx: Tx, name: str, language: str = "en", email: str | None = None) -> Account:
    """Create an account. The platform's stream must be among those taken."""
    account = Account(id=str(uuid.uuid4()), name=name, language=language, email=email, created_at=tx.now)
    tx.session.add(account)
    tx.session.flush()
    fact = AccountOpened(account_id=account.id)
    tx.record(platform(tx.session).stream_id, fact, subject=f"account:{account.id}", circle="ocu")
    return account


def actor_of(session: Session, account_id: str, now: datetime, guarded: frozenset[Role]) -> Actor:
    """Return who acts, with the seats of this moment; a closed account has none.

    Seats of `guarded` roles open nothing before their holder has a second step: no door, no board, no list.
    """
    account = session.get(Account, account_id)
    if account is None or (account.closed_at is not None and account.closed_at <= now):
        return Actor(account_id)
    return seated(session, account_id, now, guarded)


def seated(session: Session, account_id: str, now: datetime, guarded: frozenset[Role]) -> Actor:
    """Return who acts, of an account that is known to be open."""
    held = seats(session, account_id, now)
    if any(seat.role in guarded for seat in held) and not second_step.is_on(session, account_id):
        held = tuple(seat for seat in held if seat.role not in guarded)
    return Actor(account_id, held)


def lacks_second_step(session: Session, account_id: str, now: datetime, guarded: frozenset[Role]) -> bool:
    """Say whether somebody holds a seat that opens only once they have a second step."""
    return holds_guarded(session, account_id, now, guarded) and not second_step.is_on(session, account_id)


def holds_guarded(session: Session, account_id: str, now: datetime, guarded: frozenset[Role]) -> bool:
    """Say whether somebody holds a seat of a role that needs a second step."""
    return bool(guarded) and any(seat.role in guarded for seat in seats(session, account_id, now))


def names(session: Session, account_ids: Iterable[str]) -> dict[str, str]:
    """Return the names behind ids; an erased account has none."""
    query = select(Account.id, Account.name).where(Account.id.in_(set(account_ids)))
    return {found.id: found.name for found in session.execute(query)}


def languages(session: Session, account_ids: Iterable[str]) -> dict[str, str]:
    """Return the languages that accounts read."""
    query = select(Account.id, Account.language).where(Account.id.in_(set(account_ids)))
    return {found.id: found.language for found in session.execute(query)}
