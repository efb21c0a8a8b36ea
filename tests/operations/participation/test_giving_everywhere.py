"""Whatever countries answer and whenever: board, plan, page, and what an airport is missing say one and the same."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest
from sqlalchemy import select

from operations.boards.project import kept, rebuilt
from operations.errors import Refusal, Refusals
from operations.participation.limits import UNLIMITED, Answer, Limits
from operations.participation.promised import turns_of
from operations.planning import under_way
from operations.planning.commands import ExtendPhase, Length, Suspend, Where
from operations.planning.models import Operation
from operations.planning.plan import Expectations, PhaseKind, ReportDay, Roster, Shift
from operations.planning.queries import schedule_of
from operations.planning.report_days import ExpectedDay, report_days
from operations.reports.models import Report
from operations.reports.silence import ANSWERING, COUNTED, missing_days
from operations.statistics.after_action import after_action
from operations.statistics.kept import Memory
from tests.builders import a_phase, a_plan, an_operation, answers
from tests.reports import Desk, an_activity

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.plan import Plan
    from realtime.transaction import Database

PLACES = {"CXI": "KI", "JFK": "US", "LIS": "PT", "PPG": "AS"}
"""From UTC+14 to UTC-11; clocks in Lisbon are turned back within the week."""

BEGINS = datetime(2026, 10, 21, tzinfo=UTC)
INSTANT, ZERO = timedelta(microseconds=1), timedelta(0)
SHIFTS = (Shift(code="d", starts="06:00", ends="18:00"), Shift(code="n", starts="18:00", ends="06:00"))
ANSWERS = (
    (Answer.ACCEPT, UNLIMITED),
    (Answer.ACCEPT, UNLIMITED),
    (Answer.LIMIT, Limits(directions=("arrival",))),
    (Answer.LIMIT, Limits(kinds=("seizure",))),
    (Answer.DECLINE, UNLIMITED),
)

Due: TypeAlias = dict[tuple[str, date, str], ExpectedDay]
"""Days, or shifts, by airport, date and shift."""


def key(what: str, place: tuple[str, date, str]) -> str:
    """Return the key of a row on the board."""
    return ":".join((what, *filter(None, map(str, place))))


def a_week(chance: random.Random) -> Plan:
    """Return a plan of one of several rhythms over places that are a day apart."""
    return a_plan(
        countries=tuple(sorted(PLACES.values())),
        airports=tuple(PLACES),
        phases=(
            a_phase(PhaseKind.preparation, "2026-10-20T08:00", "2026-10-23T06:00"),
            a_phase(PhaseKind.operational, "2026-10-23T06:00", "2026-10-26T18:00"),
            a_phase(PhaseKind.consolidation, "2026-10-26T18:00", "2026-11-02T09:00"),
        ),
        controls=(),
        report_day=ReportDay(cut_off=chance.choice(("00:00", "01:30", "06:00"))),
        expectations=Expectations(
            due_after_hours=chance.choice((0, 6, 30)),
            rosters=chance.choice(((), (Roster(airports=("JFK", "LIS"), shifts=SHIFTS),))),
        ),
    )


class Answering:
    """An operation whose countries answer at any time and again, and what is to follow from when they did."""

    def __init__(self, database: Database, chance: random.Random) -> None:
        self.chance = chance
        self.desk = Desk(an_operation(database, plan=a_week(chance), now=BEGINS, accepted=False))
        self.answered: dict[str, list[tuple[datetime, bool]]] = {country: [] for country in PLACES.values()}
        self.memory = Memory()
        self.turn = "PT"

    def passes(self) -> None:
        """Let time pass: to an instant that the plan names, to just before or after it, or to any other."""
        now = self.desk.story.now
        with self.desk.db.reading() as session:
            schedule = schedule_of(session, session.get_one(Operation, self.desk.story.id))
        days = [day for iata in PLACES for day in report_days(schedule, iata)]
        borders = ((at, day.airport) for day in days for at in (day.starts_at, day.ends_at, day.due_at))
        named = sorted({(at, airport) for at, airport in borders if at > now})
        then = now + timedelta(minutes=self.chance.randint(0, 300))
        if named and self.chance.random() < 0.9:
            then, airport = self.chance.choice(named[:4])
            then, self.turn = then + self.chance.choice((-INSTANT, ZERO, ZERO, ZERO, INSTANT)), PLACES[airport]
        self.desk.story = self.desk.story.at(then)

    def step(self) -> None:
        verb = self.chance.choice((*[self.answer] * 6, self.file, self.file, self.suspend, self.extend))
        with suppress(Refusal, Refusals):
            verb()

    def answer(self) -> None:
        country = self.chance.choice((*[self.turn] * 6, *PLACES.values()))
        said, limits = self.chance.choice(ANSWERS)
        answers(self.desk.story, country, limits, answer=said)
        self.answered[country].append((self.desk.story.now, said is not Answer.DECLINE and not limits.kinds))

    def file(self) -> None:
        shift = {"shift": self.chance.choice(("d", "n"))} if self.chance.random() < 0.5 else {}
        on = f"2026-10-{self.chance.randint(23, 28)}"
        self.desk.file(self.chance.choice(tuple(PLACES)), an_activity(on, **shift))

    def suspend(self) -> None:
        where = Where(airport=self.chance.choice(tuple(PLACES)))
        story = self.desk.story
        with self.desk.change() as tx:
            command = Suspend(version=story.row().version, where=where, reason="Strike.")
            under_way.suspend(tx, story.coordinator, story.code, command)

    def extend(self) -> None:
        where, length = Where(airport=self.chance.choice(tuple(PLACES))), Length(days=self.chance.choice((-1, 1)))
        story = self.desk.story
        with self.desk.change() as tx:
            command = ExtendPhase(version=story.row().version, where=where, phase=1, length=length, reason="Asked for.")
            under_way.extend_phase(tx, story.coordinator, story.code, command)

    def gave(self, country: str, since: datetime, until: datetime) -> bool:
        """Say whether a country gave returns at any instant between two, the first among them and not the second."""
        said = [(datetime.min.replace(tzinfo=UTC), False), *self.answered[country]]
        until_next = [*(at for at, _ in said[1:]), datetime.max.replace(tzinfo=UTC)]
        return any(
            gives and max(at, since) < min(left, until)
            for (at, gives), left in zip(said, until_next, strict=True)
        )  # fmt: skip

    def owes(self, country: str, day: ExpectedDay) -> bool:
        """Say whether a return is owed: of who gave any that day, and until it fell due or again by then."""
        here = self.gave(country, day.starts_at, day.ends_at)
        return here and (
            self.gave(country, day.due_at, day.due_at + INSTANT) or self.gave(country, day.due_at - INSTANT, day.due_at)
        )

    def prove(self) -> None:
        """Assert that every place says what follows from the answers."""
        with self.desk.db.reading() as session:
            operation = session.get_one(Operation, self.desk.story.id)
            rows = kept(session, operation)
            assert rows == rebuilt(session, operation)
            schedule = schedule_of(session, operation)
            days: Due = {(iata, *day.turn): day for iata in PLACES for day in report_days(schedule, iata)}
            owed = {place: day for place, day in days.items() if self.owes(PLACES[place[0]], day)}
            asked = {iata for iata, country in PLACES.items() if not self.answered[country]}
            ahead = sum(day.ends_at > self.desk.story.now for day in days.values() if day.airport in asked)
            board = {name for name in rows if name.startswith("day:")}
            assert board == {key("day", place) for place in owed}
            first = {
                country: min((at for at, gives in said if gives), default=None)
                for country, said in self.answered.items()
            }
            before = {
                p for p, day in days.items() if (since := first[PLACES[p[0]]]) is not None and day.ends_at <= since
            }
            assert {name for name, (_, row) in rows.items() if '"not_yet"' in row} == {
                key("off", place) for place in before
            }
            self._figures(session, operation, owed, ahead, len(before))

    def _figures(self, session: Session, operation: Operation, owed: Due, ahead: int, not_yet: int) -> None:
        now, reader = self.desk.story.now, self.desk.story.coordinator
        page = after_action(session, reader, operation, now, memory=self.memory)
        assert page == after_action(session, reader, operation, now, memory=Memory()), "kept, and read anew"
        promised = turns_of(session, operation, schedule_of(session, operation))
        assert promised.expected == page.reporting.planned == len(owed)
        assert promised.if_all_accept(now) == page.returns_if_all_accept == len(owed) + ahead
        assert sum(each.returns for each in page.joined) == not_yet
        query = select(Report.airport, Report.report_on, Report.shift)
        counting = Report.kind.in_(ANSWERING), Report.state.in_(COUNTED)
        come = {(iata, on, shift) for iata, on, shift in session.execute(query.where(*counting))} & owed.keys()
        missing = {place for place, day in owed.items() if now > day.due_at} - come
        for metrics in ([page.reporting], page.reporting_by_airport, page.reporting_by_day):
            sums = [sum(getattr(each, name) for each in metrics) for name in ("planned", "expected", "actual")]
            assert sums == [len(owed), len(come) + len(missing), len(come)]
            assert all(each.on_time <= each.actual <= each.expected <= each.planned for each in metrics)
        for iata in PLACES:
            said = {(iata, *turn) for turn in missing_days(session, operation, iata, now)}
            assert said == {place for place in missing if place[0] == iata}


@pytest.mark.parametrize("seed", range(4))
def test_whenever_countries_answer_every_place_says_the_same(database: Database, seed: int) -> None:
    operation = Answering(database, random.Random(seed))
    for _ in range(30):
        operation.passes()
        operation.prove()
        operation.step()
        operation.prove()
