"""A server that very many boards follow is stopped or killed, and started again: how they come back to it.

What is committed while it is away must be on all of them in the end. Somebody asks for the list of reports meanwhile.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from operations.policy import Role
from realtime.feed import EVERY, since
from realtime.log import Stream
from realtime.transaction import transaction
from tests.bench.contenders import BOARDS_OF_ONE, Talk, cpu_seconds
from tests.bench.events import event, fingerprint
from tests.bench.writer import Told
from tests.durability.lives import CODE, House

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.durability.lives import Person

STOPPED, KILLED = "stopped", "killed"
COMMITTED: Final = 20
"""Events while the server is away, and as many again once all boards are back."""

ASKS_EVERY: Final = 0.05


@contextmanager
def boards_of(house: House, boards: int) -> Iterator[Talk]:
    """Let boards follow, which come back by themselves whatever happens to the server."""
    cookies = [house.person(Role.OCU).cookie for _ in range(0, boards, BOARDS_OF_ONE)]
    talk = Talk([sys.executable, "-m", "tests.bench.returning"])
    watch = {"operation": CODE, "attended": False}
    talk.say(json.dumps({"port": house.server.port, "boards": boards, "watch": watch, "cookies": cookies}))
    talk.hear()
    try:
        yield talk
    finally:
        talk.end()


def restarted(house: House, talk: Talk, boards: int, how: str) -> str:
    """End the server and start it again; return what came of it, in words."""
    server, somebody = house.server, house.person(Role.OCU)
    committed(house)
    talk.say("lose")
    talk.hear()
    lost_at = time.monotonic()
    if how == STOPPED:
        server.stop()
    else:
        server.kill()
    position = committed(house)
    server.start()
    assert server.process is not None
    away, cpu = time.monotonic() - lost_at, cpu_seconds(server.process.pid)
    with asking(somebody) as waited:
        talk.say(f"reach {position}")
        came = json.loads(talk.hear())
    cpu = (cpu_seconds(server.process.pid) - cpu) * 1000 / boards
    back, waited = came["back_at"], sorted(waited)
    half, nearly_all = (back[len(back) * part // 100] - lost_at for part in (50, 99))
    last = in_the_end(house, talk, boards)
    return (
        f"away for {away:.1f} s; half are back {half:.1f} s after they lost it, 99 % after {nearly_all:.1f} s; "
        f"{cpu:.1f} ms of processor each; {boards - len(back)} did not come back, {came['began_anew']} began anew, "
        f"{last['gaps']} were told what does not follow, {last['unlike']} are unlike a fresh read; p50 / p99 of a "
        f"request meanwhile {waited[len(waited) // 2]:.0f} / {waited[len(waited) * 99 // 100]:.0f} ms"
    )


def committed(house: House) -> int:
    """Commit some events, and return the position of the last."""
    stream_id = house.story.stream_id
    for number in range(COMMITTED):
        with transaction(house.db, (stream_id,), actor_id="writer", now=datetime.now(UTC)) as tx:
            tx.record(stream_id, Told(), subject="operation", circle="operation")
            tx.put(stream_id, f"told:{number}", "operation", event(number))
    with house.db.reading() as session:
        return session.get_one(Stream, stream_id).seq


def in_the_end(house: House, talk: Talk, boards: int) -> dict[str, Any]:
    """Commit some more, and return what boards hold then beside a fresh read."""
    position = committed(house)
    talk.say(f"reach {position}")
    came: dict[str, Any] = json.loads(talk.hear())
    with house.db.reading() as session:
        fresh = fingerprint(since(session, house.story.stream_id, EVERY, 0, position).put)
    return came | {"unlike": came["unlike"] if came["rows"] == fresh else boards}


@contextmanager
def asking(somebody: Person) -> Iterator[list[float]]:
    """Ask for the list of reports again and again; yield the milliseconds that each answer took."""
    waited: list[float] = []
    done = threading.Event()

    def ask() -> None:
        while not done.wait(ASKS_EVERY):
            began = time.monotonic()
            with suppress(OSError):  # of one that is not answered the time counts for which it was waited
                somebody.call("GET", f"/operations/{CODE}/reports")
            waited.append((time.monotonic() - began) * 1000)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield waited
    finally:
        done.set()
        thread.join()
