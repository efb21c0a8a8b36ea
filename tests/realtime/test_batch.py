"""Changes that wait for each other are committed together, and none of them pays for another's failure."""

from __future__ import annotations

import functools
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from sqlalchemy import event, select

from realtime import log
from realtime.batch import LARGEST, NotCommitted
from realtime.log import Entry, Stream
from realtime.transaction import Tx, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from realtime.batch import Queue
    from realtime.transaction import Database

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONGEST = 30.0
"""Seconds after which what a test waits for is taken never to come."""


class Noted:
    """A fact of the tests' own."""

    kind: ClassVar[str] = "noted"

    def body(self) -> dict[str, Any]:
        return {}


class Refused(Exception):
    """Somebody's change fails."""


class Desk:
    """A stream, somebody who is at it, and others who come meanwhile."""

    def __init__(self, db: Database) -> None:
        self.db = db
        with transaction(db, (), actor_id="operator", now=NOW) as tx:
            self.stream_id = tx.open_stream("operation", None)
        self.commits = 0
        event.listen(db.engine, "commit", self._count)

    def _count(self, _connection: Connection) -> None:
        self.commits += 1

    def note(self, subject: str, meanwhile: Callable[[Tx], None] = lambda _tx: None, *, alone: bool = False) -> None:
        with transaction(self.db, (self.stream_id,), actor_id="somebody", now=NOW, alone=alone) as tx:
            tx.record(self.stream_id, Noted(), subject=subject, circle="operation")
            meanwhile(tx)

    @contextmanager
    def together(
        self, *others: Callable[[], None], first: Callable[[Tx], None] = lambda _tx: None
    ) -> Iterator[list[Future[None]]]:
        """Let somebody be at the desk until all the others stand in line, then let them on one after another."""
        queue = self.db.batches((self.stream_id,)).queue
        waits: list[Future[None]] = []

        def until_they_wait(tx: Tx) -> None:
            for n, other in enumerate(others, start=1):
                waits.append(threads.submit(other))
                until(functools.partial(_so_many, queue, n))
            first(tx)

        with ThreadPoolExecutor(len(others) + 1) as threads:
            leading = threads.submit(self.note, "first", until_they_wait)
            until(leading.done)
            yield [leading, *waits]

    def noted(self) -> list[str]:
        with self.db.reading() as session:
            assert list(log.verify(session, session.get_one(Stream, self.stream_id))) == []
            return list(session.scalars(select(Entry.subject).where(Entry.kind == "noted").order_by(Entry.seq)))


def until(holds: Callable[[], bool]) -> None:
    enough = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < enough
        time.sleep(0.001)


def _so_many(queue: Queue, n: int) -> bool:
    return len(queue) == n


def refuse(_tx: Tx) -> None:
    raise Refused


def give_up(tx: Tx) -> None:
    """Do what a database does whose disk is full."""
    tx.session.connection().exec_driver_sql("ROLLBACK")
    raise Refused


def lose(tx: Tx) -> None:
    """Lose the connection, as when PostgreSQL ends it."""
    tx.session.connection().invalidate()
    raise Refused


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def errors(futures: list[Future[None]]) -> list[type[BaseException]]:
    return [type(error) for future in futures if (error := future.exception(LONGEST)) is not None]


def test_those_who_wait_are_committed_with_whoever_they_waited_for_in_the_order_in_which_they_came(desk: Desk) -> None:
    with desk.together(*(lambda n=n: desk.note(f"{n}") for n in range(5))) as all_of_them:
        assert errors(all_of_them) == []
    assert desk.noted() == ["first", "0", "1", "2", "3", "4"]
    assert desk.commits == 1


def test_a_commit_holds_only_so_many(desk: Desk) -> None:
    with desk.together(*(lambda n=n: desk.note(f"{n}") for n in range(LARGEST))) as all_of_them:
        assert errors(all_of_them) == []
    assert desk.noted() == ["first", *(f"{n}" for n in range(LARGEST))]
    assert desk.commits == 2


def test_a_change_that_fails_takes_nothing_of_its_neighbours_along(desk: Desk) -> None:
    others = lambda: desk.note("refused", refuse), lambda: desk.note("second")
    with desk.together(*others) as all_of_them:
        assert errors(all_of_them) == [Refused]
    assert desk.noted() == ["first", "second"]


def test_when_the_first_fails_the_next_one_begins_anew(desk: Desk) -> None:
    with desk.together(lambda: desk.note("second"), first=refuse) as all_of_them:
        assert errors(all_of_them) == [Refused]
    assert desk.noted() == ["second"]


def test_when_their_commit_fails_all_are_told_and_none_holds(desk: Desk) -> None:
    def fail(_connection: Connection) -> None:
        raise Refused

    event.listen(desk.db.engine, "commit", fail)
    with desk.together(lambda: desk.note("second"), lambda: desk.note("third")) as all_of_them:
        assert errors(all_of_them) == [NotCommitted, NotCommitted, NotCommitted]
    event.remove(desk.db.engine, "commit", fail)
    assert desk.noted() == []
    desk.note("again", alone=True)
    assert desk.noted() == ["again"]


def test_when_the_database_gives_up_the_transaction_nobody_in_it_is_told_that_it_holds(desk: Desk) -> None:
    others = lambda: desk.note("second"), lambda: desk.note("given up", give_up), lambda: desk.note("late")
    with desk.together(*others) as all_of_them:
        assert len(errors(all_of_them)) == 4
        assert errors([all_of_them[n] for n in (0, 1, 3)]) == [NotCommitted, NotCommitted, NotCommitted]
    assert desk.noted() == []
    desk.note("again")
    assert desk.noted() == ["again"]


def test_when_the_connection_is_lost_all_are_told_and_may_do_it_again(desk: Desk) -> None:
    others = lambda: desk.note("second"), lambda: desk.note("lost", lose), lambda: desk.note("late")
    with desk.together(*others) as all_of_them:
        assert errors(all_of_them) == [NotCommitted, NotCommitted, Refused, NotCommitted]
    assert desk.noted() == []
    desk.note("again")
    assert desk.noted() == ["again"]


def test_alone_is_alone(desk: Desk) -> None:
    with desk.together(lambda: desk.note("alone", alone=True), lambda: desk.note("second")) as all_of_them:
        assert errors(all_of_them) == []
    assert desk.noted() == ["first", "second", "alone"]
    assert desk.commits == 2


def test_whoever_is_killed_in_line_leaves_it_to_the_others() -> None:
    said = subprocess.run(
        [sys.executable, "-c", KILLED_IN_LINE], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout == "two\nthree\n"


KILLED_IN_LINE = """
from gevent import monkey; monkey.patch_all()
import gevent
from realtime.batch import Queue

queue = Queue()
def wait(said):
    queue.take()
    print(said)
    queue.pass_on()

queue.take()
one, two = gevent.spawn(wait, "one"), gevent.spawn(wait, "two")
while len(queue) < 2: gevent.sleep()
one.kill()
queue.pass_on()
gevent.joinall([two])
queue.take()
three, four = gevent.spawn(wait, "three"), gevent.spawn(wait, "never")
while len(queue) < 2: gevent.sleep()
queue.pass_on()
four.kill()
gevent.joinall([three])
queue.take()
"""
