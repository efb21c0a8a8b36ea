"""A silent airport is asked for what it owes: once an hour, and only for what is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from operations.boards.project import kept
from operations.errors import Refusal
from operations.participation.limits import Answer
from operations.planning.queries import schedule_of
from operations.planning.stage import taken_until
from operations.policy import Role
from operations.reports.silence import ASKED_EVERY, ask_return
from tests.builders import UNDER_WAY, a_seat, an_operation, answers
from tests.reports import Desk, a_nil

if TYPE_CHECKING:
    from operations.policy import Actor
    from operations.reports.models import AskedReturn
    from realtime.transaction import Database


def ask(desk: Desk, iata: str, by: Actor | None = None) -> AskedReturn:
    actor = by or desk.story.coordinator
    with desk.change(actor) as tx:
        return ask_return(tx, actor, desk.story.code, iata)


def refused(desk: Desk, iata: str, by: Actor | None = None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        ask(desk, iata, by)
    return caught.value


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def test_a_silent_airport_is_asked_for_every_day_it_owes_and_its_board_says_so(desk: Desk) -> None:
    asked = ask(desk, "GRU")
    assert asked.days.split() == ["2026-11-15"]
    with desk.db.reading() as session:
        circle, row = kept(session, desk.story.row())["asked:GRU"]
    assert circle == "airport:GRU"
    assert '"2026-11-15"' in row
    desk.prove()


def test_it_is_not_asked_again_within_the_hour(desk: Desk) -> None:
    ask(desk, "GRU")
    desk.story = desk.story.at(UNDER_WAY + ASKED_EVERY - timedelta(seconds=1))
    refusal = refused(desk, "GRU")
    assert (refusal.code, refusal.params["again_at"]) == ("return:asked_already", "2026-11-17T13:00:00Z")
    ask(desk, "LIS")
    desk.story = desk.story.at(UNDER_WAY + ASKED_EVERY)
    ask(desk, "GRU")
    desk.prove()


def test_who_has_answered_is_not_asked(desk: Desk) -> None:
    desk.file("GRU", a_nil("2026-11-15"))
    assert refused(desk, "GRU").code == "return:none_missing"


def test_a_country_that_only_was_invited_owes_nothing(database: Database) -> None:
    desk = Desk(an_operation(database, accepted=False).at(UNDER_WAY))
    assert refused(desk, "GRU").code == "return:none_missing"


def test_what_was_missed_before_a_country_declined_may_still_be_asked_for(desk: Desk) -> None:
    answers(desk.story, "BR", answer=Answer.DECLINE)
    assert ask(desk, "GRU").days == "2026-11-15"


def test_nobody_is_asked_once_everything_is_over(desk: Desk) -> None:
    with desk.db.reading() as session:
        until = taken_until(schedule_of(session, desk.story.row()), "GRU")
    assert until is not None
    desk.story = desk.story.at(until - timedelta(seconds=1))
    ask(desk, "GRU")
    desk.story = desk.story.at(until + timedelta(days=1))
    assert refused(desk, "GRU").code == "return:over"


def test_only_the_coordination_unit_asks(desk: Desk) -> None:
    for role, place in ((Role.NCP, {"country": "BR"}), (Role.OFFICER, {"airport": "GRU"})):
        assert refused(desk, "GRU", a_seat(desk.story, role, **place)).status == 403
    assert ask(desk, "GRU", a_seat(desk.story, Role.OCU, unit="Dakar")).airport == "GRU"
    assert refused(desk, "JFK").status == 404
