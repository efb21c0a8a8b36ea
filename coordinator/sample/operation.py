"""Load the sample: every step through the product's own actions, at the instant it is said to have happened.

So the log of the sample is true to its order, phases were announced when they turned, and nothing is known of it that
could not have come about by people using the product.
"""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import select

from coordinator.identity.accounts import UNGUARDED, actor_of, open_account
from coordinator.identity.platform import ensure_platform
from coordinator.sample import days
from coordinator.sample.cast import COORDINATOR, seat_everyone
from coordinator.sample.plan import (
    ANSWERS,
    CODE,
    DRAFTED_BEFORE,
    NAME,
    OPERATIONAL,
    PUBLISHED_BEFORE,
    sample_plan,
)
from operations.participation.actions import answer, give_platform_seat
from operations.participation.commands import AnswerInvitation
from operations.participation.models import Participation
from operations.participation.opening import draft_operation, publish
from operations.planning import actions as planning
from operations.planning.announce import announce_due
from operations.planning.commands import ConfirmControls, DraftOperation, Publish, WriteWatchEntry
from operations.planning.models import Operation
from operations.planning.queries import next_due, of_code, zones
from operations.reports import actions as reports
from operations.reports.codes import ReferredTo
from operations.reports.editions import BODY, Arrival
from operations.reports.kinds import (
    CorrectReport,
    FileReport,
    Reasoned,
    RecordReferral,
    Referral,
    ValidateReports,
    Versioned,
)
from operations.reports.models import Report
from operations.reports.targets import units_of
from realtime.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from operations.policy import Actor
    from realtime.transaction import Database, Tx

ANSWERED_EVERY: Final = timedelta(hours=9)
"""How long after each other the countries answered, from the day after publication."""


def found(db: Database) -> Operation | None:
    """Return the sample operation, or None where it was not loaded."""
    with db.reading() as session:
        return session.scalar(select(Operation).where(Operation.code == CODE))


def load(db: Database, now: datetime, progress: Callable[[int, int], None] = lambda _done, _of: None) -> None:
    """Load the sample as it stands at `now`; `progress` is told how many steps of how many are done."""
    accounts = _begin(db, now - DRAFTED_BEFORE, now - PUBLISHED_BEFORE, now)
    _answer(db, accounts[COORDINATOR.key], now - PUBLISHED_BEFORE + timedelta(days=1))
    with db.reading() as session:
        where = zones(session, of_code(session, CODE))
    steps = days.happened(now, where)
    for done, step in enumerate(steps):
        _announce(db, step.at)
        _happen(db, accounts[step.part], step)
        progress(done + 1, len(steps))
    _announce(db, now)


def _begin(db: Database, drafted_at: datetime, published_at: datetime, now: datetime) -> dict[str, str]:
    streams = ensure_platform(db, drafted_at)
    with transaction(db, (streams.stream_id,), actor_id="operator", now=drafted_at) as tx:
        coordinator = open_account(tx, COORDINATOR.name)
        give_platform_seat(tx, streams.stream_id, coordinator.id)
    with transaction(db, (streams.stream_id,), actor_id=coordinator.id, now=drafted_at) as tx:
        actor = actor_of(tx.session, coordinator.id, drafted_at, UNGUARDED)
        operation = draft_operation(tx, actor, DraftOperation(code=CODE, name=NAME), sample_plan(now))
    taken = (streams.stream_id, operation.stream_id)
    with transaction(db, taken, actor_id=coordinator.id, now=published_at) as tx:
        actor = actor_of(tx.session, coordinator.id, published_at, UNGUARDED)
        publish(tx, actor, CODE, Publish(version=operation.version), units_of)
        return seat_everyone(tx, actor)


def _answer(db: Database, coordinator_id: str, at: datetime) -> None:
    """Let the OCU enter what the countries answered, one after the other."""
    for place, (country, (said, limits)) in enumerate(sorted(ANSWERS.items())):
        answered_at = at + place * ANSWERED_EVERY
        _announce(db, answered_at)
        enter = functools.partial(_answered, country=country, said=said, limits=limits)
        _change(db, coordinator_id, answered_at, enter)


def _answered(tx: Tx, actor: Actor, operation: Operation, *, country: str, said: Any, limits: Any) -> None:  # noqa: ANN401 as the table has them
    version = tx.session.get_one(Participation, (operation.id, country)).version
    answer(tx, actor, CODE, AnswerInvitation(version=version, country=country, answer=said, limits=limits))


def _announce(db: Database, upto: datetime) -> None:
    """Let every boundary up to an instant be announced when it fell due."""
    while True:
        with db.reading() as session:
            due_at = next_due(session)
        if due_at is None or due_at > upto:
            return
        announce_due(db, due_at)


def _change(db: Database, account_id: str, at: datetime, act: Callable[[Tx, Actor, Operation], None]) -> None:
    with db.reading() as session:
        stream_id = of_code(session, CODE).stream_id
    with transaction(db, (stream_id,), actor_id=account_id, now=at) as tx:
        act(tx, actor_of(tx.session, account_id, at, UNGUARDED), of_code(tx.session, CODE))


def _happen(db: Database, account_id: str, step: days.Happening) -> None:
    _change(db, account_id, step.at, lambda tx, actor, operation: _ACTS[type(step)](tx, actor, operation, step))


def _confirm(tx: Tx, actor: Actor, _: Operation, step: days.Confirmed) -> None:
    planning.confirm_controls(tx, actor, CODE, ConfirmControls(airport=step.airport, phase=OPERATIONAL))


def _file(tx: Tx, actor: Actor, operation: Operation, step: days.Filed) -> None:
    body = BODY.validate_python(step.body, strict=False)
    command = FileReport(id=step.report_id, airport=step.airport, body=body, note=step.note)
    reports.file_report(tx, actor, operation, command, _arrival(tx))


def _validate(tx: Tx, actor: Actor, operation: Operation, step: days.Validated) -> None:
    query = select(Report.id, Report.version).where(
        Report.operation_id == operation.id,
        Report.state == "submitted",
        Report.country.in_(step.countries),
        Report.question_open.is_(False),
    )
    waiting = tuple(Versioned(id=report_id, version=version) for report_id, version in tx.session.execute(query))
    if waiting:
        decided = reports.validate_reports(tx, actor, operation, ValidateReports(reports=waiting))
        for refusal in (each.refusal for each in decided if each.refusal is not None):
            raise refusal


def _ask(tx: Tx, actor: Actor, operation: Operation, step: days.Asked) -> None:
    command = Reasoned(version=_version(tx, step.report_id), reason=step.question)
    reports.ask_for_correction(tx, actor, operation, step.report_id, command)


def _correct(tx: Tx, actor: Actor, operation: Operation, step: days.Corrected) -> None:
    body = BODY.validate_python(step.body, strict=False)
    command = CorrectReport(version=_version(tx, step.report_id), body=body, reason=step.reason)
    reports.correct_report(tx, actor, operation, step.report_id, command, _arrival(tx))


def _refer(tx: Tx, actor: Actor, operation: Operation, step: days.Referred) -> None:
    referral = Referral(to=ReferredTo(step.to), count=step.count)
    command = RecordReferral(version=_version(tx, step.report_id), referrals=(referral,))
    reports.record_referral(tx, actor, operation, step.report_id, command, _arrival(tx))


def _note(tx: Tx, actor: Actor, _: Operation, step: days.Noted) -> None:
    planning.write_watch_entry(tx, actor, CODE, WriteWatchEntry(text=step.text))


_ACTS: Final[Mapping[type[days.Happening], Callable[[Tx, Actor, Operation, Any], None]]] = {
    days.Confirmed: _confirm,
    days.Filed: _file,
    days.Validated: _validate,
    days.Asked: _ask,
    days.Corrected: _correct,
    days.Referred: _refer,
    days.Noted: _note,
}


def _arrival(tx: Tx) -> Arrival:
    return Arrival(tx.now, str(uuid4()))


def _version(tx: Tx, report_id: str) -> int:
    return tx.session.get_one(Report, report_id).version
