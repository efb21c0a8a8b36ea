"""Planning over HTTP: from a blank page to a published operation, and who may see and do what."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from operations.planning.plan import PhaseKind, Plan
from realtime.transaction import Database
from tests.browsers import Browser, House
from tests.builders import UNDER_WAY, a_phase, a_plan

CODE = "COCAIR-VII"
AT = f"/operations/{CODE}"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


def document(plan: Plan) -> dict[str, Any]:
    dumped: dict[str, Any] = plan.model_dump(mode="json")
    return dumped


def drafted(house: House, plan: Plan | None = None) -> Browser:
    """Return the coordinator of a draft at version 2."""
    coordinator = house.coordinator()
    assert coordinator.post("/operations", {"code": CODE, "name": "Airport week"}).status_code == 201
    saving = {"version": 1, "name": "Airport week", "plan": document(plan or a_plan())}
    assert coordinator.put(f"{AT}/plan", saving).status_code == 200
    return coordinator


def published(house: House) -> Browser:
    coordinator = drafted(house)
    answered = coordinator.post(f"{AT}/publish", {"version": 2})
    assert answered.status_code == 200, answered.text
    return coordinator


def error(answered: TestResponse) -> dict[str, Any]:
    found: dict[str, Any] = answered.get_json()["error"]
    return found


def test_a_new_operation_belongs_to_whoever_began_it(house: House) -> None:
    coordinator = house.coordinator()
    made = coordinator.post("/operations", {"code": CODE, "name": "Airport week"}).get_json()
    assert (made["roles"], made["version"], made["published_at"]) == (["coordinator"], 1, None)
    assert [each["code"] for each in coordinator.get("/operations").get_json()["items"]] == [CODE]
    assert house.coordinator("Another").get("/operations").get_json()["items"] == []


def test_the_list_goes_on_where_it_ended(house: House) -> None:
    coordinator = house.coordinator()
    for code in ("A-1", "B-2", "C-3"):
        coordinator.post("/operations", {"code": code, "name": code})
    first = coordinator.get("/operations", limit=2).get_json()
    second = coordinator.get("/operations", limit=2, cursor=first["next"]).get_json()
    assert [each["code"] for page in (first, second) for each in page["items"]] == ["A-1", "B-2", "C-3"]
    assert second["next"] is None


def test_a_draft_says_what_is_wrong_and_what_is_merely_missing(house: House) -> None:
    phases = (a_phase(PhaseKind.operational, "2027-03-28T01:30", "2027-04-02T18:00"),)
    coordinator = drafted(house, a_plan(aim="", airports=("LIS",), phases=phases, controls=()))
    seen = coordinator.get(f"{AT}/plan").get_json()
    assert [(each["code"], each["path"], each["unfinished"]) for each in seen["problems"]] == [
        ("plan:aim_empty", "aim", True),
        ("plan:gap", "phases.0.starts", False),
    ]
    refused = coordinator.post(f"{AT}/publish", {"version": 2})
    assert refused.status_code == 422
    assert [field["path"] for field in error(refused)["fields"]] == ["aim", "phases.0.starts"]


def test_the_picture_of_the_plan_is_in_each_airports_own_time(house: House) -> None:
    seen = drafted(house).get(f"{AT}/plan").get_json()
    row = next(row for row in seen["gantt"] if row["airport"] == "GRU")
    assert row["zone"] == "America/Sao_Paulo"
    assert (row["bars"][1]["starts_at"], row["bars"][1]["starts_wall"]) == ("2026-11-15T09:00:00Z", "2026-11-15T06:00")
    assert (seen["expected_returns"], seen["returns_if_all_accept"]) == (0, 32)
    assert [place["iata"] for place in seen["places"]] == ["BOG", "DSS", "GRU", "LIS"]


def test_a_plan_with_unknown_fields_is_refused_where_they_are(house: House) -> None:
    coordinator = drafted(house)
    plan = document(a_plan()) | {"colour": "blue"}
    refused = coordinator.put(f"{AT}/plan", {"version": 2, "name": "Airport week", "plan": plan})
    assert (refused.status_code, error(refused)["fields"][0]["path"]) == (422, "colour")


def test_two_who_save_the_same_version_do_not_overwrite_each_other(house: House) -> None:
    coordinator = drafted(house)
    refused = coordinator.put(f"{AT}/plan", {"version": 1, "name": "Late", "plan": document(a_plan())})
    assert (refused.status_code, error(refused)["code"], error(refused)["params"]["version"]) == (409, "outdated", 2)


def test_a_save_sent_twice_is_done_once(house: House) -> None:
    coordinator, key = drafted(house), str(uuid4())
    saving = {"version": 2, "name": "Airport week", "plan": document(a_plan())}
    first = coordinator.send("PUT", f"{AT}/plan", saving, key=key)
    again = coordinator.send("PUT", f"{AT}/plan", saving, key=key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.get_json() == again.get_json()
    assert first.get_json()["version"] == 3


def test_publishing_shows_phases_and_invites_countries(house: House) -> None:
    coordinator = published(house)
    seen = coordinator.get(AT).get_json()
    assert [phase["kind"] for phase in seen["phases"]] == ["preparation", "operational", "consolidation"]
    assert seen["ends_at"] == "2026-11-22T23:00:00Z"
    invited = coordinator.get(f"{AT}/participations").get_json()["items"]
    assert [(each["country"], each["state"], each["airports"]) for each in invited] == [
        ("BR", "invited", ["GRU"]),
        ("CO", "invited", ["BOG"]),
        ("PT", "invited", ["LIS"]),
        ("SN", "invited", ["DSS"]),
    ]


def test_a_boundary_moves_with_a_reason_and_an_operation_stands_down_with_one(house: House) -> None:
    coordinator = published(house)
    moment = {"wall": "2026-11-21T18:00", "clock": "local"}
    moving = {"version": 3, "phase": 1, "edge": "end", "moment": moment, "reason": "The host asked."}
    moved = coordinator.post(f"{AT}/boundaries", moving)
    assert (moved.status_code, moved.get_json()["ends_at"]) == (200, "2026-11-21T23:00:00Z")
    house.clock.instant = UNDER_WAY
    coordinator = house.again(coordinator)
    stopped = coordinator.post(f"{AT}/stand-down", {"version": 4, "reason": "The mandate was withdrawn."})
    assert stopped.get_json()["ends_at"] == "2026-11-17T12:00:00Z"
    again = coordinator.post(f"{AT}/cancel", {"version": 5, "reason": "Once more."})
    assert (again.status_code, error(again)["code"]) == (409, "operation:stopped")


def test_an_airport_stood_down_alone_is_marked_in_the_plan_and_among_its_countrys(house: House) -> None:
    coordinator = published(house)
    house.clock.instant = UNDER_WAY
    coordinator = house.again(coordinator)
    gone = {"version": 3, "where": {"country": "PT"}, "reason": "The runway is closed."}
    assert coordinator.post(f"{AT}/stand-down", gone).status_code == 200
    rows = {row["airport"]: row["stood_down_at"] for row in coordinator.get(f"{AT}/plan").get_json()["gantt"]}
    assert (rows["LIS"], rows["GRU"]) == ("2026-11-17T12:00:00Z", None)
    countries = coordinator.get(f"{AT}/participations").get_json()["items"]
    assert {each["country"]: each["stood_down"] for each in countries if each["stood_down"]} == {"PT": ["LIS"]}


def test_a_contact_point_answers_for_its_own_country_alone(house: House) -> None:
    coordinator = published(house)
    contact = house.seated(coordinator, CODE, role="ncp", country="BR")
    limits = {"version": 1, "country": "BR", "answer": "limit", "limits": {"directions": ["arrival"]}, "note": "Staff."}
    answered = contact.post(f"{AT}/answers", limits).get_json()
    assert (answered["state"], answered["limits"], answered["note"]) == (
        "limited",
        {"directions": ["arrival"], "kinds": [], "terminals": [], "no_nominal_data": False},
        "Staff.",
    )
    refused = contact.post(f"{AT}/answers", limits | {"country": "CO"})
    assert refused.status_code == 403
    seen = {each["country"]: each for each in contact.get(f"{AT}/participations").get_json()["items"]}
    assert (seen["BR"]["may_answer"], seen["CO"]["may_answer"], seen["CO"]["note"]) == (True, False, None)


def test_an_officer_sees_the_plan_and_changes_nothing_of_it(house: House) -> None:
    coordinator = published(house)
    officer = house.seated(coordinator, CODE, role="officer", airport="GRU")
    assert officer.get(f"{AT}/plan").status_code == 200
    assert officer.post(f"{AT}/cancel", {"version": 3, "reason": "I would like to."}).status_code == 403
    assert officer.get(f"{AT}/seats").status_code == 403
    assert officer.get(f"{AT}/watch-log").status_code == 403
    assert officer.post("/operations", {"code": "MINE", "name": "Mine"}).status_code == 403


def test_who_has_no_seat_finds_nothing_and_neither_does_a_donor(house: House) -> None:
    coordinator, stranger = published(house), house.coordinator("Stranger")
    donor = house.seated(coordinator, CODE, role="donor")
    for who in (stranger, donor):
        assert [who.get(path).status_code for path in (AT, f"{AT}/plan", f"{AT}/participations", f"{AT}/seats")] == [
            404
        ] * 4
    assert stranger.post(f"{AT}/publish", {"version": 3}).status_code == 404


def test_one_tap_confirms_controls(house: House) -> None:
    coordinator = published(house)
    officer = house.seated(coordinator, CODE, role="officer", airport="GRU")
    coordinator.post(f"{AT}/answers", {"version": 1, "country": "BR", "answer": "accept"})
    house.clock.instant = UNDER_WAY
    officer = house.again(officer)
    tapped = officer.post(f"{AT}/airports/GRU/controls", {"phase": 1})
    assert (tapped.status_code, tapped.get_json()["level"]) == (200, "heightened")
    assert officer.post(f"{AT}/airports/DSS/controls", {"phase": 1}).status_code == 403
    assert officer.post(f"{AT}/airports/CDG/controls", {"phase": 1}).status_code == 404


def test_the_unit_writes_its_watch_log_and_reads_it_backwards(house: House) -> None:
    watch = house.seated(published(house), CODE, role="ocu", unit="OCU Dakar")
    for n in range(3):
        assert watch.post(f"{AT}/watch-log", {"text": f"Entry {n}"}).status_code == 201
    first = watch.get(f"{AT}/watch-log", limit=2).get_json()
    rest = watch.get(f"{AT}/watch-log", limit=2, cursor=first["next"]).get_json()
    assert [each["text"] for page in (first, rest) for each in page["items"]] == ["Entry 2", "Entry 1", "Entry 0"]
    assert first["items"][0]["by_me"] is True


def test_an_operation_begins_like_an_earlier_one_that_its_maker_may_read_and_no_other(house: House) -> None:
    coordinator, other = published(house), house.coordinator("Another")
    like = {"code": CODE, "first_on": "2027-03-24"}
    made = coordinator.post("/operations", {"code": "LATER", "name": "Spring week", "like": like})
    assert made.status_code == 201, made.text
    plan = coordinator.get("/operations/LATER/plan").get_json()["plan"]
    assert plan["phases"][1]["starts"]["wall"] == "2027-03-24T06:00"
    assert plan["airports"] == list(a_plan().airports)
    refused = other.post("/operations", {"code": "MINE", "name": "Mine", "like": like})
    unknown = other.post("/operations", {"code": "MINE", "name": "Mine", "like": like | {"code": "NOWHERE"}})
    assert (refused.status_code, error(refused)["code"]) == (404, "not_found")
    assert error(refused) | {"request_id": ""} == error(unknown) | {"request_id": ""}


def test_how_a_plan_was_changed_is_read_by_all_and_why_by_those_it_concerns(house: House) -> None:
    coordinator = published(house)
    house.clock.instant = UNDER_WAY
    coordinator = house.again(coordinator)
    body = {"version": 3, "where": {"airport": "GRU"}, "phase": 1, "length": {"days": 1}, "reason": "Asked for."}
    assert coordinator.post(f"{AT}/extend", body).status_code == 200
    (change,) = coordinator.get(f"{AT}/changes").get_json()["items"]
    assert (change["kind"], change["airports"], change["everywhere"]) == ("phase_extended", ["GRU"], False)
    assert next(move["after"]["wall"] for move in change["moves"]) == "2026-11-23T18:00"
    assert change["reason"] == "Asked for."
