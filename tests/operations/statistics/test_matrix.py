"""The matrix says reported, nil, late, missing or not yet due, and never guesses."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.statistics.matrix import (
    Cell,
    DayState,
    Return,
    cell_of,
    day_state,
    reporting_metrics,
    so_far,
)

CASES = json.loads(Path(__file__).with_name("matrix_cases.json").read_text("utf-8"))
DUE_AT = datetime.fromisoformat(CASES["due_at"])
HOUR = timedelta(hours=1)

instants = st.datetimes(
    datetime.fromisoformat("2026-11-20"),
    datetime.fromisoformat("2026-11-30"),
    timezones=st.just(UTC),
)
returns = st.lists(st.builds(Return, received_at=instants, nil=st.booleans()), max_size=4)
cells = st.builds(cell_of, due_at=instants, returns=returns, results=st.integers(0, 3))


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["says"])
def test_a_cell_says_what_its_case_says(case: dict[str, Any]) -> None:
    facts = dict(case["cell"])
    if "received_at" in facts:
        facts["received_at"] = datetime.fromisoformat(facts["received_at"])
    assert day_state(Cell(due_at=DUE_AT, **facts), datetime.fromisoformat(case["now"])) == case["state"]


def test_the_first_return_decides_whether_a_day_was_in_time() -> None:
    nil, activity = Return(DUE_AT - HOUR, nil=True), Return(DUE_AT + HOUR, nil=False)
    cell = cell_of(DUE_AT, [activity, nil])
    assert cell.received_at == DUE_AT - HOUR
    assert day_state(cell, DUE_AT + 2 * HOUR) is DayState.reported


def test_a_nil_withdrawn_before_a_late_activity_return_leaves_the_day_late() -> None:
    cell = cell_of(DUE_AT, [Return(DUE_AT + HOUR, nil=False)])
    assert day_state(cell, DUE_AT + 2 * HOUR) is DayState.late


def test_a_result_voids_the_nil_of_its_day_visibly() -> None:
    cell = cell_of(DUE_AT, [Return(DUE_AT - HOUR, nil=True)], results=1)
    assert cell.nil
    assert cell.voided
    assert day_state(cell, DUE_AT) is DayState.reported


def test_a_result_voids_nothing_where_no_nil_was_given() -> None:
    assert not cell_of(DUE_AT, [Return(DUE_AT - HOUR, nil=False)], results=1).voided


@given(cells, instants, instants)
def test_time_alone_only_turns_not_yet_due_into_missing(cell: Cell, one: datetime, other: datetime) -> None:
    before, after = (day_state(cell, now) for now in sorted((one, other)))
    assert before is after or (before, after) == (DayState.not_due, DayState.missing)


@given(cells, returns, instants)
def test_further_returns_never_make_a_day_late_that_was_in_time(cell: Cell, more: list[Return], now: datetime) -> None:
    if day_state(cell, now) not in (DayState.reported, DayState.nil):
        return
    assert cell.received_at is not None
    first = Return(cell.received_at, nil=not cell.activity)
    assert day_state(cell_of(cell.due_at, [first, *more], cell.results), now) is not DayState.late


def test_the_five_reporting_metrics_of_one_small_operation() -> None:
    due = [DUE_AT + timedelta(days=day) for day in range(6)]
    returned = [
        cell_of(due[0], [Return(due[0] - HOUR, nil=False)]),
        cell_of(due[1], [Return(due[1] - HOUR, nil=True)]),
        cell_of(due[2], [Return(due[2] + HOUR, nil=True)]),
        cell_of(due[3], [], results=2),
        cell_of(due[4], [Return(due[0], nil=False)]),
        cell_of(due[5], []),
    ]
    now = due[3] + HOUR
    metrics = reporting_metrics(returned, now)
    assert (metrics.expected, metrics.due, metrics.actual, metrics.on_time) == (6, 4, 4, 3)
    assert (metrics.rate, metrics.on_time_rate) == (Fraction(4, 6), Fraction(3, 6))
    assert reporting_metrics(so_far(returned, now), now).rate == Fraction(4, 5)


def test_a_return_is_counted_as_due_only_after_its_instant() -> None:
    assert reporting_metrics([cell_of(DUE_AT, [])], DUE_AT).due == 0
    assert reporting_metrics([cell_of(DUE_AT, [])], DUE_AT + timedelta(microseconds=1)).due == 1


def test_nothing_expected_has_no_rate() -> None:
    metrics = reporting_metrics([], DUE_AT)
    assert (metrics.expected, metrics.rate, metrics.on_time_rate) == (0, None, None)


@given(st.lists(cells), instants)
def test_metrics_nest(some: list[Cell], now: datetime) -> None:
    metrics = reporting_metrics(some, now)
    assert 0 <= metrics.on_time <= metrics.actual <= metrics.expected
    assert metrics.due <= metrics.expected
    states = [day_state(cell, now) for cell in some]
    assert metrics.actual - metrics.on_time == states.count(DayState.late)
