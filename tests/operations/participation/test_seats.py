"""Seats open circles, as long as they are held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from operations.errors import Refusal
from operations.participation import actions
from operations.participation.commands import GiveSeat
from operations.participation.limits import Answer, Limits
from operations.participation.queries import closed, is_ncp_seated, seat_rows, seats
from operations.policy import Action, Actor, Role
from realtime.feed import EVERY
from realtime.transaction import Database
from tests.builders import Story, a_draft, a_plan, a_seat, an_account, an_operation, answers


def circles(story: Story, actor: Actor) -> frozenset[str]:
    return frozenset().union(*(seat.circles for seat in story.actor(actor.account_id).seats))


def test_an_officer_has_the_airport_and_once_the_country_accepts_the_operation(database: Database) -> None:
    story = an_operation(database, accepted=False)
    officer = a_seat(story, Role.OFFICER, airport="GRU")
    assert circles(story, officer) == {"plan", "airport:GRU"}
    answers(story, "BR", Limits(directions=("arrival",)))
    assert circles(story, officer) == {"plan", "operation", "airport:GRU"}
    answers(story, "BR", answer=Answer.DECLINE)
    assert circles(story, officer) == {"plan", "airport:GRU"}


def test_a_contact_point_has_the_country_and_all_its_airports(database: Database) -> None:
    story = an_operation(database)
    contact = a_seat(story, Role.NCP, country="BR")
    assert circles(story, contact) == {"plan", "operation", "country:BR", "airport:GRU"}
    with database.reading() as session:
        assert (is_ncp_seated(session, story.id, "BR"), is_ncp_seated(session, story.id, "SN")) == (True, False)


def test_the_unit_has_every_circle_and_a_donor_its_own_alone(database: Database) -> None:
    story = an_operation(database)
    assert a_seat(story, Role.OCU, unit="OCU Dakar").circles(story.id, Action.PLAN_READ) is EVERY
    assert circles(story, a_seat(story, Role.DONOR)) == {"donor"}


def test_an_analyst_of_a_partner_takes_part_without_a_country(database: Database) -> None:
    story = an_operation(database, accepted=False)
    assert circles(story, a_seat(story, Role.ANALYST, unit="RILO")) == {"plan", "operation", "fives"}


def test_seats_of_two_operations_do_not_mix(database: Database) -> None:
    first, second = an_operation(database), an_operation(database, code="SECOND")
    both = a_seat(first, Role.OFFICER, airport="GRU")
    both = a_seat(second, Role.OFFICER, airport="DSS", account_id=both.account_id)
    assert "airport:GRU" in both.circles(first.id, Action.REPORT_FILE)
    assert both.circles(second.id, Action.REPORT_FILE) == {"plan", "operation", "airport:DSS"}


def test_access_ends_some_time_after_the_last_phase(database: Database) -> None:
    story = an_operation(database, plan=a_plan(access_days=30))
    officer = a_seat(story, Role.OFFICER, airport="GRU")
    staying = [story.coordinator, a_seat(story, Role.DONOR)]
    # The last window closes at BOG, 2026-12-06 18:00 at UTC−5.
    last = story.at(datetime(2027, 1, 5, 22, 59, tzinfo=UTC))
    assert circles(last, officer) == {"plan", "operation", "airport:GRU"}
    over = story.at(last.now + timedelta(minutes=1))
    assert over.actor(officer.account_id).seats == ()
    assert all(over.actor(actor.account_id).seats for actor in staying)
    with database.reading() as session:
        assert closed(session, officer.account_id, last.now) == []
        assert closed(session, officer.account_id, over.now) == [("Airport week", over.now)]
        assert closed(session, staying[1].account_id, over.now) == []


def test_a_past_operation_entered_after_the_fact_opens_for_as_long(database: Database) -> None:
    story = an_operation(
        database, plan=a_plan(access_days=30), now=datetime(2028, 3, 1, tzinfo=UTC), entered_after_the_fact=True
    )
    assert story.row().access_ends_at == datetime(2028, 3, 31, tzinfo=UTC)


def test_a_seat_in_a_draft_opens_nothing_yet(database: Database) -> None:
    story = a_draft(database)
    assert circles(story, a_seat(story, Role.NCP, country="BR")) == frozenset()


def test_a_withdrawn_seat_opens_nothing(database: Database) -> None:
    story = an_operation(database)
    officer = a_seat(story, Role.OFFICER, airport="GRU")
    for _ in range(2):  # the second time changes nothing
        with story.change() as tx:
            actions.withdraw_seat(tx, story.coordinator, story.code, officer.seats[0].seat_id)
    with database.reading() as session:
        assert seats(session, officer.account_id, story.now) == ()


def test_the_last_coordinator_stays(database: Database) -> None:
    story = an_operation(database)
    own = next(seat for seat in story.coordinator.seats if seat.operation_id == story.id)
    with pytest.raises(Refusal) as refused, story.change() as tx:
        actions.withdraw_seat(tx, story.coordinator, story.code, own.seat_id)
    assert (refused.value.code, refused.value.status) == ("seat:last_coordinator", 409)


def test_a_contact_point_sees_its_countrys_seats_and_gives_none(database: Database) -> None:
    story = an_operation(database)
    contact = a_seat(story, Role.NCP, country="BR")
    a_seat(story, Role.OFFICER, airport="GRU")
    a_seat(story, Role.OFFICER, airport="DSS")
    with database.reading() as session:
        assert [row.circle for row in seat_rows(session, contact, story.row())] == ["country:BR"] * 2
    giving = GiveSeat(account_id=an_account(), role=Role.OFFICER, airport="GRU")
    with pytest.raises(Refusal) as refused, story.change(contact) as tx:
        actions.give_seat(tx, contact, story.code, giving)
    assert refused.value.status == 403


def test_a_seat_one_may_not_see_is_not_found(database: Database) -> None:
    story = an_operation(database)
    officer, other = a_seat(story, Role.OFFICER, airport="GRU"), an_operation(database, code="OTHER")
    with pytest.raises(Refusal) as refused, other.change() as tx:
        actions.withdraw_seat(tx, other.coordinator, other.code, officer.seats[0].seat_id)
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("giving", "code"),
    [
        ({"role": Role.OFFICER}, "seat:airport_needed"),
        ({"role": Role.OFFICER, "airport": "CDG"}, "seat:airport_needed"),
        ({"role": Role.OFFICER, "airport": "GRU", "country": "CO"}, "seat:airport_elsewhere"),
        ({"role": Role.NCP}, "seat:country_needed"),
        ({"role": Role.NCP, "country": "FR"}, "seat:country_outside"),
        ({"role": Role.NCP, "country": "BR", "airport": "GRU"}, "seat:airport_unasked"),
        ({"role": Role.DONOR, "country": "BR"}, "seat:country_unasked"),
    ],
)
def test_a_seat_whose_parts_do_not_fit_is_refused(database: Database, giving: dict[str, str], code: str) -> None:
    story = an_operation(database)
    command = GiveSeat.model_validate({"account_id": an_account(), **giving})
    with pytest.raises(Refusal) as refused, story.change() as tx:
        actions.give_seat(tx, story.coordinator, story.code, command)
    assert refused.value.code == code
