"""Pages that everybody can use: in five languages, on a phone and a desk, dark and light, by keyboard alone."""

import re
from contextlib import suppress
from datetime import timedelta
from typing import Final

import pytest
from playwright.sync_api import expect

from operations.policy import Role
from tests.reports import a_nil, a_seizure
from tests.story.people import PHONE, Person, Stage, wall
from tests.support.browser import barriers, overflowing

pytestmark = pytest.mark.browser

LANGUAGES: Final = ("en", "fr", "es", "pt", "ar")
PAGES: Final = {
    "coordinator": ("board", "plan", "queue", "reports", "after", "people", "log"),
    "officer": ("my-airport", "report", "reports", "board"),
    "donor": ("donor",),
}
# What the words' library shows where it has none: the key itself, in a text or in what is read aloud.
BARE_KEYS: Final = r"""() => {
  const key = /^([a-z]+:)?[a-z_-]+(\.[a-z_-]+)+$/
  const said = [...document.querySelectorAll('[aria-label], [title], [placeholder]')]
    .flatMap(each => ['aria-label', 'title', 'placeholder'].map(name => each.getAttribute(name) ?? ''))
  return [...document.body.innerText.split(/\n|·/), ...said].map(each => each.trim()).filter(each => key.test(each))
}"""


@pytest.fixture(scope="module")
def cast(stage: Stage) -> dict[str, Person]:
    """Seat one of each, and have something on every page."""
    cast = {
        "coordinator": stage.person(Role.COORDINATOR, name="Coordinator", language="ar", window=PHONE),
        "officer": stage.person(Role.OFFICER, name="Officer", airport="GRU", language="ar", window=PHONE),
        "donor": stage.person(Role.DONOR, name="Donor", language="ar", window=PHONE),
    }
    at = stage.story.now - timedelta(hours=5)
    for persons in (0, 1, 6):
        cast["officer"].file("GRU", a_seizure(occurred=wall(at), persons=persons))
    cast["officer"].file("GRU", a_nil(wall(at - timedelta(days=1))[:10]))
    reports = f"/operations/{stage.story.code}/reports"
    filed = cast["coordinator"].get(reports)["items"]
    first, second = [each for each in filed if each["kind"] == "seizure"][:2]
    chosen = {"reports": [{"id": first["id"], "version": first["version"]}]}
    cast["coordinator"].post(f"/operations/{stage.story.code}/validations", chosen)
    cast["coordinator"].post(
        f"{reports}/{second['id']}/question", {"version": second["version"], "reason": "Grams or kilograms?"}
    )
    return cast


def every_page(cast: dict[str, Person]) -> list[tuple[Person, str]]:
    """List who opens which page by which address."""
    code = cast["donor"].code
    listed = [(cast[who], f"/operations/{code}/{view}") for who, views in PAGES.items() for view in views]
    seizure = next(
        each for each in cast["officer"].get(f"/operations/{code}/reports")["items"] if each["kind"] == "seizure"
    )
    return [
        *listed,
        (cast["coordinator"], "/operations"),
        (cast["coordinator"], "/sessions"),
        (cast["coordinator"], f"/operations/{code}/reports/{seizure['id']}"),
        (cast["officer"], f"/operations/{code}/report?kind=activity"),
        (cast["officer"], f"/operations/{code}/report/{seizure['id']}"),
        (cast["donor"], "/nowhere"),
    ]


def test_in_arabic_on_a_phone_in_the_dark_every_page_reads_from_the_right_and_has_no_barrier(
    cast: dict[str, Person],
) -> None:
    found = []
    for person, address in every_page(cast):
        person.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        person.page.goto(address)
        person.settled()
        expect(person.page.locator("html")).to_have_attribute("dir", "rtl")
        found += [(address, each) for each in [*overflowing(person.page), *barriers(person.page)]]
    assert found == []


def test_in_the_light_on_a_desk_no_page_has_a_barrier(cast: dict[str, Person]) -> None:
    found = []
    for person, address in every_page(cast):
        person.page.set_viewport_size({"width": 1366, "height": 768})
        person.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        person.page.goto(address)
        person.settled()
        person.speak("en")
        found += [(address, each) for each in [*overflowing(person.page), *barriers(person.page)]]
    assert found == []


def test_in_every_language_every_page_has_its_words_and_fits_phone_and_desk(cast: dict[str, Person]) -> None:
    found = []
    for person, address in every_page(cast):
        person.page.goto(address)
        person.settled()
        for language in LANGUAGES:
            person.speak(language)
            bare = person.page.evaluate(BARE_KEYS)
            for width, height in ((1366, 768), (360, 740)):
                person.page.set_viewport_size({"width": width, "height": height})
                found += [(address, language, width, each) for each in [*overflowing(person.page), *bare]]
    assert found == []


@pytest.mark.usefixtures("cast")
def test_everything_is_reached_by_keyboard(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    page, keys = watch.page, watch.page.keyboard
    watch.go("board")
    keys.press("Tab")
    expect(page.get_by_role("link", name=watch.say("shell:skip"))).to_be_focused()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()

    keys.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    keys.press("t")
    table = page.get_by_role("table", name=watch.say("board:airports.title"))
    expect(table).to_be_visible()
    keys.press("t")

    figure = page.locator("[data-counter]").first
    figure.focus()
    keys.press("Enter")
    panel = page.get_by_role("complementary", name=watch.say("board:counters.title"))
    expect(panel).to_be_focused()
    keys.press("Escape")
    expect(panel).to_have_count(0)
    expect(figure).to_be_focused()

    grid = page.get_by_role("grid", name=watch.say("board:matrix.title"))
    stop = grid.locator("[tabindex='0']")
    expect(stop).to_have_count(1)
    stop.focus()
    keys.press("ArrowDown")
    keys.press("Control+End")
    keys.press("Home")
    expect(grid.locator("[data-airport=LIS] button")).to_be_focused()
    keys.press("ArrowUp")
    keys.press("ArrowRight")
    cell = grid.locator("[data-airport=GRU] td").first
    expect(cell).to_be_focused()
    expect(cell).to_have_accessible_name(re.compile(r"^GRU, .+, \d+ \w+.*, \w+"))
    assert barriers(page) == []
    keys.press("Enter")
    expect(page).to_have_url(re.compile("open=day%3AGRU|open=day:GRU"))
    keys.press("Escape")
    expect(cell).to_be_focused()

    for letter, view in {"q": "queue", "r": "reports", "a": "after", "p": "plan", "l": "log", "b": "board"}.items():
        go_by_key(watch, letter, view)
    go_by_key(watch, "r", "reports")
    expect(watch.field("reports:filter.q")).to_be_visible()
    keys.press("/")
    expect(watch.field("reports:filter.q")).to_be_focused()


def go_by_key(person: Person, letter: str, view: str) -> None:
    """Press `g` and the letter of a page, again where a busy machine took the second for one that came too late."""
    for _ in range(5):
        person.page.keyboard.press("g")
        person.page.keyboard.press(letter)
        with suppress(AssertionError):
            expect(person.page).to_have_url(re.compile(f"/{view}$"), timeout=3000)
            return
    pytest.fail(f"g {letter} does not lead to {view}")


def test_nothing_moves_for_those_who_asked_for_stillness(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    watch.go("board")
    moving = watch.page.evaluate(
        """() => document.getAnimations().filter(each => each.effect.getComputedTiming().duration > 20).length"""
    )
    assert moving == 0


def test_the_first_board_needs_little_of_a_poor_network(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    watch.go("board")
    expect(watch.page.locator("[data-link=live]")).to_be_visible()
    loaded: dict[str, int] = watch.page.evaluate(
        "() => Object.fromEntries(performance.getEntriesByType('resource')"
        ".filter(each => each.name.endsWith('.js')).map(each => [each.name, each.encodedBodySize]))"
    )
    assert 0 < len(loaded) <= 12, loaded
    assert sum(loaded.values()) <= 130_000, loaded
