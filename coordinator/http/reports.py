"""Reports: filed, listed, opened, corrected, validated; each answer in the edition its reader may see."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coordinator.http.calls import Export, Read, Write
from coordinator.http.doors import Doors
from coordinator.http.reports_wire import (
    CompletenessView,
    CorrectionView,
    DecidedView,
    DecisionsView,
    EditionView,
    FileQuery,
    GoodsView,
    IntoView,
    OtherReturn,
    Others,
    QueuedReport,
    QueuePage,
    QueueQuery,
    ReceiptView,
    RemarkView,
    ReportPath,
    ReportRow,
    ReportsPage,
    ReportsQuery,
    ReportView,
    ShareView,
    Version,
)
from coordinator.http.spool import spooled
from coordinator.http.wire import CodePath
from coordinator.sheets.reportlist import COLUMNS, Known, headings, report_list
from operations.events.audit import ExportTaken
from operations.exports.csv import write_csv
from operations.exports.table import Table
from operations.planning import queries as planning
from operations.policy import Action, Subject, allows, require
from operations.reports import actions, once, queries
from operations.reports.codes import (
    SPEAK_OF_PERSONS,
    STAYS_AT_HOME,
    Basis,
    Direction,
    RemarkKind,
    ReportKind,
    ReportState,
    Share,
)
from operations.reports.completeness import completeness
from operations.reports.editions import Arrival, shown
from operations.reports.intake import AFTER_SEAT
from operations.reports.joint import queries as joint
from operations.reports.kinds import CorrectReport, FileReport, Reasoned, ValidateReports
from operations.reports.listing import every_one, listed
from operations.reports.models import Report, ReportEdition
from operations.reports.referral import due_at

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation

doors = Doors("reports", tag="Reports")


@doors.write("POST", "/operations/<code>/reports", Action.REPORT_FILE, answer=ReceiptView, status=201, seatless=True)
def file_report(call: Write, path: CodePath, body: FileReport) -> ReceiptView:
    """File a report."""
    operation = planning.of_code(call.tx.session, path.code)
    return receipt_of(call, actions.file_report(call.tx, call.actor, operation, body, _arrival(call)))


@doors.read("/operations/<code>/reports", Action.REPORT_READ, answer=ReportsPage)
def list_reports(call: Read, path: CodePath, query: ReportsQuery) -> ReportsPage:
    """List the reports one may see."""
    operation = planning.operation(call.session, call.actor, path.code)
    found = listed(call.session, call.actor, operation, query.filters(), limit=query.limit, cursor=query.cursor)
    return ReportsPage(
        items=_rows(call, found.found), next=found.next, total=found.total, counted_all=found.counted_all
    )


@doors.export("/operations/<code>/reports.csv", Action.REPORT_EXPORT)
def export_reports(call: Read, path: CodePath, query: FileQuery) -> Export:
    """Download the reports one may see, narrowed and sorted as on screen."""
    operation = planning.operation(call.session, call.actor, path.code)
    require(call.actor, Action.REPORT_EXPORT, Subject(operation.id, "operation"), what="operation")
    zones, position = planning.zones(call.session, operation), planning.position(call.session, operation)
    name = f"{operation.code}-reports-{call.now:%Y%m%dT%H%MZ}.csv"
    many = 0

    def rows() -> Iterator[Sequence[str]]:
        nonlocal many
        for found in every_one(call.session, call.actor, operation, query.filters()):
            many += len(found)
            persons = queries.persons_count(call.session, found, call.actor)
            into = joint.merged_into(call.session, call.actor, [report for report, _ in found])
            yield from report_list(query.language, call.actor, found, Known(persons, zones, into))

    answer = spooled(write_csv(Table(COLUMNS, rows()), headings(query.language)), mimetype="text/csv", name=name)
    return Export(answer, ExportTaken("reports.csv", many, position))


@doors.read("/operations/<code>/reports/<id>", Action.REPORT_READ, answer=ReportView)
def read_report(call: Read, path: ReportPath) -> ReportView:
    """Open a report."""
    operation = planning.operation(call.session, call.actor, path.code)
    found = queries.opened(call.session, call.actor, operation, path.id)
    into = joint.merged_into(call.session, call.actor, [found.report])
    tells = found.persons is not None and found.report.kind in SPEAK_OF_PERSONS
    persons = queries.how_many(found.persons or []) if tells else None
    row = _row(found.report, found.edition, at_home=found.at_home, persons=persons, into=into.get(path.id))
    return ReportView(
        **row.model_dump(),
        zone=planning.zones(call.session, operation).get(found.report.airport or ""),
        voided=once.voiding(call.session, found.report, once.turn(found.edition), at_home=found.at_home),
        other_return=_other_return(call.session, found.report) if found.at_home else None,
        body=shown(found.edition, found.persons, nameless=found.nameless),
        note=found.edition.note if found.at_home and not found.nameless else "",
        nameless=found.nameless,
        persons_hidden=found.persons is None and found.report.kind == "seizure",
        editions=[_edition(edition, persons, nameless=found.nameless) for edition, persons in found.editions],
        remarks=[
            RemarkView(
                id=each.id,
                kind=RemarkKind(each.kind),
                edition=each.edition,
                text=each.text,
                at=each.at,
                answered_at=each.answered_at,
            )
            for each in found.remarks
        ],
        shares=[
            ShareView(
                airport=each.airport,
                country=each.country,
                share=Share(each.share),
                id=each.report_id,
                number=each.number,
            )
            for each in joint.shares_in(call.session, call.actor, found.report)
        ],
        others_see=_others(found.report),
        may=list(found.may),
    )


@doors.write(
    "POST", "/operations/<code>/reports/<id>/corrections", Action.REPORT_CORRECT, answer=ReceiptView, seatless=True
)
def correct_report(call: Write, path: ReportPath, body: CorrectReport) -> ReceiptView:
    """Give a report a further edition."""
    operation = planning.of_code(call.tx.session, path.code)
    receipt = receipt_of(call, actions.correct_report(call.tx, call.actor, operation, path.id, body, _arrival(call)))
    # The receipt is for the correction; the report keeps the instant at which it first arrived.
    return receipt.model_copy(update={"received_at": call.received_at})


@doors.write("POST", "/operations/<code>/reports/<id>/withdrawal", Action.REPORT_WITHDRAW, answer=ReceiptView)
def withdraw_report(call: Write, path: ReportPath, body: Reasoned) -> ReceiptView:
    """Take a report back, with a reason."""
    operation = planning.operation(call.tx.session, call.actor, path.code)
    return receipt_of(call, actions.withdraw_report(call.tx, call.actor, operation, path.id, body))


@doors.write("POST", "/operations/<code>/reports/<id>/question", Action.REPORT_ASK, answer=ReceiptView)
def ask_for_correction(call: Write, path: ReportPath, body: Reasoned) -> ReceiptView:
    """Ask the airport to correct a report."""
    operation = planning.operation(call.tx.session, call.actor, path.code)
    return receipt_of(call, actions.ask_for_correction(call.tx, call.actor, operation, path.id, body))


@doors.write("POST", "/operations/<code>/reports/<id>/release", Action.REPORT_RELEASE, answer=ReceiptView)
def release_report(call: Write, path: ReportPath, body: Version) -> ReceiptView:
    """Let a held report in."""
    operation = planning.operation(call.tx.session, call.actor, path.code)
    return receipt_of(call, actions.release_report(call.tx, call.actor, operation, path.id, body.version))


@doors.write("POST", "/operations/<code>/validations", Action.REPORT_VALIDATE, answer=DecisionsView)
def validate_reports(call: Write, path: CodePath, body: ValidateReports) -> DecisionsView:
    """Validate several reports at once."""
    operation = planning.operation(call.tx.session, call.actor, path.code)
    decided = actions.validate_reports(call.tx, call.actor, operation, body)
    return DecisionsView(
        results=[
            DecidedView(
                id=each.report_id,
                ok=each.refusal is None,
                version=each.version,
                code=each.refusal.code if each.refusal else None,
                params=each.refusal.params if each.refusal else {},
                message=each.refusal.message if each.refusal else None,
            )
            for each in decided
        ]
    )


@doors.read("/operations/<code>/queue", Action.QUEUE_READ, answer=QueuePage)
def read_queue(call: Read, path: CodePath, query: QueueQuery) -> QueuePage:
    """List what waits for this seat's decision."""
    operation = planning.operation(call.session, call.actor, path.code)
    found = queries.queued(call.session, call.actor, operation, limit=query.limit, cursor=query.cursor, unit=query.unit)
    rows = _rows(call, found.found)
    corrected = _corrected(call, operation, found.found)
    items = [
        QueuedReport(**row.model_dump(), others_see=_others(report), corrected=corrected.get(report.id))
        for row, (report, _) in zip(rows, found.found, strict=True)
    ]
    return QueuePage(items=items, next=found.next, count=found.total, oldest_at=found.oldest_at)


def _corrected(call: Read, operation: Operation, found: Sequence[queries.Found]) -> dict[str, CorrectionView]:
    """Return what corrections changed, of the reports that had one; whoever decides on them is at home."""
    before = queries.editions_before(call.session, found)
    there = [(report, edition) for report, edition in found if report.id in before]
    persons = queries.persons_in(call.session, there, call.actor)
    earlier = queries.persons_in(call.session, [(report, before[report.id]) for report, _ in there], call.actor)
    nameless = queries.nameless_countries(call.session, call.actor, operation) if there else frozenset()
    return {
        report.id: CorrectionView(
            before=shown(before[report.id], earlier.get(report.id), nameless=report.country in nameless),
            after=shown(edition, persons.get(report.id), nameless=report.country in nameless),
            reason=edition.reason,
        )
        for report, edition in there
    }


def _arrival(call: Write) -> Arrival:
    return Arrival(call.received_at, call.idempotency_key)


def receipt_of(call: Write, report: Report) -> ReceiptView:
    """Return the receipt of a report as it stands now.

    What else lies on its day, and what was decided since, is told to who reads there now: a seat that has ended takes
    receipts and reads nothing.
    """
    at_home = allows(call.actor, Action.REPORT_READ, Subject(report.operation_id, report.home))
    return ReceiptView(
        id=report.id,
        number=report.number,
        state=ReportState(report.state),
        held_for=report.held_for if at_home or report.held_for is None else AFTER_SEAT,
        voided=at_home and once.voiding(call.tx.session, report, once.turn(report), at_home=True),
        other_return=_other_return(call.tx.session, report) if at_home else None,
        edition=report.edition,
        version=report.version if at_home else report.edition,
        received_at=report.received_at,
        referral_due_at=_referral_due_at(report, at_home=True),
        seq=report.seq,
    )


def _other_return(session: Session, report: Report) -> OtherReturn | None:
    other = once.the_other(session, report, once.turn(report)) if report.held_for == once.SECOND else None
    return None if other is None else OtherReturn(id=other.id, number=other.number)


def _rows(call: Read, found: Sequence[queries.Found]) -> list[ReportRow]:
    persons = queries.persons_count(call.session, found, call.actor)
    into = joint.merged_into(call.session, call.actor, [report for report, _ in found])
    return [
        _row(
            report,
            edition,
            at_home=queries.at_home(call.actor, report),
            persons=persons.get(report.id),
            into=into.get(report.id),
        )
        for report, edition in found
    ]


def _row(
    report: Report, edition: ReportEdition, *, at_home: bool, persons: int | None, into: joint.Into | None
) -> ReportRow:
    body = json.loads(edition.body)
    return ReportRow(
        id=report.id,
        number=report.number,
        kind=ReportKind(report.kind),
        airport=report.airport,
        country=report.country,
        state=ReportState(report.state) if at_home else ReportState.VALIDATED,
        held_for=report.held_for if at_home else None,
        question_open=report.question_open and at_home,
        late=edition.late,
        beyond_limits=edition.beyond_limits,
        edition=edition.edition,
        validated_edition=report.validated_edition,
        # Away from home nothing can be decided on it, and a rising version would tell of what may not be seen.
        version=report.version if at_home else edition.edition,
        occurred_at=edition.occurred_at,
        occurred_on=edition.occurred_on,
        report_on=edition.report_on,
        shift=edition.shift or None,
        received_at=report.received_at,
        direction=None if edition.direction is None else Direction(edition.direction),
        origin=body.get("origin"),
        destination=body.get("destination"),
        basis=None if edition.basis is None else Basis(edition.basis),
        goods=[GoodsView(**{name: each[name] for name in GoodsView.model_fields}) for each in body.get("goods", [])],
        persons=persons,
        merged_into=None if into is None else IntoView(id=into.report_id, number=into.number),
        completeness=_completeness(body),
        referral_due_at=_referral_due_at(report, at_home=at_home),
    )


def _referral_due_at(report: Report, *, at_home: bool) -> datetime | None:
    open_here = report.referral_open and at_home and report.occurred_at is not None
    return due_at(report.occurred_at) if open_here and report.occurred_at is not None else None


def _completeness(body: dict[str, Any]) -> CompletenessView | None:
    found = completeness(body)
    if found is None:
        return None
    return CompletenessView(filled=found.filled, of=found.of, missing=list(found.missing))


def _edition(edition: ReportEdition, persons: list[dict[str, Any]], *, nameless: bool) -> EditionView:
    return EditionView(
        edition=edition.edition,
        at=edition.at,
        received_at=edition.received_at,
        phone_at=edition.phone_at,
        reason=edition.reason,
        body=shown(edition, persons, nameless=nameless),
        note="" if nameless else edition.note,
    )


def _others(report: Report) -> Others | None:
    if report.validated_edition is None or report.kind in STAYS_AT_HOME:
        return None
    return Others(edition=report.validated_edition, without=["persons", "related", "note"])
