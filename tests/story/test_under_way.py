"""A plan changed under way: an edge of the timeline dragged, an airport suspended, and what its officer then sees."""

import re

import pytest
from playwright.sync_api import expect

from operations.policy import Role
from tests.story.people import PHONE, Stage
from tests.support.browser import nothing_to_scroll

pytestmark = pytest.mark.browser


def test_an_edge_is_moved_by_keyboard_and_nothing_is_sent_before_the_reason(stage: Stage) -> None:
    coordinator = stage.person(Role.COORDINATOR, name="Coordinator")
    page = coordinator.page
    coordinator.go("plan")
    edition = coordinator.get(f"/operations/{coordinator.code}/plan")["edition"]
    named = coordinator.say(
        "plan:gantt.handle",
        phase=coordinator.say("codes:phase.operational"),
        edge=coordinator.say("plan:phases.ends"),
    )
    edge = page.get_by_role("slider", name=named, exact=True)
    before = edge.get_attribute("aria-valuetext") or ""
    edge.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-held]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-held]")).to_have_count(0)
    expect(edge).to_have_attribute("aria-valuetext", before)
    page.keyboard.press("PageUp")
    page.keyboard.press("Enter")
    reason = coordinator.field("plan:move.reason")
    expect(reason).to_be_focused()
    assert coordinator.get(f"/operations/{coordinator.code}/plan")["edition"] == edition
    reason.fill("The host asked for a day more.")
    coordinator.button("plan:move.now").click()
    expect(page.get_by_text(coordinator.say("plan:changes.title"))).to_be_visible()
    expect(edge).not_to_have_attribute("aria-valuetext", before)


def test_a_suspension_reaches_the_board_and_the_officer_with_its_reason(stage: Stage) -> None:
    watch = stage.person(Role.OCU, name="Watch", unit="OCU Dakar")
    officer = stage.person(Role.OFFICER, name="Officer", airport="GRU", language="ar", window=PHONE)
    officer.go("report")
    expect(officer.button("reports:form.send")).to_be_visible()
    watch.go("plan")
    watch.page.get_by_role("button", name=f"{watch.say('plan:change.suspend')}…", exact=True).click()
    watch.field("plan:change.where").select_option("GRU")
    watch.field("plan:change.reason").fill("Strike at the terminal.")
    watch.button("plan:change.now_there", where="GRU").click()
    expect(watch.page.get_by_text("Strike at the terminal.")).to_be_visible()
    watch.go("board")
    expect(watch.page.locator("[data-suspended='1']")).to_be_visible()
    expect(watch.page.locator("[data-airport=GRU] [data-state=not_expected]").first).to_be_visible()
    # The form was open all the while: it hears of it too.
    expect(officer.page.locator("[data-suspended=now]")).to_contain_text("Strike at the terminal.")
    nothing_to_scroll(officer.page)  # only the form does
    officer.go("my-airport")
    expect(officer.page.locator("[data-suspended=now]")).to_contain_text("Strike at the terminal.")
    expect(officer.page.get_by_role("button", name=officer.say("reports:today.confirm"))).to_have_count(0)


def test_one_control_stands_an_operation_down_and_asks_where(stage: Stage) -> None:
    coordinator = stage.person(Role.COORDINATOR)
    coordinator.page.goto("/operations")
    expect(coordinator.page.locator("[data-now]"), "the list draws where it is").to_be_visible()
    coordinator.go("plan")
    stand_down = coordinator.page.get_by_role("button", name=re.compile(coordinator.say("plan:change.stand_down")))
    expect(stand_down).to_have_count(1)
    stand_down.click()
    coordinator.field("plan:change.reason").fill("The threat is over.")
    coordinator.button("plan:change.now_unsaid").click()
    lacking = coordinator.say("shell:lacks", list=coordinator.say("plan:change.where"))
    expect(coordinator.page.get_by_role("alert").filter(has_text=lacking)).to_be_visible()
    coordinator.field("plan:change.where").select_option("all")
    coordinator.button("plan:change.now").click()
    expect(coordinator.page.get_by_role("note")).to_contain_text("The threat is over.")
    expect(stand_down).to_have_count(0)
    coordinator.page.goto("/operations")
    expect(coordinator.page.locator("[data-phase]").first).to_be_visible()
    expect(coordinator.page.locator("[data-now]"), "what was stopped is nowhere on its plan").to_have_count(0)
