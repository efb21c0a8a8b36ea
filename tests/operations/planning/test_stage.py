"""Where an operation stands at an airport, told from its schedule and the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from operations.planning.plan import Clock, Expectations, PhaseKind, ReportDay
from operations.planning.schedule import Schedule, Window
from operations.planning.stage import StageHere, standing_at, taken_until

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGINS = datetime(2026, 11, 10, tzinfo=UTC)
OPENS, CLOSES, ENDS = BEGINS + 5 * DAY, BEGINS + 8 * DAY, BEGINS + 15 * DAY


def schedule(*, closes: datetime = CLOSES, consolidation: bool = True) -> Schedule:
    windows = [
        Window("GRU", 0, PhaseKind.intelligence, BEGINS, OPENS),
        Window("GRU", 1, PhaseKind.operational, OPENS, closes),
    ]
    if consolidation:
        windows.append(Window("GRU", 2, PhaseKind.consolidation, closes, ENDS))
    return Schedule(
        MappingProxyType({"GRU": tuple(windows)}),
        MappingProxyType({"GRU": "America/Sao_Paulo"}),
        ReportDay(clock=Clock.zone, cut_off="00:00", zone="UTC"),
        Expectations(phases=(PhaseKind.operational,), due_after_hours=6),
        MappingProxyType({}),
    )


@pytest.mark.parametrize(
    ("now", "stage", "at"),
    [
        (BEGINS - HOUR, StageHere.ahead, BEGINS),
        (BEGINS, StageHere.preparing, BEGINS),
        (OPENS, StageHere.under_way, OPENS),
        (CLOSES, StageHere.consolidating, CLOSES),
        (ENDS - HOUR, StageHere.consolidating, CLOSES),
        (ENDS, StageHere.over, ENDS),
    ],
)
def test_a_stage_follows_from_the_clock(now: datetime, stage: StageHere, at: datetime) -> None:
    standing = standing_at(schedule(), "GRU", now)
    assert (standing.stage, standing.at) == (stage, at)
    assert (standing.counts_from, standing.taken_until) == (OPENS, ENDS)


def test_without_consolidation_returns_are_taken_until_the_last_is_due() -> None:
    short = schedule(consolidation=False)
    assert taken_until(short, "GRU") == CLOSES + 6 * HOUR
    assert standing_at(short, "GRU", CLOSES + 5 * HOUR).stage is StageHere.consolidating
    assert standing_at(short, "GRU", CLOSES + 6 * HOUR).stage is StageHere.over


def test_after_a_stand_down_the_returns_of_the_days_begun_are_taken_until_they_are_due() -> None:
    stood_down_at = OPENS + DAY + HOUR
    ended = schedule(closes=stood_down_at, consolidation=False)
    standing = standing_at(ended, "GRU", stood_down_at + HOUR, stood_down_at=stood_down_at)
    assert (standing.stage, standing.at) == (StageHere.stood_down, stood_down_at)
    assert standing.taken_until == OPENS + 2 * DAY + 6 * HOUR


def test_an_airport_stood_down_alone_is_told_apart_from_one_whose_phase_ended_and_from_all_that_ended() -> None:
    ended = schedule(closes=OPENS + DAY, consolidation=False)
    here = standing_at(ended, "GRU", OPENS + 2 * DAY, here_stood_down_at=OPENS + DAY)
    assert (here.stage, here.at) == (StageHere.stood_down_here, OPENS + DAY)
    all_of_it = standing_at(ended, "GRU", CLOSES, stood_down_at=CLOSES, here_stood_down_at=OPENS + DAY)
    assert all_of_it.stage is StageHere.stood_down


def test_a_cancelled_operation_is_nothing_else() -> None:
    assert standing_at(schedule(), "GRU", BEGINS, cancelled_at=BEGINS).stage is StageHere.cancelled
