"""Two hundred kills of everything that can be killed, at random moments under load; the table is in `docs/`."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, text

from operations.planning import under_way
from operations.planning.commands import Suspend, Where
from operations.planning.models import SuspensionRow
from operations.policy import Role
from realtime.log import Entry
from tests.bench.tables import machine
from tests.durability.boards import Board, soon
from tests.durability.lives import House, Lives
from tests.durability.test_boards import fresh, head
from tests.durability.test_kills import Phone, editions, happened, numbers
from tests.durability.test_several import Roaming, at, house, kill_one, processes  # noqa: F401 two are fixtures
from tests.support.written import write

if TYPE_CHECKING:
    from realtime.transaction import Database

pytestmark = [pytest.mark.long, pytest.mark.timeout(5400)]

KILLS = {"web process": 90, "backends": 60, "while announcing": 46, "frozen": 4}
FROZEN_FOR = 12.0
REFUSALS = {500: "a fault", 503: "unavailable"}


class Insisting(Roaming):
    """A phone that asks again, elsewhere, also when it is told that the database is away; faults are counted."""

    told: Counter[int]

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> tuple[int, Any]:  # noqa: ANN401 any JSON
        status, said = super().call(method, path, body, key=key)
        if status in REFUSALS:
            self.told[status] += 1
            raise ConnectionError(REFUSALS[status])
        return status, said


@dataclass
class Storm:
    """What is done to the processes, and what the phones noticed of it."""

    house: House
    processes: list[Lives]
    boards: list[Board]
    phones: list[Phone]
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    silent_for: dict[str, float] = field(default_factory=dict)
    longest: float = 0.0
    suspended: int = 0

    def strike(self, how: str) -> None:
        """Do one of the things, and wait until reports are acknowledged again."""
        self.flows()
        time.sleep(self.chance.uniform(0, 0.2))
        self.longest = 0.0
        match how:
            case "web process":
                kill_one(self.chance.choice(self.processes), self.processes, self.boards)
            case "backends":
                self.end_backends()
            case "frozen":
                self.freeze()
            case _:
                self.announce()
        self.flows()
        self.done[how] += 1
        self.silent_for[how] = max(self.silent_for.get(how, 0), self.longest)

    def flows(self) -> None:
        before = self.acknowledged()
        assert soon(lambda: self.acknowledged() > before + 1), "nothing is acknowledged any more"

    def listen(self, enough: threading.Event) -> None:
        """Note for how long no phone is acknowledged anything."""
        known, since = 0, time.monotonic()
        while not enough.wait(0.01):
            now = time.monotonic()
            self.longest = max(self.longest, now - since)
            if self.acknowledged() != known:
                known, since = self.acknowledged(), now

    def acknowledged(self) -> int:
        return sum(len(phone.filed) for phone in self.phones)

    def end_backends(self) -> None:
        """End one connection of the product's to PostgreSQL, or all of them."""
        ours = "datname = current_database() AND pid <> pg_backend_pid() AND application_name = ''"
        some = "ORDER BY random() LIMIT 1" if self.chance.random() < 0.7 else ""
        query = f"SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE {ours} {some}) AS found"  # noqa: S608 our own words
        with self.house.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(query))

    def announce(self) -> None:
        """Let a suspension end in a second, and kill a process as all wake to say so."""
        story = self.house.story.at(datetime.now(UTC))
        ends_at = story.now + timedelta(seconds=1)
        with story.change() as tx:
            command = Suspend(version=story.row().version, where=Where(airport="BOG"), reason="Fog.")
            under_way.suspend(tx, story.coordinator, story.code, command)
            row = tx.session.scalars(select(SuspensionRow).where(SuspensionRow.ends_at.is_(None))).one()
            row.ends_at = ends_at  # a plan is made to the minute; a test has no time for that
        self.suspended += 1
        time.sleep(max(0.0, (ends_at - datetime.now(UTC)).total_seconds() + self.chance.uniform(0, 0.06)))
        kill_one(self.chance.choice(self.processes), self.processes, self.boards)
        assert soon(lambda: turns(self.house) == (self.suspended, self.suspended)), turns(self.house)

    def freeze(self) -> None:
        """Stop a process where it stands, for longer than it may hold anything, and let it go on."""
        frozen = self.chance.choice(self.processes)
        assert frozen.born is not None
        os.kill(frozen.born, signal.SIGSTOP)
        time.sleep(FROZEN_FOR)
        os.kill(frozen.born, signal.SIGCONT)


def turns(house: House) -> tuple[int, int]:  # noqa: F811 no fixture
    """Return how many suspensions were said to begin, and to end."""
    with house.db.reading() as session:
        query = select(Entry.kind, func.count()).where(Entry.kind.startswith("suspension_")).group_by(Entry.kind)
        found = dict(iter(session.execute(query)))
    return found.get("suspension_started", 0), found.get("suspension_ended", 0)


def gaps(db: Database) -> int:
    """Return how many positions of the streams nobody has."""
    with db.reading() as session:
        query = select(func.max(Entry.seq) - func.count()).group_by(Entry.stream_id)
        return sum(session.scalars(query))


def test_after_two_hundred_kills_nothing_is_lost_doubled_or_missing_and_boards_are_equal(
    house: House,  # noqa: F811 the fixture
    processes: list[Lives],  # noqa: F811 the fixture
) -> None:
    if house.db.embedded:
        return  # a file has one process and no backends: `test_kills` has its twenty power cuts
    told = Counter[int]()
    phones = [Phone(insisting(house, each, processes, told), house) for each in processes]
    boards = [Board(at(house.person(Role.OCU), each)) for each in processes]
    for board in boards:
        board.plug_in()
    storm = Storm(house, processes, boards, phones, random.Random(os.environ.get("SEED", "storm")))
    enough = threading.Event()
    with ThreadPoolExecutor(len(phones) + 1) as threads:
        threads.submit(storm.listen, enough)
        going = [threads.submit(phone.go_on, enough) for phone in phones]
        try:
            strikes = [how for how, times in KILLS.items() for _ in range(times)]
            storm.chance.shuffle(strikes)
            for number, how in enumerate(strikes):
                storm.strike(how)
                print(f"{number + 1} of {len(strikes)}: {how}, {storm.acknowledged()} reports", flush=True)  # noqa: T201 so it is seen to go on
        finally:
            enough.set()
        for each in going:
            each.result()
    acknowledged = {report_id: receipt for phone in phones for report_id, receipt in phone.filed.items()}
    corrected = [report_id for phone in phones for report_id in phone.corrected]
    kept, written = numbers(house.db), editions(house.db)
    lost = len(acknowledged.keys() - kept.keys())
    doubled = sum(kept.get(each) != receipt["number"] for each, receipt in acknowledged.items()) - lost
    doubled += sum(times != 1 + (each in corrected) for each, times in written.items()) + len(kept) - len(acknowledged)
    unequal = sum(not is_equal(house, board) for board in boards)
    proved = processes[0].run("verify")
    rows = [
        (how, storm.done[how], f"{storm.silent_for[how]:.1f} s") for how in KILLS
    ]  # fmt: skip
    said = (
        f"{len(acknowledged)} reports and {len(corrected)} corrections were acknowledged: "
        f"lost {lost}, doubled {doubled}; "
        f"gaps in the log {gaps(house.db)}; chain, recount and boards "
        f"{'verified' if proved.returncode == 0 else 'NOT verified'}; "
        f"boards unlike a fresh read {unequal} of {len(boards)}, which began anew "
        f"{sum(board.first_sights - 1 for board in boards)} times; boundaries announced {storm.suspended} of "
        f"{storm.suspended}, each once; {told[503]} answers said that the database is away, {told[500]} were faults."
    )
    with house.db.reading() as session:
        server = session.scalar(text("SHOW server_version"))
    write("kills", f"{machine()} PostgreSQL {server}.", ("", "times", "longest without an answer"), rows, said)
    assert (lost, doubled, gaps(house.db), unequal, proved.returncode, told[500]) == (0, 0, 0, 0, 0, 0), said
    assert happened(house.db) == {"report_filed": len(acknowledged), "report_corrected": len(corrected)}
    house.desk.prove()


def is_equal(house: House, board: Board) -> bool:  # noqa: F811 no fixture
    """Say whether a board comes to show what a fresh read does."""
    if not soon(lambda: board.seq == head(house)):
        return False
    same = board.rows == fresh(house, board.person)
    board.unplug()
    return same


def insisting(house: House, first: Lives, processes: list[Lives], told: Counter[int]) -> Insisting:  # noqa: F811 no fixtures
    """Seat an officer who begins at one process."""
    person = house.person(Role.OFFICER, airport="GRU")
    made = Insisting(first, person.account_id, person.cookie, person.csrf, processes)
    made.told = told
    return made
