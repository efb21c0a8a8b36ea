"""What is no sum: how many cases a commodity has, their median, the largest and its share. Read from what stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import func, select

from operations.ledger.models import Standing
from operations.ledger.post import VALIDATED
from operations.reports.commodities import members
from operations.reports.models import Report
from operations.statistics.document import Cases, Largest
from operations.statistics.keys import NOT_KNOWN
from operations.statistics.sums import within

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Case: TypeAlias = tuple[int, str]
"""What one report says of a commodity in steps, and the report's id."""

CasesOf: TypeAlias = Mapping[tuple[str, str], Sequence[Case]]
"""Commodity and unit → its cases."""


def cases(session: Session, stream_id: int, circles: frozenset[str]) -> CasesOf:
    """Return the validated quantities of each report by commodity and unit."""
    columns = (Standing.commodity, Standing.unit, Standing.report_id)
    query = (
        select(*columns, func.sum(Standing.value))
        .where(
            Standing.stream_id == stream_id,
            Standing.measure == "quantity",
            Standing.stage == VALIDATED,
            within(Standing, circles),
        )
        .group_by(*columns)
    )
    found: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
    for commodity, unit, report_id, value in session.execute(query):
        found[commodity or NOT_KNOWN, unit].append((int(value), report_id))
    return found


def grouped(found: CasesOf, code: str, unit: str) -> list[Case]:
    """Return the cases of a commodity with all that is counted in its total, each report once."""
    by_report: defaultdict[str, int] = defaultdict(int)
    for member in members(code):
        for value, report_id in found.get((member, unit), ()):
            by_report[report_id] += value
    return sorted((value, report_id) for report_id, value in by_report.items())


def numbers(session: Session, report_ids: set[str]) -> dict[str, int]:
    """Return the numbers people know reports by."""
    query = select(Report.id, Report.number).where(Report.id.in_(report_ids))
    return dict(iter(session.execute(query)))


def described(sorted_cases: Sequence[Case], numbers: Mapping[str, int]) -> Cases | None:
    """Return what is to be said of cases in the order of their size; None for none."""
    if not sorted_cases:
        return None
    values = [value for value, _ in sorted_cases]
    value, report_id = sorted_cases[-1]
    largest = Largest(
        report_id=report_id, number=numbers[report_id], value=str(value), share=share(value, sum(values)) or "0"
    )
    return Cases(count=len(values), median=str(median(values)), largest=largest)


def median(values: Sequence[int]) -> int:
    """Return the median of sorted values, rounded half up to a whole step."""
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle] + 1) // 2


def share(part: int | Fraction, whole: int) -> str | None:
    """Return a share as a decimal of four places, cut: what is not whole stays below 1, what is something above 0."""
    if whole <= 0:
        return None
    exact = Fraction(part) / whole
    cut = exact.numerator * 10_000 // exact.denominator
    places = Decimal(max(cut, 1 if exact > 0 else 0)) / 10_000
    return format(places.quantize(Decimal("0.0001"), ROUND_DOWN), "f")
