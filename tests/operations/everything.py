"""Every verb of the policy, done to one operation by people of every kind: what `histories` does, and all the rest."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from operations.errors import Refusal
from operations.events.audit import ExportTaken
from operations.participation import actions as participation
from operations.participation import opening
from operations.participation.commands import AnswerInvitation, GiveSeat
from operations.participation.limits import Answer
from operations.participation.models import Participation
from operations.planning import actions as planning
from operations.planning import under_way
from operations.planning.announce import announce_due
from operations.planning.commands import (
    Cancel,
    ConfirmControls,
    DraftOperation,
    Length,
    MoveBoundary,
    Publish,
    SavePlan,
    ShiftSchedule,
    StandDown,
    Where,
    WriteWatchEntry,
)
from operations.planning.models import Operation
from operations.planning.plan import Edge
from operations.policy import Action, Role
from operations.reports import actions as reports
from operations.reports.codes import ReferredTo, Share
from operations.reports.editions import Arrival
from operations.reports.importing import import_reports
from operations.reports.imports import Row
from operations.reports.kinds import RecordReferral, Referral
from operations.reports.silence import ask_return
from realtime.transaction import transaction
from tests.builders import a_plan, local
from tests.operations.histories import AIRPORTS, COUNTRIES, History
from tests.reports import a_seizure, body, goods

if TYPE_CHECKING:
    import random

    from operations.policy import Actor
    from operations.reports.models import Report
    from realtime.transaction import Tx
    from tests.reports import Desk

VERBS: Final[dict[Action, tuple[str, ...]]] = {
    Action.OPERATION_CREATE: ("draft_another",),
    Action.PLAN_WRITE: ("save_plan",),
    Action.OPERATION_PUBLISH: ("publish",),
    Action.OPERATION_STOP: ("cancel", "stand_down"),
    Action.BOUNDARY_MOVE: ("move_boundary", "extend", "shift"),
    Action.AIRPORT_SUSPEND: ("suspend", "resume"),
    Action.PARTICIPATION_ANSWER: ("answer",),
    Action.SEAT_GIVE: ("give_seat", "withdraw_seat", "hand_over_seat"),
    Action.CONTROLS_CONFIRM: ("confirm_controls",),
    Action.REPORT_FILE: ("file",),
    Action.REPORT_CORRECT: ("correct",),
    Action.REPORT_WITHDRAW: ("withdraw",),
    Action.REFERRAL_RECORD: ("refer",),
    Action.REPORT_VALIDATE: ("validate",),
    Action.REPORT_ASK: ("ask",),
    Action.REPORT_RELEASE: ("release",),
    Action.REPORT_MERGE: ("merge", "separate", "dismiss"),
    Action.REPORT_IMPORT: ("import_file",),
    Action.REPORT_EXPORT: ("export",),
    Action.RETURN_ASK: ("ask_return",),
    Action.WATCH_LOG_WRITE: ("write_watch_entry",),
}
READ_ONLY: Final = {
    Action.PLAN_READ, Action.SEAT_READ, Action.BOARD_WATCH, Action.LOG_READ, Action.REPORT_READ, Action.QUEUE_READ,
    Action.FIGURES_READ, Action.WATCH_LOG_READ, Action.SMALL_COUNT_READ, Action.DONOR_READ,
}  # fmt: skip
PLACES: Final[dict[Role, dict[str, Any]]] = {
    Role.COORDINATOR: {},
    Role.OCU: {},
    Role.NCP: {"country": "BR"},
    Role.OFFICER: {"airport": "GRU"},
    Role.ANALYST: {},
    Role.OBSERVER: {"country": "PT"},
    Role.DONOR: {},
}


class Everything(History):
    """What may happen to one operation; `people` hold a seat of each role, and may be given others."""

    def __init__(self, desk: Desk, chance: random.Random, people: list[str], platform_id: int) -> None:
        super().__init__(desk, chance)
        self.accounts = people
        self.platform_id = platform_id

    def who(self) -> Actor:
        """Return whoever coordinates, or anybody: most of what anybody tries is refused."""
        coordinator = self.desk.story.coordinator
        return coordinator if self.chance.random() < 0.7 else self.anybody()

    def anybody(self) -> Actor:
        return self.desk.story.actor(self.chance.choice(self.accounts))

    def pass_time(self) -> None:
        """Let up to an hour and a half pass; what is due by then is announced, or not yet."""
        self.desk.story = self.desk.story.at(self.desk.story.now + timedelta(minutes=self.chance.randint(0, 90)))
        if self.chance.random() < 0.5:
            announce_due(self.desk.db, self.desk.story.now)

    # --- the operation and its plan ---------------------------------------------------------------------------------

    def draft_another(self) -> None:
        # What somebody else prepares is nothing to the boards of this operation.
        by, now = self.desk.story.coordinator, self.desk.story.now
        with transaction(self.desk.db, (self.platform_id,), actor_id=by.account_id, now=now) as tx:
            code = f"OTHER-{self.chance.randint(1, 10**9)}"
            opening.draft_operation(tx, by, DraftOperation(code=code, name="Another"))

    def save_plan(self) -> None:
        with self.by(actor := self.who()) as tx:
            saving = SavePlan(version=self.version(), name="Airport week", plan=a_plan())
            planning.save_plan(tx, actor, self.desk.story.code, saving)

    def publish(self) -> None:
        with self.by(actor := self.who()) as tx:
            publishing = Publish(version=self.version(), entered_after_the_fact=self.chance.random() < 0.5)
            opening.publish(tx, actor, self.desk.story.code, publishing)

    def cancel(self) -> None:
        # Mostly in vain: little happens to what was called off, and a draft that was is never published.
        with self.by(actor := self.anybody()) as tx:
            under_way.cancel(tx, actor, self.desk.story.code, Cancel(version=self.version(), reason="Called off."))

    def stand_down(self) -> None:
        where = Where(airport=self.chance.choice(AIRPORTS)) if self.chance.random() < 0.9 else Where()
        with self.by(actor := self.who()) as tx:
            command = StandDown(version=self.version(), where=where, reason="Aim reached.")
            under_way.stand_down(tx, actor, self.desk.story.code, command)

    def move_boundary(self) -> None:
        moment = local(f"2026-11-{self.chance.randint(18, 26)}T{self.chance.randint(0, 23):02}:00")
        with self.by(actor := self.who()) as tx:
            command = MoveBoundary(
                version=self.version(), where=Where(airport=self.chance.choice(AIRPORTS)), phase=1, edge=Edge.end,
                moment=moment, along=True, reason="The host asked for it.",
            )  # fmt: skip
            under_way.move_boundary(tx, actor, self.desk.story.code, command)

    def shift(self) -> None:
        with self.by(actor := self.who()) as tx:
            length = Length(hours=self.chance.choice((-1, 1, 2)))
            command = ShiftSchedule(version=self.version(), where=Where(), length=length, reason="Fog.")
            under_way.shift_schedule(tx, actor, self.desk.story.code, command)

    def confirm_controls(self) -> None:
        with self.by(actor := self.who()) as tx:
            command = ConfirmControls(airport=self.chance.choice(AIRPORTS), phase=1)
            planning.confirm_controls(tx, actor, self.desk.story.code, command)

    def write_watch_entry(self) -> None:
        with self.by(actor := self.who()) as tx:
            planning.write_watch_entry(tx, actor, self.desk.story.code, WriteWatchEntry(text="All quiet."))

    def ask_return(self) -> None:
        with self.by(actor := self.who()) as tx:
            ask_return(tx, actor, self.desk.story.code, self.chance.choice(AIRPORTS))

    def answer(self) -> None:
        country = COUNTRIES[self.chance.choice(AIRPORTS)]
        with self.by(actor := self.who()) as tx:
            invited = tx.session.get(Participation, (self.desk.story.id, country))
            said = self.chance.choice((Answer.ACCEPT, Answer.DECLINE))
            command = AnswerInvitation(version=invited.version if invited else 1, country=country, answer=said)
            participation.answer(tx, actor, self.desk.story.code, command)

    # --- seats ------------------------------------------------------------------------------------------------------

    def give_seat(self) -> None:
        role, airport = self.chance.choice(list(Role)), self.chance.choice(AIRPORTS)
        place = PLACES[role] and ({"airport": airport} if role is Role.OFFICER else {"country": COUNTRIES[airport]})
        with self.by(actor := self.who()) as tx:
            giving = GiveSeat(account_id=self.anybody().account_id, role=role, **place)
            participation.give_seat(tx, actor, self.desk.story.code, giving)

    def withdraw_seat(self) -> None:
        with self.by(actor := self.who()) as tx:
            participation.withdraw_seat(tx, actor, self.desk.story.code, self.a_seat())

    def hand_over_seat(self) -> None:
        with self.by(actor := self.who()) as tx:
            successor = self.anybody().account_id
            participation.hand_over_seat(tx, actor, self.desk.story.code, self.a_seat(), successor)

    def a_seat(self) -> str:
        held = self.anybody().seats
        if not held:
            raise Refusal("nothing", "Holds none.")
        return self.chance.choice(held).seat_id

    # --- reports ----------------------------------------------------------------------------------------------------

    def correct(self) -> None:
        report = self.one()
        if report.kind != "seizure":
            return super().correct()
        said = a_seizure(occurred="2026-11-17T05:00", goods=[goods("cocaine", f"{self.chance.randint(1, 9)}")])
        self.desk.correct(report, said, by=self.who())
        return None

    def merge(self) -> None:
        self.desk.merge(*self.two_seizures(), self.chance.choice(list(Share)), by=self.who())

    def dismiss(self) -> None:
        self.desk.dismiss(*self.two_seizures(), by=self.who())

    def two_seizures(self) -> tuple[Report, Report]:
        seizures = [report for report in self.reports if report.kind == "seizure"]
        if len(seizures) < 2:
            raise Refusal("nothing", "There are no two.")
        one, other = self.chance.sample(seizures, 2)
        return one, other

    def refer(self) -> None:
        report = self.one()
        with self.by(actor := self.who()) as tx:
            version = tx.session.get_one(type(report), report.id).version
            command = RecordReferral(version=version, referrals=(Referral(to=ReferredTo.CONSULATE, count=1),))
            reports.record_referral(tx, actor, self.operation(tx), report.id, command, self.arrival())

    def import_file(self) -> None:
        actor, story = self.who(), self.desk.story
        rows = [
            Row(number, self.chance.choice(AIRPORTS), body(self.said()), "", str(uuid.uuid4()), {})
            for number in range(2, 4)
        ]
        streams = (story.stream_id, story.audit_stream_id)
        with transaction(story.db, streams, actor_id=actor.account_id, now=story.now) as tx:
            came = import_reports(tx, actor, self.operation(tx), rows, self.arrival(), file_digest="0" * 64, read=2)
            if came.wrong:
                raise Refusal("import:wrong", "Nothing of it is kept.")

    def export(self) -> None:
        story = self.desk.story
        audit = (story.audit_stream_id,)
        with transaction(story.db, audit, actor_id=self.who().account_id, now=story.now) as tx:
            tx.record(story.audit_stream_id, ExportTaken("reports.csv", 1, 1), subject="file", circle="ocu")

    # --- what they share --------------------------------------------------------------------------------------------

    def by(self, actor: Actor) -> Any:  # noqa: ANN401 a context manager
        return self.desk.change(actor)

    def operation(self, tx: Tx) -> Operation:
        return tx.session.get_one(Operation, self.desk.story.id)

    def arrival(self) -> Arrival:
        return Arrival(self.desk.story.now, str(uuid.uuid4()))
