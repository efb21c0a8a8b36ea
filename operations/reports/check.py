"""Refuse what cannot be meant: codes of no list, places of no catalogue, quantities no seizure has. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from operations.airports.catalogue import airport as known_airport
from operations.airports.countries import is_country
from operations.errors import Refusal, Refusals
from operations.reports.codes import Met, Outcome
from operations.reports.commodities import Category, commodity, in_category
from operations.reports.conveyance import has_right_check_digit
from operations.reports.currencies import CURRENCIES
from operations.reports.kinds import Activity, Body, Goods, Hit, Seizure, Summary, Victims
from operations.reports.quantities import QuantityError, check_usual, from_steps, in_step, to_steps
from operations.reports.referral import met
from operations.reports.totals import Said, overflowing

LONGEST_DAY: Final = "25"
"""Hours of the day on which clocks are turned back."""


def check(body: Body) -> None:
    """Raise Refusals for every code, place or quantity in a body that cannot be meant."""
    found: list[Refusal] = []
    match body:
        case Seizure():
            found = _seizure(body)
        case Victims():
            found = _victims(body)
        case Hit():
            found = _flight(body)
        case Activity():
            found = _activity(body)
        case Summary():
            found = _summary(body)
        case _:
            pass
    if found:
        raise Refusals(found)


def _seizure(body: Seizure) -> list[Refusal]:
    found = [refusal for path, place in _places(body) for refusal in _place(path, place)]
    found += _conveyance(body)
    for n, goods in enumerate(body.goods):
        found += _goods(goods, f"goods.{n}")
    for n, person in enumerate(body.persons):
        if person.nationality is not None and not is_country(person.nationality):
            found.append(_no_country(f"persons.{n}.nationality", person.nationality))
    return found


def _activity(body: Activity) -> list[Refusal]:
    found = [] if body.officer_hours is None else _hours(body.officer_hours, body.officers)
    for database, hits in body.hits.items():
        checks = body.database_checks.get(database)
        if checks is not None and hits > checks:
            message = "There are more hits than checks."
            found.append(Refusal("report:more_hits", message, path=f"hits.{database}", hits=hits, checks=checks))
    return found


def _hours(hours: str, officers: int | None) -> list[Refusal]:
    """Refuse hours that so many officers cannot have worked: most often the decimal sign was left out."""
    found = _quantity(hours, "hour", "officer_hours")
    if found or officers is None or to_steps(hours, "hour") <= officers * to_steps(LONGEST_DAY, "hour"):
        return found
    message = f"{officers} officers cannot have worked {hours} hours in one day."
    return [Refusal("report:more_hours", message, path="officer_hours", officers=officers, hours=hours)]


def _summary(body: Summary) -> list[Refusal]:
    found: list[Refusal] = []
    for n, total in enumerate(body.totals):
        found += _total(n, total.measure, total.commodity, total.outcome, total.unit)
        found += _quantity(total.value, total.unit, f"totals.{n}.value")
    return found or list(_overflowing(body))


def _overflowing(body: Summary) -> Iterator[Refusal]:
    """Yield a refusal for each total that its own parts come to more than: a digit or a unit was misread."""
    said = [
        Said(
            each.measure, each.commodity or each.outcome or "", in_step(each.unit), to_steps(each.value, each.unit),
            each.qualifier,
        )
        for each in body.totals
    ]  # fmt: skip
    for place, come_to in overflowing(said):
        total = body.totals[place]
        parts = from_steps(come_to, total.unit)
        message = (
            f"The parts stated come to {parts} {total.unit}, the total is {total.value} {total.unit}. "
            "Check the digits and units; if this is what was published, state the total as about."
        )
        about = {"value": total.value, "unit": total.unit, "parts": parts}
        yield Refusal("report:parts_above_total", message, path=f"totals.{place}.value").about(about)


def _places(body: Seizure) -> Iterator[tuple[str, str]]:
    named = {name: getattr(body, name) for name in ("origin", "destination", "intended_destination")}
    named |= {f"transit.{n}": place for n, place in enumerate(body.transit)}
    named |= {f"partners.{n}.place": partner.place for n, partner in enumerate(body.partners)}
    yield from ((path, place) for path, place in named.items() if place is not None)


def _place(path: str, place: str) -> list[Refusal]:
    if len(place) == 2:  # noqa: PLR2004 alpha-2, as the field says
        return [] if is_country(place) else [_no_country(path, place)]
    if known_airport(place) is None:
        message = f"There is no airport {place} in the catalogue."
        return [Refusal("report:unknown_airport", message, path=path, airport=place)]
    return []


def _victims(body: Victims) -> list[Refusal]:
    countries = ((n, counted.citizenship) for n, counted in enumerate(body.persons))
    found = [
        _no_country(f"persons.{n}.citizenship", code)
        for n, code in countries
        if code is not None and not is_country(code)
    ]
    for n, counted in enumerate(body.persons):
        if counted.met is Met.SMUGGLED_MIGRANT and counted.exploitation is not None:
            message = "Exploitation is said of victims of trafficking only."
            found.append(Refusal("report:exploitation_of_migrant", message, path=f"persons.{n}.exploitation"))
    if sum(referral.count for referral in body.referrals) > met(body):
        message = "More persons were referred than were met."
        last = len(body.referrals) - 1
        found.append(Refusal("report:referred_too_many", message, path=f"referrals.{last}.count", met=str(met(body))))
    return found


def _flight(body: Seizure | Hit) -> list[Refusal]:
    if body.flight_number is not None and body.carrier is None:
        message = "A flight number needs its carrier."
        return [Refusal("report:flight_without_carrier", message, path="carrier")]
    return []


def _conveyance(body: Seizure) -> list[Refusal]:
    found = _flight(body)
    if body.awb is not None and not has_right_check_digit(body.awb):
        message = "The last digit of this waybill does not fit the others: look for a misread digit."
        found.append(Refusal("report:awb_check_digit", message, path="awb", awb=body.awb))
    return found


def _no_country(path: str, code: str) -> Refusal:
    return Refusal("report:unknown_country", f"There is no country {code}.", path=path, country=code)


def _goods(goods: Goods, path: str) -> list[Refusal]:
    kind = commodity(goods.commodity)
    if kind is None:
        message = "There is no such commodity in this taxonomy."
        return [Refusal("report:unknown_commodity", message, path=f"{path}.commodity", commodity=goods.commodity)]
    found = _value(goods, path)
    try:
        steps = to_steps(goods.quantity, goods.unit)
        if steps == 0:
            return [*found, Refusal("quantity:zero", "Nothing weighs nothing.", path=f"{path}.quantity")]
        check_usual(kind, steps, goods.unit)
    except QuantityError as error:
        if error.code != "quantity:unlikely" or not goods.confirmed:
            found.append(_refused(error, f"{path}.quantity"))
    return found


def _value(goods: Goods, path: str) -> list[Refusal]:
    if (goods.value is None) != (goods.currency is None):
        message = "A value and its currency belong together."
        return [Refusal("report:value_and_currency", message, path=f"{path}.value")]
    if goods.value is None or goods.currency is None:
        return []
    if goods.currency not in CURRENCIES:
        message = "There is no such currency in the list."
        return [Refusal("report:unknown_currency", message, path=f"{path}.currency", currency=goods.currency)]
    return _quantity(goods.value, goods.currency, f"{path}.value")


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
    fixed = {"seizures": "seizure", "persons": "person", "messages": "message"}.get(measure)
    if units is None and (measure == "quantity" or code):
        message = "A quantity needs a commodity of this taxonomy."
        return [Refusal("report:unknown_commodity", message, path=f"totals.{n}.commodity", commodity=code or "")]
    # "3 interceptions of currency" are counted in seizures, though currency is not.
    if unit != fixed if fixed else unit not in (units or ()):
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
