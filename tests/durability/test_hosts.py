"""Three hosts before one database, each in a network of its own: cut off from it, from boards, joined, and killed."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import socketio
from sqlalchemy import make_url, text

from operations.policy import Role
from tests.bench.tables import machine
from tests.durability.boards import Board, soon
from tests.durability.lives import CODE, House
from tests.durability.test_away import acknowledged, filing
from tests.durability.test_boards import fresh, head
from tests.durability.test_crossing import turned
from tests.durability.test_frozen import holding
from tests.durability.test_kills import Phone, editions, flows, happened, numbers
from tests.durability.test_several import at
from tests.durability.test_storm import Insisting, gaps
from tests.support.cable import cable_to
from tests.support.hosts import TO_BOARDS, TO_THE_DATABASE, Host, hosts
from tests.support.server import Server
from tests.support.written import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from realtime.transaction import Database

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

COUNT = 3
CUT_FOR = 40.0
"""Seconds, longer than whatever waits for an answer of the network."""

COMES_BACK_WITHIN = 60.0


@dataclass
class Site:
    """A host, the server on it, and the boards that watch there."""

    host: Host
    server: Server
    boards: list[Board] = field(default_factory=list)


@pytest.fixture
def sites(database: Database, database_url: str, tmp_path: Path) -> Iterator[list[Site]]:
    """Give hosts with a server each, which share their keys and have not begun; none before a file."""
    if database.embedded:
        yield []
        return
    address = make_url(database_url)
    with ExitStack() as ending:
        network = ending.enter_context(hosts(COUNT))
        ends = [each.near(TO_THE_DATABASE) for each in network]
        cable = ending.enter_context(cable_to(address.host or "127.0.0.1", address.port or 5432, ends))
        made = []
        for each in network:
            url = address.set(host=each.near(TO_THE_DATABASE), port=cable.port)
            server = Server(
                url.render_as_string(hide_password=False), tmp_path / "home", host=each.far(TO_BOARDS),
                within=each.within,
            )  # fmt: skip
            ending.callback(server.kill)
            made.append(Site(each, server))
        yield made


class Roams(Insisting):
    """A phone that is told that the database is away, or nothing, and turns to another host."""

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> tuple[int, Any]:  # noqa: ANN401 any JSON
        """Ask once, and turn away from whoever cannot take it."""
        asked = self.server
        try:
            return super().call(method, path, body, key=key)
        except OSError:
            if self.server is asked:
                self.server = self.servers[(self.servers.index(asked) + 1) % len(self.servers)]  # type: ignore[arg-type] # it is one of them
            raise


def test_a_host_cut_off_in_the_middle_of_what_is_done_once_is_overtaken_and_fenced_off(
    database: Database, sites: list[Site]
) -> None:
    if database.embedded:
        return  # a file has one host
    cut_off, *others = sites
    house = House(cut_off.server, database)
    with holding(house, cut_off.server) as holder:
        cut_off.host.cut(TO_THE_DATABASE)
        for each in others:
            each.server.start()
        assert any(soon(lambda: len(turned(house)) == 3) for _ in range(4)), others[0].server.said
        cut_off.host.join(TO_THE_DATABASE)
        said, _ = holder.communicate("go on\n")
    assert said.startswith("fenced off"), said
    assert len(turned(house)) == 3, "each once"


def test_hosts_that_lose_the_database_their_boards_or_their_life_lose_no_report_and_boards_end_equal(
    database: Database, sites: list[Site]
) -> None:
    if database.embedded:
        return  # a file has one host
    house = House(sites[0].server, database)
    for each in sites:
        each.server.start()
        each.boards = [Board(at(house.person(Role.OCU), each.server)) for _ in range(2)]  # type: ignore[arg-type] # it needs no more
        for board in each.boards:
            board.plug_in()
    told = Counter[int]()
    phones = [Phone(roams(house, each, sites, told), house) for each in sites]
    chance, rows = random.Random(4), []
    strikes: list[tuple[str, Callable[[Site], None]]] = [
        ("cut off from the database", cut_off_from_the_database),
        ("cut off from its boards", cut_off_from_its_boards),
        ("killed", killed),
    ]
    with filing(phones):
        for what, strike in strikes * 2:
            flows(phones)
            struck = chance.choice(sites)
            with the_longest_silence(phones) as silence:
                strike(struck)
                flows(phones)
            rows.append((what, f"{silence[0]:.1f} s", f"{comes_back(struck, house):.1f} s"))
    filed = {report_id: receipt["number"] for phone in phones for report_id, receipt in phone.filed.items()}
    corrected = [report_id for phone in phones for report_id in phone.corrected]
    boards = [board for each in sites for board in each.boards]
    unequal = sum(not soon(lambda board=board: board.rows == fresh(house, board.person)) for board in boards)  # type: ignore[misc] # bound here, called here
    anew = sum(board.first_sights - 1 for board in boards)
    kept = numbers(house.db)
    lost = len(filed.keys() - kept.keys())
    said = (
        f"{len(filed)} reports and {len(corrected)} corrections were acknowledged: lost {lost}; gaps in the log "
        f"{gaps(house.db)}; boards unlike a fresh read {unequal} of {len(boards)}, which began anew {anew} times; "
        f"{told[503]} answers said that the database is away, {told[500]} were faults."
    )
    with house.db.reading() as session:
        server = session.scalar(text("SHOW server_version"))
    heads = ("one of three hosts", "longest without an answer to any phone", "its boards live again after")
    write("hosts", f"{machine()} PostgreSQL {server}.", heads, rows, said)
    assert (kept, lost, gaps(house.db), unequal, anew, told[500]) == (filed, 0, 0, 0, 0, 0), said
    assert editions(house.db) == {report_id: 1 + (report_id in corrected) for report_id in filed}
    assert happened(house.db) == {"report_filed": len(filed), "report_corrected": len(corrected)}
    for board in boards:
        board.unplug()
    house.desk.prove()


def cut_off_from_the_database(site: Site) -> None:
    """Let a host hear nothing of the database for a while; whoever asks it is told so, or nothing."""
    site.host.cut(TO_THE_DATABASE)
    began = time.monotonic()
    heard = watched(site.boards[0])
    assert heard is None or heard["error"]["code"] == "unavailable", heard
    time.sleep(max(0.0, began + CUT_FOR - time.monotonic()))
    assert not any(board.closed.is_set() for board in site.boards), "it has its boards still"
    site.host.join(TO_THE_DATABASE)


def cut_off_from_its_boards(site: Site) -> None:
    """Let a host's boards hear nothing of it for a while."""
    site.host.cut(TO_BOARDS)
    time.sleep(CUT_FOR)
    site.host.join(TO_BOARDS)


def killed(site: Site) -> None:
    """End a host's server as a power cut would, and start it again."""
    site.server.kill()
    site.server.start()


def watched(board: Board) -> Any:  # noqa: ANN401 any JSON
    """Ask to watch anew, and return the answer, or None where none comes."""
    with suppress(socketio.exceptions.TimeoutError):
        return board.ask("watch", {"operation": CODE, "cursor": board.cursor})
    return None


def comes_back(site: Site, house: House) -> float:
    """Wait until the boards of a host follow again, plugged in anew where their line had ended; return the seconds."""
    began = time.monotonic()
    behind = list(site.boards)
    while behind:
        assert time.monotonic() < began + COMES_BACK_WITHIN, f"still at {behind[0].seq} of {head(house)}"
        for board in list(behind):
            if board.closed.is_set():
                with suppress(OSError, socketio.exceptions.SocketIOError):
                    board.plug_in()
            position = head(house)
            if soon(lambda board=board, position=position: board.seq >= position or board.closed.is_set()):  # type: ignore[misc] # bound here, called here
                behind.remove(board) if not board.closed.is_set() else None
    return time.monotonic() - began


@contextmanager
def the_longest_silence(phones: list[Phone]) -> Iterator[list[float]]:
    """Note the longest time in which nothing was acknowledged to anybody."""
    longest, enough = [0.0], threading.Event()

    def listen() -> None:
        known, since = acknowledged(phones), time.monotonic()
        while not enough.wait(0.01):
            longest[0] = max(longest[0], time.monotonic() - since)
            if acknowledged(phones) != known:
                known, since = acknowledged(phones), time.monotonic()

    listening = threading.Thread(target=listen)
    listening.start()
    try:
        yield longest
    finally:
        enough.set()
        listening.join()


def roams(house: House, first: Site, sites: list[Site], told: Counter[int]) -> Roams:
    """Seat an officer who begins at one host."""
    person = house.person(Role.OFFICER, airport="GRU")
    servers: Any = [each.server for each in sites]
    made = Roams(first.server, person.account_id, person.cookie, person.csrf, servers)
    made.told = told
    return made
