"""Clients that each send one request after another, on a connection of their own: a process of its own, on gevent.

Told on standard input where, what and how long, and what stands in a request for an id that nobody had before, it
answers with how many were answered well, how many otherwise, and what each waited.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 the loop must be gevent's before anything else is imported
import re  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import uuid  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402
from typing import Any, Final  # noqa: E402

import gevent  # noqa: E402

from tests.bench.load import more  # noqa: E402

LENGTH: Final = re.compile(rb"(?i)content-length: (\d+)")
WAITS_FOR: Final = 60.0


@dataclass
class Count:
    """What came of the requests of all clients."""

    well: int = 0
    otherwise: int = 0
    waited: list[float] = field(default_factory=list)

    def said(self, took: float) -> dict[str, float]:
        """Return it, with the time it took."""
        waited = sorted(self.waited)
        return {
            "well": self.well, "otherwise": self.otherwise, "took": took,
            "p50_ms": waited[len(waited) // 2] * 1000, "p99_ms": waited[len(waited) * 99 // 100] * 1000,
        }  # fmt: skip


def main() -> None:
    """Follow orders."""
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        count, began = Count(), time.monotonic()
        until = began + order["seconds"]
        clients = [gevent.spawn(follow, order["port"], each, order["new"], until, count) for each in order["requests"]]
        gevent.joinall(clients, raise_error=True)
        print(json.dumps(count.said(time.monotonic() - began)), flush=True)  # noqa: T201 this is the answer


def follow(port: int, request: str, new: str, until: float, count: Count) -> None:
    """Send a request again and again."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=WAITS_FOR)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection:
        while time.monotonic() < until:
            sent = time.monotonic()
            connection.sendall(request.replace(new, str(uuid.uuid4())).encode())
            status = _status(connection)
            count.well += status in {200, 201}
            count.otherwise += status not in {200, 201}
            count.waited.append(time.monotonic() - sent)


def _status(connection: socket.socket) -> int:
    """Read one answer; return its status."""
    heard = b""
    while (ends := heard.find(b"\r\n\r\n")) < 0:
        heard += more(connection)
    found = LENGTH.search(heard, 0, ends)
    assert found is not None, heard
    while len(heard) < ends + 4 + int(found[1]):
        heard += more(connection)
    return int(heard.split(b" ", 2)[1])


if __name__ == "__main__":
    main()
