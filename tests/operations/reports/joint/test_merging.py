"""One seizure claimed twice: counted once, credited to all, and taken apart again without a trace in the figures."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from operations.errors import Refusal
from operations.ledger.models import Tally
from operations.planning.models import Operation
from operations.policy import Role
from operations.reports.codes import Share
from operations.reports.joint.models import Merge
from operations.reports.joint.queries import Proposal, Which, merged_into, named, proposals, shares_in
from operations.reports.models import Report
from operations.reports.recount import undecided
from tests.builders import UNDER_WAY, a_seat, an_operation
from tests.reports import Desk, a_nil, a_seizure, goods

if TYPE_CHECKING:
    from operations.policy import Actor
    from realtime.transaction import Database

LEFT = a_seizure(
    occurred="2026-11-16T22:00", direction="departure", origin=None, destination="LIS", goods=[goods("cocaine", "4.2")]
)
FOUND = a_seizure(occurred="2026-11-17T11:00", origin="GRU", goods=[goods("cocaine_hydrochloride", "4.1")], persons=1)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def figures(desk: Desk) -> dict[str, int]:
    """Return the sums of seizures and of credit that are not nothing: measure, stage and cell."""
    with desk.db.reading() as session:
        rows = session.query(Tally).filter(
            Tally.stream_id == desk.story.stream_id,
            Tally.measure.in_(("seizures", "credited_airports", "credited_countries")),
            Tally.cut.in_(("airport", "country")),
            Tally.value != 0,
        )
        return {f"{row.measure} {row.stage} {row.cell}": row.value for row in rows}


def a_pair(desk: Desk, *, validated: bool = True) -> tuple[Report, Report]:
    found, left = desk.file("LIS", FOUND), desk.file("GRU", LEFT)
    for report in (found, left) if validated else ():
        desk.validate(report)
    return found, left


def proposed(desk: Desk, by: Actor | None = None, which: Which = Which.OPEN) -> list[set[int]]:
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        found = proposals(session, by or desk.story.coordinator, operation, which=which).found
        return [{each.stays[0].number, each.other[0].number} for each in found]


def name(desk: Desk, report: Report, number: int, by: Actor | None = None) -> Proposal:
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        return named(session, by or desk.story.coordinator, operation, report.id, number)


def name_refused(desk: Desk, report: Report, number: int, by: Actor | None = None) -> tuple[int, str]:
    with pytest.raises(Refusal) as refusal:
        name(desk, report, number, by)
    return refusal.value.status, refusal.value.code


def refused(desk: Desk, survivor: Report, merged: Report) -> str:
    with pytest.raises(Refusal) as refusal:
        desk.merge(survivor, merged)
    return refusal.value.code


def test_who_is_named_as_a_partner_is_looked_for_as_well(desk: Desk) -> None:
    partner = [{"agency": "customs", "place": "GRU"}]
    desk.file("LIS", FOUND | {"origin": None, "transit": ["DSS"], "partners": partner})
    desk.file("GRU", LEFT | {"destination": None})
    assert proposed(desk) == [{1, 2}]


def test_a_merged_seizure_is_counted_once_and_credited_to_both(desk: Desk) -> None:
    found, left = a_pair(desk)
    assert proposed(desk) == [{1, 2}]
    desk.merge(found, left)
    assert figures(desk) == {
        "seizures validated LIS": 1,
        "seizures validated PT": 1,
        "credited_airports validated GRU": 1,
        "credited_countries validated BR": 1,
    }
    assert proposed(desk) == []
    desk.prove()


def test_two_airports_of_one_country_are_one_credit_of_that_country_and_none_of_the_counting_one(desk: Desk) -> None:
    found, left = a_pair(desk)
    second = desk.file("GRU", LEFT)
    same = desk.file("LIS", FOUND)
    for report in (second, same):
        desk.validate(report)
    desk.merge(found, left)
    desk.merge(found, second, Share.TOOK_PART)
    desk.merge(found, same, Share.FOUND)
    assert figures(desk) == {
        "seizures validated LIS": 1,
        "seizures validated PT": 1,
        "credited_airports validated GRU": 1,
        "credited_countries validated BR": 1,
    }
    desk.prove()


def test_a_merge_undone_leaves_the_figures_as_they_were_and_is_not_proposed_again(desk: Desk) -> None:
    found, left = a_pair(desk)
    desk.correct(left, LEFT | {"basis": "random"})
    before = figures(desk)
    desk.merge(found, left)
    desk.separate(left)
    assert figures(desk) == before
    assert proposed(desk) == []
    desk.prove()


def test_what_was_set_apart_is_never_proposed_again(desk: Desk) -> None:
    found, left = a_pair(desk)
    desk.dismiss(left, found)
    assert proposed(desk) == []
    desk.correct(left, LEFT)
    assert proposed(desk) == []
    with pytest.raises(Refusal, match="set apart already"):
        desk.dismiss(found, left)
    desk.prove()


def test_what_was_set_apart_by_mistake_is_found_again_and_can_be_merged(desk: Desk) -> None:
    found, left = a_pair(desk)
    assert proposed(desk, which=Which.APART) == []
    desk.merge(found, left)
    desk.separate(left)
    desk.dismiss(found, left)
    assert len(proposed(desk, which=Which.APART)) == 1
    desk.merge(found, left)
    assert proposed(desk, which=Which.APART) == []
    desk.prove()


def test_two_that_nothing_shows_to_be_one_are_named_merged_and_separated_by_who_knows_it(desk: Desk) -> None:
    found = desk.file("LIS", FOUND | {"origin": "BOG", "goods": [goods("heroin", "9")]})
    left = desk.file("GRU", LEFT | {"destination": "CDG", "occurred": "2026-11-17T06:00"})
    for report in (found, left):
        desk.validate(report)
    before = figures(desk)
    assert proposed(desk) == []
    pair = name(desk, left, found.number)
    assert (pair.stays[0].number, pair.other[0].number) == (found.number, left.number)
    assert (pair.pair.bond, pair.refused) == (None, None)
    assert pair.pair.apart_for == timedelta(hours=-2)
    desk.merge(found, left)
    assert figures(desk)["credited_airports validated GRU"] == 1
    refusal = name(desk, found, left.number).refused
    assert refusal is not None
    assert (refusal.code, refusal.params["number"]) == ("merge:not_counted", left.number)
    desk.separate(left)
    assert figures(desk) == before
    assert name(desk, left, found.number).refused is None
    desk.prove()


def test_whoever_counts_for_others_already_is_the_one_that_stays(desk: Desk) -> None:
    found, left = a_pair(desk)
    earlier = desk.file("LIS", FOUND | {"occurred": "2026-11-17T10:30"})
    desk.validate(earlier)
    desk.merge(earlier, left)
    assert name(desk, earlier, found.number).stays[0].number == earlier.number
    assert name(desk, found, earlier.number).stays[0].number == earlier.number
    second = desk.file("GRU", LEFT)
    desk.validate(second)
    desk.merge(found, second)
    refusal = name(desk, found, earlier.number).refused
    assert refusal is not None
    assert refusal.code == "merge:has_credit"


def test_what_can_be_no_pair_is_refused_before_anybody_decides(desk: Desk) -> None:
    found, left = a_pair(desk, validated=False)
    nil = desk.file("DSS", a_nil("2026-11-17"))
    assert name_refused(desk, found, found.number) == (409, "merge:same_report")
    assert name_refused(desk, found, nil.number) == (409, "merge:no_seizure")
    assert name_refused(desk, found, 99) == (404, "not_found")
    refusal = name(desk, found, left.number).refused
    assert refusal is not None
    assert refusal.code == "merge:not_validated"


def test_another_operations_reports_and_other_seats_name_no_pair(desk: Desk) -> None:
    found, left = a_pair(desk)
    other = Desk(an_operation(desk.db, code="OTHER").at(UNDER_WAY))
    theirs = other.file("LIS", FOUND)
    assert name_refused(desk, theirs, left.number) == (404, "not_found")
    with pytest.raises(Refusal) as refusal:
        desk.merge(found, theirs)
    assert (refusal.value.status, refusal.value.code) == (404, "not_found")
    for by in (desk.ncp("BR"), desk.officer("GRU")):
        assert name_refused(desk, found, left.number, by) == (403, "not_allowed")
    assert name_refused(desk, found, left.number, other.story.coordinator)[0] in (403, 404)
    assert name(desk, found, left.number, a_seat(desk.story, Role.OCU, unit="West")).refused is None


def test_credit_follows_the_survivor_through_correction_and_validation(desk: Desk) -> None:
    found, left = a_pair(desk)
    desk.merge(found, left)
    desk.correct(found, FOUND)
    credit = {key for key in figures(desk) if key.startswith("credited_airports")}
    assert credit == {"credited_airports validated GRU", "credited_airports submitted GRU"}
    desk.validate(found)
    assert {key for key in figures(desk) if key.startswith("credited")} == {
        "credited_airports validated GRU",
        "credited_countries validated BR",
    }
    desk.prove()


def test_the_survivor_is_not_withdrawn_while_it_counts_for_others(desk: Desk) -> None:
    found, left = a_pair(desk)
    desk.merge(found, left)
    with pytest.raises(Refusal, match="separates them first") as refusal:
        desk.withdraw(found)
    assert refusal.value.code == "report:has_credit"
    desk.separate(left)
    desk.withdraw(found)
    desk.prove()


def test_what_is_not_validated_is_merged_within_one_country_only(desk: Desk) -> None:
    found, left = a_pair(desk, validated=False)
    assert refused(desk, found, left) == "merge:not_validated"
    desk.validate(found)
    assert refused(desk, found, left) == "merge:not_validated"
    again = desk.file("GRU", LEFT)
    desk.merge(left, again)
    assert [report.number for report in desk.merged()] == [3]
    desk.prove()


def test_what_cannot_be_one_seizure_is_refused(desk: Desk) -> None:
    found, left = a_pair(desk)
    assert refused(desk, found, found) == "merge:same_report"
    held = desk.file("LIS", FOUND | {"occurred": "2026-11-01T05:00"})
    assert refused(desk, found, held) == "merge:not_counted"
    desk.merge(found, left)
    assert refused(desk, found, left) == "merge:not_counted"
    third = desk.file("LIS", FOUND)
    desk.validate(third)
    assert refused(desk, third, found) == "merge:has_credit"


def test_only_the_ocu_and_coordinators_decide_and_are_told_of_pairs(desk: Desk) -> None:
    found, left = a_pair(desk)
    contact, officer = desk.ncp("BR"), desk.officer("GRU")
    for actor in (contact, officer):
        for act in (
            lambda by: desk.merge(found, left, by=by),
            lambda by: desk.dismiss(found, left, by=by),
            lambda by: proposed(desk, by),
        ):
            with pytest.raises(Refusal) as refusal:
                act(actor)
            assert refusal.value.status == 403
    assert proposed(desk, a_seat(desk.story, Role.OCU, unit="West")) == [{1, 2}]


def told(desk: Desk, actor: Actor, survivor: Report, merged: Report) -> tuple[int | None, list[int | None]]:
    with desk.db.reading() as session:
        one, two = session.get_one(Report, survivor.id), session.get_one(Report, merged.id)
        into = merged_into(session, actor, [two])[two.id]
        return into.number, [each.number for each in shares_in(session, actor, one)]


def test_an_airport_is_told_that_its_report_was_merged_and_into_which_if_it_may_read_that(desk: Desk) -> None:
    found, left = a_pair(desk)
    desk.merge(found, left)
    assert told(desk, desk.officer("GRU"), found, left) == (1, [2])
    assert told(desk, desk.officer("LIS"), found, left) == (1, [None])
    assert told(desk, desk.ncp("BR"), found, left) == (1, [2])
    assert told(desk, desk.story.coordinator, found, left) == (1, [2])


def test_verify_finds_a_merge_that_nobody_decided(desk: Desk) -> None:
    found, left = a_pair(desk)
    desk.merge(found, left)
    with desk.change() as tx:
        tx.session.execute(update(Merge).values(undone_at=tx.now))
    with desk.db.reading() as session:
        assert undecided(session, session.get_one(Operation, desk.story.id)) == {(left.id, found.id)}
