"""Figures that open to their reports, agree with the board and with the file, and are not the donor's yet."""

import csv
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from operations.policy import Role
from tests.reports import a_seizure, an_activity, goods
from tests.story.people import Person, Stage, wall
from tests.support.browser import overflowing

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def coordinator(stage: Stage) -> Person:
    """Have four seizures filed and three of them validated; seat a coordinator."""
    officer = stage.person(Role.OFFICER, airport="GRU")
    at = wall(stage.story.now - timedelta(hours=6))
    found = [
        ("cocaine", "1.5", "kg"),
        ("cocaine", "800", "g"),
        ("heroin", "250", "g"),
        ("ecstasy", "300", "tablet"),
    ]
    receipts = [
        officer.file("GRU", a_seizure(occurred=at, goods=[goods(*each)], persons=number, origin="BOG"))
        for number, each in enumerate(found)
    ]
    yesterday = (stage.story.now - timedelta(days=1)).strftime("%Y-%m-%d")
    officer.file("GRU", an_activity(yesterday, passengers_checked=1200))
    contact_point = stage.person(Role.NCP, country="BR")
    judged = [{"id": each["id"], "version": each["version"]} for each in receipts[:3]]
    contact_point.post(f"/operations/{stage.story.code}/validations", {"reports": judged})
    return stage.person(Role.COORDINATOR, name="Coordinator")


def test_every_figure_opens_to_its_reports_and_equals_the_board(coordinator: Person) -> None:
    page = coordinator.page
    coordinator.go("board")
    expect(page.locator("[data-counter]", has_text="Seizures").locator(".figure")).to_have_text("3")
    cocaine = page.locator("[data-counter]", has_text="Cocaine").locator(".figure").inner_text()

    coordinator.go("after")
    expect(page.get_by_text(coordinator.say("codes:edition_stage.so_far")).first).to_be_visible()
    assert overflowing(page) == []
    tile = page.locator(".tiles li", has_text=coordinator.say("after:tile.seizures")).first
    figure = tile.get_by_role("button").first
    expect(figure.locator("bdi"), "what the board says").to_have_text("3")
    assert re.sub(r"\D", "", cocaine) == "23", "2.3 kg on the board"
    expect(page.get_by_role("row", name=re.compile("Cocaine")).first).to_contain_text("2.3")

    coordinator.go("board")
    page.locator("[data-counter]", has_text="Cocaine").click()
    page.get_by_role("link", name=coordinator.say("board:panel.reports_behind")).click()
    expect(page.get_by_role("complementary").get_by_role("link", name=re.compile("Seizure"))).to_have_count(2)
    coordinator.go("after")

    figure.click()
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("link", name=re.compile("Seizure"))).to_have_count(3)
    expect(panel.locator("[data-definition]")).to_contain_text(coordinator.say("codes:measure_means.seizures"))
    assert "figure=" in page.url
    panel.get_by_role("link", name=re.compile("Seizure")).first.click()
    expect(page).to_have_url(re.compile("/reports/"))


def test_the_downloaded_file_is_the_list_as_shown(coordinator: Person, tmp_path: Path) -> None:
    page = coordinator.page
    page.goto(f"/operations/{coordinator.code}/reports?kind=seizure&sort=-number")
    coordinator.settled()
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(4)
    headings = [text.strip() for text in page.locator("main thead th").all_inner_texts() if text.strip()]
    numbers = [row.locator("a").first.inner_text() for row in rows.all()]
    with page.expect_download() as downloading:
        page.get_by_role("link", name=coordinator.say("reports:csv")).click()
    target = tmp_path / "reports.csv"
    downloading.value.save_as(target)
    lines = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert [line[0] for line in lines[1:]] == numbers
    assert len(lines[0]) >= len(headings) - 1
    assert lines[0][0] in headings[0]


def test_the_donor_sees_what_will_come_and_nothing_else(stage: Stage, coordinator: Person) -> None:
    donor = stage.person(Role.DONOR, name="Donor")
    donor.page.goto("/")
    expect(donor.page).to_have_url(re.compile("/donor$"))
    expect(donor.page.get_by_text(donor.say("after:donor.nothing_yet"))).to_be_visible()
    expect(donor.page.get_by_role("navigation")).to_have_count(0)
    for view in ("board", "reports", "queue", "after", "plan", "people", "log", "my-airport", "report"):
        donor.go(view)
        expect(donor.page.locator("tbody tr, [data-counter], .tiles, [data-queue]")).to_have_count(0)
    for path in ("reports", "after-action", "queue", "plan", "log", "seats"):
        answer = donor.page.request.get(f"/api/v1/operations/{donor.code}/{path}")
        assert answer.status in {403, 404}, path
