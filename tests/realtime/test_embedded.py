"""The embedded database beside the loop: others go on, order holds, and the rows are those of the driver."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import gevent
import pytest

from realtime.embedded import Beside, connection_class

LONGEST = 30.0
"""Seconds after which what a test waits for is taken never to come."""


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Beside]:
    opened = sqlite3.connect(tmp_path / "beside.sqlite3", factory=Beside, check_same_thread=False, isolation_level=None)
    with closing(opened) as connection:
        connection.execute("CREATE TABLE days (id INTEGER PRIMARY KEY, airport TEXT)")
        connection.cursor().executemany("INSERT INTO days (airport) VALUES (?)", [("GRU",), ("CDG",), ("DSS",)])
        yield connection


def test_others_go_on_while_a_statement_runs(beside: Beside) -> None:
    others_went_on = threading.Event()
    beside.create_function("others_went_on", 0, lambda: others_went_on.wait(LONGEST))
    gevent.spawn(others_went_on.set)
    assert beside.execute("SELECT others_went_on()").fetchone() == (1,)


def test_others_go_on_while_rows_are_found(beside: Beside) -> None:
    others_went_on = threading.Event()
    beside.create_function("last_waits", 1, lambda day: day < 3 or others_went_on.wait(LONGEST))
    gevent.spawn(others_went_on.set)
    assert beside.execute("SELECT last_waits(id) FROM days ORDER BY id").fetchall() == [(1,), (1,), (1,)]


def test_what_is_asked_here_is_answered_where_one_stands(beside: Beside) -> None:
    beside.create_function("is_here", 1, lambda stood: stood == threading.get_native_id())
    asked, stood = "SELECT is_here(?)", (threading.get_native_id(),)
    assert [beside.here().execute(asked, stood).fetchone(), beside.execute(asked, stood).fetchone()] == [(1,), (0,)]


def test_what_is_asked_after_a_killed_wait_comes_after_it(beside: Beside) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def hold() -> bool:
        begun.set()
        return may_end.wait(LONGEST)

    beside.create_function("hold", 0, hold)
    asked = gevent.spawn(beside.execute, "INSERT INTO days (airport) SELECT 'LIS' WHERE hold()")
    while not begun.is_set():
        gevent.sleep()
    asked.kill()
    gevent.spawn_later(0, may_end.set)
    assert beside.execute("SELECT count(*) FROM days").fetchone() == (4,)


@pytest.mark.parametrize(
    "read",
    [
        lambda rows: rows.fetchall(),
        lambda rows: [rows.fetchone(), *rows.fetchmany(), *rows.fetchall(), rows.fetchone()],
        lambda rows: [*rows.fetchmany(2), *rows.fetchmany(2), *rows.fetchmany(2)],
        list,
        lambda rows: [column[0] for column in rows.description],
    ],
)
def test_the_rows_are_those_of_the_driver(beside: Beside, read: Callable[[Any], Any], tmp_path: Path) -> None:
    asked = "SELECT id, airport FROM days ORDER BY id"
    with closing(sqlite3.connect(tmp_path / "beside.sqlite3")) as plain:
        assert read(beside.execute(asked)) == read(plain.execute(asked))


def test_a_cursor_knows_what_it_inserted(beside: Beside) -> None:
    cursor = beside.execute("INSERT INTO days (airport) VALUES ('LIS')")
    assert (cursor.lastrowid, cursor.rowcount, cursor.fetchall()) == (4, 1, [])


@pytest.mark.parametrize(
    ("statement", "parameters", "error"),
    [
        ("nonsense", (), sqlite3.OperationalError),
        ("INSERT INTO days (id) VALUES (1)", (), sqlite3.IntegrityError),
        ("SELECT ?", (2**70,), OverflowError),
        ("SELECT ?", ("\ud800",), UnicodeEncodeError),
    ],
)
def test_an_error_is_raised_where_the_statement_was_asked_for(
    beside: Beside,
    statement: str,
    parameters: tuple[object, ...],
    error: type[Exception],
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(error):
        beside.execute(statement, parameters)
    assert capfd.readouterr().err == ""


def test_a_command_calls_the_driver_as_it_is() -> None:
    assert connection_class() is sqlite3.Connection
