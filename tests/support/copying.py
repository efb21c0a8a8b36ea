"""What many stories begin with: made once by the product's own actions, on each database, then copied row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, insert, select

from realtime.database import Base
from realtime.log import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sqlalchemy import Table

    from realtime.transaction import Database

T = TypeVar("T")

_made: dict[tuple[bool, Hashable], tuple[Any, list[tuple[Table, list[dict[str, Any]]]]]] = {}


def made_once(db: Database, name: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` returns, and leave in a database what it leaves.

    It is called for the first database of a kind, and for one in which something is already.
    """
    with db.reading() as session:
        begun = session.scalar(select(Stream.id).limit(1)) is not None
    if begun:
        return make()
    known = (db.embedded, name)
    if known not in _made:
        _made[known] = (make(), _rows(db))
    else:
        _put(db, _made[known][1])
    made: T = _made[known][0]
    return made


def _rows(db: Database) -> list[tuple[Table, list[dict[str, Any]]]]:
    """Return the rows of every table that has some, parents before children."""
    with db.reading() as session:
        read = [
            (table, [dict(row) for row in session.execute(select(table)).mappings()])
            for table in Base.metadata.sorted_tables
        ]
    return [(table, rows) for table, rows in read if rows]


def _put(db: Database, copied: list[tuple[Table, list[dict[str, Any]]]]) -> None:
    with db.engine.begin() as connection:
        for table, rows in copied:
            connection.execute(insert(table), rows)
            numbered = table.autoincrement_column
            if numbered is not None and not db.embedded:
                last = max(row[numbered.name] for row in rows)
                connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, numbered.name), last)))
