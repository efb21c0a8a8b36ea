"""The pictures of the README, taken from the sample; in a test run they go into a folder of their own.

`make pictures` keeps them in docs/.
"""

import base64
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import expect

from coordinator import migrate
from coordinator.sample import operation as sample
from coordinator.sample.cast import fresh_tokens
from coordinator.sample.plan import CODE
from operations import store
from tests.story.people import LOCALES, PHONE, Person
from tests.support.browser import Windows, nothing_to_scroll
from tests.support.server import Server, serving

pytestmark = pytest.mark.browser

SCREEN: Final = {"width": 1600, "height": 900}
BESIDE: Final = """<style>
  body {{ background: #05080d; display: flex; gap: 20px; margin: 20px; }}
  img {{ border: 1px solid #2b3647; border-radius: 18px; height: 740px; width: 360px; }}
</style>{}"""


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, str]]]:
    """Serve the sample, and give a token per seat."""
    folder = tmp_path_factory.mktemp("sample")
    url = f"sqlite:///{folder / 'sample.sqlite3'}"
    migrate.upgrade(url)
    db = store.open_database(url)
    sample.load(db, datetime.now(UTC))
    tokens = dict(fresh_tokens(db, datetime.now(UTC)))
    db.close()
    with serving(url, folder / "instance") as running:
        yield running, tokens
        running.kill()


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder the pictures go to."""
    wanted = os.environ.get("PICTURES")
    return Path(wanted) if wanted else tmp_path_factory.mktemp("pictures")


def seated(sampled: tuple[Server, dict[str, str]], windows: Windows, seat: str, language: str, **window: Any) -> Person:  # noqa: ANN401 how a window opens
    """Open somebody's window on the sample, in the dark."""
    server, tokens = sampled
    page = windows.open(server.url, locale=LOCALES[language], **window)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    somebody = Person(page, language, CODE)
    somebody.sign_in(tokens[seat])
    page.goto("/operations")
    somebody.settled()
    somebody.speak(language)
    return somebody


def test_the_sample_makes_a_board_that_fits_its_screen(
    sampled: tuple[Server, dict[str, str]], windows: Windows, album: Path
) -> None:
    watch = seated(sampled, windows, "ocu", "en", zone="Africa/Dakar", **SCREEN)
    watch.go("board")
    expect(watch.page.locator("[data-link=live]")).to_be_visible()
    expect(watch.page.locator("[data-counter]").first).to_be_visible()
    expect(watch.page.locator(".where svg path").first).to_be_visible()
    nothing_to_scroll(watch.page)
    watch.page.screenshot(path=album / "board.png")


def test_three_phones_show_a_result_without_a_network_a_shift_and_a_queue(
    sampled: tuple[Server, dict[str, str]], windows: Windows, album: Path
) -> None:
    phone = {**PHONE, "scale": 2}
    result = seated(sampled, windows, "officer:GRU", "pt", zone="America/Sao_Paulo", **phone)
    result.go("report")
    result.chip("reports:field.direction", "codes:direction.arrival").click()
    result.chip("reports:field.commodity", "codes:commodity.cocaine").click()
    result.field("reports:field.quantity").fill("4,200")
    result.page.context.set_offline(True)
    expect(result.page.locator("[data-link=stale]")).to_be_visible()
    result.field("reports:field.quantity").scroll_into_view_if_needed()
    shift = seated(sampled, windows, "officer:DSS", "ar", zone="Africa/Dakar", **phone)
    shift.go("my-airport")
    queue = seated(sampled, windows, "ncp:BR", "fr", zone="America/Sao_Paulo", **phone)
    queue.go("queue")

    shots = [base64.b64encode(each.page.screenshot()).decode() for each in (result, shift, queue)]
    table = windows.open(sampled[0].url, width=1160, height=780, scale=2)
    table.set_content(BESIDE.format("".join(f'<img src="data:image/png;base64,{shot}">' for shot in shots)))
    table.screenshot(path=album / "phone.png")
