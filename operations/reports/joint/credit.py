"""What a report posts for those whose claim was merged into it: credit, counted with no seizure of its own.

A seizure is counted at one airport and in one country. Every further airport and every further country with a share in
it is credited once, however many of its reports were merged. Credit is not addable: the total is always of seizures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from operations.ledger.post import VALIDATED, Posting
from operations.reports.joint.models import Merge
from operations.reports.models import Report

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.reports.postings import Belongs

CREDITS: Final = ("credited_airports", "credited_countries")
"""The measures of credit, one by airport and one by country: two airports of one country are one country's credit."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who has a share in a seizure that is counted elsewhere, and which."""

    airport: str | None
    country: str | None
    share: str


def claimants_of(session: Session, report_id: str) -> list[Claimant]:
    """Return whose claims were merged into a report, in that order."""
    return claims(session, [report_id])[report_id]


def claims(session: Session, report_ids: Collection[str]) -> defaultdict[str, list[Claimant]]:
    """Return whose claims were merged into each of some reports, in that order."""
    query = (
        select(Merge.survivor_id, Report.airport, Report.country, Merge.share)
        .join(Report, Merge.merged_id == Report.id)
        .where(Merge.survivor_id.in_(report_ids), Merge.undone_at.is_(None))
        .order_by(Merge.at, Report.number)
    )
    found: defaultdict[str, list[Claimant]] = defaultdict(list)
    for survivor_id, airport, country, share in session.execute(query):
        found[survivor_id].append(Claimant(airport, country, share))
    return found


def credit_lines(claimants: Sequence[Claimant], belongs: Belongs, stage: str) -> Iterator[Posting]:
    """Yield the lines that credit others with a report, at a stage.

    Until the report is validated they lie with its country's contact point: the airport's officers need not know yet
    that another airport of their country claims the same.
    """
    apart = belongs.home if belongs.country is None else f"country:{belongs.country}"
    blank = Posting(
        report_id=belongs.report_id,
        measure="",
        unit="seizure",
        value=1,
        stage=stage,
        circle="operation" if stage == VALIDATED else apart,
        occurred_on=belongs.occurred_on,
        report_on=belongs.report_on,
        phase=belongs.phase,
        late=belongs.late,
    )
    airports, countries = {belongs.airport}, {belongs.country}
    for each in claimants:
        if each.airport not in airports:
            airports.add(each.airport)
            yield replace(blank, measure=CREDITS[0], airport=each.airport, role=each.share)
        if each.country not in countries:
            countries.add(each.country)
            yield replace(blank, measure=CREDITS[1], country=each.country, role=each.share)
