"""Tell other processes of a commit: PostgreSQL's NOTIFY, beside the commit and never inside it.

NOTIFY inside a transaction takes a lock on the whole database at commit. So it goes out afterwards, on a connection of
its own, at most once in 10 ms. What is lost costs a poll interval, nothing else.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

import psycopg
from sqlalchemy import Engine

from realtime.database import NETWORK
from realtime.listener import CHANNEL

GAP: Final = 0.01
RETRY_AFTER: Final = 1.0

logger = logging.getLogger(__name__)


def dsn(engine: Engine) -> str:
    """Return an engine's address as psycopg reads it."""
    url = engine.url.set(drivername="postgresql").update_query_dict({name: str(told) for name, told in NETWORK.items()})
    return url.render_as_string(hide_password=False)


class Notifier:
    """Tells of the commits of one process; `send` runs in a thread (or greenlet) of its own."""

    def __init__(self, address: str) -> None:
        """Keep where the database is."""
        self._address = address
        self._pending = threading.Event()
        self._stopped = threading.Event()

    def committed(self) -> None:
        """Ask for a notification soon."""
        self._pending.set()

    def stop(self) -> None:
        """End the loop at its next turn."""
        self._stopped.set()
        self._pending.set()

    def send(self) -> None:
        """Notify whenever something was committed here."""
        while not self._stopped.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True) as connection:
                    while not self._stopped.is_set():
                        self._pending.wait()
                        if self._stopped.is_set():
                            return  # others poll, and whoever stops us waits for no answer
                        self._pending.clear()
                        connection.execute(f"NOTIFY {CHANNEL}")
                        time.sleep(GAP)
            except psycopg.Error as error:
                logger.warning("cannot notify: %s; boards of other processes poll meanwhile", error)
                time.sleep(RETRY_AFTER)
