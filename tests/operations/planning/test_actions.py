"""Drafts, publication, moved boundaries, operations that end early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from operations.errors import Refusal, Refusals
from operations.participation import opening
from operations.participation.limits import Answer
from operations.participation.models import Participation
from operations.planning import actions, queries, under_way, walltime
from operations.planning.commands import (
    Cancel,
    ConfirmControls,
    DraftOperation,
    MoveBoundary,
    Publish,
    SavePlan,
    StandDown,
    WriteWatchEntry,
)
from operations.planning.models import Boundary, OperationAirport, PlanEdition, WatchEntry
from operations.planning.plan import Edge, PhaseKind
from operations.planning.schedule import phase_at
from operations.planning.walltime import Gap
from operations.policy import Actor, Role
from operations.reports.targets import units_of
from realtime import log
from realtime.log import Entry, Stream
from realtime.transaction import Database
from tests.builders import (
    NOW,
    UNDER_WAY,
    Story,
    a_draft,
    a_phase,
    a_plan,
    a_platform_coordinator,
    a_seat,
    an_account,
    an_operation,
    answers,
    local,
)

REASON = "The host asked for more time."


def kinds(story: Story) -> list[str]:
    with story.db.reading() as session:
        query = select(Entry.kind).where(Entry.stream_id == story.stream_id).order_by(Entry.seq)
        return list(session.scalars(query))


def boundary(story: Story, airport: str, phase: int, edge: Edge) -> Boundary:
    with story.db.reading() as session:
        return session.get_one(Boundary, (story.id, airport, phase, edge.value))


def move_end(story: Story, wall: str, version: int) -> MoveBoundary:
    return MoveBoundary(version=version, phase=1, edge=Edge.end, moment=local(wall), reason=REASON)


def test_whoever_begins_an_operation_is_its_coordinator(database: Database) -> None:
    story = a_draft(database)
    assert [seat.role for seat in story.coordinator.seats if seat.operation_id == story.id] == [Role.COORDINATOR]
    assert kinds(story)[:2] == ["operation_drafted", "seat_given"]


def test_a_code_is_given_once(database: Database) -> None:
    story = a_draft(database)
    maker = a_platform_coordinator(database)
    with pytest.raises(Refusal) as refused, story.change(maker) as tx:
        opening.draft_operation(tx, maker, DraftOperation(code=story.code, name="Another"))
    assert (refused.value.code, refused.value.status) == ("operation:code_taken", 409)


def test_only_a_coordinator_of_the_platform_begins_operations(database: Database) -> None:
    officer = a_seat(an_operation(database), Role.OFFICER, airport="GRU")
    story = a_draft(database, code="OTHER")
    with pytest.raises(Refusal) as refused, story.change(officer) as tx:
        opening.draft_operation(tx, officer, DraftOperation(code="MINE", name="Mine"))
    assert refused.value.status == 403


def test_a_draft_may_be_wrong_and_is_saved_all_the_same(database: Database) -> None:
    story = a_draft(database, plan=a_plan(aim="", airports=("ZZZ",), controls=()))
    assert queries.plan_of(story.row()).airports == ("ZZZ",)
    assert story.row().version == 2


def test_the_later_of_two_savers_is_told_of_the_newer_version(database: Database) -> None:
    story = a_draft(database)
    saving = SavePlan(version=2, name="First", plan=a_plan())
    with story.change() as tx:
        actions.save_plan(tx, story.coordinator, story.code, saving)
    with pytest.raises(Refusal) as refused, story.change() as tx:
        actions.save_plan(tx, story.coordinator, story.code, saving)
    assert (refused.value.code, refused.value.status, refused.value.params["version"]) == ("outdated", 409, 3)


def test_publishing_resolves_every_boundary_in_the_zone_of_its_airport(database: Database) -> None:
    story = an_operation(database)
    assert boundary(story, "GRU", 1, Edge.start).due_at == datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
    assert boundary(story, "DSS", 1, Edge.start).due_at == datetime(2026, 11, 15, 6, 0, tzinfo=UTC)
    assert boundary(story, "BOG", 1, Edge.end).due_at == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    row = story.row()
    assert row.starts_at == datetime(2026, 11, 15, 6, 0, tzinfo=UTC)
    assert row.ends_at == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert row.edition == 1


def test_publishing_fixes_the_airports_and_invites_the_countries(database: Database) -> None:
    story = an_operation(database, accepted=False)
    with database.reading() as session:
        airports = session.scalars(select(OperationAirport.zone).where(OperationAirport.operation_id == story.id)).all()
        states = session.scalars(select(Participation.state).where(Participation.operation_id == story.id)).all()
        editions = session.scalars(select(PlanEdition.edition).where(PlanEdition.operation_id == story.id)).all()
    assert sorted(airports) == ["Africa/Dakar", "America/Bogota", "America/Sao_Paulo", "Europe/Lisbon"]
    assert set(states) == {"invited"}
    assert list(editions) == [1]


def test_every_problem_of_a_plan_is_named_by_its_place(database: Database) -> None:
    phases = (a_phase(PhaseKind.operational, "2027-03-28T01:30", "2027-04-02T18:00"),)
    plan = a_plan(aim="", phases=phases, controls=(), airports=("LIS",))
    story = a_draft(database, plan=plan)
    with pytest.raises(Refusals) as refused, story.change() as tx:
        opening.publish(tx, story.coordinator, story.code, Publish(version=2))
    assert [(each.code, each.path) for each in refused.value.refusals] == [
        ("plan:aim_empty", "aim"),
        ("plan:gap", "phases.0.starts"),
    ]
    assert story.row().published_at is None


def test_a_plan_is_published_once(database: Database) -> None:
    story = an_operation(database)
    with pytest.raises(Refusal) as refused, story.change() as tx:
        opening.publish(tx, story.coordinator, story.code, Publish(version=3))
    assert (refused.value.code, refused.value.status) == ("operation:published", 409)


def test_a_target_is_counted_in_a_unit_of_its_measure_only(database: Database) -> None:
    objectives = ({"text": "Find", "targets": [{"measure": "seizures", "unit": "kg", "value": "3"}]},)
    plan = type(a_plan()).model_validate({**a_plan().model_dump(), "objectives": objectives})
    story = a_draft(database, plan=plan)
    with pytest.raises(Refusals) as refused, story.change() as tx:
        opening.publish(tx, story.coordinator, story.code, Publish(version=2), units_of)
    assert [each.code for each in refused.value.refusals] == ["plan:target_unit_wrong"]


def test_a_past_operation_needs_to_say_so(database: Database) -> None:
    after = datetime(2027, 1, 15, tzinfo=UTC)
    story = a_draft(database, now=after)
    with pytest.raises(Refusals) as refused, story.change() as tx:
        opening.publish(tx, story.coordinator, story.code, Publish(version=2))
    assert {each.code for each in refused.value.refusals} == {"plan:phase_past"}


def test_what_lay_in_the_past_when_a_plan_was_published_is_announced_at_once_and_not_as_late(
    database: Database,
) -> None:
    story = an_operation(database, now=datetime(2027, 1, 15, tzinfo=UTC), entered_after_the_fact=True)
    with database.reading() as session:
        turned = session.scalars(
            select(Entry).where(Entry.stream_id == story.stream_id, Entry.kind.like("phase_%")).order_by(Entry.seq)
        ).all()
        unannounced = session.scalars(select(Boundary.airport).where(Boundary.announced_at.is_(None))).all()
    assert {entry.content()["late_by"] for entry in turned} == {0}
    assert sum(len(entry.content()["airports"]) for entry in turned) == 4 * 3 * 2
    assert list(unannounced) == []


def test_the_preparation_under_way_at_publication_is_announced_by_it(database: Database) -> None:
    story = an_operation(database)
    assert kinds(story).count("phase_started") == 3  # Dakar and Lisbon, Bogotá, São Paulo


def test_a_boundary_ahead_moves_at_every_airport(database: Database) -> None:
    story = an_operation(database)
    later = MoveBoundary(version=3, phase=2, edge=Edge.end, moment=local("2026-12-10T18:00"), reason=REASON)
    with story.change() as tx:
        under_way.move_boundary(tx, story.coordinator, story.code, later)
    assert boundary(story, "GRU", 2, Edge.end).due_at == datetime(2026, 12, 10, 21, 0, tzinfo=UTC)
    assert boundary(story, "LIS", 2, Edge.end).due_at == datetime(2026, 12, 10, 18, 0, tzinfo=UTC)
    with database.reading() as session:
        edition = session.get_one(PlanEdition, (story.id, 2))
        moved = session.scalars(select(Entry).where(Entry.kind == "boundary_moved")).one()
    assert edition.reason == REASON
    assert REASON not in moved.body
    assert (moved.content()["before"]["wall"], moved.content()["after"]["wall"]) == (
        "2026-12-06T18:00",
        "2026-12-10T18:00",
    )


def test_an_operational_end_moved_earlier_moves_the_end_of_the_operation(database: Database) -> None:
    story = an_operation(database)
    with story.change() as tx:
        under_way.move_boundary(tx, story.coordinator, story.code, move_end(story, "2026-11-20T18:00", 3))
    assert story.row().ends_at == datetime(2026, 11, 20, 23, 0, tzinfo=UTC)


def test_a_boundary_that_is_past_anywhere_stays(database: Database) -> None:
    story = an_operation(database).at(datetime(2026, 11, 15, 7, 0, tzinfo=UTC))  # begun at Dakar, not yet at Bogotá
    move = MoveBoundary(version=3, phase=1, edge=Edge.start, moment=local("2026-11-16T06:00"), reason=REASON)
    with pytest.raises(Refusal) as refused, story.change() as tx:
        under_way.move_boundary(tx, story.coordinator, story.code, move)
    assert refused.value.code == "plan:boundary_past"


def test_a_boundary_that_newer_zone_data_made_a_gap_can_be_moved_out_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, known = an_operation(database), walltime.resolve_wall

    def newer(naive: datetime, zone: str, fold: int | None) -> datetime:
        if zone == "America/Sao_Paulo" and naive == datetime(2026, 12, 6, 18, 0):  # noqa: DTZ001 a wall time
            raise Gap(wall="2026-12-06T18:00", zone=zone, next="2026-12-06T19:00")
        return known(naive, zone, fold)

    monkeypatch.setattr(walltime, "resolve_wall", newer)
    moving = MoveBoundary(version=3, phase=2, edge=Edge.end, moment=local("2026-12-06T20:00"), reason=REASON)
    with story.change() as tx:
        assert under_way.move_boundary(tx, story.coordinator, story.code, moving).edition == 2


def test_moving_one_boundary_moves_no_other_though_newer_zone_data_would(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, known = an_operation(database), walltime.resolve_wall

    def newer(naive: datetime, zone: str, fold: int | None) -> datetime:
        return known(naive, zone, fold) + timedelta(hours=zone == "America/Sao_Paulo")

    def decided() -> dict[tuple[int, str], datetime]:
        with database.reading() as session:
            rows = session.scalars(select(Boundary).where(Boundary.airport == "GRU"))
            return {(row.phase, row.edge): row.due_at for row in rows}

    before, moved = decided(), (2, Edge.end.value)
    monkeypatch.setattr(walltime, "resolve_wall", newer)
    moving = MoveBoundary(version=3, phase=2, edge=Edge.end, moment=local("2026-12-06T20:00"), reason=REASON)
    with story.change() as tx:
        ends_at = under_way.move_boundary(tx, story.coordinator, story.code, moving).ends_at
    assert decided() == before | {moved: before[moved] + timedelta(hours=3)}
    assert ends_at == boundary(story, "BOG", 1, Edge.end).due_at


def test_a_boundary_never_moves_over_its_neighbour(database: Database) -> None:
    story = an_operation(database)
    with pytest.raises(Refusal) as refused, story.change() as tx:
        under_way.move_boundary(tx, story.coordinator, story.code, move_end(story, "2026-11-23T18:00", 3))
    assert refused.value.code == "plan:phases_overlap"


def test_an_operation_is_cancelled_before_its_operational_phase_only(database: Database) -> None:
    story = an_operation(database)
    with pytest.raises(Refusal) as refused, story.at(UNDER_WAY).change() as tx:
        under_way.cancel(tx, story.coordinator, story.code, Cancel(version=3, reason=REASON))
    assert refused.value.code == "operation:begun"
    with story.change() as tx:
        under_way.cancel(tx, story.coordinator, story.code, Cancel(version=3, reason=REASON))
    assert story.row().cancelled_at == NOW
    with database.reading() as session:
        assert queries.next_due(session) is None


def test_standing_down_ends_what_holds_and_forgets_what_lies_ahead(database: Database) -> None:
    story = an_operation(database).at(UNDER_WAY)
    with story.change() as tx:
        under_way.stand_down(tx, story.coordinator, story.code, StandDown(version=3, reason=REASON))
    assert story.row().ends_at == UNDER_WAY
    assert boundary(story, "GRU", 1, Edge.end).due_at == UNDER_WAY
    with database.reading() as session:
        assert queries.next_due(session) is None
        ended = session.scalars(select(Entry).where(Entry.kind == "phase_ended").order_by(Entry.seq.desc())).first()
        schedule = queries.schedule_of(session, story.row())
    assert ended is not None
    assert ended.content()["airports"] == ["BOG", "DSS", "GRU", "LIS"]
    assert phase_at(schedule, "GRU", UNDER_WAY) is None
    assert phase_at(schedule, "GRU", UNDER_WAY - timedelta(seconds=1)) is not None


def test_what_was_stopped_cannot_be_changed_any_more(database: Database) -> None:
    story = an_operation(database).at(UNDER_WAY)
    with story.change() as tx:
        under_way.stand_down(tx, story.coordinator, story.code, StandDown(version=3, reason=REASON))
    with pytest.raises(Refusal) as refused, story.change() as tx:
        under_way.move_boundary(tx, story.coordinator, story.code, move_end(story, "2026-11-21T18:00", 4))
    assert refused.value.code == "operation:stopped"


def test_one_tap_confirms_the_controls_and_a_second_changes_nothing(database: Database) -> None:
    story = an_operation(database).at(UNDER_WAY)
    officer = a_seat(story, Role.OFFICER, airport="GRU")
    for _ in range(2):
        with story.change(officer) as tx:
            actions.confirm_controls(tx, officer, story.code, ConfirmControls(airport="GRU", phase=1))
    with database.reading() as session:
        confirmed = queries.confirmations(session, story.id)["GRU", 1]
    assert (confirmed.level, confirmed.confirmed_at) == ("heightened", UNDER_WAY)
    assert kinds(story).count("controls_confirmed") == 1


def test_controls_are_confirmed_by_their_own_airport_and_while_their_phase_holds(database: Database) -> None:
    story = an_operation(database)
    officer = a_seat(story, Role.OFFICER, airport="GRU")
    with pytest.raises(Refusal) as elsewhere, story.change(officer) as tx:
        actions.confirm_controls(tx, officer, story.code, ConfirmControls(airport="DSS", phase=1))
    with pytest.raises(Refusal) as early, story.change(officer) as tx:
        actions.confirm_controls(tx, officer, story.code, ConfirmControls(airport="GRU", phase=1))
    assert (elsewhere.value.status, early.value.code) == (403, "controls:not_now")


@pytest.mark.parametrize("answer", [None, Answer.DECLINE])
def test_a_country_that_does_not_take_part_confirms_no_controls(database: Database, answer: Answer | None) -> None:
    story = an_operation(database, accepted=False)
    if answer is not None:
        answers(story, "BR", answer=answer)
    officer = a_seat(story, Role.OFFICER, airport="GRU")
    with pytest.raises(Refusal) as refused, story.at(UNDER_WAY).change(officer) as tx:
        actions.confirm_controls(tx, officer, story.code, ConfirmControls(airport="GRU", phase=1))
    assert refused.value.status == 403


def test_words_of_the_watch_log_stay_out_of_the_log_of_facts(database: Database) -> None:
    story = an_operation(database)
    watch = a_seat(story, Role.OCU, unit="OCU Dakar")
    with story.change(watch) as tx:
        actions.write_watch_entry(tx, watch, story.code, WriteWatchEntry(text="Dakar asks for a translator."))
    with database.reading() as session:
        entry = session.scalars(select(WatchEntry)).one()
        fact = session.scalars(select(Entry).where(Entry.kind == "watch_entry_written")).one()
    assert (entry.seq, fact.circle) == (fact.seq, "ocu")
    assert "translator" not in fact.body


def test_an_officer_who_sees_the_operation_may_not_change_it_and_a_stranger_finds_nothing(database: Database) -> None:
    story = an_operation(database)
    officer = a_seat(story, Role.OFFICER, airport="GRU")
    refusals = []
    for who in (officer, Actor(an_account())):
        with pytest.raises(Refusal) as refused, story.change(who) as tx:
            under_way.move_boundary(tx, who, story.code, move_end(story, "2026-11-20T18:00", 3))
        refusals.append(refused.value.status)
    assert refusals == [403, 404]


def test_a_draft_is_seen_by_those_who_prepare_it_alone(database: Database) -> None:
    story = a_draft(database)
    contact = a_seat(story, Role.NCP, country="BR")
    with database.reading() as session, pytest.raises(Refusal) as refused:
        queries.operation(session, contact, story.code)
    assert refused.value.status == 404


def test_the_chain_of_an_operation_holds_after_all_this(database: Database) -> None:
    story = an_operation(database).at(UNDER_WAY)
    with story.change() as tx:
        under_way.stand_down(tx, story.coordinator, story.code, StandDown(version=3, reason=REASON))
    with database.reading() as session:
        assert list(log.verify(session, session.get_one(Stream, story.stream_id))) == []
