"""Boards that follow an operation and come back by themselves as a browser's does: a process of its own, on gevent.

Told on standard input where, how many and as whom, it says once all are in. Told to `lose` their server, it says when
they begin anew to be counted; told `reach POSITION`, it answers once every board is back and has that position: when
each was back, how many began anew, were turned away or told what does not follow, and what they hold.

They go by the rules of `frontend/src/feed/link.ts` and of the client below it: told to part, a board comes back at a
moment of its own within the time it was told; having lost its line, or found nobody, it waits as that client does.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 the loop must be gevent's before anything else is imported
import random  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from contextlib import closing  # noqa: E402
from typing import Any, Final  # noqa: E402

import gevent  # noqa: E402
from gevent.fileobject import FileObject  # noqa: E402

from tests.bench.events import fingerprint  # noqa: E402
from tests.bench.limits import many_files  # noqa: E402
from tests.bench.load import Board, come_in, hear, masked  # noqa: E402

FIRST, LONGEST, SPREAD = 1.0, 4.0, 0.5
"""Seconds that a client waits before it comes again, at first and at most, and by how much of that it differs."""

ASKS_AGAIN: Final = 2.0
GIVES_UP: Final = 120.0
JOIN, IN = "40/boards,", b"40/boards,"
ANSWER, STEP, BEAT, PART = b"43/boards,0", b'42/boards,["step"', b'42/boards,["beat"', b'42/boards,["part"'


class Read:
    """What was read of frames: the same frame comes to very many boards."""

    def __init__(self) -> None:
        self._known: dict[bytes, Any] = {}

    def __call__(self, frame: bytes) -> Any:  # noqa: ANN401 any JSON
        """Return the JSON behind what a frame begins with."""
        if len(self._known) > 50:
            self._known.clear()
        if frame not in self._known:
            self._known[frame] = json.loads(frame[frame.index(b"[") :])
        return self._known[frame]


class Returning:
    """A board: what it holds, from where, and since when it is back."""

    read = Read()

    def __init__(self, port: int, watch: dict[str, Any], cookie: str) -> None:
        self._port, self._watch, self._cookie = port, watch, cookie
        self._within = 0.0
        self._tries = 0
        self._waits = False
        self._cursor: str | None = None
        self.rows: dict[str, Any] = {}
        self.seq = 0
        self.count_anew()

    def count_anew(self) -> None:
        """Begin to count."""
        self.back_at: float | None = None
        self.began_anew = self.turned_away = self.gaps = 0

    def live(self) -> None:
        """Come in and follow, again and again."""
        while True:
            gevent.sleep(self._within)
            try:
                board = come_in(self._port, [], self._cookie)
                with closing(board.connection):
                    self._follow(board)
            except OSError:
                self.turned_away += 1
                self._within = min(FIRST * 2**self._tries * (1 + SPREAD * random.uniform(-1, 1)), LONGEST)
                self._tries += 1

    def _follow(self, board: Board) -> None:
        """Hear what the server says until it parts from us. Raises OSError when the line is lost."""
        board.connection.sendall(masked(JOIN))
        while True:
            said = hear(board)
            if said == b"2":
                board.connection.sendall(masked("3"))
            elif said.startswith(IN):
                self._ask(board)
            elif said.startswith(ANSWER):
                self._answered(board, self.read(said)[0])
            elif said.startswith(STEP):
                self._step(board, self.read(said)[1])
            elif said.startswith(BEAT) and self.read(said)[1]["upto"] > self.seq and not self._waits:
                self._ask(board)
            elif said.startswith(PART):
                self._within = random.uniform(0, self.read(said)[1]["within"])
                return

    def _ask(self, board: Board) -> None:
        self._waits = True
        board.connection.sendall(masked(f"42/boards,0{json.dumps(['watch', self._watch | {'cursor': self._cursor}])}"))

    def _answered(self, board: Board, told: dict[str, Any]) -> None:
        self._waits = False
        if not told["ok"]:
            gevent.sleep(ASKS_AGAIN)
            self._ask(board)
            return
        if told["step"]["after"] == 0:
            self.rows, self.began_anew = {}, self.began_anew + 1
        self._take(told["step"], told["cursor"])
        self._tries, self.back_at = 0, self.back_at or time.monotonic()

    def _step(self, board: Board, told: dict[str, Any]) -> None:
        if told["after"] > self.seq and not self._waits:
            self.gaps += 1
            self._ask(board)
        elif told["after"] <= self.seq < told["upto"]:
            self._take(told, told["cursor"])

    def _take(self, step: dict[str, Any], cursor: str) -> None:
        self.rows |= {put["key"]: put["row"] for put in step["put"]}
        for key in step["gone"]:
            self.rows.pop(key, None)
        self.seq, self._cursor = step["upto"], cursor


def main() -> None:
    """Follow orders."""
    orders = FileObject(sys.stdin)
    asked: dict[str, Any] = json.loads(orders.readline())
    many_files()
    cookies = asked["cookies"]
    boards = [Returning(asked["port"], asked["watch"], cookies[n % len(cookies)]) for n in range(asked["boards"])]
    for board in boards:
        gevent.spawn(board.live)
    wait_for(boards, 0)
    print("all are in", flush=True)  # noqa: T201 this is the answer
    for line in orders:
        match line.split():
            case ["lose"]:
                for board in boards:
                    board.count_anew()
                print("counted", flush=True)  # noqa: T201 this is the answer
            case [_, position]:
                wait_for(boards, int(position))
                print(json.dumps(what_came_of(boards)), flush=True)  # noqa: T201 this is the answer


def wait_for(boards: list[Returning], position: int) -> None:
    """Wait until every board is back and has a position, but not for ever."""
    with gevent.Timeout(GIVES_UP, exception=False):
        while any(board.back_at is None or board.seq < position for board in boards):
            gevent.sleep(0.05)


def what_came_of(boards: list[Returning]) -> dict[str, Any]:
    """Return what was counted, and what all of them hold."""
    first = boards[0].rows
    return {
        "back_at": sorted(board.back_at for board in boards if board.back_at is not None),
        "began_anew": sum(board.began_anew for board in boards),
        "turned_away": sum(board.turned_away for board in boards),
        "gaps": sum(board.gaps for board in boards),
        "unlike": sum(board.rows != first for board in boards),
        "rows": fingerprint(first),
    }


if __name__ == "__main__":
    main()
