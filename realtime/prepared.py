"""Say what is said again and again: statements built and compiled once, and then run by the driver.

SQLAlchemy builds, looks up and types a statement anew each time it is executed, which takes longer than an embedded
database takes to answer it. What a request asks never changes but for its values: its text, the order of the values,
and how these are written and rows are read, are found once for each database, and the driver does the rest.
Connections, transactions and errors are SQLAlchemy's as ever, and who listens for statements hears of these too.

They are found by keys and take microseconds, so an embedded database is asked where one stands, and PostgreSQL what it
has prepared and planned for any values there may be. A question that is `wide`, which goes through as much as an
operation holds, is asked beside the loop, or planned for the values it has; beside the loop go many rows written, too.

Values are named by the statement's `bindparam`s. One that is `expanding` takes a list to look in; a text has room for
twice as many as the one before, and is filled up with the last of them. Rows come as plain tuples, each value as its
column says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar, TypeVarTuple, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import attributes, make_transient_to_detached
from sqlalchemy.sql import visitors
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from realtime.database import table_of
from realtime.embedded import Beside
from realtime.remembering import Remembering

if TYPE_CHECKING:
    from sqlalchemy import Connection, Dialect
    from sqlalchemy.engine.default import DefaultDialect
    from sqlalchemy.engine.interfaces import DBAPICursor
    from sqlalchemy.orm import Session

    from realtime.database import Base

Ts = TypeVarTuple("Ts")
M = TypeVar("M", bound="Base")

Change: TypeAlias = tuple[int, Callable[[Any], Any]]
"""A place, and how the value there is written or read."""

Values: TypeAlias = Mapping[str, Any]

AT_ONCE: Final = 16
"""How many rows one statement inserts at most. A server remembers one for each number of them."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """Stands for a value while a statement is compiled: by its name, and its place in a list."""

    name: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class _Text:
    """A statement as the driver takes it: its text, where each value comes from, and how rows are read."""

    sql: str
    order: tuple[Any, ...]
    """What stands at each place: a slot, or a value that never changes."""
    write: tuple[Change, ...]
    """Which values are not written as they stand."""
    read: tuple[Change, ...]
    """Which columns of a row are not read as they stand."""
    named: Callable[[Values], tuple[Any, ...]] | None
    """Picks the values out, where each place has one of its own name."""

    def values(self, given: Values) -> tuple[Any, ...]:
        """Return the values in the order of the text."""
        found = [_filled(each, given) for each in self.order] if self.named is None else list(self.named(given))
        for place, how in self.write:
            found[place] = how(found[place])
        return tuple(found)


class _Prepared:
    """A statement, and its text for each database and each room in its lists."""

    def __init__(
        self, statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]] | Insert | Update | Delete
    ) -> None:
        self._statement = statement
        self._texts: dict[tuple[object, ...], _Text] = {}
        binds: list[BindParameter[Any]] = []
        visitors.traverse(statement, {}, {"bindparam": binds.append})
        self._lists = sorted({bind.key for bind in binds if bind.expanding and bind.required})

    def _text(self, connection: Connection, given: Values) -> _Text:
        dialect = connection.dialect
        rooms = [_room(len(given[name])) for name in self._lists]
        key = (dialect.name, *rooms)
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = _compiled(self._statement, dialect, dict(zip(self._lists, rooms, strict=True)))
        return text


class PreparedQuery(_Prepared, Generic[*Ts]):
    """A question that never changes but for its values."""

    def __init__(self, statement: Select[*Ts] | CompoundSelect[*Ts], *, wide: bool = False) -> None:
        """Keep it; it is compiled when it is first asked."""
        super().__init__(statement)
        self._wide = wide

    def rows(self, session: Session, values: Values) -> list[tuple[*Ts]]:
        """Return the rows there are, after whatever the session has not written yet."""
        if session.autoflush:
            session.flush()
        connection = session.connection()
        text = self._text(connection, values)
        rows = _run(connection, text.sql, text.values(values), beside=self._wide)
        if not text.read:
            return cast("list[tuple[*Ts]]", rows)
        return [_read(row, text.read) for row in rows]

    def one(self, session: Session, values: Values) -> tuple[*Ts] | None:
        """Return the only row there is, or None."""
        rows = self.rows(session, values)
        assert len(rows) <= 1, "this is asked by what tells one row from all others"
        return rows[0] if rows else None


class PreparedRow(Generic[M]):
    """A question for the row of a class that some values tell from all others."""

    def __init__(self, model: type[M], *where: ColumnElement[bool]) -> None:
        """Keep it; it is compiled when it is first asked."""
        columns = table_of(model).columns
        self._model = model
        self._names = [column.name for column in columns]
        self._key = inspect(model).identity_key_from_primary_key
        self._keys = [column.name for column in columns if column.primary_key]
        self._query = PreparedQuery(select(*columns).where(*where))

    def one(self, session: Session, values: Values) -> M | None:
        """Return the row there is, which the session knows from then on as if it had read it, or None."""
        found = self._query.one(session, values)
        if found is None:
            return None
        said = dict(zip(self._names, found, strict=True))
        known = session.identity_map.get(self._key(tuple(said[name] for name in self._keys)))
        return _known(session, self._model(), said) if known is None else cast("M", known)


class PreparedWrite(_Prepared):
    """An order that never changes but for its values."""

    def __init__(self, statement: Insert | Update | Delete) -> None:
        """Keep it; it is compiled when it is first given."""
        super().__init__(statement)

    def run(self, session: Session, values: Values) -> None:
        """Run it once."""
        connection = session.connection()
        text = self._text(connection, values)
        _run(connection, text.sql, text.values(values))

    def many(self, session: Session, rows: Sequence[Values]) -> None:
        """Run it for each of some rows; where a database is elsewhere, many rows go there at once."""
        connection = session.connection()
        text = self._text(connection, rows[0])
        if connection.dialect.name == "sqlite":
            sent = [text.values(row) for row in rows]
            _run(connection, text.sql, sent, many=True, beside=len(rows) > AT_ONCE)
            return
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            said = tuple(value for each in some for value in text.values(each))
            _run(connection, _repeated(text.sql, len(some)), said)


def inserting(table: Table) -> PreparedWrite:
    """Return the order to write rows of a table, each with all of its columns."""
    return PreparedWrite(insert(table).values({column.name: bindparam(column.name) for column in table.columns}))


def write_new(session: Session, row: Base) -> None:
    """Write a new row now, by itself; the session knows it from then on, as if it had read it.

    For what is written with every request: to find out in which order new rows refer to each other, and what of them
    is new, takes a session longer than to write them.
    """
    order, unsaid = _new(type(row))
    said = unsaid | attributes.instance_dict(row)
    order.run(session, said)
    _known(session, row, said)


def _known(session: Session, row: M, said: Values) -> M:
    """Return a row of which all is said, as one that the session has read."""
    attributes.instance_dict(row).update(said)
    make_transient_to_detached(row)
    session.add(row)
    return row


@cache
def _new(model: type[Base]) -> tuple[PreparedWrite, dict[str, Any]]:
    """Return the order that writes rows of a class, and what stands in each column of which nothing is said."""
    table = table_of(model)
    defaults = {column.name: column.default for column in table.columns}
    unsaid = {
        name: default.arg if isinstance(default, ScalarElementColumnDefault) else None
        for name, default in defaults.items()
    }
    return inserting(table), unsaid


def _run(connection: Connection, sql: str, values: Any, *, many: bool = False, beside: bool = False) -> list[Any]:  # noqa: ANN401 the driver's
    """Run a statement by the driver, with values once or many times, and return the rows if it has any."""
    driver: Any = connection.connection.dbapi_connection
    here = isinstance(driver, (Beside, Remembering)) and not beside
    cursor = driver.here() if here else driver.cursor()
    for listener in connection.engine.dispatch.before_cursor_execute:
        listener(connection, cursor, sql, values, None, many)
    try:
        if many:
            cursor.executemany(sql, values)
        else:
            cursor.execute(sql, values)
        rows = cursor.fetchall() if cursor.description else []
    except BaseException as error:  # a greenlet killed in the middle of it too; raised again below
        _explain(connection, cursor, sql, error)
        raise
    cursor.close()
    return list(rows)


def _explain(connection: Connection, cursor: DBAPICursor, sql: str, error: Any) -> None:  # noqa: ANN401 of any driver
    """Raise what SQLAlchemy would, and give up a connection that is lost or was left in the middle of something."""
    dialect, killed = connection.dialect, not isinstance(error, Exception)
    raised = isinstance(error, dialect.loaded_dbapi.Error)
    lost = raised and dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)
    if lost or killed:
        connection.invalidate(error)
    else:
        cursor.close()
    if raised:
        kind, hidden = dialect.loaded_dbapi.Error, connection.engine.hide_parameters
        raise DBAPIError.instance(
            sql, None, error, kind, hide_parameters=hidden, connection_invalidated=lost, dialect=dialect
        ) from error


def _compiled(statement: Any, dialect: Dialect, rooms: Mapping[str, int]) -> _Text:  # noqa: ANN401 any statement
    def fill(bind: BindParameter[Any]) -> None:
        if not bind.required:
            # It stands in the text: a database that plans for any values there may be has to know this one.
            bind.literal_execute = True
            return
        slots = [_Slot(bind.key, place) for place in range(rooms.get(bind.key, 0))]
        bind.value, bind.required = (slots if bind.expanding else _Slot(bind.key)), False

    # Both drivers take values by their places; psycopg's dialect would name them.
    by_place = cast("type[DefaultDialect]", type(dialect))(paramstyle="qmark" if dialect.name == "sqlite" else "format")
    filled = visitors.cloned_traverse(statement, {}, {"bindparam": fill})
    compiled = filled.compile(dialect=by_place, compile_kwargs={"render_postcompile": True})
    order = tuple(compiled.params[name] for name in compiled.positiontup)
    write = []
    for place, name in enumerate(compiled.positiontup):
        how = _bound(compiled, name).type.dialect_impl(dialect).bind_processor(dialect)
        if how is not None:
            write.append((place, how))
    read = []
    for place, column in enumerate(statement.selected_columns if statement.is_select else ()):
        how = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if how is not None:
            read.append((place, how))
    names = [value.name for value in order if isinstance(value, _Slot) and value.place is None]
    named = itemgetter(*names) if len(names) == len(order) > 1 else None
    return _Text(str(compiled), order, tuple(write), tuple(read), named)


@lru_cache(maxsize=1_000)
def _repeated(sql: str, many: int) -> str:
    """Return the order that inserts so many rows at once, of the one that inserts one."""
    before, values, row = sql.rpartition(" VALUES ")
    return f"{before}{values}{', '.join([row] * many)}"


def _bound(compiled: Any, name: str) -> BindParameter[Any]:  # noqa: ANN401 a compiler has no type for what it made of lists
    """Return what stands at a place, with the type a column to be written gives it; of a list the place is behind.

    Raises ValueError for one that no slot was put in, as in the tables that a DELETE uses: it would be sent empty.
    """
    found: BindParameter[Any] = compiled.binds[name if name in compiled.binds else name.rpartition("_")[0]]
    if found.required:
        msg = f"{found.key} cannot be filled in: {compiled}"
        raise ValueError(msg)
    return found


def _filled(value: Any, given: Values) -> Any:  # noqa: ANN401 whatever a statement holds
    if not isinstance(value, _Slot):
        return value
    if value.place is None:
        return given[value.name]
    of = given[value.name]
    return of[value.place] if value.place < len(of) else of[-1]


def _room(many: int) -> int:
    """Return how many a text has room for that takes so many: none, or a power of two."""
    return 1 << (many - 1).bit_length() if many else 0


def _read(row: Sequence[Any], how: tuple[Change, ...]) -> Any:  # noqa: ANN401 a row as typed
    found = list(row)
    for place, read in how:
        found[place] = read(found[place])
    return tuple(found)
