"""The map of routes on paper: where the screen has it, and nothing outside its frame."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.airports.catalogue import airport
from operations.airports.outline import outline
from operations.exports.pdf.arcmap import Leg, arc_map
from operations.exports.pdf.labels import place_labels
from operations.exports.pdf.paper import ArcMap
from operations.exports.pdf.projection import centre_longitude, flat, frame_of

CASES: dict[str, list[dict[str, Any]]] = json.loads(Path(__file__).with_name("map_cases.json").read_text("utf-8"))
places = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


def drawn(*legs: tuple[str, str, int]) -> ArcMap:
    found = {end: airport(end) for begins, ends, _ in legs for end in (begins, ends)}
    at = {code: (each.lon, each.lat) for code, each in found.items() if each is not None}
    return arc_map([Leg(*leg) for leg in legs], at, {code: code for code in at}, title="", foot="")


@pytest.mark.parametrize("case", CASES["centres"], ids=str)
def test_a_map_is_centred_where_the_screen_centres_it(case: dict[str, Any]) -> None:
    assert centre_longitude(case["longitudes"]) == pytest.approx(case["centre"])


@pytest.mark.parametrize("case", CASES["projected"], ids=str)
def test_a_place_stands_where_the_screen_puts_it(case: dict[str, Any]) -> None:
    assert flat(*case["degrees"]) == pytest.approx(case["point"], abs=1e-7)


@pytest.mark.parametrize("case", CASES["ways"], ids=str)
def test_a_way_goes_where_it_goes_on_the_screen(case: dict[str, Any]) -> None:
    frame = frame_of([tuple(case["begins"]), tuple(case["ends"])], 516, 300, 30)
    expected = frame.at(tuple(case["place"]))
    assert frame.between(tuple(case["begins"]), tuple(case["ends"]), case["share"]) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("case", CASES["labels"], ids=range(len(CASES["labels"])))
def test_labels_stand_where_they_do_on_the_screen_and_do_not_meet(case: dict[str, Any]) -> None:
    points = [(each["text"], (each["x"], each["y"])) for each in case["points"]]
    found = place_labels(points, case["wide"], case["tall"], case["scale"])
    said = [[label.text, label.x, label.y, label.leader is not None] for label in found]
    assert [each[::3] for each in said] == [each[::3] for each in case["labels"]]
    for mine, theirs in zip(said, case["labels"], strict=True):
        assert mine[1:3] == pytest.approx(theirs[1:3], abs=0.01)


def test_arcs_are_as_wide_as_their_weights_and_the_ends_where_things_only_come_from_are_hollow() -> None:
    found = drawn(("BOG", "GRU", 10), ("GRU", "LIS", 5), ("BOG", "LIS", 1))
    assert [stroke.wide for stroke in found.arcs] == [5.5, 2.75, 0.8]
    assert [(name.text, mark.hollow) for name, mark in zip(found.names, found.marks, strict=True)] == [
        ("BOG", True), ("GRU", False), ("LIS", False),
    ]  # fmt: skip


def test_two_ways_between_two_places_show_both_their_heads_and_each_points_its_way() -> None:
    there, back = drawn(("ADD", "LOS", 1), ("LOS", "ADD", 1)).arrows
    assert there.x < back.x, "westwards, beyond the middle"
    assert abs(there.turn) > 90 > abs(back.turn)


def test_a_way_across_the_edge_of_the_world_is_drawn_in_two_pieces_and_never_across_the_map() -> None:
    found = drawn(("NRT", "LAX", 2), ("LAX", "GRU", 1), ("GRU", "CDG", 1), ("CDG", "NRT", 1))
    assert len(found.arcs) >= 4
    for stroke in found.arcs:
        assert all(abs(here[0] - there[0]) < found.wide / 4 for here, there in pairwise(stroke.points))


@given(st.lists(places, min_size=1, max_size=12))
def test_every_place_is_inside_the_frame_and_no_land_outside_it(somewhere: list[tuple[float, float]]) -> None:
    frame = frame_of(somewhere, 516, 300, 30)
    for place in somewhere:
        x, y = frame.at(place)
        assert -0.001 <= x - 30 <= 456.001
        assert -0.001 <= y - 30 <= frame.tall - 60 + 0.001
    for ring in outline().land[::40]:
        for points in frame.rings(ring):
            assert all(-0.001 <= x <= 516.001 and -0.001 <= y <= frame.tall + 0.001 for x, y in points)
