"""The dates an operation goes by: those that whoever planned it would say."""

from __future__ import annotations

from datetime import UTC, date, datetime

from operations.planning.dates import dates_of
from operations.planning.plan import Deviation, Edge, Moment, PhaseKind
from tests.builders import a_phase, a_plan, local

WEEK = (
    a_phase(PhaseKind.preparation, "2026-10-02T00:00", "2026-10-23T00:00"),
    a_phase(PhaseKind.operational, "2026-10-23T00:00", "2026-10-30T00:00"),
    a_phase(PhaseKind.consolidation, "2026-10-30T00:00", "2026-11-06T00:00"),
)


def test_seven_days_from_midnight_to_midnight_are_seven_dates_wherever_the_airports_lie() -> None:
    assert dates_of(a_plan(phases=WEEK)) == (date(2026, 10, 23), date(2026, 10, 29))


def test_a_day_that_has_begun_counts() -> None:
    phases = (a_phase(PhaseKind.operational, "2026-11-15T06:00", "2026-11-18T18:00"),)
    assert dates_of(a_plan(phases=phases)) == (date(2026, 11, 15), date(2026, 11, 18))


def test_what_one_airport_has_longer_counts_and_what_it_has_of_other_phases_does_not() -> None:
    later = Deviation(airport="GRU", phase=1, edge=Edge.end, moment=local("2026-11-01T00:00"))
    other = Deviation(airport="GRU", phase=2, edge=Edge.end, moment=local("2026-12-24T00:00"))
    assert dates_of(a_plan(phases=WEEK, deviations=(later, other))) == (date(2026, 10, 23), date(2026, 10, 31))


def test_an_operation_that_was_stood_down_ended_that_day() -> None:
    assert dates_of(a_plan(phases=WEEK), datetime(2026, 10, 25, 9, tzinfo=UTC)) == (
        date(2026, 10, 23),
        date(2026, 10, 25),
    )
    assert dates_of(a_plan(phases=WEEK), datetime(2026, 10, 5, 9, tzinfo=UTC)) == (
        date(2026, 10, 23),
        date(2026, 10, 23),
    )


def test_a_draft_without_times_or_without_an_operational_phase_has_none() -> None:
    assert dates_of(a_plan(phases=WEEK[:1])) is None
    blank = WEEK[1].model_copy(update={"ends": Moment()})
    assert dates_of(a_plan(phases=(blank,))) is None
