"""A board on a wall hears in minutes what an operation's week brings: browser and server hold no more after it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from operations.policy import Role
from tests.bench.tables import machine
from tests.durability.lives import CODE, House, Lives
from tests.durability.test_away import acknowledged
from tests.durability.test_kills import Phone, flows
from tests.support.cable import Cable, cable_to
from tests.support.written import write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import CDPSession, Page, WebSocket

    from tests.durability.lives import Person
    from tests.support.browser import Windows

DAYS: Final = 7
LOST_A_DAY: Final = 4
REPORTS_BETWEEN: Final = 100
# By then the log is full and the server's pools have their size.
WARMED_BY: Final = 4
COMES_BACK_WITHIN_MS: Final = 30_000
# A step that left 700 bytes behind in the browser, or a report 7 kB in the server, would be found out; so would a
# listener or a node that each lost connection leaves. Beneath it is room for what V8 goes on to compile of a page's own
# code, some 600 kB until all of it ran often, and for what an allocator keeps.
MORE_AT_MOST: Final = {"JS heap, kB": 1024, "DOM nodes": 27, "listeners": 27, "server, kB": 20 * 1024}


class Wall:
    """A window with the board in wall mode, at the end of a line that can be lost; it counts what it hears."""

    def __init__(self, windows: Windows, person: Person, line: Cable) -> None:
        """Hang it up and wait until it is live."""
        self.heard = 0
        self.line = line
        url = f"http://127.0.0.1:{line.port}"
        self.page: Page = windows.open(url, width=1920, height=1080)
        self.page.on("websocket", self._joined)
        name, _, value = person.cookie.partition("=")
        self.page.context.add_cookies([{"name": name, "value": value, "url": url}])
        self.page.goto(f"/operations/{CODE}/board?wall=1")
        self.light = self.page.locator("[data-link]").first
        expect(self.light).to_have_attribute("data-link", "live")
        self.asked: CDPSession = self.page.context.new_cdp_session(self.page)
        self.asked.send("Performance.enable")

    def loses_its_line(self) -> None:
        """Lose it, notice, and be live again by itself."""
        self.line.cut()
        expect(self.page.locator("[data-link=live]")).to_have_count(0)
        self.line.mend()
        expect(self.light).to_have_attribute("data-link", "live", timeout=COMES_BACK_WITHIN_MS)

    def _joined(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._hears)

    def _hears(self, frame: str | bytes) -> None:
        self.heard += '"step"' in frame if isinstance(frame, str) else b'"step"' in frame


@dataclass(frozen=True)
class Held:
    """What browser and server hold at one moment, once the browser has collected its garbage."""

    figures: dict[str, int]
    opened: float
    log: int

    @classmethod
    def by(cls, wall: Wall, server: Lives) -> Held:
        wall.asked.send("HeapProfiler.collectGarbage")
        found = {each["name"]: int(each["value"]) for each in wall.asked.send("Performance.getMetrics")["metrics"]}
        figures = {
            "JS heap, kB": found["JSHeapUsedSize"] // 1024,
            "DOM nodes": found["Nodes"],
            "listeners": found["JSEventListeners"],
            "server, kB": resident(server),
        }
        return cls(figures, wall.page.evaluate("performance.timeOrigin"), wall.page.locator(".log li").count())


@pytest.fixture
def line(lives: Lives) -> Iterator[Cable]:
    """Lay a line from the wall to the server."""
    with cable_to(lives.host, lives.port) as laid:
        yield laid


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_after_a_week_on_a_wall_neither_browser_nor_server_holds_more(
    house: House, lives: Lives, line: Cable, windows: Windows
) -> None:
    if house.db.embedded:
        return  # one database is enough: what a board hears of, and what tells it, is the same on a file
    lives.start()
    wall = Wall(windows, house.person(Role.OCU), line)
    phones = [Phone(house.person(Role.OFFICER, airport="GRU"), house) for _ in range(2)]
    for _ in range(WARMED_BY):
        busy(phones)
        wall.loses_its_line()
    shows_all(wall, phones[0], "6.25")
    before, heard, filed = Held.by(wall, lives), wall.heard, acknowledged(phones)
    for _ in range(DAYS * LOST_A_DAY):
        busy(phones)
        wall.loses_its_line()
    shows_all(wall, phones[0], "7.25")
    after = Held.by(wall, lives)
    assert after.opened == before.opened, "the page was loaded anew, which would forget whatever it held"
    assert after.log == before.log
    more = {what: after.figures[what] - before.figures[what] for what in MORE_AT_MOST}
    rows = [(what, before.figures[what], after.figures[what], f"{more[what]:+}", MORE_AT_MOST[what]) for what in more]
    said = (
        f"{acknowledged(phones) - filed} reports and corrections were acknowledged between the two; the board heard "
        f"{wall.heard - heard} steps and lost its line {DAYS * LOST_A_DAY} times; its log has {after.log} rows."
    )
    write("week", machine(), ("", "warmed up", "after the week", "more", "at most"), rows, said)
    assert all(more[what] <= most for what, most in MORE_AT_MOST.items()), (rows, said)


def busy(phones: list[Phone]) -> None:
    """File and correct what comes between two lost connections, from all phones at once."""
    enough, until = threading.Event(), acknowledged(phones) + REPORTS_BETWEEN
    with ThreadPoolExecutor(len(phones)) as threads:
        going = [threads.submit(phone.go_on, enough) for phone in phones]
        try:
            while acknowledged(phones) < until:
                flows(phones)
        finally:
            enough.set()
        for each in going:
            each.result()


def shows_all(wall: Wall, phone: Phone, quantity: str) -> None:
    """File a quantity that nobody else filed, and wait until it is on the wall: so is all before it."""
    report = phone.house.report(quantity=quantity)
    status, receipt = phone.person.insist("POST", f"/operations/{CODE}/reports", report)
    assert status == 201, receipt
    phone.filed[report["id"]] = receipt
    expect(wall.page.locator(".log li").first).to_contain_text(f"{quantity} kg")


def resident(server: Lives) -> int:
    """Return the kilobytes of memory that a server has."""
    said = Path(f"/proc/{server.born}/status").read_text(encoding="ascii")
    return int(said.partition("VmRSS:")[2].split()[0])
