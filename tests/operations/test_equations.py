"""The three equations, after any history: boards equal the domain, tallies equal a recount, allowed equals visible."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from operations.policy import RULES, Action, Actor, Role, Seat, Subject, allows, visible
from realtime.feed import EVERY, since
from realtime.log import Stream
from tests.builders import UNDER_WAY, an_operation
from tests.operations.histories import History
from tests.reports import Desk

if TYPE_CHECKING:
    from realtime.transaction import Database

SETS = (
    EVERY,
    frozenset({"plan"}),
    frozenset({"plan", "operation"}),
    frozenset({"plan", "operation", "airport:GRU"}),
    frozenset({"plan", "operation", "airport:GRU", "country:BR"}),
    frozenset({"airport:LIS"}),
)


@pytest.mark.parametrize("seed", range(8))
def test_after_any_history_boards_tallies_and_chain_are_what_the_reports_say(database: Database, seed: int) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    history = History(desk, random.Random(seed))
    for _ in range(4):
        for _ in range(10):
            history.step()
        desk.prove()
    _steps_compose(database, desk, random.Random(seed))


def _steps_compose(database: Database, desk: Desk, chance: random.Random) -> None:
    with database.reading() as session:
        head = session.get_one(Stream, desk.story.stream_id).seq
        for circles in SETS:
            for _ in range(6):
                a, b = sorted(chance.sample(range(1, head + 1), 2))
                held = since(session, desk.story.stream_id, circles, 0, a).put
                step = since(session, desk.story.stream_id, circles, a, b)
                assert set(step.gone) <= held.keys(), "a key is taken back that this set had never seen"
                for key in step.gone:
                    del held[key]
                assert held | step.put == since(session, desk.story.stream_id, circles, 0, b).put


class _OwnBase(DeclarativeBase):
    pass


class Shown(_OwnBase):
    """Any row that may be shown."""

    __tablename__ = "shown"

    id: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[str] = mapped_column(String(36))
    circle: Mapped[str] = mapped_column(String(40))


CIRCLES = ("plan", "operation", "ocu", "country:BR", "country:PT", "airport:GRU", "airport:LIS", "donor")
circles = st.one_of(st.just(EVERY), st.frozensets(st.sampled_from(CIRCLES)))
some_seats = st.builds(
    Seat,
    seat_id=st.just("seat"),
    operation_id=st.sampled_from(("one", "two")),
    role=st.sampled_from(Role),
    circles=circles,
)
actors = st.builds(Actor, account_id=st.just("somebody"), seats=st.lists(some_seats, max_size=4).map(tuple))


@pytest.fixture(scope="module")
def rows() -> Session:
    engine = create_engine("sqlite://")
    _OwnBase.metadata.create_all(engine)
    session = Session(engine)
    session.add_all(Shown(operation_id=where, circle=circle) for where in ("one", "two") for circle in CIRCLES)
    session.flush()
    return session


@given(actor=actors, action=st.sampled_from(Action))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
def test_what_is_allowed_is_what_is_visible(rows: Session, actor: Actor, action: Action) -> None:
    seen = set(rows.scalars(select(Shown.id).where(visible(actor, action, Shown))))
    allowed = {
        row.id for row in rows.scalars(select(Shown)) if allows(actor, action, Subject(row.operation_id, row.circle))
    }
    assert seen == allowed


def test_whoever_has_no_seat_may_do_nothing() -> None:
    nobody = Actor("nobody")
    assert not any(allows(nobody, action, Subject("one", circle)) for action in Action for circle in CIRCLES)


def test_a_donor_may_do_one_thing_only() -> None:
    assert RULES[Role.DONOR] == {Action.DONOR_READ}
