"""The ways of what was seized, as figures and as a picture, and when it was seized."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.errors import Refusal
from operations.ledger.measures import WAY
from operations.planning.models import Operation
from operations.policy import Role
from operations.statistics.behind import behind
from operations.statistics.flows import MOST, REST, WHOLE, Flows, flows, picture
from operations.statistics.hours import Hours, hours
from operations.statistics.standing import Counted, cut
from realtime.feed import EVERY
from tests.builders import UNDER_WAY, a_seat, an_operation
from tests.reports import Desk, a_seizure, goods

if TYPE_CHECKING:
    from realtime.transaction import Database

SEIZURES = Counted("seizures", "seizure")
PLACES = [f"{first}{second}X" for first in "ABCDE" for second in "FGHI"]
TRANSIT = ["not_known", "LIS", "LIS-CDG"]
ways = st.dictionaries(
    st.tuples(*map(st.sampled_from, (PLACES, TRANSIT, PLACES, TRANSIT, [*PLACES, "not_known"]))).map(tuple[str, ...]),
    st.integers(1, 10**9),
    max_size=40,
)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def ways_of(desk: Desk, **asked: Any) -> Flows:  # noqa: ANN401 whatever is asked
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        return flows(session, desk.story.coordinator, operation, desk.story.now, **asked)


def hours_of(desk: Desk, **asked: Any) -> Hours:  # noqa: ANN401 whatever is asked
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        return hours(session, desk.story.coordinator, operation, desk.story.now, **asked)


def test_every_seizure_lies_on_one_way_and_each_column_adds_up_to_the_total(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure()))
    desk.validate(desk.file("GRU", a_seizure(direction="departure", origin=None, destination="LIS")))
    desk.validate(desk.file("LIS", a_seizure(direction="transit", origin="BOG", destination="FR")))
    desk.validate(desk.file("LIS", a_seizure(origin=None)))
    found = ways_of(desk)
    said = {(each.origin, each.airport, each.destination) for each in found.routes}
    assert said == {("BOG", "GRU", "GRU"), ("GRU", "GRU", "LIS"), ("BOG", "LIS", "FR"), (None, "LIS", "LIS")}
    assert found.total.validated == "4"
    columns = Counter[int]()
    for band in found.picture.bands:
        columns[band.column] += int(band.value)
    assert found.picture.columns == ["origin", "airport", "destination"], "no column for what nobody named"
    assert columns == {0: 4, 1: 4, 2: 4}


def test_what_passed_several_places_stands_at_all_of_them_together_and_is_counted_once(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(transit=["LIM", "BO"])))
    desk.validate(desk.file("GRU", a_seizure(transit=["LIM"])))
    desk.validate(desk.file("GRU", a_seizure()))
    found = ways_of(desk)
    assert found.picture.columns == ["origin", "transit", "airport", "destination"]
    bands = {band.code: band.value for band in found.picture.bands if band.column == 1}
    assert bands == {"LIM-BO": "1", "LIM": "1", "BOG/GRU": "1"}, "what named none only passes"
    assert [(each.begins, each.ends, each.value) for each in found.arcs] == [
        ("BOG", "LIM", "2"), ("BO", "GRU", "1"), ("BOG", "GRU", "1"), ("LIM", "BO", "1"), ("LIM", "GRU", "1"),
    ]  # fmt: skip
    assert {key for each in found.arcs for key in each.figures} == {each.seizures.key for each in found.routes}


def test_transit_lies_before_the_control_on_arrival_behind_it_on_departure_and_about_it_where_it_is_named(
    desk: Desk,
) -> None:
    desk.file("GRU", a_seizure(transit=["LIM"]))
    desk.file("GRU", a_seizure(direction="departure", origin=None, destination="CDG", transit=["LIS", "MAD"]))
    desk.file("LIS", a_seizure(direction="transit", origin="BOG", destination="FR", transit=["MAD", "LIS", "CDG"]))
    desk.file("LIS", a_seizure(direction="transit", origin="BOG", destination="FR", transit=["MAD"]))
    found = {(each.airport, each.transit, each.onward) for each in ways_of(desk, stage="submitted").routes}
    assert found == {("GRU", "LIM", None), ("GRU", None, "LIS-MAD"), ("LIS", "MAD", "CDG"), ("LIS", "MAD", None)}
    assert ways_of(desk, stage="submitted").picture.columns == ["origin", "transit", "airport", "onward", "destination"]


def test_ways_from_the_tallies_are_those_that_stand(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(transit=["LIM"])))
    desk.file("LIS", a_seizure(transit=["MAD", "CDG"]))
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        standing = cut(session, operation.stream_id, EVERY, SEIZURES, WAY)
    kept = {tuple(getattr(each, name) or "not_known" for name in WAY): each.seizures for each in ways_of(desk).routes}
    assert kept.keys() == standing.keys()
    assert all(int(kept[way].validated or 0) == value.validated for way, value in standing.items())


def test_a_quantity_is_followed_with_everything_counted_in_its_total_and_in_its_unit_alone(desk: Desk) -> None:
    mixed = [goods("cocaine", "1"), goods("crack", "250", "g"), goods("heroin", "5")]
    desk.validate(desk.file("GRU", a_seizure(goods=mixed)))
    desk.file("GRU", a_seizure(goods=[goods("cocaine", "7")]))
    found = ways_of(desk, measure="quantity", unit="mg", commodity="cocaine")
    assert (found.total.validated, found.total.submitted) == ("1250000", "7000000")
    assert found.total.key == "quantity/group=cocaine/mg"
    assert ways_of(desk, commodity="cocaine").total.validated == "1", "one seizure, though of two commodities"
    with pytest.raises(Refusal, match="one commodity"):
        ways_of(desk, measure="quantity", unit="mg")
    with pytest.raises(Refusal, match="no such commodity"):
        ways_of(desk, commodity="sugar")


def test_every_band_and_ribbon_opens_to_the_reports_it_was_drawn_from(desk: Desk) -> None:
    for origin in ("BOG", "BOG", "MAD"):
        desk.validate(desk.file("GRU", a_seizure(origin=origin, transit=["LIM", "BO"] if origin == "MAD" else [])))
    found = ways_of(desk).picture
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        drawn = [(each.figure, each.value) for each in found.bands if not each.passes]
        for figure, value in (*drawn, *((each.figure, each.value) for each in found.ribbons)):
            opened = behind(session, desk.story.coordinator, operation, f"{figure}/validated")
            assert sum(each.value or 0 for each in opened.found) == int(value)


def test_a_donor_follows_nothing(desk: Desk) -> None:
    donor = a_seat(desk.story, Role.DONOR)
    with desk.db.reading() as session, pytest.raises(Refusal):
        flows(session, donor, session.get_one(Operation, desk.story.id), desk.story.now)


@given(ways)
def test_nothing_in_the_picture_overlaps_or_leaves_it(weights: dict[tuple[str, ...], int]) -> None:
    drawn = picture(SEIZURES, weights)
    for column in range(len(drawn.columns)):
        bands = sorted((band for band in drawn.bands if band.column == column), key=lambda band: band.at)
        assert len([band for band in bands if not band.passes]) <= MOST
        assert sum(int(band.value) for band in bands) == sum(weights.values())
        for upper, lower in pairwise(bands):
            assert upper.at + upper.size < lower.at
        assert all(band.at >= 0 and band.at + band.size <= WHOLE + 1 for band in bands)


@given(ways)
def test_ribbons_leave_and_enter_a_band_side_by_side_and_fill_it(weights: dict[tuple[str, ...], int]) -> None:
    drawn = picture(SEIZURES, weights)
    for place, band in enumerate(drawn.bands):
        for end in ("begins", "ends"):
            here = [each for each in drawn.ribbons if getattr(each, end) == place]
            if here:
                assert sum(int(each.value) for each in here) == int(band.value)
            at = "leaves_at" if end == "begins" else "arrives_at"
            places = sorted((getattr(each, at), each.size) for each in here)
            assert all(band.at <= start and start + size <= band.at + band.size + len(here) for start, size in places)


def test_the_places_that_are_too_many_are_drawn_as_one_that_says_how_many_they_are() -> None:
    weights: dict[tuple[str, ...], int] = {
        (place, "not_known", "GRU", "not_known", "LIS"): n + 1 for n, place in enumerate(PLACES)
    }
    origins = [band for band in picture(SEIZURES, weights).bands if band.column == 0]
    rest = next(band for band in origins if band.code == REST)
    assert (len(origins), rest.places, rest.figure) == (MOST, len(PLACES) - MOST + 1, None)
    assert sum(band.places for band in origins) == len(PLACES)


def test_hours_are_the_airports_own_or_utc_and_late_ones_are_part_of_theirs(database: Database) -> None:
    desk = Desk(an_operation(database).at(datetime(2026, 11, 18, 12, tzinfo=UTC)))
    # 22:30 and 05:00 in São Paulo are 01:30 of the next day and 08:00 in UTC; both came after their day was due or not.
    first = desk.file("GRU", a_seizure(occurred="2026-11-17T22:30"))
    second = desk.file("GRU", a_seizure(occurred="2026-11-17T05:00"))
    for report in (first, second):
        desk.validate(report)
    local, utc = hours_of(desk), hours_of(desk, clock="utc")
    assert [(str(each.on), each.hour, each.all.validated) for each in local.hours] == [
        ("2026-11-17", "05", "1"), ("2026-11-17", "22", "1"),
    ]  # fmt: skip
    assert [(str(each.on), each.hour, each.all.validated) for each in utc.hours] == [
        ("2026-11-17", "08", "1"), ("2026-11-18", "01", "1"),
    ]  # fmt: skip
    late = sum(report.late for report in (first, second))
    for found in (local, utc):
        assert sum(int(each.late.validated or 0) for each in found.hours) == late
        assert sum(int(each.all.validated or 0) for each in found.of_day) == 2
    assert local.not_known is None
