"""Boards that all come in at once, as after a restart: how long each waits to be in. A process of its own, on gevent.

Told on standard input where and how, it answers with what it took; then it leaves.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 the loop must be gevent's before anything else is imported
import sys  # noqa: E402
import time  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402

from tests.bench.limits import many_files  # noqa: E402
from tests.bench.load import Board, come_in  # noqa: E402


def main() -> None:
    """Let them come, and say how long it took."""
    asked: dict[str, Any] = json.loads(sys.stdin.readline())
    many_files()
    began = time.monotonic()
    waited: list[float] = []

    def one(cookie: str) -> Board:
        board = come_in(asked["port"], asked["greeting"], cookie)
        waited.append((time.monotonic() - began) * 1000)
        return board

    cookies = asked["cookies"]
    boards = [gevent.spawn(one, cookies[number % len(cookies)]) for number in range(asked["boards"])]
    gevent.joinall(boards, raise_error=True)
    waited.sort()
    print(  # noqa: T201 this is the answer
        json.dumps({"p50_ms": waited[len(waited) // 2], "p99_ms": waited[len(waited) * 99 // 100]}), flush=True
    )


if __name__ == "__main__":
    main()
