"""The schedule: what the plan means at every airport, as instants.

Pure: no clock, no rows. Everything is computed from the plan, the zones of its airports and, where
something depends on it, `now`. Windows are half-open; airports are IATA codes, phases places in the
plan; every instant is aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from operations.planning.plan import Edge, Expectations, Moment, PhaseKind, Plan, ReportDay
from operations.planning.suspension import Suspension, held
from operations.planning.walltime import Unresolved, ZoneUnknown, format_wall, resolve

if TYPE_CHECKING:
    from operations.planning.report_days import ExpectedDay

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
    """What `owed_and_suspended` (in `report_days`) has found already, by airport: it follows from the rest."""

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
