"""Tell a whole room of boards the same: encode one WebSocket frame, and write it straight to every connection.

**How.** Engine.IO keeps a queue and a greenlet for each board, which wakes, encodes and writes: some switches and an
encoding for every board and step. But a room's frame is the same bytes for everybody in it. So it is made once and
given to each board's `Outbox`, which writes what the kernel takes at once and never waits. Everything else (handshakes,
answers, pings, boards that poll or are still coming in) goes as python-engineio sends it: the *stock path*.

**Why that is safe.** A frame goes straight only to a board for which nothing waits on the stock path: what was said
before is in its outbox by then, and nothing is overtaken. Otherwise it queues behind what waits. Both paths end in one
outbox, in which frames stay whole and in order, and no greenlet runs between that look and the write, for neither
waits. While a board changes from polling to a WebSocket its frames queue; the new connection begins with them.

Nothing here gathers steps. The tail does: one step stands for all that was committed in its window (`tail.WINDOW`),
and that is less to say than several steps in one frame.

**What it leans on.** `LEANS_ON` names the versions whose insides are used: which class Engine.IO makes a WebSocket of,
what its sockets say of themselves (`WebSocket.clear`), and how simple-websocket reads (`WebSocket.wait`). With others,
or when the trial fails that each start makes of the very server that is to serve, everybody is on the stock path:
slower, never wrong. `/health` says which it is.
"""

from __future__ import annotations

import json
import logging
import struct
from collections import defaultdict
from contextlib import suppress
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import gevent
import simple_websocket
from gevent import socket
from gevent.event import Event

from realtime.outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import BinaryIO

LEANS_ON: Final = {"python-engineio": "4.15", "python-socketio": "5.18", "simple-websocket": "1.1"}

CONNECTION: Final = "realtime.connection"
"""Where the server puts a request's connection, in the environment of WSGI."""

COMES_BACK_AFTER: Final = 0.01
"""Seconds that lie between two boards that come back after a stop, on the average: coming in costs about as much."""

READS: Final = 4096
"""Bytes read at once; a board says little."""

TRIED_WITHIN: Final = 5.0
"""Seconds that the trial at the start may take."""

logger = logging.getLogger(__name__)


class Unproven(Exception):
    """Writing straight to boards cannot be trusted here; the message says why."""


class Broadcast:
    """The rooms of one Socket.IO server, and each board in them reached by the shortest path that is open to it."""

    def __init__(self, server: Any, namespace: str) -> None:  # noqa: ANN401 python-socketio ships no types
        """Take the server as it is: its boards are on the stock path until `go_straight`."""
        self._server = server
        self._namespace = namespace
        self._rooms: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._open: dict[str, WebSocket] = {}
        self.straight = False

    def enter(self, sid: str, room: str) -> None:
        """Let a board hear what a room is told."""
        self._rooms[room][sid] = self._server.manager.eio_sid_from_sid(sid, self._namespace)

    def leave(self, sid: str, room: str) -> None:
        """Let it hear no more."""
        engine_sid = self._rooms[room].pop(sid, None)
        if not self._rooms[room]:
            del self._rooms[room]
        if engine_sid in self._open:
            self._open[engine_sid].outbox.forget()

    def emit(self, event: str, said: dict[str, Any], to: str) -> None:
        """Tell a room, or one board by its id."""
        if to in self._rooms:
            told = json.dumps([event, said], ensure_ascii=False, separators=(",", ":"))
            self._tell(self._rooms[to].values(), f"2{self._namespace},{told}")
        else:
            self._server.emit(event, said, to=to, namespace=self._namespace)

    def part(self) -> None:
        """Tell everybody to leave and to come back at a moment of their own within so many seconds, not all at once."""
        boards = [engine_sid for _, engine_sid in self._server.manager.get_participants(self._namespace, None)]
        said = {"within": round(COMES_BACK_AFTER * len(boards), 3)}
        self._tell(boards, f"2{self._namespace},{json.dumps(['part', said])}")

    def _tell(self, engine_sids: Iterable[str], packet: str) -> None:
        """Send a Socket.IO packet to many: encoded once for those whose path is clear."""
        frame = text_frame(f"4{packet}")
        for engine_sid in engine_sids:
            web_socket = self._open.get(engine_sid)
            if web_socket is not None and web_socket.clear:
                web_socket.outbox.tell(frame)
            else:
                self._server.eio.send(engine_sid, packet)

    # --- whether it can be trusted ----------------------------------------------------------------------------------

    def go_straight(self, serve: Callable[[Any, Any], None]) -> None:
        """Write straight to boards from now on, if a trial shows that it works here.

        `serve` lets the server that is about to serve the boards handle one connection.
        """
        engine = self._server.eio
        stock = engine._async  # noqa: SLF001 there is no other way to say which class a WebSocket is made of
        engine._async = {**stock, "websocket": lambda handler, _: WebSocket(handler, self._open)}  # noqa: SLF001
        try:
            check_versions()
            with gevent.Timeout(TRIED_WITHIN):
                self._try(serve)
        except (Exception, gevent.Timeout) as error:  # noqa: BLE001 whatever is wrong here, the stock path is right
            engine._async = stock  # noqa: SLF001
            logger.warning("boards are reached by the stock path, which costs six times the processor: %r", error)
        else:
            self.straight = True

    def _try(self, serve: Callable[[Any, Any], None]) -> None:
        """Come in as a board does, and hear in order what goes either way. Raises Unproven, or whatever goes wrong."""
        with socket.socket() as door, socket.socket() as board, board.makefile("rb") as heard:
            door.bind(("127.0.0.1", 0))
            door.listen()
            board.connect(door.getsockname())
            gevent.spawn(serve, *door.accept())
            board.sendall(COMING_IN)
            while heard.readline().strip():
                pass
            engine_sid = json.loads(text_of(heard)[1:])["sid"]
            if not self._open[engine_sid].clear:
                raise Unproven("a board that is in, and waits for nothing, looks as if it did")
            self._tell([engine_sid], "straight")
            self._server.eio.send(engine_sid, "queued")
            self._tell([engine_sid], "behind it")
            order = [text_of(heard) for _ in range(3)]
            if order != ["4straight", "4queued", "4behind it"]:
                raise Unproven(f"frames came as {order}")
            board.sendall(LEAVING)
            heard.read()  # until the server has understood that and hangs up


def check_versions() -> None:
    """Raise Unproven when what is leant on is not what was tried."""
    for name, tried in LEANS_ON.items():
        if not version(name).startswith(f"{tried}."):
            raise Unproven(f"{name} is {version(name)}, and {tried} was tried")


class NoThread:
    """The thread in which simple-websocket would read. Whoever waits for a message reads: 14 kB less a board."""

    def __init__(self, target: Callable[[], None]) -> None:  # noqa: ARG002 it is never run
        """Have the name that is asked for."""
        self.name = ""

    def start(self) -> None:
        """Begin nothing."""


class WebSocket:
    """What Engine.IO makes of a connection that becomes a WebSocket, with an outbox under it."""

    __slots__ = ("_end", "_handle", "_open", "_speaks", "outbox")

    def __init__(self, handle: Callable[[WebSocket], Any], opened: dict[str, WebSocket]) -> None:
        """Belong to the Engine.IO socket whose method `handle` is; stand among those `opened` while it lasts."""
        self._handle = handle
        self._end: Any = handle.__self__  # type: ignore[attr-defined] # a method's own object
        self._open = opened

    def __call__(self, environ: dict[str, Any], _start_response: object) -> Any:  # noqa: ANN401 WSGI's
        """Answer the handshake, and stay until one of both hangs up."""
        self.outbox = Outbox(environ[CONNECTION])
        try:
            # To simple-websocket an outbox is a socket like those it is handed by Werkzeug.
            self._speaks = simple_websocket.Server(
                {**environ, "werkzeug.socket": self.outbox}, thread_class=NoThread, event_class=Event,
                max_message_size=self._end.server.max_http_buffer_size,
            )  # fmt: skip
            self._open[self._end.sid] = self
            return self._handle(self)
        finally:
            self._open.pop(self._end.sid, None)
            self.outbox.close()

    @property
    def clear(self) -> bool:
        """Say whether nothing waits on the stock path that a frame written now would overtake."""
        end = self._end
        return end.upgraded and not end.upgrading and not end.closing and end.queue.empty()

    def send(self, message: str | bytes) -> None:
        """Send one message of the stock path. Raises OSError when nobody is there."""
        try:
            self._speaks.send(message)
        except simple_websocket.ConnectionClosed as error:
            raise BrokenPipeError from error

    def wait(self) -> str | bytes | None:
        """Return the next message, or None when there will be none."""
        speaks = self._speaks
        while speaks.connected and not speaks.input_buffer:
            speaks.connected = self._read()
        return speaks.input_buffer.pop(0) if speaks.input_buffer else None

    def _read(self) -> bool:
        """Hand on what came, which may be a part of a message or several; say whether more can come."""
        try:
            came = self.outbox.recv(READS)
            self._speaks.ws.receive_data(came or None)
            return bool(self._speaks._handle_events()) and bool(came)  # noqa: SLF001 what its own thread would do
        except OSError:
            return False

    def close(self) -> None:
        """Say goodbye and hang up: whoever has lost the network answers to nothing."""
        with suppress(OSError, simple_websocket.ConnectionClosed):
            self._speaks.close()
        self.outbox.close()


COMING_IN: Final = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
LEAVING: Final = b"\x81\x81\0\0\0\x001"
"""A frame that says "1", which is how Engine.IO says goodbye."""

_TEXT: Final = 0x81
_TWO_BYTES, _EIGHT_BYTES = 126, 127


def text_frame(text: str) -> bytes:
    """Return a server's WebSocket frame of a text: whole, unmasked, uncompressed."""
    body = text.encode()
    size = len(body)
    if size < _TWO_BYTES:
        return struct.pack("!BB", _TEXT, size) + body
    if size < 1 << 16:
        return struct.pack("!BBH", _TEXT, _TWO_BYTES, size) + body
    return struct.pack("!BBQ", _TEXT, _EIGHT_BYTES, size) + body


def text_of(heard: BinaryIO) -> str:
    """Return the text of the next frame, of those that fit into two bytes of length."""
    _, size = heard.read(2)
    if size == _TWO_BYTES:
        (size,) = struct.unpack("!H", heard.read(2))
    return heard.read(size).decode()
