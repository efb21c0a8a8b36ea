"""What is no sum: how many cases a commodity has, their median, the largest and its share."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from operations.ledger.models import Standing
from operations.ledger.post import VALIDATED
from operations.reports.models import Report
from operations.statistics.document import Cases, Largest
from operations.statistics.ordered import ordered, totals_of
from operations.statistics.sums import within

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session


def described(session: Session, stream_id: int, circles: frozenset[str]) -> dict[tuple[str, str], Cases]:
    """Return what is to be said of the validated cases of each commodity (with all in its total) and unit."""
    told = ordered(session, stream_id, circles)
    named = _named(session, stream_id, circles, {each.largest.seq for each in told.values()})
    found = {}
    for (code, unit), each in told.items():
        report_id, number = named[each.largest.seq, code, unit, each.largest.value]
        largest = Largest(
            report_id=report_id,
            number=number,
            value=str(each.largest.value),
            share=share(each.largest.value, each.total) or "0",
        )
        found[code, unit] = Cases(count=each.many, median=str(each.median), largest=largest)
    return found


def _named(
    session: Session, stream_id: int, circles: frozenset[str], seqs: Collection[int]
) -> dict[tuple[int, str, str, int], tuple[str, int]]:
    """Return the reports that were validated at some positions, by what each comes to in a commodity and unit.

    Of several alike that were validated at once it is the one filed last.
    """
    # Which of the lines there are quantities is told apart here: asked for those, a database looks through all of them.
    query = (
        select(Standing, Report.number)
        .join(Report, Report.id == Standing.report_id)
        .where(Standing.stream_id == stream_id, Standing.seq.in_(seqs), within(Standing, circles))
    )
    sums: defaultdict[tuple[int, str, str], Counter[tuple[str, int]]] = defaultdict(Counter)
    for line, number in session.execute(query):
        for total in totals_of(line.commodity) if (line.measure, line.stage) == ("quantity", VALIDATED) else ():
            sums[line.seq, total, line.unit][line.report_id, number] += line.value
    return {
        (*place, value): report
        for place, reports in sums.items()
        for report, value in sorted(reports.items(), key=lambda item: item[0][1])
    }


@lru_cache(maxsize=10_000)
def share(part: int | Fraction, whole: int) -> str | None:
    """Return a share as a decimal of four places, cut: what is not whole stays below 1, what is something above 0."""
    if whole <= 0:
        return None
    exact = Fraction(part) / whole
    cut = exact.numerator * 10_000 // exact.denominator
    places = Decimal(max(cut, 1 if exact > 0 else 0)) / 10_000
    return format(places.quantize(Decimal("0.0001"), ROUND_DOWN), "f")
