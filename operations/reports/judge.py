"""Judge when and where a report belongs, and whether it counts or is held: pure, `received_at` is an argument.

What a sender can mend is refused with a code and the field at fault. What was filed in good faith and fails by
circumstance (the window is over, the country has not accepted) is *held*: kept outside all figures until the
operational coordination unit decides, for refusing would lose a report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from operations.airports.catalogue import airport as known_airport
from operations.airports.countries import is_country
from operations.errors import Refusal, Refusals
from operations.planning.schedule import Schedule, occurred_on, phase_at, report_day_of, report_days
from operations.planning.walltime import Fold, Gap, Unresolved, parse_wall, resolve_wall
from operations.reports.codes import Outcome
from operations.reports.commodities import Category, commodity, in_category
from operations.reports.kinds import Activity, Goods, Nil, Seizure, Summary
from operations.reports.quantities import QuantityError, check_usual, to_steps

SKEW: Final = timedelta(minutes=10)
"""How far a phone's clock may run ahead before what it reports lies in the future."""

DIRECTIONS: Final = {"arrivals_only": "arrival", "departures_only": "departure", "transit_only": "transit"}
"""The limits that name the one direction a country takes part in."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of the airport a report comes from, in this operation."""

    airport: str
    country: str
    zone: str
    participation: str
    limits: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """When a report belongs, whether it came late, and why it is held, if it is."""

    occurred_at: datetime | None
    occurred_on: date | None
    report_on: date | None
    phase: str | None
    late: bool
    held_for: str | None
    beyond_limits: bool


def judge(body: Seizure | Activity | Nil, place: Place, schedule: Schedule, received_at: datetime) -> Judged:
    """Return the judgement on a report from an airport. Raises Refusal for what the sender can mend."""
    if isinstance(body, Seizure):
        occurred_at = _instant(body, place.zone)
        if occurred_at > received_at + SKEW:
            raise Refusal("report:in_the_future", "This lies in the future.", path="occurred")
        window = phase_at(schedule, place.airport, occurred_at)
        on, local_on = report_day_of(schedule, place.zone, occurred_at), occurred_on(place.zone, occurred_at)
        expected = window is not None and window.kind in schedule.expectations.phases
        beyond = any(DIRECTIONS[limit] != body.direction for limit in place.limits & DIRECTIONS.keys())
    else:
        occurred_at, on, local_on, beyond = None, body.report_on, body.report_on, False
        days = {day.on: day for day in report_days(schedule, place.airport)}
        if on in days and days[on].starts_at > received_at:
            raise Refusal("report:in_the_future", "This day has not begun yet.", path="report_on")
        if on not in days and on > report_day_of(schedule, place.zone, received_at):
            raise Refusal("report:in_the_future", "This day has not begun yet.", path="report_on")
        window = phase_at(schedule, place.airport, days[on].starts_at) if on in days else None
        expected = on in days
    return Judged(
        occurred_at=occurred_at,
        occurred_on=local_on,
        report_on=on,
        phase=window.kind.value if window else None,
        late=_late(schedule, place.airport, on, received_at),
        held_for=_held_for(place, schedule, received_at, expected=expected),
        beyond_limits=beyond,
    )


def _held_for(place: Place, schedule: Schedule, received_at: datetime, *, expected: bool) -> str | None:
    if place.participation not in {"accepted", "limited"}:
        return "not_accepted"
    if not expected:
        return "outside_window"
    # An operation stood down ends at once, but the returns of its days are due as they were.
    ends = [window.ends_at for window in schedule.by_airport.get(place.airport, ())]
    ends += [day.due_at for day in report_days(schedule, place.airport)]
    return "operation_over" if ends and received_at >= max(ends) else None


def _late(schedule: Schedule, airport: str, on: date, received_at: datetime) -> bool:
    return any(day.on == on and received_at > day.due_at for day in report_days(schedule, airport))


def _instant(body: Seizure, zone: str) -> datetime:
    try:
        return resolve_wall(parse_wall(body.occurred), zone, body.fold)
    except Gap as gap:
        message = "This time does not exist: the clock was put forward over it."
        raise Refusal("report:time_does_not_exist", message, path="occurred").about(gap.params) from None
    except Fold as fold:
        message = "This time came twice: the clock was turned back. Say which one."
        raise Refusal("report:time_twice", message, path="fold").about(fold.params) from None
    except Unresolved:
        raise Refusal("report:no_such_time", "This is no date and time.", path="occurred") from None


def check(body: Seizure | Activity | Nil | Summary) -> None:
    """Raise Refusals for every code, place or quantity in a body that cannot be meant."""
    found: list[Refusal] = []
    if isinstance(body, Seizure):
        found += _route(body)
        for n, goods in enumerate(body.goods):
            found += _goods(goods, f"goods.{n}")
        for n, person in enumerate(body.persons):
            if person.nationality is not None and not is_country(person.nationality):
                found.append(_no_country(f"persons.{n}.nationality", person.nationality))
    elif isinstance(body, Activity) and body.officer_hours is not None:
        found += _quantity(body.officer_hours, "hour", "officer_hours")
    elif isinstance(body, Summary):
        for n, total in enumerate(body.totals):
            found += _total(n, total.measure, total.commodity, total.outcome, total.unit)
            found += _quantity(total.value, total.unit, f"totals.{n}.value")
    if found:
        raise Refusals(found)


def _route(body: Seizure) -> list[Refusal]:
    found = []
    for name in ("origin", "destination"):
        place: str | None = getattr(body, name)
        if place is None:
            continue
        if len(place) == 2 and not is_country(place):  # noqa: PLR2004 alpha-2, as the field says
            found.append(_no_country(name, place))
        if len(place) == 3 and known_airport(place) is None:  # noqa: PLR2004 IATA, as the field says
            message = f"There is no airport {place} in the catalogue."
            found.append(Refusal("report:unknown_airport", message, path=name, airport=place))
    return found


def _no_country(path: str, code: str) -> Refusal:
    return Refusal("report:unknown_country", f"There is no country {code}.", path=path, country=code)


def _goods(goods: Goods, path: str) -> list[Refusal]:
    kind = commodity(goods.commodity)
    if kind is None:
        message = "There is no such commodity in this taxonomy."
        return [Refusal("report:unknown_commodity", message, path=f"{path}.commodity", commodity=goods.commodity)]
    try:
        steps = to_steps(goods.quantity, goods.unit)
        if steps == 0:
            return [Refusal("quantity:zero", "Nothing weighs nothing.", path=f"{path}.quantity")]
        check_usual(kind, steps, goods.unit)
    except QuantityError as error:
        if error.code == "quantity:unlikely" and goods.confirmed:
            return []
        return [_refused(error, f"{path}.quantity")]
    return []


def _quantity(text: str, unit: str, path: str) -> list[Refusal]:
    try:
        to_steps(text, unit)
    except QuantityError as error:
        return [_refused(error, path)]
    return []


def _refused(error: QuantityError, path: str) -> Refusal:
    return Refusal(error.code, error.message, path=path).about(error.params)


def _total(n: int, measure: str, code: str | None, outcome: Outcome | None, unit: str) -> list[Refusal]:
    units = _stated_in(code) if code else None
    fixed = {"seizures": "seizure", "persons": "person"}.get(measure)
    if measure == "quantity" and units is None:
        message = "A quantity needs a commodity of this taxonomy."
        return [Refusal("report:unknown_commodity", message, path=f"totals.{n}.commodity", commodity=code or "")]
    if (fixed and unit != fixed) or (units is not None and unit not in units):
        message = f"{measure} is not counted in {unit}."
        return [Refusal("quantity:wrong_unit", message, path=f"totals.{n}.unit", unit=unit, commodity=code or measure)]
    if outcome is not None and measure != "persons":
        return [Refusal("report:outcome_of_no_person", "Only persons have an outcome.", path=f"totals.{n}.outcome")]
    return []


def _stated_in(code: str) -> frozenset[str] | None:
    """Return the units a stated total may have; partners also publish a whole category ("2,850 kg of drugs")."""
    kind = commodity(code)
    if kind is not None:
        return frozenset(kind.units)
    if code not in set(Category):
        return None
    return frozenset(unit for goods in in_category(Category(code)) for unit in goods.units)
