"""Change the schedule of a published plan: move one boundary, extend a phase, shift what lies ahead.

Pure. Each returns a `Change` or refuses with every problem named. Only what is still ahead moves, so that the phase of
a past instant never changes; only what was asked for is resolved anew, so that newer zone data moves nothing else.
Wall times are what is shifted: a day later is the same hour on the clock of each airport, also across a clock change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from operations.errors import Refusal, Refusals
from operations.planning.plan import Deviation, Edge, Moment, Phase, Plan
from operations.planning.schedule import LONGEST_PHASE_FOR, Window, disorders, moments_at
from operations.planning.walltime import Fold, Unresolved, parse_wall, resolve

Key: TypeAlias = tuple[str, int, Edge]
"""An airport, a phase by its place in the plan, and which side of it."""

Phases: TypeAlias = Mapping[str, Mapping[int, Window]]
"""The windows as decided, by airport and phase."""

_FIELD = {Edge.start: "starts", Edge.end: "ends"}


@dataclass(frozen=True, slots=True)
class Move:
    """One edge of one phase as it was planned and as it is now, at the airports where both are so."""

    phase: int
    edge: Edge
    airports: tuple[str, ...]
    before: Moment
    after: Moment


@dataclass(frozen=True, slots=True)
class InForce:
    """A published plan as it stands at an instant: the zones of its airports and the windows as decided."""

    plan: Plan
    zones: Mapping[str, str]
    windows: tuple[Window, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """The plan changed, the boundaries that came to lie elsewhere, and what that was in the plan's own words."""

    plan: Plan
    due: Mapping[Key, datetime]
    moves: tuple[Move, ...]


def move(
    stands: InForce, where: Collection[str], phase: int, edge: Edge, moment: Moment, *, along: bool = False
) -> Change:
    """Move one edge of a phase at some airports to a moment; `along` takes the neighbour that touches it with it.

    Refused with 409 when the boundary is past at any of them; with 422 when it would come to lie in the past, out of
    order, or on a time that names no single instant.
    """
    phases = _phases(stands, where)
    _require_ahead(stands, phases, phase, edge)
    moments: dict[Key, Moment] = {}
    beside, side = (phase + 1, Edge.start) if edge is Edge.end else (phase - 1, Edge.end)
    for airport, windows in phases.items():
        if phase not in windows:
            continue
        moments[airport, phase, edge] = moment
        if along and beside in windows and _edge(windows[beside], side) == _edge(windows[phase], edge):
            moments[airport, beside, side] = moment
    return _changed(stands, phases, moments)


def extend(stands: InForce, where: Collection[str], phase: int, by: timedelta, *, fold: int | None = None) -> Change:
    """Move the end of a phase, and everything that follows it, by a length on the clocks of the airports.

    A negative length shortens. Refused as `move`; `fold` answers for every time that comes twice.
    """
    phases = _phases(stands, where)
    _require_ahead(stands, phases, phase, Edge.end)
    keys = [
        (airport, at, edge)
        for airport, at, edge in _keys(phases)
        if phase in phases[airport] and (at > phase or (at, edge) == (phase, Edge.end))
    ]
    return _shifted(stands, phases, keys, by, fold)


def shift(stands: InForce, where: Collection[str], by: timedelta, *, fold: int | None = None) -> Change:
    """Move every boundary that is still ahead at some airports by a length on their clocks. Refused as `move`."""
    phases = _phases(stands, where)
    keys = [(airport, at, edge) for airport, at, edge in _keys(phases) if _edge(phases[airport][at], edge) > stands.now]
    if not keys:
        raise Refusal("plan:nothing_ahead", "Nothing lies ahead there any more.", status=409)
    return _shifted(stands, phases, keys, by, fold)


def _shifted(stands: InForce, phases: Phases, keys: Iterable[Key], by: timedelta, fold: int | None) -> Change:
    if not by:
        raise Refusal("plan:no_length", "Say by how many days or hours.", path="length")
    planned = {airport: moments_at(stands.plan, airport) for airport in phases}
    moments = {
        (airport, phase, edge): _later(planned[airport][phase][edge], by, stands.zones[airport], fold)
        for airport, phase, edge in keys
    }
    return _changed(stands, phases, moments)


def _later(moment: Moment, by: timedelta, zone: str, fold: int | None) -> Moment:
    """Return a moment so much later on its own clock; one that comes twice gets the answer that was given."""
    wall = (parse_wall(moment.wall) + by).isoformat("T", "minutes")
    shifted = moment.model_copy(update={"wall": wall, "fold": None})
    try:
        resolve(shifted, zone)
    except Fold:
        return shifted.model_copy(update={"fold": fold})
    except Unresolved:
        return shifted
    return shifted


def _changed(stands: InForce, phases: Phases, moments: Mapping[Key, Moment]) -> Change:
    """Return the plan with these moments, or refuse with everything that is wrong with them."""
    due: dict[Key, datetime] = {}
    wrong = _Wrong()
    for (airport, phase, edge), moment in moments.items():
        try:
            due[airport, phase, edge] = resolve(moment, stands.zones[airport])
        except Unresolved as reason:
            wrong.add(reason.code, phase, edge, airport, **reason.params)
            continue
        if due[airport, phase, edge] <= stands.now:
            wrong.add("plan:moved_into_past", phase, edge, airport)
    wrong.refuse()
    for airport, windows in phases.items():
        changed = [_with(window, due) for _, window in sorted(windows.items())]
        touched = {(phase, edge) for at, phase, edge in due if at == airport}
        for code, phase in [*disorders(changed), *_overlong(changed)]:
            # What was in disorder before is not the fault of this change.
            near = [(p, e) for p, e in sorted(touched) if p in {phase, phase - 1}]
            if near:
                wrong.add(code, *near[0], airport)
    wrong.refuse()
    return Change(_rewritten(stands.plan, moments), due, tuple(_moves(stands.plan, moments)))


def _rewritten(plan: Plan, moments: Mapping[Key, Moment]) -> Plan:
    """Return the plan in which these airports have these moments: what most have is the phase's, the rest deviate."""
    planned = {airport: moments_at(plan, airport) for airport in plan.airports}
    for (airport, index, edge), moment in moments.items():
        planned[airport][index][edge] = moment
    phases: list[Phase] = []
    deviations: list[Deviation] = []
    for index, phase in enumerate(plan.phases):
        usual: dict[Edge, Moment] = {}
        for edge in Edge:
            before = phase.starts if edge is Edge.start else phase.ends
            count = Counter(planned[airport][index][edge] for airport in plan.airports)
            usual[edge] = max(count, key=lambda each: (count[each], each == before), default=before)
            deviations += [
                Deviation(airport=airport, phase=index, edge=edge, moment=own)
                for airport in plan.airports
                if (own := planned[airport][index][edge]) != usual[edge]
            ]
        phases.append(phase.model_copy(update={"starts": usual[Edge.start], "ends": usual[Edge.end]}))
    return plan.model_copy(update={"phases": tuple(phases), "deviations": tuple(deviations)})


def _moves(plan: Plan, moments: Mapping[Key, Moment]) -> Iterator[Move]:
    planned = {airport: moments_at(plan, airport) for airport in {airport for airport, _, _ in moments}}
    groups: dict[tuple[int, Edge, Moment, Moment], list[str]] = {}
    for (airport, phase, edge), after in moments.items():
        groups.setdefault((phase, edge, planned[airport][phase][edge], after), []).append(airport)
    for (phase, edge, before, after), airports in groups.items():
        yield Move(phase, edge, tuple(sorted(airports)), before, after)


class _Wrong:
    """What is wrong, each thing once with the airports where it is so."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, Edge, tuple[tuple[str, str], ...]], list[str]] = {}

    def add(self, code: str, phase: int, edge: Edge, airport: str, **params: str) -> None:
        self._found.setdefault((code, phase, edge, tuple(sorted(params.items()))), []).append(airport)

    def refuse(self) -> None:
        """Raise what was found: a refusal of its own when it is one thing."""
        refusals = [
            Refusal(
                code,
                f"The schedule cannot be changed like this at {', '.join(sorted(airports))}.",
                path=f"phases.{phase}.{_FIELD[edge]}",
                airports=", ".join(sorted(airports)),
                days=LONGEST_PHASE_FOR.days,
            ).about(dict(params))
            for (code, phase, edge, params), airports in self._found.items()
        ]
        if len(refusals) == 1:
            raise refusals[0]
        if refusals:
            raise Refusals(refusals)


def _phases(stands: InForce, where: Collection[str]) -> dict[str, dict[int, Window]]:
    phases: dict[str, dict[int, Window]] = {}
    for window in stands.windows:
        if window.airport in where:
            phases.setdefault(window.airport, {})[window.phase] = window
    return phases


def _keys(phases: Phases) -> Iterator[Key]:
    for airport, windows in phases.items():
        for phase in sorted(windows):
            yield airport, phase, Edge.start
            yield airport, phase, Edge.end


def _edge(window: Window, edge: Edge) -> datetime:
    return window.starts_at if edge is Edge.start else window.ends_at


def _with(window: Window, due: Mapping[Key, datetime]) -> Window:
    here = window.airport, window.phase
    return replace(
        window,
        starts_at=due.get((*here, Edge.start), window.starts_at),
        ends_at=due.get((*here, Edge.end), window.ends_at),
    )


def _overlong(windows: Iterable[Window]) -> Iterator[tuple[str, int]]:
    for window in windows:
        if window.ends_at - window.starts_at > LONGEST_PHASE_FOR:
            yield "plan:phase_too_long", window.phase


def _require_ahead(stands: InForce, phases: Phases, phase: int, edge: Edge) -> None:
    if not 0 <= phase < len(stands.plan.phases):
        raise Refusal("plan:phase_unknown", "The plan has no such phase.", status=404, phase=phase)
    here = {airport: windows[phase] for airport, windows in phases.items() if phase in windows}
    if not here:
        raise Refusal("plan:nothing_ahead", "Nothing lies ahead there any more.", status=409)
    past = ", ".join(sorted(airport for airport, window in here.items() if _edge(window, edge) <= stands.now))
    if past:
        message = f"This boundary is already past at {past}. Only boundaries still ahead can be moved."
        raise Refusal("plan:boundary_past", message, status=409, airports=past)
