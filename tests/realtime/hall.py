"""A server with rooms in this very process, and boards that come to it over real sockets; all of it on one loop."""

from __future__ import annotations

import http.client
import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import gevent
import socketio
from gevent import socket
from wsproto import ConnectionType, WSConnection
from wsproto.connection import ConnectionState
from wsproto.events import Request, TextMessage

from coordinator.server.connections import Handler, Server
from realtime.broadcast import Broadcast

if TYPE_CHECKING:
    from collections.abc import Callable

NAMESPACE = "/boards"
WAITS_FOR = 30.0
AT = "/socket.io/?EIO=4&transport="


class Hall:
    """A Socket.IO server that lets everybody in, and the broadcast that is tried on it."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 the Socket.IO server's
        self.sockets = socketio.Server(async_mode="gevent", namespaces=[NAMESPACE], **options)
        self.sockets.on("connect", lambda _sid, _environ: None, namespace=NAMESPACE)
        self.server = Server(("127.0.0.1", 0), socketio.WSGIApp(self.sockets), handler_class=Handler, log=None)
        self.server.start()
        self.broadcast = Broadcast(self.sockets, NAMESPACE)
        self.broadcast.go_straight(self.server.handle)
        self.boards: list[Board] = []

    def tell(self, number: int, room: str = "room", size: int = 0) -> None:
        """Tell a room a number, in a message of some size."""
        self.broadcast.emit("step", {"n": number, "filling": "x" * size}, room)

    def outbox(self, board: Board) -> Any:  # noqa: ANN401 an Outbox, or None once it is gone
        """Return what waits for a board."""
        found = self.broadcast._open.get(board.engine_sid)
        return found and found.outbox

    def until(self, true: Callable[[], bool]) -> None:
        """Let everybody go on until something is so."""
        with gevent.Timeout(WAITS_FOR):
            while not true():
                gevent.sleep(0.001)

    def empty(self) -> None:
        """Let everybody go."""
        for board in self.boards:
            board.unplug()
        self.boards.clear()
        self.until(lambda: not self.broadcast._open)
        self.broadcast._rooms.clear()

    def close(self) -> None:
        """Let nobody in any more."""
        self.empty()
        self.sockets.shutdown()
        self.server.stop(timeout=0)


class Board:
    """What a browser's client says and hears, frame by frame; it reads only when it is asked to."""

    def __init__(self, hall: Hall, *, window: int = 0, polls: bool = False, room: str | None = "room") -> None:
        self.hall = hall
        self.engine_sid = ""
        self.connection: Any = None
        self._parts: list[str] = []
        self._heard: list[str] = []
        hall.boards.append(self)
        self._window = window
        if polls:
            self.poll()
            self.post(f"40{NAMESPACE},")
            self.poll()
        else:
            self.connect()
            self.say(f"40{NAMESPACE},")
        self.engine_sid = self.engine_sid or json.loads(self.hear()[1:])["sid"]
        self.sid = json.loads(self.hear().partition(",")[2])["sid"]
        if room is not None:
            hall.broadcast.enter(self.sid, room)

    def numbers(self, upto: int) -> list[int]:
        """Return the numbers heard, until one is."""
        heard: list[int] = []
        while upto not in heard:
            said = self.hear()
            if said.startswith("42"):
                heard.append(json.loads(said.partition(",")[2])[1]["n"])
        return heard

    # --- over a WebSocket -------------------------------------------------------------------------------------------

    def connect(self) -> None:
        """Open a WebSocket, for the session there is or a new one."""
        self._speaks = WSConnection(ConnectionType.CLIENT)
        self.connection = socket.socket()
        if self._window:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._window)
        self.connection.connect(("127.0.0.1", self.hall.server.server_port))
        target = f"{AT}websocket" + (f"&sid={self.engine_sid}" if self.engine_sid else "")
        self.connection.sendall(self._speaks.send(Request(host="127.0.0.1", target=target)))
        while self._speaks.state is ConnectionState.CONNECTING:
            self._read()

    def say(self, text: str) -> None:
        """Send a packet."""
        self.connection.sendall(self._speaks.send(TextMessage(text)))

    def hear(self) -> str:
        """Return the next packet."""
        with gevent.Timeout(WAITS_FOR):
            while not self._heard:
                self._read()
        return self._heard.pop(0)

    def unplug(self) -> None:
        """Lose the line without a word."""
        if self.connection is not None:
            self.connection.close()

    def _read(self) -> None:
        self._speaks.receive_data(self.connection.recv(65536) or None)
        for part in self._speaks.events():
            if isinstance(part, TextMessage):
                self._parts.append(part.data)
                if part.message_finished:
                    self._heard.append("".join(self._parts))
                    self._parts.clear()

    # --- by polling -------------------------------------------------------------------------------------------------

    def poll(self) -> None:
        """Ask once what there is to hear."""
        self._heard += self._ask("GET").split("\x1e")
        if not self.engine_sid:
            self.engine_sid = json.loads(self._heard.pop(0)[1:])["sid"]

    def post(self, text: str) -> None:
        """Send a packet."""
        self._ask("POST", text)

    def _ask(self, method: str, body: str | None = None) -> str:
        port = self.hall.server.server_port
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as asking:
            asking.sock = socket.create_connection(("127.0.0.1", port))
            asking.request(method, f"{AT}polling" + (f"&sid={self.engine_sid}" if self.engine_sid else ""), body)
            return asking.getresponse().read().decode()
