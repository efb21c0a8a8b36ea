"""Shifts follow each other without hole or overlap, in every zone and every night, and belong to one day each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.planning.check import problems
from operations.planning.plan import Clock, Expectations, PhaseKind, ReportDay, Roster, Shift
from operations.planning.report_days import report_days, turn_of
from operations.planning.schedule import build
from operations.planning.shifts import shifts_of, turn, turn_at, turns
from tests.builders import a_phase, a_plan

ZONES = (
    "UTC", "Europe/Lisbon", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia",
    "America/St_Johns", "Africa/Casablanca",
)  # fmt: skip
ROUND_THE_CLOCK = (
    Shift(code="early", starts="06:00", ends="14:00"),
    Shift(code="late", starts="14:00", ends="22:00"),
    Shift(code="night", starts="22:00", ends="06:00"),
)
IN_SHIFTS = Expectations(rosters=(Roster(shifts=ROUND_THE_CLOCK),))

instants = st.datetimes(datetime(2011, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 a strategy draws naive ones
rules = st.builds(
    ReportDay,
    clock=st.sampled_from(Clock),
    cut_off=st.sampled_from(["00:00", "02:30", "06:00", "23:00"]),
    zone=st.sampled_from(ZONES),
)


@st.composite
def rosters(draw: st.DrawFn) -> tuple[Shift, ...]:
    """Draw shifts that share a day among them."""
    starts = sorted(draw(st.sets(st.integers(0, 47), min_size=1, max_size=6)))
    walls = [f"{half // 2:02}:{half % 2 * 30:02}" for half in starts]
    return tuple(
        Shift(code=f"S{place}", starts=wall, ends=walls[(place + 1) % len(walls)]) for place, wall in enumerate(walls)
    )


@given(rosters(), rules, st.sampled_from(ZONES), instants)
def test_shifts_that_share_the_day_hold_every_instant_once(
    shifts: tuple[Shift, ...], rule: ReportDay, zone: str, instant: datetime
) -> None:
    found = list(turns(shifts, rule, zone, instant, instant + timedelta(days=3)))
    ordered = sorted(found, key=lambda each: each.starts_at)
    assert ordered[0].starts_at <= instant
    assert all(earlier.ends_at == later.starts_at for earlier, later in pairwise(ordered))
    assert len({(each.on, each.shift) for each in found}) == len(found)
    held = turn_at(shifts, rule, zone, instant)
    assert held == ordered[0]


@given(rosters(), rules, st.sampled_from(ZONES), st.dates(date(2011, 1, 1), date(2027, 12, 31)))
def test_a_shift_is_found_again_from_any_instant_of_it(
    shifts: tuple[Shift, ...], rule: ReportDay, zone: str, on: date
) -> None:
    for shift in shifts:
        whole = turn(shift, on, rule, zone)
        if whole.starts_at < whole.ends_at:
            assert turn_at(shifts, rule, zone, whole.starts_at) == whole
            assert turn_at(shifts, rule, zone, whole.ends_at - timedelta(seconds=1)) == whole


@given(rosters(), rules, st.sampled_from(ZONES))
def test_the_shifts_an_airport_owes_cover_its_window_and_no_more(
    shifts: tuple[Shift, ...], rule: ReportDay, zone: str
) -> None:
    plan = a_plan(
        phases=(a_phase(PhaseKind.operational, "2026-10-23T06:00", "2026-10-27T18:00"),),
        controls=(),
        report_day=rule,
        expectations=Expectations(rosters=(Roster(shifts=shifts),)),
    )
    schedule = build(plan, dict.fromkeys(plan.airports, zone))
    (window,) = schedule.by_airport["GRU"]
    owed = sorted(report_days(schedule, "GRU"), key=lambda day: day.starts_at)
    assert (owed[0].starts_at, owed[-1].ends_at) == (window.starts_at, window.ends_at)
    assert all(earlier.ends_at == later.starts_at for earlier, later in pairwise(owed))
    for day in owed:
        assert turn_of(schedule, "GRU", zone, day.starts_at) == day.turn


def test_the_night_is_of_the_day_on_which_it_begins_and_due_after_its_own_end() -> None:
    plan = a_plan(expectations=IN_SHIFTS)
    schedule = build(plan, dict.fromkeys(plan.airports, "America/Sao_Paulo"))
    night = next(day for day in report_days(schedule, "GRU") if day.turn == (date(2026, 11, 16), "night"))
    assert (night.starts_at, night.ends_at) == (
        datetime(2026, 11, 17, 1, tzinfo=UTC),
        datetime(2026, 11, 17, 9, tzinfo=UTC),
    )
    assert night.due_at == datetime(2026, 11, 17, 21, tzinfo=UTC)
    assert turn_of(schedule, "GRU", "America/Sao_Paulo", datetime(2026, 11, 17, 5, tzinfo=UTC)) == night.turn


def test_a_shift_before_the_cut_off_is_of_the_day_that_still_runs() -> None:
    rule = ReportDay(cut_off="06:00")
    small_hours = Shift(code="A", starts="00:00", ends="06:00")
    assert turn(small_hours, date(2026, 11, 16), rule, "UTC").starts_at == datetime(2026, 11, 17, tzinfo=UTC)


def test_in_the_night_in_which_clocks_are_put_forward_the_night_shift_is_an_hour_shorter() -> None:
    night = turn(ROUND_THE_CLOCK[2], date(2026, 3, 28), ReportDay(), "Europe/Lisbon")
    assert night.ends_at - night.starts_at == timedelta(hours=7)
    assert turn(ROUND_THE_CLOCK[2], date(2026, 10, 24), ReportDay(), "Europe/Lisbon").ends_at == datetime(
        2026, 10, 25, 6, tzinfo=UTC
    )


def test_an_airport_works_by_its_own_roster_else_by_that_of_all_others_else_by_days() -> None:
    own = (Shift(code="day", starts="07:00", ends="19:00"),)
    named = Roster(airports=("GRU",), shifts=own)
    both = Expectations(rosters=(Roster(shifts=ROUND_THE_CLOCK), named))
    assert (shifts_of(both, "GRU"), shifts_of(both, "LIS")) == (own, ROUND_THE_CLOCK)
    assert shifts_of(Expectations(rosters=(named,)), "LIS") == ()


@pytest.mark.parametrize(
    ("rosters", "code", "path"),
    [
        ((Roster(airports=("CDG",), shifts=ROUND_THE_CLOCK),), "plan:roster_airport", "0"),
        ((Roster(airports=("GRU",), shifts=ROUND_THE_CLOCK),) * 2, "plan:roster_twice", "0"),
        ((Roster(shifts=ROUND_THE_CLOCK),) * 2, "plan:roster_others_twice", "1"),
        ((Roster(),), "plan:roster_empty", "0"),
        ((Roster(shifts=(Shift(starts="06:00", ends="14:00"),)),), "plan:shift_unnamed", "0.shifts.0.code"),
        ((Roster(shifts=ROUND_THE_CLOCK[:1] * 2),), "plan:shift_twice", "0.shifts.1.code"),
        ((Roster(shifts=(Shift(code="A", starts="06:00"),)),), "plan:shift_untimed", "0.shifts.0.ends"),
        (
            (Roster(shifts=(Shift(code="A", starts="24:00", ends="6"),)),),
            "plan:shift_time_invalid",
            "0.shifts.0.starts",
        ),
        (
            (Roster(shifts=(*ROUND_THE_CLOCK[:2], Shift(code="B", starts="21:00", ends="05:00"))),),
            "plan:shifts_overlap",
            "0.shifts.1",
        ),
        (
            (Roster(shifts=(ROUND_THE_CLOCK[0], Shift(code="N", starts="22:00", ends="07:00"))),),
            "plan:shifts_overlap",
            "0.shifts.1",
        ),
    ],
)
def test_what_is_wrong_with_a_roster_is_named_at_its_place(rosters: tuple[Roster, ...], code: str, path: str) -> None:
    plan = a_plan(expectations=Expectations(rosters=rosters))
    found = problems(plan, dict.fromkeys(plan.airports, "UTC"), for_publication=True)
    assert (code, f"expectations.rosters.{path}") in [(each.code, each.path) for each in found]


def test_shifts_that_follow_each_other_round_the_clock_are_sound() -> None:
    plan = a_plan(expectations=IN_SHIFTS)
    assert problems(plan, dict.fromkeys(plan.airports, "UTC"), for_publication=True) == []
