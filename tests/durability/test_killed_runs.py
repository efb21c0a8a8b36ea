"""A test run that is killed leaves no server behind."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from sqlalchemy.engine import make_url

from tests.support.source import ROOT

GONE_WITHIN = 20.0
SERVER = """
import pathlib, sys
from tests.support.server import Server
server = Server(sys.argv[1], pathlib.Path(sys.argv[2]))
server.start()
print(server.url, flush=True)
input()
"""
DATABASE_SERVER = """
from tests.support.postgres import running_server
with running_server() as url:
    print(url, flush=True)
    input()
"""


def killed(program: str, *arguments: str | Path) -> int:
    """Run a program until it has said where it serves, kill it, and return the port."""
    environment = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
    command = [sys.executable, "-c", program, *arguments]
    with Popen(command, cwd=ROOT, env=environment, stdin=PIPE, stdout=PIPE, text=True) as running:
        assert running.stdout is not None
        port = make_url(running.stdout.readline().strip()).port
        assert port is not None
        assert listens(port)
        running.kill()
    return port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def assert_gone(port: int) -> None:
    give_up_at = time.monotonic() + GONE_WITHIN
    while listens(port):
        assert time.monotonic() < give_up_at, "it still serves"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_server_of_a_killed_run_ends(fresh_sqlite: Callable[[Path], str], tmp_path: Path) -> None:
    assert_gone(killed(SERVER, fresh_sqlite(tmp_path), tmp_path / "instance"))


def test_the_database_server_of_a_killed_run_ends() -> None:
    assert_gone(killed(DATABASE_SERVER))
