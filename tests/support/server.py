"""The product as its users run it: a process of its own, on a free port, that a test may also kill."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import SystemRandom

START_WITHIN = 60.0
STOP_WITHIN = 10.0
# Below those that Linux gives to whoever connects: one of them could be taken between looking and listening.
PORTS = 20_000, 32_768
_GIVEN: set[int] = set()
# Where a run is told so, everything waits at random: a question to be read, its answer to be sent, news to be told. So
# what a page asks comes in another order, and what was done is known to it only afterwards, as on a busy machine.
SLOWLY = """
import os, random
if most := float(os.environ.get("SLOW_ANSWERS") or 0) / 1000:
    import gevent
    from coordinator.server.connections import Handler
    from realtime.tail import Tail

    def late(owner, name):
        act = getattr(owner, name)
        def wait(self, *given, **named):
            if owner is Tail or not self.environ["PATH_INFO"].startswith("/socket.io/"):
                gevent.sleep(random.uniform(0, most / 2))
            return act(self, *given, **named)
        setattr(owner, name, wait)

    for owner, name in (Handler, "run_application"), (Handler, "process_result"), (Tail, "turn"), (Tail, "watch"):
        late(owner, name)
"""
# A test run that is killed ends nothing itself: Linux is asked (PR_SET_PDEATHSIG, 1) to end what it started.
PROGRAM = f"""
import ctypes, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
from coordinator.cli import main
if sys.argv[1] == "serve":
    exec({SLOWLY!r})
sys.exit(main())
"""
# The same by another clock, which runs on from the instant it is given.
PROGRAM_AT = f"""
from gevent import monkey
monkey.patch_all()
import ctypes, os, signal, sys, time
from datetime import datetime, timedelta
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
from coordinator import config, logs
from coordinator.server import process

class Running:
    began_at, began = datetime.fromisoformat(sys.argv[1]), time.monotonic()

    def now(self):
        return self.began_at + timedelta(seconds=time.monotonic() - self.began)

logs.configure()
exec({SLOWLY!r})
process.serve(config.read(os.environ), clock=Running())
"""
# -P: only what is installed can be imported, not what lies in the folder that the tests run in.
COMMAND = (sys.executable, "-P", "-c", PROGRAM)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on, of those that no connection is given meanwhile."""
    while True:
        port = SystemRandom().randrange(*PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            if port not in _GIVEN:
                _GIVEN.add(port)
                return port


@dataclass
class Server:
    """One `coordinator serve` on one database; after a stop or a kill it can be started again.

    `at` is what its clock says at each start; without one it goes by the machine's.
    """

    database_url: str
    home: Path
    port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"
    process: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)
    python: Path = Path(sys.executable)
    at: datetime | None = None
    options: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    """What runs a command elsewhere: in a network of its own."""

    @property
    def url(self) -> str:
        """Return where it is served."""
        return f"http://{self.host}:{self.port}"

    @property
    def command(self) -> tuple[str, ...]:
        """Return how the `coordinator` command begins."""
        return (*self.within, str(self.python), *COMMAND[1:])

    @property
    def said(self) -> str:
        """Return what it wrote so far, over all its lives."""
        log = self.home / "server.log"
        return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings it runs with; a command with the same ones acts on the same installation."""
        return {
            **os.environ,
            "COORDINATOR_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "HOST": self.host,
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def start(self) -> None:
        """Start it and wait until it answers; fail with what it said when it does not."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, "serve", *self.options]
                if self.at is None
                else [*self.command[:-1], PROGRAM_AT, self.at.isoformat()],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        give_up_at = time.monotonic() + START_WITHIN
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > give_up_at:
                self.kill()
                message = f"the server did not start:\n{self.said}"
                raise RuntimeError(message)
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to stop, as a supervisor would; kill it when it does not."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self) -> None:
        """End it and its workers at once, as a power cut would."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another `coordinator` command on the same installation."""
        return subprocess.run(
            [*self.command, *arguments], env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=2)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True


@contextmanager
def serving(database_url: str, home: Path, **settings: str) -> Iterator[Server]:
    """Yield a running server; nothing of it is left afterwards."""
    server = Server(database_url, home, settings=settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()
