"""Database hits and incidents: kinds of their own, which enter no figure of results and make nobody a person met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from operations.errors import Refusals
from operations.planning.models import Operation
from operations.reports.completeness import completeness
from operations.reports.recount import not_as_reported
from operations.statistics.after_action import after_action
from realtime.log import Entry
from tests.builders import UNDER_WAY, an_operation
from tests.reports import Desk, a_seizure, an_activity

if TYPE_CHECKING:
    from realtime.transaction import Database


def a_hit(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 any field
    return {"kind": "hit", "occurred": "2026-11-17T05:00", "database": "nominals", "concern": "wanted"} | fields


def an_incident(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 any field
    return {
        "kind": "incident",
        "occurred": "2026-11-17T06:00",
        "type": "staff_involved",
        "severity": "serious",
    } | fields


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def test_hits_told_one_by_one_stand_beside_those_that_returns_count_and_neither_are_persons(desk: Desk) -> None:
    for report in (
        desk.file("GRU", an_activity("2026-11-17", database_checks={"nominals": 90}, hits={"nominals": 4, "sltd": 2})),
        desk.file("GRU", a_hit(verification="confirmed")),
        desk.file("LIS", a_hit(database="sltd", carrier="TP", flight_number="88")),
        desk.file("GRU", an_incident()),
        desk.file("GRU", a_seizure(persons=1)),
    ):
        desk.validate(report)
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        page = after_action(session, desk.story.coordinator, operation, desk.story.now)
        assert not_as_reported(session, operation) == []
    returned = {effort.measure: effort.total.validated for effort in page.efforts}
    assert (returned["hits"], page.hits.total.validated, page.incidents.total.validated) == ("6", "2", "1")
    assert {each.code: each.validated for each in page.hits.by_verification} == {"confirmed": "1", "possible": "1"}
    assert {each.code: each.validated for each in page.hits.by_database} == {"nominals": "1", "sltd": "1"}
    assert (page.seizures.total.validated, page.persons.total.validated) == ("1", "1")
    desk.prove()


def test_an_incident_is_told_on_the_board_by_its_codes_and_its_words_stay_in_the_note(desk: Desk) -> None:
    desk.validate(desk.file("GRU", an_incident(), note="A baggage handler opened a case."))
    with desk.db.reading() as session:
        facts = {entry.kind: entry for entry in session.scalars(select(Entry).order_by(Entry.seq))}
    told = facts["report_validated"]
    assert told.circle == "operation"
    assert told.content()["lead"] == {"incident": "staff_involved", "severity": "serious"}
    assert "baggage" not in "".join(entry.body for entry in facts.values())


def test_a_hit_is_judged_like_any_event_and_says_how_complete_it_is(desk: Desk) -> None:
    with pytest.raises(Refusals) as caught:
        desk.file("GRU", a_hit(flight_number="88"))
    assert [refusal.code for refusal in caught.value.refusals] == ["report:flight_without_carrier"]
    assert desk.file("GRU", a_hit(occurred="2026-11-01T05:00")).held_for == "outside_window"
    found = completeness(a_hit())
    assert found is not None
    assert (found.filled, found.missing) == (
        3,
        ("verification", "action", "direction", "place", "carrier", "flight_number"),
    )
