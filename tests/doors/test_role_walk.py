"""Every door, walked with every kind of seat: who is let in, who is refused, and who learns nothing at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coordinator.http.doors import door_registry
from tests.doors.asking import asked, walked
from tests.doors.cases import ENDS_ITSELF, NOWHERE, cases
from tests.doors.world import AT, CODE, MEMBERS, OUTSIDE, SIGNED_IN, World

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.browsers import Browser


def refusal(answered: TestResponse) -> dict[str, Any]:
    """Return what a refusal says, but for the request's own id."""
    said: dict[str, Any] = answered.get_json()["error"]
    return {name: value for name, value in said.items() if name != "request_id"}


def test_every_door_has_a_case() -> None:
    known = {case.door for case in cases("", "", "")} | {ENDS_ITSELF}
    assert {(door.method, door.rule) for door in door_registry()} == known


def test_each_kind_of_seat_is_let_in_where_it_belongs_and_nowhere_else(world: World) -> None:
    wrong = []
    for case in walked(world):
        for kind in (*SIGNED_IN, "nobody"):
            answered = asked(world, case, kind)
            if answered.status_code not in case.expected(kind):
                said = f"is {answered.status_code}, not {case.expected(kind)}"
                wrong.append(f"{kind}: {case.method} {case.path()} {said}")
    assert wrong == []


def test_an_operation_one_may_not_see_is_refused_in_the_words_for_one_that_does_not_exist(world: World) -> None:
    wrong = []
    for case in walked(world):
        for kind in OUTSIDE if "<code>" in case.rule else ():
            if 404 in case.expected(kind):
                unseen, missing = asked(world, case, kind), asked(world, case, kind, code="NOBODYS")
                if refusal(unseen) != refusal(missing):
                    wrong.append(f"{kind}: {case.method} {case.path()}: {refusal(unseen)}, not {refusal(missing)}")
    assert wrong == []


def test_a_report_one_may_not_see_is_refused_in_the_words_for_one_that_does_not_exist(world: World) -> None:
    wrong = []
    for case in walked(world):
        for kind in MEMBERS if "<id>" in case.rule and "<code>" in case.rule else ():
            if 404 in case.expected(kind):
                unseen, missing = asked(world, case, kind), asked(world, case, kind, id=NOWHERE)
                if refusal(unseen) != refusal(missing):
                    wrong.append(f"{kind}: {case.method} {case.path()}: {refusal(unseen)}, not {refusal(missing)}")
    assert wrong == []


def test_whoever_decides_on_several_reports_learns_nothing_of_those_one_may_not_see(world: World) -> None:
    submitted, validated = world.secrets()[0], world.validated_report()
    chosen = {"reports": [{"id": report_id, "version": 1} for report_id in (submitted, NOWHERE, validated)]}
    for kind, last in (("ncp_co", "not_allowed"), ("observer", "not_allowed"), ("invited", "not_found")):
        said = world.people[kind].post(f"{AT}/validations", chosen).get_json()["results"]
        assert [each["code"] for each in said] == ["not_found", "not_found", last], kind
        assert {name: value for name, value in said[0].items() if name != "id"} == {
            name: value for name, value in said[1].items() if name != "id"
        }


def test_whoever_signed_out_is_nobody(world: World) -> None:
    for kind, somebody in world.people.items():
        assert somebody.delete("/session").status_code == 200, kind
        assert somebody.get("/session").status_code == 401, kind


def test_a_withdrawn_seat_files_what_is_held_and_reads_nothing(world: World) -> None:
    gone: Browser = world.people["withdrawn"]
    report_id = world.file({"kind": "nil", "report_on": "2026-11-17"}, by="withdrawn")
    assert world.people["ocu"].get(f"{AT}/reports/{report_id}").get_json()["held_for"] == "seat_withdrawn"
    assert gone.get(f"{AT}/reports/{report_id}").status_code == 404
    assert gone.get("/operations").get_json()["items"] == []
    assert CODE not in gone.get("/session").text
