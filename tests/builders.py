"""Build what a story needs before it begins: readable, with defaults, through the same actions the product uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from coordinator.identity.platform import ensure_platform
from operations.participation import actions as participation
from operations.participation import opening
from operations.participation.commands import AnswerInvitation, GiveSeat
from operations.participation.limits import UNLIMITED, Answer, Limits
from operations.participation.models import Participation
from operations.participation.queries import seats
from operations.planning import actions as planning
from operations.planning.commands import DraftOperation, Publish, SavePlan
from operations.planning.levels import Level
from operations.planning.models import Operation
from operations.planning.plan import Moment, Phase, PhaseKind, Plan, PlannedControl
from operations.policy import Actor, Role
from realtime.transaction import transaction
from tests.support.copying import made_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from realtime.transaction import Database, Tx

NOW = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
"""When stories begin: the default plan's preparation is under way, its operational phase five days ahead."""

UNDER_WAY = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
"""An instant within the default plan's operational phase, at every airport."""

_accounts: Iterator[int] = count(1)


@dataclass(frozen=True)
class Story:
    """An operation with its coordinator, as a test holds it."""

    db: Database
    id: str
    code: str
    stream_id: int
    audit_stream_id: int
    coordinator: Actor
    now: datetime

    def at(self, now: datetime) -> Story:
        """Return the same operation with the clock set elsewhere."""
        return replace(self, now=now)

    def change(self, actor: Actor | None = None) -> AbstractContextManager[Tx]:
        """Begin a transaction on the operation's stream, as somebody or as the coordinator."""
        who = actor or self.coordinator
        return transaction(self.db, (self.stream_id,), actor_id=who.account_id, now=self.now)

    def row(self) -> Operation:
        """Read the operation afresh."""
        with self.db.reading() as session:
            return session.get_one(Operation, self.id)

    def actor(self, account_id: str) -> Actor:
        """Read an account's seats afresh."""
        with self.db.reading() as session:
            return Actor(account_id, seats(session, account_id, self.now))


def local(wall: str) -> Moment:
    """Return a time that each airport reads on its own clock."""
    return Moment(wall=wall)


def a_phase(kind: PhaseKind, starts: str, ends: str) -> Phase:
    """Return a phase between two local times."""
    return Phase(kind=kind, starts=local(starts), ends=local(ends))


def a_plan(**changes: Any) -> Plan:  # noqa: ANN401 any field of a plan
    """Return a plan that can be published at NOW: four countries, four airports, three phases in local time."""
    plan = Plan(
        aim="Disrupt the carriage of cocaine by air passengers.",
        legal_basis="Memorandum of understanding of the task forces.",
        purpose="Prevention and combat of trafficking in drugs.",
        lead="UNODC",
        partners=("WCO", "INTERPOL"),
        countries=("BR", "CO", "PT", "SN"),
        airports=("BOG", "DSS", "GRU", "LIS"),
        phases=(
            a_phase(PhaseKind.preparation, "2026-11-09T08:00", "2026-11-15T06:00"),
            a_phase(PhaseKind.operational, "2026-11-15T06:00", "2026-11-22T18:00"),
            a_phase(PhaseKind.consolidation, "2026-11-22T18:00", "2026-12-06T18:00"),
        ),
        controls=tuple(
            PlannedControl(airport=iata, phase=1, level=Level.heightened) for iata in ("BOG", "DSS", "GRU", "LIS")
        ),
        taxonomy_version="2026.1",
    )
    return plan.model_copy(update=changes)


def an_account() -> str:
    """Return the id of somebody new."""
    return f"account-{next(_accounts)}"


def a_platform_coordinator(db: Database, now: datetime = NOW) -> Actor:
    """Return somebody who may begin operations."""
    stream_id, account_id = ensure_platform(db, now).stream_id, an_account()
    with transaction(db, (stream_id,), actor_id=account_id, now=now) as tx:
        participation.give_platform_seat(tx, stream_id, account_id)
    with db.reading() as session:
        return Actor(account_id, seats(session, account_id, now))


def a_draft(db: Database, *, code: str = "COCAIR-VII", plan: Plan | None = None, now: datetime = NOW) -> Story:
    """Draft an operation and save a plan in it."""
    maker = a_platform_coordinator(db, now)
    with transaction(db, (ensure_platform(db, now).stream_id,), actor_id=maker.account_id, now=now) as tx:
        drafted = opening.draft_operation(tx, maker, DraftOperation(code=code, name="Airport week"))
    story = Story(db, drafted.id, code, drafted.stream_id, drafted.audit_stream_id, maker, now)
    story = replace(story, coordinator=story.actor(maker.account_id))
    with story.change() as tx:
        saving = SavePlan(version=1, name="Airport week", plan=plan or a_plan())
        planning.save_plan(tx, story.coordinator, code, saving)
    return story


def an_operation(
    db: Database,
    *,
    code: str = "COCAIR-VII",
    plan: Plan | None = None,
    now: datetime = NOW,
    accepted: bool = True,
    entered_after_the_fact: bool = False,
) -> Story:
    """Publish an operation; unless told otherwise its countries accept at once."""
    planned = plan or a_plan()

    def make() -> Story:
        story = a_draft(db, code=code, plan=planned, now=now)
        with story.change() as tx:
            publishing = Publish(version=2, entered_after_the_fact=entered_after_the_fact)
            opening.publish(tx, story.coordinator, code, publishing)
        for country in planned.countries if accepted else ():
            answers(story, country)
        return story

    told = (code, planned.model_dump_json(), now, accepted, entered_after_the_fact)
    return replace(made_once(db, told, make), db=db)


def answers(
    story: Story, country: str, limits: Limits = UNLIMITED, *, actor: Actor | None = None, answer: Answer | None = None
) -> None:
    """Let a country answer its invitation: within limits if there are any, else as told, else by accepting."""
    with story.change(actor) as tx:
        version = tx.session.get_one(Participation, (story.id, country)).version
        said = answer or (Answer.ACCEPT if limits == UNLIMITED else Answer.LIMIT)
        command = AnswerInvitation(version=version, country=country, answer=said, limits=limits)
        participation.answer(tx, actor or story.coordinator, story.code, command)


def a_seat(
    story: Story,
    role: Role,
    *,
    country: str | None = None,
    airport: str | None = None,
    unit: str | None = None,
    account_id: str | None = None,
) -> Actor:
    """Give somebody a seat and return them as they are now."""
    who = account_id or an_account()
    with story.change() as tx:
        giving = GiveSeat(account_id=who, role=role, country=country, airport=airport, unit=unit)
        participation.give_seat(tx, story.coordinator, story.code, giving)
    return story.actor(who)
