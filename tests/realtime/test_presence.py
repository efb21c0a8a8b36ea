"""Who is on watch: over all processes, by the clock, and as one's circles may know it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from realtime.feed import EVERY
from realtime.presence import STAYS_FOR, Seen, Sight, Watch, on_watch
from realtime.rooms import Board
from realtime.transaction import transaction

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from realtime.transaction import Database

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CIRCLES = {"dakar": "operation", "brazil": "country:BR", "gru": "airport:GRU"}
TAKES_PART = frozenset({"plan", "operation"})


def sight(name: str) -> Sight:
    return Sight(name, CIRCLES[name], json.dumps({"seat": name}))


def names(found: list[dict[str, str]]) -> list[str]:
    return [each["seat"] for each in found]


class Process:
    """One process: the boards that are open in it, and its clock."""

    def __init__(self, db: Database, stream_id: int) -> None:
        self.stream_id = stream_id
        self.now = NOW
        self.open: list[str] = []
        self.watch = Watch(db, boards=self._boards, sights=self._sights, now=lambda: self.now)

    def _boards(self) -> list[tuple[int, Board]]:
        return [(self.stream_id, Board(f"sid-{name}-{n}", name, "s", "OP")) for n, name in enumerate(self.open)]

    def _sights(self, session: Session, account_id: str, code: str) -> list[Sight]:  # noqa: ARG002 the caller's
        return [sight(account_id)]

    def sees(self, circles: frozenset[str] = EVERY) -> list[str]:
        self.watch.turn()
        return names(self.watch.seen_by(self.stream_id, circles))


def two_processes(db: Database) -> tuple[Process, Process]:
    with transaction(db, [], actor_id="a", now=NOW) as tx:
        stream_id = tx.open_stream("operation", "op")
    return Process(db, stream_id), Process(db, stream_id)


def test_a_note_stands_for_a_while_and_then_counts_no_more() -> None:
    seen = [Seen(sight("dakar"), NOW - STAYS_FOR), Seen(sight("gru"), NOW - STAYS_FOR - timedelta(seconds=1))]
    assert names(on_watch(seen, EVERY, NOW)) == ["dakar"]


def test_a_seat_with_boards_in_two_processes_is_on_watch_once() -> None:
    seen = [Seen(sight("dakar"), NOW), Seen(sight("dakar"), NOW - timedelta(seconds=5))]
    assert names(on_watch(seen, EVERY, NOW)) == ["dakar"]


def test_others_learn_only_of_those_in_their_circles() -> None:
    seen = [Seen(sight(name), NOW) for name in CIRCLES]
    assert names(on_watch(seen, EVERY, NOW)) == ["brazil", "dakar", "gru"]
    assert names(on_watch(seen, TAKES_PART, NOW)) == ["dakar"]
    assert names(on_watch(seen, TAKES_PART | {"airport:GRU"}, NOW)) == ["dakar", "gru"]
    assert names(on_watch(seen, TAKES_PART | {"country:BR", "airport:GRU"}, NOW)) == ["brazil", "dakar", "gru"]


def test_every_process_sees_who_looks_through_any_of_them(database: Database) -> None:
    one, other = two_processes(database)
    one.open, other.open = ["dakar", "dakar"], ["gru"]
    assert one.sees() == ["dakar"]
    assert other.sees() == ["dakar", "gru"]
    assert one.sees() == ["dakar", "gru"]
    one.open = ["brazil"]
    assert (one.sees(), other.sees()) == (["brazil", "gru"], ["brazil", "gru"])


def test_who_closes_the_board_is_gone_at_once_and_who_dies_with_a_process_soon(database: Database) -> None:
    one, other = two_processes(database)
    one.open, other.open = ["dakar"], ["gru"]
    one.sees()
    assert other.sees() == ["dakar", "gru"]
    other.now = NOW + STAYS_FOR + timedelta(seconds=1)  # the first died and renews nothing
    assert other.sees() == ["gru"]
    one.now = other.now
    assert one.sees() == ["dakar", "gru"]
    one.watch.leave()
    assert other.sees() == ["gru"]
