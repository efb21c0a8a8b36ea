"""Report days: the days, or the shifts of them, for which an airport owes a return; and those it owes none for.

Pure: they follow from the schedule (its windows, its suspensions, its report day and its shifts) and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from operations.planning.plan import Plan
from operations.planning.schedule import Schedule, Window
from operations.planning.shifts import Turn, shifts_of, turn_at, turns
from operations.planning.suspension import covered
from operations.planning.walltime import clock_zone, day_at, day_starts_at, parse_hour


@dataclass(frozen=True, slots=True)
class ExpectedDay:
    """A report day, or one shift of it, for which one airport owes a return; `shift` is "" for the whole day.

    The first and last of a window may be partial: `starts_at` and `ends_at` are clipped to it,
    `due_at` still counts from the end of the whole, so that everyone's rhythm is the same.
    """

    airport: str
    on: date
    shift: str
    starts_at: datetime
    ends_at: datetime
    due_at: datetime

    @property
    def turn(self) -> tuple[date, str]:
        """Return what tells it from the airport's others: the day and the shift."""
        return self.on, self.shift


def report_day_of(plan: Plan | Schedule, zone: str, instant: datetime) -> date:
    """Return the report day an instant belongs to at an airport in this zone.

    Every instant belongs to exactly one. Raises ValueError for a cut-off that is no time of day,
    ZoneUnknown for a zone that is none.
    """
    rule = plan.report_day
    return day_at(instant, parse_hour(rule.cut_off), clock_zone(rule.clock, rule.zone, zone))


def turn_of(schedule: Schedule, airport: str, zone: str, instant: datetime) -> tuple[date, str]:
    """Return the report day and the shift an instant belongs to at an airport in this zone; "" between shifts, or days.

    What a shift holds is of the day the shift is of: the night's last hours are not the next day's.
    """
    found = turn_at(shifts_of(schedule.expectations, airport), schedule.report_day, zone, instant)
    return (report_day_of(schedule, zone, instant), "") if found is None else (found.on, found.shift)


def report_days(schedule: Schedule, airport: str) -> Sequence[ExpectedDay]:
    """Return the days, or the shifts of them, for which the airport owes a return, by date and start.

    They are those that its windows of the expected phases touch, but for those it was suspended throughout: a day
    with any of it left is owed, and due as ever. Raises as `report_day_of`.
    """
    return owed_and_suspended(schedule, airport)[0]


def suspended_days(schedule: Schedule, airport: str) -> Sequence[ExpectedDay]:
    """Return the days that the airport would owe a return for, were it not suspended throughout, by date."""
    return owed_and_suspended(schedule, airport)[1]


def owed_and_suspended(schedule: Schedule, airport: str) -> tuple[Sequence[ExpectedDay], Sequence[ExpectedDay]]:
    """Return both: the days an airport owes a return for, and those it was suspended throughout."""
    if airport not in schedule.days:
        schedule.days[airport] = _owed_and_suspended(schedule, airport)
    return schedule.days[airport]


def _owed_and_suspended(schedule: Schedule, airport: str) -> tuple[Sequence[ExpectedDay], Sequence[ExpectedDay]]:
    here = schedule.suspensions.get(airport, ())
    owed: list[ExpectedDay] = []
    rests: list[ExpectedDay] = []
    for day in _touched_days(schedule, airport):
        (rests if covered(here, day.starts_at, day.ends_at) else owed).append(day)
    return tuple(owed), tuple(rests)


def _touched_days(schedule: Schedule, airport: str) -> list[ExpectedDay]:
    due_after = timedelta(hours=schedule.expectations.due_after_hours)
    days: dict[tuple[date, str], ExpectedDay] = {}
    for window in schedule.by_airport.get(airport, ()):
        if window.kind not in schedule.expectations.phases:
            continue
        for each in _turns(schedule, airport, window):
            place = each.on, each.shift
            first = days[place].starts_at if place in days else max(each.starts_at, window.starts_at)
            last = min(each.ends_at, window.ends_at)
            days[place] = ExpectedDay(airport, *place, first, last, each.ends_at + due_after)
    return sorted(days.values(), key=lambda day: (day.on, day.starts_at))


def _turns(schedule: Schedule, airport: str, window: Window) -> Iterator[Turn]:
    """Yield the shifts that touch a window, or the days where there are none."""
    rule = schedule.report_day
    shifts = shifts_of(schedule.expectations, airport)
    if shifts:
        yield from turns(shifts, rule, schedule.zones[airport], window.starts_at, window.ends_at)
        return
    cut_off = parse_hour(rule.cut_off)
    zone = clock_zone(rule.clock, rule.zone, schedule.zones[airport])
    on = day_at(window.starts_at, cut_off, zone)
    while (starts_at := day_starts_at(on, cut_off, zone)) < window.ends_at:
        ends_at = day_starts_at(on + timedelta(days=1), cut_off, zone)
        # A day that the date line swallows begins when it ends: nobody owes anything for it.
        if starts_at < ends_at:
            yield Turn(on, "", starts_at, ends_at)
        on += timedelta(days=1)
