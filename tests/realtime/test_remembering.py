"""A connection whose server remembers: what is prepared lasts, others go on, and one that was lost is not given out."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import gevent
import psycopg
import pytest
from psycopg import IsolationLevel
from sqlalchemy import make_url, select, text

from realtime import remembering
from realtime.log import Stream
from realtime.remembering import Remembering, Yielding, connection_class
from realtime.transaction import transaction
from tests.builders import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from realtime.transaction import Database
    from tests.support.postgres import Databases

PREPARED = "SELECT count(*) FROM pg_prepared_statements"
HELD = "SELECT pg_advisory_lock(%s)"
PID = text("SELECT pg_backend_pid()")


@pytest.fixture
def yielding(postgresql: Databases, postgresql_template: str) -> Iterator[Yielding]:
    url = postgresql.create(template=postgresql_template)
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(Yielding.connect(plain, prepare_threshold=None)) as connection:
        yield connection
    postgresql.drop(url)


def asked(connection: Remembering, sql: str, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 whatever is sent
    cursor = connection.here()
    cursor.execute(sql, values)
    return cursor.fetchall()


def test_what_is_prepared_is_remembered_whatever_becomes_of_its_transaction(yielding: Yielding) -> None:
    for n in range(3):
        assert asked(yielding, "SELECT %s::INTEGER + 1", n) == [(n + 1,)]
        yielding.rollback()
    with pytest.raises(psycopg.errors.DivisionByZero):
        asked(yielding, "SELECT 1 / %s::INTEGER", 0)
    yielding.rollback()
    assert asked(yielding, "SELECT 1 / %s::INTEGER", 1) == [(1,)]
    assert yielding.execute(PREPARED).fetchone() == (2,)


def test_values_and_rows_are_those_of_the_driver(yielding: Yielding) -> None:
    values = {
        "TEXT": None, "BIGINT": -(2**62), "VARCHAR": "Ünïcode %s", "BOOLEAN": True, "NUMERIC": Decimal("1.50"),
        "DATE": date(2026, 11, 18), "TIMESTAMPTZ": datetime(2026, 11, 18, tzinfo=UTC), "BIGINT[]": [1, 2, None],
    }  # fmt: skip
    sql = f"SELECT {', '.join(f'%s::{kind}' for kind in values)}, '100 %%'"
    assert asked(yielding, sql, *values.values()) == yielding.execute(sql, list(values.values())).fetchall()


def test_a_transaction_begins_as_the_connection_says(yielding: Yielding) -> None:
    began = "SELECT now()"
    assert asked(yielding, began) == asked(yielding, began)
    yielding.rollback()
    yielding.isolation_level = IsolationLevel.REPEATABLE_READ
    assert asked(yielding, "SHOW transaction_isolation") == [("repeatable read",)]
    yielding.rollback()
    yielding.autocommit = True
    assert asked(yielding, began) < asked(yielding, began)


def test_a_statement_whose_columns_changed_is_prepared_anew(yielding: Yielding) -> None:
    read = "SELECT name FROM things WHERE name::TEXT = %s::TEXT"
    yielding.execute("CREATE TABLE things (name INTEGER)")
    yielding.execute("INSERT INTO things VALUES (7)")
    assert asked(yielding, read, "7") == [(7,)]
    yielding.execute("ALTER TABLE things ALTER name TYPE TEXT")
    yielding.commit()
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        asked(yielding, read, "7")
    yielding.rollback()
    assert asked(yielding, read, "7") == [("7",)]


def test_others_go_on_while_the_server_ponders(yielding: Yielding) -> None:
    yielding.execute("SET lock_timeout = '30s'")
    yielding.commit()
    with closing(psycopg.connect(yielding.info.dsn, autocommit=True)) as holder:
        holder.execute(HELD, (1,))
        gevent.spawn(holder.execute, "SELECT pg_advisory_unlock_all()")
        assert len(asked(yielding, HELD, 1)) == 1


def test_whoever_is_killed_while_the_server_ponders_waits_no_longer(yielding: Yielding) -> None:
    with closing(psycopg.connect(yielding.info.dsn, autocommit=True)) as holder:
        holder.execute(HELD, (1,))
        waits = gevent.spawn(asked, yielding, HELD, 1)
        while holder.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() != (1,):
            gevent.sleep()
        waits.kill()
        assert yielding.info.transaction_status == psycopg.pq.TransactionStatus.ACTIVE, "nobody knows what it says next"


def test_a_command_waits_as_the_driver_does() -> None:
    assert connection_class() is Remembering


@pytest.mark.parametrize("trusted_for", [0.0, 60.0])
def test_a_connection_that_the_server_ended_is_not_given_out(
    database: Database, monkeypatch: pytest.MonkeyPatch, trusted_for: float
) -> None:
    if database.embedded:  # a file is not lost
        return
    monkeypatch.setattr(remembering, "TRUSTED_FOR", trusted_for)
    with database.engine.connect() as before:
        mine = before.scalar(PID)
    with database.engine.connect() as again, database.engine.connect() as other:
        assert again.scalar(PID) == mine, "who was asked last is asked first"
        again.rollback()
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
        while other.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid"), {"pid": mine}):
            other.rollback()
    with database.engine.connect() as another:
        assert another.scalar(PID) != mine


def test_all_that_is_read_is_of_one_instant(database: Database) -> None:
    def begin(kind: str) -> None:
        with transaction(database, (), actor_id="somebody", now=NOW) as tx:
            tx.session.add(Stream(kind=kind, owner_id=None, at=NOW))

    kinds = select(Stream.kind).order_by(Stream.id)
    begin("one")
    with database.reading() as session:
        assert session.scalars(kinds).all() == ["one"]
        begin("two")
        assert session.scalars(kinds).all() == ["one"]
    with database.reading() as session:
        assert session.scalars(kinds).all() == ["one", "two"]
