"""What is no sum: how many cases a commodity has, their median, the largest and its share."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select

from operations.reports.models import Sizes
from operations.statistics.document import Cases, Largest
from realtime.database import table_of

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import Session

_SIZES: Final = select(table_of(Sizes)).where(table_of(Sizes).c.stream_id == bindparam("stream"))


def described(session: Session, stream_id: int) -> dict[tuple[str, str], Cases]:
    """Return what is to be said of the validated cases of each commodity (with all in its total) and unit."""
    return {(row.commodity, row.unit): _cases(row) for row in session.execute(_SIZES, {"stream": stream_id})}


def _cases(row: Row[Any]) -> Cases:
    part = share(row.largest_value, row.total) or "0"
    report_id, number = row.largest_report_id, row.largest_number
    return Cases(
        count=row.many,
        median=str((row.middle_value + row.upper_value + 1) // 2),
        largest=Largest(report_id=report_id, number=number, value=str(row.largest_value), share=part),
    )


@lru_cache(maxsize=10_000)
def share(part: int | Fraction, whole: int) -> str | None:
    """Return a share as a decimal of four places, cut: what is not whole stays below 1, what is something above 0."""
    if whole <= 0:
        return None
    exact = Fraction(part) / whole
    cut = exact.numerator * 10_000 // exact.denominator
    places = Decimal(max(cut, 1 if exact > 0 else 0)) / 10_000
    return format(places.quantize(Decimal("0.0001"), ROUND_DOWN), "f")
