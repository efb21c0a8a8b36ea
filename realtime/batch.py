"""Commit together what waits together: one COMMIT, and one wait for the disk, for everybody who stands in line.

Who changes one operation waits for whoever does so at the moment. The first to come opens the batch: makes its change,
and lines up again behind those who came meanwhile. Each of these makes its own on the same connection, in a savepoint,
and waits; when the turn is the first one's again it commits for all of them, and only then is anybody answered. Alone
it is the plain transaction it always was: nobody is waited for. A change that fails takes back its own savepoint and
nothing of its neighbours'. If the commit fails, nobody's holds, or nobody knows: each is told `NotCommitted` and may
do it once more, after a look at its receipt.

An embedded database has one writer, so one queue; on PostgreSQL there is one for every set of streams, and operations
never wait for each other.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from realtime.database import committable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

LARGEST: Final = 32
"""How many changes one commit holds at most, so that the first of them is answered before long."""


class NotCommitted(Exception):
    """The commit that a change shared with others failed; whether it holds nevertheless its receipt says."""


class Queue:
    """Whose turn it is: whoever has waited longest.

    Locks do not promise that: one who lets go of a lock and asks again may have it before those who wait.
    """

    def __init__(self) -> None:
        """Begin with nobody in line."""
        self._looking = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def take(self, *, behind: int | None = None) -> None:
        """Wait for the turn, behind everybody or behind so many of those who wait already."""
        with self._looking:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.insert(len(self._waiting) if behind is None else behind, mine)
        try:
            mine.acquire()
        except BaseException:  # a greenlet was killed in line: its place goes, or the turn it was given meanwhile
            with self._looking:
                given = mine not in self._waiting
                if not given:
                    self._waiting.remove(mine)
            if given:
                self.pass_on()
            raise

    def pass_on(self) -> None:
        """Give the turn to whoever is next."""
        with self._looking:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


@dataclass(slots=True)
class Batch:
    """Changes under way to one commit."""

    connection: Connection
    shared: bool = False
    error: BaseException | None = None
    done: threading.Event = field(default_factory=threading.Event)


class Batches:
    """One queue, and the batch that is open in it."""

    def __init__(self, engine: Engine) -> None:
        """Begin with none."""
        self._engine = engine
        self.queue = Queue()
        self._open: Batch | None = None

    @contextmanager
    def change(self, *, alone: bool = False) -> Iterator[Connection]:
        """Give a connection to change things on, nobody else's meanwhile; leave when they are committed.

        `alone` shares its commit with nobody. Raises what made the change fail, or NotCommitted.
        """
        self.queue.take()
        while alone and self._open is not None:
            self.queue.pass_on()
            self.queue.take()
        yield from self._lead(alone=alone) if self._open is None else self._join(self._open)

    def _lead(self, *, alone: bool) -> Iterator[Connection]:
        batch: Batch | None = None
        try:
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                yield connection
                if not alone:
                    batch = self._open = Batch(connection)
                    self._let_others()
                    _require_whole(connection)
        except BaseException as error:
            if batch is None or not batch.shared:
                raise
            batch.error = error
            raise (error if isinstance(error, NotCommitted) else NotCommitted()) from error
        finally:
            self._open = None
            if batch is not None:
                batch.done.set()
            self.queue.pass_on()

    def _let_others(self) -> None:
        self.queue.pass_on()
        try:
            self.queue.take(behind=LARGEST - 2)  # with the first one and the one whose turn it is now
        except BaseException:  # killed in line, and nobody else may end the batch
            self.queue.take()
            raise

    def _join(self, batch: Batch) -> Iterator[Connection]:
        try:
            _require_whole(batch.connection)
            with batch.connection.begin_nested():
                yield batch.connection
            batch.shared = True
        finally:
            self.queue.pass_on()
        batch.done.wait()
        if batch.error is not None:
            raise NotCommitted from batch.error


def _require_whole(connection: Connection) -> None:
    """Raise NotCommitted when the database gave up the transaction while one of its changes was made."""
    if not committable(connection):
        raise NotCommitted
