"""A database that is away for a while: who asks is told, nothing is lost or doubled, and all come back on their own."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import make_url

from operations.policy import Role
from tests.bench.load import come_in, hear, masked
from tests.durability.boards import Board, soon
from tests.durability.lives import CODE, House, Lives
from tests.durability.test_boards import fresh, head
from tests.durability.test_kills import Phone, editions, flows, happened, numbers
from tests.durability.test_storm import insisting
from tests.support.cable import Cable, cable_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from subprocess import Popen

    from playwright.sync_api import Locator

    from tests.durability.lives import Person
    from tests.support.browser import Windows

A_MOMENT = 3.0
A_MINUTE = 60.0


@pytest.fixture
def cable(database_url: str) -> Iterator[Cable]:
    """Lay a cable to the database; to nowhere when that is a file."""
    address = make_url(database_url)
    with cable_to(address.host or "127.0.0.1", address.port or 5432) as laid:
        yield laid


@pytest.fixture
def lives(cradle: Popen[str], cable: Cable, database_url: str, tmp_path: Path) -> Iterator[Lives]:
    """Give a server that has its database at the end of the cable."""
    address = make_url(database_url)
    if address.host:
        database_url = address.set(host="127.0.0.1", port=cable.port).render_as_string(hide_password=False)
    server = Lives(database_url, tmp_path / "home", cradle=cradle)
    yield server
    server.kill()


class Listening(Board):
    """A board that counts the beats by which it knows that it is not old."""

    beats = 0

    def plug_in(self) -> None:
        """Connect, and listen for beats."""
        super().plug_in()
        assert self._line is not None
        self._line.on("beat", self._beat, namespace="/boards")

    def _beat(self, _: Any) -> None:  # noqa: ANN401 any JSON
        self.beats += 1

    def beats_again(self) -> Callable[[], bool]:
        """Return the question whether one came from now on."""
        until_now = self.beats
        return lambda: self.beats > until_now


def turned_away(server: Lives, person: Person) -> bytes:
    """Return what a board is told that wants to come in."""
    board = come_in(server.port, [], person.cookie)
    hear(board)
    board.connection.sendall(masked("40/boards,"))
    with closing(board.connection):
        return hear(board)


def test_what_is_asked_while_the_database_is_away_is_refused_and_done_once_it_is_back(
    house: House, lives: Lives, cable: Cable
) -> None:
    if house.db.embedded:
        return  # a file is never away
    lives.start()
    goes_on_without(house, cable, lambda: time.sleep(A_MOMENT))


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_board_in_a_browser_says_since_when_the_database_was_away_and_is_live_again_after_a_minute(
    house: House, lives: Lives, cable: Cable, windows: Windows
) -> None:
    if house.db.embedded:
        return  # a file is never away
    lives.start()
    light = light_of(house.person(Role.OCU), windows)
    expect(light).to_have_attribute("data-link", "live")

    def away() -> None:
        expect(light).to_contain_text("Stale since", timeout=A_MINUTE * 1000)
        time.sleep(A_MINUTE)
        expect(light).to_contain_text("Stale since")

    goes_on_without(house, cable, away)
    expect(light).to_have_attribute("data-link", "live", timeout=30_000)


def goes_on_without(house: House, cable: Cable, away: Callable[[], None]) -> None:
    """Cut the database off from phones that file and boards that watch, and hold what is left against what was said."""
    told = Counter[int](), Counter[int]()
    server = house.server
    assert isinstance(server, Lives)
    phones = [Phone(insisting(house, server, [server], each), house) for each in told]
    boards = [Listening(house.person(Role.OCU)), Listening(house.person(Role.NCP, country="BR"))]
    for board in boards:
        board.plug_in()
    with filing(phones):
        cable.cut()
        assert soon(lambda: all(each[503] for each in told)), "whoever files is told that the database is away"
        before = acknowledged(phones)
        for board in boards:
            said = board.ask("watch", {"operation": CODE, "cursor": board.cursor})
            assert (said["ok"], said["error"]["code"]) == (False, "unavailable")
        assert b"unavailable" in turned_away(server, boards[0].person)
        away()
        assert acknowledged(phones) == before
        again = [board.beats_again() for board in boards]
        cable.mend()
        flows(phones)
    for board, beats in zip(boards, again, strict=True):
        assert soon(beats), "it is live again by itself"
        board.until(lambda board=board: board.seq == head(house))  # type: ignore[misc] # a default binds it now
        assert board.rows == fresh(house, board.person)
        assert (board.first_sights, board.closed.is_set()) == (1, False), "it was never let go"
        board.unplug()
    filed = {report_id: receipt["number"] for phone in phones for report_id, receipt in phone.filed.items()}
    corrected = [report_id for phone in phones for report_id in phone.corrected]
    assert numbers(house.db) == filed
    assert editions(house.db) == {report_id: 1 + (report_id in corrected) for report_id in filed}
    assert happened(house.db) == {"report_filed": len(filed), "report_corrected": len(corrected)}
    assert [each[500] for each in told] == [0, 0]
    assert 0 < server.said.count("database away") < sum(each[503] for each in told), "a line tells of many"
    assert "Traceback" not in server.said
    proved = replace(server, database_url=house.db.engine.url.render_as_string(hide_password=False)).run("verify")
    assert proved.returncode == 0, proved.stdout
    house.desk.prove()


@contextmanager
def filing(phones: list[Phone]) -> Iterator[None]:
    """Let everybody file meanwhile; what was begun is finished."""
    enough = threading.Event()
    with ThreadPoolExecutor(len(phones)) as threads:
        going = [threads.submit(phone.go_on, enough) for phone in phones]
        try:
            flows(phones)
            yield
        finally:
            enough.set()
        for each in going:
            each.result()


def acknowledged(phones: list[Phone]) -> int:
    """Return how many reports and corrections were acknowledged so far."""
    return sum(len(phone.filed) + len(phone.corrected) for phone in phones)


def light_of(person: Person, windows: Windows) -> Locator:
    """Open somebody's board in a browser, and return what it says of its link."""
    page = windows.open(person.server.url)
    name, _, value = person.cookie.partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": person.server.url}])
    page.goto(f"/operations/{CODE}/board")
    return page.locator("[data-link]").first
