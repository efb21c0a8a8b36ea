"""Do an embedded database's work beside the loop that boards and requests share.

SQLite works in the thread that calls it: while it sorts, waits for another process or for the disk, that thread does
nothing else. In a process served by gevent that thread is everybody's. So there each connection has a thread of its own
and hands it one statement at a time; whoever asked waits for the answer, the others go on. A handover costs about
26 µs and wakes a thread, a commit on a disk some hundred. What is answered sooner than that is asked `here`, where one
stands: nobody else would have gone on meanwhile. Elsewhere (a command, a test) the driver is called as it is.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

from gevent import monkey
from gevent.threadpool import ThreadPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
Done: TypeAlias = "tuple[T] | Exception"
"""What came of a piece of work: its value, or what it raised."""


def connection_class() -> type[sqlite3.Connection]:
    """Return how this process connects: beside the loop where its threads are gevent's, else as the driver does."""
    return Beside if monkey.is_module_patched("threading") else sqlite3.Connection


class Beside(sqlite3.Connection):
    """A connection whose statements run in a thread of its own, in the order in which they were asked for.

    One thread, not one of many: a greenlet that is killed while it waits leaves its statement running, and what is
    asked of the connection next must come after it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 the driver's own arguments
        """Open the file, here: that is quick, and nobody else has the connection yet."""
        super().__init__(*args, **kwargs)
        self._thread = ThreadPool(1)

    def beside(self, work: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 whatever the work takes
        """Return what the work returns, or raise what it raises, done in the connection's thread."""
        done: Done[T] = self._thread.apply(_done, (work, args))
        if isinstance(done, Exception):
            raise done
        return done[0]

    def cursor(self, *_: Any) -> Rows:  # type: ignore[override] # noqa: ANN401 nobody asks for another class of cursor
        """Return a cursor of this connection."""
        return Rows(self)

    def here(self) -> sqlite3.Cursor:
        """Return a cursor that works in the thread that asks, for what takes less than to hand it over."""
        return sqlite3.Cursor(self)

    def execute(self, sql: str, parameters: Any = ()) -> Rows:  # noqa: ANN401 as the driver
        """Run one statement."""
        return self.cursor().execute(sql, parameters)

    def commit(self) -> None:
        """Make what was changed last: this waits for the disk."""
        self.beside(super().commit)

    def rollback(self) -> None:
        """Undo what was changed."""
        self.beside(super().rollback)

    def close(self) -> None:
        """Close the file and let the thread go."""
        self.beside(super().close)
        self._thread.kill()


class Rows(sqlite3.Cursor):
    """A cursor that fetches in the same handover in which it executes: SQLite finds its rows while they are fetched."""

    connection: Beside

    def __init__(self, connection: Beside) -> None:
        """Begin with no rows."""
        super().__init__(connection)
        self._rows: deque[Any] = deque()

    def execute(self, sql: str, parameters: Any = ()) -> Self:  # noqa: ANN401 as the driver
        """Run one statement and keep its rows."""
        self._rows = self.connection.beside(self._executed, sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Any) -> Self:  # noqa: ANN401 as the driver
        """Run one statement with many parameters."""
        self.connection.beside(super().executemany, sql, parameters)
        return self

    def _executed(self, sql: str, parameters: Any) -> deque[Any]:  # noqa: ANN401 as the driver
        super().execute(sql, parameters)
        return deque(super().fetchall() if self.description else ())

    def fetchone(self) -> Any:  # noqa: ANN401 a row is what the statement made it
        """Return the next row, or None."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return some of the rows."""
        taken = list(islice(self._rows, size or self.arraysize))
        for _ in taken:
            self._rows.popleft()
        return taken

    def fetchall(self) -> list[Any]:
        """Return the rest of the rows."""
        rows, self._rows = list(self._rows), deque()
        return rows

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override] # the driver's cursor is its own iterator
        return iter(self.fetchall())


def _done(work: Callable[..., T], args: tuple[Any, ...]) -> Done[T]:
    """Return what came of it: gevent prints whatever a thread of its raises, and a refused row is nobody's alarm."""
    try:
        return (work(*args),)
    except Exception as error:  # noqa: BLE001 it is raised again where the work was asked for
        return error
