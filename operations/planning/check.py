"""What is wrong with a plan, as codes and places, so that it can be said while one types.

Pure. Words for the codes are under `problem` in the text files `plan.json`; `plan:gap` is worded by
`problem.gap`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from operations.airports.countries import is_country
from operations.planning.levels import ControlMeasure
from operations.planning.plan import Clock, Edge, Moment, PhaseKind, Plan, Shift, Target
from operations.planning.schedule import LONGEST_PHASE_FOR, disorders, resolvable_at
from operations.planning.walltime import Unresolved, ZoneUnknown, parse_hour, resolve, zone_info


class Scale(NamedTuple):
    """What a target may be in a unit: a multiple of the smallest step, and no more than could be meant."""

    step: Decimal
    most: Decimal


# A target's measure and cell -> the units it may be counted in, with their scale; None for an unknown measure.
UnitsOf = Callable[[str, Mapping[str, str]], Mapping[str, Scale] | None]

_CONTROL_MEASURES: Final = frozenset(measure.value for measure in ControlMeasure)
# What is not filled in yet is no mistake of somebody who is still typing.
_BLANKS: Final = frozenset(
    {
        "plan:moment_missing", "plan:target_incomplete", "plan:zone_missing", "plan:roster_empty",
        "plan:shift_unnamed", "plan:unit_unnamed", "plan:unit_empty",
    }
)  # fmt: skip
_DAY: Final = 24 * 60
_PLAIN_DECIMAL: Final = re.compile(r"\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a plan from being published: a code, its place, what the sentence needs."""

    code: str
    path: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def problems(
    plan: Plan,
    zones: Mapping[str, str],
    *,
    for_publication: bool,
    countries: Mapping[str, str] | None = None,
    units_of: UnitsOf | None = None,
    published_at: datetime | None = None,
) -> list[Problem]:
    """Return everything wrong with the plan, in the order of its form.

    `zones` and `countries` lead from airports to their zone and country; an airport missing in
    `zones` is unknown. A draft is spared what is merely not filled in yet. `published_at` is the
    instant of publication: phases it would come too late for are named. Leave it out for a past
    operation that is entered after the fact.
    """
    found = [
        *_places(plan, zones, countries or {}),
        *_units(plan),
        *_moments(plan, zones),
        *_deviations(plan, zones),
        *_order(plan, zones),
        *_report_day(plan),
        *_rosters(plan),
        *_controls(plan),
        *_targets(plan, units_of),
    ]
    if not for_publication:
        return [problem for problem in found if problem.code not in _BLANKS]
    past = [] if published_at is None else _past(plan, zones, published_at)
    return [*_blanks(plan), *found, *past]


def _blanks(plan: Plan) -> Iterator[Problem]:
    for name in ("aim", "legal_basis", "purpose", "lead"):
        if not getattr(plan, name):
            yield Problem(f"plan:{name}_empty", name)
    if not plan.airports:
        yield Problem("plan:airports_none", "airports")
    if not any(phase.kind is PhaseKind.operational for phase in plan.phases):
        yield Problem("plan:phases_none_operational", "phases")
    for index, objective in enumerate(plan.objectives):
        if not objective.text:
            yield Problem("plan:objective_empty", f"objectives.{index}.text")


def _places(plan: Plan, zones: Mapping[str, str], countries: Mapping[str, str]) -> Iterator[Problem]:
    for index in _repeats(plan.countries):
        country = plan.countries[index]
        yield Problem("plan:country_twice", f"countries.{index}", {"country": country})
    for index, country in enumerate(plan.countries):
        if not is_country(country):
            yield Problem("plan:country_unknown", f"countries.{index}", {"code": country})
    repeated = set(_repeats(plan.airports))
    for index, airport in enumerate(plan.airports):
        path, params = f"airports.{index}", {"airport": airport}
        if index in repeated:
            yield Problem("plan:airport_twice", path, params)
        elif airport not in zones:
            yield Problem("plan:airport_unknown", path, params)
        elif not _zone_known(zones[airport]):
            yield Problem("plan:zone_unknown", path, {**params, "zone": zones[airport]})
        elif airport in countries and countries[airport] not in plan.countries:
            country = countries[airport]
            yield Problem("plan:airport_outside_countries", path, {**params, "country": country})


def _units(plan: Plan) -> Iterator[Problem]:
    """Name what is wrong with the coordination units; a country that none looks after is no mistake."""
    for index in _repeats([unit.name for unit in plan.units]):
        if plan.units[index].name:
            yield Problem("plan:unit_twice", f"units.{index}.name", {"name": plan.units[index].name})
    taken: dict[str, str] = {}
    for index, unit in enumerate(plan.units):
        if not unit.name:
            yield Problem("plan:unit_unnamed", f"units.{index}.name")
        if not unit.countries:
            yield Problem("plan:unit_empty", f"units.{index}.countries")
        for country in unit.countries:
            params = {"country": country}
            if country not in plan.countries:
                yield Problem("plan:unit_country_outside", f"units.{index}.countries", params)
            elif country in taken:
                yield Problem("plan:unit_country_twice", f"units.{index}.countries", params | {"name": taken[country]})
            taken.setdefault(country, unit.name)


def _moments(plan: Plan, zones: Mapping[str, str]) -> Iterator[Problem]:
    """Name each moment that is no instant, once for each zone in which it is none."""
    apart = {(each.airport, each.phase, each.edge) for each in plan.deviations}
    known = _known_airports(plan, zones)
    for index, phase in enumerate(plan.phases):
        for edge, moment in ((Edge.start, phase.starts), (Edge.end, phase.ends)):
            path = f"phases.{index}.{edge}s"
            airports_in: dict[str, list[str]] = {}
            for airport in known:
                if (airport, index, edge) not in apart:
                    airports_in.setdefault(zones[airport], []).append(airport)
            # Without airports UTC still tells whether what was typed is a time at all.
            for zone, airports in (airports_in or {"UTC": []}).items():
                problem = _unresolved(moment, zone, path, airports)
                if problem is None:
                    continue
                yield problem
                # On one zone's clock, and for what is no time at all, every airport fares alike.
                if moment.clock is Clock.zone or "zone" not in problem.params:
                    break


def _deviations(plan: Plan, zones: Mapping[str, str]) -> Iterator[Problem]:
    """Name what is wrong with the moments that an airport has for itself."""
    known = set(_known_airports(plan, zones))
    repeated = set(_repeats([(own.airport, own.phase, own.edge) for own in plan.deviations]))
    for index, own in enumerate(plan.deviations):
        path, params = f"deviations.{index}", {"airport": own.airport}
        if index in repeated:
            yield Problem("plan:deviation_twice", path, params)
        elif own.airport not in plan.airports or own.phase >= len(plan.phases):
            yield Problem("plan:deviation_nowhere", path, params)
        elif own.airport in known:
            problem = _unresolved(own.moment, zones[own.airport], path, (own.airport,))
            if problem is not None:
                yield problem
    yield from _outside(plan, zones, known)


def _outside(plan: Plan, zones: Mapping[str, str], known: Collection[str]) -> Iterator[Problem]:
    """Name phases that an airport has wholly outside the time they take everywhere else."""
    shared = plan.model_copy(update={"deviations": ()})
    where: dict[int, list[str]] = {}
    for airport in sorted({own.airport for own in plan.deviations} & set(known)):
        usual = {window.phase: window for window in resolvable_at(shared, airport, zones[airport])}
        for window in resolvable_at(plan, airport, zones[airport]):
            everywhere = usual.get(window.phase, window)
            if window.starts_at >= everywhere.ends_at or everywhere.starts_at >= window.ends_at:
                where.setdefault(window.phase, []).append(airport)
    for phase, airports in sorted(where.items()):
        yield Problem("plan:window_outside", f"phases.{phase}", {"airports": ", ".join(airports)})


def _unresolved(moment: Moment, zone: str, path: str, airports: Iterable[str]) -> Problem | None:
    if moment.clock is Clock.zone and not moment.zone:
        return Problem("plan:zone_missing", path)
    try:
        resolve(moment, zone)
    except Unresolved as reason:
        params: dict[str, str | int] = dict(reason.params)
        if moment.clock is Clock.local and "zone" in params:
            params["airports"] = ", ".join(airports)
        return Problem(reason.code, path, params)
    return None


def _order(plan: Plan, zones: Mapping[str, str]) -> Iterator[Problem]:
    """Name each disorder and each overlong phase once, with the airports where it is so."""
    where: dict[tuple[int, str], list[str]] = {}
    for airport in _known_airports(plan, zones):
        windows = list(resolvable_at(plan, airport, zones[airport]))
        overlong = (w.phase for w in windows if w.ends_at - w.starts_at > LONGEST_PHASE_FOR)
        for code, phase in disorders(windows):
            where.setdefault((phase, code), []).append(airport)
        for phase in overlong:
            where.setdefault((phase, "plan:phase_too_long"), []).append(airport)
    for (phase, code), airports in sorted(where.items()):
        params: dict[str, str | int] = {"airports": ", ".join(airports), "days": LONGEST_PHASE_FOR.days}
        yield Problem(code, f"phases.{phase}", params)


def _past(plan: Plan, zones: Mapping[str, str], published_at: datetime) -> Iterator[Problem]:
    """Name phases already over, and operational ones already begun, at any airport."""
    where: dict[int, list[str]] = {}
    for airport in _known_airports(plan, zones):
        for window in resolvable_at(plan, airport, zones[airport]):
            operational = window.kind is PhaseKind.operational
            if (window.starts_at if operational else window.ends_at) <= published_at:
                where.setdefault(window.phase, []).append(airport)
    for phase, airports in sorted(where.items()):
        yield Problem("plan:phase_past", f"phases.{phase}", {"airports": ", ".join(airports)})


def _report_day(plan: Plan) -> Iterator[Problem]:
    rule = plan.report_day
    try:
        parse_hour(rule.cut_off)
    except ValueError:
        yield Problem("plan:cut_off_invalid", "report_day.cut_off", {"cut_off": rule.cut_off})
    if rule.clock is Clock.zone and not rule.zone:
        yield Problem("plan:zone_missing", "report_day.zone")
    elif rule.clock is Clock.zone and not _zone_known(rule.zone or ""):
        yield Problem("plan:zone_unknown", "report_day.zone", {"zone": rule.zone or ""})


def _rosters(plan: Plan) -> Iterator[Problem]:
    rosters = plan.expectations.rosters
    named = [airport for roster in rosters for airport in (roster.airports or ("",))]
    for index, roster in enumerate(rosters):
        path = f"expectations.rosters.{index}"
        for airport in roster.airports:
            if airport not in plan.airports:
                yield Problem("plan:roster_airport", path, {"airport": airport})
        for airport in roster.airports or ("",):
            if named.count(airport) > 1:
                yield Problem(
                    "plan:roster_twice" if airport else "plan:roster_others_twice", path, {"airport": airport}
                )
        if not roster.shifts:
            yield Problem("plan:roster_empty", path)
        yield from _shifts(roster.shifts, path)


def _shifts(shifts: Sequence[Shift], path: str) -> Iterator[Problem]:
    sound = True
    for place in _repeats([shift.code for shift in shifts]):
        yield Problem("plan:shift_twice", f"{path}.shifts.{place}.code", {"shift": shifts[place].code})
    for place, shift in enumerate(shifts):
        where = f"{path}.shifts.{place}"
        if not shift.code:
            yield Problem("plan:shift_unnamed", f"{where}.code")
        for name in ("starts", "ends"):
            time = getattr(shift, name)
            if not time:
                sound = False
                yield Problem("plan:shift_untimed", f"{where}.{name}")
                continue
            try:
                parse_hour(time)
            except ValueError:
                sound = False
                yield Problem("plan:shift_time_invalid", f"{where}.{name}", {"time": time})
    if not sound:
        return
    # On a day's clock face, where the last may run over midnight into the first.
    spans = sorted((_minutes(shift.starts), _minutes(shift.ends), place) for place, shift in enumerate(shifts))
    for (starts, ends, place), (following, _, _) in zip(spans, [*spans[1:], *spans[:1]], strict=True):
        until = ends if ends > starts else ends + _DAY
        if until > (following if following > starts else following + _DAY):
            yield Problem("plan:shifts_overlap", f"{path}.shifts.{place}", {"shift": shifts[place].code})


def _minutes(text: str) -> int:
    hour = parse_hour(text)
    return hour.hour * 60 + hour.minute


def _controls(plan: Plan) -> Iterator[Problem]:
    repeated = set(_repeats([(control.airport, control.phase) for control in plan.controls]))
    for index, control in enumerate(plan.controls):
        path, params = f"controls.{index}", {"airport": control.airport}
        if control.airport not in plan.airports:
            yield Problem("plan:control_airport", f"{path}.airport", params)
        if control.phase >= len(plan.phases):
            yield Problem("plan:control_phase", f"{path}.phase", params)
        if index in repeated:
            yield Problem("plan:control_twice", path, params)
        for place, measure in enumerate(control.measures):
            if measure not in _CONTROL_MEASURES:
                where = f"{path}.measures.{place}"
                yield Problem("plan:control_measure_unknown", where, {"measure": measure})


def _targets(plan: Plan, units_of: UnitsOf | None) -> Iterator[Problem]:
    for index, objective in enumerate(plan.objectives):
        for place, target in enumerate(objective.targets):
            yield from _target(target, f"objectives.{index}.targets.{place}", units_of)


def _target(target: Target, path: str, units_of: UnitsOf | None) -> Iterator[Problem]:
    for name in ("measure", "unit", "value"):
        if not getattr(target, name):
            yield Problem("plan:target_incomplete", f"{path}.{name}")
    value = Decimal(target.value) if _PLAIN_DECIMAL.fullmatch(target.value) else Decimal(0)
    if target.value and not value:
        yield Problem("plan:target_value_invalid", f"{path}.value", {"value": target.value})
    if units_of is None or not target.measure:
        return
    units = units_of(target.measure, target.cell)
    if units is None:
        params = {"measure": target.measure}
        yield Problem("plan:target_measure_unknown", f"{path}.measure", params)
    elif target.unit and target.unit not in units:
        params = {"measure": target.measure, "unit": target.unit}
        yield Problem("plan:target_unit_wrong", f"{path}.unit", params)
    elif target.unit and value:
        scale, params = units[target.unit], {"value": target.value, "unit": target.unit}
        if value > scale.most:
            yield Problem("plan:target_value_absurd", f"{path}.value", params)
        elif value % scale.step:
            yield Problem("plan:target_value_too_fine", f"{path}.value", params | {"step": f"{scale.step:f}"})


def _known_airports(plan: Plan, zones: Mapping[str, str]) -> list[str]:
    """Return the airports whose zone is known, each once, in the order of the plan."""
    return [a for a in dict.fromkeys(plan.airports) if a in zones and _zone_known(zones[a])]


def _zone_known(zone: str) -> bool:
    try:
        zone_info(zone)
    except ZoneUnknown:
        return False
    return True


def _repeats(values: Sequence[Hashable]) -> Iterator[int]:
    """Yield the places of values that stood there before."""
    seen: set[Hashable] = set()
    for place, value in enumerate(values):
        if value in seen:
            yield place
        seen.add(value)
