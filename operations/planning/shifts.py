"""The shifts of an airport's day: who answers for which hours, where one return a day is not enough.

Pure, like the schedule. A shift recurs on the airport's own clock and may run over midnight; it belongs to the report
day on which it begins. Its times behave like a cut-off: put forward over they come later, turned back over they are the
first of the two, so that shifts that follow each other on paper do so in every night of the year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from operations.planning.plan import Clock, Expectations, ReportDay, Shift
from operations.planning.walltime import day_starts_at, occurred_on, parse_hour

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift of one report day: from `starts_at` until just before `ends_at`."""

    on: date
    shift: str
    starts_at: datetime
    ends_at: datetime


def shifts_of(expectations: Expectations, airport: str) -> tuple[Shift, ...]:
    """Return the shifts an airport works in: its own roster's, else those of all others; none for whole days."""
    named = (each.shifts for each in expectations.rosters if airport in each.airports)
    others = (each.shifts for each in expectations.rosters if not each.airports)
    return next(named, None) or next(others, ())


def turn(shift: Shift, on: date, rule: ReportDay, zone: str) -> Turn:
    """Return a shift of a report day at an airport in this zone. A clock that jumps over it may leave it empty."""
    starts, ends = parse_hour(shift.starts), parse_hour(shift.ends)
    begins_on = on + _DAY if _before_cut_off(shift, rule) else on
    ends_on = begins_on if starts < ends else begins_on + _DAY
    return Turn(on, shift.code, day_starts_at(begins_on, starts, zone), day_starts_at(ends_on, ends, zone))


def turns(
    shifts: tuple[Shift, ...], rule: ReportDay, zone: str, starts_at: datetime, ends_at: datetime
) -> Iterator[Turn]:
    """Yield the shifts that touch an interval, day by day."""
    # A shift may belong to the day before the one it begins on, and end on the one after.
    on, last = occurred_on(zone, starts_at) - 2 * _DAY, occurred_on(zone, ends_at)
    while on <= last:
        found = (turn(shift, on, rule, zone) for shift in shifts)
        yield from (each for each in found if max(each.starts_at, starts_at) < min(each.ends_at, ends_at))
        on += _DAY


def turn_at(shifts: tuple[Shift, ...], rule: ReportDay, zone: str, instant: datetime) -> Turn | None:
    """Return the shift that holds an instant; between shifts that leave hours free none does."""
    return next(turns(shifts, rule, zone, instant, instant + timedelta(microseconds=1)), None)


def _before_cut_off(shift: Shift, rule: ReportDay) -> bool:
    """Say whether a shift begins before the hour at which its date's report day does, as the airport's clock has it.

    A day that is one zone's for everybody has its cut-off at another hour of each airport's clock, another one in
    summer: there a shift is of the date it begins on.
    """
    return rule.clock is Clock.local and parse_hour(shift.starts) < parse_hour(rule.cut_off)
