"""`coordinator demo`, as `make run` calls it: made once, gone on with, started over, and clear when it cannot begin."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.server import COMMAND, free_port

LINK = re.compile(r"http://127\.0\.0\.1:\d+/sign-in#[\w-]{20,}")
READY_WITHIN = 90.0


def begin(home: Path, port: int, **settings: str) -> subprocess.Popen[str]:
    named = {"COORDINATOR_HOME": str(home), "PORT": str(port), "PLAY": "0", **settings}
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | named
    return subprocess.Popen(
        [*COMMAND, "demo"],
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def shown(home: Path, **settings: str) -> str:
    """Run it until it has said everything, then stop it as Ctrl-C does; return what it said."""
    process = begin(home, free_port(), **settings)
    said: list[str] = []
    give_up_at = time.monotonic() + READY_WITHIN
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if "Stop with Ctrl-C" in line or time.monotonic() > give_up_at:
            break
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, "".join(said) + rest
    return "".join(said)


def loaded(home: Path) -> str:
    """Return the id of the operation that was loaded."""
    with closing(sqlite3.connect(home / "sample.sqlite3")) as connection:
        ((found,),) = connection.execute("SELECT id FROM operations").fetchall()
        return str(found)


@pytest.mark.timeout(240)
def test_a_first_run_loads_the_sample_a_second_goes_on_and_fresh_starts_over(tmp_path: Path) -> None:
    home = tmp_path / "instance"
    first = shown(home)
    assert "Loading a sample operation" in first
    assert len(set(LINK.findall(first))) == 6
    made = loaded(home)
    second = shown(home)
    assert "Loading" not in second
    assert not set(LINK.findall(first)) & set(LINK.findall(second))
    assert len(set(LINK.findall(second))) == 6
    assert loaded(home) == made
    real = home / "coordinator.sqlite3"
    real.write_bytes(b"somebody's own data")
    assert "the old sample is thrown away" in shown(home, FRESH="1")
    assert loaded(home) != made
    assert real.read_bytes() == b"somebody's own data"


def test_a_port_in_use_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        process = begin(tmp_path / "instance", port)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 2
    assert said == f"Port {port} is in use. Stop what uses it, or choose another: make run PORT={port + 1}\n"
    assert not (tmp_path / "instance").exists()


def test_fresh_never_empties_a_database_that_was_named(tmp_path: Path) -> None:
    mine = tmp_path / "mine.sqlite3"
    mine.write_bytes(b"mine")
    process = begin(tmp_path, free_port(), FRESH="1", DATABASE_URL=f"sqlite:///{mine}")
    said, _ = process.communicate(timeout=30)
    assert (process.returncode, mine.read_bytes()) == (2, b"mine")
    assert "unset DATABASE_URL" in said
