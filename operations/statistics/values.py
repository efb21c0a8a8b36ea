"""What goods were said to be worth, currency by currency: never converted, never added across currencies."""

from __future__ import annotations

from collections import defaultdict

from operations.statistics.document import Valued
from operations.statistics.goods import number
from operations.statistics.sums import Sum, Sums


def values(sums: Sums) -> list[Valued]:
    """Return the values in each currency, with what they were taken from; currencies in their order."""
    totals: defaultdict[str, Sum] = defaultdict(Sum)
    for (_, currency), value in sums.get(("goods_value", ""), {}).items():
        totals[currency] += value
    bases = sorted(sums.get(("goods_value", "value_basis"), {}).items())
    return [
        Valued(
            unit=currency,
            total=number("goods_value", {}, currency, "", total),
            by_value_basis=[
                number("goods_value", {"value_basis": code}, currency, code, value)
                for (code, unit), value in bases
                if unit == currency
            ],
        )
        for currency, total in sorted(totals.items())
    ]
