"""An earlier plan at new dates."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from operations.errors import Refusal
from operations.planning.check import problems
from operations.planning.cloning import cloned
from operations.planning.plan import Clock, Deviation, Edge, Moment, Plan
from operations.planning.report_days import report_days
from operations.planning.schedule import build
from tests.builders import a_plan, local

ZONES = {"BOG": "America/Bogota", "DSS": "Africa/Dakar", "GRU": "America/Sao_Paulo", "LIS": "Europe/Lisbon"}


def test_everything_moves_with_the_first_operational_day_and_keeps_its_hour_across_a_clock_change() -> None:
    earlier = a_plan()
    later = cloned(earlier, date(2027, 3, 24), "2027.1")
    assert [(phase.starts.wall, phase.ends.wall) for phase in later.phases] == [
        ("2027-03-18T08:00", "2027-03-24T06:00"),
        ("2027-03-24T06:00", "2027-03-31T18:00"),
        ("2027-03-31T18:00", "2027-04-14T18:00"),
    ]
    # Lisbon puts its clock forward on the 28th: the same hour on the wall is an hour less of operation.
    before, after = (build(plan, ZONES).by_airport["LIS"][1] for plan in (earlier, later))
    assert (before.ends_at - before.starts_at) - (after.ends_at - after.starts_at) == datetime(
        2027, 1, 1, 1, tzinfo=UTC
    ) - datetime(2027, 1, 1, tzinfo=UTC)
    assert len(report_days(build(later, ZONES), "GRU")) == len(report_days(build(earlier, ZONES), "GRU"))
    assert later.model_dump(exclude={"phases", "taxonomy_version"}) == earlier.model_dump(
        exclude={"phases", "taxonomy_version"}
    )
    assert later.taxonomy_version == "2027.1"


def test_what_the_new_dates_make_of_an_hour_is_named_or_asked_as_in_any_plan() -> None:
    first = a_plan().phases[1].model_copy(update={"starts": local("2026-11-15T01:30")})
    later = cloned(a_plan(phases=(first,), controls=()), date(2027, 3, 28), "2026.1")
    assert [(each.code, each.path) for each in problems(later, ZONES, for_publication=False)] == [
        ("plan:gap", "phases.0.starts")
    ]


def test_an_answer_about_one_night_and_what_single_airports_had_stay_behind() -> None:
    twice = Moment(wall="2026-10-25T01:30", clock=Clock.zone, zone="Europe/Lisbon", fold=1)
    own = Deviation(airport="GRU", phase=0, edge=Edge.end, moment=local("2026-11-24T18:00"))
    phase = a_plan().phases[1].model_copy(update={"starts": twice})
    later = cloned(a_plan(phases=(phase,), deviations=(own,)), date(2026, 11, 1), "2026.1")
    assert later.phases[0].starts == Moment(wall="2026-11-01T01:30", clock=Clock.zone, zone="Europe/Lisbon")
    assert later.deviations == ()


def test_a_plan_without_an_operational_phase_gives_no_day_to_count_from() -> None:
    with pytest.raises(Refusal) as refused:
        cloned(Plan(), date(2027, 1, 1), "2026.1")
    assert refused.value.code == "operation:no_operational_phase"


@pytest.mark.parametrize("first_on", [date.min, date.max])
def test_dates_beyond_every_calendar_are_refused_by_their_field(first_on: date) -> None:
    with pytest.raises(Refusal) as refused:
        cloned(a_plan(), first_on, "2027.1")
    assert (refused.value.code, refused.value.path, refused.value.status) == (
        "invalid:date_parsing",
        "like.first_on",
        422,
    )
