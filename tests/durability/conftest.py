"""Fixtures of what is done to a server while people use it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from realtime.transaction import Database
from tests.durability.lives import House, Lives
from tests.support.source import ROOT


@pytest.fixture(scope="session")
def cradle() -> Iterator[Popen[str]]:
    """Start what servers are born from, once per worker."""
    command = [sys.executable, "-m", "tests.durability.cradle", str(os.getpid())]
    with Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as running:
        yield running


@pytest.fixture
def lives(cradle: Popen[str], database_url: str, tmp_path: Path) -> Iterator[Lives]:
    """Give a server on a database of the test's own, which has not begun yet and may live many times."""
    server = Lives(database_url, tmp_path / "home", cradle=cradle)
    yield server
    server.kill()


@pytest.fixture
def house(lives: Lives, database: Database) -> House:
    """Give an operation under way in the database of that server."""
    return House(lives, database)
