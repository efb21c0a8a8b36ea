"""The schedule: what the plan means at every airport, as instants.

Pure: no clock, no rows. Everything is computed from the plan, the zones of its airports and, where
something depends on it, `now`. Windows are half-open; airports are IATA codes, phases places in the
plan; every instant is aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from operations.planning.plan import Edge, Expectations, Moment, PhaseKind, Plan, ReportDay
from operations.planning.shifts import Turn, shifts_of, turn_at, turns
from operations.planning.suspension import Suspension, covered, held
from operations.planning.walltime import (
    Fold,
    Gap,
    Missing,
    Unresolved,
    ZoneUnknown,
    clock_zone,
    day_at,
    day_starts_at,
    format_wall,
    occurred_on,
    parse_hour,
    resolve,
)

__all__ = [
    "LONGEST_PHASE_FOR",
    "Bar",
    "Boundary",
    "Edge",
    "ExpectedDay",
    "Fold",
    "GanttRow",
    "Gap",
    "Missing",
    "Schedule",
    "Span",
    "Suspension",
    "Unresolved",
    "Window",
    "ZoneUnknown",
    "boundaries",
    "boundaries_due",
    "build",
    "decided",
    "disorders",
    "gantt",
    "moments_at",
    "next_boundary",
    "occurred_on",
    "operation_ends_at",
    "operation_starts_at",
    "owed_and_suspended",
    "phase_at",
    "report_day_of",
    "report_days",
    "resolvable_at",
    "resolve",
    "sketch",
    "span",
    "spans",
    "suspended_days",
    "suspension_at",
    "turn_of",
    "windows_at",
]


LONGEST_PHASE_FOR: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Window:
    """One phase at one airport: from `starts_at` until just before `ends_at`."""

    airport: str
    phase: int
    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime

    def holds(self, instant: datetime) -> bool:
        """Tell whether the instant lies inside."""
        return self.starts_at <= instant < self.ends_at


@dataclass(frozen=True, slots=True)
class Boundary:
    """One edge of one phase at one airport, and the instant it falls due."""

    airport: str
    phase: int
    kind: PhaseKind
    edge: Edge
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """One phase over all airports: from the first that begins to the last that ends."""

    phase: int
    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime


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


@dataclass(frozen=True, slots=True)
class Bar:
    """A window as a picture needs it: the instants, and what the airport's own clock shows."""

    phase: int
    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime
    starts_wall: str
    ends_wall: str


@dataclass(frozen=True, slots=True)
class GanttRow:
    """One airport's line in the picture of the plan."""

    airport: str
    zone: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every window of the operation, by airport in the order of the plan and by start within, and every suspension."""

    by_airport: Mapping[str, tuple[Window, ...]]
    zones: Mapping[str, str]
    report_day: ReportDay
    expectations: Expectations
    suspensions: Mapping[str, tuple[Suspension, ...]]
    days: dict[str, tuple[Sequence[ExpectedDay], Sequence[ExpectedDay]]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What `owed_and_suspended` has found already, by airport: it follows from the rest, and is asked for again."""

    @property
    def windows(self) -> Iterator[Window]:
        """Yield all windows of all airports."""
        return (window for windows in self.by_airport.values() for window in windows)


def build(plan: Plan, zones: Mapping[str, str]) -> Schedule:
    """Return the schedule of a plan without problems.

    Raises Unresolved (Gap, Fold, …) for the first moment that names no instant, ZoneUnknown for an
    airport whose zone is not given.
    """
    for airport in plan.airports:
        if airport not in zones:
            raise ZoneUnknown(zone="", airport=airport)
    return _assemble(plan, zones, windows_at)


def sketch(plan: Plan, zones: Mapping[str, str]) -> Schedule:
    """Return what can already be drawn of a draft: windows that exist and end after they start."""
    return _assemble(plan, zones, _drawable)


def decided(
    plan: Plan, zones: Mapping[str, str], windows: Iterable[Window], suspensions: Iterable[Suspension] = ()
) -> Schedule:
    """Return the schedule of a published plan from the windows that were resolved when it was published or moved.

    Zone data may change afterwards; what was published, and perhaps announced, does not change with it.
    """
    found: dict[str, list[Window]] = {}
    for window in windows:
        found.setdefault(window.airport, []).append(window)
    return _assemble(plan, zones, lambda _plan, airport, _zone: found.get(airport, ()), suspensions)


def moments_at(plan: Plan, airport: str) -> list[dict[Edge, Moment]]:
    """Return both moments of each phase as they are planned for one airport: its own where it has one."""
    moments = [{Edge.start: phase.starts, Edge.end: phase.ends} for phase in plan.phases]
    for own in plan.deviations:
        if own.airport == airport and own.phase < len(moments):
            moments[own.phase][own.edge] = own.moment
    return moments


def windows_at(plan: Plan, airport: str, zone: str) -> Iterator[Window]:
    """Yield the windows of one airport in the order of the plan, or raise Unresolved."""
    for index, moments in enumerate(moments_at(plan, airport)):
        yield _window(index, plan.phases[index].kind, moments, airport, zone)


def resolvable_at(plan: Plan, airport: str, zone: str) -> Iterator[Window]:
    """Yield those windows of one airport that name instants, in the order of the plan."""
    for index, moments in enumerate(moments_at(plan, airport)):
        try:
            yield _window(index, plan.phases[index].kind, moments, airport, zone)
        except Unresolved:
            continue


def phase_at(schedule: Schedule, airport: str, instant: datetime) -> Window | None:
    """Return the window of the phase that holds at the airport at the instant, if any does."""
    windows = schedule.by_airport.get(airport, ())
    return next((window for window in windows if window.holds(instant)), None)


def suspension_at(schedule: Schedule, airport: str, instant: datetime) -> Suspension | None:
    """Return the suspension that holds at the airport at the instant, if one does; outside every phase none can."""
    if phase_at(schedule, airport, instant) is None:
        return None
    return held(schedule.suspensions.get(airport, ()), instant)


def boundaries(schedule: Schedule) -> list[Boundary]:
    """Return every edge by due time, a phase's end before the start it makes way for."""
    edges = (
        Boundary(w.airport, w.phase, w.kind, edge, due_at)
        for w in schedule.windows
        for edge, due_at in ((Edge.start, w.starts_at), (Edge.end, w.ends_at))
    )
    return sorted(edges, key=lambda b: (b.due_at, b.edge is Edge.start, b.phase, b.airport))


def boundaries_due(schedule: Schedule, upto: datetime) -> list[Boundary]:
    """Return the boundaries that have fallen due by the instant, itself included."""
    return [boundary for boundary in boundaries(schedule) if boundary.due_at <= upto]


def next_boundary(schedule: Schedule, after: datetime) -> datetime | None:
    """Return the first instant after the given one at which a phase starts or ends anywhere."""
    edges = (edge for w in schedule.windows for edge in (w.starts_at, w.ends_at))
    return min((edge for edge in edges if edge > after), default=None)


def spans(schedule: Schedule) -> list[Span]:
    """Return each phase over all airports, in the order of the plan: the bar above the board."""
    found: dict[int, Span] = {}
    for w in schedule.windows:
        seen = found.get(w.phase, Span(w.phase, w.kind, w.starts_at, w.ends_at))
        found[w.phase] = Span(w.phase, w.kind, min(seen.starts_at, w.starts_at), max(seen.ends_at, w.ends_at))
    return [found[phase] for phase in sorted(found)]


def span(schedule: Schedule) -> tuple[datetime, datetime] | None:
    """Return the first start and the last end of anything anywhere; None without windows."""
    windows = list(schedule.windows)
    if not windows:
        return None
    return min(w.starts_at for w in windows), max(w.ends_at for w in windows)


def operation_starts_at(schedule: Schedule) -> datetime | None:
    """Return when the first airport's operational window opens."""
    starts = (w.starts_at for w in schedule.windows if w.kind is PhaseKind.operational)
    return min(starts, default=None)


def operation_ends_at(schedule: Schedule) -> datetime | None:
    """Return when the last airport's operational window closes and figures are preliminary."""
    ends = (w.ends_at for w in schedule.windows if w.kind is PhaseKind.operational)
    return max(ends, default=None)


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


def gantt(schedule: Schedule) -> list[GanttRow]:
    """Return the picture of the plan: a row for each airport, a bar for each window."""
    return [
        GanttRow(airport, zone, tuple(_bar(window, zone) for window in windows))
        for airport, windows in schedule.by_airport.items()
        for zone in (schedule.zones[airport],)
    ]


def disorders(windows: Sequence[Window]) -> Iterator[tuple[str, int]]:
    """Yield what is wrong with one airport's windows in the order of the plan: code and phase."""
    for window in windows:
        if window.ends_at <= window.starts_at:
            yield "plan:phase_ends_before_start", window.phase
    for earlier, later in pairwise(windows):
        if later.starts_at < earlier.starts_at:
            yield "plan:phases_out_of_order", later.phase
        elif later.starts_at < earlier.ends_at:
            yield "plan:phases_overlap", later.phase


def _window(index: int, kind: PhaseKind, moments: Mapping[Edge, Moment], airport: str, zone: str) -> Window:
    """Return one phase at one airport, or raise Unresolved."""
    starts_at, ends_at = resolve(moments[Edge.start], zone), resolve(moments[Edge.end], zone)
    return Window(airport, index, kind, starts_at, ends_at)


def _drawable(plan: Plan, airport: str, zone: str) -> Iterator[Window]:
    """Yield the windows that also end after they start, and within a time one could plan for.

    A century by mistake would be forty thousand report days, counted for every airport at every save.
    """
    found = resolvable_at(plan, airport, zone)
    return (w for w in found if w.starts_at < w.ends_at <= w.starts_at + LONGEST_PHASE_FOR)


def _assemble(
    plan: Plan,
    zones: Mapping[str, str],
    windows: Callable[[Plan, str, str], Iterable[Window]],
    suspensions: Iterable[Suspension] = (),
) -> Schedule:
    suspended: dict[str, list[Suspension]] = {}
    for suspension in suspensions:
        suspended.setdefault(suspension.airport, []).append(suspension)
    by_airport = {
        airport: tuple(sorted(windows(plan, airport, zones[airport]), key=lambda w: w.starts_at))
        for airport in plan.airports
        if airport in zones
    }
    return Schedule(
        MappingProxyType(by_airport),
        MappingProxyType({airport: zones[airport] for airport in by_airport}),
        plan.report_day,
        plan.expectations,
        MappingProxyType({airport: tuple(found) for airport, found in suspended.items()}),
    )


def _bar(window: Window, zone: str) -> Bar:
    return Bar(
        window.phase,
        window.kind,
        window.starts_at,
        window.ends_at,
        format_wall(window.starts_at, zone),
        format_wall(window.ends_at, zone),
    )
