"""Boards that agree: through a pulled plug, a restarted server, and the turn of a phase."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from operations import store
from operations.planning.plan import Clock, Moment, Phase
from operations.policy import Role
from tests.builders import a_plan, an_operation
from tests.reports import a_nil, a_seizure, goods
from tests.story.people import PHONE, Person, Stage, wall
from tests.support.browser import Windows
from tests.support.server import serving

pytestmark = pytest.mark.browser

# Boundaries stand at whole minutes; until this one the people of the story must have come.
ROOM = timedelta(seconds=45)
PATIENCE_S = 60

PAINTED = """() => {
  const text = element => element.textContent.replace(/\\s+/g, ' ').trim()
  const all = (selector, read) => [...document.querySelectorAll(selector)].map(read)
  return {
    figures: all('[data-counter]', each => `${each.dataset.counter} ${text(each)}`),
    days: all('[data-airport] td[data-state]', cell => `${cell.parentElement.dataset.airport} ${cell.dataset.state}`),
    events: all('.log li', each => text(each)),
    phase: all('.phases [aria-current=step]', each => text(each)),
  }
}"""


Painted = dict[str, list[str]]


def painted(page: Page) -> Painted:
    """Read what stands on a board, newest events taken in."""
    fresh = page.locator("[data-new]")
    if fresh.count():
        fresh.click()
    found: Painted = page.evaluate(PAINTED)
    return found


def agree(one: Page, other: Page, holds: Callable[[Painted], bool]) -> Painted:
    """Wait until two boards read the same, and what is expected of both; return what they say.

    Before news have come to either, two boards agree as well.
    """
    give_up_at = time.monotonic() + PATIENCE_S
    while (shown := painted(one)) != painted(other) or not holds(shown):
        assert time.monotonic() < give_up_at, (shown, painted(other))
        one.wait_for_timeout(200)
    return shown


def events(shown: Painted, words: str) -> list[str]:
    """List the events that stand on a board with these words in them."""
    return [each for each in shown["events"] if words in each]


@pytest.fixture(scope="module")
def turning(
    fresh_sqlite: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory, open_windows: Windows
) -> Iterator[Stage]:
    """Serve an operation whose operational phase ends at every airport at the next whole minute but the nearest."""
    folder = tmp_path_factory.mktemp("turning")
    url = fresh_sqlite(folder)
    db = store.open_database(url)
    turns_at = (datetime.now(UTC) + ROOM + timedelta(minutes=1)).replace(second=0, microsecond=0)
    edges = [turns_at + timedelta(days=days) for days in (-5, -2, 0, 7)]
    phases = tuple(
        Phase(kind=phase.kind, starts=at_once(edges[at]), ends=at_once(edges[at + 1]))
        for at, phase in enumerate(a_plan().phases)
    )
    story = an_operation(db, plan=a_plan(phases=phases), now=turns_at - timedelta(days=6)).at(turns_at)
    with serving(url, folder / "instance") as running:
        yield Stage(running, open_windows, story)
        running.kill()
    db.close()


def at_once(at: datetime) -> Moment:
    """Return a moment that is one instant everywhere."""
    return Moment(wall=wall(at), clock=Clock.zone, zone="UTC")


@pytest.fixture(scope="module")
def coordinator(turning: Stage) -> Person:
    """Open the coordinator's board."""
    somebody = turning.person(Role.COORDINATOR, name="Coordinator")
    somebody.go("board")
    return somebody


@pytest.fixture(scope="module")
def watch(turning: Stage) -> Person:
    """Open the watch officer's board."""
    somebody = turning.person(Role.OCU, name="Watch", unit="Dakar")
    somebody.go("board")
    return somebody


def test_a_board_that_lost_its_network_catches_up_with_nothing_missing_and_nothing_doubled(
    turning: Stage, coordinator: Person, watch: Person
) -> None:
    officer = turning.person(Role.OFFICER, airport="GRU")
    expect(watch.page.locator("[data-link=live]")).to_be_visible()
    watch.page.context.set_offline(True)
    expect(watch.page.locator("[data-link=stale]")).to_contain_text("Stale since")

    at = wall(datetime.now(UTC) - timedelta(hours=4))
    for gram in range(1, 20):
        officer.file("GRU", a_seizure(occurred=at, goods=[goods("heroin", str(gram), "g")]))
    officer.file("GRU", a_nil((datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%d")))

    watch.page.context.set_offline(False)
    expect(watch.page.locator("[data-link=live]")).to_be_visible()

    def counted(shown: Painted) -> bool:
        return any("Seizures" in each and "+ 19 " in each for each in shown["figures"])

    shown = agree(coordinator.page, watch.page, counted)
    filed = events(shown, "Filed: Seizure")
    assert len(filed) == len(set(filed)) == 19


@pytest.mark.timeout(240)  # it waits for the boundary itself
def test_a_phase_turns_on_every_board_at_its_instant(turning: Stage, coordinator: Person, watch: Person) -> None:
    lisbon = turning.person(Role.OFFICER, airport="LIS", window=PHONE)
    lisbon.go("my-airport")
    for person in (coordinator, watch):
        current = person.page.locator(".phases [aria-current=step]")
        expect(current).to_contain_text("Consolidation", timeout=180_000)
        fresh = person.page.locator("[data-new]")
        expect(fresh.or_(person.page.get_by_text("Operational phase has ended").first).first).to_be_visible()
    shown = agree(coordinator.page, watch.page, lambda shown: bool(events(shown, "Operational phase has ended")))
    ended = events(shown, "Operational phase has ended")
    assert len(ended) == len(set(ended)) >= 1
    assert not any("late by" in each for each in ended)
    expect(lisbon.page.get_by_text("Consolidation")).to_be_visible()

    # The last window has closed everywhere: from this instant the figures are preliminary.
    coordinator.go("after")
    expect(coordinator.page.get_by_text(coordinator.say("codes:edition_stage.preliminary")).first).to_be_visible()


def test_boards_recover_by_themselves_when_the_server_was_killed(
    turning: Stage, coordinator: Person, watch: Person
) -> None:
    coordinator.go("board")
    turning.server.kill()
    expect(watch.page.locator("[data-link=live]")).to_have_count(0)
    turning.server.start()
    expect(watch.page.locator("[data-link=live]")).to_be_visible(timeout=30_000)
    expect(coordinator.page.locator("[data-link=live]")).to_be_visible(timeout=30_000)
    officer = turning.person(Role.OFFICER, airport="LIS")
    officer.file("LIS", a_seizure(occurred=wall(datetime.now(UTC) - timedelta(hours=1)), goods=[goods("cocaine", "2")]))
    shown = agree(coordinator.page, watch.page, lambda shown: bool(events(shown, "LIS Filed: Seizure")))
    assert len(events(shown, "LIS Filed: Seizure")) == 1
