"""What is promised: the same airport to two operations, and who is told so; returns only by who accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operations.participation.limits import Answer, Limits
from operations.participation.promised import conflicts, turns_of
from operations.planning.models import Operation
from operations.planning.plan import PhaseKind
from operations.planning.queries import schedule_of
from operations.policy import Role
from tests.builders import UNDER_WAY, Story, a_draft, a_phase, a_plan, a_seat, an_operation, answers

if TYPE_CHECKING:
    from operations.policy import Actor
    from realtime.transaction import Database

LATER = (a_phase(PhaseKind.operational, "2026-11-20T06:00", "2026-11-27T18:00"),)
AFTERWARDS = (a_phase(PhaseKind.operational, "2026-11-22T18:00", "2026-11-27T18:00"),)


def told(story: Story, actor: Actor) -> list[tuple[str, str]]:
    with story.db.reading() as session:
        found = conflicts(session, actor, session.get_one(Operation, story.id))
    return [(each.airport, each.code) for each in found]


def test_whoever_has_a_seat_in_both_is_told_which_airports_both_would_have(database: Database) -> None:
    first = an_operation(database, code="FIRST")
    second = a_draft(database, code="SECOND", plan=a_plan(phases=LATER, controls=(), airports=("GRU", "LIS")))
    both = a_seat(first, Role.OCU, unit="OCU Dakar")
    both = a_seat(second, Role.COORDINATOR, account_id=both.account_id)
    assert told(second, both) == [("GRU", "FIRST"), ("LIS", "FIRST")]


def test_a_coordinator_learns_nothing_of_an_operation_without_a_seat_in_it(database: Database) -> None:
    first = an_operation(database, code="FIRST")
    second = an_operation(database, code="SECOND", plan=a_plan(phases=LATER, controls=()))
    assert told(first, first.coordinator) == told(second, second.coordinator) == []


def test_a_contact_point_invited_to_both_is_warned_where_neither_coordinator_may_know(database: Database) -> None:
    first = an_operation(database, code="FIRST", plan=a_plan(airports=("GRU",), controls=()))
    second = an_operation(database, code="SECOND", plan=a_plan(phases=LATER, controls=()), accepted=False)
    contact = a_seat(first, Role.NCP, country="BR")
    contact = a_seat(second, Role.NCP, country="BR", account_id=contact.account_id)
    assert told(second, contact) == told(second, second.actor(contact.account_id)) == [("GRU", "FIRST")]


def test_windows_that_only_touch_and_drafts_of_others_are_no_conflict(database: Database) -> None:
    first = an_operation(database, code="FIRST", plan=a_plan(airports=("GRU",), controls=()))
    second = an_operation(database, code="SECOND", plan=a_plan(phases=AFTERWARDS, airports=("GRU",), controls=()))
    both = a_seat(second, Role.OCU, unit="OCU", account_id=first.coordinator.account_id)
    assert told(first, both) == []
    third = a_draft(database, code="THIRD", plan=a_plan(phases=LATER, airports=("GRU",), controls=()))
    both = a_seat(third, Role.OCU, unit="OCU", account_id=both.account_id)
    assert told(first, both) == []
    assert told(third, both) == [("GRU", "FIRST"), ("GRU", "SECOND")]


def test_an_airport_whose_country_declined_is_promised_to_the_other_alone(database: Database) -> None:
    first = an_operation(database, code="FIRST")
    second = an_operation(database, code="SECOND", plan=a_plan(phases=LATER, controls=()), accepted=False)
    both = a_seat(second, Role.OCU, unit="OCU", account_id=first.coordinator.account_id)
    everywhere = told(second, both)
    answers(second, "BR", answer=Answer.DECLINE)
    assert told(second, both) == [each for each in everywhere if each[0] != "GRU"] != everywhere
    assert ("GRU", "SECOND") not in told(first, both)


def promised(story: Story) -> tuple[int, int]:
    with story.db.reading() as session:
        operation = session.get_one(Operation, story.id)
        returns = turns_of(session, operation, schedule_of(session, operation))
    return returns.expected, returns.if_all_accept(story.now)


def test_returns_are_expected_of_who_accepted_and_the_invited_are_counted_beside(database: Database) -> None:
    story = an_operation(database, accepted=False)
    assert promised(story) == (0, 32)
    answers(story, "PT")
    assert promised(story) == (8, 32)
    answers(story, "BR", answer=Answer.DECLINE)
    assert promised(story) == (8, 24)
    answers(story, "CO", Limits(kinds=("seizure",)))
    assert promised(story) == (8, 16)


def test_a_draft_counts_on_everybody_and_expects_nothing_yet(database: Database) -> None:
    assert promised(a_draft(database)) == (0, 32)


def test_what_fell_due_before_a_country_declined_stays_promised(database: Database) -> None:
    story = an_operation(database).at(UNDER_WAY)
    before, _ = promised(story)
    answers(story, "BR", answer=Answer.DECLINE)
    after, if_all_accept = promised(story)
    assert before - 8 < after == if_all_accept < before
