"""Phases turn once, in order, at each airport, also when nobody was awake."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from operations.planning import announce as announcing
from operations.planning import queries
from operations.planning.announce import announce_due
from operations.planning.models import Boundary, Operation
from operations.planning.plan import Clock, Moment, Phase, PhaseKind
from realtime.log import Entry
from realtime.transaction import Database, Tx
from tests.builders import Story, a_plan, an_operation

DAKAR_OPENS = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)


def turned(story: Story, after: int = 0) -> list[dict[str, Any]]:
    with story.db.reading() as session:
        query = select(Entry).where(Entry.stream_id == story.stream_id, Entry.kind.like("phase_%"), Entry.seq > after)
        return [{"kind": entry.kind, **entry.content()} for entry in session.scalars(query.order_by(Entry.seq))]


def head(story: Story) -> int:
    with story.db.reading() as session:
        return session.scalar(select(func.max(Entry.seq)).where(Entry.stream_id == story.stream_id)) or 0


def test_nothing_is_announced_before_its_instant(database: Database) -> None:
    story = an_operation(database)
    with database.reading() as session:
        assert queries.next_due(session) == DAKAR_OPENS
    assert announce_due(database, DAKAR_OPENS - timedelta(seconds=1)) == 0
    assert announce_due(database, DAKAR_OPENS) > 0
    assert story.row().ends_at is not None


def test_an_end_is_announced_before_the_start_it_makes_way_for(database: Database) -> None:
    story = an_operation(database)
    before = head(story)
    announce_due(database, DAKAR_OPENS)
    assert [(fact["kind"], fact["phase"], fact["airports"]) for fact in turned(story, before)] == [
        ("phase_ended", 0, ["DSS", "LIS"]),
        ("phase_started", 1, ["DSS", "LIS"]),
    ]


def test_airports_that_turn_at_one_instant_share_one_fact(database: Database) -> None:
    everywhere = Moment(wall="2026-11-15T06:00", clock=Clock.zone, zone="UTC")
    ends = Moment(wall="2026-11-22T18:00", clock=Clock.zone, zone="UTC")
    plan = a_plan(phases=(Phase(kind=PhaseKind.operational, starts=everywhere, ends=ends),), controls=())
    story = an_operation(database, plan=plan)
    assert announce_due(database, DAKAR_OPENS) == 4
    assert [fact["airports"] for fact in turned(story)] == [["BOG", "DSS", "GRU", "LIS"]]


def test_a_tick_of_a_few_seconds_is_not_late(database: Database) -> None:
    story = an_operation(database)
    before = head(story)
    announce_due(database, DAKAR_OPENS + timedelta(seconds=4))
    assert {fact["late_by"] for fact in turned(story, before)} == {0}


def test_three_boundaries_passed_while_the_server_was_down_are_announced_in_order_and_late(database: Database) -> None:
    story = an_operation(database)
    before, awake = head(story), datetime(2026, 11, 15, 12, 7, tzinfo=UTC)
    announce_due(database, awake)
    facts = turned(story, before)
    assert [(fact["kind"], fact["late_by"]) for fact in facts] == [
        (kind, late_by)
        for late_by in (6 * 3600 + 420, 3 * 3600 + 420, 3600 + 420)
        for kind in ("phase_ended", "phase_started")
    ]
    assert [fact["airports"] for fact in facts[::2]] == [["DSS", "LIS"], ["GRU"], ["BOG"]]


def test_however_many_wake_at_once_a_boundary_is_announced_once(database: Database) -> None:
    stories = [an_operation(database, code=f"OPERATION-{n}") for n in range(3)]
    before = {story.code: head(story) for story in stories}
    together = threading.Barrier(4)
    counts: list[int] = []

    def wake() -> None:
        together.wait()
        counts.append(announce_due(database, DAKAR_OPENS))

    threads = [threading.Thread(target=wake) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 3 * 4
    assert all(len(turned(story, before[story.code])) == 2 for story in stories)


def test_an_operation_that_somebody_holds_keeps_no_other_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, other = (an_operation(database, code=f"OPERATION-{n}") for n in range(2))
    announce = announcing.announce

    def refused_once(tx: Tx, operation: Operation) -> int:
        if operation.id == held.id:
            raise OperationalError("SELECT", {}, Exception("canceling statement due to lock timeout"))
        return announce(tx, operation)

    monkeypatch.setattr(announcing, "announce", refused_once)
    seen = {story.code: head(story) for story in (held, other)}
    assert announce_due(database, DAKAR_OPENS) == 4
    assert [len(turned(story, seen[story.code])) for story in (held, other)] == [0, 2]
    monkeypatch.undo()
    assert announce_due(database, DAKAR_OPENS) == 4


def test_a_second_waking_finds_nothing_left(database: Database) -> None:
    an_operation(database)
    late = datetime(2027, 1, 1, tzinfo=UTC)
    assert announce_due(database, late) > 0
    assert announce_due(database, late) == 0
    with database.reading() as session:
        assert queries.next_due(session) is None
        assert session.scalar(select(func.count()).where(Boundary.announced_at.is_(None))) == 0
