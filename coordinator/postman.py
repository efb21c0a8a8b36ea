"""Send the letters that wait, beside the requests: woken by a commit, and now and then for those to be tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import gevent
import structlog
from gevent.event import Event
from sqlalchemy.exc import SQLAlchemyError

from coordinator.identity import letters
from coordinator.identity.keys import sealing_key
from coordinator.mail import Undelivered
from realtime.batch import NotCommitted

if TYPE_CHECKING:
    from coordinator.clock import Clock
    from coordinator.config import Config
    from coordinator.mail import MailServer
    from realtime.transaction import Database

LOOKS_EVERY: Final = 20.0
GATHERS_FOR: Final = 0.5
"""Seconds in which a burst of commits wakes once."""

log = structlog.get_logger()


class Postman:
    """Takes one letter after the other; any number of processes may have one."""

    def __init__(self, db: Database, config: Config, server: MailServer, clock: Clock) -> None:
        """Keep what is needed; nothing runs before `start`."""
        self._db = db
        self._config = config
        self._server = server
        self._clock = clock
        self._called = Event()
        self._running: gevent.Greenlet | None = None

    def start(self) -> None:
        """Begin with what was left when nobody ran."""
        self._db.on_commit.append(self._committed)
        self._running = gevent.spawn(self._go_round)

    def stop(self) -> None:
        """Take no more letters."""
        if self._committed in self._db.on_commit:
            self._db.on_commit.remove(self._committed)
        if self._running is not None:
            self._running.kill(timeout=1)

    def deliver(self) -> int:
        """Send what is due; return how many were handed over."""
        handed_over = 0
        while self._is_any_due():
            key = sealing_key(self._config.home)
            taken = letters.take(self._db, self._clock.now(), key)
            if taken is None:
                break
            undelivered = self._send(taken)
            letters.settle(self._db, taken, self._clock.now(), undelivered)
            handed_over += undelivered is None
        return handed_over

    def _send(self, taken: letters.Taken) -> Undelivered | None:
        """Hand a letter over, outside of every transaction; neither address nor link is logged."""
        sender, public_url = self._server.sender, self._config.public_url
        message = letters.composed(taken, sender=sender, public_url=public_url, now=self._clock.now())
        renewing = gevent.spawn(self._renew, taken)
        try:
            self._server.send(message)
        except Undelivered as undelivered:
            log.warning("letter not sent", letter=taken.id, turn=taken.turn, problem=undelivered.problem)
            return undelivered
        finally:
            renewing.kill()
        log.info("letter sent", letter=taken.id, turn=taken.turn)
        return None

    def _renew(self, taken: letters.Taken) -> None:
        """Keep the letter while the mail server takes its time; a process that stands still does not."""
        while True:
            gevent.sleep(letters.RENEWED_EVERY.total_seconds())
            try:
                letters.renew(self._db, taken, self._clock.now())
            except (SQLAlchemyError, NotCommitted) as error:
                log.warning("cannot keep a letter; another process may send it too", letter=taken.id, exc_info=error)

    def _is_any_due(self) -> bool:
        with self._db.reading() as session:
            return letters.is_any_due(session, self._clock.now())

    def _go_round(self) -> None:
        while True:
            self._called.clear()
            try:
                self.deliver()
            except SQLAlchemyError as error:
                log.warning("cannot look for letters", exc_info=error)
            self._called.wait(LOOKS_EVERY)
            gevent.sleep(GATHERS_FOR)

    def _committed(self, _streams: frozenset[int]) -> None:
        self._called.set()
