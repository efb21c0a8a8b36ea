"""What a target may be counted in: the unit of its measure, or the units of the commodity its cell names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from operations.ledger.measures import MEASURES
from operations.planning.check import Scale
from operations.reports.commodities import commodity
from operations.reports.currencies import MINOR_DECIMALS
from operations.reports.quantities import unit_of

MOST_COUNTED: Final = 10**9
"""More flights, persons or tablets than any operation meets."""

MOST_MEASURED: Final = 10**13
"""In smallest steps, ten thousand tonnes: more than the world makes in a year of what is looked for."""


def units_of(measure: str, cell: Mapping[str, str]) -> Mapping[str, Scale] | None:
    """Return the units a target may use, none at all where a commodity is missing; None for an unknown measure."""
    found = MEASURES.get(measure)
    if found is None:
        return None
    if found.unit is not None:
        return {found.unit: _scale(found.unit)}
    goods = commodity(cell.get("commodity", ""))
    return {} if goods is None else {unit: _scale(unit) for unit in goods.units}


def _scale(code: str) -> Scale:
    unit = unit_of(code)
    measured = unit.step in {"mg", "ml"} or code in MINOR_DECIMALS
    return Scale(Decimal(1) / unit.factor, Decimal(MOST_MEASURED) / unit.factor if measured else Decimal(MOST_COUNTED))
