"""Serve the application on gevent: one process, one loop, WebSockets without compression, small answers at once.

gevent's own server in this very process was chosen over a gunicorn worker: the lock on an embedded database, the alarm
clock, the tail and the sockets belong to one process, and no supervisor's fork stands between them and a signal. As
`socketio.run` starts it, it leaves Nagle's algorithm on, and a small POST waits for the client's delayed
acknowledgement: 23 a second on one connection, measured; with TCP_NODELAY 1,700. Scale by instances on PostgreSQL.
"""

from __future__ import annotations

import errno
import fcntl
import gc
import os
import resource
import signal
import socket
import sys
import time
from contextlib import contextmanager, nullcontext
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import gevent
import structlog
from gevent import pywsgi
from gevent.event import Event
from gevent.fileobject import FileObject

from coordinator import migrate
from coordinator.app import create_app, start
from coordinator.config import IDLE_FOR
from coordinator.http.installation import EXTENSION, Installation
from coordinator.identity.platform import ensure_platform
from coordinator.logs import SAYS_EVERY
from coordinator.sockets import part
from realtime.websocket import CONNECTION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coordinator.clock import Clock
    from coordinator.config import Config

CONNECTIONS: Final = 10_000
ANSWERS_WITHIN: Final = 5.0
BACKLOG: Final = 1024
"""Connections that wait to be accepted: boards come all at once after a break."""

STOPS_WITHIN: Final = 10.0
"""Seconds that requests under way are given when the server is told to stop; systemd gives it thirty in all."""

AT_LEAST: Final = 1.0
"""Seconds that a client is given to say something, however many others there are."""

SLOWEST: Final = 16 * 1024
LARGEST: Final = 10 * 1024 * 1024
"""Bytes a second of a connection that is worth waiting for, and of the longest body that is waited for."""

SOCKETS: Final = "/socket.io/"

ONLY_WEB_SOCKETS: Final = (
    b"This server runs as several workers on one port, where boards need WebSockets. For boards that only poll, run "
    b"instances behind the nginx configuration that comes with it.\n"
)

log = structlog.get_logger()


class CannotServe(Exception):
    """Why this process cannot serve; the message says what to do."""


class Heard(socket.SocketIO):
    """What a client says, which is listened to `until` an instant of the monotonic clock. Raises gevent.Timeout."""

    until = 0.0

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 whatever can be written into
        """Wait for some bytes."""
        with gevent.Timeout(max(0.0, self.until - time.monotonic())):
            return super().readinto(buffer)


class Handler(pywsgi.WSGIHandler):  # type: ignore[misc] # gevent ships no types
    """Hands a request to the application with its connection, without the compression a browser offers for a WebSocket.

    Compressing every frame for every board costs three to five times the processor and 95 kB each.

    It waits for a client so long only: for the head of a request or in between two (from the first byte or without
    any), then for its body, then until it takes the answer. A gevent.Timeout passes through whatever asked for bytes.
    """

    socket: Any
    environ: Any = None
    _given_away = False

    def __init__(self, client: socket.socket, address: Any, server: Server) -> None:  # noqa: ANN401 gevent's own
        """Listen to a connection."""
        self._heard = Heard(client, "r")
        super().__init__(client, address, server, BufferedReader(self._heard))

    def handle_one_request(self) -> Any:  # noqa: ANN401 gevent's own
        """Wait for a request and answer it; hang up on whoever does not say one."""
        self._heard.until = time.monotonic() + self.server.patience()
        try:
            return super().handle_one_request()
        except gevent.Timeout:
            if self.environ is None:  # a browser that keeps a connection for later has said something on it
                self.server.hung_up()
            return None

    def handle_error(self, kind: type[BaseException], error: BaseException, trace: Any) -> None:  # noqa: ANN401 gevent's own
        """Answer that something failed; hang up on whoever did not say the body of a request, or take the answer."""
        if isinstance(error, gevent.Timeout):
            self.close_connection = True
            self.server.hung_up()
        else:
            super().handle_error(kind, error, trace)

    def _sendall(self, data: bytes) -> None:
        with gevent.Timeout(self.server.patience() + len(data) / SLOWEST):
            super()._sendall(data)

    def get_environ(self) -> dict[str, Any]:
        """Return the request as WSGI has it; its head is here, and its body may take as long as it is."""
        environ: dict[str, Any] = super().get_environ()
        length = min(self.content_length or 0, LARGEST)
        self._heard.until = time.monotonic() + self.server.patience() + length / SLOWEST
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        environ[CONNECTION] = self._give_away
        return environ

    def _give_away(self) -> int:
        """Return a descriptor of the connection, whose owner hangs up from now on."""
        self._given_away = True
        descriptor: int = self.socket.dup().detach()
        return descriptor

    def handle_one_response(self) -> None:
        """Answer one request, and leave a connection alone that was given away meanwhile."""
        super().handle_one_response()
        if self._given_away:
            # Our descriptor only. What is left to gevent to close would be read from first, and that is not ours.
            self.rfile.close()
            self.socket.close()
            self.close_connection = True
            self.socket = None

    def run_application(self) -> None:
        """Answer one request, which the server waits for when it is told to stop; a board's connection it does not."""
        with nullcontext() if self.environ["PATH_INFO"].startswith(SOCKETS) else self.server.answering():
            super().run_application()


class Server(pywsgi.WSGIServer):  # type: ignore[misc] # gevent ships no types
    """Accepts so many connections, sends what is written at once, and ends without leaving a request half done."""

    def __init__(self, *args: Any, idle_for: float = IDLE_FOR, connections: int = CONNECTIONS, **kwargs: Any) -> None:  # noqa: ANN401 gevent's own
        """Begin with nothing under way; a connection that says nothing is kept for so many seconds."""
        super().__init__(*args, spawn=connections, **kwargs)
        self._idle_for = idle_for
        self._hung_up = 0
        self._under_way = 0
        self._idle = Event()
        self._idle.set()

    def patience(self) -> float:
        """Return for how many seconds a client is waited for: the fewer connections are free, the shorter.

        So whoever opens thousands and says nothing locks nobody out: they are let go the sooner, the more they are.
        """
        free: float = self.pool.free_count() / self.pool.size
        return max(AT_LEAST, self._idle_for * free)

    def hung_up(self) -> None:
        """Count a client that was not waited for any longer; the log tells of many in one line."""
        if not self._hung_up:
            gevent.spawn_later(SAYS_EVERY, self._say_so)
        self._hung_up += 1

    def _say_so(self) -> None:
        log.warning("hung up on connections that said nothing, too little or took no answer", connections=self._hung_up)
        self._hung_up = 0

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Count a request as under way."""
        self._under_way += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    def finish(self, within: float) -> None:
        """Accept nothing more, answer what was accepted, and hang up."""
        self.close()
        if not self._idle.wait(within):
            log.warning("stopping before everything was answered", under_way=self._under_way)
        self.stop(timeout=0)

    def handle(self, client: socket.socket, address: Any) -> None:  # noqa: ANN401 gevent's own
        """Serve one connection."""
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().handle(client, address)


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
        _tell_where(config)
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
