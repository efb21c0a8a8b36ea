"""Count sign-in attempts, so that guessing is slow, also for who spreads it over several processes.

They are kept in the database for a minute, as digests: what people type into the wrong field is not kept.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select, text

from coordinator.identity.links import digest
from coordinator.identity.models import Attempt
from operations.errors import Refusal
from realtime.transaction import transaction

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from realtime.transaction import Database

WITHIN: Final = timedelta(minutes=1)
PER_ADDRESS: Final = 60
FAILED_PER_ADDRESS: Final = 20
PER_TOKEN: Final = 8
PER_NAME_HERE: Final = 6
"""Tries at one name from one address."""

PER_NAME: Final = 30
"""Tries at one name from anywhere: whoever is kept out by another's guessing gets in by a one-time link meanwhile."""

PER_ACCOUNT: Final = 6
"""Tries at proving, in a session, that one is who began it."""

ADVISORY_KEY: Final = 0x61747470
"""Attempts at one PostgreSQL are counted one after the other: two at once could both be the last allowed."""


def count(db: Database, who: str, limit: int, now: datetime) -> None:
    """Count an attempt. Raises Refusal (429) with the seconds to wait once there were `limit` within a minute."""
    check(db, who, limit, now)  # whoever is refused anyway waits for nobody and writes nothing
    with transaction(db, (), actor_id="", now=now) as tx:
        if not db.embedded:
            tx.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
        _require_fewer(tx.session, who, limit, now)
        tx.session.execute(delete(Attempt).where(Attempt.at <= now - WITHIN))
        tx.session.add(Attempt(who=digest(who), at=now))


def check(db: Database, who: str, limit: int, now: datetime) -> None:
    """Refuse (429) when `limit` attempts were made within a minute."""
    with db.reading() as session:
        _require_fewer(session, who, limit, now)


def _require_fewer(session: Session, who: str, limit: int, now: datetime) -> None:
    query = select(Attempt.at).where(Attempt.who == digest(who), Attempt.at > now - WITHIN)
    made = session.scalars(query.order_by(Attempt.at.desc()).limit(limit)).all()
    if len(made) >= limit:
        wait = max(1, math.ceil((made[-1] + WITHIN - now).total_seconds()))
        raise Refusal("too_many", f"Too many attempts. Wait {wait} seconds.", status=429, retry_after=wait)
