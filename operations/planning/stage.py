"""Where an operation stands at one airport, and until when reports of it are taken: pure, `now` is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from operations.planning.report_days import report_days

if TYPE_CHECKING:
    from datetime import datetime

    from operations.planning.schedule import Schedule


class StageHere(StrEnum):
    """What one says of an operation at an airport."""

    ahead = "ahead"
    preparing = "preparing"
    under_way = "under_way"
    consolidating = "consolidating"
    over = "over"
    stood_down = "stood_down"
    stood_down_here = "stood_down_here"
    cancelled = "cancelled"


@dataclass(frozen=True, slots=True)
class Standing:
    """The stage, and since when it holds; while it is `ahead`, until when.

    `counts_from` is when the first phase opens whose results count, `taken_until` when reports begin to be held.
    """

    stage: StageHere
    at: datetime | None
    counts_from: datetime | None
    taken_until: datetime | None


def taken_until(schedule: Schedule, airport: str) -> datetime | None:
    """Return the instant from which an airport's reports are held, because everything is over there.

    An operation stood down ends at once, but the returns of the days begun are due as they were.
    """
    ends = [window.ends_at for window in schedule.by_airport.get(airport, ())]
    ends += [day.due_at for day in report_days(schedule, airport)]
    return max(ends, default=None)


def standing_at(
    schedule: Schedule,
    airport: str,
    now: datetime,
    *,
    cancelled_at: datetime | None = None,
    stood_down_at: datetime | None = None,
    here_stood_down_at: datetime | None = None,
) -> Standing:
    """Return where the operation stands at an airport; it may have been stood down there alone."""
    windows = schedule.by_airport.get(airport, ())
    counting = [window for window in windows if window.kind in schedule.expectations.phases]
    counts_from = min((window.starts_at for window in counting), default=None)
    until = taken_until(schedule, airport)
    begins_at = min((window.starts_at for window in windows), default=None)
    counted_until = max((window.ends_at for window in counting), default=None)
    stage: StageHere = StageHere.under_way
    at: datetime | None = counts_from
    if cancelled_at is not None:
        stage, at = StageHere.cancelled, cancelled_at
    elif stood_down_at is not None:
        stage, at = StageHere.stood_down, stood_down_at
    elif here_stood_down_at is not None:
        stage, at = StageHere.stood_down_here, here_stood_down_at
    elif begins_at is not None and now < begins_at:
        stage, at = StageHere.ahead, begins_at
    elif until is None or now >= until:
        stage, at = StageHere.over, until
    elif counts_from is not None and now < counts_from:
        stage, at = StageHere.preparing, begins_at
    elif counted_until is not None and now >= counted_until:
        stage, at = StageHere.consolidating, counted_until
    return Standing(stage, at, counts_from, until)
