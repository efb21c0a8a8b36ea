"""Victims and migrants: counts that stay at home, are never mixed, and are referred by a step somebody records."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from operations.boards.project import kept
from operations.errors import Refusal, Refusals
from operations.planning.models import Operation
from operations.policy import Role
from operations.reports import actions
from operations.reports.editions import Arrival
from operations.reports.kinds import RecordReferral
from operations.reports.listing import Filters, listed
from operations.reports.models import Report
from operations.reports.queries import opened
from operations.reports.recount import not_as_reported
from operations.reports.referral import due_at, unreferred
from operations.statistics.after_action import after_action
from operations.statistics.behind import behind
from realtime.log import Entry
from tests.builders import UNDER_WAY, a_seat, an_operation
from tests.reports import Desk, a_seizure, body

if TYPE_CHECKING:
    from operations.policy import Actor
    from operations.statistics.document import AfterAction
    from realtime.transaction import Database


def counted(met: str, count: int, **more: str) -> dict[str, Any]:
    return {"met": met, "count": count, **more}


def a_meeting(*persons: dict[str, Any], **fields: Any) -> dict[str, Any]:  # noqa: ANN401 any field
    return {
        "kind": "victims",
        "occurred": "2026-11-17T05:00",
        "persons": list(persons) or [counted("potential_victim", 2, sex="female", citizenship="NG")],
    } | fields


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def refer(desk: Desk, report: Report, to: str, count: int, *, by: Actor | None = None) -> Report:
    actor = by or desk.story.coordinator
    with desk.change(actor) as tx:
        operation = tx.session.get_one(Operation, desk.story.id)
        command = RecordReferral.model_validate_json(
            json.dumps(
                {
                    "version": tx.session.get_one(Report, report.id).version,
                    "referrals": [{"to": to, "count": count}],
                }
            )
        )
        arrival = Arrival(desk.story.now, str(uuid.uuid4()))
        return actions.record_referral(tx, actor, operation, report.id, command, arrival)


def page(desk: Desk, actor: Actor) -> AfterAction:
    with desk.db.reading() as session:
        return after_action(session, actor, session.get_one(Operation, desk.story.id), desk.story.now)


def totals(found: AfterAction) -> dict[str, str | None]:
    return {each.measure: each.total.validated for each in found.victims}


def queue(desk: Desk, airport: str) -> dict[str, Any]:
    with desk.db.reading() as session:
        rows = kept(session, session.get_one(Operation, desk.story.id))
    found: dict[str, Any] = json.loads(rows[f"queue:airport:{airport}"][1])
    return found


def test_a_referral_is_due_until_somebody_records_it_for_everybody_who_was_met(desk: Desk) -> None:
    report = desk.file("GRU", a_meeting(counted("potential_victim", 3), counted("smuggled_migrant", 1)))
    assert report.referral_open
    assert queue(desk, "GRU")["referrals"] == 1
    assert refer(desk, report, "protection_service", 3).referral_open is not False
    assert refer(desk, report, "declined", 1).referral_open is False
    assert queue(desk, "GRU")["referrals"] == 0
    with pytest.raises(Refusal, match="No referral is open"):
        refer(desk, report, "consulate", 1)
    desk.validate(report)
    shown = totals(page(desk, desk.story.coordinator))
    assert shown == {
        "potential_victims": "3",
        "identified_victims": "0",
        "smuggled_migrants": "1",
        "referred_persons": "3",
    }
    desk.prove()
    with desk.db.reading() as session:
        assert not_as_reported(session, session.get_one(Operation, desk.story.id)) == []


def test_a_referral_is_recorded_at_home_and_no_more_are_referred_than_were_met(desk: Desk) -> None:
    report = desk.file("GRU", a_meeting())
    with pytest.raises(Refusal) as refused:
        refer(desk, report, "consulate", 1, by=desk.officer("LIS"))
    assert refused.value.status == 404
    with pytest.raises(Refusals, match="More persons"):
        refer(desk, report, "consulate", 3)
    assert refer(desk, report, "consulate", 2, by=desk.officer("GRU")).edition == 2


def test_a_referral_left_open_by_a_withdrawn_report_is_due_no_longer(desk: Desk) -> None:
    report = desk.file("GRU", a_meeting())
    desk.withdraw(report)
    with desk.db.reading() as session:
        assert not session.get_one(Report, report.id).referral_open
    desk.prove()


def test_that_there_is_such_a_report_is_known_at_home_only_even_when_it_is_validated(desk: Desk) -> None:
    known = desk.file("GRU", a_meeting(counted("identified_victim", 7, exploitation="labour")))
    desk.validate(known)
    elsewhere = [desk.officer("LIS"), desk.ncp("PT"), a_seat(desk.story, Role.ANALYST)]
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        assert session.get_one(Report, known.id).circle == "airport:GRU"
        for actor in elsewhere:
            assert listed(session, actor, operation, Filters(), limit=50, cursor=None).total == 0
            with pytest.raises(Refusal) as refused:
                opened(session, actor, operation, known.id)
            assert refused.value.status == 404
            figure = behind(session, actor, operation, "identified_victims/person/validated")
            assert (figure.found, figure.not_visible) == ([], None)
        circles = {
            entry.circle for entry in session.scalars(select(Entry)) if entry.content().get("report_id") == known.id
        }
    assert circles == {"airport:GRU"}


def test_small_counts_and_their_complements_are_the_ocus_and_the_own_contact_points(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_meeting(counted("potential_victim", 3))))
    desk.validate(desk.file("LIS", a_meeting(counted("potential_victim", 9, sex="male"))))
    exact, brazil, lisbon = desk.story.coordinator, desk.ncp("BR"), desk.ncp("PT")
    analyst = a_seat(desk.story, Role.ANALYST)
    assert totals(page(desk, exact))["potential_victims"] == "12"
    assert page(desk, brazil).victims[0].total.own == "3"
    # Portugal knows its nine: what is left would be Brazil's three.
    assert totals(page(desk, lisbon))["potential_victims"] is None
    assert totals(page(desk, analyst))["potential_victims"] in {"10", None}
    seen = next(cut for cut in page(desk, analyst).victims[0].cuts if cut.dimension == "country")
    assert (seen.kept_back, seen.figures) == (True, [])
    # None and a few look alike: that there is nobody is not told either.
    assert totals(page(desk, analyst))["identified_victims"] is None
    assert totals(page(desk, brazil))["identified_victims"] is None


def test_counts_of_persons_met_are_not_on_everyones_board_while_they_are_small(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_meeting()))
    with desk.db.reading() as session:
        rows = kept(session, session.get_one(Operation, desk.story.id))
    assert "count:potential_victims:all:person:operation" not in rows
    exact = rows["count:potential_victims:all:person:ocu"]
    assert (exact[0], json.loads(exact[1])["validated"]) == ("ocu", "2")


def test_before_validation_their_numbers_are_the_contact_points(desk: Desk) -> None:
    desk.file("GRU", a_meeting())
    with desk.db.reading() as session:
        rows = kept(session, session.get_one(Operation, desk.story.id))
    circles = {circle for key, (circle, _) in rows.items() if key.startswith("count:potential_victims")}
    assert circles == {"country:BR"}


def test_there_are_no_words_beside_counts_and_nothing_that_cannot_be_meant(desk: Desk) -> None:
    for said, note, code in (
        (a_meeting(), "In a blue coat.", "report:no_words"),
        (a_meeting(counted("potential_victim", 1, citizenship="ZZ")), "", "report:unknown_country"),
        (a_meeting(counted("smuggled_migrant", 1, exploitation="labour")), "", "report:exploitation_of_migrant"),
        (a_meeting(referrals=[{"to": "consulate", "count": 3}]), "", "report:referred_too_many"),
    ):
        with pytest.raises(Refusals) as caught:
            desk.file("GRU", said, note=note)
        assert [refusal.code for refusal in caught.value.refusals] == [code]


def test_a_target_is_no_second_road_to_small_counts_and_nobody_is_a_person_met_in_a_seizure(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(persons=1)))
    desk.validate(desk.file("GRU", a_meeting(counted("identified_victim", 6))))
    found = page(desk, desk.story.coordinator)
    assert (found.persons.total.validated, totals(found)["identified_victims"]) == ("1", "6")
    assert found.seizures.total.validated == "1"


def test_how_many_are_left_is_what_was_met_less_what_was_referred_or_declined() -> None:
    said = a_meeting(counted("potential_victim", 4), referrals=[{"to": "declined", "count": 1}])
    assert unreferred(body(said)) == 3
    assert unreferred(body(a_seizure(persons=2))) == 0
    assert (due_at(UNDER_WAY) - UNDER_WAY).total_seconds() == 24 * 3600
