"""Serve by several processes on one port: one process has one loop, and one loop uses one core.

Each worker is a whole server, as if it were alone; the system spreads the connections over them, and PostgreSQL tells
each what the others committed. A board stays with the worker that its WebSocket came to. Boards that can only poll
would come to another worker with each request: they are told so (`process.only_web_sockets`), and for them there are
instances behind the shipped nginx configuration.

Whoever started the workers starts one that died again, stops them all when told to, and takes them along when it dies:
each ends with its standard input.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import gevent
import structlog
from gevent.event import Event

from coordinator.server.lock import CannotServe
from coordinator.server.process import listen, why_not

if TYPE_CHECKING:
    from coordinator.config import Config

COULD_NOT_BEGIN: Final = 2
RESTARTS_AFTER: Final = 1.0

log = structlog.get_logger()


def serve(config: Config, count: int) -> None:
    """Serve by so many workers until told to stop.

    Raises CannotServe when the database is one file, the port is taken, or a worker could not begin.
    """
    if config.database_path is not None:
        raise CannotServe(
            "An embedded database has one server. For --workers, name a PostgreSQL database in DATABASE_URL."
        )
    try:
        listen(config).close()
    except OSError as error:
        raise CannotServe(why_not(error, config)) from error
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, stopping.set)
    workers = [Worker(stopping, environment(config, number)) for number in range(count)]
    gevent.joinall([gevent.spawn(worker.work) for worker in workers])
    if any(worker.could_not_begin for worker in workers):
        raise CannotServe("A worker could not begin; what it said of it stands above.")


def environment(config: Config, number: int) -> dict[str, str]:
    """Return the settings of one worker: it tells its figures on a port of its own, counted from the one set."""
    port = config.metrics_port and config.metrics_port + number
    return os.environ | {"METRICS_PORT": str(port)}


class Worker:
    """One of the processes, started again when it dies."""

    def __init__(self, stopping: Event, environment: dict[str, str]) -> None:
        """Keep what tells it, and all others, to stop, and its settings."""
        self._stopping = stopping
        self._environment = environment
        self.could_not_begin = False

    def work(self) -> None:
        """Run it until everybody stops."""
        while not self._stopping.is_set():
            command = [sys.executable, "-m", "coordinator.cli", "serve", "--worker"]
            started = subprocess.Popen(command, stdin=subprocess.PIPE, env=self._environment)  # noqa: S603 ours
            with started as process:
                ended = gevent.spawn(process.wait)
                gevent.wait([self._stopping, ended], count=1)
                if self._stopping.is_set():
                    process.terminate()
            if process.returncode == COULD_NOT_BEGIN:
                self.could_not_begin = True
                self._stopping.set()
            elif not self._stopping.is_set():
                log.warning("a worker ended and is started again", code=process.returncode)
                self._stopping.wait(RESTARTS_AFTER)
