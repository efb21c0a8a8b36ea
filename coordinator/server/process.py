"""Serve the application on gevent: one process, one loop, WebSockets without compression, small answers at once.

gevent's own server in this very process was chosen over a gunicorn worker: the lock on an embedded database, the alarm
clock, the tail and the sockets belong to one process, and no supervisor's fork stands between them and a signal. Scale
by instances on PostgreSQL.
"""

from __future__ import annotations

import errno
import gc
import resource
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any, Final

import gevent
import structlog
from gevent.event import Event
from gevent.fileobject import FileObject

from coordinator import migrate
from coordinator.app import create_app, start
from coordinator.http.installation import EXTENSION, Installation
from coordinator.identity.platform import ensure_platform
from coordinator.server.connections import CONNECTIONS, SOCKETS, Handler, Server
from coordinator.server.lock import CannotServe, tell_where, the_only_one
from coordinator.sockets import part

if TYPE_CHECKING:
    from collections.abc import Callable

    from coordinator.clock import Clock
    from coordinator.config import Config

BACKLOG: Final = 1024
"""Connections that wait to be accepted: boards come all at once after a break."""

STOPS_WITHIN: Final = 10.0
"""Seconds that requests under way are given when the server is told to stop; systemd gives it thirty in all."""

ONLY_WEB_SOCKETS: Final = (
    b"This server runs as several workers on one port, where boards need WebSockets. For boards that only poll, run "
    b"instances behind the nginx configuration that comes with it.\n"
)

log = structlog.get_logger()


def serve(
    config: Config, ready: Callable[[], None] | None = None, clock: Clock | None = None, *, worker: bool = False
) -> None:
    """Serve until told to stop, by the machine's clock or another. `ready` is called once connections are accepted.

    A `worker` shares its port with others, and stops when its standard input ends.

    Raises CannotServe when the schema is not this release's, another process serves the file, or the port is taken.
    """
    present, needed = migrate.state(config.database_url)
    if present != needed:
        raise CannotServe(
            f"The database is at revision {present or 'none'}, this release needs {needed}. Run: coordinator migrate"
        )
    connections = _allow_connections()
    with the_only_one(config):
        app = create_app(config, clock=clock)
        house: Installation = app.extensions[EXTENSION]
        ensure_platform(house.db, house.clock.now())
        try:
            door = listen(config, share=worker)
        except OSError as error:
            raise CannotServe(why_not(error, config)) from error
        server = Server(
            door, only_web_sockets(app) if worker else app, handler_class=Handler, log=None,
            idle_for=config.idle_for, connections=connections,
        )  # fmt: skip
        try:
            stop = start(app, server.handle)
        except OSError as error:
            raise CannotServe(f"Cannot listen on METRICS_PORT {config.metrics_port}: {error.strerror}.") from error
        # What a server is made of stays: looking through it for garbage, again and again, stops every board meanwhile.
        gc.collect()
        gc.freeze()
        server.start()
        tell_where(config)
        stopping = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            gevent.signal_handler(number, stopping.set)
        if worker:
            gevent.spawn(_wait_for_the_end_of_input, stopping)
        log.info("serving", url=config.public_url, host=config.host, port=server.server_port)
        if ready is not None:
            gevent.spawn(ready)
        stopping.wait()
        log.info("stopping")
        part(app)
        server.finish(STOPS_WITHIN)
        stop()


def only_web_sockets(app: Callable[..., Any]) -> Callable[..., Any]:
    """Return an application that tells a board which polls, in words, that it cannot be served here.

    Of several workers on one port each request may come to another, and only one knows the board: half of what it asked
    would be refused as unknown, and it would try for ever.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:  # noqa: ANN401 WSGI's
        if environ["PATH_INFO"].startswith(SOCKETS) and "websocket" not in environ.get("HTTP_UPGRADE", "").lower():
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [ONLY_WEB_SOCKETS]
        return app(environ, start_response)

    return answer


def _wait_for_the_end_of_input(stopping: Event) -> None:
    FileObject(sys.stdin).read()
    stopping.set()


def _allow_connections() -> int:
    """Let this process hold as many connections as it accepts: most systems begin with 1,024 open files for all.

    Return how many it accepts beside its boards: half of what the system lets it hold.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, 2 * CONNECTIONS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted // 2


def listen(config: Config, *, share: bool = False) -> socket.socket:
    """Return the socket that connections come to; others may `share` it who ask for that as well. Raises OSError."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    return socket.create_server((config.host, config.port), family=family, backlog=BACKLOG, reuse_port=share)


def why_not(error: OSError, config: Config) -> str:
    """Return the sentence for a port that cannot be listened on."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {config.port} is in use. Stop what uses it, or choose another: PORT={config.port + 1}"
    if error.errno in {errno.EACCES, errno.EADDRNOTAVAIL}:
        return f"Cannot listen on {config.host}:{config.port}: {error.strerror}."
    raise error
