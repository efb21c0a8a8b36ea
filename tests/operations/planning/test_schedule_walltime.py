"""Wall times: what exists once, never, or twice in zones all over the world."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.planning.plan import Clock, Moment
from operations.planning.walltime import (
    Fold,
    Gap,
    Missing,
    Unresolved,
    ZoneUnknown,
    day_at,
    day_starts_at,
    format_wall,
    occurred_on,
    resolve,
)

ZONES = [
    "Europe/Paris",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Asuncion",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Pacific/Apia",
    "UTC",
]


def read(wall: str, zone: str, fold: int | None = None) -> str:
    return resolve(Moment(wall=wall, fold=fold), zone).isoformat()


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2026-11-18T06:00", "Africa/Dakar", "2026-11-18T06:00:00+00:00"),
        ("2026-11-18T06:00", "Asia/Kolkata", "2026-11-18T00:30:00+00:00"),
        ("2026-11-18T06:00", "Asia/Kathmandu", "2026-11-18T00:15:00+00:00"),
        ("2026-11-18T06:00", "Pacific/Kiritimati", "2026-11-17T16:00:00+00:00"),
        ("2026-11-18T06:00", "Pacific/Pago_Pago", "2026-11-18T17:00:00+00:00"),
        ("2026-02-14T06:00", "Africa/Casablanca", "2026-02-14T05:00:00+00:00"),
        ("2026-02-20T06:00", "Africa/Casablanca", "2026-02-20T06:00:00+00:00"),
        ("2026-07-01T06:00", "America/Asuncion", "2026-07-01T09:00:00+00:00"),
        ("2024-07-01T06:00", "America/Asuncion", "2024-07-01T10:00:00+00:00"),
    ],
)
def test_a_wall_time_is_read_in_the_airports_zone(wall: str, zone: str, instant: str) -> None:
    assert read(wall, zone) == instant


def test_one_zones_clock_means_the_same_instant_everywhere() -> None:
    moment = Moment(wall="2026-11-18T06:00", clock=Clock.zone, zone="Europe/Paris")
    assert {resolve(moment, zone) for zone in ZONES} == {datetime(2026, 11, 18, 5, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("wall", "zone", "following"),
    [
        ("2026-03-29T02:30", "Europe/Paris", "2026-03-29T03:30"),
        ("2026-09-06T00:00", "America/Santiago", "2026-09-06T01:00"),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-04T02:45"),
        ("2026-03-22T02:30", "Africa/Casablanca", "2026-03-22T03:30"),
        ("2024-10-06T00:30", "America/Asuncion", "2024-10-06T01:30"),
        ("2026-09-27T02:00", "Pacific/Auckland", "2026-09-27T03:00"),
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-31T12:00"),
    ],
)
def test_a_time_the_clock_jumps_over_is_refused(wall: str, zone: str, following: str) -> None:
    with pytest.raises(Gap) as refused:
        read(wall, zone)
    assert refused.value.params == {"wall": wall, "zone": zone, "next": following}
    with pytest.raises(Gap):
        read(wall, zone, fold=1)


@pytest.mark.parametrize(
    ("wall", "zone", "minutes"),
    [
        ("2026-10-25T02:30", "Europe/Paris", 60),
        ("2026-04-04T23:00", "America/Santiago", 60),
        ("2026-04-05T01:45", "Australia/Lord_Howe", 30),
        ("2026-02-15T02:30", "Africa/Casablanca", 60),
        ("2026-04-05T02:59", "Pacific/Auckland", 60),
    ],
)
def test_a_time_that_comes_twice_is_asked_for(wall: str, zone: str, minutes: int) -> None:
    with pytest.raises(Fold) as asked:
        read(wall, zone)
    first, second = (datetime.fromisoformat(asked.value.params[key]) for key in ("first", "second"))
    assert second - first == timedelta(minutes=minutes)
    assert resolve(Moment(wall=wall, fold=0), zone) == first
    assert resolve(Moment(wall=wall, fold=1), zone) == second


def test_paraguay_no_longer_changes_its_clocks() -> None:
    assert read("2026-10-04T00:30", "America/Asuncion") == "2026-10-04T03:30:00+00:00"


@pytest.mark.parametrize(
    "wall",
    ["2026-02-30T06:00", "2026-11-18", "2026-11-18T25:00", "18.11.2026 6:00", "9999-12-31T23:59"],
)
def test_what_is_no_time_is_named_as_such(wall: str) -> None:
    with pytest.raises(Unresolved) as refused:
        read(wall, "UTC")
    assert refused.value.code == "plan:wall_invalid"


def test_a_moment_not_typed_yet_is_missing() -> None:
    with pytest.raises(Missing):
        read("", "UTC")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "America", "/etc/localtime"])
def test_an_unknown_zone_is_named(zone: str) -> None:
    with pytest.raises(ZoneUnknown):
        read("2026-11-18T06:00", zone)


def test_the_day_of_occurrence_is_the_airports_own_across_the_date_line() -> None:
    instant = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
    days = [occurred_on(zone, instant).day for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")]
    assert days == [19, 17]


def test_a_clock_turned_back_over_midnight_does_not_bring_yesterday_back() -> None:
    # St John's used to turn 00:01 on Sunday back to 23:01 on Saturday.
    second_saturday = datetime(2010, 11, 7, 2, 45, tzinfo=UTC)
    assert format_wall(second_saturday, "America/St_Johns") == "2010-11-06T23:15"
    assert day_at(second_saturday, time(0), "America/St_Johns") == date(2010, 11, 7)


walls = st.datetimes(datetime.fromisoformat("2023-01-01"), datetime.fromisoformat("2030-01-01")).map(
    lambda wall: wall.replace(second=0, microsecond=0)
)


@given(walls, st.sampled_from(ZONES), st.integers(0, 1))
def test_a_resolved_time_is_what_the_clock_shows(wall: datetime, zone: str, fold: int) -> None:
    typed = wall.isoformat("T", "minutes")
    try:
        shown = format_wall(resolve(Moment(wall=typed, fold=fold), zone), zone)
    except Gap as gap:
        shown = min(typed, gap.params["next"])
    assert shown == typed


@given(
    st.dates(date(2010, 1, 1), date(2035, 1, 1)),
    st.times().map(lambda t: time(t.hour, t.minute)),
    st.sampled_from(ZONES),
)
def test_days_follow_each_other_without_hole_or_overlap(on: date, cut_off: time, zone: str) -> None:
    starts_at, ends_at = (day_starts_at(day, cut_off, zone) for day in (on, on + timedelta(days=1)))
    assert starts_at <= ends_at
    if starts_at < ends_at:
        assert day_at(starts_at, cut_off, zone) == on
        assert day_at(ends_at - timedelta(seconds=1), cut_off, zone) == on
