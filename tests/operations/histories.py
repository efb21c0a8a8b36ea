"""Anything that may happen to an operation, chosen by a seed, by people of every kind."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from operations.errors import Refusal, Refusals
from operations.participation.limits import Answer
from operations.planning import under_way
from operations.planning.commands import ExtendPhase, Length, Resume, Suspend, Where
from operations.reports.codes import Share
from tests.builders import answers, local
from tests.reports import a_nil, a_seizure, an_activity, goods

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from operations.policy import Actor
    from operations.reports.models import Report
    from tests.reports import Desk

AIRPORTS = ("BOG", "DSS", "GRU", "LIS")
COUNTRIES = {"BOG": "CO", "DSS": "SN", "GRU": "BR", "LIS": "PT"}


class History:
    """What happens to its reports, and some of what happens to its plan."""

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
        codes = self.chance.sample(("cocaine", "crack", "khat", "heroin", "cannabis_herb"), self.chance.randint(1, 3))
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
