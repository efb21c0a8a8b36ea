"""What a target may be counted in: the unit of its measure, or the units of the commodity its cell names."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from operations.ledger.measures import MEASURES
from operations.reports.commodities import commodity


def units_of(measure: str, cell: Mapping[str, str]) -> Collection[str] | None:
    """Return the units a target may use, none at all where a commodity is missing; None for an unknown measure."""
    found = MEASURES.get(measure)
    if found is None:
        return None
    if found.unit is not None:
        return (found.unit,)
    goods = commodity(cell.get("commodity", ""))
    return () if goods is None else goods.units
