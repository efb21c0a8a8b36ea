"""A report's way: filed, held, validated, corrected, withdrawn; and what each step does to the figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from operations.boards.project import kept, rebuilt
from operations.errors import Refusal, Refusals
from operations.ledger.recount import differences
from operations.ledger.recount import kept as tallies
from operations.participation.limits import Answer
from operations.planning.commands import StandDown
from operations.planning.models import Operation
from operations.planning.under_way import stand_down
from operations.policy import Role
from operations.reports import actions, questions
from operations.reports.kinds import ValidateReports, Versioned
from operations.reports.recount import forged
from operations.reports.silence import missing_days
from tests.builders import UNDER_WAY, a_seat, an_account, an_operation, answers
from tests.reports import Desk, a_nil, a_seizure, an_activity, goods

if TYPE_CHECKING:
    from realtime.transaction import Database


@pytest.fixture
def desk(database: Database) -> Desk:
    story = an_operation(database)
    return Desk(story.at(UNDER_WAY))


def total(desk: Desk, measure: str, stage: str, cut: str = "", cell: str = "") -> int:
    with desk.db.reading() as session:
        found = tallies(session, desk.story.stream_id)
    return sum(value for key, value in found.items() if (key[0], key[2], key[4], key[5]) == (measure, stage, cut, cell))


def test_a_filed_report_counts_as_submitted_in_its_airport_circle_only(desk: Desk) -> None:
    report = desk.file("GRU", a_seizure(goods=[goods("cocaine", "4.2")]))
    assert (report.state, report.number, report.circle) == ("submitted", 1, "airport:GRU")
    assert total(desk, "quantity", "submitted", "commodity", "cocaine") == 4_200_000
    assert total(desk, "quantity", "validated", "commodity", "cocaine") == 0
    desk.prove()


def test_validation_moves_the_figures_to_everyone(desk: Desk) -> None:
    report = desk.file("GRU", a_seizure())
    desk.validate(report)
    assert total(desk, "seizures", "submitted") == 0
    assert total(desk, "seizures", "validated") == 1
    desk.prove()


def test_while_a_correction_waits_the_last_validated_edition_counts(desk: Desk) -> None:
    report = desk.file("GRU", a_seizure(goods=[goods("cocaine", "42")]))
    desk.validate(report)
    desk.correct(report, a_seizure(goods=[goods("cocaine", "4.2")]))
    assert total(desk, "quantity", "validated", "commodity", "cocaine") == 42_000_000
    assert total(desk, "quantity", "submitted", "commodity", "cocaine") == 4_200_000
    desk.validate(report)
    assert total(desk, "quantity", "validated", "commodity", "cocaine") == 4_200_000
    assert total(desk, "quantity", "submitted", "commodity", "cocaine") == 0
    desk.prove()


def test_a_withdrawn_report_leaves_nothing_in_the_figures(desk: Desk) -> None:
    report = desk.file("GRU", a_seizure())
    desk.validate(report)
    desk.withdraw(report)
    assert total(desk, "seizures", "validated") == 0
    desk.prove()


def test_of_two_who_correct_the_same_version_one_wins_and_the_other_is_told(desk: Desk) -> None:
    report = desk.file("GRU", a_seizure())
    desk.correct(report, a_seizure(goods=[goods("cocaine", "2")]), version=1)
    with pytest.raises(Refusal) as refused:
        desk.correct(report, a_seizure(goods=[goods("cocaine", "3")]), version=1)
    assert (refused.value.code, refused.value.status, refused.value.params["version"]) == ("outdated", 409, 2)
    assert total(desk, "quantity", "submitted", "commodity", "cocaine") == 2_000_000
    desk.prove()


def test_a_result_outside_every_window_is_held_outside_the_figures_until_the_ocu_lets_it_in(desk: Desk) -> None:
    report = desk.file("GRU", a_seizure(occurred="2026-11-10T11:00"))
    assert (report.state, report.held_for) == ("held", "outside_window")
    assert total(desk, "seizures", "submitted") == 0
    desk.release(report)
    assert total(desk, "seizures", "submitted") == 1
    desk.prove()


def test_a_country_that_has_not_accepted_yet_or_declined_has_its_reports_held(database: Database) -> None:
    story = an_operation(database, accepted=False)
    desk = Desk(story.at(UNDER_WAY))
    assert desk.file("GRU", a_seizure()).held_for == "not_accepted"
    answers(story, "BR", answer=Answer.DECLINE)
    assert desk.file("GRU", a_seizure()).held_for == "country_declined"
    desk.prove()


def test_an_officer_cannot_file_for_another_airport(desk: Desk) -> None:
    lisbon = desk.officer("LIS")
    with pytest.raises(Refusal) as refused:
        desk.file("GRU", a_seizure(), by=lisbon)
    assert refused.value.status == 403


def test_what_was_filed_in_good_faith_before_the_seat_was_withdrawn_counts_and_later_is_held(desk: Desk) -> None:
    officer = desk.officer("GRU")
    desk.withdraw_seat(officer)
    gone = desk.story.actor(officer.account_id)
    before = desk.file("GRU", a_seizure(occurred="2026-11-16T10:00"), by=gone)
    assert before.state == "submitted"
    desk.story = desk.story.at(UNDER_WAY + timedelta(hours=5))
    after = desk.file("GRU", a_seizure(occurred="2026-11-17T12:00"), by=gone)
    assert (after.state, after.held_for) == ("held", "seat_withdrawn")


def test_what_a_phone_kept_until_access_had_ended_is_held_and_not_lost(desk: Desk) -> None:
    officer = desk.officer("GRU")
    long_after = Desk(desk.story.at(UNDER_WAY + timedelta(days=400)))
    late = long_after.file("GRU", a_seizure(), by=desk.story.at(long_after.story.now).actor(officer.account_id))
    assert (late.state, late.held_for) == ("held", "operation_over")


def test_what_a_contact_point_filed_before_the_seat_was_withdrawn_is_not_lost(desk: Desk) -> None:
    contact = desk.ncp("BR")
    desk.withdraw_seat(contact)
    former = desk.story.actor(contact.account_id)
    assert desk.file("GRU", a_seizure(), by=former).state == "submitted"
    assert desk.file("GRU", a_nil("2026-11-17"), by=former).held_for == "seat_withdrawn"
    with pytest.raises(Refusal, match="no such operation"):
        desk.file("LIS", a_seizure(), by=former)


def test_a_correction_from_a_seat_that_has_ended_is_held(desk: Desk) -> None:
    officer = desk.officer("GRU")
    waits, counts = (desk.file("GRU", a_seizure(occurred="2026-11-16T10:00"), by=officer) for _ in range(2))
    desk.story = desk.story.at(UNDER_WAY + timedelta(hours=1))
    desk.withdraw_seat(officer)
    desk.validate(counts)
    gone = desk.story.at(UNDER_WAY + timedelta(days=60)).actor(officer.account_id)
    said = a_seizure(occurred="2026-11-16T10:00", goods=[goods("cocaine", "2")])
    for later in (timedelta(hours=5), timedelta(days=60)):
        desk.story = desk.story.at(UNDER_WAY + later)
        corrected = [
            desk.correct(waits, said, edition=waits.edition, version=0, by=gone),
            desk.correct(counts, said, edition=counts.edition, version=0, by=gone),
        ]
        assert [(each.state, each.held_for) for each in corrected] == [("held", "seat_withdrawn")] * 2
        assert [each.validated_edition for each in corrected] == [None, 1]
        assert total(desk, "quantity", "validated", "commodity", "cocaine") == 1_000_000
        assert total(desk, "quantity", "submitted", "commodity", "cocaine") == 0
        waits, counts = corrected
        desk.prove()
    desk.release(waits)
    assert total(desk, "quantity", "submitted", "commodity", "cocaine") == 2_000_000
    desk.prove()


def test_a_day_stays_answered_when_a_former_seat_corrects_its_return(desk: Desk) -> None:
    officer = desk.officer("GRU")
    standing = [desk.file("GRU", an_activity(on), by=officer) for on in ("2026-11-15", "2026-11-16")]
    desk.validate(standing[0])
    desk.story = desk.story.at(UNDER_WAY + timedelta(hours=1))
    desk.withdraw_seat(officer)
    gone = desk.story.at(UNDER_WAY + timedelta(days=60)).actor(officer.account_id)
    for later in (timedelta(hours=5), timedelta(days=60)):
        desk.story = desk.story.at(UNDER_WAY + later)
        due = missing(desk, "GRU")
        assert not {date(2026, 11, 15), date(2026, 11, 16)} & {on for on, _ in due}
        standing = [
            desk.correct(each, an_activity(str(each.report_on)), edition=each.edition, version=0, by=gone)
            for each in standing
        ]
        assert [(each.state, each.held_for) for each in standing] == [("submitted", None)] * 2
        assert missing(desk, "GRU") == due
        desk.prove()
    # Of another day it says what nobody had heard; and what is held stays so.
    moved = desk.correct(standing[1], an_activity("2026-11-17"), edition=3, version=0, by=gone)
    again = desk.correct(moved, an_activity("2026-11-17"), edition=4, version=0, by=gone)
    assert [(each.state, each.held_for) for each in (moved, again)] == [("held", "seat_withdrawn")] * 2
    desk.prove()


def missing(desk: Desk, iata: str) -> list[tuple[date, str]]:
    """List the days an airport is asked for."""
    with desk.db.reading() as session:
        return missing_days(session, desk.story.row(), iata, desk.story.now)


def test_whoever_had_the_seat_corrects_no_report_that_is_no_longer_as_they_read_it(desk: Desk) -> None:
    officer = desk.officer("GRU")
    corrected, withdrawn = (desk.file("GRU", a_seizure(), by=officer) for _ in range(2))
    desk.story = desk.story.at(UNDER_WAY + timedelta(hours=1))
    desk.withdraw_seat(officer)
    desk.story = desk.story.at(UNDER_WAY + timedelta(hours=5))
    gone = desk.story.actor(officer.account_id)
    desk.correct(corrected, a_seizure(goods=[goods("cocaine", "3")]))
    desk.withdraw(withdrawn)
    told = set()
    # The second edition came when the seat had ended: who names it has guessed, and would put it out of the figures.
    for report, version, edition in ((corrected, 1, None), (corrected, 1, 1), (corrected, 2, 2), (withdrawn, 1, 1)):
        with pytest.raises(Refusal) as refused:
            desk.correct(report, a_seizure(), version=version, edition=edition, by=gone)
        told.add((refused.value.code, refused.value.status, str(refused.value), tuple(refused.value.params)))
    assert len(told) == 1, "nor is it told which of them it was"
    assert total(desk, "quantity", "submitted", "commodity", "cocaine") == 3_000_000
    assert next(iter(told))[:2] == ("report:changed_since", 409)
    afterwards = desk.file("GRU", a_seizure(occurred="2026-11-17T12:00"))
    elsewhere = desk.file("LIS", a_seizure())
    for unknown in (afterwards, elsewhere):
        with pytest.raises(Refusal, match="no such operation"):
            desk.correct(unknown, a_seizure(), by=gone)
    desk.prove()


def test_a_correction_from_a_former_seat_learns_nothing_of_what_came_since(desk: Desk) -> None:
    officer = desk.officer("GRU")
    moves, moved = (desk.file("GRU", an_activity(on), by=officer) for on in ("2026-11-15", "2026-11-16"))
    moved = desk.correct(moved, an_activity("2026-11-17"), by=officer)
    desk.story = desk.story.at(UNDER_WAY + timedelta(hours=1))
    desk.withdraw_seat(officer)
    desk.story = desk.story.at(UNDER_WAY + timedelta(days=1))
    gone = desk.story.actor(officer.account_id)
    since = desk.file("GRU", an_activity("2026-11-16"))
    # To a day it never was of, and back to the one it had been of while the seat held.
    for report in (moves, moved):
        taken = desk.correct(report, an_activity("2026-11-16"), version=report.version, by=gone)
        assert (taken.state, taken.held_for) == ("held", "seat_withdrawn")
        with pytest.raises(Refusal) as refused:
            desk.release(taken)
        assert (refused.value.code, refused.value.params["number"]) == ("report:already_activity", since.number)
    desk.prove()


def test_what_is_of_a_day_before_the_country_took_part_is_not_late(database: Database) -> None:
    desk = Desk(an_operation(database, accepted=False).at(UNDER_WAY + timedelta(days=1)))
    for country in ("BR", "PT"):
        answers(desk.story, country)
    days = [f"2026-11-{of}" for of in (16, 17)]
    assert [desk.file("GRU", an_activity(on)).late for on in days] == [False, False]
    assert [desk.file("LIS", a_seizure(occurred=f"{on}T10:00")).late for on in days] == [False, False]
    desk.story = desk.story.at(UNDER_WAY + timedelta(days=3))
    assert [desk.file("GRU", a_nil(f"2026-11-{of}")).late for of in (17, 18)] == [False, True]
    desk.prove()


@pytest.mark.parametrize("released_first", [False, True])
@pytest.mark.parametrize("before", ["not_accepted", "country_declined"])
def test_what_was_held_until_its_country_accepted_is_late_for_no_day_before(
    database: Database, before: str, *, released_first: bool
) -> None:
    desk = Desk(an_operation(database, accepted=False).at(UNDER_WAY + timedelta(days=1)))
    if before == "country_declined":
        answers(desk.story, "BR", answer=Answer.DECLINE)
    held = [desk.file("GRU", a_seizure(occurred="2026-11-16T10:00")), desk.file("GRU", an_activity("2026-11-16"))]
    assert [each.held_for for each in held] == [before] * 2
    released = [desk.release(each) for each in held] if released_first else held
    answers(desk.story, "BR")
    released = released if released_first else [desk.release(each) for each in held]
    assert [each.late for each in released] == [False] * 2
    desk.prove()


def test_what_was_held_until_a_country_answered_for_all_of_a_past_operation_is_late(database: Database) -> None:
    over = datetime(2026, 12, 20, 9, tzinfo=UTC)
    desk = Desk(an_operation(database, now=over, accepted=False, entered_after_the_fact=True))
    held = desk.file("GRU", a_seizure(occurred="2026-11-16T10:00"))
    assert held.held_for == "not_accepted"
    answers(desk.story, "BR")
    assert desk.release(held).late
    desk.prove()


def test_an_unlikely_quantity_is_read_back_and_accepted_when_confirmed(desk: Desk) -> None:
    with pytest.raises(Refusals) as refused:
        desk.file("GRU", a_seizure(goods=[goods("cocaine", "4200")]))
    (unlikely,) = refused.value.refusals
    assert (unlikely.code, unlikely.path) == ("quantity:unlikely", "goods.0.quantity")
    assert unlikely.params["read_back"] == "4 t 200 kg"
    report = desk.file("GRU", a_seizure(goods=[goods("cocaine", "4200", confirmed=True)]))
    assert report.state == "submitted"


def test_a_nil_meets_the_expectation_and_a_later_result_voids_it_visibly(desk: Desk) -> None:
    desk.file("GRU", a_nil("2026-11-16"))
    cell = desk.day("GRU", "2026-11-16")
    assert (cell["nil"], cell["voided"], cell["results"]) == (True, False, 0)
    report = desk.file("GRU", a_seizure(occurred="2026-11-16T20:00"))
    cell, own = desk.day("GRU", "2026-11-16"), desk.day("GRU", "2026-11-16", at_home=True)
    assert (cell["nil"], cell["voided"], cell["results"]) == (True, False, 0), "nothing of it is everyone's yet"
    assert (own["voided"], own["results"]) == (True, 1)
    desk.prove()
    desk.validate(report)
    cell = desk.day("GRU", "2026-11-16")
    assert (cell["nil"], cell["voided"], cell["results"]) == (True, True, 1)
    desk.prove()


def test_a_return_moved_to_a_day_that_was_missing_is_late_for_it_for_ever(desk: Desk) -> None:
    in_time_for_both = Desk(desk.story.at(datetime(2026, 11, 17, 14, 30, tzinfo=UTC)))
    report = in_time_for_both.file("GRU", a_nil("2026-11-17"))
    afterwards = Desk(desk.story.at(UNDER_WAY + timedelta(days=2)))
    assert afterwards.correct(report, a_nil("2026-11-16")).late
    cell = afterwards.day("GRU", "2026-11-16")
    assert cell["received_at"] > cell["due_at"]
    assert not afterwards.correct(report, a_nil("2026-11-17")).late
    assert afterwards.day("GRU", "2026-11-17")["received_at"] == "2026-11-17T14:30:00Z"
    afterwards.prove()


def test_a_return_that_was_moved_and_is_corrected_again_stays_late_for_ever(desk: Desk) -> None:
    in_time_for_both = Desk(desk.story.at(datetime(2026, 11, 17, 14, 30, tzinfo=UTC)))
    report = in_time_for_both.file("GRU", an_activity("2026-11-17"))
    afterwards = Desk(desk.story.at(UNDER_WAY + timedelta(days=2)))
    for flights in (3, 4):
        assert afterwards.correct(report, an_activity("2026-11-16", flights_monitored=flights)).late
    afterwards.prove()


def test_an_activity_return_gives_the_denominators(desk: Desk) -> None:
    report = desk.file("LIS", an_activity("2026-11-16", passengers_checked=1240))
    desk.validate(report)
    assert total(desk, "passengers_checked", "validated") == 1240
    assert desk.day("LIS", "2026-11-16")["activity"] is True
    desk.prove()


def test_where_an_ncp_is_seated_the_ocu_does_not_validate(desk: Desk) -> None:
    report = desk.file("GRU", a_seizure())
    desk.ncp("BR")
    (decided,) = desk.validate(report, by=desk.story.coordinator)
    assert decided.refusal is not None
    assert decided.refusal.code == "report:ncp_seated"


def test_a_contact_point_of_another_operation_validates_here_as_the_ocu_only(desk: Desk) -> None:
    account_id = an_account()
    a_seat(an_operation(desk.db, code="ANOTHER"), Role.NCP, country="BR", account_id=account_id)
    ocu = a_seat(desk.story, Role.OCU, unit="West", account_id=account_id)
    desk.ncp("BR")
    refusal = desk.validate(desk.file("GRU", a_seizure()), by=ocu)[0].refusal
    assert refusal is not None
    assert refusal.code == "report:ncp_seated"


def test_sixty_validated_in_one_commit_leave_the_newest_fifty_on_boards(desk: Desk) -> None:
    reports = [desk.file("GRU", a_seizure()) for _ in range(60)]
    with desk.change() as tx:
        chosen = ValidateReports(reports=tuple(Versioned(id=report.id, version=1) for report in reports))
        actions.validate_reports(tx, desk.story.coordinator, tx.session.get_one(Operation, desk.story.id), chosen)
    desk.prove()


def test_one_report_that_cannot_be_validated_holds_up_no_other(desk: Desk) -> None:
    first, second = desk.file("GRU", a_seizure()), desk.file("GRU", a_seizure())
    with desk.change() as tx:
        chosen = ValidateReports(
            reports=(Versioned(id=first.id, version=9), Versioned(id=second.id, version=second.version))
        )
        operation = tx.session.get_one(Operation, desk.story.id)
        decided = actions.validate_reports(tx, desk.story.coordinator, operation, chosen)
    assert [each.refusal and each.refusal.code for each in decided] == ["outdated", None]
    assert total(desk, "seizures", "validated") == 1


def test_the_same_report_twice_is_refused_and_a_correction_offered(desk: Desk) -> None:
    report = desk.file("GRU", a_seizure())
    with pytest.raises(Refusal) as refused:
        desk.file("GRU", a_seizure(), report_id=report.id)
    assert (refused.value.code, refused.value.status) == ("report:already_filed", 409)


def test_persons_are_counted_apart_and_small_counts_are_not_on_everyones_board(desk: Desk) -> None:
    report = desk.file("GRU", a_seizure(persons=2))
    desk.validate(report)
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        shown = kept(session, operation)
        assert shown == rebuilt(session, operation)
        assert differences(session, desk.story.stream_id) == []
    assert '"validated":null' in shown["count:persons:all:person:operation"][1]
    assert '"validated":"2"' in shown["count:persons:all:person:ocu"][1]


def test_a_total_that_a_contact_point_could_subtract_down_to_a_small_count_is_kept_back_from_boards(desk: Desk) -> None:
    for airport, persons in (("GRU", 8), ("LIS", 3)):
        desk.validate(desk.file(airport, a_seizure(persons=persons)))
    with desk.db.reading() as session:
        shown = kept(session, session.get_one(Operation, desk.story.id))
    assert '"validated":null' in shown["count:persons:all:person:fives"][1]
    desk.validate(desk.file("LIS", a_seizure(persons=4)))
    with desk.db.reading() as session:
        shown = kept(session, session.get_one(Operation, desk.story.id))
    assert '"validated":"15"' in shown["count:persons:all:person:fives"][1]
    desk.prove()


def test_a_correction_that_leads_out_of_the_window_is_held_again_and_the_validated_edition_goes_on_counting(
    desk: Desk,
) -> None:
    officer = desk.officer("GRU")
    report = desk.file("GRU", a_seizure(goods=[goods("cocaine", "4")]), by=officer)
    desk.validate(report)
    moved = desk.correct(report, a_seizure(occurred="2026-01-03T05:00", goods=[goods("cocaine", "9")]), by=officer)
    assert (moved.state, moved.held_for) == ("held", "outside_window")
    assert total(desk, "quantity", "submitted", "commodity", "cocaine") == 0
    assert total(desk, "quantity", "validated", "commodity", "cocaine") == 4_000_000
    desk.prove()
    desk.release(report)
    assert total(desk, "quantity", "submitted", "commodity", "cocaine") == 9_000_000
    desk.prove()


@pytest.mark.parametrize("column", ["note", "body"])
def test_an_edition_rewritten_behind_the_logs_back_is_found(desk: Desk, column: str) -> None:
    report = desk.file("GRU", a_seizure(persons=1), note="Blue suitcase.")
    rewritten(desk, f"UPDATE report_editions SET {column} = replace({column}, 'u', 'v')")  # noqa: S608 two columns of ours
    with desk.db.reading() as session:
        assert list(forged(session, session.get_one(Operation, desk.story.id))) == [(report.id, 1)]


def test_an_erased_note_is_no_forgery_and_rewritten_persons_are(desk: Desk) -> None:
    report = desk.file("GRU", a_seizure(persons=1), note="Blue suitcase.")
    rewritten(desk, "UPDATE report_editions SET note = ''")
    desk.prove()
    rewritten(desk, "UPDATE persons_parts SET body = replace(body, 'male', 'female')")
    with desk.db.reading() as session:
        assert list(forged(session, session.get_one(Operation, desk.story.id))) == [(report.id, 1)]


def rewritten(desk: Desk, statement: str) -> None:
    """Change rows as nobody may: past every action and the log."""
    with desk.db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_after_a_stand_down_the_returns_of_days_begun_are_taken_until_they_are_due(desk: Desk) -> None:
    with desk.change() as tx:
        version = tx.session.get_one(Operation, desk.story.id).version
        stand_down(tx, desk.story.coordinator, desk.story.code, StandDown(version=version, reason="Strike."))
    desk.story = desk.story.at(UNDER_WAY + timedelta(hours=2))
    assert desk.file("GRU", an_activity("2026-11-17", passengers_checked=7)).state == "submitted"
    assert desk.file("GRU", a_seizure()).state == "submitted"
    assert desk.file("GRU", a_seizure(occurred="2026-11-17T10:30")).held_for == "outside_window"
    desk.story = desk.story.at(UNDER_WAY + timedelta(days=3))
    assert desk.file("GRU", a_seizure(), by=desk.officer("GRU")).held_for == "operation_over"
    desk.prove()


def test_what_is_asked_back_waits_for_its_airport_with_the_role_that_asked_until_it_is_answered(desk: Desk) -> None:
    contact_point = a_seat(desk.story, Role.NCP, country="BR")
    asked = desk.ask(desk.file("GRU", a_seizure()), by=contact_point)
    desk.file("GRU", a_seizure())

    def waiting(airport: str) -> list[tuple[str, str, Role | None]]:
        with desk.db.reading() as session:
            found = questions.waiting(session, desk.story.id, airport)
            return [(each.report.id, each.remark.text, each.by) for each in found]

    assert waiting("GRU") == [(asked.id, "Grams or kilograms?", Role.NCP)]
    assert waiting("LIS") == []
    desk.validate(asked, by=contact_point)
    assert waiting("GRU") == []
