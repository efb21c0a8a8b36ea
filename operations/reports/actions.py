"""The verbs of reporting: file, correct, withdraw, validate, ask, release. Each is one transaction's worth.

Acting is always a matter of a report's home circle (its airport's), reading of the circle its row lies in. A change
names the version it read; the loser of two gets 409 with the newer one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from operations import events
from operations.errors import Refusal, not_allowed, not_found, outdated
from operations.events import digest_of
from operations.ledger.post import SUBMITTED, VALIDATED, post, take_back
from operations.participation.models import Participation, SeatRow
from operations.participation.queries import ended_at, is_ncp_seated
from operations.planning.models import Operation, OperationAirport
from operations.planning.queries import schedule_of
from operations.policy import Action, Role, Subject, allows, require
from operations.reports.editions import (
    Arrival,
    answer_questions,
    body_of,
    happened,
    lead_of,
    write_edition,
    write_remark,
)
from operations.reports.joint.credit import claimants_of, credit_lines
from operations.reports.judge import Judged, Place, check, judge
from operations.reports.kinds import Activity, Body, Nil, Summary
from operations.reports.models import Report, ReportEdition
from operations.reports.postings import Belongs, postings

if TYPE_CHECKING:
    from operations.policy import Actor
    from operations.reports.kinds import CorrectReport, FileReport, Reasoned, ValidateReports
    from realtime.transaction import Tx


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one report among several: its new version, or the refusal."""

    report_id: str
    version: int | None
    refusal: Refusal | None


def file_report(tx: Tx, actor: Actor, operation: Operation, command: FileReport, arrival: Arrival) -> Report:
    """File a report: it counts as submitted from this commit on, or is held, but never lost.

    Raises Refusal for what its sender can mend, and `report:already_filed` (409) for an id that is known.
    """
    home = f"airport:{command.airport}" if command.airport else "ocu"
    withdrawn = _may_file(tx, actor, operation, home)
    _require_published(operation)
    if tx.session.get(Report, command.id) is not None:
        raise _already_filed(command.id)
    place = _place(tx, operation, command.airport)
    judged = _judged(tx, actor, operation, command.body, place, arrival.received_at)
    held_for = judged.held_for
    if withdrawn is not None and (judged.occurred_at or arrival.received_at) >= withdrawn:
        held_for = "seat_withdrawn"
    operation.reports_filed += 1
    report = Report(
        id=command.id,
        operation_id=operation.id,
        number=operation.reports_filed,
        kind=command.body.kind,
        airport=command.airport,
        country=place.country if place else None,
        circle=home,
        home=home,
        state="held" if held_for else SUBMITTED,
        held_for=held_for,
        beyond_limits=judged.beyond_limits,
        received_at=arrival.received_at,
        filed_by=actor.account_id,
        seq=0,
    )
    _belong(report, judged)
    tx.session.add(report)
    try:
        # The editions refer to the report, and the unit of work knows no relationship that would order them.
        tx.session.flush()
    except IntegrityError:
        # The same id at the same moment in another operation, whose stream is not ours to wait for.
        raise _already_filed(command.id) from None
    written = write_edition(tx, report, command.body, arrival, note=command.note, phone_at=command.phone_at)
    if held_for:
        fact: events.ReportHeld | events.ReportFiled = events.ReportHeld(
            report.id,
            report.number,
            report.kind,
            report.airport,
            report.edition,
            held_for,
            written.digest,
            written.note_digest,
        )
    else:
        _count(tx, operation, report, command.body, SUBMITTED)
        fact = events.ReportFiled(
            report.id,
            report.number,
            report.kind,
            report.airport,
            report.country,
            written.digest,
            written.note_digest,
            lead_of(command.body),
            judged.late,
        )
    happened(tx, operation, report, fact, circle=home)
    return report


def correct_report(
    tx: Tx, actor: Actor, operation: Operation, report_id: str, command: CorrectReport, arrival: Arrival
) -> Report:
    """Give a report a further edition; it waits for validation again, and the last validated one counts meanwhile."""
    report = _of_version(tx, actor, operation, report_id, command.version, Action.REPORT_CORRECT)
    if report.state == "withdrawn":
        raise Refusal("report:withdrawn", "A withdrawn report cannot be corrected.", status=409)
    if command.body.kind != report.kind:
        raise Refusal("report:other_kind", "A correction cannot change the kind of a report.", path="body.kind")
    place = _place(tx, operation, report.airport)
    judged = _judged(tx, actor, operation, command.body, place, _came_at(tx, report, command.body, arrival))
    report.edition += 1
    report.version += 1
    report.beyond_limits = judged.beyond_limits
    report.held_for = _held_again(tx, actor, operation, report, judged)
    report.state = "held" if report.held_for else SUBMITTED
    _belong(report, judged)
    written = write_edition(
        tx, report, command.body, arrival, note=command.note, phone_at=command.phone_at, reason=command.reason
    )
    take_back(tx, operation.stream_id, report.id, SUBMITTED)
    if report.state == SUBMITTED:
        _count(tx, operation, report, command.body, SUBMITTED)
    answer_questions(tx, report)
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
    if report.held_for is not None:
        held = events.ReportHeld(
            report.id,
            report.number,
            report.kind,
            report.airport,
            report.edition,
            report.held_for,
            written.digest,
            written.note_digest,
        )
        happened(tx, operation, report, held, circle=report.home)
    return report


def withdraw_report(tx: Tx, actor: Actor, operation: Operation, report_id: str, command: Reasoned) -> Report:
    """Take a report back: everything it stands for is reversed, and what it said stays to be read with the reason."""
    report = _of_version(tx, actor, operation, report_id, command.version, Action.REPORT_WITHDRAW)
    if report.state == "withdrawn":
        raise Refusal("report:withdrawn", "This report is withdrawn already.", status=409)
    if claimants_of(tx.session, report.id):
        message = "Others' reports were merged into this one. The coordination unit separates them first."
        raise Refusal("report:has_credit", message, status=409)
    report.state = "withdrawn"
    report.held_for = None
    report.validated_edition = None
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
    report = _of_version(tx, actor, operation, report_id, command.version, Action.REPORT_ASK)
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
    report = _of_version(tx, actor, operation, report_id, version, Action.REPORT_RELEASE)
    if report.state != "held":
        raise Refusal("report:not_held", "This report is not held.", status=409)
    report.state = SUBMITTED
    report.held_for = None
    report.version += 1
    body = body_of(tx.session, report, report.edition)
    _count(tx, operation, report, body, SUBMITTED)
    fact = events.ReportReleased(report.id, report.number, report.kind, report.airport, lead_of(body))
    happened(tx, operation, report, fact, circle=report.home)
    return report


def _validate(tx: Tx, actor: Actor, operation: Operation, report_id: str, version: int) -> Report:
    report = _of_version(tx, actor, operation, report_id, version, Action.REPORT_VALIDATE)
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
    report.circle = "operation"
    report.validated_edition = report.edition
    report.validated_at = tx.now
    report.version += 1
    answer_questions(tx, report)
    lead = lead_of(body)
    fact = events.ReportValidated(report.id, report.number, report.kind, report.airport, report.edition, by, lead)
    happened(tx, operation, report, fact, circle="operation")
    return report


def _may_file(tx: Tx, actor: Actor, operation: Operation, home: str) -> datetime | None:
    """Raise unless the actor may file for this circle now, or could: then return when the seat ended."""
    subject = Subject(operation.id, home)
    if allows(actor, Action.REPORT_FILE, subject):
        return None
    airport = home.removeprefix("airport:")
    row = tx.session.get(OperationAirport, (operation.id, airport))
    contact = (SeatRow.role == Role.NCP.value) & (SeatRow.country == (row.country if row else None))
    seats = tx.session.scalars(
        select(SeatRow).where(
            SeatRow.operation_id == operation.id,
            SeatRow.account_id == actor.account_id,
            or_(SeatRow.airport == airport, contact),
        )
    )
    gone = [at for seat in seats if (at := ended_at(seat, operation, tx.now)) is not None]
    if not gone:
        require(actor, Action.REPORT_FILE, subject, what="operation")
    return max(gone)


def _already_filed(report_id: str) -> Refusal:
    message = "This report has been filed before. File a correction instead."
    return Refusal("report:already_filed", message, status=409, report_id=report_id)


def _require_published(operation: Operation) -> None:
    if operation.published_at is None:
        raise Refusal("operation:not_published", "This operation is still a draft.", status=409)
    if operation.cancelled_at is not None:
        raise Refusal("operation:cancelled", "This operation was cancelled.", status=409)


def _place(tx: Tx, operation: Operation, airport: str | None) -> Place | None:
    if airport is None:
        return None
    row = tx.session.get(OperationAirport, (operation.id, airport))
    if row is None:
        message = f"{airport} does not take part in this operation."
        raise Refusal("report:airport_not_in_operation", message, path="airport", airport=airport)
    answer = tx.session.get_one(Participation, (operation.id, row.country))
    return Place(airport, row.country, row.zone, answer.state, frozenset(answer.limits.split()))


def _judged(
    tx: Tx, actor: Actor, operation: Operation, body: Body, place: Place | None, received_at: datetime
) -> Judged:
    check(body)
    if isinstance(body, Summary):
        if not allows(actor, Action.REPORT_IMPORT, Subject(operation.id, "ocu")):
            raise not_allowed(Action.REPORT_IMPORT)
        return Judged(None, None, None, None, late=False, held_for=None, beyond_limits=False)
    if place is None:
        raise Refusal("report:airport_missing", "Say which airport this report is from.", path="airport")
    judged = judge(body, place, schedule_of(tx.session, operation), received_at)
    if judged.held_for == "operation_over" and allows(actor, Action.REPORT_RELEASE, Subject(operation.id, "ocu")):
        # Whoever would decide on a held report is filing it: a past operation may be entered after the fact.
        return replace(judged, held_for=None)
    return judged


def _held_again(tx: Tx, actor: Actor, operation: Operation, report: Report, judged: Judged) -> str | None:
    """Return why a correction is held: as before, or because it leads out of a window that the report lay in.

    Otherwise a report filed in time could be corrected round the hold. What the OCU let in stays in.
    """
    if report.state == "held":
        return judged.held_for
    inside = report.phase in schedule_of(tx.session, operation).expectations.phases
    decides = allows(actor, Action.REPORT_RELEASE, Subject(operation.id, "ocu"))
    return "outside_window" if judged.held_for == "outside_window" and inside and not decides else None


def _came_at(tx: Tx, report: Report, body: Body, arrival: Arrival) -> datetime:
    """Return when a report came, for its lateness: a return moved to another day came for that one only now."""
    if not isinstance(body, Activity | Nil) or body.report_on == report.report_on:
        return report.received_at
    first = select(func.min(ReportEdition.received_at))
    same = (ReportEdition.report_id == report.id) & (ReportEdition.report_on == body.report_on)
    return tx.session.scalar(first.where(same)) or arrival.received_at


def _of_version(tx: Tx, actor: Actor, operation: Operation, report_id: str, version: int, action: Action) -> Report:
    report = tx.session.get(Report, report_id)
    if report is None or report.operation_id != operation.id:
        raise not_found("report")
    seen = allows(actor, Action.REPORT_READ, Subject(operation.id, report.circle))
    if not seen and not allows(actor, Action.REPORT_READ, Subject(operation.id, report.home)):
        raise not_found("report")
    if not allows(actor, action, Subject(operation.id, report.home)):
        raise not_allowed(action)
    if report.version != version:
        raise outdated("report", report.version)
    return report


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
