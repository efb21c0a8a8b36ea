"""A test run that is killed leaves no server behind."""

from __future__ import annotations

import os
import signal
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
BORN = """
import os, pathlib, sys
from subprocess import PIPE, Popen
from tests.durability.lives import Lives
command = [sys.executable, "-m", "tests.durability.cradle", str(os.getpid())]
cradle = Popen(command, stdin=PIPE, stdout=PIPE, text=True)
born = Lives(sys.argv[1], pathlib.Path(sys.argv[2]), cradle=cradle)
born.start()
print(born.url, cradle.pid, flush=True)
# Somebody else may hold the pipe by which a cradle hears that there are no more orders.
os.fork()
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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
@pytest.mark.parametrize("what", ["the run", "the cradle"])
def test_the_born_servers_of_a_killed_run_end(what: str, fresh_sqlite: Callable[[Path], str], tmp_path: Path) -> None:
    command = [sys.executable, "-c", BORN, fresh_sqlite(tmp_path), str(tmp_path / "instance")]
    with Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as running:
        assert running.stdout is not None
        url, cradle = running.stdout.readline().split()
        port = make_url(url).port
        assert port is not None
        assert listens(port)
        os.kill(running.pid if what == "the run" else int(cradle), signal.SIGKILL)
        assert_gone(port)
        running.kill()


def test_the_database_server_of_a_killed_run_ends() -> None:
    assert_gone(killed(DATABASE_SERVER))
