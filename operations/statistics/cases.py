"""What is no sum: how many cases a commodity has, their median, the largest and its share."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from operations.reports.models import Sizes
from operations.statistics.document import Cases, Largest
from realtime.prepared import PreparedQuery

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_SIZES: Final = PreparedQuery(
    select(
        Sizes.commodity, Sizes.unit, Sizes.many, Sizes.total, Sizes.middle_value, Sizes.upper_value,
        Sizes.largest_report_id, Sizes.largest_number, Sizes.largest_value,
    ).where(Sizes.stream_id == bindparam("stream"))
)  # fmt: skip


def described(session: Session, stream_id: int) -> dict[tuple[str, str], Cases]:
    """Return what is to be said of the validated cases of each commodity (with all in its total) and unit."""
    return {
        (commodity, unit): Cases(
            count=many,
            median=str((middle + upper + 1) // 2),
            largest=Largest(report_id=report_id, number=number, value=str(most), share=share(most, total) or "0"),
        )
        for commodity, unit, many, total, middle, upper, report_id, number, most in _SIZES.rows(
            session, {"stream": stream_id}
        )
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
