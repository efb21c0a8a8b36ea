"""The limit: a loop that writes one prepared frame to each connection, and does nothing else.

Told on standard input `tell FIRST COUNT RATE`, it tells all boards that many numbers, so many a second.
"""

from __future__ import annotations

import select
import socket
import sys

from realtime.websocket import text_frame
from tests.bench.events import paced, said
from tests.bench.limits import many_files

ANSWER = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)


def main() -> None:
    """Serve."""
    many_files()
    door = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(door.getsockname()[1], flush=True)  # noqa: T201 where it is
    boards: list[socket.socket] = []
    while True:
        ready, _, _ = select.select([door, sys.stdin], [], [])
        if door in ready:
            board, _ = door.accept()
            board.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not board.recv(4096).endswith(b"\r\n\r\n"):
                pass
            board.sendall(ANSWER)
            boards.append(board)
        elif line := sys.stdin.readline():
            for number in paced(line):
                frame = text_frame(f'42/boards,["step",{said(number)}]')
                for board in boards:
                    board.send(frame)
        else:
            return


if __name__ == "__main__":
    main()
