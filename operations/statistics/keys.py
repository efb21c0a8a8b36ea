"""The name of a figure: measure, cell, unit and stage, as addresses carry it. Pure.

`quantity/commodity=heroin/mg/validated`; `group=cocaine` stands for every commodity counted in cocaine's total, and
the code `not_known` for what nobody said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from operations.errors import not_found
from operations.ledger import ways
from operations.ledger.measures import MEASURES
from operations.ledger.models import DIMENSIONS
from operations.ledger.post import SUBMITTED, VALIDATED
from operations.reports.commodities import members
from operations.reports.quantities import STEPS

RETURNS: Final = "returns"
"""Activity and nil returns: counted by the reporting metrics, with no lines of their own in the ledger."""

NOT_KNOWN: Final = ways.NOT_KNOWN

_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FigureKey:
    """One figure at one stage."""

    measure: str
    cell: Mapping[str, str]
    unit: str
    stage: str

    def codes(self, dimension: str) -> tuple[str, ...] | None:
        """Return the codes a dimension may have, None where the figure is not cut by it."""
        if dimension == "commodity" and "group" in self.cell:
            return members(self.cell["group"])
        return (self.cell[dimension],) if dimension in self.cell else None


def figure(measure: str, cell: Mapping[str, str], unit: str) -> str:
    """Write the name of a figure without its stage."""
    return "/".join((measure, *(f"{dimension}={code}" for dimension, code in cell.items()), unit))


def goods(code: str) -> dict[str, str]:
    """Return the cell of a commodity: of its group where others are counted in its total."""
    return {"group" if len(members(code)) > 1 else "commodity": code}


def read(text: str) -> FigureKey:
    """Read the name of a figure with its stage; 404 for what names none."""
    measure, *middle = text.split("/")
    cell = dict(part.split("=", 1) for part in middle[:-2] if part.count("=") == 1)
    unit, stage = middle[-2:] if len(middle) > 1 else ("", "")
    known = {*DIMENSIONS, "group"}
    good = (
        (measure in MEASURES or measure == RETURNS)
        and len(cell) == len(middle) - 2
        and cell.keys() <= known
        and not {"group", "commodity"} <= cell.keys()
        and stage in {VALIDATED, SUBMITTED}
        and unit in STEPS
        and all(map(_CODE.fullmatch, cell.values()))
    )
    if not good:
        raise not_found("figure")
    return FigureKey(measure, cell, unit, stage)


def figure_parts(key: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the measure of a figure and its cell, dimension by dimension, from its name without a stage."""
    measure, *middle, _ = key.split("/")
    return measure, [(dimension, code) for dimension, _, code in (part.partition("=") for part in middle)]
