"""The alarm clock: it wakes for a boundary, for a plan that changed, and never for the same thing without end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import gevent
import gevent.event
import pytest
from sqlalchemy.orm import Session

from coordinator.clock import AGAIN_AFTER, Alarm, SystemClock
from coordinator.identity.platform import ensure_platform
from realtime.transaction import Database

SOON = timedelta(milliseconds=200)
WAITS_FOR = 30


class Plan:
    """One boundary, announced when somebody wakes after it; `stuck` is one that nobody can announce."""

    def __init__(self) -> None:
        self.due_at: datetime | None = None
        self.stuck = False
        self.wakes: list[datetime] = []
        self.announced = gevent.event.Event()

    def announce(self, _db: Database, now: datetime) -> int:
        self.wakes.append(now)
        if self.due_at is None or self.due_at > now or self.stuck:
            return 0
        self.due_at = None
        self.announced.set()
        return 1

    def until_woken(self, times: int) -> None:
        with gevent.Timeout(WAITS_FOR):
            while len(self.wakes) < times:
                gevent.sleep(0.01)

    def next_due(self, _session: Session) -> datetime | None:
        return self.due_at


@pytest.fixture
def plan() -> Plan:
    return Plan()


@pytest.fixture
def alarm(database: Database, plan: Plan) -> Iterator[Alarm]:
    made = Alarm(database, SystemClock(), announce=plan.announce, next_due=plan.next_due)
    yield made
    made.stop()


def test_what_fell_due_while_nobody_was_awake_is_announced_at_once(alarm: Alarm, plan: Plan) -> None:
    plan.due_at = datetime.now(UTC) - timedelta(hours=3)
    alarm.start()
    assert plan.announced.wait(WAITS_FOR)


def test_a_boundary_wakes_it(alarm: Alarm, plan: Plan) -> None:
    plan.due_at = due_at = datetime.now(UTC) + SOON
    alarm.start()
    assert plan.announced.wait(WAITS_FOR)
    assert datetime.now(UTC) >= due_at


def test_a_boundary_planned_meanwhile_wakes_it_too(alarm: Alarm, plan: Plan, database: Database) -> None:
    alarm.start()
    plan.until_woken(1)
    plan.due_at = datetime.now(UTC) + SOON
    ensure_platform(database, datetime.now(UTC))
    for listener in database.on_commit:
        listener(frozenset({1}))
    assert plan.announced.wait(WAITS_FOR)


def test_what_could_not_be_announced_is_tried_again_within_seconds(alarm: Alarm, plan: Plan) -> None:
    plan.due_at, plan.stuck = datetime.now(UTC) - timedelta(hours=3), True
    alarm.start()
    plan.until_woken(1)
    plan.stuck = False
    assert plan.announced.wait(WAITS_FOR)


def test_a_boundary_that_nobody_can_announce_does_not_keep_it_awake(alarm: Alarm, plan: Plan) -> None:
    plan.due_at, plan.stuck = datetime.now(UTC) - timedelta(hours=3), True
    alarm.start()
    plan.until_woken(2)
    first, second = plan.wakes[:2]
    assert second - first >= AGAIN_AFTER


class Behind:
    """A clock that is ten days behind the machine's."""

    def now(self) -> datetime:
        return datetime.now(UTC) - timedelta(days=10)


def test_by_a_clock_behind_the_machines_it_waits_for_the_boundary(database: Database, plan: Plan) -> None:
    plan.due_at = Behind().now() + timedelta(hours=1)
    made = Alarm(database, Behind(), announce=plan.announce, next_due=plan.next_due)
    made.start()
    try:
        plan.until_woken(1)
        gevent.sleep(SOON.total_seconds())
        assert len(plan.wakes) == 1
    finally:
        made.stop()
