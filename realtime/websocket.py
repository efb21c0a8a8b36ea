"""Hold a board's WebSocket without a greenlet of its own: nobody waits for a board, it is heard when it speaks.

Engine.IO gives each WebSocket three greenlets: one that reads, one that writes what its queue holds, one that waits to
ping. A thousand boards that say nothing then hold 60 MB of stacks. Here the request that brings a board ends with its
handshake. What the board says wakes a greenlet for as long as that takes; what it is told goes straight into its
`Outbox`, which is the queue of its Engine.IO socket from then on, so that nothing can overtake anything; and one timer
pings everybody (`Pings`). No extension is ever agreed upon: compressing frames costs three to five times the processor.
"""

from __future__ import annotations

import struct
import time
from collections import deque
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import gevent
from engineio.exceptions import EngineIOError
from engineio.packet import NOOP, PING, PONG, UPGRADE, Packet
from engineio.socket import Socket
from engineio.socket import time as engine_clock  # what it compares its last ping with
from wsproto.frame_protocol import CloseReason, FrameProtocol, Opcode, ParseFailed
from wsproto.utilities import generate_accept_token

from realtime.outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONNECTION: Final = "realtime.connection"
"""Where a request says, in the environment of WSGI, how its connection is taken from the server: a descriptor."""

KEPT: Final = ("HTTP_COOKIE",)
"""What is kept of the request that brought a board: whom it belongs to."""

READS: Final = 4096
"""Bytes read at once; a board says little."""

READABLE: Final = 1

VERSION: Final = "13"


class Gone(Exception):
    """The board said goodbye, or something that no board says."""


class WebSocket:
    """A board's connection: to Engine.IO the queue of its socket, to a broadcast an outbox that is `open`."""

    __slots__ = ("_end", "_frames", "_open", "_parts", "_readable", "_size", "outbox")

    def __init__(self, end: Any, descriptor: int, opened: dict[str, WebSocket]) -> None:  # noqa: ANN401 Engine.IO ships no types
        """Carry what is said to and by the Engine.IO socket `end`; stand among those `opened` once it is in."""
        self._end = end
        self._open = opened
        self._frames = FrameProtocol(client=False, extensions=[])
        self._parts: list[Any] = []
        self._size = 0
        self.outbox = Outbox(descriptor)
        self._readable = gevent.get_hub().loop.io(descriptor, READABLE)

    def begin(self, greeting: bytes) -> None:
        """Answer the handshake and listen. A board that has polled until now first tries whether it is heard."""
        self.outbox.send(greeting)
        self._readable.start(self._wake)
        if self._end.connected:
            self._end.upgrading = True
        else:
            self._end.connected = True
            self._come_in()

    def _come_in(self) -> None:
        end, waited = self._end, self._end.queue
        end.queue, end.upgraded, end.upgrading = self, True, False
        self._open[end.sid] = self
        while not waited.empty():
            self.put(waited.get(block=False))

    # --- as the queue of an Engine.IO socket ------------------------------------------------------------------------

    def put(self, packet: Any) -> None:  # noqa: ANN401 Engine.IO ships no types
        """Send a packet; hang up on None, which is how Engine.IO ends a queue."""
        if packet is None:
            self.hang_up()
        else:
            self._send(packet.encode())

    def join(self) -> None:
        """Wait for nothing: nothing waits here."""

    # --- what the board says ----------------------------------------------------------------------------------------

    def _wake(self) -> None:
        # The loop itself must not wait, and whoever hears what a board says may have to.
        self._readable.stop()
        gevent.spawn(self._listen)

    def _listen(self) -> None:
        try:
            for said in self._messages(self.outbox.recv(READS)):
                self._heard(Packet(encoded_packet=said))
        except BlockingIOError:
            pass
        except (Gone, ParseFailed, LookupError, RecursionError, TypeError, ValueError, OSError, EngineIOError):
            self._lost()
        if not self.outbox.released:
            self._readable.start(self._wake)

    def _messages(self, came: bytes) -> Iterator[str | bytes]:
        if not came:
            self.outbox.close()  # nobody is there to say goodbye to
            raise Gone
        self._frames.receive_bytes(came)
        for frame in self._frames.received_frames():
            payload: Any = frame.payload  # of a text, of bytes, of why it closes: as the frame's kind says
            if frame.opcode is Opcode.CLOSE:
                raise Gone
            if frame.opcode is Opcode.PING:
                self.outbox.send(self._frames.pong(payload))
            elif frame.opcode in {Opcode.TEXT, Opcode.BINARY}:
                self._parts.append(payload)
                self._size += len(payload)
                if self._size > self._end.server.max_http_buffer_size:
                    raise Gone
                if frame.message_finished:
                    parts, self._parts, self._size = self._parts, [], 0
                    yield "".join(parts) if frame.opcode is Opcode.TEXT else b"".join(parts)

    def _heard(self, packet: Packet) -> None:
        end = self._end
        if end.upgraded:
            end.receive(packet)
        elif packet.packet_type == PING and packet.data == "probe":
            self._send(Packet(PONG, data="probe").encode())
            end.queue.put(Packet(NOOP))  # ends the poll that waits
        elif packet.packet_type == UPGRADE and not end.closed:
            self._come_in()
        else:
            raise Gone

    # --- the end ----------------------------------------------------------------------------------------------------

    def _lost(self) -> None:
        if self._end.upgraded:
            self._end.close(wait=False, abort=True, reason=self._end.server.reason.TRANSPORT_CLOSE)
        self._end.upgrading = False
        self.hang_up()

    def hang_up(self) -> None:
        """Say goodbye and let the connection go: whoever has lost the network answers to nothing."""
        if self.outbox.released:
            return
        self._readable.close()
        with suppress(OSError):
            self.outbox.send(self._frames.close(CloseReason.NORMAL_CLOSURE))
        self.outbox.release()
        if self._open.get(self._end.sid) is self:
            del self._open[self._end.sid]
            self._end.server.sockets.pop(self._end.sid, None)

    def _send(self, message: str | bytes) -> None:
        with suppress(OSError):  # nobody is there any more, which is heard of by listening
            self.outbox.send(text_frame(message) if isinstance(message, str) else self._frames.send_data(message))


class Pings:
    """The pings that are due, of all boards: one timer, and none while nobody is here.

    Whoever has not `joined` by the first is no board, and is hung up on instead: to come so far takes no right.
    """

    def __init__(self, thread: Callable[..., Any], every: float, joined: Callable[[str], bool]) -> None:
        """Stand where Engine.IO makes its threads: it makes one to wait for each ping."""
        self._thread = thread
        self._every = every
        self._joined = joined
        self._due: deque[tuple[float, Any]] = deque()
        self._told: Any = None

    def __call__(self, target: Callable[..., Any], **asked: Any) -> Any:  # noqa: ANN401 as a class of threads
        """Return what will do something once it is started: a thread, but for a ping."""
        if getattr(target, "__func__", None) is Socket._send_ping:  # noqa: SLF001 what would wait in a thread of its own
            return Later(partial(self._note, target.__self__))  # type: ignore[attr-defined] # a method's own object
        return self._thread(target=target, **asked)

    def _note(self, end: Any) -> None:  # noqa: ANN401 Engine.IO ships no types
        self._due.append((time.monotonic() + self._every, end))
        if len(self._due) == 1:
            gevent.spawn_later(self._every, self._ring)

    def _ring(self) -> None:
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            _, end = self._due.popleft()
            if end.closing or end.closed:
                continue
            with suppress(EngineIOError):
                if self._joined(end.sid):
                    end.last_ping = engine_clock.time()
                    end.send(Packet(PING))
                else:
                    end.close(wait=False)
        if self._due:
            gevent.spawn_later(RINGS_EVERY, self._ring)


RINGS_EVERY: Final = 1.0
"""Seconds between two looks at which pings are due: those of one second go out together."""


class Later:
    """Something that is only noted where a thread was asked for."""

    def __init__(self, start: Callable[[], None]) -> None:
        """Take what notes it."""
        self.start = start


def handshake(environ: dict[str, Any]) -> bytes | None:
    """Return the answer to a request for a WebSocket, without any extension, or None when it is not one."""
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "").strip()
    if not key or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != VERSION:
        return None
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %s\r\n\r\n" % generate_accept_token(key.encode("latin-1"))
    )


def forget_request(environ: dict[str, Any]) -> None:
    """Leave of a request what must be known of its board as long as it stays; the rest holds 20 kB."""
    for name in environ.keys() - KEPT:
        del environ[name]


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
