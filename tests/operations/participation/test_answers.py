"""Countries answer for themselves, within limits, and may think again."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from operations.errors import Refusal
from operations.participation import actions
from operations.participation.commands import AnswerInvitation
from operations.participation.limits import KINDS, UNLIMITED, WAYS, Answer, Limits, TerminalsAt
from operations.participation.models import Participation
from operations.participation.queries import awaited, participations
from operations.policy import Role
from operations.reports.codes import Direction, ReportKind
from realtime.log import Entry
from realtime.transaction import Database
from tests.builders import UNDER_WAY, a_seat, an_operation, answers

ARRIVALS = Limits(directions=("arrival",))
MANY = Limits(
    directions=("arrival", "transit"),
    kinds=("seizure", "activity"),
    terminals=(TerminalsAt(airport="GRU", terminals=("2", "3")),),
    no_nominal_data=True,
)
CODES = [
    "direction:arrival", "direction:transit", "kind:seizure", "kind:activity", "terminal:GRU:2", "terminal:GRU:3",
    "no_nominal_data",
]  # fmt: skip


def test_a_country_accepts_within_limits_and_the_log_has_their_codes_alone(database: Database) -> None:
    story = an_operation(database, accepted=False)
    contact = a_seat(story, Role.NCP, country="BR")
    answering = AnswerInvitation(
        version=1, country="BR", answer=Answer.LIMIT, limits=MANY, note="For reasons of staff."
    )
    with story.change(contact) as tx:
        actions.answer(tx, contact, story.code, answering)
    with database.reading() as session:
        assert session.get_one(Participation, (story.id, "BR")).within == MANY
        fact = session.scalars(select(Entry).where(Entry.kind == "country_limited")).one()
    assert fact.content() == {"country": "BR", "limits": CODES}


def test_a_country_may_answer_otherwise_later(database: Database) -> None:
    story = an_operation(database, accepted=False)
    contact = a_seat(story, Role.NCP, country="BR")
    answers(story, "BR", Limits(no_nominal_data=True), actor=contact)
    answers(story, "BR", actor=contact)
    with database.reading() as session:
        row = session.get_one(Participation, (story.id, "BR"))
    assert (row.state, row.within) == ("accepted", UNLIMITED)


def test_the_unit_answers_on_a_countrys_behalf_and_another_country_never(database: Database) -> None:
    story = an_operation(database, accepted=False)
    unit, neighbour = a_seat(story, Role.OCU, unit="OCU"), a_seat(story, Role.NCP, country="CO")
    answers(story, "BR", actor=unit)
    with pytest.raises(Refusal) as refused:
        answers(story, "BR", actor=neighbour, answer=Answer.DECLINE)
    assert refused.value.status == 403


def test_an_answer_is_awaited_of_the_countrys_own_contact_point_until_it_is_given(database: Database) -> None:
    story = an_operation(database, accepted=False)
    contact, unit = a_seat(story, Role.NCP, country="BR"), a_seat(story, Role.OCU, unit="OCU")
    with database.reading() as session:
        assert awaited(session, contact.seats) == {contact.seats[0].seat_id}
        assert awaited(session, unit.seats) == frozenset()
    answers(story, "BR", actor=contact, answer=Answer.DECLINE)
    with database.reading() as session:
        assert awaited(session, contact.seats) == frozenset()


def test_an_answer_to_an_older_version_is_told_so(database: Database) -> None:
    story = an_operation(database)
    answering = AnswerInvitation(version=1, country="BR", answer=Answer.DECLINE)
    with pytest.raises(Refusal) as refused, story.change() as tx:
        actions.answer(tx, story.coordinator, story.code, answering)
    assert (refused.value.code, refused.value.params["version"]) == ("outdated", 2)


@pytest.mark.parametrize(
    ("answer", "limits", "code"),
    [
        (Answer.LIMIT, UNLIMITED, "participation:limits_missing"),
        (Answer.LIMIT, Limits(directions=("transit", "arrival", "departure")), "participation:limits_missing"),
        (Answer.ACCEPT, ARRIVALS, "participation:limits_unasked"),
    ],
)
def test_limits_that_make_no_sense_are_refused(database: Database, answer: Answer, limits: Limits, code: str) -> None:
    story = an_operation(database, accepted=False)
    answering = AnswerInvitation(version=1, country="BR", answer=answer, limits=limits)
    with pytest.raises(Refusal) as refused, story.change() as tx:
        actions.answer(tx, story.coordinator, story.code, answering)
    assert (refused.value.code, refused.value.path) == (code, "limits")


def test_a_country_that_was_not_invited_is_not_found(database: Database) -> None:
    story = an_operation(database)
    answering = AnswerInvitation(version=1, country="FR", answer=Answer.ACCEPT)
    with pytest.raises(Refusal) as refused, story.change() as tx:
        actions.answer(tx, story.coordinator, story.code, answering)
    assert refused.value.status == 404


def test_whoever_was_invited_sees_who_takes_part(database: Database) -> None:
    story = an_operation(database, accepted=False)
    officer = a_seat(story, Role.OFFICER, airport="GRU")
    with database.reading() as session:
        rows = participations(session, officer, story.row())
        assert [row.country for row in rows] == list(session.scalars(select(Participation.country).order_by("country")))


def test_when_a_country_left_is_known_until_it_comes_back_and_one_that_never_took_part_did_not_leave(
    database: Database,
) -> None:
    story = an_operation(database, accepted=False)

    def left_at() -> list[datetime | None]:
        with database.reading() as session:
            return [session.get_one(Participation, (story.id, country)).left_at for country in ("BR", "CO")]

    answers(story, "CO", answer=Answer.DECLINE)
    answers(story, "BR")
    answers(story, "BR", answer=Answer.DECLINE)
    answers(story.at(UNDER_WAY), "BR", answer=Answer.DECLINE)
    assert left_at() == [story.now, None]
    answers(story, "BR", ARRIVALS)
    assert left_at() == [None, None]


def test_terminals_are_those_of_the_countrys_own_airports(database: Database) -> None:
    story = an_operation(database, accepted=False)
    elsewhere = Limits(terminals=(TerminalsAt(airport="BOG", terminals=("1",)),))
    with pytest.raises(Refusal) as refused:
        answers(story, "BR", elsewhere)
    assert (refused.value.code, refused.value.path) == (
        "participation:terminals_elsewhere",
        "limits.terminals.0.airport",
    )


def test_a_country_that_limits_its_returns_away_left_with_them_and_is_back_once_it_gives_them_again(
    database: Database,
) -> None:
    story = an_operation(database, accepted=False)

    def left_at() -> datetime | None:
        with database.reading() as session:
            return session.get_one(Participation, (story.id, "BR")).left_at

    answers(story, "BR", Limits(kinds=("seizure",)))
    assert left_at() is None
    answers(story, "BR")
    answers(story, "BR", Limits(kinds=("seizure",)))
    answers(story.at(UNDER_WAY), "BR", answer=Answer.DECLINE)
    assert left_at() == story.now
    answers(story, "BR", Limits(kinds=("activity",)))
    assert left_at() is None


def test_the_same_limits_said_twice_or_in_another_order_are_the_same() -> None:
    said = Limits(
        directions=("transit", "arrival", "transit"),
        kinds=("activity", "seizure"),
        terminals=(
            TerminalsAt(airport="GRU", terminals=("3",)),
            TerminalsAt(airport="GRU", terminals=("2", "3")),
        ),
        no_nominal_data=True,
    )
    assert said.sorted() == MANY


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ({"kind": "seizure", "direction": "arrival", "terminal": "2"}, True),
        ({"kind": "seizure", "direction": "departure", "terminal": "2"}, False),
        ({"kind": "seizure", "direction": "transit", "terminal": "1"}, False),
        ({"kind": "seizure", "direction": None, "terminal": None}, True),
        ({"kind": "hit", "direction": "arrival", "terminal": None}, False),
        ({"kind": "nil", "direction": None, "terminal": None}, True),
        ({"kind": "summary", "direction": None, "terminal": None}, True),
    ],
)
def test_limits_hold_what_says_nothing_against_them(said: dict[str, str | None], held: bool) -> None:
    assert MANY.hold(str(said["kind"]), "GRU", direction=said["direction"], terminal=said["terminal"]) is held


def test_the_kinds_and_directions_of_limits_are_those_of_reports() -> None:
    assert set(WAYS) == set(Direction)
    assert set(KINDS) == set(ReportKind) - {"nil", "summary"}
