"""The three equations, after any history: boards equal the domain, tallies equal a recount, allowed equals visible."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from operations.errors import Refusal, Refusals
from operations.participation.limits import Answer
from operations.planning import under_way
from operations.planning.commands import ExtendPhase, Length, Resume, Suspend, Where
from operations.policy import RULES, Action, Actor, Role, Seat, Subject, allows, visible
from operations.reports.codes import Share
from realtime.feed import EVERY, since
from realtime.log import Stream
from tests.builders import UNDER_WAY, an_operation, answers, local
from tests.reports import Desk, a_nil, a_seizure, an_activity, goods

if TYPE_CHECKING:
    from collections.abc import Callable

    from operations.reports.models import Report
    from realtime.transaction import Database

AIRPORTS = ("BOG", "DSS", "GRU", "LIS")
COUNTRIES = {"BOG": "CO", "DSS": "SN", "GRU": "BR", "LIS": "PT"}
SETS = (
    EVERY,
    frozenset({"plan"}),
    frozenset({"plan", "operation"}),
    frozenset({"plan", "operation", "airport:GRU"}),
    frozenset({"plan", "operation", "airport:GRU", "country:BR"}),
    frozenset({"airport:LIS"}),
)


class History:
    """Anything that may happen to an operation's reports, chosen by a seed, by people of every kind."""

    def __init__(self, desk: Desk, chance: random.Random) -> None:
        self.desk = desk
        self.chance = chance
        self.reports: list[Report] = []
        self.people = [desk.story.coordinator, desk.ncp("BR"), desk.officer("GRU"), desk.officer("LIS")]

    def step(self) -> None:
        verbs: list[Callable[[], None]] = [
            self.file, self.file, self.file, self.correct, self.validate, self.validate, self.withdraw, self.ask,
            self.release, self.answer, self.merge, self.merge, self.separate, self.dismiss, self.suspend, self.resume,
            self.extend,
        ]  # fmt: skip
        self.desk.story = self.desk.story.at(self.desk.story.now + timedelta(minutes=self.chance.randint(0, 90)))
        # A refusal is an answer too, and must leave everything as it was.
        with suppress(Refusal, Refusals):
            self.chance.choice(verbs)()

    def said(self) -> dict[str, Any]:
        day = f"2026-11-{self.chance.randint(14, 18)}"
        kind = self.chance.randint(0, 9)
        if kind == 0:
            return a_nil(day)
        if kind < 3:
            counts = {"passengers_checked": self.chance.randint(0, 900), "hits": {"sltd": self.chance.randint(0, 3)}}
            return an_activity(day, **counts)
        if kind < 5:
            return self.of_another_kind(f"{day}T{self.chance.randint(0, 23):02}:45")
        codes = self.chance.sample(("cocaine", "khat", "heroin", "cannabis_herb"), self.chance.randint(1, 3))
        return a_seizure(
            occurred=f"{day}T{self.chance.randint(0, 23):02}:15",
            goods=[goods(code, f"{self.chance.randint(1, 9)}.{self.chance.randint(0, 9)}") for code in codes],
            persons=self.chance.randint(0, 4),
            basis=self.chance.choice(("risk_profile", "routine")),
        )

    def of_another_kind(self, occurred: str) -> dict[str, Any]:
        kind = self.chance.choice(("victims", "hit", "incident"))
        said: dict[str, Any] = {"kind": kind, "occurred": occurred}
        if kind == "hit":
            return said | {"database": self.chance.choice(("sltd", "national")), "verification": "possible"}
        if kind == "incident":
            return said | {"type": "evasion", "severity": self.chance.choice(("minor", "critical"))}
        met = self.chance.choice(("potential_victim", "identified_victim"))
        referred = [{"to": "consulate", "count": 1}] * self.chance.randint(0, 1)
        return said | {"persons": [{"met": met, "count": self.chance.randint(1, 9)}], "referrals": referred}

    def who(self) -> Actor:
        return self.desk.story.actor(self.chance.choice(self.people).account_id)

    def one(self) -> Report:
        if not self.reports:
            raise Refusal("nothing", "Nothing was filed yet.")
        return self.chance.choice(self.reports)

    def file(self) -> None:
        self.reports.append(self.desk.file(self.chance.choice(AIRPORTS), self.said(), by=self.who()))

    def correct(self) -> None:
        stale = 1 if self.chance.random() < 0.2 else None
        self.desk.correct(self.one(), self.said(), version=stale, by=self.who())

    def validate(self) -> None:
        self.desk.validate(self.one(), by=self.who())

    def withdraw(self) -> None:
        self.desk.withdraw(self.one(), by=self.who())

    def ask(self) -> None:
        self.desk.ask(self.one(), by=self.who())

    def release(self) -> None:
        self.desk.release(self.one(), by=self.who())

    def merge(self) -> None:
        self.desk.merge(self.one(), self.one(), self.chance.choice(list(Share)), by=self.who())

    def separate(self) -> None:
        self.desk.separate(self.chance.choice([*self.desk.merged(), self.one()]), by=self.who())

    def dismiss(self) -> None:
        self.desk.dismiss(self.one(), self.one(), by=self.who())

    def suspend(self) -> None:
        where = Where(airport=self.chance.choice(AIRPORTS))
        ends = self.chance.choice((None, local(f"2026-11-{self.chance.randint(18, 21)}T09:00")))
        with self.desk.change() as tx:
            command = Suspend(version=self.version(), where=where, ends=ends, reason="Strike.")
            under_way.suspend(tx, self.desk.story.coordinator, self.desk.story.code, command)

    def resume(self) -> None:
        with self.desk.change() as tx:
            command = Resume(version=self.version(), reason="Over.")
            under_way.resume(tx, self.desk.story.coordinator, self.desk.story.code, command)

    def extend(self) -> None:
        where, length = Where(airport=self.chance.choice(AIRPORTS)), Length(days=self.chance.choice((-1, 1, 2)))
        with self.desk.change() as tx:
            command = ExtendPhase(version=self.version(), where=where, phase=1, length=length, reason="Asked for.")
            under_way.extend_phase(tx, self.desk.story.coordinator, self.desk.story.code, command)

    def version(self) -> int:
        return self.desk.story.row().version

    def answer(self) -> None:
        said = self.chance.choice((Answer.ACCEPT, Answer.DECLINE))
        answers(self.desk.story, COUNTRIES[self.chance.choice(AIRPORTS)], answer=said)


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
