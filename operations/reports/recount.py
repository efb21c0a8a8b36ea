"""Recount the figures slowly, from what the reports say, to be held against the tallies (equation two)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import and_, func, or_, select

from operations.events import reports as events
from operations.ledger.post import SUBMITTED, VALIDATED, Posting
from operations.ledger.recount import Difference, compared, kept, tallied
from operations.reports.editions import Written, vouched, whole
from operations.reports.joint.credit import claims, credit_lines
from operations.reports.joint.models import Merge
from operations.reports.models import PersonsPart, Report, ReportEdition
from operations.reports.postings import Belongs, postings
from realtime.database import Seen, unseen
from realtime.log import Entry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation


AT_ONCE: Final = 1_000
"""How many reports, or entries of the log about them, are held at a time."""

Key: TypeAlias = tuple[str, int]
"""The id of a report, and the number of an edition."""


def counted(session: Session, operation: Operation, seen: Seen = unseen) -> Iterator[Posting]:
    """Yield what the reports of an operation stand for, read from their editions alone."""
    query = select(Report).where(Report.operation_id == operation.id).execution_options(yield_per=AT_ONCE)
    for reports in session.scalars(query).partitions():
        yield from stand_for(session, reports)
        seen(len(reports))


def stand_for(session: Session, reports: Sequence[Report]) -> Iterator[Posting]:
    """Yield what reports stand for: validated editions, current ones while they wait, and credit to others."""
    ids = [report.id for report in reports]
    editions, persons = _editions(session, ids)
    credited = claims(session, ids)
    for report in reports:
        stages = (
            (report.validated_edition, VALIDATED),
            (report.edition if report.state == SUBMITTED else None, SUBMITTED),
        )
        for number, stage in stages:
            if number is not None:
                edition = editions[report.id, number]
                belongs = _belongs(report, edition)
                yield from postings(whole(edition, persons.get((report.id, number))), belongs, stage)
                yield from credit_lines(credited[report.id], belongs, stage)


def _editions(session: Session, report_ids: Collection[str]) -> tuple[dict[Key, ReportEdition], dict[Key, PersonsPart]]:
    """Return all editions of some reports, and what they say of persons: two statements, however many they are."""
    editions = session.scalars(select(ReportEdition).where(ReportEdition.report_id.in_(report_ids)))
    persons = session.scalars(select(PersonsPart).where(PersonsPart.report_id.in_(report_ids)))
    return (
        {(each.report_id, each.edition): each for each in editions},
        {(each.report_id, each.edition): each for each in persons},
    )


def _belongs(report: Report, edition: ReportEdition) -> Belongs:
    return Belongs(
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


def not_as_reported(session: Session, operation: Operation, seen: Seen = unseen) -> list[Difference]:
    """Return every cell where the tallies are not what the reports come to; none is the only good answer."""
    sums = tallied(counted(session, operation, seen))
    return list(compared("reports", kept(session, operation.stream_id), sums))


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


def forged(session: Session, operation: Operation, seen: Seen = unseen) -> Iterator[Key]:
    """Yield each report and edition that does not say what the log vouches for; an erased note is no forgery."""
    kinds = (events.ReportFiled.kind, events.ReportHeld.kind, events.ReportCorrected.kind, events.ReferralRecorded.kind)
    query = select(Entry).where(Entry.stream_id == operation.stream_id, Entry.kind.in_(kinds)).order_by(Entry.seq)
    for entries in session.scalars(query.execution_options(yield_per=AT_ONCE)).partitions():
        facts = [entry.content() for entry in entries]
        editions, persons = _editions(session, {fact["report_id"] for fact in facts})
        for fact in facts:
            key = fact["report_id"], fact.get("edition", 1)
            edition = editions.get(key)
            if edition is None or not _as_vouched(vouched(edition, persons.get(key)), edition, fact):
                yield key
        seen(len(facts))


def _as_vouched(now: Written, edition: ReportEdition, fact: dict[str, Any]) -> bool:
    return now.digest == fact["digest"] and (not edition.note or now.note_digest == fact["note_digest"])
