"""What is asked of boards beside how fast they are told: the product, and Flask-SocketIO where it can be asked that.

*Post → shown*: a seizure is filed through the door while boards watch; from sending it until each of them is told.
*A stalled board*: the delays of live boards at a pace, alone and beside one that stays connected and never reads.
*Catching up*: a board that missed so many entries, from asking until it has them. *Storm*: all boards at once.
*After a restart*: the server is stopped or killed, and started again, before boards that come back by themselves.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from operations.policy import Role
from tests.bench import contenders, hostile, restart, tables
from tests.bench.contenders import Contender, Talk, cpu_seconds
from tests.bench.load import Board, come_in, hear, masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager


@dataclass(frozen=True)
class Asked:
    """How much is measured."""

    shown_on: int = 1000
    posts: int = 30
    live: int = 500
    pace: int = 200
    paced_for: int = 5
    missed: int = 10_000
    storm: int = 2000
    silent: int = 2000
    rounds: int = 3


QUICK: Final = Asked(shown_on=100, posts=5, live=100, paced_for=2, missed=500, storm=100, silent=200, rounds=1)


def measured(asked: Asked, opened: Callable[[int], AbstractContextManager[Contender]]) -> list[dict[str, str]]:
    """Measure each, and return the rows: what, its figures, its target."""
    rows = []
    with ExitStack() as stack:
        ours = stack.enter_context(opened(asked.shown_on))
        rows.append(post_to_shown(ours, asked))
        if asked.live != asked.shown_on:
            stack.close()
            ours = stack.enter_context(opened(asked.live))
        rows.append(beside_a_stalled_one(tables.OURS, ours, asked))
        rows.append(beside_hostile_ones(ours, asked))
        rows.append(catching_up(ours, asked))
        rows.append(storm(tables.OURS, ours, asked.storm))
        rows += after_restarts(ours, asked.storm)
    with contenders.shipped(tables.SHIPPED, asked.live) as shipped:
        rows.append(beside_a_stalled_one(tables.SHIPPED, shipped, asked))
        rows.append(storm(tables.SHIPPED, shipped, asked.storm))
    return rows


def post_to_shown(ours: Contender, asked: Asked) -> dict[str, str]:
    """File reports one after another; each is on every board before the next."""
    delays: list[float] = []
    assert ours.file is not None
    for number in range(asked.posts):
        began = time.monotonic_ns()
        position = ours.file(number)
        ours.load.say(f"reach {position}")
        delays += [(at - began) / 1e6 for at in json.loads(ours.load.hear())]
    return row(f"a seizure filed → shown on {asked.shown_on} boards", said_of(delays), "")


def beside_a_stalled_one(name: str, server: Contender, asked: Asked) -> dict[str, str]:
    """Tell at a pace, once without and once beside a board that is in and never reads."""
    found = []
    memory = 0.0
    for stalls in (False, True):
        with one_that_stalls(server) if stalls else nobody():
            held = contenders.resident(server.server_pid)
            server.tell(asked.pace * asked.paced_for, asked.pace)
            memory = (contenders.resident(server.server_pid) - held) / 1024
            counted = server.count()
            found.append(f"{counted['p50_ms']:.1f} / {counted['p99_ms']:.1f} ms")
    return row(
        f"{asked.live} live boards at {asked.pace} a second, alone → beside one that never reads, {name}",
        f"{found[0]} → {found[1]}; {memory:.0f} kB more held", "no slower; ≤ 256 kB",
    )  # fmt: skip


def beside_hostile_ones(ours: Contender, asked: Asked) -> dict[str, str]:
    """Tell at a pace, once without and once beside clients that mean no good; in rounds that follow each other."""
    found: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    for troubled in (False, True) * asked.rounds:
        with hostile_ones(ours, asked.silent) if troubled else nobody():
            ours.tell(asked.pace * asked.paced_for, asked.pace)
            counted = ours.count()
            found[troubled].append((counted["p50_ms"], counted["p99_ms"]))
    alone, beside = ([median(part) for part in zip(*found[each], strict=True)] for each in (False, True))
    return row(
        f"{asked.live} live boards at {asked.pace} a second, alone → beside {asked.silent:,} half-open connections and "
        f"{hostile.A_SECOND} clients a second that come in with nonsense, endless frames and floods of `watch`",
        f"{alone[0]:.1f} / {alone[1]:.1f} ms → {beside[0]:.1f} / {beside[1]:.1f} ms", "p99 no slower",
    )  # fmt: skip


@contextmanager
def hostile_ones(ours: Contender, silent: int) -> Iterator[None]:
    """Let them trouble the product, as somebody whose boards nobody else needs: they are told to come back later."""
    assert ours.house is not None
    cookie = ours.house.person(Role.OCU).cookie
    talk = Talk([sys.executable, "-m", "tests.bench.hostile"])
    asked = {"port": ours.port, "greeting": ours.greeting, "cookie": cookie, "silent": silent}
    talk.say(json.dumps(asked))
    talk.hear()
    try:
        yield
    finally:
        talk.end()


def catching_up(ours: Contender, asked: Asked) -> dict[str, str]:
    """Let a board miss entries, and ask from where it was; the same without any cursor is a first sight."""
    cursor = answer_to(ours, None)[1]["cursor"]
    ours.tell(asked.missed)
    ours.count()
    found = []
    for name, asks_from in (("replay", cursor), ("first sight", None)):
        (first, _, size), *later = [answer_to(ours, asks_from) for _ in range(5)]
        again = median(took for took, _, _ in later)
        found.append(f"{name} {first:.0f} ms, then {again:.0f} ms, {size / 1024:.0f} kB")
    return row(f"a board that missed {asked.missed:,} entries", "; ".join(found), "one round trip")


def storm(name: str, server: Contender, boards: int) -> dict[str, str]:
    """Let boards come all at once."""
    coming = Talk([sys.executable, "-m", "tests.bench.coming"])
    cpu = cpu_seconds(server.server_pid)
    coming.say(
        json.dumps({"port": server.port, "boards": boards, "greeting": server.greeting, "cookies": server.cookies})
    )
    waited = json.loads(coming.hear())
    cpu = (cpu_seconds(server.server_pid) - cpu) * 1000 / boards
    coming.end()
    half, nearly_all = (waited[part] / 1000 for part in ("p50_ms", "p99_ms"))
    found = f"half are in after {half:.1f} s, 99 % after {nearly_all:.1f} s; {cpu:.1f} ms of processor each"
    return row(f"{boards} boards that come in at once, {name}", found, "")


def after_restarts(ours: Contender, boards: int) -> list[dict[str, str]]:
    """Stop the product and start it again, then kill it, before boards that come back by themselves."""
    assert ours.house is not None
    with restart.boards_of(ours.house, boards) as talk:
        return [
            row(
                f"{boards} boards whose server is {how} and started again",
                restart.restarted(ours.house, talk, boards, how), "not all at once; none anew; all equal",
            )
            for how in (restart.STOPPED, restart.KILLED)
        ]  # fmt: skip


@contextmanager
def one_that_stalls(server: Contender) -> Iterator[Board]:
    """Let one more board in, which reads nothing from then on."""
    board = come_in(server.port, server.greeting, server.cookies[0])
    try:
        yield board
    finally:
        board.connection.close()


@contextmanager
def nobody() -> Iterator[None]:
    """Let nobody in."""
    yield


def answer_to(ours: Contender, cursor: str | None) -> tuple[float, Any, int]:
    """Come in, ask from a cursor, and return how many milliseconds the answer took, the answer, and its size."""
    *joining, watch = ours.greeting
    board = come_in(ours.port, joining, ours.cookies[0])
    question = json.loads(watch.partition("[")[1] + watch.partition("[")[2])
    question[1]["cursor"] = cursor
    began = time.monotonic()
    board.connection.sendall(masked(f"42/boards,0{json.dumps(question)}"))
    while not (answer := hear(board)).startswith(b"43/boards,0"):
        pass
    took = (time.monotonic() - began) * 1000
    board.connection.close()
    return took, json.loads(answer.partition(b",0")[2])[0], len(answer)


def said_of(delays: list[float]) -> str:
    """Return the median and the hundredth of what was waited for."""
    ordered = sorted(delays)
    return f"p50 / p99 {median(ordered):.0f} / {ordered[len(ordered) * 99 // 100]:.0f} ms"


def row(what: str, found: str, target: str) -> dict[str, str]:
    """Return a line of the table."""
    print(f"{what}: {found}", file=sys.stderr)  # noqa: T201 so it is seen to go on
    return {"what": what, "found": found, "target": target}


def written(rows: list[dict[str, str]]) -> str:
    """Return the table as Markdown."""
    lines = [f"| {each['what']} | {each['found']} | {each['target']} |" for each in rows]
    return "\n".join(["**Boards, asked otherwise**", "", "| | measured | target |", "|---|---|---|", *lines, ""])
