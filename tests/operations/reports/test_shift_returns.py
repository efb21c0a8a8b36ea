"""An airport that works in shifts answers for each of them: filed, due, missing, asked for, voided by itself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from operations.boards.project import kept
from operations.errors import Refusal
from operations.planning.plan import Expectations, Roster, Shift
from operations.reports.imports import parse
from operations.reports.kinds import Activity
from operations.reports.silence import ask_return, missing_days
from operations.statistics.after_action import after_action
from tests.builders import UNDER_WAY, a_plan, an_operation
from tests.reports import Desk, a_nil, a_seizure, an_activity

if TYPE_CHECKING:
    from realtime.transaction import Database

SHIFTS = (
    Shift(code="early", starts="06:00", ends="14:00"),
    Shift(code="late", starts="14:00", ends="22:00"),
    Shift(code="night", starts="22:00", ends="06:00"),
)
DAY = "2026-11-16"


@pytest.fixture
def desk(database: Database) -> Desk:
    rosters = (Roster(airports=("GRU",), shifts=SHIFTS),)
    return Desk(an_operation(database, plan=a_plan(expectations=Expectations(rosters=rosters))).at(UNDER_WAY))


def cells(desk: Desk, prefix: str) -> dict[str, dict[str, Any]]:
    with desk.db.reading() as session:
        rows = kept(session, desk.story.row())
    return {key: json.loads(row) for key, (_, row) in rows.items() if key.startswith(prefix)}


def test_each_shift_has_a_cell_of_its_own_and_days_elsewhere_stay_days(desk: Desk) -> None:
    desk.file("GRU", a_nil(DAY) | {"shift": "early"})
    desk.file("GRU", an_activity(DAY, passengers_checked=40) | {"shift": "late"})
    found = cells(desk, f"day:GRU:{DAY}")
    assert {key.rpartition(":")[2]: (row["nil"], row["activity"]) for key, row in found.items()} == {
        "early": (True, False),
        "late": (False, True),
        "night": (False, False),
    }
    assert list(cells(desk, f"day:LIS:{DAY}")) == [f"day:LIS:{DAY}"]
    desk.prove()


@pytest.mark.parametrize(
    ("airport", "shift", "code"),
    [
        ("GRU", None, "report:shift_missing"),
        ("GRU", "noon", "report:no_such_shift"),
        ("LIS", "early", "report:no_such_shift"),
    ],
)
def test_a_return_names_a_shift_of_its_airport(desk: Desk, airport: str, shift: str | None, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        desk.file(airport, a_nil(DAY) | {"shift": shift})
    assert (refused.value.code, refused.value.path) == (code, "shift")


def test_one_return_of_a_kind_counts_for_a_shift_and_another_for_the_next(desk: Desk) -> None:
    desk.file("GRU", an_activity(DAY) | {"shift": "early"})
    assert desk.file("GRU", an_activity(DAY) | {"shift": "late"}).state == "submitted"
    assert desk.file("GRU", an_activity(DAY) | {"shift": "early"}).held_for == "second_return"
    desk.file("GRU", a_nil(DAY) | {"shift": "night"})
    with pytest.raises(Refusal) as refused:
        desk.file("GRU", a_nil(DAY) | {"shift": "night"})
    assert refused.value.code == "report:already_nil"
    desk.prove()


def test_a_result_after_midnight_voids_the_nil_of_the_night_it_fell_in_and_no_other(desk: Desk) -> None:
    for shift in ("late", "night"):
        desk.file("GRU", a_nil(DAY) | {"shift": shift})
    report = desk.file("GRU", a_seizure(occurred="2026-11-17T02:00"))
    assert (str(report.report_on), report.shift, str(report.occurred_on)) == (DAY, "night", "2026-11-17")
    own = cells(desk, "own:GRU")
    assert {key: row["voided"] for key, row in own.items()} == {f"own:GRU:{DAY}:night": True}
    desk.prove()


def test_a_return_moved_to_another_shift_answers_for_that_one_from_then_on(desk: Desk) -> None:
    report = desk.file("GRU", an_activity(DAY) | {"shift": "early"})
    desk.story = desk.story.at(UNDER_WAY + timedelta(hours=6))
    desk.correct(report, an_activity(DAY) | {"shift": "late"})
    found = cells(desk, f"day:GRU:{DAY}")
    assert found[f"day:GRU:{DAY}:early"]["received_at"] is None
    assert found[f"day:GRU:{DAY}:late"]["received_at"] == "2026-11-17T18:00:00Z"
    desk.prove()


def test_shifts_fall_due_one_by_one_and_are_asked_for_by_name(desk: Desk) -> None:
    # Noon in UTC is nine in São Paulo; due is twelve hours after a shift's end.
    with desk.db.reading() as session:
        missing = missing_days(session, desk.story.row(), "GRU", UNDER_WAY)
    assert [f"{on.day} {shift}" for on, shift in missing] == ["15 early", "15 late", "15 night", "16 early"]
    with desk.change() as tx:
        asked = ask_return(tx, desk.story.coordinator, desk.story.code, "GRU")
    assert asked.days.split()[0] == "2026-11-15/early"
    (row,) = cells(desk, "asked:GRU").values()
    assert row["days"] == asked.days.split()
    desk.prove()


def test_the_metrics_count_every_shift(desk: Desk) -> None:
    for shift in ("early", "late", "night"):
        desk.file("GRU", a_nil(DAY) | {"shift": shift})
    with desk.db.reading() as session:
        report = after_action(session, desk.story.coordinator, desk.story.row(), UNDER_WAY)
    by_airport = {each.airport: each for each in report.reporting_by_airport}
    assert (by_airport["GRU"].planned, by_airport["LIS"].planned) == (23, 8)
    assert by_airport["GRU"].actual == 3


def test_a_file_names_shifts_in_a_column_of_their_own() -> None:
    (row,) = parse(b"airport,report_on,shift,officers\nGRU,2026-11-16,night,4\n", "POINT").rows
    assert isinstance(row.body, Activity)
    assert row.body.shift == "night"
