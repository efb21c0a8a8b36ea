"""Reports over HTTP: each reader gets the edition that is theirs to see, lists page and sort, repeats are answered."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from operations.participation.limits import Answer
from operations.planning.levels import BUNDLES, Level
from tests.browsers import Browser, House
from tests.builders import UNDER_WAY, Story, an_operation, answers
from tests.reports import Desk, a_nil, a_seizure, an_activity, goods

if TYPE_CHECKING:
    from pathlib import Path

    from realtime.transaction import Database

CODE = "COCAIR-VII"


class Week:
    """An operation under way, with the people who report in it at their browsers."""

    def __init__(self, database: Database, home: Path, *, now: datetime = UNDER_WAY) -> None:
        self.house = House(database, home)
        self.story: Story = an_operation(database).at(now)
        self.house.clock.instant = now
        self.coordinator = self.house.holder_of(self.story.coordinator)
        self.ocu = self._seat("ocu")
        self.ncp = self._seat("ncp", country="BR")
        self.officer = self._seat("officer", airport="GRU")
        self.colleague = self._seat("officer", airport="LIS")

    def _seat(self, role: str, **place: str) -> Browser:
        return self.house.seated(self.coordinator, CODE, role=role, **place)

    def file(self, said: dict[str, Any], *, by: Browser | None = None, airport: str = "GRU") -> dict[str, Any]:
        body = {"id": str(uuid.uuid4()), "airport": airport, "body": said}
        answered = (by or self.officer).post(f"/operations/{CODE}/reports", body)
        assert answered.status_code == 201, answered.text
        receipt: dict[str, Any] = answered.get_json()
        return receipt

    def validate(self, *receipts: dict[str, Any]) -> dict[str, Any]:
        chosen = [{"id": each["id"], "version": each["version"]} for each in receipts]
        answered = self.ncp.post(f"/operations/{CODE}/validations", {"reports": chosen})
        said: dict[str, Any] = answered.get_json()
        return said

    def listed(self, who: Browser, **query: Any) -> dict[str, Any]:  # noqa: ANN401 whatever a query holds
        answered = who.get(f"/operations/{CODE}/reports", **query)
        assert answered.status_code == 200, answered.text
        page: dict[str, Any] = answered.get_json()
        return page

    def opened(self, who: Browser, receipt: dict[str, Any]) -> dict[str, Any]:
        said: dict[str, Any] = who.get(f"/operations/{CODE}/reports/{receipt['id']}").get_json()
        return said


@pytest.fixture
def week(database: Database, tmp_path: Path) -> Week:
    return Week(database, tmp_path)


def test_a_receipt_carries_number_time_and_state(week: Week) -> None:
    receipt = week.file(a_seizure())
    assert (receipt["number"], receipt["state"], receipt["held_for"]) == (1, "submitted", None)
    assert receipt["received_at"] == "2026-11-17T12:00:00Z"


def test_a_receipt_says_by_when_a_referral_is_due_until_it_is_recorded(week: Week) -> None:
    met = {"kind": "victims", "occurred": "2026-11-17T08:30", "persons": [{"met": "potential_victim", "count": 2}]}
    receipt = week.file(met)
    assert receipt["referral_due_at"] == "2026-11-18T11:30:00Z"
    assert week.file(a_seizure())["referral_due_at"] is None
    recorded = {"version": receipt["version"], "referrals": [{"to": "protection_service", "count": 2}]}
    answered = week.officer.post(f"/operations/{CODE}/reports/{receipt['id']}/referrals", recorded)
    assert (answered.status_code, answered.get_json()["referral_due_at"]) == (200, None)


def test_a_second_return_of_a_day_is_answered_with_the_one_that_is_there(week: Week) -> None:
    nil = week.file(a_nil("2026-11-16"))
    again = {"id": str(uuid.uuid4()), "airport": "GRU", "body": a_nil("2026-11-16")}
    refused = week.officer.post(f"/operations/{CODE}/reports", again)
    assert refused.status_code == 409
    error = refused.get_json()["error"]
    assert (error["code"], error["params"]["report_id"]) == ("report:already_nil", nil["id"])
    first = week.file(an_activity("2026-11-16", passengers_checked=9))
    second = week.file(an_activity("2026-11-16", passengers_checked=9))
    there = {"id": first["id"], "number": first["number"]}
    assert (second["state"], second["held_for"], second["other_return"]) == ("held", "second_return", there)
    assert week.opened(week.ncp, second)["other_return"] == there
    assert first["other_return"] is None


def test_a_return_has_no_number_of_persons_and_a_seizure_may_have_none(week: Week) -> None:
    filed = [week.file(said) for said in (a_nil("2026-11-15"), an_activity("2026-11-16", passengers_checked=9))]
    seizure = week.file(a_seizure())
    assert {row["number"]: row["persons"] for row in week.listed(week.ncp)["items"]} == {1: None, 2: None, 3: 0}
    assert [week.opened(week.ncp, each)["persons"] for each in (*filed, seizure)] == [None, None, 0]


def test_a_nil_beside_a_result_says_that_it_is_void(week: Week) -> None:
    seizure = week.file(a_seizure(occurred="2026-11-16T10:00"))
    nil = week.file(a_nil("2026-11-16"))
    assert nil["voided"] is True
    week.validate(nil)
    assert week.opened(week.officer, nil)["voided"] is True
    assert week.opened(week.colleague, nil)["voided"] is False
    week.validate(seizure)
    assert week.opened(week.colleague, nil)["voided"] is True


def test_a_submitted_report_is_seen_by_its_airport_its_contact_point_and_the_ocu_only(week: Week) -> None:
    receipt = week.file(a_seizure(persons=1))
    for who in (week.officer, week.ncp, week.ocu):
        assert [row["number"] for row in week.listed(who)["items"]] == [1]
    assert week.listed(week.colleague) == {"items": [], "next": None, "total": 0, "counted_all": True}
    assert week.colleague.get(f"/operations/{CODE}/reports/{receipt['id']}").status_code == 404


def test_once_validated_others_see_that_edition_without_persons_and_note(week: Week) -> None:
    receipt = week.file(a_seizure(persons=2, goods=[goods("cocaine", "4.2")]))
    week.validate(receipt)
    seen = week.opened(week.colleague, receipt)
    assert (seen["persons"], seen["persons_hidden"], seen["body"]["persons"]) == (None, True, None)
    assert (seen["editions"], seen["remarks"], seen["may"], seen["note"]) == ([], [], [], "")
    assert week.opened(week.officer, receipt)["persons"] == 2


def test_others_go_on_seeing_the_validated_edition_while_a_correction_waits(week: Week) -> None:
    receipt = week.file(a_seizure(goods=[goods("cocaine", "42")]))
    week.validate(receipt)
    correction = {
        "version": 2,
        "body": a_seizure(occurred="2026-11-16T05:00", goods=[goods("khat", "4.2")]),
        "reason": "Misread",
    }
    answered = week.officer.post(f"/operations/{CODE}/reports/{receipt['id']}/corrections", correction)
    assert answered.status_code == 200, answered.text
    (other,) = week.listed(week.colleague)["items"]
    assert (other["state"], other["edition"], other["goods"][0]["commodity"]) == ("validated", 1, "cocaine")
    assert week.listed(week.colleague, commodity="khat")["total"] == 0
    assert week.listed(week.colleague, state="submitted")["total"] == 0
    assert week.listed(week.colleague, day_to="2026-11-16")["total"] == 0
    (own,) = week.listed(week.officer)["items"]
    assert (own["state"], own["edition"], own["goods"][0]["commodity"]) == ("submitted", 2, "khat")
    assert [each["edition"] for each in week.opened(week.ncp, receipt)["editions"]] == [1, 2]
    assert week.opened(week.ncp, receipt)["others_see"] == {"edition": 1, "without": ["persons", "related", "note"]}


def test_an_airport_of_a_country_that_later_declines_still_sees_its_own_validated_reports(week: Week) -> None:
    week.validate(week.file(a_seizure()))
    answers(week.story, "BR", answer=Answer.DECLINE)
    assert week.listed(week.officer)["total"] == 1
    assert week.listed(week.colleague)["total"] == 1


def test_a_list_pages_without_gap_or_repeat_in_every_order(week: Week) -> None:
    for n in range(3):
        week.file(a_seizure(occurred=f"2026-11-17T0{n}:00"))
        week.file(an_activity(f"2026-11-1{5 + n % 2}", hits={"sltd": n}))
    for name in ("number", "received_at", "occurred_at", "report_on", "airport", "state", "kind", "country"):
        for sort in (name, f"-{name}"):
            seen, cursor = [], None
            while True:
                page = week.listed(week.ocu, sort=sort, limit=2, **({"cursor": cursor} if cursor else {}))
                seen += [row["number"] for row in page["items"]]
                cursor = page["next"]
                if cursor is None:
                    break
            whole = [row["number"] for row in week.listed(week.ocu, sort=sort, limit=100)["items"]]
            assert seen == whole, sort
            assert sorted(seen) == [1, 2, 3, 4, 5, 6]


def test_a_cursor_of_another_order_is_refused(week: Week) -> None:
    for _ in range(3):
        week.file(a_seizure())
    cursor = week.listed(week.ocu, sort="number", limit=1)["next"]
    answered = week.ocu.get(f"/operations/{CODE}/reports", sort="-received_at", cursor=cursor)
    assert (answered.status_code, answered.get_json()["error"]["code"]) == (422, "cursor")


def test_the_file_holds_exactly_the_rows_of_the_list(week: Week) -> None:
    week.file(a_seizure(goods=[goods("cocaine", "4.2")], persons=1))
    week.file(a_nil("2026-11-16"))
    answered = week.officer.get(f"/operations/{CODE}/reports.csv", language="pt", kind="seizure")
    assert answered.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answered.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == 2
    assert "4,2 kg" in rows[1][11]


def test_the_queue_names_what_waits_and_is_empty_once_decided(week: Week) -> None:
    first, second = week.file(a_seizure()), week.file(a_seizure())
    queue = week.ncp.get(f"/operations/{CODE}/queue").get_json()
    assert (queue["count"], [row["number"] for row in queue["items"]]) == (2, [1, 2])
    assert [each["ok"] for each in week.validate(first, second)["results"]] == [True, True]
    assert week.ncp.get(f"/operations/{CODE}/queue").get_json()["count"] == 0
    assert week.officer.get(f"/operations/{CODE}/queue").status_code == 403


def test_the_queue_says_what_a_correction_changed_of_what_counts_so_far(week: Week) -> None:
    filed = week.file(a_seizure(goods=[goods("cocaine", "42")], persons=1))
    week.validate(filed)
    for quantity, why in (("4.3", "Misread."), ("4.2", "Weighed again.")):
        at = f"/operations/{CODE}/reports/{filed['id']}"
        said = {"version": week.officer.get(at).get_json()["version"], "reason": why}
        week.officer.post(
            f"{at}/corrections", said | {"body": a_seizure(goods=[goods("cocaine", quantity)], persons=1)}
        )
    week.file(a_seizure())
    one, other = week.ncp.get(f"/operations/{CODE}/queue").get_json()["items"]
    told = one["corrected"]
    quantities = [told[side]["goods"][0]["quantity"] for side in ("before", "after")]
    assert (quantities, told["reason"], other["corrected"]) == (["42", "4.2"], "Weighed again.", None)
    assert [len(told[side]["persons"]) for side in ("before", "after")] == [1, 1]


def test_the_same_submission_twice_is_answered_once_and_alike(week: Week) -> None:
    body = {"id": str(uuid.uuid4()), "airport": "GRU", "body": a_seizure()}
    first = week.officer.post(f"/operations/{CODE}/reports", body, key="00000000-0000-4000-8000-000000000001")
    again = week.officer.post(f"/operations/{CODE}/reports", body, key="00000000-0000-4000-8000-000000000001")
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert week.listed(week.officer)["total"] == 1


def test_my_airport_shows_phase_controls_days_and_both_stages_of_our_figures(week: Week) -> None:
    week.file(a_seizure(goods=[goods("cocaine", "4.2")]))
    week.file(a_nil("2026-11-16"))
    today = week.officer.get(f"/operations/{CODE}/airports/GRU/today").get_json()
    assert (today["stand"]["stage"], today["stand"]["taken_until"] is not None) == ("under_way", True)
    assert (today["now"], today["wall"]) == ("2026-11-17T12:00:00Z", "2026-11-17T09:00")
    assert (today["phase"]["kind"], today["controls"]["level"], today["participation"]) == (
        "operational", "heightened", "accepted",
    )  # fmt: skip
    assert today["controls"]["measures"] == list(BUNDLES[Level.heightened]), "a level is the measures it bundles"
    assert {day["on"]: day["state"] for day in today["days"]}["2026-11-16"] in {"nil", "reported"}
    weighed = next(each for each in today["figures"] if each["measure"] == "quantity")
    assert (weighed["commodity"], weighed["submitted"], weighed["validated"]) == ("cocaine", "4200000", "0")
    assert week.colleague.get(f"/operations/{CODE}/airports/GRU/today").status_code in {403, 404}


def test_my_airport_says_that_it_was_stood_down_alone_and_why_and_no_other_airport_does(week: Week) -> None:
    version = week.coordinator.get(f"/operations/{CODE}/plan").get_json()["version"]
    change = {"version": version, "where": {"airport": "GRU"}, "reason": "The runway is closed."}
    assert week.coordinator.post(f"/operations/{CODE}/stand-down", change).status_code == 200
    here = week.officer.get(f"/operations/{CODE}/airports/GRU/today").get_json()["stand"]
    assert (here["stage"], here["reason"]) == ("stood_down_here", "The runway is closed.")
    there = week.colleague.get(f"/operations/{CODE}/airports/LIS/today").get_json()["stand"]
    assert (there["stage"], there["reason"]) == ("under_way", None)


@pytest.mark.parametrize(
    ("now", "on", "turns_at"),
    [
        ("2026-11-18T02:00:00Z", "2026-11-17", "2026-11-18T03:00:00Z"),
        ("2026-11-22T20:00:00Z", "2026-11-22", "2026-11-22T21:00:00Z"),
        ("2026-12-07T00:00:00Z", "2026-12-06", None),
    ],
    ids=["a day begins", "a phase ends", "nothing is ahead"],
)
def test_my_airport_names_its_report_day_and_when_the_clock_alone_makes_it_old(
    database: Database, tmp_path: Path, now: str, on: str, turns_at: str | None
) -> None:
    late = Week(database, tmp_path, now=datetime.fromisoformat(now))
    today = late.officer.get(f"/operations/{CODE}/airports/GRU/today").get_json()
    assert (today["report_on"], today["turns_at"]) == (on, turns_at)


def test_the_log_is_read_in_ones_own_circles_only(week: Week) -> None:
    receipt = week.file(a_seizure())
    kinds = {row["kind"] for row in week.officer.get(f"/operations/{CODE}/log").get_json()["items"]}
    assert "report_filed" in kinds
    others = week.colleague.get(f"/operations/{CODE}/log").get_json()["items"]
    assert not any(receipt["id"] in str(row) for row in others)


def test_a_receipt_tells_a_former_seat_nothing_of_what_came_since(week: Week) -> None:
    kept = week.file(a_nil("2026-11-17"))
    week.house.clock.instant += timedelta(hours=1)
    Desk(week.story.at(week.house.clock.instant)).withdraw_seat(week.story.actor(week.officer.account_id))
    week.house.clock.instant += timedelta(hours=1)
    week.file(a_seizure(), by=week.coordinator)
    week.validate(kept)
    answers(week.story, "BR", answer=Answer.DECLINE)
    said = {"version": kept["version"], "edition": 1, "body": a_nil("2026-11-17"), "reason": "Said so by mistake."}
    at = f"/operations/{CODE}/reports"
    happened = {"id": str(uuid.uuid4()), "airport": "GRU", "body": a_seizure(occurred="2026-11-17T07:00")}
    receipts = [
        week.officer.post(at, {"id": str(uuid.uuid4()), "airport": "GRU", "body": a_nil("2026-11-17")}),
        week.officer.post(at, happened),
        week.officer.post(f"{at}/{kept['id']}/corrections", said),
    ]
    assert [each.status_code for each in receipts] == [201, 201, 200], [each.text for each in receipts]
    told = [each.get_json() for each in receipts]
    held = ("held", "seat_withdrawn")
    assert [(each["state"], each["held_for"]) for each in told] == [held, held, ("submitted", None)]
    assert [each["voided"] for each in told] == [False] * 3
    assert [each["version"] for each in told] == [1, 1, 2], "of a version that counts what was decided nothing is told"
    stands, decides = (week.coordinator.get(f"{at}/{each}").get_json() for each in (kept["id"], happened["id"]))
    assert (stands["voided"], stands["version"]) == (True, 3)
    assert decides["held_for"] == "country_declined"


def test_others_learn_nothing_of_a_correction_that_is_held(week: Week) -> None:
    receipt = week.file(a_seizure())
    week.validate(receipt)
    said = {"version": 2, "body": a_seizure(occurred="2026-11-10T11:00"), "reason": "Another day."}
    corrected = week.officer.post(f"/operations/{CODE}/reports/{receipt['id']}/corrections", said).get_json()
    assert (corrected["state"], corrected["held_for"]) == ("held", "outside_window")
    (row,) = week.listed(week.colleague)["items"]
    seen = [(each["state"], each["held_for"]) for each in (row, week.opened(week.colleague, receipt))]
    assert seen == [("validated", None)] * 2
    assert week.opened(week.ncp, receipt)["held_for"] == "outside_window"
