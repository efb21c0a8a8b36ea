"""Figures over HTTP: the page, what is behind a number, and the donor who sees none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from operations.boards.project import kept
from operations.participation.limits import Answer
from operations.planning.models import Operation
from operations.policy import Role
from realtime.transaction import Database
from tests.browsers import Browser, House
from tests.builders import NOW, UNDER_WAY, Story, a_seat, an_operation, answers
from tests.reports import Desk, a_seizure

AT = "/operations/COCAIR-VII"


@pytest.fixture
def story(database: Database) -> Story:
    return an_operation(database).at(UNDER_WAY)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    house = House(database, tmp_path)
    house.clock.instant = UNDER_WAY
    return house


def seated(house: House, story: Story, role: Role, **bound: str) -> Browser:
    """Sign somebody in and give them a seat."""
    browser = house.coordinator("Somebody")
    a_seat(story, role, account_id=browser.account_id, **bound)
    return browser


def test_the_report_comes_as_one_document_and_each_number_opens(house: House, story: Story) -> None:
    desk = Desk(story)
    desk.validate(desk.file("GRU", a_seizure()))
    reader = seated(house, story, Role.OFFICER, airport="LIS")
    answered = reader.get(f"{AT}/after-action", commodity="cocaine")
    assert answered.status_code == 200, answered.text
    page = answered.get_json()
    assert (page["stage"], page["seizures"]["total"]["validated"]) == ("so_far", "1")
    assert page["detail"][0]["by_airport"][0]["validated"] == "1000000"
    key = page["quantities"][0]["goods"][0]["total"]["key"]
    behind = reader.get(f"{AT}/figures/{key}/validated/reports").get_json()
    assert [(each["number"], each["value"]) for each in behind["items"]] == [(1, "1000000")]
    assert (behind["not_visible"], behind["next"], behind["unit"]) == (0, None, "mg")
    assert (behind["position"], behind["as_of"] >= page["as_of"]) == (page["position"], True)


def test_list_plan_and_page_count_who_accepted_and_name_the_others_apart(house: House) -> None:
    house.clock.instant = NOW
    story = an_operation(house.db, accepted=False)
    reader = seated(house, story, Role.OCU, unit="OCU Dakar")
    for accepting in ("CO", "PT", "SN"):
        answers(story, accepting)

    def counted() -> list[object]:
        listed, page, plan = (reader.get(f"{AT}{at}").get_json() for at in ("", "/after-action", "/plan"))
        told = [[each[name] for name in ("countries", "airports", "unanswered", "declined")] for each in (listed, page)]
        assert told[0] == told[1]
        expected = plan["expected_returns"], plan["returns_if_all_accept"]
        assert (page["reporting"]["planned"], page["returns_if_all_accept"]) == expected
        return [*told[0], plan["unanswered"], plan["declined"], *expected]

    assert counted() == [3, 3, 1, 0, ["BR"], [], 24, 32]
    answers(story, "BR", answer=Answer.DECLINE)
    assert counted() == [3, 3, 0, 1, [], ["BR"], 24, 24]


def test_who_accepts_late_is_expected_from_that_day_on_and_everywhere_the_same(house: House) -> None:
    story = an_operation(house.db, accepted=False)
    reader = seated(house, story, Role.OCU, unit="OCU Dakar")
    officer = seated(house, story, Role.OFFICER, airport="GRU")
    for accepting in ("CO", "PT", "SN"):
        answers(story, accepting)
    late = story.at(UNDER_WAY)

    def counted() -> tuple[int, int, int]:
        page, plan = (reader.get(f"{AT}/{at}").get_json() for at in ("after-action", "plan"))
        by_airport = {each["airport"]: each["planned"] for each in page["reporting_by_airport"]}
        with house.db.reading() as session:
            rows = kept(session, session.get_one(Operation, story.id))
        board = Counter(key.split(":")[1] for key in rows if key.startswith("day:"))
        assert board == by_airport, "board and page"
        by_day = sum(each["planned"] for each in page["reporting_by_day"])
        assert page["reporting"]["planned"] == plan["expected_returns"] == sum(board.values()) == by_day
        assert page["returns_if_all_accept"] == plan["returns_if_all_accept"]
        return plan["expected_returns"], plan["returns_if_all_accept"], by_airport.get("GRU", 0)

    # Two of eight days are over: whoever accepts now owes the six from today on.
    assert counted() == (24, 30, 0)
    answers(late, "BR")
    assert counted() == (30, 30, 6)
    page = reader.get(f"{AT}/after-action").get_json()
    assert page["joined"] == [{"country": "BR", "at": "2026-11-17T12:00:00Z", "returns": 2}]
    assert page["reporting"]["expected"] == 3, "one day of three airports is due"
    days = officer.get(f"{AT}/airports/GRU/today").get_json()["days"]
    assert [each["on"] for each in days] == ["2026-11-17"]


def test_what_asks_for_nothing_there_is_refused_with_a_code(house: House, story: Story) -> None:
    reader = seated(house, story, Role.ANALYST)
    assert (
        reader.get(f"{AT}/after-action", commodity="moonstone").get_json()["error"]["code"]
        == "report:unknown_commodity"
    )
    assert reader.get(f"{AT}/after-action", colour="red").status_code == 422
    assert reader.get(f"{AT}/figures/moons/validated/reports").status_code == 404
    assert reader.get(f"{AT}/figures/seizures/seizure/validated/reports", cursor="first").status_code == 422


def test_a_donor_sees_what_will_come_and_when_and_no_figure(house: House, story: Story) -> None:
    desk = Desk(story)
    desk.validate(desk.file("GRU", a_seizure(persons=3)))
    donor = seated(house, story, Role.DONOR)
    answered = donor.get(f"{AT}/donor")
    assert answered.status_code == 200, answered.text
    assert answered.get_json() == {
        "code": "COCAIR-VII",
        "name": "Airport week",
        "starts_at": "2026-11-15T06:00:00Z",
        "ends_at": "2026-11-22T23:00:00Z",
        "first_on": "2026-11-15",
        "last_on": "2026-11-22",
        "expected_from": "2026-12-06T23:00:00Z",
        "contents": ["seizures", "quantities", "persons", "efforts", "reporting", "objectives"],
    }
    for path in ("after-action", "figures/seizures/seizure/validated/reports", "plan", "participations", "seats"):
        assert donor.get(f"{AT}/{path}").status_code == 404, path


def test_the_donors_page_is_the_donors_and_the_coordinators(house: House, story: Story) -> None:
    assert seated(house, story, Role.COORDINATOR).get(f"{AT}/donor").status_code == 200
    assert seated(house, story, Role.ANALYST).get(f"{AT}/donor").status_code == 403
    assert house.coordinator("A stranger").get(f"{AT}/donor").status_code == 404
    assert house.coordinator("Another stranger").get(f"{AT}/after-action").status_code == 404
