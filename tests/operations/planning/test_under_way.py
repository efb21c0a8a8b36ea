"""Change an operation under way: extend, shift, suspend, resume and stand down, everywhere or in one place."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from operations.boards.project import kept
from operations.boards.rows import log_row
from operations.errors import Refusal
from operations.planning import actions, queries, under_way
from operations.planning.announce import announce_due
from operations.planning.commands import (
    ConfirmControls,
    ExtendPhase,
    Length,
    MoveBoundary,
    Resume,
    ShiftSchedule,
    StandDown,
    Suspend,
    Where,
)
from operations.planning.models import Operation, PlanEdition
from operations.planning.plan import Edge
from operations.planning.report_days import report_days
from operations.planning.schedule import phase_at, suspension_at
from operations.policy import Role
from operations.statistics.after_action import after_action
from realtime.log import Entry, instant
from tests.builders import UNDER_WAY, Story, a_plan, a_seat, an_operation, local
from tests.reports import Desk, a_nil, a_seizure, an_activity

if TYPE_CHECKING:
    from operations.planning.schedule import Schedule
    from operations.policy import Actor
    from realtime.transaction import Database

REASON = "The host asked for it."
BRAZIL, GRU = Where(country="BR"), Where(airport="GRU")


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def schedule(story: Story) -> Schedule:
    with story.db.reading() as session:
        return queries.schedule_of(session, session.get_one(Operation, story.id))


def facts(story: Story, *kinds: str) -> list[dict[str, Any]]:
    with story.db.reading() as session:
        query = select(Entry).where(Entry.stream_id == story.stream_id, Entry.kind.in_(kinds)).order_by(Entry.seq)
        return [{"kind": entry.kind} | entry.content() for entry in session.scalars(query)]


def phases(plan: Schedule, instants: list[datetime]) -> list[int | None]:
    found = [phase_at(plan, airport, instant) for airport in plan.by_airport for instant in instants]
    return [None if window is None else window.phase for window in found]


def move(story: Story, where: Where, phase: int, edge: Edge, wall: str, *, along: bool = False) -> None:
    with story.change() as tx:
        command = MoveBoundary(
            version=story.row().version,
            where=where,
            phase=phase,
            edge=edge,
            moment=local(wall),
            along=along,
            reason=REASON,
        )
        under_way.move_boundary(tx, story.coordinator, story.code, command)


def extend(story: Story, where: Where, **length: int) -> None:
    with story.change() as tx:
        command = ExtendPhase(version=story.row().version, where=where, phase=1, length=Length(**length), reason=REASON)
        under_way.extend_phase(tx, story.coordinator, story.code, command)


def suspend(
    story: Story, where: Where, actor: Actor | None = None, *, starts: str | None = None, ends: str | None = None
) -> None:
    with story.change(actor) as tx:
        command = Suspend(
            version=story.row().version,
            where=where,
            starts=None if starts is None else local(starts),
            ends=None if ends is None else local(ends),
            reason=REASON,
        )
        under_way.suspend(tx, actor or story.coordinator, story.code, command)


def resume(story: Story, where: Where, at: str | None = None) -> None:
    with story.change() as tx:
        moment = None if at is None else local(at)
        command = Resume(version=story.row().version, where=where, at=moment, reason=REASON)
        under_way.resume(tx, story.coordinator, story.code, command)


def stand_down(story: Story, where: Where) -> None:
    with story.change() as tx:
        command = StandDown(version=story.row().version, where=where, reason=REASON)
        under_way.stand_down(tx, story.coordinator, story.code, command)


def test_a_phase_extended_at_one_airport_ends_later_there_and_the_operation_with_it(desk: Desk) -> None:
    story = desk.story
    extend(story, GRU, days=2)
    ends = {iata: windows[1].ends_at for iata, windows in schedule(story).by_airport.items()}
    assert ends["GRU"] == datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    assert ends["LIS"] == datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    assert story.row().ends_at == ends["GRU"]
    assert len(report_days(schedule(story), "GRU")) == len(report_days(schedule(story), "LIS")) + 2
    desk.prove()


def test_the_log_holds_what_was_and_what_is_and_the_edition_why(desk: Desk) -> None:
    story = desk.story
    extend(story, BRAZIL, days=1, hours=6)
    (said,) = facts(story, "phase_extended")
    assert (said["airports"], said["days"], said["hours"]) == (["GRU"], 1, 6)
    assert [(move["edge"], move["before"]["wall"], move["after"]["wall"]) for move in said["moves"]] == [
        ("end", "2026-11-22T18:00", "2026-11-24T00:00"),
        ("start", "2026-11-22T18:00", "2026-11-24T00:00"),
        ("end", "2026-12-06T18:00", "2026-12-08T00:00"),
    ]
    with story.db.reading() as session:
        edition = session.get_one(PlanEdition, (story.id, said["edition"]))
        first = session.get_one(PlanEdition, (story.id, 1))
    assert edition.reason == REASON
    assert REASON not in json.dumps(said)
    assert 'deviations":[]' in first.plan
    assert '"airport":"GRU"' in edition.plan


def test_a_shift_leaves_the_phase_of_every_past_instant_as_it_was(desk: Desk) -> None:
    story = desk.story
    before = schedule(story)
    with story.change() as tx:
        command = ShiftSchedule(version=story.row().version, length=Length(days=-1), reason=REASON)
        under_way.shift_schedule(tx, story.coordinator, story.code, command)
    after = schedule(story)
    past = [UNDER_WAY - timedelta(hours=hours) for hours in range(0, 200, 7)]
    assert phases(after, past) == phases(before, past)
    assert story.row().ends_at == datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
    assert queries.plan_of(story.row()).deviations == ()
    desk.prove()


def test_both_sides_of_a_boundary_move_in_one_edition(desk: Desk) -> None:
    story = desk.story
    move(story, GRU, 1, Edge.end, "2026-11-23T18:00", along=True)
    assert story.row().edition == 2
    assert {(said["phase"], said["edge"]) for said in facts(story, "boundary_moved")} == {(1, "end"), (2, "start")}
    assert {tuple(said["airports"]) for said in facts(story, "boundary_moved")} == {("GRU",)}


def test_a_boundary_past_at_one_airport_can_still_be_moved_where_it_lies_ahead(database: Database) -> None:
    story = an_operation(database).at(datetime(2026, 11, 15, 7, 0, tzinfo=UTC))  # begun at Dakar, not yet at Bogotá
    move(story, Where(airport="BOG"), 1, Edge.start, "2026-11-16T06:00")
    assert phase_at(schedule(story), "BOG", datetime(2026, 11, 15, 12, 0, tzinfo=UTC)) is None
    assert queries.plan_of(story.row()).phases == a_plan().phases


def test_where_nobody_takes_part_nothing_is_changed(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        extend(desk.story, Where(airport="JFK"), days=1)
    assert refused.value.code == "operation:nobody_there"


# Standing down in part


def test_a_country_stood_down_ends_there_and_the_others_go_on(desk: Desk) -> None:
    story = desk.story
    stand_down(story, BRAZIL)
    assert phase_at(schedule(story), "GRU", UNDER_WAY) is None
    assert phase_at(schedule(story), "LIS", UNDER_WAY) is not None
    assert [day.on.day for day in report_days(schedule(story), "GRU")] == [15, 16, 17]
    ended = facts(story, "phase_ended")[-1]
    assert (ended["airports"], ended["phase_kind"]) == (["GRU"], "operational")
    assert facts(story, "airports_stood_down")[0]["airports"] == ["GRU"]
    assert story.row().stood_down_at is None
    assert story.row().ends_at == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    desk.prove()


def test_what_was_stood_down_is_out_of_every_later_change(desk: Desk) -> None:
    story = desk.story
    stand_down(story, BRAZIL)
    extend(story, Where(), days=1)
    assert facts(story, "phase_extended")[0]["airports"] == ["BOG", "DSS", "LIS"]
    with pytest.raises(Refusal) as refused:
        suspend(story, GRU)
    assert refused.value.code == "operation:nobody_there"


def test_the_last_airports_are_stood_down_with_the_operation(desk: Desk) -> None:
    story = desk.story
    for country in ("BR", "CO", "PT"):
        stand_down(story, Where(country=country))
    with pytest.raises(Refusal) as refused:
        stand_down(story, Where(country="SN"))
    assert refused.value.code == "operation:nothing_left"
    stand_down(story, Where())
    assert story.row().stood_down_at == UNDER_WAY
    desk.prove()


# Suspensions


def test_a_suspension_begins_at_once_and_is_announced_once(desk: Desk) -> None:
    story = desk.story
    suspend(story, BRAZIL)
    assert suspension_at(schedule(story), "GRU", UNDER_WAY) is not None
    assert suspension_at(schedule(story), "LIS", UNDER_WAY) is None
    assert [said["airports"] for said in facts(story, "suspension_started")] == [["GRU"]]
    assert announce_due(story.db, UNDER_WAY + timedelta(minutes=1)) == 0
    desk.prove()


def test_days_it_covers_are_not_owed_and_come_back_when_it_ends(desk: Desk) -> None:
    story = desk.story
    suspend(story, GRU)
    assert [day.on.day for day in report_days(schedule(story), "GRU")] == [15, 16, 17]
    with story.db.reading() as session:
        rows = kept(session, session.get_one(Operation, story.id))
    assert {key for key in rows if key.startswith("off:")} == {f"off:GRU:2026-11-{day}" for day in range(18, 23)}
    assert "day:GRU:2026-11-18" not in rows
    resume(story, GRU, "2026-11-20T09:00")
    assert [day.on.day for day in report_days(schedule(story), "GRU")] == [15, 16, 17, 20, 21, 22]
    desk.prove()


def test_days_not_owed_are_in_no_denominator_and_are_named(desk: Desk) -> None:
    story = desk.story
    suspend(story, GRU, ends="2026-11-20T09:00")
    later = datetime(2026, 11, 26, tzinfo=UTC)
    with story.db.reading() as session:
        operation = session.get_one(Operation, story.id)
        report = after_action(session, story.coordinator, operation, later)
    here = next(each for each in report.reporting_by_airport if each.airport == "GRU")
    assert (here.expected, here.suspended) == (6, 2)
    assert report.reporting.suspended == 2
    assert [(each.airport, each.starts_at) for each in report.suspensions] == [("GRU", UNDER_WAY)]


def test_a_suspension_still_ahead_is_named_beside_the_returns_it_excuses(desk: Desk) -> None:
    story = desk.story
    suspend(story, GRU, starts="2026-11-18T09:00", ends="2026-11-21T09:00")
    with story.db.reading() as session:
        operation = session.get_one(Operation, story.id)
        report = after_action(session, story.coordinator, operation, UNDER_WAY)
    (ahead,) = report.suspensions
    assert ahead.starts_at > report.as_of
    assert report.reporting.suspended == 2


def test_what_occurred_in_a_suspension_is_held_and_what_occurred_before_counts(desk: Desk) -> None:
    suspend(desk.story, GRU)
    desk.story = desk.story.at(UNDER_WAY + timedelta(days=1))
    assert desk.file("GRU", a_seizure(occurred="2026-11-17T08:00")).state == "submitted"
    inside = desk.file("GRU", a_seizure(occurred="2026-11-17T15:00"), by=desk.officer("GRU"))
    assert (inside.state, inside.held_for) == ("held", "suspended")
    assert desk.file("GRU", a_nil("2026-11-17")).state == "submitted"
    assert desk.file("GRU", an_activity("2026-11-18")).held_for == "suspended"
    assert desk.file("LIS", a_seizure(occurred="2026-11-17T15:00")).state == "submitted"
    assert desk.release(inside).state == "submitted"
    desk.prove()


def test_a_correction_into_a_suspension_is_held_too(desk: Desk) -> None:
    officer = desk.officer("GRU")
    suspend(desk.story, GRU)
    desk.story = desk.story.at(UNDER_WAY + timedelta(days=1))
    report = desk.file("GRU", a_seizure(), by=officer)
    assert desk.correct(report, a_seizure(occurred="2026-11-17T15:00"), by=officer).held_for == "suspended"
    desk.prove()


def test_a_planned_rest_begins_and_ends_by_the_clock_once_with_any_number_awake(desk: Desk) -> None:
    story = desk.story
    suspend(story, Where(), starts="2026-11-18T22:00", ends="2026-11-19T06:00")
    assert facts(story, "suspension_started") == []
    with story.db.reading() as session:
        assert queries.next_due(session) == datetime(2026, 11, 18, 22, 0, tzinfo=UTC)
    awake, together = datetime(2026, 11, 19, 6, 7, tzinfo=UTC), threading.Barrier(3)
    counts: list[int] = []

    def wake() -> None:
        together.wait()
        counts.append(announce_due(story.db, awake))

    threads = [threading.Thread(target=wake) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 4 + 2
    turned = facts(story, "suspension_started", "suspension_ended")
    assert [(said["kind"], said["airports"], said["late_by"]) for said in turned] == [
        ("suspension_started", ["DSS", "LIS"], 8 * 3600 + 420),
        ("suspension_started", ["GRU"], 5 * 3600 + 420),
        ("suspension_started", ["BOG"], 3 * 3600 + 420),
        ("suspension_ended", ["DSS", "LIS"], 420),
    ]
    desk.prove()


def test_a_rest_not_begun_yet_is_called_off_without_a_trace_on_the_schedule(desk: Desk) -> None:
    suspend(desk.story, GRU, starts="2026-11-19T22:00")
    resume(desk.story, GRU)
    assert schedule(desk.story).suspensions == {}
    assert [said["kind"] for said in facts(desk.story, "airports_suspended", "airports_resumed")] == [
        "airports_suspended",
        "airports_resumed",
    ]
    assert facts(desk.story, "suspension_started", "suspension_ended") == []
    desk.prove()


@pytest.mark.parametrize("at", [None, "2026-11-20T09:00"])
def test_the_end_of_a_suspension_stands_in_the_log_when_it_was_decided_not_when_it_comes(
    desk: Desk, at: str | None
) -> None:
    suspend(desk.story, GRU)
    resume(desk.story, GRU, at)
    with desk.story.db.reading() as session:
        entry = session.scalars(select(Entry).where(Entry.kind == "airports_resumed")).one()
        row = log_row(entry)[2]
        assert row is not None
        assert row["at"] == instant(entry.at)


@pytest.mark.parametrize(
    ("moments", "code"),
    [
        ({"starts": "2026-11-17T06:00"}, "suspension:in_the_past"),
        ({"starts": "2026-11-19T06:00", "ends": "2026-11-18T06:00"}, "suspension:ends_before_start"),
        ({"starts": "2026-12-24T06:00"}, "suspension:nothing_to_suspend"),
        ({"starts": "2026-11-31T06:00"}, "plan:wall_invalid"),
    ],
)
def test_a_rest_that_cannot_be_is_refused_and_changes_nothing(desk: Desk, moments: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        suspend(desk.story, GRU, starts=moments["starts"], ends=moments.get("ends"))
    assert refused.value.code == code
    assert (desk.story.row().edition, schedule(desk.story).suspensions) == (1, {})


def test_two_rests_never_overlap_and_where_nothing_rests_nothing_resumes(desk: Desk) -> None:
    with pytest.raises(Refusal) as none:
        resume(desk.story, GRU)
    suspend(desk.story, GRU)
    with pytest.raises(Refusal) as twice:
        suspend(desk.story, Where())
    assert (none.value.code, twice.value.code) == ("suspension:none", "suspension:overlaps")
    assert twice.value.params["airport"] == "GRU"


def test_controls_rest_with_the_airport_and_are_confirmed_again_afterwards(desk: Desk) -> None:
    officer = desk.officer("GRU")

    def confirm() -> datetime:
        with desk.change(officer) as tx:
            command = ConfirmControls(airport="GRU", phase=1)
            return actions.confirm_controls(tx, officer, desk.story.code, command).confirmed_at

    assert confirm() == UNDER_WAY
    desk.story = desk.story.at(UNDER_WAY + timedelta(hours=1))
    suspend(desk.story, GRU)
    with pytest.raises(Refusal) as refused:
        confirm()
    assert refused.value.code == "controls:suspended"
    desk.story = desk.story.at(UNDER_WAY + timedelta(hours=2))
    resume(desk.story, GRU)
    assert confirm() == confirm() == UNDER_WAY + timedelta(hours=2)
    assert len(facts(desk.story, "controls_confirmed")) == 2
    desk.prove()


def test_a_rest_ends_with_the_operation_and_says_nothing_more(desk: Desk) -> None:
    suspend(desk.story, GRU)
    suspend(desk.story, Where(airport="LIS"), starts="2026-11-19T22:00")
    stand_down(desk.story, Where())
    assert facts(desk.story, "suspension_ended") == []
    assert announce_due(desk.story.db, datetime(2026, 12, 24, tzinfo=UTC)) == 0
    desk.prove()


def test_the_watch_may_suspend_but_move_nothing_and_a_contact_point_neither(desk: Desk) -> None:
    watch, contact = a_seat(desk.story, Role.OCU, unit="OCU Dakar"), desk.ncp("BR")
    suspend(desk.story, GRU, watch)
    assert facts(desk.story, "airports_suspended")[0]["by"] == "ocu"
    for who in (watch, contact):
        command = ShiftSchedule(version=desk.story.row().version, length=Length(days=1), reason=REASON)
        with pytest.raises(Refusal) as moving, desk.change(who) as tx:
            under_way.shift_schedule(tx, who, desk.story.code, command)
        assert moving.value.status == 403
    with pytest.raises(Refusal) as suspending:
        suspend(desk.story, Where(airport="LIS"), contact)
    assert suspending.value.status == 403


def test_why_is_told_to_those_it_concerns_and_that_it_is_so_to_everyone(desk: Desk) -> None:
    suspend(desk.story, GRU)
    extend(desk.story, Where(), days=1)
    near, far = desk.officer("GRU"), desk.ncp("PT")

    def told(actor: Actor) -> list[tuple[str, str | None]]:
        with desk.db.reading() as session:
            found = queries.changes(session, actor, session.get_one(Operation, desk.story.id))
        return [(each.kind, each.reason) for each in found]

    everyone = ("phase_extended", REASON)
    assert told(near) == told(desk.story.coordinator) == [everyone, ("airports_suspended", REASON)]
    assert told(far) == [everyone, ("airports_suspended", None)]


def test_a_change_for_all_who_still_take_part_is_for_everyone_though_an_airport_was_stood_down(desk: Desk) -> None:
    stand_down(desk.story, Where(airport="LIS"))
    suspend(desk.story, Where())
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        found = queries.changes(session, desk.officer("GRU"), operation)
    assert [(each.kind, each.everywhere, each.reason) for each in found] == [
        ("airports_suspended", True, REASON),
        ("airports_stood_down", False, None),
    ]
