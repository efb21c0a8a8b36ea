"""Which of the totals that one source states are parts of others, and whether they can be. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from operations.reports.commodities import commodity


@dataclass(frozen=True, slots=True)
class Said:
    """One total of a source: measure, what of ("" for all), steps of a unit, and how it is meant."""

    measure: str
    code: str
    unit: str
    value: int
    qualifier: str


def holder(part: Said, said: Sequence[Said]) -> int | None:
    """Return the place of the nearest total that a total is a part of: same measure and unit, wider code."""
    places = {each.code: place for place, each in reversed(list(enumerate(said))) if _comparable(each, part)}
    return next((places[code] for code in _wider(part) if code in places), None)


def parts_of(said: Sequence[Said]) -> defaultdict[int | None, list[int]]:
    """Return the places of the totals by the place of what holds them; None holds what is part of nothing."""
    under: defaultdict[int | None, list[int]] = defaultdict(list)
    for place, each in enumerate(said):
        under[holder(each, said)].append(place)
    return under


def overflowing(said: Sequence[Said]) -> Iterator[tuple[int, int]]:
    """Yield the place of each total that is less than its parts, with what they come to.

    What is meant as about proves nothing. A quantity is the sum of its parts and more; of cases and persons only each
    part by itself is certain to be within, for one may be in several parts.
    """
    for place, parts in parts_of(said).items():
        certain = [said[part].value for part in parts if said[part].qualifier != "about"]
        if place is None or said[place].qualifier != "exactly" or not certain:
            continue
        come_to = sum(certain) if said[place].measure == "quantity" else max(certain)
        if come_to > said[place].value:
            yield place, come_to


def _comparable(each: Said, part: Said) -> bool:
    return (each.measure, each.unit) == (part.measure, part.unit)


def _wider(part: Said) -> tuple[str, ...]:
    if part.measure != "quantity":
        return ("",) if part.code else ()
    found = commodity(part.code)
    return () if found is None else (*(root for root in found.roots), *(_category(part.code, found.category.value)))


def _category(code: str, category: str) -> tuple[str, ...]:
    # "documents" and "precursors" are a category and a commodity in one: nothing holds itself.
    return () if code == category else (category,)
