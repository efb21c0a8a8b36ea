"""Serve the application on gevent: one process, one loop, WebSockets without compression, small answers at once.

gevent's own server in this very process was chosen over a gunicorn worker: the lock on an embedded database, the alarm
clock, the tail and the sockets belong to one process, and no supervisor's fork stands between them and a signal. As
`socketio.run` starts it, it leaves Nagle's algorithm on, and a small POST waits for the client's delayed
acknowledgement: 23 a second on one connection, measured; with TCP_NODELAY 1,700. Scale by instances on PostgreSQL.
"""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import signal
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import gevent
import structlog
from gevent import pywsgi
from gevent.event import Event

from coordinator import migrate
from coordinator.app import create_app, start
from coordinator.http.installation import EXTENSION, Installation
from coordinator.identity.platform import ensure_platform
from realtime.broadcast import CONNECTION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coordinator.clock import Clock
    from coordinator.config import Config

CONNECTIONS: Final = 10_000
ANSWERS_WITHIN: Final = 5.0
STOPS_WITHIN: Final = 3.0
"""Seconds that requests under way are given when the server is told to stop."""

log = structlog.get_logger()


class CannotServe(Exception):
    """Why this process cannot serve; the message says what to do."""


class Handler(pywsgi.WSGIHandler):  # type: ignore[misc] # gevent ships no types
    """Hands a request to the application with its connection, without the compression a browser offers for a WebSocket.

    Compressing every frame for every board costs three to five times the processor and 95 kB each.
    """

    def get_environ(self) -> dict[str, Any]:
        """Return the request as WSGI has it."""
        environ: dict[str, Any] = super().get_environ()
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        environ[CONNECTION] = self.socket
        return environ


class Server(pywsgi.WSGIServer):  # type: ignore[misc] # gevent ships no types
    """Accepts connections and sends what is written at once."""

    def handle(self, client: socket.socket, address: Any) -> None:  # noqa: ANN401 gevent's own
        """Serve one connection."""
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().handle(client, address)


def serve(config: Config, ready: Callable[[], None] | None = None, clock: Clock | None = None) -> None:
    """Serve until told to stop, by the machine's clock or another. `ready` is called once connections are accepted.

    Raises CannotServe when the schema is not this release's, another process serves the file, or the port is taken.
    """
    present, needed = migrate.state(config.database_url)
    if present != needed:
        raise CannotServe(
            f"The database is at revision {present or 'none'}, this release needs {needed}. Run: coordinator migrate"
        )
    _allow_connections()
    with the_only_one(config):
        app = create_app(config, clock=clock)
        house: Installation = app.extensions[EXTENSION]
        ensure_platform(house.db, house.clock.now())
        server = Server((config.host, config.port), app, handler_class=Handler, log=None, spawn=CONNECTIONS)
        try:
            server.init_socket()
        except OSError as error:
            raise CannotServe(_why_not(error, config)) from error
        stop = start(app, server.handle)
        server.start()
        _tell_where(config)
        stopping = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            gevent.signal_handler(number, stopping.set)
        log.info("serving", url=config.public_url, host=config.host, port=server.server_port)
        if ready is not None:
            gevent.spawn(ready)
        stopping.wait()
        log.info("stopping")
        server.stop(timeout=STOPS_WITHIN)
        stop()


@contextmanager
def the_only_one(config: Config) -> Iterator[None]:
    """Hold an embedded database's lock, which the system lets go of even when the process is killed.

    Raises CannotServe when another process holds it. A PostgreSQL server may have any number of processes before it.
    """
    path = config.database_path
    if path is None:
        yield
        return
    descriptor = os.open(_lock_of(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotServe(
                f"Another coordinator already serves {path}. One embedded database has one server."
            ) from error
        yield
    finally:
        os.close(descriptor)


def _lock_of(path: Path) -> str:
    return f"{path.resolve()}.lock"


def _tell_where(config: Config) -> None:
    """Write into an embedded database's lock where it is served, for commands that were told another port."""
    if config.database_path is not None:
        Path(_lock_of(config.database_path)).write_text(f"{config.host} {config.port}\n", encoding="utf-8")


def served_at(config: Config) -> tuple[str, int] | None:
    """Return the host and port at which a process serves an embedded database, if one answers there."""
    if config.database_path is None:
        return None
    try:
        host, port = Path(_lock_of(config.database_path)).read_text(encoding="utf-8").split()
        socket.create_connection((host, int(port)), ANSWERS_WITHIN).close()
    except (OSError, ValueError):
        return None
    return host, int(port)


def _allow_connections() -> None:
    """Let this process hold as many connections as it accepts: most systems begin with 1,024 open files for all."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, 2 * CONNECTIONS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _why_not(error: OSError, config: Config) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {config.port} is in use. Stop what uses it, or choose another: PORT={config.port + 1}"
    if error.errno in {errno.EACCES, errno.EADDRNOTAVAIL}:
        return f"Cannot listen on {config.host}:{config.port}: {error.strerror}."
    raise error
