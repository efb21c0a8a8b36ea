"""What a limited country gives, and what becomes of what lies beyond: kept and marked, or refused where it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from operations.boards.project import kept
from operations.errors import Refusal, Refusals
from operations.participation.limits import Limits, TerminalsAt
from operations.policy import Role
from operations.reports import queries
from operations.reports.editions import shown
from operations.reports.silence import ask_return, missing_days
from operations.statistics.after_action import after_action
from tests.builders import UNDER_WAY, a_seat, an_operation, answers
from tests.reports import Desk, a_nil, a_seizure, an_activity

if TYPE_CHECKING:
    from realtime.transaction import Database

NAMELESS = Limits(no_nominal_data=True)
HIT = {"kind": "hit", "occurred": "2026-11-17T05:00", "database": "national"}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


@pytest.mark.parametrize(
    ("limits", "said", "beyond"),
    [
        (Limits(directions=("arrival", "transit")), a_seizure(), False),
        (Limits(directions=("departure", "transit")), a_seizure(), True),
        (Limits(kinds=("activity",)), a_seizure(), True),
        (Limits(kinds=("seizure",)), HIT, True),
        (Limits(kinds=("seizure",)), a_nil("2026-11-16"), True),
        (Limits(kinds=("activity",)), a_nil("2026-11-16"), False),
        (Limits(terminals=(TerminalsAt(airport="GRU", terminals=("2",)),)), a_seizure(terminal="3"), True),
        (Limits(terminals=(TerminalsAt(airport="GRU", terminals=("2",)),)), a_seizure(terminal="2"), False),
        (Limits(terminals=(TerminalsAt(airport="GRU", terminals=("2",)),)), a_seizure(), False),
    ],
)
def test_what_lies_beyond_the_limits_counts_and_is_marked(
    desk: Desk, limits: Limits, said: dict[str, Any], beyond: bool
) -> None:
    answers(desk.story, "BR", limits)
    report = desk.file("GRU", said)
    assert (report.state, report.beyond_limits) == ("submitted", beyond)
    desk.prove()


@pytest.mark.parametrize(
    ("said", "note", "paths"),
    [
        (a_seizure(persons=1), "", []),
        (a_seizure(), "His name is known.", ["note"]),
        (an_activity("2026-11-16"), "Names in the margin.", ["note"]),
        (a_seizure(conveyance="cargo", awb="125-12345675"), "The same.", ["note", "awb"]),
    ],
)
def test_what_can_name_a_person_is_refused_where_a_country_gives_no_nominal_data(
    desk: Desk, said: dict[str, Any], note: str, paths: list[str]
) -> None:
    answers(desk.story, "BR", NAMELESS)
    if not paths:
        assert desk.file("GRU", said, note=note).state == "submitted"
        return
    with pytest.raises(Refusals) as refused:
        desk.file("GRU", said, note=note)
    assert [(each.code, each.path) for each in refused.value.refusals] == [
        ("report:no_nominal_data", path) for path in paths
    ]
    assert desk.file("LIS", said, note=note).state == "submitted"


def test_a_limit_set_later_hides_at_once_what_named_from_everyone_but_the_country(desk: Desk) -> None:
    said = a_seizure(conveyance="cargo", awb="125-12345675")
    report = desk.file("GRU", said, note="His name is known.")
    unit, officer = a_seat(desk.story, Role.OCU), desk.officer("GRU")

    def nameless() -> list[bool]:
        with desk.db.reading() as session:
            operation = desk.story.row()
            return [queries.opened(session, who, operation, report.id).nameless for who in (unit, officer)]

    assert nameless() == [False, False]
    answers(desk.story, "BR", NAMELESS)
    assert nameless() == [True, False]
    with desk.db.reading() as session:
        found = queries.opened(session, unit, desk.story.row(), report.id)
        body = shown(found.edition, found.persons, nameless=found.nameless)
        assert (body.kind, getattr(body, "awb", "")) == ("seizure", None)


def test_nothing_is_expected_of_a_country_that_gives_no_returns_but_what_fell_due_before(desk: Desk) -> None:
    answers(desk.story, "BR", Limits(kinds=("seizure",)))
    with desk.db.reading() as session:
        operation = desk.story.row()
        # Due by now and not come: it stays owed. What falls due from now on is expected of nobody there.
        assert [on.day for on, _ in missing_days(session, operation, "GRU", desk.story.now)] == [15]
        rows = kept(session, operation)
        assert [key for key in rows if key.startswith("day:GRU")] == ["day:GRU:2026-11-15"]
        metrics = after_action(session, desk.story.coordinator, operation, desk.story.now)
    planned = {each.airport: each.planned for each in metrics.reporting_by_airport}
    assert (planned["GRU"], planned["LIS"]) == (1, 8)
    assert [(each.country, each.limits.kinds) for each in metrics.limited] == [("BR", ("seizure",))]
    desk.prove()


def test_a_country_that_never_gave_returns_is_asked_for_none(desk: Desk) -> None:
    story = an_operation(desk.db, code="COCAIR-VIII", accepted=False).at(UNDER_WAY)
    answers(story, "BR", Limits(kinds=("seizure", "hit")))
    with pytest.raises(Refusal) as refused, story.change() as tx:
        ask_return(tx, story.coordinator, story.code, "GRU")
    assert refused.value.code == "return:none_missing"


def test_the_board_tells_a_changed_limit_at_once(desk: Desk) -> None:
    answers(desk.story, "BR", Limits(directions=("transit",)))
    with desk.db.reading() as session:
        _, row = kept(session, desk.story.row())["airport:GRU"]
    assert '"directions":["transit"]' in row
    desk.prove()
