"""Likely duplicates: two agencies at one airport, two ends of one route; and what is only alike at first sight."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.reports.joint.likeness import Bond, Claim, Weighed, flight_for, likely

AT = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)


def weighed(commodity: str = "cocaine", kg: float = 4.2, *, estimated: bool = False, unit: str = "mg") -> Weighed:
    return Weighed(commodity, unit, int(kg * 1_000_000), estimated)


def a_claim(number: int = 1, airport: str = "GRU", country: str = "BR", **changes: object) -> Claim:
    claim = Claim(
        report_id=f"report-{number:03}",
        number=number,
        airport=airport,
        country=country,
        occurred_at=AT,
        direction="arrival",
        ends=frozenset({"BOG"}),
        goods=(weighed(),),
    )
    return replace(claim, **changes)  # type: ignore[arg-type] # any field of a claim


def numbers(*claims: Claim) -> list[tuple[int, int]]:
    return [(pair.stays.number, pair.other.number) for pair in likely(claims)]


def test_two_agencies_at_one_airport_within_an_hour_are_proposed_the_first_to_report_staying() -> None:
    (pair,) = likely([a_claim(2, occurred_at=AT + timedelta(minutes=60)), a_claim(1)])
    assert (pair.stays.number, pair.other.number, pair.bond, pair.apart_for) == (
        1,
        2,
        Bond.SAME_AIRPORT,
        timedelta(hours=1),
    )


def test_more_than_an_hour_at_one_airport_is_another_case() -> None:
    assert numbers(a_claim(1), a_claim(2, occurred_at=AT + timedelta(minutes=61))) == []


def test_the_airport_that_alerted_and_the_one_that_found_are_proposed_the_finder_staying() -> None:
    alerted = a_claim(1, "GRU", "BR", direction="departure", ends=frozenset({"LIS"}))
    found = a_claim(2, "LIS", "PT", ends=frozenset({"GRU"}), occurred_at=AT + timedelta(hours=11))
    (pair,) = likely([alerted, found])
    assert (pair.stays.number, pair.bond) == (2, Bond.ONE_ROUTE)


def test_one_claim_need_not_name_the_other_end_and_may_name_its_country_only() -> None:
    alerted = a_claim(1, "GRU", "BR", direction="departure", ends=frozenset({"PT"}))
    assert numbers(alerted, a_claim(2, "LIS", "PT", ends=frozenset())) == [(2, 1)]


def test_what_arrives_before_it_left_or_after_no_flight_takes_so_long_is_another_case() -> None:
    left = a_claim(1, "GRU", "BR", direction="departure", ends=frozenset({"LIS"}))
    arrived = a_claim(2, "LIS", "PT", ends=frozenset({"GRU"}))
    assert numbers(left, replace(arrived, occurred_at=AT - timedelta(hours=2))) == []
    assert numbers(left, replace(arrived, occurred_at=AT + timedelta(hours=14))) == []


def test_airports_that_no_route_joins_are_never_proposed() -> None:
    assert numbers(a_claim(1), a_claim(2, "LIS", "PT", ends=frozenset({"CCS"}))) == []


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (weighed(kg=4.6), True),
        (weighed(kg=4.7), False),
        (weighed(kg=5.5, estimated=True), True),
        (weighed(kg=5.7, estimated=True), False),
        (weighed("cocaine_hydrochloride"), True),
        (weighed("heroin"), False),
        (weighed(unit="tablet"), False),
    ],
)
def test_goods_are_equal_or_nearly(other: Weighed, alike: bool) -> None:
    assert bool(likely([a_claim(1), a_claim(2, goods=(other,))])) is alike


def test_one_commodity_alike_is_enough_unless_another_is_plainly_not() -> None:
    one = a_claim(1, goods=(weighed(), weighed("khat", 30)))
    assert numbers(one, a_claim(2)) == [(1, 2)]
    assert numbers(one, a_claim(2, goods=(weighed(), weighed("khat", 3)))) == []


def test_no_flight_is_longer_than_the_longest() -> None:
    assert timedelta(hours=10) < flight_for("GRU", "LIS") < timedelta(hours=12)
    assert flight_for("GRU", "ICN") == timedelta(hours=20)


claims = st.builds(
    a_claim,
    number=st.integers(1, 60),
    airport=st.sampled_from(["GRU", "LIS", "BOG"]),
    occurred_at=st.integers(0, 40).map(lambda hours: AT + timedelta(hours=hours)),
    direction=st.sampled_from(["arrival", "departure", "transit"]),
    ends=st.frozensets(st.sampled_from(["GRU", "LIS", "BOG", "BR", "PT"]), max_size=2),
    goods=st.lists(st.sampled_from([weighed(), weighed("heroin", 2), weighed("cocaine_base", 4)]), min_size=1).map(
        tuple
    ),
)


@given(st.lists(claims, max_size=12, unique_by=lambda each: each.number))
def test_the_quick_way_finds_what_holding_every_claim_against_every_other_finds(some: list[Claim]) -> None:
    slow = {
        frozenset((one.number, two.number)) for one in some for two in some if one is not two and likely([one, two])
    }
    found = [frozenset(each) for each in numbers(*some)]
    assert set(found) == slow
    assert len(found) == len(slow)
