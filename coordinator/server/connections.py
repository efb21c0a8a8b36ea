"""Hear clients and answer them: so many connections, each waited for so long only, small answers at once.

Where a request ends is to be said once, in one way (RFC 9112, 6.3): a proxy before us that reads it otherwise would let
through, as the end of one request, what is another here.

As `socketio.run` starts gevent's server, it leaves Nagle's algorithm on, and a small POST waits for the client's
delayed acknowledgement: 23 a second on one connection, measured; with TCP_NODELAY 1,700.
"""

from __future__ import annotations

import json
import re
import socket
import time
from contextlib import contextmanager, nullcontext
from io import BufferedReader
from typing import TYPE_CHECKING, Any, Final

import gevent
import structlog
from gevent import pywsgi
from gevent.event import Event
from werkzeug.exceptions import BadRequest

from coordinator.config import IDLE_FOR
from coordinator.errors import explain
from coordinator.logs import SAYS_EVERY
from realtime.websocket import CONNECTION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPMessage

CONNECTIONS: Final = 10_000
AT_LEAST: Final = 1.0
"""Seconds that a client is given to say something, however many others there are."""

SLOWEST: Final = 16 * 1024
LARGEST: Final = 10 * 1024 * 1024
"""Bytes a second of a connection that is worth waiting for, and of the longest body that is waited for."""

SOCKETS: Final = "/socket.io/"

_SAID: Final = json.dumps(explain(BadRequest(), "").body).encode()
NO_REQUEST: Final = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_SAID), _SAID)
)
"""The answer to what is no request; nothing was begun for it that an id would lead to."""

_HEADER: Final = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\0\r\n]*\r?\n")

log = structlog.get_logger()


class Heard(socket.SocketIO):
    """What a client says, which is listened to `until` an instant of the monotonic clock. Raises gevent.Timeout."""

    until = 0.0

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 whatever can be written into
        """Wait for some bytes."""
        with gevent.Timeout(max(0.0, self.until - time.monotonic())):
            return super().readinto(buffer)


class Head:
    """The head of a request, a header a line (RFC 9112, 5); raises ValueError for what is none.

    Who reads it further leaves out what is no header, lets one go on in the next line, and takes a CR for its end.
    """

    def __init__(self, said: BufferedReader) -> None:
        """Read what a client says."""
        self._said = said

    def readline(self, size: int) -> bytes:
        """Return the next line, or the beginning of one that is longer than anybody reads."""
        line = self._said.readline(size)
        if line not in {b"\r\n", b"\n", b""} and len(line) < size and not _HEADER.fullmatch(line):
            raise ValueError("a line of the head is no header")
        return line


class Handler(pywsgi.WSGIHandler):  # type: ignore[misc] # gevent ships no types
    """Hands a request to the application with its connection, without the compression a browser offers for a WebSocket.

    Compressing every frame for every board costs three to five times the processor and 95 kB each.

    It waits for a client so long only: for the head of a request or in between two (from the first byte or without
    any), then for its body, then until it takes the answer. A gevent.Timeout passes through whatever asked for bytes.
    """

    socket: Any
    environ: Any = None
    wsgi_input: Any
    close_connection: bool
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

    def MessageClass(self, said: BufferedReader, *args: Any) -> Any:  # noqa: ANN401, N802 gevent's own
        """Return the headers of a request, before gevent leaves out one of two that contradict each other."""
        headers = super().MessageClass(Head(said), *args)
        require_one_end(headers, self.request_version)
        return headers

    def _handle_client_error(self, error: Exception) -> tuple[str, bytes]:
        """Answer what is no request, in the one error shape, and hang up."""
        status, _ = super()._handle_client_error(error)
        return status, NO_REQUEST

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
        if self.wsgi_input.chunked_input and self.wsgi_input.chunk_length != 0:
            # Its pieces were not read to the last one, or could not be: what follows may be the rest, and no request.
            self.close_connection = True


def require_one_end(headers: HTTPMessage, version: str) -> None:
    """Raise ValueError unless a head says in one way, or in none, where its request ends."""
    lengths, codings = (
        [str(said).strip(" \t").lower() for said in headers.get_all(name, [])]
        for name in ("content-length", "transfer-encoding")
    )
    if len(lengths) + len(codings) > 1:
        raise ValueError("its end is said more than once")
    if codings and (codings[0] != "chunked" or version != "HTTP/1.1"):
        raise ValueError("its end is said in a way that is not known here")
    if lengths and not (lengths[0].isascii() and lengths[0].isdigit()):
        raise ValueError("its length is no number")


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
