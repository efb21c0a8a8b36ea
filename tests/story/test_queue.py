"""The queue as those who decide use it: of whose countries it is, and what stays under the hand while news come."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Request, Route, expect

from operations.planning.plan import RegionalUnit
from operations.policy import Role
from tests.reports import a_seizure
from tests.story.people import Stage, held, wall
from tests.story.test_joint_credit import claims, pairs

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    """Have two coordination units by region, one country each."""
    units = (RegionalUnit(name="West", countries=("BR",)), RegionalUnit(name="East", countries=("PT",)))
    return {"units": units}


def test_another_units_queue_is_not_said_to_be_empty_before_it_is_read(stage: Stage) -> None:
    lisbon = stage.person(Role.OFFICER, airport="LIS")
    lisbon.file("LIS", a_seizure(occurred=wall(stage.story.now - timedelta(hours=5))))
    unit = stage.person(Role.OCU, unit="West")
    unit.go("queue")
    empty = unit.page.get_by_text(unit.say("reports:queue.empty"), exact=True)
    expect(empty).to_be_visible()
    with held(unit.page, "**/queue?unit=East"):
        unit.page.get_by_role("group", name=unit.say("reports:queue.unit")).get_by_text("East", exact=True).click()
        expect(unit.page.locator("main .skeleton")).to_be_visible()
        expect(empty).to_have_count(0)
    expect(unit.page.locator("[data-queue] li")).to_have_count(1)
    expect(unit.page.locator("[data-queue] li")).to_contain_text("LIS")


def test_what_was_decided_stays_where_it_stood_though_the_board_comes_later(stage: Stage) -> None:
    officer = stage.person(Role.OFFICER, airport="BOG")
    officer.file("BOG", a_seizure(occurred=wall(stage.story.now - timedelta(hours=9))))
    contact = stage.person(Role.NCP, country="CO")
    asked: list[str] = []

    def hear(request: Request) -> None:
        if request.url.endswith(f"/api/v1/operations/{contact.code}/queue"):
            asked.append(request.url)

    contact.page.on("request", hear)
    done = contact.page.locator("[data-queue] li").filter(has_text="✓ Validated")
    with held(contact.page, "**/assets/link-*.js"):
        contact.go("queue")
        contact.field("reports:queue.all").check()
        contact.button("reports:queue.validate_one", count=1).click()
        expect(done).to_have_count(1)
    expect(contact.page.locator("[data-link=live]")).to_be_visible()
    assert len(asked) == 1, "nothing is asked anew under the hand"
    expect(done).to_have_count(1)


def test_a_pair_says_what_came_of_it_though_news_of_that_come_first(stage: Stage) -> None:
    unit = stage.person(Role.OCU, unit="West")
    left, arrived = claims(stage)
    chosen = [unit.file("LIS", arrived), unit.file("GRU", left)]
    reports = [{"id": each["id"], "version": each["version"]} for each in chosen]
    unit.post(f"/operations/{unit.code}/validations", {"reports": reports})
    unit.go("queue")
    expect(unit.page.locator("[data-link=live]")).to_be_visible()
    on_its_way: list[Route] = []
    unit.page.route("**/merges", lambda route: on_its_way.append(route))  # noqa: PLW0108 a method that is built in cannot be asked what it takes
    pair = pairs(unit).first
    pair.get_by_label(unit.say("reports:twins.reason")).fill("One suitcase, stopped on arrival.")
    with unit.page.expect_request("**/merges"):
        pair.get_by_role("button", name=unit.say("reports:twins.merge")).click()
    with unit.page.expect_event("requestfinished", lambda request: "/duplicates" in request.url):
        answer = on_its_way[0].fetch()
    on_its_way[0].fulfill(response=answer)
    expect(pair).to_contain_text(unit.say("reports:twins.merged", number=chosen[0]["number"]))
