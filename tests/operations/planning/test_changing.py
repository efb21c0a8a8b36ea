"""Changes of a published schedule as pure functions: lengths on the clocks of airports, across clock changes too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.errors import Refusal, Refusals
from operations.planning.changing import InForce, extend, move, shift
from operations.planning.plan import Clock, Edge, Moment, PhaseKind, Plan
from operations.planning.report_days import report_days, suspended_days
from operations.planning.schedule import build, moments_at
from operations.planning.suspension import Suspension, covered, held, lapsed, overlaps
from tests.builders import a_phase, local

ZONES = {
    "CDG": "Europe/Paris",
    "LIS": "Europe/Lisbon",
    "JFK": "America/New_York",
    "AKL": "Pacific/Auckland",
    "DEL": "Asia/Kolkata",
    "DKR": "Africa/Dakar",
}
DAY = timedelta(days=1)


def week(*airports: str) -> Plan:
    """Return a plan whose consolidation ends after the clocks of Europe and America have been put forward."""
    return Plan(
        airports=airports,
        phases=(
            a_phase(PhaseKind.operational, "2027-03-20T06:00", "2027-03-27T02:30"),
            a_phase(PhaseKind.consolidation, "2027-03-27T02:30", "2027-04-03T18:00"),
        ),
    )


def in_force(plan: Plan, now: str = "2027-03-22T12:00Z") -> InForce:
    return InForce(plan, ZONES, tuple(build(plan, ZONES).windows), datetime.fromisoformat(now).astimezone(UTC))


def walls(plan: Plan, airport: str) -> list[tuple[str, str]]:
    return [(edges[Edge.start].wall, edges[Edge.end].wall) for edges in moments_at(plan, airport)]


def test_a_phase_extended_takes_what_follows_with_it_and_keeps_the_hour_on_every_clock() -> None:
    plan = week("CDG", "JFK", "DEL")
    change = extend(in_force(plan), plan.airports, 0, 3 * DAY)
    assert walls(change.plan, "CDG") == [
        ("2027-03-20T06:00", "2027-03-30T02:30"),
        ("2027-03-30T02:30", "2027-04-06T18:00"),
    ]
    assert change.plan.deviations == ()
    # Paris put its clock forward on the 28th: three days later on the wall are one hour less in between.
    before = build(plan, ZONES).by_airport["CDG"][0].ends_at
    assert change.due["CDG", 0, Edge.end] - before == 3 * DAY - timedelta(hours=1)
    before = build(plan, ZONES).by_airport["DEL"][0].ends_at
    assert change.due["DEL", 0, Edge.end] - before == 3 * DAY


def test_a_length_that_ends_in_a_gap_is_refused_where_it_does_and_names_the_next_time() -> None:
    plan = week("CDG", "DEL")
    with pytest.raises(Refusals) as refused:
        extend(in_force(plan), plan.airports, 0, DAY)
    found = {(each.code, each.path, each.params["airports"]) for each in refused.value.refusals}
    assert found == {("plan:gap", "phases.0.ends", "CDG"), ("plan:gap", "phases.1.starts", "CDG")}
    assert {each.params["next"] for each in refused.value.refusals} == {"2027-03-28T03:30"}


def test_a_time_that_comes_twice_is_asked_and_the_answer_taken() -> None:
    plan = Plan(airports=("JFK",), phases=(a_phase(PhaseKind.operational, "2027-10-30T06:00", "2027-11-06T01:30"),))
    stands = in_force(plan, "2027-11-01T00:00Z")
    with pytest.raises(Refusal) as refused:
        extend(stands, plan.airports, 0, DAY)
    assert (refused.value.code, refused.value.params["second"]) == ("plan:fold_asked", "2027-11-07T06:30:00Z")
    second = extend(stands, plan.airports, 0, DAY, fold=1)
    assert second.due["JFK", 0, Edge.end] == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    assert second.plan.phases[0].ends.fold == 1


def test_one_airport_extended_deviates_and_the_others_stay() -> None:
    plan = week("CDG", "JFK", "DEL")
    change = extend(in_force(plan), ("DEL",), 0, DAY)
    assert change.plan.phases == plan.phases
    assert walls(change.plan, "DEL")[0] == ("2027-03-20T06:00", "2027-03-28T02:30")
    assert {airport for airport, _, _ in change.due} == {"DEL"}
    assert [(each.phase, each.edge.value, each.airports) for each in change.moves] == [
        (0, "end", ("DEL",)),
        (1, "start", ("DEL",)),
        (1, "end", ("DEL",)),
    ]


def test_what_most_airports_have_is_the_phases_own() -> None:
    plan = week("DEL", "DKR", "AKL")
    change = extend(in_force(plan), ("DEL", "DKR"), 0, 2 * DAY)
    assert change.plan.phases[0].ends.wall == "2027-03-29T02:30"
    assert {(own.airport, own.moment.wall) for own in change.plan.deviations if own.phase == 0} == {
        ("AKL", "2027-03-27T02:30")
    }
    back = extend(in_force(change.plan), ("DEL", "DKR"), 0, -2 * DAY)
    assert back.plan == plan


def test_a_shift_moves_what_is_ahead_at_each_airport_and_nothing_that_is_past() -> None:
    plan = week("AKL", "DKR")
    # Begun at Auckland, not yet at Dakar.
    change = shift(in_force(plan, "2027-03-20T00:00Z"), plan.airports, 2 * DAY)
    assert walls(change.plan, "AKL")[0] == ("2027-03-20T06:00", "2027-03-29T02:30")
    assert walls(change.plan, "DKR")[0] == ("2027-03-22T06:00", "2027-03-29T02:30")


def test_a_shift_of_hours_counts_on_the_wall_too() -> None:
    plan = week("CDG")
    change = shift(in_force(plan, "2027-03-28T12:00Z"), plan.airports, timedelta(hours=-30))
    assert walls(change.plan, "CDG")[1] == ("2027-03-27T02:30", "2027-04-02T12:00")


def test_a_moment_that_is_one_instant_everywhere_is_shifted_on_its_own_clock() -> None:
    noon = Moment(wall="2027-03-26T12:00", clock=Clock.zone, zone="Europe/Paris")
    first = week("CDG", "DKR").phases[0].model_copy(update={"ends": noon})
    change = extend(in_force(Plan(airports=("CDG", "DKR"), phases=(first,))), ("CDG", "DKR"), 0, 4 * DAY)
    ends = {change.due[airport, 0, Edge.end] for airport in ("CDG", "DKR")}
    assert ends == {datetime(2027, 3, 30, 10, 0, tzinfo=UTC)}


def refusal(wrong: pytest.ExceptionInfo[Refusal]) -> tuple[str, int, object]:
    return wrong.value.code, wrong.value.status, wrong.value.params.get("airports")


def test_what_is_past_or_would_be_is_refused_with_the_airports() -> None:
    plan = week("AKL", "DKR")
    with pytest.raises(Refusal) as past:
        extend(in_force(plan, "2027-03-26T20:00Z"), plan.airports, 0, DAY)
    assert refusal(past) == ("plan:boundary_past", 409, "AKL")
    with pytest.raises(Refusals) as into:
        extend(in_force(plan, "2027-03-25T20:00Z"), plan.airports, 0, -DAY)
    assert {(each.code, each.path, each.params["airports"]) for each in into.value.refusals} == {
        ("plan:moved_into_past", "phases.0.ends", "AKL"),
        ("plan:moved_into_past", "phases.1.starts", "AKL"),
    }
    with pytest.raises(Refusal) as nothing:
        shift(in_force(plan, "2027-05-01T00:00Z"), plan.airports, DAY)
    assert refusal(nothing)[:2] == ("plan:nothing_ahead", 409)
    with pytest.raises(Refusal) as still:
        shift(in_force(plan), plan.airports, timedelta(0))
    assert still.value.code == "plan:no_length"


def test_a_boundary_moved_along_takes_the_neighbour_that_touches_it_and_no_other() -> None:
    plan = week("DEL", "DKR")
    alone = extend(in_force(plan), ("DKR",), 0, DAY).plan
    apart = move(in_force(alone), ("DKR",), 1, Edge.start, local("2027-03-29T00:00")).plan
    change = move(in_force(apart), apart.airports, 0, Edge.end, local("2027-03-26T18:00"), along=True)
    assert walls(change.plan, "DEL")[1][0] == "2027-03-26T18:00"
    assert walls(change.plan, "DKR")[1][0] == "2027-03-29T00:00"


@given(st.integers(-5, 30), st.sets(st.sampled_from(("CDG", "JFK", "AKL", "DEL", "DKR")), min_size=1))
def test_a_change_moves_those_it_is_for_alone_and_what_it_says_is_what_the_plan_says(
    days: int, where: set[str]
) -> None:
    plan = week("CDG", "JFK", "AKL", "DEL", "DKR")
    try:
        change = extend(in_force(plan), where, 0, timedelta(days=days, hours=4), fold=0)
    except (Refusal, Refusals):
        return
    assert {airport for airport, _, _ in change.due} == where
    after = {(w.airport, w.phase): w for w in build(change.plan, ZONES).windows}
    for window in build(plan, ZONES).windows:
        now = after[window.airport, window.phase]
        assert now.starts_at == change.due.get((window.airport, window.phase, Edge.start), window.starts_at)
        assert now.ends_at == change.due.get((window.airport, window.phase, Edge.end), window.ends_at)


# Suspensions


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def resting(starts: str, ends: str | None) -> Suspension:
    return Suspension("CDG", at(starts), None if ends is None else at(ends))


def test_days_suspended_throughout_are_not_owed_and_days_with_any_of_them_left_are() -> None:
    plan = week("CDG")
    whole = build(plan, ZONES)
    # From the evening of the 22nd to the morning of the 25th, on the clock of Paris.
    rest = resting("2027-03-22T20:00Z", "2027-03-25T08:00Z")
    schedule = type(whole)(whole.by_airport, whole.zones, whole.report_day, whole.expectations, {"CDG": (rest,)})
    owed = {day.on.day: day for day in report_days(schedule, "CDG")}
    assert sorted(owed) == [20, 21, 22, 25, 26, 27]
    assert [day.on.day for day in suspended_days(schedule, "CDG")] == [23, 24]
    assert [day.due_at for day in report_days(whole, "CDG") if day.on.day in owed] == [
        day.due_at for day in owed.values()
    ]


def test_two_suspensions_that_touch_leave_nothing_of_the_day_between() -> None:
    day = at("2027-03-23T00:00Z"), at("2027-03-24T00:00Z")
    first, second = resting("2027-03-22T20:00Z", "2027-03-23T10:00Z"), resting("2027-03-23T10:00Z", None)
    assert covered((second, first), *day)
    assert not covered((first, resting("2027-03-23T10:01Z", None)), *day)
    assert not covered((first,), *day)


def test_a_suspension_is_half_open_and_one_without_an_end_goes_on() -> None:
    rest = resting("2027-03-22T20:00Z", "2027-03-23T10:00Z")
    assert held((rest,), at("2027-03-22T20:00Z")) == rest
    assert held((rest,), at("2027-03-23T10:00Z")) is None
    assert held((resting("2027-03-22T20:00Z", None),), at("2029-01-01T00:00Z")) is not None
    assert not overlaps((rest,), at("2027-03-23T10:00Z"), None)
    assert overlaps((rest,), at("2027-03-01T00:00Z"), None)


def test_controls_confirmed_before_a_rest_are_confirmed_no_more() -> None:
    rest = resting("2027-03-22T20:00Z", "2027-03-23T10:00Z")
    assert lapsed(at("2027-03-22T19:00Z"), (rest,), at("2027-03-22T20:00Z"))
    assert not lapsed(at("2027-03-22T19:00Z"), (rest,), at("2027-03-22T19:59Z"))
    assert not lapsed(at("2027-03-23T10:05Z"), (rest,), at("2027-03-24T00:00Z"))
