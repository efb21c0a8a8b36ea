"""Say which reports may speak of the same seizure: a pure function over what they say; a person decides.

Two claims are alike when the goods are, and they were made within an hour of each other at one airport (two agencies)
or at two ends of one route (the airport that alerted, the airport that found). A claim at the far end may come later
by as long as a flight takes: who controls at departure knows of it hours before who finds it on arrival.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import Final

from operations.airports.catalogue import airport
from operations.reports.commodities import commodity

NEAR_IN_TIME: Final = timedelta(hours=1)
NEARLY: Final = 10
"""Percent by which two weighings of one thing may differ; the larger is the whole."""

NEARLY_IF_ESTIMATED: Final = 25
LONGEST_FLIGHT: Final = timedelta(hours=20)
SPEED: Final = 700
"""Kilometres an airliner makes in an hour from gate to gate; slow, so that no flight is left out."""

_EARTH: Final = 6371


class Bond(StrEnum):
    """What joins two claims in space."""

    SAME_AIRPORT = "same_airport"
    ONE_ROUTE = "one_route"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One commodity of a claim, in whole steps of a unit."""

    commodity: str
    unit: str
    steps: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """What a report claims, as far as likeness goes.

    `ends` are the other airports or countries it names: of the route, on the way, of who else had a share.
    """

    report_id: str
    number: int
    airport: str
    country: str
    occurred_at: datetime
    direction: str
    ends: frozenset[str]
    goods: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims, the one that would stay first, what joins them, and how long the other came after it (or before).

    Nothing joins two that a person named though they are not alike.
    """

    stays: Claim
    other: Claim
    bond: Bond | None
    apart_for: timedelta


def likely(claims: Iterable[Claim]) -> list[Pair]:
    """Return every pair that is alike, each once, by the numbers of its reports."""
    ordered = sorted(claims, key=lambda each: (each.occurred_at, each.number))
    near = _Near(ordered)
    found: dict[frozenset[str], Pair] = {}
    for claim in ordered:
        for other in near.around(claim):
            names = frozenset((claim.report_id, other.report_id))
            bond = bond_of(claim, other)
            if names not in found and bond is not None and goods_alike(claim.goods, other.goods):
                found[names] = paired(claim, other, bond)
    return sorted(found.values(), key=lambda pair: sorted((pair.stays.number, pair.other.number)))


def bond_of(one: Claim, two: Claim) -> Bond | None:
    """Say what joins two claims in space and time, or None."""
    first, second = sorted((one, two), key=lambda each: each.occurred_at)
    apart = second.occurred_at - first.occurred_at
    if first.airport == second.airport:
        return Bond.SAME_AIRPORT if apart <= NEAR_IN_TIME else None
    if not (first.ends & {second.airport, second.country} or second.ends & {first.airport, first.country}):
        return None
    flown = flight_for(first.airport, second.airport) if first.direction != "arrival" else timedelta()
    return Bond.ONE_ROUTE if apart <= flown + NEAR_IN_TIME else None


def paired(one: Claim, two: Claim, bond: Bond | None) -> Pair:
    """Put the claim first that would stay: who found it, on arrival, before who saw it leave; else who came first."""
    order = sorted((one, two), key=lambda each: (each.direction == "departure", each.number))
    stays, other = order
    return Pair(stays, other, bond, other.occurred_at - stays.occurred_at)


def flight_for(start: str, end: str) -> timedelta:
    """Return how long a flight takes at most, by the distance; the longest there is where an airport is not known."""
    one, two = airport(start), airport(end)
    if one is None or two is None:
        return LONGEST_FLIGHT
    up, over = radians(two.lat - one.lat) / 2, radians(two.lon - one.lon) / 2
    half = sin(up) ** 2 + cos(radians(one.lat)) * cos(radians(two.lat)) * sin(over) ** 2
    return min(timedelta(hours=2 * _EARTH * asin(min(1, sqrt(half))) / SPEED), LONGEST_FLIGHT)


def goods_alike(one: Sequence[Weighed], two: Sequence[Weighed]) -> bool:
    """Say whether two claims speak of the same goods: one at least is nearly the same, and none is plainly not."""
    pairs = [(a, b) for a in one for b in two if a.unit == b.unit and _kin(a.commodity, b.commodity)]
    plainly_not = any(a.commodity == b.commodity and not _nearly(a, b) for a, b in pairs)
    return not plainly_not and any(_nearly(a, b) for a, b in pairs)


def _kin(one: str, two: str) -> bool:
    """Say whether two commodities may be one thing named twice: cocaine, and cocaine hydrochloride."""
    a, b = commodity(one), commodity(two)
    if a is None or b is None or one == two:
        return one == two
    return a.group == b.group or one in b.roots or two in a.roots


def _nearly(one: Weighed, two: Weighed) -> bool:
    percent = NEARLY_IF_ESTIMATED if one.estimated or two.estimated else NEARLY
    return abs(one.steps - two.steps) * 100 <= max(one.steps, two.steps) * percent


class _Near:
    """Claims by place and kin, in the order of time, so that not every claim is held against every other."""

    def __init__(self, ordered: Sequence[Claim]) -> None:
        by_place: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in ordered:
            for kin in _kinds(claim):
                by_place[claim.airport, kin].append(claim)
                by_place[claim.country, kin].append(claim)
        self._by_place: Mapping[tuple[str, str], Sequence[Claim]] = by_place

    def around(self, claim: Claim) -> Iterator[Claim]:
        """Yield those at its airport, or at the ends of its route, that may be near enough in time."""
        for place in {claim.airport, *claim.ends}:
            for kin in _kinds(claim):
                there = self._by_place.get((place, kin), ())
                start = bisect_left(there, claim.occurred_at - WINDOW, key=lambda each: each.occurred_at)
                for other in there[start:]:
                    if other.occurred_at > claim.occurred_at + WINDOW:
                        break
                    if other.report_id != claim.report_id:
                        yield other


def _kinds(claim: Claim) -> frozenset[str]:
    kinds = set()
    for goods in claim.goods:
        found = commodity(goods.commodity)
        kinds.add(found.roots[-1] if found is not None and found.roots else goods.commodity)
    return frozenset(kinds)


WINDOW: Final = LONGEST_FLIGHT + NEAR_IN_TIME
"""How far apart in time two claims may lie at most."""
