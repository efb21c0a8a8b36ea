"""Seats over HTTP: a link to copy, seen once; reissued, withdrawn, and what the list says of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from realtime.receipts import Receipt
from realtime.transaction import Database
from tests.browsers import PREFIX, Browser, House
from tests.builders import a_plan

CODE = "COCAIR-VII"
SEATS = f"/operations/{CODE}/seats"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


@pytest.fixture
def coordinator(house: House) -> Browser:
    signed_in = house.coordinator()
    signed_in.post("/operations", {"code": CODE, "name": "Airport week"})
    plan = a_plan().model_dump(mode="json")
    signed_in.put(f"/operations/{CODE}/plan", {"version": 1, "name": "Airport week", "plan": plan})
    assert signed_in.post(f"/operations/{CODE}/publish", {"version": 2}).status_code == 200
    return signed_in


def given(coordinator: Browser, **seat: str) -> dict[str, Any]:
    answered = coordinator.post(SEATS, {"name": "Ana Duarte", "language": "pt", **seat})
    assert answered.status_code == 201, answered.text
    found: dict[str, Any] = answered.get_json()
    return found


def held(coordinator: Browser, seat_id: str) -> dict[str, Any]:
    seats: list[dict[str, Any]] = coordinator.get(SEATS).get_json()["items"]
    return next(each for each in seats if each["id"] == seat_id)


def test_a_seat_comes_with_a_link_that_signs_its_holder_in(house: House, coordinator: Browser) -> None:
    new = given(coordinator, role="officer", airport="GRU")
    assert held(coordinator, new["seat"]["id"])["link"]["state"] == "waiting"
    officer = house.browser(new["link"])
    assert held(coordinator, new["seat"]["id"])["link"]["state"] == "used"
    assert officer.get(f"/operations/{CODE}").get_json()["roles"] == ["officer"]


def test_blanks_alone_are_nobodys_name_and_none_stand_around_one(coordinator: Browser) -> None:
    refused = coordinator.post(SEATS, {"name": " \t ", "role": "observer"})
    assert (refused.status_code, refused.get_json()["error"]["fields"][0]["path"]) == (422, "name")
    assert given(coordinator, role="observer", name="  Ana Duarte ")["seat"]["name"] == "Ana Duarte"


def test_the_link_is_shown_once_and_kept_nowhere(house: House, coordinator: Browser) -> None:
    key = str(uuid4())
    body = {"name": "Ana Duarte", "role": "officer", "airport": "GRU"}
    first = coordinator.post(SEATS, body, key=key).get_json()
    again = coordinator.post(SEATS, body, key=key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (again.get_json()["seat"]["id"], again.get_json()["link"]) == (first["seat"]["id"], None)
    with house.db.reading() as session:
        assert not any(first["link"] in answer for answer in session.scalars(select(Receipt.answer)))


def test_a_new_link_makes_the_old_one_useless(house: House, coordinator: Browser) -> None:
    new = given(coordinator, role="officer", airport="GRU")
    fresh = coordinator.post(f"{SEATS}/{new['seat']['id']}/link").get_json()
    token = new["link"].partition("#")[2]
    assert house.app.test_client().post(f"{PREFIX}/sign-in", json={"token": token}).status_code == 422
    house.browser(fresh["link"])


def test_a_coordinator_gets_no_link_of_somebody_who_is_seated_elsewhere_too(house: House, coordinator: Browser) -> None:
    coordinator.post("/operations", {"code": "ANOTHER", "name": "Another"})
    own = coordinator.get(SEATS).get_json()["items"][0]["id"]
    colleague = house.browser(given(coordinator, role="coordinator")["link"])
    assert colleague.get("/operations/ANOTHER").status_code == 404
    refused = colleague.post(f"{SEATS}/{own}/link")
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (403, "not_allowed")
    assert coordinator.post(f"{SEATS}/{own}/link").status_code == 200


def test_a_link_is_taken_back_before_it_is_used(coordinator: Browser) -> None:
    new = given(coordinator, role="officer", airport="GRU")
    assert coordinator.delete(f"{SEATS}/{new['seat']['id']}/link").get_json()["link"]["state"] == "withdrawn"


def test_a_link_nobody_used_is_said_to_have_expired(house: House, coordinator: Browser) -> None:
    new = given(coordinator, role="officer", airport="GRU")
    house.clock.instant += timedelta(hours=73)
    assert held(house.again(coordinator), new["seat"]["id"])["link"]["state"] == "expired"


def test_a_withdrawn_seat_shuts_its_holder_out_at_once(house: House, coordinator: Browser) -> None:
    new = given(coordinator, role="officer", airport="GRU")
    officer = house.browser(new["link"])
    assert officer.get(f"/operations/{CODE}").status_code == 200
    withdrawn = coordinator.delete(f"{SEATS}/{new['seat']['id']}")
    assert withdrawn.get_json()["withdrawn_at"] is not None
    assert officer.get(f"/operations/{CODE}").status_code == 404
    refused = coordinator.post(f"{SEATS}/{new['seat']['id']}/link")
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (409, "seat:withdrawn")


def test_a_seat_handed_over_is_the_next_persons_and_no_longer_the_last_ones(house: House, coordinator: Browser) -> None:
    new = given(coordinator, role="officer", airport="GRU")
    leaving = house.browser(new["link"])
    passed = coordinator.post(f"{SEATS}/{new['seat']['id']}/hand-over", {"name": "Rui Sousa", "language": "pt"})
    assert passed.status_code == 201
    coming = house.browser(passed.get_json()["link"])
    assert leaving.get(f"/operations/{CODE}").status_code == 404
    assert coming.get(f"/operations/{CODE}").status_code == 200
    seat = passed.get_json()["seat"]
    assert (seat["role"], seat["airport"], seat["name"]) == ("officer", "GRU", "Rui Sousa")
    assert held(coordinator, new["seat"]["id"])["withdrawn_at"] is not None
    further = coordinator.post(f"{SEATS}/{seat['id']}/hand-over", {"name": "Ana Costa"}).get_json()
    assert further["seat"]["language"] == "pt", "unless told otherwise it goes on in the last one's language"
    again = coordinator.post(f"{SEATS}/{new['seat']['id']}/hand-over", {"name": "Somebody"})
    assert (again.status_code, again.get_json()["error"]["code"]) == (409, "seat:withdrawn")


def test_a_link_that_waits_goes_with_the_seat_that_is_handed_over(house: House, coordinator: Browser) -> None:
    new = given(coordinator, role="ncp", country="BR")
    coordinator.post(f"{SEATS}/{new['seat']['id']}/hand-over", {"name": "Somebody"})
    token = new["link"].partition("#")[2]
    assert house.app.test_client().post(f"{PREFIX}/sign-in", json={"token": token}).status_code == 422


def test_a_last_coordinator_may_hand_the_seat_over(house: House, coordinator: Browser) -> None:
    own = coordinator.get(SEATS).get_json()["items"][0]["id"]
    passed = coordinator.post(f"{SEATS}/{own}/hand-over", {"name": "Somebody"})
    assert passed.status_code == 201
    assert house.browser(passed.get_json()["link"]).get(SEATS).status_code == 200


def test_a_contact_point_sees_its_own_countrys_seats(house: House, coordinator: Browser) -> None:
    contact = house.browser(given(coordinator, role="ncp", country="BR")["link"])
    given(coordinator, role="officer", airport="GRU")
    given(coordinator, role="officer", airport="DSS")
    assert [each["country"] for each in contact.get(SEATS).get_json()["items"]] == ["BR", "BR"]


def test_a_seat_that_does_not_fit_leaves_no_account_behind(house: House, coordinator: Browser) -> None:
    refused = coordinator.post(SEATS, {"name": "Ana Duarte", "role": "officer", "airport": "CDG"})
    assert (refused.status_code, refused.get_json()["error"]["fields"][0]["code"]) == (422, "seat:airport_needed")
    assert len(coordinator.get(SEATS).get_json()["items"]) == 1
