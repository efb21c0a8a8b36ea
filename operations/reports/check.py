"""Refuse what cannot be meant: codes of no list, places of no catalogue, quantities no seizure has. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from operations.airports.catalogue import airport as known_airport
from operations.airports.countries import is_country
from operations.errors import Refusal, Refusals
from operations.reports.codes import Outcome
from operations.reports.commodities import Category, commodity, in_category
from operations.reports.conveyance import has_right_check_digit
from operations.reports.currencies import CURRENCIES
from operations.reports.kinds import Activity, Goods, Nil, Seizure, Summary
from operations.reports.quantities import QuantityError, check_usual, to_steps


def check(body: Seizure | Activity | Nil | Summary) -> None:
    """Raise Refusals for every code, place or quantity in a body that cannot be meant."""
    found: list[Refusal] = []
    if isinstance(body, Seizure):
        found += [refusal for path, place in _places(body) for refusal in _place(path, place)]
        found += _conveyance(body)
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


def _conveyance(body: Seizure) -> list[Refusal]:
    found = []
    if body.flight_number is not None and body.carrier is None:
        message = "A flight number needs its carrier."
        found.append(Refusal("report:flight_without_carrier", message, path="carrier"))
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
