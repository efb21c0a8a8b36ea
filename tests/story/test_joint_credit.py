"""One seizure claimed by two airports: the coordination unit sees both side by side and decides; all read why."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from operations.policy import Role
from tests.reports import a_seizure, goods
from tests.story.people import PHONE, Person, Stage, wall
from tests.support.browser import barriers, overflowing

pytestmark = pytest.mark.browser

WHY = "One suitcase, stopped on arrival."


def claims(stage: Stage) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what São Paulo says left, and what Lisbon says arrived ten hours later."""
    day = stage.story.now - timedelta(days=1)
    left = a_seizure(
        occurred=wall(day.replace(hour=2)), direction="departure", origin=None, destination="LIS",
        goods=[goods("cocaine", "4.2")],
    )  # fmt: skip
    arrived = a_seizure(
        occurred=wall(day.replace(hour=15)), origin="GRU", goods=[goods("cocaine_hydrochloride", "4.12")]
    )
    return left, arrived


@pytest.fixture(scope="module")
def unit(stage: Stage) -> Person:
    """Seat a watch officer before whom Lisbon's and São Paulo's validated claims lie."""
    unit = stage.person(Role.OCU, unit="West", name="Watch officer")
    left, arrived = claims(stage)
    chosen = [unit.file("LIS", arrived), unit.file("GRU", left), unit.file("GRU", left), unit.file("LIS", arrived)]
    reports = [{"id": each["id"], "version": each["version"]} for each in chosen[:3]]
    unit.post(f"/operations/{unit.code}/validations", {"reports": reports})
    return unit


@pytest.fixture
def merged(unit: Person) -> dict[str, Any]:
    """Have the second report merged into the first, whether the story before did so or none; return it."""
    reports = f"/operations/{unit.code}/reports"
    survivor: dict[str, Any]
    merged: dict[str, Any]
    survivor, merged = (
        next(each for each in unit.get(f"{reports}?kind=seizure&limit=50")["items"] if each["number"] == number)
        for number in (1, 2)
    )
    if unit.get(f"{reports}/{merged['id']}")["merged_into"] is None:
        both = {"survivor": survivor, "merged": merged}
        named = {name: {"id": each["id"], "version": each["version"]} for name, each in both.items()}
        unit.post(f"/operations/{unit.code}/merges", {**named, "share": "alerted", "reason": WHY})
    return merged


def pairs(unit: Person) -> Locator:
    return unit.page.locator("section[aria-labelledby=twins] > ul > li")


def test_the_pairs_stand_side_by_side_with_what_differs_marked(unit: Person) -> None:
    unit.go("queue")
    first = pairs(unit).filter(has_text="#1").filter(has_text="#2").first
    expect(first).to_contain_text(unit.say("reports:twins.stays"))
    expect(first.locator(".differs").filter(has_text="4 kg 120 g")).to_be_visible()
    assert overflowing(unit.page) == []
    assert barriers(unit.page) == []


def test_what_is_not_validated_cannot_be_merged_across_borders_and_says_so(unit: Person) -> None:
    unit.go("queue")
    fourth = pairs(unit).filter(has_text="#2").filter(has_text="#4").first
    expect(fourth.get_by_role("button", name=unit.say("reports:twins.merge"))).to_be_disabled()
    expect(fourth).to_contain_text(unit.say("errors:merge.not_validated", number=4))


def test_a_decision_needs_its_reason_and_stays_where_it_was_made(unit: Person) -> None:
    unit.go("queue")
    first = pairs(unit).filter(has_text="#1").filter(has_text="#2").first
    first.get_by_role("button", name=unit.say("reports:twins.merge")).click()
    expect(first).to_contain_text(unit.say("reports:problem.reason"))
    first.get_by_label(unit.say("reports:twins.reason")).fill(WHY)
    first.get_by_role("button", name=unit.say("reports:twins.merge")).click()
    expect(first).to_contain_text(unit.say("reports:twins.merged", number=1))
    same = pairs(unit).filter(has_text="#1").filter(has_text="#4").first
    same.get_by_label(unit.say("reports:twins.reason")).fill("Two couriers of one flight.")
    same.get_by_role("button", name=unit.say("reports:twins.dismiss")).click()
    expect(same).to_contain_text(unit.say("reports:twins.dismissed"))


def test_the_airport_reads_on_its_phone_where_its_report_went(stage: Stage, merged: dict[str, Any]) -> None:
    officer = stage.person(Role.OFFICER, airport="GRU", language="ar", window=PHONE)
    officer.go("my-airport")
    row = officer.page.locator("#reports li").filter(has_text=f"#{merged['number']}")
    expect(row).to_contain_text(officer.say("reports:merged.into", number=1))
    row.get_by_role("link").click()
    panel = officer.page.get_by_role("complementary")
    expect(panel).to_contain_text(WHY)
    expect(panel).to_contain_text(officer.say("reports:merged.text"))
    assert overflowing(officer.page) == []


@pytest.mark.usefixtures("merged")
def test_figures_count_once_and_credit_both(stage: Stage) -> None:
    reader = stage.person(Role.ANALYST)
    reader.go("after")
    part = reader.page.locator("section[aria-labelledby=after-credit]")
    row = part.locator("tr", has=reader.page.get_by_role("rowheader", name="GRU"))
    expect(row.get_by_role("button")).to_have_count(2)
    expect(row.locator("td").last).to_have_text("2")
    row.get_by_role("button").last.click()
    expect(reader.page.get_by_role("complementary")).to_contain_text("LIS")


def test_a_merge_is_undone_from_the_panel(unit: Person, merged: dict[str, Any]) -> None:
    unit.go("reports", merged["id"])
    unit.button("reports:do.separate").click()
    unit.field("reports:separate.label").fill("The seals differ.")
    unit.button("reports:separate.send").click()
    panel = unit.page.get_by_role("complementary")
    expect(panel).to_contain_text(unit.say("codes:report_state.validated"))
    expect(panel).to_contain_text("The seals differ.")


def test_two_that_are_not_proposed_are_named_and_merged_from_a_panel(stage: Stage, unit: Person) -> None:
    left, arrived = claims(stage)
    found = unit.file("LIS", arrived | {"origin": "BOG", "goods": [goods("heroin", "9")]})
    told = unit.file("GRU", left | {"destination": "CDG"})
    reports = [{"id": each["id"], "version": each["version"]} for each in (found, told)]
    unit.post(f"/operations/{unit.code}/validations", {"reports": reports})
    unit.go("reports", told["id"])
    panel = unit.page.get_by_role("complementary")
    unit.button("reports:do.pair").click()
    expect(unit.field("reports:pair.number")).to_be_focused()
    unit.page.keyboard.press("Escape")
    expect(unit.button("reports:do.pair"), "what was opened last closes, and the panel stays").to_be_focused()
    unit.button("reports:do.pair").click()
    expect(panel.get_by_role("button", name=f"#{found['number']}")).to_be_visible()
    unit.field("reports:pair.number").fill(f"#{found['number']}")
    unit.button("reports:pair.show").click()
    pair = panel.locator("li", has_text=unit.say("reports:twins.stays"))
    expect(pair.locator(".differs").filter(has_text="9 kg")).to_be_visible()
    assert overflowing(unit.page) == []
    assert barriers(unit.page) == []
    pair.get_by_label(unit.say("reports:twins.reason")).fill("Told by telephone: one courier, two bags.")
    pair.get_by_role("button", name=unit.say("reports:twins.merge")).click()
    expect(panel).to_contain_text(unit.say("reports:merged.text"))
    expect(panel).to_contain_text("Told by telephone: one courier, two bags.")
    expect(unit.button("reports:do.separate")).to_be_visible()
