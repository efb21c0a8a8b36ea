"""Open a database, embedded or PostgreSQL, so that both behave alike."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import psycopg
from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Table,
    bindparam,
    column,
    create_engine,
    event,
    func,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from realtime import embedded, remembering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Select, TableValuedAlias
    from sqlalchemy.engine import Connection, Dialect

# How PostgreSQL writes instants and dates as text.
WORDS = "-c timezone=UTC -c datestyle=ISO"

# How long a writer waits for another process that holds an embedded database, in seconds.
BUSY_FOR = 10.0

Rows: TypeAlias = "Sequence[tuple[Any, ...]]"

Seen: TypeAlias = "Callable[[int], None]"
"""Told of so many more that were read, for whoever waits."""

NETWORK = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15000,
}
"""How soon it is noticed that a database cannot be reached any more, as libpq is told: left alone it takes hours."""

BigKey = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit key that SQLite, too, numbers by itself (it does so for INTEGER only)."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused, for nobody could say which zone it meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC; raise ValueError when it has no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"an instant needs a zone: {value!r}"
            raise ValueError(msg)
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 the signature is SQLAlchemy's
        """Return what was stored as an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The declarative base of every table, with names that are the same on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012 SQLAlchemy reads this class attribute, nobody changes it


def table_of(mapped: type[Base]) -> Table:
    """Return the table of a mapped class, for what is written often and never changed: a statement, no object."""
    table = mapped.__table__
    assert isinstance(table, Table)  # a class of ours is mapped to a table, never to a query
    return table


def as_table(table: Table, names: Sequence[str]) -> TableValuedAlias:
    """Return rows to come, of some columns of a table, as a table in a statement for PostgreSQL.

    However many rows, the statement is the same and goes there and back once; it is executed with their `lists`.
    """
    columns = (bindparam(f"all_{name}", type_=ARRAY(table.c[name].type)) for name in names)
    said = func.unnest(*columns).table_valued(*(column(name, table.c[name].type) for name in names))
    return said.render_derived(name="said")


def lists(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return what a statement with rows `as_table` is executed with."""
    return {f"all_{name}": [row[name] for row in rows] for name in names}


def normalised(url: str) -> URL:
    """Return the URL with the driver this product uses: psycopg for PostgreSQL, the standard library's for SQLite."""
    parsed = make_url(re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+psycopg://", url))
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        msg = f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {parsed.get_backend_name()}://"
        raise ValueError(msg)
    return parsed


def committable(connection: Connection) -> bool:
    """Say whether the connection's transaction is still all there.

    A database may give up a whole transaction by itself: SQLite when the disk is full, PostgreSQL after an error. Both
    drivers then commit nothing without a word. A connection that was lost has none.
    """
    if connection.invalidated:
        return False
    driver: Any = connection.connection.dbapi_connection
    if isinstance(driver, sqlite3.Connection):
        return driver.in_transaction
    return bool(driver.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS)


def data_version(connection: Connection) -> int | None:
    """Return a number that changes with every commit of somebody else to an embedded database; None for any other.

    It is read from memory that all processes share, a sixth of what it costs to look for news.
    """
    if connection.dialect.name != "sqlite":
        return None
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def read_at_leisure(session: Session) -> None:
    """Let a session read on however long it ponders between two statements, as whoever proves a million does.

    PostgreSQL ends a session that is idle in its transaction, lest it hold an operation. One that only reads holds
    nobody up; but while it stands no dead row can be swept, so there is still an end.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '10min'"))


def unseen(_more: int) -> None:
    """Tell nobody how far it is."""


def streamed(session: Session, query: Select[Any], at_once: int) -> Iterator[Rows]:
    """Yield what a query finds, so many rows at a time and no more of them in memory, as the driver gives them.

    For whoever reads a million and adds them up: SQLAlchemy's own object for a row takes as long as that.
    """
    connection = session.connection()
    statement = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    # A cursor without a name would fetch everything from PostgreSQL first.
    named = {} if connection.dialect.name == "sqlite" else {"name": f"streamed_{id(query)}"}
    with closing(connection.connection.cursor(**named)) as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(at_once):
            yield rows


def open_engine(url: str) -> Engine:
    """Return an engine whose transactions begin as this product needs them."""
    parsed = normalised(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    engine = create_engine(
        parsed,
        hide_parameters=True,  # an error is logged, and parameters are what people wrote
        pool_size=10,
        max_overflow=20,
        pool_use_lifo=True,  # who was asked last remembers most
        connect_args={
            # A frozen holder of a stream's row would stop its whole operation; PostgreSQL ends such a session for us,
            # before those who wait for the row give up.
            "options": f"-c idle_in_transaction_session_timeout=5000 -c lock_timeout=8000 {WORDS}",
            "cursor_factory": remembering.OneByOne,
            "prepare_threshold": None,  # the driver would let the server forget with its own statements ours too
            **NETWORK,
        },
    )
    engine.dialect.use_insertmanyvalues_wo_returning = True  # many rows are one INSERT

    connects = remembering.connection_class()

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Dialect, _record: Any, given: Any, named: Any) -> remembering.Remembering:  # noqa: ANN401 the driver's
        return connects.connect(*given, **named)

    @event.listens_for(engine, "checkout")
    def _still_there(connection: remembering.Remembering, _record: Any, _pooled: Any) -> None:  # noqa: ANN401 SQLAlchemy's pool
        if not connection.is_alive():
            raise DisconnectionError

    return engine


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "factory": embedded.connection_class()},
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 SQLAlchemy's pool record
        connection.isolation_level = None  # we say BEGIN ourselves: the driver's own lost read-then-write races
        busy = f"busy_timeout={BUSY_FOR * 1000:.0f}"  # the driver waits for another process, beside the loop
        for pragma in (busy, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("begins", True):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN")

    return engine
