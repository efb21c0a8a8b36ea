"""The board as those on watch use it: what stays when the server is away, what opens, what is asked of whom."""

import pytest
from playwright.sync_api import expect

from operations.policy import Role
from tests.story.people import PHONE, Stage

pytestmark = pytest.mark.browser


def test_on_a_phone_the_board_opens_at_its_top(stage: Stage) -> None:
    officer = stage.person(Role.OFFICER, airport="GRU", window=PHONE)
    officer.go("board")
    expect(officer.page.locator("[data-today]")).to_be_attached()
    assert officer.page.evaluate("scrollY") == 0


def test_a_page_that_cannot_be_fetched_leaves_the_board_standing_and_comes_with_the_server(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    watch.go("board")
    expect(watch.page.locator("[data-link=live]")).to_be_visible()
    stage.server.kill()
    expect(watch.page.locator("[data-link=live]")).to_have_count(0)
    watch.page.get_by_role("link", name=watch.say("shell:nav.reports"), exact=True).click()
    expect(watch.page.get_by_role("heading", name=watch.say("errors:network.unreachable"))).to_be_visible()
    watch.page.go_back()
    expect(watch.page.locator("[data-airport=GRU]").first).to_be_visible()
    watch.page.get_by_role("link", name=watch.say("shell:nav.after"), exact=True).click()
    expect(watch.page.get_by_role("heading", name=watch.say("errors:network.unreachable"))).to_be_visible()
    stage.server.start()
    expect(watch.page.get_by_role("heading", name=watch.say("after:title")).first).to_be_visible(timeout=30_000)
