"""The load: a process of its own that holds many boards open and says what reached them, when and in which order.

Told on standard input `wait NUMBER`, it answers once every board has that number, or some have not after a minute; told
`count`, with what it counted since it was last asked; told `reach POSITION`, with the instant at which each board was
told of that position of the log. It reads frames without understanding them: the numbers and
instants in a frame are found once, however many boards it comes to.
"""

from __future__ import annotations

import json
import os
import re
import select
import socket
import struct
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Final

from tests.bench.limits import many_files

NUMBERS: Final = re.compile(rb'"n":(\d+)')
INSTANTS: Final = re.compile(rb'"at":(\d+)')
UPTO: Final = re.compile(rb'"upto":(\d+)')
WAITS_FOR: Final = 60.0
KEPT: Final = 200_000
"""Delays kept of one count: enough for a percentile, whatever the number of boards."""


@dataclass(slots=True)
class Board:
    """One connection: what came and is not whole yet, and the last number it was told."""

    connection: socket.socket
    pending: bytes = b""
    last: int = 0
    upto: int = 0
    told_at: int = 0


@dataclass(slots=True)
class Count:
    """What reached the boards since the last answer."""

    deliveries: int = 0
    frames: int = 0
    missing: int = 0
    disordered: int = 0
    delays: list[int] = field(default_factory=list)


class Load:
    """Many boards on one loop."""

    def __init__(self, port: int, boards: int, greeting: list[str], cookies: list[str]) -> None:
        self.poll = select.epoll()
        self.boards: dict[int, Board] = {}
        self.count = Count()
        self._known: dict[bytes, tuple[list[int], list[int], int]] = {}
        for number in range(boards):
            board = come_in(port, greeting, cookies[number % len(cookies)])
            board.connection.setblocking(False)
            self.boards[board.connection.fileno()] = board
            self.poll.register(board.connection, select.EPOLLIN)
        self.poll.register(sys.stdin, select.EPOLLIN)

    def run(self) -> None:
        """Answer until nobody asks."""
        wanted: int | None = None
        position: int | None = None
        give_up_at = 0.0
        while True:
            for descriptor, _ in self.poll.poll(1):
                if descriptor != sys.stdin.fileno():
                    self._read(self.boards[descriptor])
                    continue
                match os.read(descriptor, 100).decode().split():
                    case ["wait", number]:
                        wanted, give_up_at = int(number), time.monotonic() + WAITS_FOR
                    case ["reach", number]:
                        position = int(number)
                    case ["count"]:
                        self._say()
                    case _:
                        return
            if wanted is not None and (self._all_have(wanted) or time.monotonic() > give_up_at):
                self.count.missing += sum(max(0, wanted - board.last) for board in self.boards.values())
                for board in self.boards.values():
                    board.last = wanted
                wanted = None
                print("they have", flush=True)  # noqa: T201 this is the answer
            if position is not None and all(board.upto >= position for board in self.boards.values()):
                position = None
                print(json.dumps([board.told_at for board in self.boards.values()]), flush=True)  # noqa: T201 this is the answer

    def _all_have(self, number: int) -> bool:
        return all(board.last >= number for board in self.boards.values())

    def _say(self) -> None:
        count, self.count = self.count, Count()
        delays = sorted(count.delays) or [0]
        print(json.dumps({  # noqa: T201 this is the answer
            "deliveries": count.deliveries, "frames": count.frames, "missing": count.missing,
            "disordered": count.disordered, "p50_ms": delays[len(delays) // 2] / 1e6,
            "p99_ms": delays[len(delays) * 99 // 100] / 1e6,
        }), flush=True)  # fmt: skip

    def _read(self, board: Board) -> None:
        try:
            data = board.connection.recv(1 << 18)
        except BlockingIOError:
            return
        if not data:
            sys.exit("a board was closed")
        data = board.pending + data if board.pending else data
        at = 0
        while (end := frame_end(data, at)) is not None:
            start, stop = end
            self._frame(board, data[start:stop])
            at = stop
        board.pending = data[at:]

    def _frame(self, board: Board, body: bytes) -> None:
        if body == b"2":
            board.connection.send(masked("3"))
            return
        found = self._known.get(body)
        if found is None:
            if len(self._known) > 100:
                self._known.clear()
            position = UPTO.search(body)
            found = (
                [int(n) for n in NUMBERS.findall(body)],
                [int(at) for at in INSTANTS.findall(body)],
                int(position[1]) if position else 0,
            )
            self._known[body] = found
        numbers, instants, upto = found
        now = time.monotonic_ns()
        if upto > board.upto:
            board.upto, board.told_at = upto, now
        if not numbers:
            return
        count = self.count
        count.frames += 1
        count.deliveries += len(numbers)
        if len(count.delays) < KEPT:
            count.delays += [now - at for at in instants]
        if numbers[0] != board.last + 1 or numbers[-1] != board.last + len(numbers):
            count.disordered += 1
        board.last = numbers[-1]


def frame_end(data: bytes, at: int) -> tuple[int, int] | None:
    """Return where the body of the frame that begins here begins and ends, or None when it is not whole."""
    if len(data) < at + 2:
        return None
    size, start = data[at + 1], at + 2
    if size == 126:
        if len(data) < at + 4:
            return None
        (size,), start = struct.unpack_from("!H", data, at + 2), at + 4
    elif size == 127:
        if len(data) < at + 10:
            return None
        (size,), start = struct.unpack_from("!Q", data, at + 2), at + 10
    return (start, start + size) if len(data) >= start + size else None


def masked(text: str) -> bytes:
    """Return a client's frame of a text; a mask of zeros leaves it readable."""
    body = text.encode()
    head = bytes((0x81, 0x80 | len(body))) if len(body) < 126 else struct.pack("!BBH", 0x81, 0xFE, len(body))
    return head + bytes(4) + body


def come_in(port: int, greeting: list[str], cookie: str) -> Board:
    """Connect, and say what lets a board in; each word of the greeting waits for the answer to the one before."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    headers = {
        "Host": f"127.0.0.1:{port}", "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Cookie": cookie,
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    connection.sendall(f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n{lines}\r\n".encode())
    board = Board(connection)
    while b"\r\n\r\n" not in board.pending:
        board.pending += more(connection)
    board.pending = board.pending.partition(b"\r\n\r\n")[2]
    for word in greeting:
        hear(board)
        connection.sendall(masked(word))
    if greeting:
        hear(board)
    return board


def hear(board: Board) -> bytes:
    """Return the body of the next frame."""
    while (end := frame_end(board.pending, 0)) is None:
        board.pending += more(board.connection)
    body, board.pending = board.pending[end[0] : end[1]], board.pending[end[1] :]
    return body


def more(connection: socket.socket) -> bytes:
    """Return what comes next. Raises ConnectionError when whoever spoke has hung up."""
    heard = connection.recv(1 << 16)
    if not heard:
        raise ConnectionError("the server hung up")
    return heard


def main() -> None:
    """Open the boards that standard input's first line asks for, say so, and count."""
    asked: dict[str, Any] = json.loads(sys.stdin.readline())
    many_files()
    load = Load(asked["port"], asked["boards"], asked["greeting"], asked["cookies"])
    print("ready", flush=True)  # noqa: T201 this is the answer
    load.run()


if __name__ == "__main__":
    main()
