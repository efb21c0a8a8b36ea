"""The platform's own two streams: what belongs to no operation is serial too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from operations.policy import PLATFORM
from realtime.log import Stream
from realtime.transaction import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from realtime.transaction import Database

ADVISORY_KEY = 0x706C6174
"""Two processes that start at once on a fresh PostgreSQL queue here; nothing else uses the number."""


@dataclass(frozen=True, slots=True)
class Platform:
    """The streams of accounts, links and sessions, and of what was read and exported platform-wide."""

    stream_id: int
    audit_stream_id: int


def platform(session: Session) -> Platform:
    """Return the platform's streams. Raises LookupError before `ensure_platform` made them."""
    found = _find(session)
    if found is None:
        raise LookupError("the platform's streams were not made yet")
    return found


def ensure_platform(db: Database, now: datetime) -> Platform:
    """Make the platform's streams unless they are there."""
    with db.reading() as session:
        found = _find(session)
    if found is not None:
        return found
    with transaction(db, (), actor_id=PLATFORM, now=now) as tx:
        if not db.embedded:
            tx.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
        found = _find(tx.session)
        if found is None:
            found = Platform(tx.open_stream("platform", PLATFORM), tx.open_stream("audit", PLATFORM))
    return found


def _find(session: Session) -> Platform | None:
    query = select(Stream.kind, Stream.id).where(Stream.owner_id == PLATFORM)
    streams = {found.kind: found.id for found in session.execute(query)}
    if "platform" not in streams or "audit" not in streams:
        return None
    return Platform(streams["platform"], streams["audit"])
