"""The verbs of joint credit: merge, separate, dismiss; the OCU's alone, each with its reason.

A merge never tells a country of another's report that was not validated: either both are, or neither is and both are of
one country, whose contact point validates the one that stays with its credit. The log says it to who knew of both.
"""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING

from sqlalchemy import select

from operations.errors import Refusal, not_found, outdated
from operations.events import reports as events
from operations.events.fact import digest_of
from operations.ledger.post import post, take_back
from operations.policy import Action, Subject, require
from operations.reports.editions import answer_questions, happened, take_as_validated, write_remark
from operations.reports.joint.credit import CREDITS, claimants_of
from operations.reports.joint.mergeable import require_two_seizures, why_not
from operations.reports.joint.models import Dismissal, Merge
from operations.reports.models import Report
from operations.reports.recount import stand_for

if TYPE_CHECKING:
    from operations.planning.models import Operation
    from operations.policy import Actor
    from operations.reports.joint.commands import DismissPair, MergeReports
    from operations.reports.kinds import Reasoned
    from realtime.transaction import Tx


def merge_reports(tx: Tx, actor: Actor, operation: Operation, command: MergeReports) -> tuple[Report, Report]:
    """Withdraw one report of a seizure that another counts, and credit its airport and country; return both.

    The survivor comes first. Raises Refusal `merge:…` (409) for two that cannot be one seizure's.
    """
    _require(actor, operation)
    survivor = _report(tx, operation, command.survivor.id, command.survivor.version)
    merged = _report(tx, operation, command.merged.id, command.merged.version)
    _require_mergeable(tx, survivor, merged)
    merge = Merge(
        id=str(uuid.uuid4()),
        operation_id=operation.id,
        merged_id=merged.id,
        survivor_id=survivor.id,
        share=command.share.value,
        was_state=merged.state,
        was_held_for=merged.held_for,
        was_validated_edition=merged.validated_edition,
        at=tx.now,
    )
    tx.session.add(merge)
    circle = _knowing(survivor, merged)
    merged.state = "withdrawn"
    merged.held_for = None
    take_as_validated(tx.session, merged, None)
    merged.version += 1
    take_back(tx, operation.stream_id, merged.id)
    answer_questions(tx, merged)
    _credit_anew(tx, operation, survivor)
    remark = write_remark(tx, merged, "merge", command.reason)
    fact = events.ReportMerged(
        merged.id,
        merged.number,
        merged.kind,
        merged.airport,
        survivor.id,
        survivor.number,
        merge.share,
        digest_of(command.reason, remark.salt),
    )
    _both_happened(tx, operation, survivor, merged, fact, circle=circle)
    return survivor, merged


def separate_report(tx: Tx, actor: Actor, operation: Operation, report_id: str, command: Reasoned) -> Report:
    """Undo a merge: the report stands again as it stood, and the credit it gave is taken back.

    Frozen figures are of a position of the log, so nothing that was frozen can change by it.
    """
    _require(actor, operation)
    merged = _report(tx, operation, report_id, command.version)
    query = select(Merge).where(Merge.merged_id == merged.id, Merge.undone_at.is_(None))
    merge = tx.session.scalar(query)
    if merge is None:
        raise Refusal("merge:not_merged", "This report is not merged into another.", status=409)
    survivor = tx.session.get_one(Report, merge.survivor_id)
    merge.undone_at = tx.now
    merged.state = merge.was_state
    merged.held_for = merge.was_held_for
    take_as_validated(tx.session, merged, merge.was_validated_edition)
    merged.version += 1
    post(tx, operation.stream_id, stand_for(tx.session, [merged]))
    _credit_anew(tx, operation, survivor)
    remark = write_remark(tx, merged, "separation", command.reason)
    fact = events.ReportSeparated(
        merged.id,
        merged.number,
        merged.kind,
        merged.airport,
        survivor.id,
        survivor.number,
        digest_of(command.reason, remark.salt),
    )
    _both_happened(tx, operation, survivor, merged, fact, circle=_knowing(survivor, merged))
    return merged


def dismiss_pair(tx: Tx, actor: Actor, operation: Operation, command: DismissPair) -> Dismissal:
    """Set two reports apart for good: they speak of two seizures."""
    _require(actor, operation)
    named = [_report(tx, operation, each, None) for each in (command.first_id, command.second_id)]
    first, second = sorted(named, key=lambda each: each.id)
    require_two_seizures(first, second)
    if tx.session.get(Dismissal, (operation.id, first.id, second.id)) is not None:
        raise Refusal("merge:dismissed", "These two have been set apart already.", status=409)
    dismissal = Dismissal(
        operation_id=operation.id,
        first_id=first.id,
        second_id=second.id,
        reason=command.reason,
        salt=secrets.token_hex(16),
        actor_id=tx.actor_id,
        at=tx.now,
    )
    tx.session.add(dismissal)
    reason = digest_of(command.reason, dismissal.salt)
    fact = events.PairDismissed(first.id, first.number, second.id, second.number, reason)
    tx.record(operation.stream_id, fact, subject=f"report:{first.id}", circle="ocu")
    return dismissal


def _require(actor: Actor, operation: Operation) -> None:
    require(actor, Action.REPORT_MERGE, Subject(operation.id, "ocu"), what="operation")


def _report(tx: Tx, operation: Operation, report_id: str, version: int | None) -> Report:
    report = tx.session.get(Report, report_id)
    if report is None or report.operation_id != operation.id:
        raise not_found("report")
    if version is not None and report.version != version:
        raise outdated("report", report.version)
    return report


def _require_mergeable(tx: Tx, survivor: Report, merged: Report) -> None:
    require_two_seizures(survivor, merged)
    refusal = why_not(survivor, merged, credited=bool(claimants_of(tx.session, merged.id)))
    if refusal is not None:
        raise refusal


def _knowing(survivor: Report, merged: Report) -> str:
    """Return the circle that knows of both reports as they stand."""
    if survivor.validated_edition is not None and merged.validated_edition is not None:
        return "operation"
    return survivor.home if survivor.home == merged.home else f"country:{survivor.country}"


def _credit_anew(tx: Tx, operation: Operation, survivor: Report) -> None:
    """Take back all credit a report gives, and post what it gives now."""
    take_back(tx, operation.stream_id, survivor.id, measures=CREDITS)
    lines = (line for line in stand_for(tx.session, [survivor]) if line.measure in CREDITS)
    post(tx, operation.stream_id, lines)
    survivor.version += 1


def _both_happened(
    tx: Tx,
    operation: Operation,
    survivor: Report,
    merged: Report,
    fact: events.ReportMerged | events.ReportSeparated,
    *,
    circle: str,
) -> None:
    happened(tx, operation, merged, fact, circle=circle)
    survivor.seq = merged.seq
    tx.gathered["reports"].append((operation, survivor))
