"""Tell a whole room of boards the same: encode one WebSocket frame, and write it straight to every connection.

**How.** Engine.IO keeps a queue and greenlets for each board, which wake, encode and write: some switches and an
encoding for every board and step. But a room's frame is the same bytes for everybody in it. So it is made once and
given to each board's `Outbox`, which writes what the kernel takes at once and never waits. Boards that poll, or have
not yet changed over from polling, are reached as python-engineio does it: the *stock path*.

**Why that is safe.** All that Engine.IO says to a board on a WebSocket (answers, pings, goodbyes) goes into the same
outbox at once (`websocket`), in which frames stay whole and in order: nothing waits anywhere else that a frame could
overtake. While a board changes from polling to a WebSocket its frames queue; the new connection begins with them.

Nothing here gathers steps. The tail does: one step stands for all that was committed in its window (`tail.WINDOW`),
and that is less to say than several steps in one frame.

**What it leans on.** `LEANS_ON` names the versions whose insides are used: what Engine.IO makes a WebSocket and a
thread of, what its sockets say of themselves (`websocket`), and how wsproto reads frames. With others, or when the
trial fails that each start makes of the very server that is to serve, everybody is on the stock path: slower, never
wrong. `/health` says which it is.
"""

from __future__ import annotations

import json
import logging
import struct
from collections import defaultdict
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import gevent
from gevent import socket

from realtime.outbox import Outbox, tell_all
from realtime.packed import dumps
from realtime.websocket import CONNECTION, Pings, WebSocket, forget_request, handshake, text_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import BinaryIO

LEANS_ON: Final = {"python-engineio": "4.15", "python-socketio": "5.18", "wsproto": "1.3"}

COMES_BACK_AFTER: Final = 0.005
"""Seconds that lie between two boards that come back after a stop, on the average: coming in costs about as much."""

MOST: Final = 10_000
"""Boards that one process lets in; more are told to try again later, or elsewhere."""

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
        self.told = self.left_out = 0

    def __len__(self) -> int:
        """Return how many boards are written straight to."""
        return len(self._open)

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
            told = dumps([event, said])
            self._tell(self._rooms[to].values(), f"2{self._namespace},{told}")
        else:
            self._server.emit(event, said, to=to, namespace=self._namespace)

    def part(self) -> None:
        """Tell everybody to leave and to come back at a moment of their own within so many seconds, not all at once."""
        boards = [engine_sid for _, engine_sid in self._server.manager.get_participants(self._namespace, None)]
        said = {"within": round(COMES_BACK_AFTER * len(boards), 3)}
        self._tell(boards, f"2{self._namespace},{dumps(['part', said])}")

    def _tell(self, engine_sids: Iterable[str], packet: str) -> None:
        """Send a Socket.IO packet to many: encoded once for those on a WebSocket."""
        opened, stock = self._open, []
        outboxes: list[Outbox] = []
        for engine_sid in engine_sids:
            if engine_sid in opened:
                outboxes.append(opened[engine_sid].outbox)
            else:
                stock.append(engine_sid)
        taken = tell_all(outboxes, text_frame(f"4{packet}"))
        self.told += taken
        self.left_out += len(outboxes) - taken
        for engine_sid in stock:
            self._server.eio.send(engine_sid, packet)

    # --- how they come in -------------------------------------------------------------------------------------------

    def _let_in(self, end: Any, environ: dict[str, Any], start_response: Callable[..., Any]) -> tuple[()]:  # noqa: ANN401 Engine.IO's
        """Make a request the WebSocket of an Engine.IO socket; from then on the connection is ours, the request over.

        The answer to it is written here: a list instead of a tuple would make Engine.IO write one of its own.
        """
        greeting = handshake(environ)
        if greeting is None or len(self._open) >= MOST:
            status = "400 Bad Request" if greeting is None else "503 Service Unavailable"
            start_response(status, [("Content-Length", "0"), ("Connection", "close")])
            end.close(wait=False, abort=True)
            return ()
        web_socket = WebSocket(end, environ[CONNECTION](), self._open)
        if not end.connected:
            forget_request(environ)
        web_socket.begin(greeting)
        return ()

    def _has_joined(self, engine_sid: str) -> bool:
        return self._server.manager.sid_from_eio_sid(engine_sid, self._namespace) is not None

    # --- whether it can be trusted ----------------------------------------------------------------------------------

    def go_straight(self, serve: Callable[[Any, Any], None]) -> None:
        """Write straight to boards from now on, if a trial shows that it works here.

        `serve` lets the server that is about to serve the boards handle one connection.
        """
        engine = self._server.eio
        stock = engine._async  # noqa: SLF001 there is no other way to say what a WebSocket and a thread are made of
        engine._async = {  # noqa: SLF001
            **stock,
            "websocket": lambda handler, _: partial(self._let_in, handler.__self__),
            "thread": Pings(stock["thread"], engine.ping_interval, self._has_joined),
        }
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
            if engine_sid not in self._open:
                raise Unproven("a board that is in looks as if it were not")
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


COMING_IN: Final = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
LEAVING: Final = b"\x81\x81\0\0\0\x001"
"""A frame that says "1", which is how Engine.IO says goodbye."""

TWO_BYTES: Final = 126
"""What stands for a length where two bytes of length follow."""


def text_of(heard: BinaryIO) -> str:
    """Return the text of the next frame, of those that fit into two bytes of length."""
    _, size = heard.read(2)
    if size == TWO_BYTES:
        (size,) = struct.unpack("!H", heard.read(2))
    return heard.read(size).decode()
