"""Tell the time, and wake when a phase turns.

The alarm holds no state that matters: what is due stands in the database, announcing it is idempotent, so every
process may wake, and one that slept finds what it missed. Nobody has to hold a lease on it: whoever announces holds the
operation's row, the others wait for it, and PostgreSQL ends the session of a holder that is frozen or cut off, so that
nothing it does afterwards counts. APScheduler keeps two jobs in memory: the next boundary, and a safety net every half
minute for what another process planned.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import structlog
from apscheduler.schedulers.gevent import GeventScheduler
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from realtime.transaction import Database

SAFETY_NET_EVERY = timedelta(seconds=30)
AGAIN_AFTER = timedelta(seconds=2)
"""How long what is due and could not be announced waits: somebody held the operation, or the database was away."""

REARM_AFTER = timedelta(milliseconds=300)
"""How long commits are gathered before the next boundary is looked up again."""

log = structlog.get_logger()


class Clock(Protocol):
    """What the time is."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        return datetime.now(UTC)


class Alarm:
    """Wakes at the next boundary nobody announced yet, and announces what is due."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        *,
        announce: Callable[[Database, datetime], int],
        next_due: Callable[[Session], datetime | None],
    ) -> None:
        """Keep what is due to be asked; nothing runs before `start`."""
        self._db = db
        self._clock = clock
        self._announce = announce
        self._next_due = next_due
        self._rearming = False
        self._scheduler = GeventScheduler(timezone=UTC)

    def start(self) -> None:
        """Announce what fell due while nobody was awake, then wake by the schedule."""
        self._scheduler.start()
        self._scheduler.add_job(
            self.wake, "interval", seconds=SAFETY_NET_EVERY.total_seconds(), id="safety-net",
            next_run_time=SystemClock().now(), misfire_grace_time=None, coalesce=True,
        )  # fmt: skip
        self._db.on_commit.append(self._committed)

    def stop(self) -> None:
        """Wake no more."""
        if self._committed in self._db.on_commit:
            self._db.on_commit.remove(self._committed)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def wake(self) -> int:
        """Announce what is due, arm for the next boundary, and return how many were announced."""
        now = self._clock.now()
        try:
            announced = self._announce(self._db, now)
            due_at = self._due_at()
        except SQLAlchemyError as error:
            log.warning("cannot look for boundaries", exc_info=error)
            announced, due_at = 0, now
        if announced:
            log.info("boundaries announced", count=announced)
        # What was due and is still not announced waits for a moment: waking for it at once would never end.
        if due_at is not None:
            self._wake_at(due_at if due_at > now else now + AGAIN_AFTER)
        return announced

    def _committed(self, _streams: frozenset[int]) -> None:
        # A commit may have moved a boundary; looking it up once for a burst of commits is enough.
        if not self._rearming:
            self._rearming = True
            self._scheduler.add_job(
                self._arm, "date", run_date=SystemClock().now() + REARM_AFTER, id="rearm",
                replace_existing=True, misfire_grace_time=None,
            )  # fmt: skip

    def _arm(self) -> None:
        self._rearming = False
        try:
            due_at = self._due_at()
        except SQLAlchemyError as error:
            log.warning("cannot look for boundaries", exc_info=error)
            due_at = self._clock.now() + AGAIN_AFTER
        if due_at is not None:
            self._wake_at(due_at)

    def _due_at(self) -> datetime | None:
        with self._db.reading() as session:
            return self._next_due(session)

    def _wake_at(self, due_at: datetime) -> None:
        # The scheduler goes by the machine's clock, whatever ours says: it is told how long to wait.
        wait = max(due_at - self._clock.now(), timedelta())
        self._scheduler.add_job(
            self.wake, "date", run_date=SystemClock().now() + wait, id="next-boundary",
            replace_existing=True, misfire_grace_time=None,
        )  # fmt: skip
