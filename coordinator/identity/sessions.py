"""Sessions: begun by a link or a password, carried by a random cookie, listed, revoked at once in every process.

A session ends twelve hours after it was last used and a fortnight after it began, whichever is sooner.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select

from coordinator.identity.links import digest
from coordinator.identity.models import Account, SessionRow, Way
from coordinator.identity.platform import platform
from operations.errors import Refusal, not_found
from operations.events.accounts import SessionRevoked, SignedIn
from realtime.prepared import PreparedQuery
from realtime.transaction import transaction

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from realtime.transaction import Database, Tx

IDLE_FOR: Final = timedelta(hours=12)
AT_MOST_FOR: Final = timedelta(days=14)
RENEWED_AFTER: Final = timedelta(minutes=5)
"""Use is noted this often, so that reading does not write at every step."""

JUST: Final = timedelta(minutes=30)
"""How long a session that a one-time link began stands for a proof of who one is."""


def not_signed_in() -> Refusal:
    """Return the refusal for a request or a socket without a session that lives."""
    return Refusal("not_signed_in", "You are not signed in, or your session has ended.", status=401)


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser says of itself, and where it asks from."""

    browser: str = ""
    address: str = ""


def begin(tx: Tx, account: Account, by: Way, device: Device) -> tuple[SessionRow, str]:
    """Begin a session; return its row and the cookie's value, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    row = SessionRow(
        id=str(uuid.uuid4()), token_digest=digest(token), csrf_token=secrets.token_urlsafe(24), account_id=account.id,
        created_at=tx.now, seen_at=tx.now, expires_at=tx.now + IDLE_FOR, browser=device.browser[:120],
        begun_by=by, address=device.address[:45],
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    fact = SignedIn(account_id=account.id, session_id=row.id, by=by)
    tx.record(platform(tx.session).stream_id, fact, subject=f"account:{account.id}", circle="ocu")
    return row, token


@dataclass(frozen=True, slots=True)
class Living:
    """What every request asks of a session: whose it is, in which language, and for how long it lives."""

    id: str
    csrf_token: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    account_id: str
    language: str


def find(session: Session, cookie: str | None, now: datetime) -> Living | None:
    """Return the living session a cookie carries, or None; a closed account has none."""
    found = _BY_COOKIE.one(session, {"token_digest": digest(cookie)}) if cookie else None
    return living_one(found, now) if found is not None else None


def living_one(found: tuple[Any, ...], now: datetime) -> Living | None:
    """Return the session that was found (`LIVING`) if it lives; a closed account has none that does."""
    *held, closed_at = found
    living, closed = Living(*held), closed_at is not None and closed_at <= now
    return living if alive(living, now) and not closed else None


LIVING: Final[tuple[InstrumentedAttribute[Any], ...]] = (
    SessionRow.id, SessionRow.csrf_token, SessionRow.created_at, SessionRow.seen_at, SessionRow.expires_at,
    SessionRow.revoked_at, SessionRow.account_id, Account.language, Account.closed_at,
)  # fmt: skip
"""What is read of a session, joined with its account, to say whether it lives."""

_BY_COOKIE: Final = PreparedQuery(
    select(*LIVING)
    .join(Account, Account.id == SessionRow.account_id)
    .where(SessionRow.token_digest == bindparam("token_digest"))
)


def alive(row: SessionRow | Living, now: datetime) -> bool:
    """Say whether a session can still be used."""
    return row.revoked_at is None and now < min(row.expires_at, row.created_at + AT_MOST_FOR)


def shown_by(row: SessionRow | Living, csrf_token: str | None) -> bool:
    """Say whether a request showed the session's own token, in a time that tells nothing of it."""
    return hmac.compare_digest(row.csrf_token.encode(), (csrf_token or "").encode("utf-8", "replace"))


def renew(db: Database, session_id: str, now: datetime, address: str = "") -> None:
    """Note that a session is in use; called when that was last noted a while ago (`due_for_renewal`)."""
    with transaction(db, (), actor_id="", now=now) as tx:
        row = tx.session.get(SessionRow, session_id)
        if row is not None and alive(row, now):
            note_use(row, now, address)


def note_use(row: SessionRow, now: datetime, address: str = "") -> None:
    """Put off a session's end, because it is in use, and note where from; an open board does not say so again."""
    row.seen_at = max(row.seen_at, now)
    row.address = address[:45] or row.address
    row.expires_at = min(row.seen_at + IDLE_FOR, row.created_at + AT_MOST_FOR)


def due_for_renewal(row: SessionRow | Living, now: datetime) -> bool:
    """Say whether a session's use should be noted again."""
    return now - row.seen_at >= RENEWED_AFTER


def just_by_link(row: SessionRow, now: datetime) -> bool:
    """Say whether a one-time link began this session a moment ago."""
    return row.begun_by == "link" and now - row.created_at < JUST


def just_begun(row: SessionRow, now: datetime) -> bool:
    """Say whether somebody has just shown who they are, by a link or by a password."""
    return now - row.created_at < JUST


def living(session: Session, account_id: str, now: datetime) -> list[SessionRow]:
    """Return an account's sessions that can still be used, the newest first."""
    query = select(SessionRow).where(SessionRow.account_id == account_id, SessionRow.revoked_at.is_(None))
    return [row for row in session.scalars(query.order_by(SessionRow.created_at.desc())) if alive(row, now)]


def revoke(tx: Tx, account_id: str, session_id: str) -> None:
    """End one of the account's own sessions; whoever tails the log closes its sockets. Raises Refusal (404)."""
    row = tx.session.get(SessionRow, session_id)
    if row is None or row.account_id != account_id or not alive(row, tx.now):
        raise not_found("session")
    _end(tx, row)


def revoke_others(tx: Tx, account_id: str, kept_id: str | None) -> int:
    """End an account's sessions but one; return how many there were. Their sockets close as in `revoke`."""
    others = [row for row in living(tx.session, account_id, tx.now) if row.id != kept_id]
    for row in others:
        _end(tx, row)
    return len(others)


def _end(tx: Tx, row: SessionRow) -> None:
    row.revoked_at = tx.now
    fact = SessionRevoked(account_id=row.account_id, session_id=row.id)
    tx.record(platform(tx.session).stream_id, fact, subject=f"account:{row.account_id}", circle="ocu")
