"""Recount the figures slowly, from what the reports say, to be held against the tallies (equation two)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from operations.events import reports as events
from operations.ledger.post import SUBMITTED, VALIDATED, Posting
from operations.ledger.recount import Difference, kept, tallied
from operations.reports.editions import body_of, vouched
from operations.reports.joint.credit import claimants_of, credit_lines
from operations.reports.joint.models import Merge
from operations.reports.models import PersonsPart, Report, ReportEdition
from operations.reports.postings import Belongs, postings
from realtime.log import Entry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation


def counted(session: Session, operation: Operation) -> Iterator[Posting]:
    """Yield what the reports of an operation stand for, read from their editions alone."""
    for report in session.scalars(select(Report).where(Report.operation_id == operation.id)):
        yield from stands_for(session, report)


def stands_for(session: Session, report: Report) -> Iterator[Posting]:
    """Yield what one report stands for: its validated edition, the current one while it waits, and credit to others."""
    if report.validated_edition is not None:
        yield from _said(session, report, report.validated_edition, VALIDATED)
    if report.state == SUBMITTED:
        yield from _said(session, report, report.edition, SUBMITTED)


def _said(session: Session, report: Report, number: int, stage: str) -> Iterator[Posting]:
    edition = session.get_one(ReportEdition, (report.id, number))
    belongs = Belongs(
        report_id=report.id,
        home=report.home,
        airport=report.airport,
        country=report.country,
        occurred_at=edition.occurred_at,
        occurred_on=edition.occurred_on,
        report_on=edition.report_on,
        phase=edition.phase,
        late=edition.late,
    )
    yield from postings(body_of(session, report, number), belongs, stage)
    yield from credit_lines(claimants_of(session, report.id), belongs, stage)


def not_as_reported(session: Session, operation: Operation) -> list[Difference]:
    """Return every cell where the tallies are not what the reports come to; none is the only good answer."""
    tallies, sums = kept(session, operation.stream_id), tallied(counted(session, operation))
    return [
        Difference("reports", key, tallies[key], sums[key])
        for key in sorted(tallies.keys() | sums.keys())
        if tallies[key] != sums[key]
    ]


def undecided(session: Session, operation: Operation) -> set[tuple[str, str]]:
    """Return the merges (merged, survivor) that hold and were never decided, or were decided and do not hold."""
    kinds = (events.ReportMerged.kind, events.ReportSeparated.kind)
    query = select(Entry).where(Entry.stream_id == operation.stream_id, Entry.kind.in_(kinds)).order_by(Entry.seq)
    decided: set[tuple[str, str]] = set()
    for entry in session.scalars(query):
        fact = entry.content()
        pair = fact["report_id"], fact["survivor_id"]
        (decided.add if entry.kind == events.ReportMerged.kind else decided.discard)(pair)
    held = select(Merge.merged_id, Merge.survivor_id).where(Merge.operation_id == operation.id)
    return decided ^ {(merged, survivor) for merged, survivor in session.execute(held.where(Merge.undone_at.is_(None)))}


def misplaced(session: Session, operation: Operation) -> list[str]:
    """Return the reports kept for another day or shift than their validated edition is of."""
    counts = and_(ReportEdition.report_id == Report.id, ReportEdition.edition == Report.validated_edition)
    said = func.coalesce(ReportEdition.shift, "")
    wrong = or_(ReportEdition.report_on.is_distinct_from(Report.validated_on), said != Report.validated_shift)
    query = select(Report.id).outerjoin(ReportEdition, counts).where(Report.operation_id == operation.id, wrong)
    return list(session.scalars(query.order_by(Report.number)))


def forged(session: Session, operation: Operation) -> Iterator[tuple[str, int]]:
    """Yield each report and edition that does not say what the log vouches for; an erased note is no forgery."""
    kinds = (events.ReportFiled.kind, events.ReportHeld.kind, events.ReportCorrected.kind, events.ReferralRecorded.kind)
    query = select(Entry).where(Entry.stream_id == operation.stream_id, Entry.kind.in_(kinds)).order_by(Entry.seq)
    for entry in session.scalars(query.execution_options(yield_per=500)):
        fact = entry.content()
        key = fact["report_id"], fact.get("edition", 1)
        edition = session.get(ReportEdition, key)
        if edition is None:
            yield key
            continue
        now = vouched(edition, session.get(PersonsPart, key))
        if now.digest != fact["digest"] or (edition.note and now.note_digest != fact["note_digest"]):
            yield key
