"""Somebody without a shell brings a workbook: it is checked, its faults are told by row, its good rows are stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from coordinator.http.imports import SPREADSHEET
from coordinator.identity import links
from coordinator.identity.accounts import open_account
from coordinator.identity.platform import ensure_platform
from operations.participation.actions import give_platform_seat
from operations.policy import Role
from realtime.transaction import transaction
from tests.operations.reports.test_workbooks import HEADER, workbook
from tests.story.people import PHONE, Person, Stage
from tests.support.browser import barriers, overflowing

pytestmark = pytest.mark.browser


def a_file(raw: bytes, name: str = "results.xlsx") -> FilePayload:
    return {"name": name, "mimeType": SPREADSHEET, "buffer": raw}


def rows(stage: Stage) -> list[list[Any]]:
    """Return a good row, one that is wrong twice, and another good one."""
    at = (stage.story.now - timedelta(days=1)).replace(hour=3, tzinfo=None)
    good = ["GRU", at, "arrival", "BOG", "crew", "cocaine", 4.2, "kg"]
    return [good, ["GRU", at, "up", "BOG", "crew", "sugar", 1, "kg"], [*good[:5], "khat", 30, "kg"]]


@pytest.fixture(scope="module", params=["en", "ar"])
def contact(request: pytest.FixtureRequest, stage: Stage) -> Person:
    """Seat Brazil's contact point: in English at a desk, in Arabic on a phone."""
    window = PHONE if request.param == "ar" else None
    return stage.person(Role.NCP, country="BR", language=request.param, window=window)


def test_a_workbook_is_checked_and_its_good_rows_are_stored(stage: Stage, contact: Person) -> None:
    contact.go("reports")
    contact.page.get_by_role("link", name=contact.say("reports:import.title")).click()
    contact.settled()
    contact.chip("reports:import.decimal", "reports:import.point").click()
    some = rows(stage)
    for row in some:
        row[6] += len(contact.language) + (contact.language == "ar")  # other rows than the other person's
    chooser = contact.page.get_by_label(contact.say("reports:import.choose"))
    chooser.set_input_files(a_file(workbook(Results=[HEADER, *some])))
    found = contact.page.locator("section[aria-labelledby=found]")
    expect(found).to_contain_text(contact.say("reports:import.read", rows="3", good="2"))
    expect(found.locator("tbody tr")).to_have_count(1)
    expect(found.locator("tbody tr")).to_contain_text("up")
    expect(found.locator("tbody tr")).to_contain_text(contact.say("errors:invalid.enum"))
    assert overflowing(contact.page) == []
    assert barriers(contact.page) == []
    contact.button("reports:import.store_good", good="2", bad="1").click()
    expect(found).to_contain_text("2" if contact.language == "en" else contact.say("reports:import.stored_two"))
    found.get_by_role("link").click()
    expect(contact.page).to_have_url(f"{stage.server.url}/operations/{contact.code}/reports")


def test_what_is_no_workbook_is_told_in_words(contact: Person) -> None:
    contact.go("import")
    contact.chip("reports:import.decimal", "reports:import.comma").click()
    chooser = contact.page.get_by_label(contact.say("reports:import.choose"))
    chooser.set_input_files(a_file(b"%PDF-1.7", "results.pdf"))
    expect(contact.page.get_by_text(contact.say("errors:file.not_text"))).to_be_visible()


def test_a_plans_airports_come_from_a_file_with_the_column_of_codes_found(stage: Stage) -> None:
    db, now = stage.story.db, datetime.now(UTC)
    platform = ensure_platform(db, now).stream_id
    with transaction(db, (platform,), actor_id="operator", now=now) as tx:
        account = open_account(tx, "Planner")
        give_platform_seat(tx, platform, account.id)
        token = links.issue_link(tx, account.id)
    planner = Person(stage.windows.open(stage.server.url), "en", "PLANNED")
    planner.sign_in(token)
    planner.post("/operations", {"code": "PLANNED", "name": "From a file"})
    planner.go("plan")
    table = workbook(List=[["City", "IATA"], ["Dakar", "DSS"], ["Nowhere", "QQQ"]])
    planner.page.get_by_label(planner.say("plan:places.file")).set_input_files(a_file(table, "airports.xlsx"))
    expect(planner.page.get_by_text(planner.say("plan:places.file_column", column="IATA"))).to_be_visible()
    expect(planner.page.get_by_text(planner.say("plan:places.unknown", code="QQQ"))).to_be_visible()
    expect(planner.page.locator('[data-path="airports.0"]')).to_contain_text("DSS")
