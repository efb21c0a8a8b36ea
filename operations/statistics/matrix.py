"""The airport-day matrix: what a cell shows, and what the reporting metrics count.

Pure, and the same in the browser (`frontend/src/board/matrix.ts`); both are held to the cases of
`tests/operations/statistics/matrix_cases.json`. Rows hold when a return was due and when it came, never
"missing": that follows from the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction


class DayState(StrEnum):
    """What is known of an airport's day: ● reported ○ nil ▲ late ✕ missing · not yet due."""

    reported = "reported"
    nil = "nil"
    late = "late"
    missing = "missing"
    not_due = "not_due"


@dataclass(frozen=True, slots=True)
class Return:
    """What answers the expectation of a day: an activity return, or a nil return."""

    received_at: datetime
    nil: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What is stored of one airport's day.

    `received_at` is when the first return came, judged by the server's clock; `activity` and `nil`
    say which kinds stand; `voided` that what happened contradicts the nil; `results` counts
    seizures, `others` what else was reported of the day (hits, incidents, persons met): neither
    answers anything by itself.
    """

    due_at: datetime
    received_at: datetime | None = None
    activity: bool = False
    nil: bool = False
    voided: bool = False
    results: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Metrics:
    """The five reporting metrics as DHIS2 defines them, and how many returns are due by now.

    Rates are exact fractions of `expected`, None when nothing is expected.
    """

    expected: int
    due: int
    actual: int
    on_time: int
    rate: Fraction | None
    on_time_rate: Fraction | None


def cell_of(due_at: datetime, returns: Iterable[Return], results: int = 0, others: int = 0) -> Cell:
    """Return the cell of a day from the returns that stand, the number of its results and of what else happened.

    Whatever happened voids the nil of its day, whichever of the two came first: both cannot be true.
    """
    standing = list(returns)
    nil = any(each.nil for each in standing)
    return Cell(
        due_at=due_at,
        received_at=min((each.received_at for each in standing), default=None),
        activity=any(not each.nil for each in standing),
        nil=nil,
        voided=nil and results + others > 0,
        results=results,
        others=others,
    )


def day_state(cell: Cell, now: datetime) -> DayState:
    """Return what the cell shows at the instant.

    Late is for ever, whatever came late. A voided nil still answers, as a report: what it claimed is
    known to be wrong, that the airport answered is not.
    """
    if cell.received_at is None or not (cell.activity or cell.nil):
        return DayState.missing if now > cell.due_at else DayState.not_due
    if cell.received_at > cell.due_at:
        return DayState.late
    return DayState.nil if cell.nil and not (cell.activity or cell.voided) else DayState.reported


def so_far(cells: Iterable[Cell], now: datetime) -> list[Cell]:
    """Return the cells to judge an operation by that still runs: due by now, or answered already."""
    return [cell for cell in cells if day_state(cell, now) is not DayState.not_due]


def reporting_metrics(cells: Iterable[Cell], now: datetime) -> Metrics:
    """Return the reporting metrics of these cells at the instant."""
    judged = [(cell, day_state(cell, now)) for cell in cells]
    open_states = (DayState.missing, DayState.not_due)
    expected = len(judged)
    actual = sum(state not in open_states for _, state in judged)
    on_time = sum(state in (DayState.reported, DayState.nil) for _, state in judged)
    return Metrics(
        expected=expected,
        due=sum(now > cell.due_at for cell, _ in judged),
        actual=actual,
        on_time=on_time,
        rate=Fraction(actual, expected) if expected else None,
        on_time_rate=Fraction(on_time, expected) if expected else None,
    )
