"""Counters and routes of a board: what a report changes of them, and what two looks at them do not tell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from operations.boards.counts import count_rows
from operations.planning.models import Operation
from operations.policy import FIVES, Action, Role
from operations.statistics.flows import flows
from realtime.feed import OPEN, BoardRow
from tests.builders import UNDER_WAY, a_seat, an_operation
from tests.reports import Desk, a_seizure, goods

if TYPE_CHECKING:
    from realtime.transaction import Database


def test_a_report_shows_its_own_counters_and_legs_anew_and_no_others(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    desk.file("GRU", a_seizure(origin="BOG"))
    desk.file("GRU", a_seizure(origin="LIM", goods=[goods("heroin", "1")]))
    touched = [
        ("seizures", "seizure", "submitted", "airport:GRU", "leg", "LIM,GRU"),
        ("quantity", "mg", "submitted", "airport:GRU", "commodity", "heroin"),
        ("quantity", "mg", "submitted", "airport:GRU", "commodity,airport", "heroin,GRU"),
    ]
    with database.reading() as session:
        shown = {key for key, _, _ in count_rows(session, desk.story.stream_id, touched)}
        all_there_are = {key for key, _, _ in count_rows(session, desk.story.stream_id)}
    assert shown == {"route:LIM:GRU:airport:GRU", "count:quantity:commodity=heroin:mg:airport:GRU"}
    assert shown | {"route:BOG:GRU:airport:GRU"} < all_there_are


def test_one_leg_counts_those_who_arrived_by_it_and_those_who_were_to_leave_by_it(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    desk.validate(desk.file("LIS", a_seizure(origin="GRU")))
    desk.validate(desk.file("GRU", a_seizure(direction="departure", origin="GRU", destination="LIS")))
    shown = select(BoardRow.row).where(BoardRow.until_seq == OPEN, BoardRow.key == "route:GRU:LIS:operation")
    with desk.db.reading() as session:
        assert [json.loads(row)["count"] for row in session.scalars(shown)] == [2]


def test_a_board_draws_the_legs_that_the_page_does_through_the_places_of_transit(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    desk.validate(desk.file("GRU", a_seizure(transit=["LIM", "BO"])))
    desk.validate(desk.file("GRU", a_seizure(transit=["LIM", "BOG", "LIM"])))
    desk.validate(desk.file("LIS", a_seizure(direction="transit", destination="FR", transit=["LIM", "LIS", "MAD"])))
    desk.validate(desk.file("GRU", a_seizure(origin=None, transit=["BO"], intended_destination="MVD")))
    shown = select(BoardRow.row).where(BoardRow.until_seq == OPEN, BoardRow.key.startswith("route:"))
    with database.reading() as session:
        board = {(row["from"], row["to"]): row["count"] for row in map(json.loads, session.scalars(shown))}
        operation = session.get_one(Operation, desk.story.id)
        page = flows(session, desk.story.coordinator, operation, desk.story.now)
    assert board == {(arc.begins, arc.ends): int(arc.value) for arc in page.arcs}
    assert (board["BOG", "LIM"], board["LIM", "BO"], board["BO", "GRU"], board["GRU", "MVD"]) == (4, 1, 2, 1)
    desk.prove()


def test_two_looks_at_a_board_do_not_tell_how_many_persons_one_validation_added(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    for airport in ("GRU", "LIS", "DSS"):
        desk.validate(desk.file(airport, a_seizure(persons=7)))
    before = persons_shown(desk)
    desk.validate(desk.file("LIS", a_seizure(persons=2)))
    assert before == {"operation": (None, False), "fives": ("20", True), "ocu": ("21", False)}
    assert persons_shown(desk) == before | {"ocu": ("23", False)}


def test_whoever_knows_cases_is_told_no_fives_of_the_whole(database: Database) -> None:
    story = an_operation(database).at(UNDER_WAY)
    knowing = [a_seat(story, Role.OFFICER, airport="GRU"), a_seat(story, Role.NCP, country="BR")]
    analyst = a_seat(story, Role.ANALYST)
    both = a_seat(story, Role.OFFICER, airport="LIS", account_id=analyst.account_id)
    assert FIVES in analyst.circles(story.id, Action.BOARD_WATCH)
    assert all(FIVES not in each.circles(story.id, Action.BOARD_WATCH) for each in (*knowing, both))


def persons_shown(desk: Desk) -> dict[str, tuple[str | None, bool]]:
    with desk.story.db.reading() as session:
        rows = session.scalars(
            select(BoardRow).where(BoardRow.until_seq == OPEN, BoardRow.key.startswith("count:persons:all:person:"))
        )
        found = {row.circle: json.loads(row.row) for row in rows}
    return {circle: (row["validated"], row["at_least"]) for circle, row in found.items() if row["validated"] != "0"}
