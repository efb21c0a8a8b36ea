"""Clients that mean no good, beside boards that are watched: half-open connections, nonsense, floods of watches.

Told on standard input where and how many, it answers once that many say nothing; from then on somebody comes in so
many times a second and says what no client says, a frame without end, or `watch` again and again, until input ends.
"""

from __future__ import annotations

import itertools
import json
import select
import socket
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from tests.bench.limits import many_files
from tests.bench.load import come_in, masked

if TYPE_CHECKING:
    from collections.abc import Sequence

A_SECOND: Final = 20
"""Of those who come in; coming in takes the server's processor, whoever it is."""

HALF: Final = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX"
ENDLESS: Final = b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"
OVERSIZED: Final = masked("4" + "x" * 60_000)


def said(watch: str) -> Sequence[bytes]:
    """Return what is said by one after the other."""
    return masked("42/boards,{}"), ENDLESS, OVERSIZED, masked(watch) * 100


def main() -> None:
    """Trouble a server until nobody asks for it any more."""
    asked: dict[str, Any] = json.loads(sys.stdin.readline())
    many_files()
    at = "127.0.0.1", asked["port"]
    silent = [socket.create_connection(at, timeout=60) for _ in range(asked["silent"])]
    for each in silent:
        each.sendall(HALF)
    print("they are there", flush=True)  # noqa: T201 this is the answer
    *joining, watch = asked["greeting"]
    ways, began = itertools.cycle(said(watch)), time.monotonic()
    for number in itertools.count():
        if select.select([sys.stdin], [], [], max(0.0, began + number / A_SECOND - time.monotonic()))[0]:
            return
        threading.Thread(target=one, args=(asked, joining, next(ways)), daemon=True).start()


def one(asked: dict[str, Any], joining: list[str], word: bytes) -> None:
    """Come in, say something, and listen until the server hangs up."""
    with suppress(OSError):
        connection = come_in(asked["port"], joining, asked["cookie"]).connection
        connection.settimeout(2)
        connection.sendall(word)
        while connection.recv(1 << 16):
            pass
        connection.close()


if __name__ == "__main__":
    main()
