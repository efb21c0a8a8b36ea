"""The schedule: phases, boundaries and report days at airports, as instants."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.errors import Refusal
from operations.planning.changing import InForce, move
from operations.planning.plan import Clock, Edge, Expectations, Moment, Phase, PhaseKind, Plan, ReportDay
from operations.planning.report_days import report_day_of, report_days
from operations.planning.schedule import (
    Schedule,
    boundaries,
    boundaries_due,
    build,
    decided,
    gantt,
    next_boundary,
    operation_ends_at,
    operation_starts_at,
    phase_at,
    sketch,
    span,
    spans,
)
from operations.planning.walltime import ZoneUnknown

ZONES = {
    "CDG": "Europe/Paris",
    "SCL": "America/Santiago",
    "LDH": "Australia/Lord_Howe",
    "CMN": "Africa/Casablanca",
    "ASU": "America/Asuncion",
    "DEL": "Asia/Kolkata",
    "KTM": "Asia/Kathmandu",
    "AKL": "Pacific/Auckland",
    "CXI": "Pacific/Kiritimati",
    "PPG": "Pacific/Pago_Pago",
    "DKR": "Africa/Dakar",
}
MINUTE = timedelta(minutes=1)


def local(wall: str, fold: int | None = None) -> Moment:
    return Moment(wall=wall, fold=fold)


def utc(wall: str) -> Moment:
    return Moment(wall=wall, clock=Clock.zone, zone="UTC")


def phase(kind: PhaseKind, starts: str | Moment, ends: str | Moment) -> Phase:
    starts, ends = (local(m) if isinstance(m, str) else m for m in (starts, ends))
    return Phase(kind=kind, starts=starts, ends=ends)


def week(*airports: str) -> Plan:
    """An airport week at local times, between two phases on one clock."""
    return Plan(
        airports=airports or tuple(ZONES),
        phases=(
            phase(PhaseKind.intelligence, utc("2026-11-01T00:00"), utc("2026-11-17T00:00")),
            phase(PhaseKind.operational, "2026-11-18T06:00", "2026-11-27T06:00"),
            phase(PhaseKind.consolidation, utc("2026-11-29T00:00"), utc("2026-12-29T00:00")),
        ),
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_local_windows_open_with_the_sun_and_a_zones_clock_opens_them_at_once() -> None:
    schedule = build(week("AKL", "CXI", "DKR", "PPG"), ZONES)
    opens = {w.airport: w.starts_at for w in schedule.windows if w.phase == 1}
    assert opens == {
        "CXI": at("2026-11-17T16:00Z"),
        "AKL": at("2026-11-17T17:00Z"),
        "DKR": at("2026-11-18T06:00Z"),
        "PPG": at("2026-11-18T17:00Z"),
    }
    assert {w.starts_at for w in schedule.windows if w.phase == 0} == {at("2026-11-01T00:00Z")}


def test_a_window_holds_its_start_and_not_its_end() -> None:
    schedule = build(week("DKR"), ZONES)
    starts_at, ends_at = at("2026-11-18T06:00Z"), at("2026-11-27T06:00Z")
    assert phase_at(schedule, "DKR", starts_at - MINUTE) is None
    window = phase_at(schedule, "DKR", starts_at)
    assert window is not None
    assert (window.phase, window.kind) == (1, PhaseKind.operational)
    assert phase_at(schedule, "DKR", ends_at - MINUTE) == window
    assert phase_at(schedule, "DKR", ends_at) is None
    assert phase_at(schedule, "GRU", starts_at) is None


def test_a_phase_across_a_dst_night_is_an_hour_longer_or_shorter() -> None:
    def lasts_for(airport: str, starts: str, ends: str) -> timedelta:
        plan = Plan(airports=(airport,), phases=(phase(PhaseKind.operational, starts, ends),))
        (window,) = build(plan, ZONES).windows
        return window.ends_at - window.starts_at

    hours = [
        lasts_for("CDG", "2026-10-24T06:00", "2026-10-26T06:00"),
        lasts_for("CDG", "2026-03-28T06:00", "2026-03-30T06:00"),
        lasts_for("SCL", "2026-09-05T06:00", "2026-09-07T06:00"),
        lasts_for("SCL", "2026-04-04T06:00", "2026-04-06T06:00"),
        lasts_for("LDH", "2026-10-03T06:00", "2026-10-05T06:00"),
        lasts_for("DKR", "2026-10-24T06:00", "2026-10-26T06:00"),
    ]
    assert [length / timedelta(hours=1) for length in hours] == [49, 47, 47, 49, 47.5, 48]


def test_an_operation_runs_from_its_first_airport_to_its_last() -> None:
    schedule = build(week(), ZONES)
    assert operation_starts_at(schedule) == at("2026-11-17T16:00Z")
    assert operation_ends_at(schedule) == at("2026-11-27T17:00Z")
    assert span(schedule) == (at("2026-11-01T00:00Z"), at("2026-12-29T00:00Z"))
    operational = spans(schedule)[1]
    assert (operational.starts_at, operational.ends_at) == (
        at("2026-11-17T16:00Z"),
        at("2026-11-27T17:00Z"),
    )


def test_an_empty_plan_has_no_end_and_no_next_boundary() -> None:
    schedule = build(Plan(), {})
    assert operation_ends_at(schedule) is None
    assert span(schedule) is None
    assert next_boundary(schedule, at("2026-01-01T00:00Z")) is None


def test_after_downtime_every_boundary_that_fell_due_is_there_in_order() -> None:
    schedule = build(week("DKR", "AKL"), ZONES)
    due = boundaries_due(schedule, at("2026-11-18T06:00Z"))
    assert [(b.airport, b.phase, b.edge) for b in due] == [
        ("AKL", 0, Edge.start),
        ("DKR", 0, Edge.start),
        ("AKL", 0, Edge.end),
        ("DKR", 0, Edge.end),
        ("AKL", 1, Edge.start),
        ("DKR", 1, Edge.start),
    ]


def test_a_phase_ends_before_the_next_begins_at_the_same_instant() -> None:
    plan = Plan(
        airports=("DKR",),
        phases=(
            phase(PhaseKind.intelligence, "2026-11-01T00:00", "2026-11-18T06:00"),
            phase(PhaseKind.operational, "2026-11-18T06:00", "2026-11-27T06:00"),
        ),
    )
    edges = [(b.phase, b.edge) for b in boundaries(build(plan, ZONES))]
    assert edges == [(0, Edge.start), (0, Edge.end), (1, Edge.start), (1, Edge.end)]


def test_an_airport_without_a_zone_cannot_be_scheduled_but_the_rest_can_be_drawn() -> None:
    plan = week("DKR", "XXX")
    with pytest.raises(ZoneUnknown):
        build(plan, ZONES)
    assert [row.airport for row in gantt(sketch(plan, ZONES))] == ["DKR"]


def test_a_draft_is_drawn_as_far_as_it_goes() -> None:
    plan = Plan(
        airports=("CDG",),
        phases=(
            phase(PhaseKind.preparation, "2026-03-01T00:00", "2026-03-29T02:30"),
            phase(PhaseKind.intelligence, "", "2026-03-10T00:00"),
            phase(PhaseKind.operational, "2026-04-02T00:00", "2026-04-01T00:00"),
            phase(PhaseKind.consolidation, "2026-05-01T06:00", "2026-05-02T06:00"),
        ),
    )
    (row,) = gantt(sketch(plan, ZONES))
    (bar,) = row.bars
    assert (bar.phase, bar.starts_wall, bar.ends_wall) == (3, "2026-05-01T06:00", "2026-05-02T06:00")
    assert bar.starts_at == at("2026-05-01T04:00Z")


# Report days


def days_at(airport: str, starts: str, ends: str, **rule: str) -> list[tuple[str, float]]:
    plan = Plan(
        airports=(airport,),
        phases=(phase(PhaseKind.operational, starts, ends),),
        report_day=ReportDay.model_validate(rule),
    )
    days = report_days(build(plan, ZONES), airport)
    return [(day.on.isoformat(), (day.ends_at - day.starts_at) / timedelta(hours=1)) for day in days]


def test_the_first_and_last_report_days_may_be_partial() -> None:
    assert days_at("DKR", "2026-11-18T06:00", "2026-11-20T06:00") == [
        ("2026-11-18", 18),
        ("2026-11-19", 24),
        ("2026-11-20", 6),
    ]


def test_a_window_that_closes_at_the_cut_off_expects_nothing_for_the_day_that_begins() -> None:
    days = days_at("DKR", "2026-11-18T06:00", "2026-11-20T06:00", cut_off="06:00")
    assert days == [("2026-11-18", 24), ("2026-11-19", 24)]


@pytest.mark.parametrize(
    ("airport", "night", "hours"),
    [
        ("CDG", "2026-10-25", 25),
        ("CDG", "2026-03-29", 23),
        ("SCL", "2026-04-04", 25),
        ("SCL", "2026-09-06", 23),
        ("LDH", "2026-10-04", 23.5),
        ("LDH", "2026-04-05", 24.5),
        ("CMN", "2026-02-15", 25),
        ("CMN", "2026-03-22", 23),
        ("ASU", "2024-10-06", 23),
        ("ASU", "2026-10-04", 24),
        ("KTM", "2026-10-25", 24),
    ],
)
def test_a_report_day_is_as_long_as_the_airports_own_day(airport: str, night: str, hours: float) -> None:
    starts = date.fromisoformat(night) - timedelta(days=1)
    ends = starts + timedelta(days=3)
    assert dict(days_at(airport, f"{starts}T12:00", f"{ends}T12:00"))[night] == hours


def test_a_report_day_on_one_zones_clock_is_the_same_stretch_everywhere() -> None:
    plan = week("AKL", "DKR", "PPG").model_copy(
        update={"report_day": ReportDay(clock=Clock.zone, zone="UTC", cut_off="08:00")}
    )
    schedule = build(plan, ZONES)
    for airport in plan.airports:
        for day in report_days(schedule, airport)[1:-1]:
            assert day.starts_at == datetime(day.on.year, day.on.month, day.on.day, 8, tzinfo=UTC)


def test_a_return_is_due_some_hours_after_the_whole_day_also_for_the_last_partial_one() -> None:
    plan = week("DKR").model_copy(update={"expectations": Expectations(due_after_hours=6)})
    days = report_days(build(plan, ZONES), "DKR")
    assert days[0].due_at == at("2026-11-19T06:00Z")
    assert days[-1].on == date(2026, 11, 27)
    assert days[-1].ends_at == at("2026-11-27T06:00Z")
    assert days[-1].due_at == at("2026-11-28T06:00Z")


def test_two_operational_phases_of_one_day_owe_one_return() -> None:
    plan = Plan(
        airports=("DKR",),
        phases=(
            phase(PhaseKind.operational, "2026-11-18T00:00", "2026-11-18T06:00"),
            phase(PhaseKind.operational, "2026-11-18T18:00", "2026-11-19T00:00"),
        ),
    )
    (day,) = report_days(build(plan, ZONES), "DKR")
    assert (day.starts_at, day.ends_at) == (at("2026-11-18T00:00Z"), at("2026-11-19T00:00Z"))


def test_a_day_swallowed_by_the_date_line_expects_nothing() -> None:
    zones = {"APW": "Pacific/Apia"}
    plan = Plan(
        airports=("APW",),
        phases=(phase(PhaseKind.operational, "2011-12-29T00:00", "2012-01-01T00:00"),),
    )
    days = report_days(build(plan, zones), "APW")
    assert [day.on.day for day in days] == [29, 31]
    assert days[0].ends_at == days[1].starts_at


def test_only_expected_phases_owe_returns() -> None:
    plan = week("DKR").model_copy(update={"expectations": Expectations(phases=(PhaseKind.consolidation,))})
    days = report_days(build(plan, ZONES), "DKR")
    assert (days[0].on, days[-1].on) == (date(2026, 11, 29), date(2026, 12, 28))
    assert report_days(build(plan, ZONES), "GRU") == ()


def stood_down(instant: datetime) -> Schedule:
    """Return what is left of a week at Dakar once it is stood down: what had begun, cut short."""
    left = [replace(w, ends_at=min(w.ends_at, instant)) for w in build(week("DKR"), ZONES).windows]
    return decided(week("DKR"), ZONES, [w for w in left if w.starts_at < instant])


def test_what_was_published_holds_though_newer_zone_data_would_move_it() -> None:
    published = build(week("DKR"), ZONES)
    elsewhere = decided(week("DKR"), ZONES | {"DKR": "Africa/Lagos"}, published.windows)
    assert list(elsewhere.windows) == list(published.windows)


def test_an_operation_stood_down_owes_nothing_for_what_lay_ahead() -> None:
    at_noon = at("2026-11-20T12:00Z")
    schedule = stood_down(at_noon)
    assert [w.phase for w in schedule.windows] == [0, 1]
    assert operation_ends_at(schedule) == at_noon
    assert [day.on.day for day in report_days(schedule, "DKR")] == [18, 19, 20]
    assert phase_at(schedule, "DKR", at_noon) is None


# Moving a boundary


NOW = at("2026-11-18T00:00Z")


def in_force(plan: Plan, now: datetime) -> InForce:
    return InForce(plan, ZONES, tuple(build(plan, ZONES).windows), now)


def moved(phase: int, edge: Edge, moment: Moment, now: datetime = NOW, *airports: str) -> Plan:
    plan = week(*airports or ("DKR", "AKL"))
    return move(in_force(plan, now), plan.airports, phase, edge, moment).plan


def test_a_boundary_still_ahead_moves_and_nothing_else_does() -> None:
    before, after = week("DKR", "AKL"), moved(1, Edge.end, local("2026-11-28T06:00"))
    assert after.phases[1].ends.wall == "2026-11-28T06:00"
    assert after.phases[1].starts == before.phases[1].starts
    assert (after.phases[0], after.phases[2]) == (before.phases[0], before.phases[2])


def refusal(phase: int, edge: Edge, moment: Moment, now: datetime = NOW) -> Refusal:
    with pytest.raises(Refusal) as refused:
        moved(phase, edge, moment, now)
    return refused.value


def test_a_boundary_past_at_one_airport_is_past_for_all() -> None:
    # Auckland has begun; Dakar begins in six hours.
    refused = refusal(1, Edge.start, local("2026-11-19T06:00"))
    assert (refused.code, refused.status) == ("plan:boundary_past", 409)
    assert refused.params["airports"] == "AKL"


def test_a_boundary_at_this_very_instant_is_past() -> None:
    refused = refusal(1, Edge.end, local("2026-11-28T06:00"), at("2026-11-26T17:00Z"))
    assert refused.code == "plan:boundary_past"


def test_a_boundary_cannot_move_into_the_past_of_any_airport() -> None:
    refused = refusal(1, Edge.end, local("2026-11-18T12:00"))
    assert (refused.code, refused.params["airports"]) == ("plan:moved_into_past", "AKL")


@pytest.mark.parametrize(
    ("index", "edge", "wall", "code"),
    [
        (1, Edge.end, "2026-12-10T00:00", "plan:phases_overlap"),
        (2, Edge.start, "2026-11-20T00:00", "plan:phases_overlap"),
        (2, Edge.end, "2026-11-28T00:00", "plan:phase_ends_before_start"),
        (1, Edge.end, "2026-11-31T00:00", "plan:wall_invalid"),
        (9, Edge.end, "2026-11-28T00:00", "plan:phase_unknown"),
    ],
)
def test_a_boundary_cannot_move_out_of_order(index: int, edge: Edge, wall: str, code: str) -> None:
    assert refusal(index, edge, local(wall)).code == code


def test_a_boundary_cannot_move_to_a_time_that_does_not_exist() -> None:
    plan = week("CDG")
    with pytest.raises(Refusal) as refused:
        move(in_force(plan, NOW), plan.airports, 2, Edge.end, local("2027-03-28T02:30"))
    assert (refused.value.code, refused.value.path) == ("plan:gap", "phases.2.ends")


# Properties


airport_sets = st.lists(st.sampled_from(sorted(ZONES)), min_size=1, max_size=4, unique=True)
walls = st.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-31")).map(
    lambda wall: wall.replace(minute=wall.minute // 15 * 15, second=0, microsecond=0)
)
clocks = st.sampled_from([Clock.local, Clock.zone])
cut_offs = st.sampled_from(["00:00", "02:30", "06:00", "23:30"])


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Schedules across DST nights, drawn as drafts are: only what exists stays."""
    edges = sorted(draw(st.lists(walls, min_size=2, max_size=8, unique=True)))
    phases = []
    for starts, ends in zip(edges[::2], edges[1::2], strict=False):
        clock, zone = draw(clocks), draw(st.sampled_from(sorted(ZONES.values())))
        moments = (
            Moment(wall=wall.isoformat("T", "minutes"), clock=clock, zone=zone, fold=draw(st.integers(0, 1)))
            for wall in (starts, ends)
        )
        phases.append(phase(draw(st.sampled_from(PhaseKind)), *moments))
    rule = ReportDay(clock=draw(clocks), zone="Europe/Paris", cut_off=draw(cut_offs))
    plan = Plan(airports=tuple(draw(airport_sets)), phases=tuple(phases), report_day=rule)
    return sketch(plan, ZONES)


@given(schedules())
def test_boundaries_are_sorted_and_there_are_two_for_each_window(schedule: Schedule) -> None:
    found = boundaries(schedule)
    assert all(one.due_at <= other.due_at for one, other in pairwise(found))
    assert len(found) == 2 * len(list(schedule.windows))


@given(schedules())
def test_waking_at_each_next_boundary_skips_none(schedule: Schedule) -> None:
    woken, instant = [], at("2020-01-01T00:00Z")
    while (wake_at := next_boundary(schedule, instant)) is not None:
        woken += [b for b in boundaries_due(schedule, wake_at) if b.due_at > instant]
        instant = wake_at
    assert woken == boundaries(schedule)


@given(schedules(), st.integers(0, 10**8))
def test_the_phase_at_an_instant_is_a_window_that_holds_it(schedule: Schedule, minutes: int) -> None:
    instant = at("2026-01-01T00:00Z") + minutes % (3 * 365 * 24 * 60) * MINUTE
    for airport, windows in schedule.by_airport.items():
        holding = [w for w in windows if w.starts_at <= instant < w.ends_at]
        found = phase_at(schedule, airport, instant)
        assert found in holding if holding else found is None


@given(st.sampled_from(sorted(ZONES.values())), cut_offs, clocks, st.integers(0, 2 * 365 * 24 * 60))
def test_every_instant_belongs_to_exactly_one_report_day(zone: str, cut_off: str, clock: Clock, minutes: int) -> None:
    plan = Plan(report_day=ReportDay(clock=clock, zone="America/Santiago", cut_off=cut_off))
    instant = at("2026-01-01T00:00Z") + minutes * MINUTE
    on = report_day_of(plan, zone, instant)
    assert on <= report_day_of(plan, zone, instant + MINUTE) <= on + timedelta(days=1)


@given(schedules())
def test_report_days_tile_the_windows_and_agree_with_the_day_of_each_instant(
    schedule: Schedule,
) -> None:
    for airport, windows in schedule.by_airport.items():
        days = report_days(schedule, airport)
        assert all(one.on < other.on and one.ends_at <= other.starts_at for one, other in pairwise(days))
        assert all(day.starts_at < day.ends_at < day.due_at for day in days)
        zone = schedule.zones[airport]
        for day in days:
            assert report_day_of(schedule, zone, day.starts_at) == day.on
            assert report_day_of(schedule, zone, day.ends_at - MINUTE) == day.on
        expected = {day.on for day in days}
        for window in windows:
            if window.kind is PhaseKind.operational:
                assert report_day_of(schedule, zone, window.starts_at) in expected
                assert report_day_of(schedule, zone, window.ends_at - MINUTE) in expected
