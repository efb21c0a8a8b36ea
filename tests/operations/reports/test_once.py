"""One return of a kind counts for an airport's day: a second is refused or held, and no denominator counts twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from coordinator import migrate
from operations import store
from operations.errors import Refusal
from operations.ledger.recount import kept as tallies
from operations.planning.models import Operation
from operations.reports.models import Report
from operations.reports.once import turn, voiding
from operations.reports.recount import misplaced
from tests.builders import UNDER_WAY, an_operation
from tests.reports import Desk, a_nil, a_seizure, an_activity

if TYPE_CHECKING:
    from collections.abc import Callable

    from realtime.transaction import Database

DAY, DAY_BEFORE = "2026-11-16", "2026-11-15"


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def checked(desk: Desk) -> dict[str, int]:
    """Return the passengers checked at each stage."""
    with desk.db.reading() as session:
        found = tallies(session, desk.story.stream_id)
    stages: dict[str, int] = {}
    for key, value in found.items():
        if (key[0], key[4]) == ("passengers_checked", "") and value:
            stages[key[2]] = stages.get(key[2], 0) + value
    return stages


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as raised:
        act()
    return raised.value


def test_a_second_nil_is_refused_and_names_the_one_that_is_there(desk: Desk) -> None:
    first = desk.file("GRU", a_nil(DAY))
    second = refused(lambda: desk.file("GRU", a_nil(DAY)))
    assert (second.code, second.status) == ("report:already_nil", 409)
    assert second.params == {"report_id": first.id, "number": 1, "airport": "GRU"}
    assert desk.file("GRU", a_nil(DAY_BEFORE)).state == "submitted"
    assert desk.file("LIS", a_nil(DAY)).state == "submitted"
    desk.prove()


def test_after_the_first_nil_is_withdrawn_another_is_taken(desk: Desk) -> None:
    desk.withdraw(desk.file("GRU", a_nil(DAY)))
    assert desk.file("GRU", a_nil(DAY)).state == "submitted"


def test_a_second_activity_return_is_kept_and_counts_only_once_the_first_is_withdrawn(desk: Desk) -> None:
    first = desk.file("GRU", an_activity(DAY, passengers_checked=100))
    second = desk.file("GRU", an_activity(DAY, passengers_checked=100))
    assert (second.state, second.held_for) == ("held", "second_return")
    assert checked(desk) == {"submitted": 100}
    assert refused(lambda: desk.release(second)).params["number"] == first.number
    desk.validate(first)
    assert refused(lambda: desk.release(second)).code == "report:already_activity"
    desk.withdraw(first)
    desk.release(second)
    assert checked(desk) == {"submitted": 100}
    desk.prove()


def test_a_held_second_return_may_be_corrected_and_stays_held_while_the_first_is_there(desk: Desk) -> None:
    desk.file("GRU", an_activity(DAY, passengers_checked=100))
    second = desk.file("GRU", an_activity(DAY, passengers_checked=40))
    assert desk.correct(second, an_activity(DAY, passengers_checked=41)).held_for == "second_return"
    assert desk.correct(second, an_activity(DAY_BEFORE, passengers_checked=41)).state == "submitted"
    assert checked(desk) == {"submitted": 141}
    desk.prove()


def test_a_return_cannot_be_moved_to_a_day_that_has_one(desk: Desk) -> None:
    there = desk.file("GRU", an_activity(DAY, passengers_checked=100))
    other = desk.file("GRU", an_activity(DAY_BEFORE, passengers_checked=7))
    moved = refused(lambda: desk.correct(other, an_activity(DAY, passengers_checked=7)))
    assert (moved.code, moved.params["report_id"]) == ("report:already_activity", there.id)
    assert desk.correct(other, an_activity(DAY_BEFORE, passengers_checked=8)).state == "submitted"
    desk.prove()


def test_a_day_is_taken_while_its_validated_return_waits_to_be_moved_away(desk: Desk) -> None:
    first = desk.file("GRU", an_activity(DAY, passengers_checked=100))
    desk.validate(first)
    desk.correct(first, an_activity(DAY_BEFORE, passengers_checked=100))
    second = desk.file("GRU", an_activity(DAY, passengers_checked=5))
    assert second.held_for == "second_return"
    assert checked(desk) == {"validated": 100, "submitted": 100}
    desk.validate(first)
    desk.release(second)
    assert checked(desk) == {"validated": 100, "submitted": 5}
    desk.prove()


def test_a_nil_for_a_day_with_results_answers_and_is_seen_to_be_void(desk: Desk) -> None:
    desk.file("GRU", a_seizure(occurred="2026-11-16T10:00"))
    nil = desk.file("GRU", a_nil(DAY))
    assert nil.state == "submitted"
    assert desk.day("GRU", DAY, at_home=True)["voided"] is True
    assert desk.day("GRU", DAY)["nil"] is True
    with desk.db.reading() as session:
        kept = session.get_one(Report, nil.id)
        assert voiding(session, kept, turn(kept), at_home=True)
        assert not voiding(session, kept, turn(kept), at_home=False), (
            "who may not know of the result learns nothing of it"
        )
    desk.prove()


AT = "2026-11-16T10:00"
BESIDE: dict[str, dict[str, Any]] = {
    "hit": {"kind": "hit", "occurred": AT, "database": "sltd"},
    "incident": {"kind": "incident", "occurred": AT, "type": "violence", "severity": "serious"},
    "victims": {"kind": "victims", "occurred": AT, "persons": [{"met": "potential_victim", "count": 1}]},
}


@pytest.mark.parametrize("kind", BESIDE)
def test_whatever_happened_on_a_day_voids_its_nil_and_is_no_result(desk: Desk, kind: str) -> None:
    happened = desk.file("GRU", BESIDE[kind])
    nil = desk.file("GRU", a_nil(DAY))
    assert desk.day("GRU", DAY, at_home=True) | {"voided": True, "results": 0} == desk.day("GRU", DAY, at_home=True)
    assert desk.day("GRU", DAY)["voided"] is False
    desk.validate(happened)
    told = kind != "victims"
    assert desk.day("GRU", DAY)["voided"] is told, "that somebody was met is never told to others"
    with desk.db.reading() as session:
        kept = session.get_one(Report, nil.id)
        assert voiding(session, kept, turn(kept), at_home=True)
        assert voiding(session, kept, turn(kept), at_home=False) is told
    desk.withdraw(happened)
    assert desk.day("GRU", DAY)["voided"] is False
    desk.prove()


def test_which_day_a_validated_edition_is_of_is_known_of_older_reports_too(
    database: Database, database_url: str
) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    moved, gone = desk.file("GRU", a_nil("2026-11-15")), desk.file("LIS", a_nil("2026-11-15"))
    for report in (moved, gone):
        desk.validate(report)
    desk.correct(moved, a_nil("2026-11-16"))
    desk.withdraw(gone)
    desk.file("BOG", a_nil("2026-11-15"))
    before = validated_days(database)
    assert [on for _, on, _ in before] == [date(2026, 11, 15), None, None]
    database.close()
    migrate.downgrade(database_url, "0016")
    migrate.upgrade(database_url)
    again = store.open_database(database_url)
    assert validated_days(again) == before
    again.close()


def validated_days(db: Database) -> list[tuple[int, date | None, str]]:
    with db.reading() as session:
        columns = Report.number, Report.validated_on, Report.validated_shift
        return [(*row,) for row in session.execute(select(*columns).order_by(Report.number))]


def test_verifying_names_a_report_kept_for_another_day_than_its_validated_edition_is_of(desk: Desk) -> None:
    report = desk.file("GRU", a_nil("2026-11-15"))
    desk.validate(report)
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        assert misplaced(session, operation) == []
        session.execute(update(Report).values(validated_on=date(2026, 11, 16)))
        assert misplaced(session, operation) == [report.id]
