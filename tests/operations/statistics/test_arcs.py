"""The ways of what was seized as arcs of a map."""

from __future__ import annotations

from operations.airports.catalogue import airports
from operations.statistics.arcs import arcs, spots


def way(origin: str, airport: str, destination: str, transit: str = "not_known") -> tuple[str, ...]:
    return origin, transit, airport, "not_known", destination


FIGURE = "/".join


def test_arcs_go_through_the_places_of_transit_in_their_order() -> None:
    found = arcs({way("BOG", "GRU", "GRU", "LIM-BO"): 2, way("not_known", "GRU", "GRU", "LIM"): 1}, FIGURE)
    assert {(each.begins, each.ends, each.value) for each in found} == {
        ("BOG", "LIM", "2"), ("LIM", "BO", "2"), ("BO", "GRU", "2"), ("LIM", "GRU", "1"),
    }  # fmt: skip


def test_arcs_join_what_shares_a_leg_and_leave_out_what_is_not_known_or_stayed_where_it_was() -> None:
    ways: dict[tuple[str, ...], int] = {
        way("BOG", "GRU", "GRU"): 3,
        way("BOG", "GRU", "LIS"): 2,
        way("not_known", "LIS", "LIS"): 9,
        way("X", "Y", "Z"): 0,
    }
    found = arcs(ways, FIGURE)
    assert [(each.begins, each.ends, each.value) for each in found] == [("BOG", "GRU", "5"), ("GRU", "LIS", "2")]


def test_a_country_lies_in_the_middle_of_its_largest_part_and_what_nobody_can_place_nowhere() -> None:
    found = {each.code: each for each in spots(arcs({way("FR", "GRU", "ZZZ"): 1}, FIGURE))}
    assert found.keys() == {"FR", "GRU"}
    assert (round(found["FR"].lon), round(found["FR"].lat)) == (2, 47)


def test_every_country_that_has_an_airport_lies_somewhere() -> None:
    countries = sorted({each.country for each in airports().values()})
    ways = {way("GRU", country, country): 1 for country in countries}
    assert [each.code for each in spots(arcs(ways, FIGURE))] == ["GRU", *countries]


def test_an_arc_opens_to_the_ways_that_share_it_the_largest_first_and_to_each_once() -> None:
    ways = {way("BOG", "GRU", "GRU"): 2, way("BOG", "GRU", "LIS"): 3, way("BOG", "GRU", "GRU", "BOG-GRU"): 1}
    figures = {(each.begins, each.ends): each.figures for each in arcs(ways, FIGURE)}
    assert figures["BOG", "GRU"] == [FIGURE(each) for each in sorted(ways, key=lambda each: -ways[each])]
    assert figures["GRU", "LIS"] == [FIGURE(way("BOG", "GRU", "LIS"))]
