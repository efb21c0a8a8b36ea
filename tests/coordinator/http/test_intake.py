"""Filing under load: what is committed together, what is done again, and how many statements a report costs."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, select

from coordinator.identity.accounts import UNGUARDED
from coordinator.identity.doorkeeper import Doorkeeper
from coordinator.identity.models import SessionRow
from realtime.feed import EVERY, since
from tests.browsers import Browser, House
from tests.builders import UNDER_WAY, Story, an_operation
from tests.reports import Desk, a_nil, a_seizure
from tests.support.plans import counting, walked

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from realtime.transaction import Database

REPORTS = "/operations/COCAIR-VII/reports"


@pytest.fixture
def story(database: Database) -> Story:
    return an_operation(database).at(UNDER_WAY)


@pytest.fixture
def house(story: Story, tmp_path: Path) -> House:
    house = House(story.db, tmp_path)
    house.clock.instant = UNDER_WAY
    return house


@pytest.fixture
def coordinator(story: Story, house: House) -> Browser:
    return house.holder_of(story.coordinator)


@pytest.fixture
def officers(story: Story, house: House, coordinator: Browser) -> list[Browser]:
    return [house.seated(coordinator, story.code, role="officer", airport=airport) for airport in ("GRU", "LIS")]


def filed(officer: Browser, airport: str, **fields: Any) -> int:  # noqa: ANN401 any field of a seizure
    body = {"id": str(uuid.uuid4()), "airport": airport, "body": a_seizure(**fields)}
    return officer.post(REPORTS, body).status_code


def test_two_reports_whose_common_commit_fails_are_both_filed_once_all_the_same(
    story: Story, officers: list[Browser]
) -> None:
    queue = story.db.batches((story.stream_id,)).queue
    failing = iter([True])

    def fail_once(_connection: Connection) -> None:
        if next(failing, False):
            raise OSError

    queue.take()
    with ThreadPoolExecutor(2) as threads:
        answers = [threads.submit(filed, *each) for each in zip(officers, ("GRU", "LIS"), strict=True)]
        enough = time.monotonic() + 30
        while len(queue) < len(answers):
            assert time.monotonic() < enough
            time.sleep(0.001)
        event.listen(story.db.engine, "commit", fail_once)
        queue.pass_on()
        assert [answer.result() for answer in answers] == [201, 201]
    assert next(failing, False) is False, "it did fail"
    desk = Desk(story)
    desk.prove()
    assert officers[0].get(REPORTS).get_json()["total"] == 1
    assert officers[1].get(REPORTS).get_json()["total"] == 1


AT_MOST = {"file": 29, "validate": 40, "list": 10, "page": 26, "page again": 8, "come in": 2}
"""Statements that each may ask of the database, beside the one that begins a transaction."""


def test_no_request_asks_more_of_the_database_in_an_older_operation(
    story: Story, house: House, coordinator: Browser, officers: list[Browser]
) -> None:
    officer, _ = officers
    desk, doorkeeper = Desk(story), Doorkeeper(house.clock, UNGUARDED)
    waiting = [desk.file("GRU", a_seizure(persons=1)) for _ in range(3)]
    with story.db.reading() as session:
        session_id = session.scalars(select(SessionRow.id).where(SessionRow.account_id == officer.account_id)).one()

    def validate() -> int:
        report = waiting.pop()
        said = {"reports": [{"id": report.id, "version": report.version}]}
        return coordinator.post("/operations/COCAIR-VII/validations", said).status_code

    def come_in() -> int:
        with story.db.glancing() as session:
            found = doorkeeper.rights(session, session_id, story.code)
            return 200 if found and found[1] else 401

    requests: dict[str, Callable[[], int]] = {
        "file": lambda: filed(officer, "GRU", persons=1),
        "validate": validate,
        "come in": come_in,
        "list": lambda: officer.get(REPORTS).status_code,
        "page": lambda: officer.get("/operations/COCAIR-VII/after-action").status_code,
        "page again": lambda: officer.get("/operations/COCAIR-VII/after-action").status_code,
    }
    assert (filed(officer, "GRU", persons=1), validate()) == (201, 200), "the first one replaces nothing on the boards"
    assert requests["page"]() == 200, "the first one reads every case, later ones read on"
    before = {name: statements(story.db, request) for name, request in requests.items()}
    for n in range(20):
        assert filed(officer, "GRU", persons=1, origin=("BOG", "LIM", "MDE", "UIO", "PTY")[n % 5]) == 201
    assert {name: statements(story.db, request) for name, request in requests.items()} == before
    assert {name: before[name] for name, most in AT_MOST.items() if before[name] > most} == {}


def test_no_request_walks_what_grows_with_every_report(
    story: Story, coordinator: Browser, officers: list[Browser]
) -> None:
    if not story.db.embedded:  # which alone says beforehand how it will look for rows, whatever few there are
        return
    officer, _ = officers
    page = "/operations/COCAIR-VII/after-action"
    assert filed(officer, "GRU", persons=2) == 201
    desk = Desk(story)
    report = desk.file("GRU", a_seizure(persons=1))
    assert officer.get(page).status_code == 200, "the first one reads every case"
    with counting(story.db) as said:
        assert filed(officer, "GRU", persons=1) == 201
        assert (
            officer.post(REPORTS, {"id": str(uuid.uuid4()), "airport": "GRU", "body": a_nil("2026-11-16")}).status_code
            == 201
        )
        desk.validate(report)
        assert coordinator.get(page).status_code == 200
        desk.correct(report, a_seizure(persons=1))
        desk.withdraw(report)
        with story.db.reading() as session:
            for circles in (EVERY, frozenset({"operation", "airport:GRU"})):
                since(session, story.stream_id, circles, 0, 20)
                since(session, story.stream_id, circles, 15, 20)
    with story.db.engine.connect() as connection:
        walks = {(table, how) for statement, values in said for table, how in walked(connection, statement, values)}
    assert walks == set()


def statements(db: Database, request: Callable[[], int]) -> int:
    with counting(db) as counted:
        assert request() in {200, 201}
    return len(counted)
