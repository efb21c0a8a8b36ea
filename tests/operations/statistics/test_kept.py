"""An after-action page that was kept says what one says that is read anew: at every instant, to every reader."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from operations.participation.reading import Reading
from operations.planning import under_way
from operations.planning.commands import Suspend, Where
from operations.planning.models import Operation
from operations.planning.schedule import operation_ends_at
from operations.policy import Role
from operations.statistics.after_action import MEMORY, after_action
from operations.statistics.kept import Memory
from tests.builders import UNDER_WAY, a_seat, an_operation, local
from tests.operations.histories import History
from tests.reports import Desk, a_nil, a_seizure

if TYPE_CHECKING:
    from operations.policy import Actor
    from operations.statistics.document import AfterAction
    from realtime.transaction import Database


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def page(desk: Desk, now: datetime, actor: Actor | None = None, memory: Memory = MEMORY) -> AfterAction:
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        return after_action(session, actor or desk.story.coordinator, operation, now, memory=memory)


def turns(desk: Desk) -> set[datetime]:
    """Return every instant at which the page changes though nobody does anything."""
    with desk.db.reading() as session:
        reading = Reading(session, session.get_one(Operation, desk.story.id))
    ends_at = operation_ends_at(reading.schedule)
    assert ends_at is not None
    return {day.due_at for day in reading.expected("GRU").values()} | {ends_at}


def test_a_kept_page_says_at_every_instant_what_one_says_that_is_read_anew(desk: Desk) -> None:
    desk.file("GRU", a_nil("2026-11-16"))
    with desk.change() as tx:
        where = Where(airport="GRU")
        command = Suspend(
            version=desk.story.row().version,
            where=where,
            starts=local("2026-11-18T06:00"),
            ends=local("2026-11-20T06:00"),
            reason="The runway is dug up.",
        )
        under_way.suspend(tx, desk.story.coordinator, desk.story.code, command)
    moment = timedelta(microseconds=1)
    instants = sorted({turn + apart for turn in turns(desk) for apart in (-2 * moment, -moment, 0 * moment, moment)})
    # Backwards each is earlier than the page that is kept, which says nothing of the time before it was read.
    anew = [page(desk, now) for now in reversed(instants)]
    assert [page(desk, now) for now in instants] == anew[::-1]
    assert len({each.model_copy(update={"as_of": UNDER_WAY}).model_dump_json() for each in anew}) > len(turns(desk)) - 2


def test_a_kept_page_is_shown_to_nobody_who_may_see_another_one_and_to_nobody_after_a_commit(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(persons=2)))
    readers = desk.story.coordinator, desk.ncp("BR"), desk.ncp("PT"), desk.officer("GRU"), desk.officer("LIS")
    first = [page(desk, UNDER_WAY, actor) for actor in readers]
    assert [page(desk, UNDER_WAY, actor) for actor in readers] == first
    assert [(each.persons.exact, each.persons.own_country, each.persons.total.own) for each in first] == [
        (True, "", None), (False, "BR", "2"), (False, "PT", "0"), (False, "", None), (False, "", None),
    ]  # fmt: skip
    desk.validate(desk.file("GRU", a_seizure()), by=readers[1])
    assert {page(desk, UNDER_WAY, actor).seizures.total.validated for actor in readers} == {"2"}
    desk.prove()


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_a_page_of_parts_that_were_kept_is_the_one_that_is_made_anew(
    database: Database, seed: int
) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    history, chance, memory = History(desk, random.Random(seed)), random.Random(seed), Memory()
    readers = [*history.people, a_seat(desk.story, Role.ANALYST)]
    for _ in range(25):
        for _ in range(chance.randint(1, 4)):
            history.step()
        for reader in chance.sample(readers, 2):
            now = desk.story.now + chance.choice((timedelta(), timedelta(hours=9)))
            assert page(desk, now, reader, memory) == page(desk, now, reader, Memory())
