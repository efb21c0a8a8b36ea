"""The ways of what was seized as arcs of a map."""

from __future__ import annotations

from operations.airports.catalogue import airports
from operations.statistics.arcs import arcs, spots


def test_arcs_join_what_shares_a_leg_and_leave_out_what_is_not_known_or_stayed_where_it_was() -> None:
    ways: dict[tuple[str, ...], int] = {
        ("BOG", "GRU", "GRU"): 3,
        ("BOG", "GRU", "LIS"): 2,
        ("not_known", "LIS", "LIS"): 9,
        ("X", "Y", "Z"): 0,
    }
    found = arcs(ways)
    assert [(each.begins, each.ends, each.value) for each in found] == [("BOG", "GRU", "5"), ("GRU", "LIS", "2")]


def test_a_country_lies_in_the_middle_of_its_largest_part_and_what_nobody_can_place_nowhere() -> None:
    found = {each.code: each for each in spots(arcs({("FR", "GRU", "ZZZ"): 1}))}
    assert found.keys() == {"FR", "GRU"}
    assert (round(found["FR"].lon), round(found["FR"].lat)) == (2, 47)


def test_every_country_that_has_an_airport_lies_somewhere() -> None:
    countries = sorted({each.country for each in airports().values()})
    assert [each.code for each in spots(arcs({("GRU", country): 1 for country in countries}))] == ["GRU", *countries]
