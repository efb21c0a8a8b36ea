"""Hear that something was committed, and ask for it: the tail's own connection to the database.

The tail asks one statement for every step there is. SQLAlchemy and a driver's cursor take longer for that than all the
rest of a step takes together. So it is asked where the drivers themselves ask: of PostgreSQL by libpq, prepared once
for each connection and waited for by gevent's own loop; of an embedded database by the driver's cursor. On PostgreSQL
the same connection hears of commits: the loop calls whoever wants to know, and no greenlet waits for it.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, ParamSpec, Protocol, cast

import gevent
import psycopg
from psycopg.pq import ExecStatus
from sqlalchemy.exc import OperationalError

from realtime.database import data_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from psycopg.pq.abc import PGconn, PGresult
    from sqlalchemy import Connection

    from realtime.transaction import Database

P = ParamSpec("P")

CHANNEL: Final = "committed"
"""What commits are told on."""

UNNAMED: Final = b""
"""What a statement is prepared as. No other has its name: psycopg forgets all that have one, at each rollback."""

READABLE: Final = 1
ANSWERS: Final = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}
INT8: Final = 20
"""PostgreSQL's name for a whole number of eight bytes."""


class Listener(Protocol):
    """A connection of one's own, on which nothing begins."""

    def ask(self, statement: str, values: Sequence[int]) -> Sequence[Sequence[Any]]:
        """Return the rows of a statement with these values for `$1`, `$2`, …; numbers may come as text.

        Raises OperationalError when the database is away.
        """

    def stirred(self) -> bool:
        """Say whether there may be news though nobody told of any."""


class EmbeddedListener:
    """Listens to an embedded database."""

    def __init__(self, connection: Connection) -> None:
        """Ask on a connection."""
        self._connection = connection
        self._cursor = cast("sqlite3.Cursor", connection.connection.cursor())
        self._version: int | None = None

    def ask(self, statement: str, values: Sequence[int]) -> Sequence[Sequence[Any]]:
        """Return the rows."""
        try:
            return self._cursor.execute(statement.replace("$", "?"), values).fetchall()
        except sqlite3.Error as error:
            raise OperationalError(None, None, error) from error

    def stirred(self) -> bool:
        """Say whether somebody else has committed, as a command does."""
        before, self._version = self._version, data_version(self._connection)
        return before is None or before != self._version


class PostgresListener:
    """Listens to PostgreSQL."""

    def __init__(self, connection: Connection) -> None:
        """Ask on a connection."""
        self._connection = connection
        self._prepared = ""
        self._to: PGconn = cast("psycopg.Connection", connection.connection.driver_connection).pgconn
        self._hub = gevent.get_hub()
        self._readable = self._hub.loop.io(self._to.socket, READABLE)
        self._heard: Callable[[], None] | None = None

    def ask(self, statement: str, values: Sequence[int]) -> Sequence[Sequence[Any]]:
        """Return the rows, each value of which comes as text."""
        if statement != self._prepared:
            self._send(self._to.send_prepare, UNNAMED, statement.encode(), [INT8] * len(values))
            self._prepared = statement
        found = self._send(self._to.send_query_prepared, UNNAMED, [b"%d" % value for value in values])
        value, columns = found.get_value, range(found.nfields)
        return [[(value(row, column) or b"").decode() for column in columns] for row in range(found.ntuples)]

    def stirred(self) -> bool:
        """Say that there may be: a notification can be lost."""
        return True

    def listen(self, heard: Callable[[], None]) -> None:
        """Call somebody in the loop, who must not wait, whenever something was committed."""
        self._send(self._to.send_query, f"LISTEN {CHANNEL}".encode())
        self._heard = heard
        self._readable.start(self._hear)

    def close(self) -> None:
        """Hear no more. Nobody else gets a connection that listens."""
        self._readable.close()
        if self._heard is not None and not self._connection.invalidated:
            self._connection.detach()

    def _hear(self) -> None:
        try:
            self._to.consume_input()
        except psycopg.Error:  # whoever is woken asks, and finds that out
            self._readable.stop()
            self._tell()
        else:
            self._note()

    def _note(self) -> None:
        told = False
        while self._to.notifies() is not None:
            told = True
        if told:
            self._tell()

    def _tell(self) -> None:
        if self._heard is not None:
            self._heard()

    def _send(self, sending: Callable[P, None], *sent: P.args, **named: P.kwargs) -> PGresult:
        """Send, and return the answer. A connection of which nobody knows what it says next is given up."""
        self._readable.stop()
        try:
            sending(*sent, **named)
            answer = self._answer()
        except psycopg.Error as error:
            self._connection.invalidate()
            raise OperationalError(None, None, error) from error
        except BaseException:
            self._connection.invalidate()
            raise
        if self._heard is not None:
            self._readable.start(self._hear)
            self._note()  # what came with the answer calls nobody by itself
        return answer

    def _answer(self) -> PGresult:
        self._to.flush()
        while self._to.is_busy():
            self._hub.wait(self._readable)
            self._to.consume_input()
        answer = self._to.get_result()
        while self._to.get_result() is not None:
            pass
        if answer is None or answer.status not in ANSWERS:
            raise psycopg.OperationalError(self._to.get_error_message())
        return answer


@contextmanager
def listening(db: Database, heard: Callable[[], None] | None = None) -> Iterator[Listener]:
    """Give a listener; who wants to be called at each commit gets a connection of their own."""
    with db.looking() as connection:
        if db.embedded:
            yield EmbeddedListener(connection)
            return
        made = PostgresListener(connection)
        try:
            if heard is not None:
                made.listen(heard)
            yield made
        finally:
            made.close()
