"""A database that one test after the other begins with, empty again each time.

Making one takes longer than most tests, and a new one has everything to learn: SQLAlchemy compiles each statement anew,
PostgreSQL reads its catalogues and plans. A test that hands the address to another process, or changes the schema or
the connections, wants one of its own: it asks for `database_url`.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Self

from sqlalchemy import event, make_url, text

from operations import store
from realtime.database import Base
from realtime.transaction import Database

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

GUARDED = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
NUMBERING = "SELECT sequencename FROM pg_sequences ORDER BY 1"


class Reused:
    """One open database and how it is emptied."""

    def __init__(self, url: str, emptying: Callable[[Engine], Callable[[], None]]) -> None:
        """Open a migrated, empty database."""
        self._opened = store.open_database(url)
        if not self._opened.embedded:
            event.listen(self._opened.engine, "connect", _at_leisure)
        self._empty = emptying(self._opened.engine)

    def emptied(self) -> Database:
        """Empty it, and return it as if it had just been opened: who listened to it before hears nothing."""
        left = self._opened.engine.pool.checkedout()  # type: ignore[attr-defined] # the pools of both databases count
        assert left == 0, f"{left} connections were not given back by a test before this one"
        self._empty()
        return Database(self._opened.engine, self._opened.projections)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()


def _at_leisure(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Let a session idle in its transaction for long: a busy machine holds a test up, which holds nobody else up."""
    with closing(connection.cursor()) as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '2min'")
    connection.commit()


def emptying_sqlite(engine: Engine, empty_url: str) -> Callable[[], None]:
    """Return what copies an empty database over it."""
    empty = str(make_url(empty_url).database)

    def put_back() -> None:
        with closing(sqlite3.connect(empty)) as origin, closing(engine.raw_connection()) as connection:
            assert isinstance(connection.driver_connection, sqlite3.Connection)
            origin.backup(connection.driver_connection)

    return put_back


def emptying_postgresql(engine: Engine) -> Callable[[], None]:
    """Return what deletes every row, also of the tables whose triggers forbid it, and lets numbers begin anew."""
    with engine.connect() as connection:
        guarded, numbering = connection.scalars(text(GUARDED)).all(), connection.scalars(text(NUMBERING)).all()
    emptying = "; ".join(
        [
            *(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in guarded),
            *(f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables)),  # noqa: S608 our own names
            *(f"ALTER SEQUENCE {name} RESTART" for name in numbering),
            *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in guarded),
        ]
    )

    def delete() -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql(emptying)

    return delete
