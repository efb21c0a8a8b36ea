"""Write to one board's connection without ever waiting for it.

What the kernel takes goes out at once; what it does not take waits in order, and the loop sends it on as the board
reads. So nobody who writes gives way to anybody: between looking whether something waits and writing behind it,
nothing else runs, and no frame can be cut in two by another.

A board that reads too slowly must cost little and delay nobody. Of what a room is told, at most BACKLOG bytes wait;
beyond that only the newest frame is kept, and sent once the rest is through. It does not follow on from what the board
has, so the board asks again from where it is. What a board asked for itself may be larger, but not without end.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import gevent
from gevent import monkey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BACKLOG: Final = 256 * 1024
"""Bytes that wait for a board which does not read: what it is told after them, it is told by asking again."""

CEILING: Final = 8 * 1024 * 1024
"""Bytes of answers that wait for a board which asks and does not read; whoever wants more is cut off."""

IN_KERNEL: Final = 128 * 1024
"""Unsent bytes the kernel takes for one board. Left alone it takes megabytes, and a slow board reads what is old."""

WRITABLE: Final = 2

# gevent's own socket would wait where this one says that it would have to.
Socket: Callable[..., socket.socket] = monkey.get_original("socket", "socket")


class Outbox:
    """The connection of one board, and what waits for it."""

    __slots__ = ("_backlog", "_closed", "_newest", "_to", "_watcher", "kernel_takes", "released", "waiting")

    def __init__(self, descriptor: int) -> None:
        """Own a connection from now on."""
        self._to = Socket(fileno=descriptor)
        self._to.settimeout(0)
        self._to.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, IN_KERNEL)
        self.kernel_takes = self._to.send
        self._backlog: list[memoryview] = []
        self._newest: bytes | None = None
        self._watcher: Any = None
        self._closed = False
        self.released = False
        self.waiting = 0

    # --- for one board ----------------------------------------------------------------------------------------------

    def recv(self, size: int) -> bytes:
        """Return what the board has sent; nothing when it has gone. Raises BlockingIOError when it said no more."""
        return self._to.recv(size)

    def send(self, data: bytes | bytearray) -> None:
        """Take all of it, in its order. Raises OSError when nobody is there any more, or it does not read."""
        if self.waiting > CEILING:
            self.close()
        if self._closed:
            raise BrokenPipeError
        self._write(data)

    def close(self) -> None:
        """Hang up, which whoever listens then hears; what the kernel has not taken by now is lost."""
        if self._closed:
            return
        self._closed = True
        if self._watcher is not None:
            self._watcher.close()
        self._backlog.clear()
        self._newest, self.waiting = None, 0
        with suppress(OSError):
            self._to.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Hang up, and give the connection back to the system: nobody listens any more."""
        self.close()
        self._to.close()
        self.released = True

    # --- for a room -------------------------------------------------------------------------------------------------

    def tell(self, frame: bytes) -> bool:
        """Write a room's frame behind all that waits; say whether it was taken. One too many is skipped."""
        if self._closed:
            return False
        if self._newest is not None or (self._backlog and self.waiting + len(frame) > BACKLOG):
            self._newest = frame
            return False
        self._write(frame)
        return True

    def forget(self) -> None:
        """Leave out what was skipped: the board has left the room it was for."""
        self._newest = None

    # --- what waits -------------------------------------------------------------------------------------------------

    def _write(self, data: bytes | bytearray) -> None:
        sent = 0 if self._backlog else self._sent(data)
        if sent < len(data) and not self._closed:
            self.keep(memoryview(data)[sent:])

    def keep(self, rest: memoryview) -> None:
        """Send on what the kernel did not take, behind what waits already."""
        self._backlog.append(rest)
        self.waiting += len(rest)
        if self._watcher is None:
            self._watcher = gevent.get_hub().loop.io(self._to.fileno(), WRITABLE)
        if not self._watcher.active:
            self._watcher.start(self._go_on)

    def _go_on(self) -> None:
        """Send what waits, now that the kernel takes some again; then what tells the board that it was left out."""
        while self._backlog:
            head = self._backlog[0]
            sent = self._sent(head)
            self.waiting -= sent
            if self._closed:
                return
            if sent < len(head):
                self._backlog[0] = head[sent:]
                return
            del self._backlog[0]
        self._watcher.stop()
        if self._newest is not None:
            newest, self._newest = self._newest, None
            self._write(newest)

    def _sent(self, data: bytes | bytearray | memoryview) -> int:
        """Return how many bytes the kernel took; hang up when there is nobody."""
        try:
            return self.kernel_takes(data)
        except BlockingIOError:
            return 0
        except OSError:
            self.close()
            return 0


def tell_all(outboxes: Iterable[Outbox], frame: bytes) -> int:
    """Tell a whole room the same; return how many boards took it.

    This loop is what a step costs for each board, beside the kernel's work: so nearly every turn of it is one call.
    """
    size, taken = len(frame), 0
    for outbox in outboxes:
        if outbox.waiting:
            taken += outbox.tell(frame)
            continue
        try:
            sent = outbox.kernel_takes(frame)
        except BlockingIOError:
            sent = 0
        except OSError:
            outbox.close()
            continue
        if sent < size:
            outbox.keep(memoryview(frame)[sent:])
        taken += 1
    return taken
