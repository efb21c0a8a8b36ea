"""The verbs of reporting: file, correct, withdraw, validate, ask, release. Each is one transaction's worth.

Acting is always a matter of a report's home circle (its airport's), reading of the circle its row lies in. A change
names the version it read; the loser of two gets 409 with the newer one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value

from operations.errors import Refusal
from operations.events import reports as events
from operations.events.fact import digest_of
from operations.ledger.post import SUBMITTED, VALIDATED, post, take_back
from operations.participation.queries import is_ncp_seated
from operations.planning.models import Operation
from operations.policy import Action, home_of
from operations.reports import once
from operations.reports.codes import STAYS_AT_HOME
from operations.reports.editions import (
    Arrival,
    Written,
    answer_questions,
    body_of,
    edition_of,
    happened,
    lead_of,
    take_as_validated,
    vouched,
    write_remark,
)
from operations.reports.intake import (
    came_at,
    held_after_seat,
    held_again,
    held_from_former,
    judged_in,
    late_as_it_stands,
    may_file,
    of_version,
    place_of,
    related_in,
    require_nameless,
    require_published,
    require_related,
    to_correct,
)
from operations.reports.joint.credit import claimants_of, credit_lines
from operations.reports.judge import Judged, Place
from operations.reports.kinds import Victims
from operations.reports.models import Report, ReportEdition
from operations.reports.postings import Belongs, postings
from realtime.database import table_of
from realtime.prepared import PreparedQuery, PreparedWrite, write_new

if TYPE_CHECKING:
    from operations.policy import Actor
    from operations.reports.kinds import Body, CorrectReport, FileReport, Reasoned, RecordReferral, ValidateReports
    from realtime.transaction import Tx


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one report among several: its new version, or the refusal."""

    report_id: str
    version: int | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class _Next:
    """What a further edition says that nobody had to give a reason for."""

    body: Body
    phone_at: str | None
    note: str = ""
    reason: str = ""


def file_report(tx: Tx, actor: Actor, operation: Operation, command: FileReport, arrival: Arrival) -> Report:
    """File a report: it counts as submitted from this commit on, or is held, but never lost.

    Raises Refusal for what its sender can mend, and `report:already_filed` (409) for an id that is known.
    """
    home = home_of(command.airport)
    ended = may_file(tx, actor, operation, home)
    require_published(operation)
    if _KNOWN.one(tx.session, {"report_id": command.id}) is not None:
        raise _already_filed(command.id)
    place = place_of(tx, operation, command.airport)
    judged = judged_in(tx, actor, operation, command.body, place, arrival.received_at)
    require_related(tx, actor, operation, command.body)
    require_nameless(command.body, command.note, place)
    judged = replace(judged, held_for=held_after_seat(judged, arrival.received_at, ended))
    report = _new_report(tx, actor, operation, command, place, judged, arrival)
    if report.held_for is None and (other := once.the_other(tx.session, report, once.turn(report))) is not None:
        if report.kind == "nil":
            raise once.already(other)
        report.state, report.held_for = "held", once.SECOND
    rows = edition_of(tx, report, command.body, arrival, note=command.note, phone_at=command.phone_at)
    written = vouched(rows.edition, rows.persons)
    if report.held_for is None:
        _count(tx, operation, report, command.body, SUBMITTED)
    fact = _held(report, written) or _filed(report, written, command.body)
    happened(tx, operation, report, fact, circle=home)
    try:
        write_new(tx.session, report)
    except IntegrityError:
        # The same id at the same moment in another operation, whose stream is not ours to wait for.
        raise _already_filed(command.id) from None
    rows.write(tx)
    return report


_KNOWN: Final = PreparedQuery(select(Report.id).where(Report.id == bindparam("report_id")))
_NUMBER: Final = PreparedWrite(
    update(table_of(Operation))
    .where(Operation.id == bindparam("operation_id"))
    .values(reports_filed=bindparam("number"))
)


def _next_number(tx: Tx, operation: Operation) -> int:
    """Give out the next number of an operation's reports."""
    number = operation.reports_filed + 1
    _NUMBER.run(tx.session, {"operation_id": operation.id, "number": number})
    set_committed_value(operation, "reports_filed", number)
    return number


def _new_report(
    tx: Tx,
    actor: Actor,
    operation: Operation,
    command: FileReport,
    place: Place | None,
    judged: Judged,
    arrival: Arrival,
) -> Report:
    """Return the row of a report as it is filed, which nobody has written yet; at first all lies at home."""
    home = home_of(command.airport)
    report = Report(
        id=command.id,
        operation_id=operation.id,
        number=_next_number(tx, operation),
        kind=command.body.kind,
        airport=command.airport,
        country=place.country if place else None,
        circle=home,
        home=home,
        state="held" if judged.held_for else SUBMITTED,
        held_for=judged.held_for,
        beyond_limits=judged.beyond_limits,
        edition=1,
        version=1,
        received_at=arrival.received_at,
        filed_by=actor.account_id,
    )
    _belong(report, judged)
    return report


def _filed(report: Report, written: Written, body: Body) -> events.ReportFiled:
    return events.ReportFiled(
        report.id,
        report.number,
        report.kind,
        report.airport,
        report.country,
        written.digest,
        written.note_digest,
        lead_of(body),
        report.late,
    )


def _held(report: Report, written: Written) -> events.ReportHeld | None:
    """Return the fact that a report is held, if it is."""
    if report.held_for is None:
        return None
    return events.ReportHeld(
        report.id,
        report.number,
        report.kind,
        report.airport,
        report.edition,
        report.held_for,
        written.digest,
        written.note_digest,
    )


def correct_report(
    tx: Tx, actor: Actor, operation: Operation, report_id: str, command: CorrectReport, arrival: Arrival
) -> Report:
    """Give a report a further edition; it waits for validation again, and the last validated one counts meanwhile.

    Whoever had the seat may still send what was written in it, of what was here before it ended. Nothing proves when
    that was, and a correction takes the place of what others answer for: it is held, however the seat ended, but for
    what a return says anew of its own day.
    """
    report, former = to_correct(tx, actor, operation, report_id, command)
    if report.state == "withdrawn":
        raise Refusal("report:withdrawn", "A withdrawn report cannot be corrected.", status=409)
    if command.body.kind != report.kind:
        raise Refusal("report:other_kind", "A correction cannot change the kind of a report.", path="kind")
    before = related_in(body_of(tx.session, report, report.edition))
    require_related(tx, actor, operation, command.body, own=report.number, before=before)
    require_nameless(command.body, command.note, place_of(tx, operation, report.airport))
    written = _supersede(tx, actor, operation, report, command, arrival, former=former)
    fact = events.ReportCorrected(
        report.id,
        report.number,
        report.kind,
        report.airport,
        report.edition,
        written.digest,
        written.note_digest,
        digest_of(command.reason, written.salt),
        lead_of(command.body),
    )
    happened(tx, operation, report, fact, circle=report.home)
    _note_held(tx, operation, report, written)
    return report


def record_referral(
    tx: Tx, actor: Actor, operation: Operation, report_id: str, command: RecordReferral, arrival: Arrival
) -> Report:
    """Record that persons met were referred: a further edition, which needs no other reason than the step itself."""
    report = of_version(tx, actor, operation, report_id, command.version, Action.REFERRAL_RECORD)
    body = body_of(tx.session, report, report.edition)
    if not isinstance(body, Victims) or not report.referral_open:
        raise Refusal("referral:none_open", "No referral is open here.", status=409)
    said = body.model_copy(update={"referrals": (*body.referrals, *command.referrals)})
    written = _supersede(tx, actor, operation, report, _Next(said, command.phone_at), arrival)
    fact = events.ReferralRecorded(
        report.id, report.number, report.kind, report.airport, report.edition, written.digest, written.note_digest
    )
    happened(tx, operation, report, fact, circle=report.home)
    _note_held(tx, operation, report, written)
    return report


def _supersede(
    tx: Tx,
    actor: Actor,
    operation: Operation,
    report: Report,
    said: CorrectReport | _Next,
    arrival: Arrival,
    *,
    former: bool = False,
) -> Written:
    """Write a further edition and let it wait for validation; the last validated one counts meanwhile.

    `former` says that the seat had ended which it came from.
    """
    place = place_of(tx, operation, report.airport)
    came = came_at(tx, report, said.body, arrival.received_at)
    judged = judged_in(tx, actor, operation, said.body, place, came)
    held_for = held_from_former(report, judged) if former else held_again(tx, actor, operation, report, judged)
    report.edition += 1
    report.version += 1
    report.beyond_limits = judged.beyond_limits
    report.held_for = held_for
    report.state = "held" if report.held_for else SUBMITTED
    _belong(report, judged)
    rows = edition_of(tx, report, said.body, arrival, note=said.note, phone_at=said.phone_at, reason=said.reason)
    rows.write(tx)
    take_back(tx, operation.stream_id, report.id, SUBMITTED)
    if report.state == SUBMITTED:
        _count(tx, operation, report, said.body, SUBMITTED)
    answer_questions(tx, report)
    return vouched(rows.edition, rows.persons)


def _note_held(tx: Tx, operation: Operation, report: Report, written: Written) -> None:
    held = _held(report, written)
    if held is not None:
        happened(tx, operation, report, held, circle=report.home)


def withdraw_report(tx: Tx, actor: Actor, operation: Operation, report_id: str, command: Reasoned) -> Report:
    """Take a report back: everything it stands for is reversed, and what it said stays to be read with the reason."""
    report = of_version(tx, actor, operation, report_id, command.version, Action.REPORT_WITHDRAW)
    if report.state == "withdrawn":
        raise Refusal("report:withdrawn", "This report is withdrawn already.", status=409)
    if claimants_of(tx.session, report.id):
        message = "Others' reports were merged into this one. The coordination unit separates them first."
        raise Refusal("report:has_credit", message, status=409)
    report.state = "withdrawn"
    report.held_for = None
    report.referral_open = False
    take_as_validated(tx.session, report, None)
    report.version += 1
    take_back(tx, operation.stream_id, report.id)
    remark = write_remark(tx, report, "withdrawal", command.reason)
    answer_questions(tx, report)
    reason = digest_of(command.reason, remark.salt)
    fact = events.ReportWithdrawn(report.id, report.number, report.kind, report.airport, reason)
    # Whoever saw it validated learns that it is gone.
    happened(tx, operation, report, fact, circle=report.circle)
    return report


def validate_reports(tx: Tx, actor: Actor, operation: Operation, command: ValidateReports) -> list[Decided]:
    """Validate several reports at once; one that cannot be is refused by itself and holds up no other."""
    decided = []
    for item in command.reports:
        try:
            report = _validate(tx, actor, operation, item.id, item.version)
        except Refusal as refusal:
            decided.append(Decided(item.id, None, refusal))
        else:
            decided.append(Decided(report.id, report.version, None))
    return decided


def ask_for_correction(tx: Tx, actor: Actor, operation: Operation, report_id: str, command: Reasoned) -> Report:
    """Ask the airport to correct a report; it keeps counting as it stands until the correction comes."""
    report = of_version(tx, actor, operation, report_id, command.version, Action.REPORT_ASK)
    if report.state == "withdrawn":
        raise Refusal("report:withdrawn", "A withdrawn report cannot be corrected.", status=409)
    report.question_open = True
    report.version += 1
    question = write_remark(tx, report, "question", command.reason)
    asked = digest_of(command.reason, question.salt)
    fact = events.CorrectionAsked(report.id, report.number, report.kind, report.airport, asked)
    happened(tx, operation, report, fact, circle=report.home)
    return report


def release_report(tx: Tx, actor: Actor, operation: Operation, report_id: str, version: int) -> Report:
    """Let a held report in: the OCU's decision that it counts."""
    report = of_version(tx, actor, operation, report_id, version, Action.REPORT_RELEASE)
    if report.state != "held":
        raise Refusal("report:not_held", "This report is not held.", status=409)
    if (other := once.the_other(tx.session, report, once.turn(report))) is not None:
        raise once.already(other)
    report.state = SUBMITTED
    report.held_for = None
    report.version += 1
    body = body_of(tx.session, report, report.edition)
    report.late = late_as_it_stands(tx, operation, report, body)
    tx.session.get_one(ReportEdition, (report.id, report.edition)).late = report.late
    _count(tx, operation, report, body, SUBMITTED)
    fact = events.ReportReleased(report.id, report.number, report.kind, report.airport, lead_of(body))
    happened(tx, operation, report, fact, circle=report.home)
    return report


def _validate(tx: Tx, actor: Actor, operation: Operation, report_id: str, version: int) -> Report:
    report = of_version(tx, actor, operation, report_id, version, Action.REPORT_VALIDATE)
    by = "ncp"
    here = (seat for seat in actor.seats if seat.operation_id == operation.id)
    if not any(seat.role == "ncp" and report.home in seat.circles for seat in here):
        by = "ocu"
        if report.country is not None and is_ncp_seated(tx.session, operation.id, report.country):
            message = "This country's national contact point is seated and validates its own reports."
            raise Refusal("report:ncp_seated", message, status=403, country=report.country)
    if report.state != SUBMITTED:
        message = "Only a submitted report can be validated."
        raise Refusal("report:not_submitted", message, status=409, state=report.state)
    body = body_of(tx.session, report, report.edition)
    take_back(tx, operation.stream_id, report.id)
    _count(tx, operation, report, body, VALIDATED)
    report.state = VALIDATED
    report.circle = report.home if report.kind in STAYS_AT_HOME else "operation"
    take_as_validated(tx.session, report, report.edition)
    report.validated_at = tx.now
    report.version += 1
    answer_questions(tx, report)
    lead = lead_of(body)
    fact = events.ReportValidated(report.id, report.number, report.kind, report.airport, report.edition, by, lead)
    happened(tx, operation, report, fact, circle=report.circle)
    return report


def _already_filed(report_id: str) -> Refusal:
    message = "This report has been filed before. File a correction instead."
    return Refusal("report:already_filed", message, status=409, report_id=report_id)


def _count(tx: Tx, operation: Operation, report: Report, body: Body, stage: str) -> None:
    """Post what a body counts for at a stage, and the credit of those who were merged into the report."""
    belongs = _belongs(report)
    post(tx, operation.stream_id, postings(body, belongs, stage))
    if report.edition > 1 or report.version > 1:  # nothing can have been merged into what is just being filed
        post(tx, operation.stream_id, credit_lines(claimants_of(tx.session, report.id), belongs, stage))


def _belong(report: Report, judged: Judged) -> None:
    report.occurred_at = judged.occurred_at
    report.occurred_on = judged.occurred_on
    report.report_on = judged.report_on
    report.shift = judged.shift
    report.phase = judged.phase
    report.late = judged.late


def _belongs(report: Report) -> Belongs:
    return Belongs(
        report_id=report.id,
        home=report.home,
        airport=report.airport,
        country=report.country,
        occurred_at=report.occurred_at,
        occurred_on=report.occurred_on,
        report_on=report.report_on,
        phase=report.phase,
        late=report.late,
    )
