"""Ask PostgreSQL what it has prepared, by its own library, and wait in the loop that boards and requests share.

A driver's cursor takes each statement apart, and has the server parse and plan it, which takes four times as long as to
answer what is found by keys. The driver does prepare what it is often asked, and forgets all of it at each rollback,
which is how every reading ends. What is prepared here is remembered for as long as the connection lasts.
"""

from __future__ import annotations

import re
import time
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeVar

import gevent
import psycopg
from gevent import monkey
from psycopg import generators
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from psycopg.abc import Buffer, Params, PQGen, Query
    from psycopg.pq.abc import PGresult

RV = TypeVar("RV")

READABLE: Final = 1
TRUSTED_FOR: Final = 5.0
"""For how many seconds a connection is taken to be there that said something last."""

_POLL: Final = monkey.get_original("select", "poll")
"""Looks at a socket at once; gevent's would let others go on in between."""

ANSWERS: Final = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}

STALE: Final = (FeatureNotSupported, InvalidSqlStatementName)
"""What the server says of a statement whose columns it finds changed since, or that somebody let it forget."""


def connection_class() -> type[Remembering]:
    """Return how this process connects: letting others go on where they are gevent's, else as the driver does."""
    return Yielding if monkey.is_module_patched("select") else Remembering


class OneByOne(psycopg.Cursor[Any]):
    """A cursor that leaves no session which PostgreSQL would not end.

    psycopg sends many statements down a pipeline; after one, PostgreSQL 15 forgets that the session may stay idle in
    its transaction for so long only. A process frozen right there would hold its operation for ever.
    """

    def executemany(self, query: Query, params_seq: Iterable[Params], *, returning: bool = False) -> None:
        """Execute the same for each of the parameters, and count the rows of all."""
        if returning:
            raise NotImplementedError  # what comes back of many rows is asked by one INSERT, never here
        rows = 0
        for params in params_seq:
            self.execute(query, params)  # type: ignore[arg-type] # templates are nobody's here
            rows += self.rowcount
        self._rowcount = rows


class Remembering(psycopg.Connection[tuple[Any, ...]]):
    """A connection whose server remembers what it is asked `here`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 the driver's own arguments
        """Begin with nothing prepared."""
        super().__init__(*args, **kwargs)
        self._names: dict[str, bytes] = {}
        self._numbers = count()
        self._heard_at = time.monotonic()

    def here(self) -> Remembered:
        """Return a cursor for what is asked again and again, in words that do not change."""
        return Remembered(self)

    def is_alive(self) -> bool:
        """Say whether the server is still there: one that ended this connection left a farewell, which can be seen.

        A network loses a connection without a word. So of one that was silent for a while the server is asked.
        """
        try:
            told = _POLL()
            told.register(self.pgconn.socket, READABLE)
            if told.poll(0):
                return False
            if time.monotonic() - self._heard_at > TRUSTED_FOR:
                self._say(self.pgconn.send_query, b"SELECT 1")
        except psycopg.Error:
            return False
        return True

    def answer(self, sql: str, values: Sequence[Buffer | None]) -> PGresult:
        """Return what the server answers, within a transaction where nothing else was said. Raises psycopg.Error."""
        to = self.pgconn
        if to.transaction_status == TransactionStatus.IDLE and not self.autocommit:
            self._say(to.send_query, self._beginning())
        name = self._names.get(sql)
        if name is None:
            name = b"remembered_%d" % next(self._numbers)
            self._say(to.send_prepare, name, numbered(sql))
            self._names[sql] = name
        try:
            return self._say(to.send_query_prepared, name, values)
        except STALE:
            del self._names[sql]
            raise

    def _beginning(self) -> bytes:
        level = self.isolation_level
        return b"BEGIN" if level is None else f"BEGIN ISOLATION LEVEL {level.name.replace('_', ' ')}".encode()

    def _say(self, sending: Callable[..., None], *sent: Any) -> PGresult:  # noqa: ANN401 whatever is sent
        sending(*sent)
        answer: PGresult = self.wait(generators.execute(self.pgconn))[-1]
        self._heard_at = time.monotonic()
        if answer.status not in ANSWERS:
            raise error_from_result(answer, encoding=self.info.encoding)
        return answer


class Yielding(Remembering):
    """One that lets everybody else go on until the server answers.

    The driver does so as well where it finds gevent, by a way of looking at sockets that is made for many of them.
    """

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Talk to the server for as long as it takes; who limits that leaves it to the driver."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            wanted = next(gen)
            while True:
                hub = gevent.get_hub()
                watcher = hub.loop.io(self.pgconn.socket, int(wanted))  # 1 to read and 2 to write, as both have it
                try:
                    hub.wait(watcher)
                finally:
                    watcher.close()
                wanted = gen.send(int(wanted))
        except StopIteration as ended:
            answer: RV = ended.value
            return answer


class Remembered:
    """A cursor for statements that the server remembers; it infers the types of their values, which go as text."""

    def __init__(self, connection: Remembering) -> None:
        """Begin with no rows."""
        self._connection = connection
        self.description = range(0)  # the columns, of which no more is asked than whether there are any
        self._rows: list[tuple[Any, ...]] = []

    def execute(self, sql: str, values: Sequence[Any]) -> None:
        """Run one statement and keep its rows."""
        adapted = Transformer(self._connection)
        answer = self._connection.answer(sql, adapted.dump_sequence(values, [PyFormat.TEXT] * len(values)))
        adapted.set_pgresult(answer)
        self.description = range(answer.nfields)
        self._rows = adapted.load_rows(0, answer.ntuples, tuple)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the rows."""
        return self._rows

    def close(self) -> None:
        """Leave nothing open: there is nothing."""


def numbered(sql: str) -> bytes:
    """Return a statement with its values' places as the server knows them: `$1`, `$2`, … for each `%s`."""
    numbers = count(1)
    return re.sub("%[s%]", lambda found: "%" if found[0] == "%%" else f"${next(numbers)}", sql).encode()
