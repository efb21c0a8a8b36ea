"""Totals that partners published without their cases: beside the figures of reports, never in them.

Where a source states a total and parts of it (2,850 kg of drugs, 2,450 kg of them cannabis), the rest it does not
itemise is computed. Sources are never added to each other, nor to reports: they may speak of the same kilograms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from operations.ledger.measures import MEASURES
from operations.ledger.models import Standing
from operations.ledger.post import VALIDATED
from operations.reports.kinds import Summary
from operations.reports.models import Report, ReportEdition
from operations.reports.totals import Said, parts_of
from operations.statistics.document import Rest, Statement, TotalWithParts
from operations.statistics.sums import within

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_STATED: Final = tuple(measure.key for measure in MEASURES.values() if measure.stated)


def statements(session: Session, stream_id: int, circles: frozenset[str]) -> list[Statement]:
    """Return what each source published, of what the reader's circles hold; validated before submitted."""
    query = (
        select(Standing, Report)
        .join(Report, Report.id == Standing.report_id)
        .where(Standing.stream_id == stream_id, Standing.measure.in_(_STATED), within(Standing, circles))
        .order_by(Report.number, Standing.seq, Standing.n)
    )
    lines: defaultdict[tuple[str, str], list[Said]] = defaultdict(list)
    reports: dict[str, Report] = {}
    for line, report in session.execute(query):
        reports[report.id] = report
        code = line.commodity or line.outcome or ""
        said = Said(line.measure.removeprefix("stated_"), code, line.unit, line.value, line.qualifier or "")
        lines[report.id, line.stage].append(said)
    stages = dict(sorted(lines, key=lambda place: place[1] == VALIDATED))
    return [_statement(session, reports[each], stages[each], lines[each, stages[each]]) for each in reports]


def _statement(session: Session, report: Report, stage: str, said: Sequence[Said]) -> Statement:
    shown = report.validated_edition if stage == VALIDATED else report.edition
    body = Summary.model_validate_json(session.get_one(ReportEdition, (report.id, shown)).body)
    return Statement(
        report_id=report.id,
        number=report.number,
        source=body.source,
        stage="validated" if stage == VALIDATED else "submitted",
        totals=nested(said),
    )


def nested(said: Sequence[Said]) -> list[TotalWithParts]:
    """Return the totals of one source, each part it also states under the nearest total that holds it."""
    under = parts_of(said)

    def total(place: int) -> TotalWithParts:
        each, parts = said[place], [said[part] for part in under[place]]
        return TotalWithParts(
            measure=each.measure,
            code=each.code,
            unit=each.unit,
            value=str(each.value),
            qualifier=each.qualifier,
            parts=[total(part) for part in under[place]],
            rest=_rest(each, parts),
        )

    return [total(place) for place in under[None]]


def _rest(total: Said, parts: Sequence[Said]) -> Rest | None:
    if not parts:
        return None
    exact = all(each.qualifier == "exactly" for each in (total, *parts))
    value = total.value - sum(part.value for part in parts)
    return Rest(value=str(value), qualifier="exactly" if exact else "about")
