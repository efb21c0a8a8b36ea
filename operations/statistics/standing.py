"""Cut what stands by any dimensions: for pictures and tables that no tally is kept ready for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import ColumnElement, distinct, func, select

from operations.errors import Refusal
from operations.ledger.measures import MEASURES
from operations.ledger.models import Standing
from operations.reports.commodities import commodity as known_commodity
from operations.reports.commodities import members
from operations.reports.quantities import STEPS
from operations.statistics.document import Number
from operations.statistics.goods import number
from operations.statistics.keys import NOT_KNOWN
from operations.statistics.keys import goods as goods_cell
from operations.statistics.sums import Sum, at_stage, within

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Codes: TypeAlias = tuple[str, ...]
"""The codes of one cell, one for each dimension."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: a measure in one unit, of one commodity (with all counted in its total) or of all ("").

    `by_commodity` says that it is cut by commodity, so that a seizure of two stands in two cells.
    """

    measure: str
    unit: str
    commodity: str = ""
    by_commodity: bool = False

    @property
    def ledger_measure(self) -> str:
        """Return the measure as the ledger keeps it: seizures with a commodity are a figure of their own."""
        with_goods = self.measure == "seizures" and (self.commodity or self.by_commodity)
        return "seizures_with" if with_goods else self.measure

    def number(self, cell: Mapping[str, str], value: Sum, *, code: str = "") -> Number:
        """Return a cell as a figure that opens."""
        return number(self.ledger_measure, self.cell(cell), self.unit, code, value)

    def cell(self, cell: Mapping[str, str]) -> dict[str, str]:
        """Return a cell with the commodity that is counted, if it is one."""
        return (goods_cell(self.commodity) if self.commodity else {}) | dict(cell)


def counted(measure: str, unit: str | None, commodity: str | None, *, by_commodity: bool = False) -> Counted:
    """Return what is asked to be counted.

    Raises Refusal: `report:unknown_commodity`; `figures:of_what` for a quantity without its commodity and unit ("mg").
    """
    if commodity is not None and known_commodity(commodity) is None:
        message = "There is no such commodity in this taxonomy."
        raise Refusal("report:unknown_commodity", message, path="commodity", commodity=commodity)
    if measure == "quantity":
        # A unit that nothing is kept under, kilograms among them, would be answered with nothing: a wrong figure.
        if unit not in STEPS or (commodity is None and not by_commodity):
            message = "A quantity is of one commodity, in one unit that figures are kept in."
            raise Refusal("figures:of_what", message, path="commodity" if unit in STEPS else "unit")
        return Counted(measure, unit, commodity or "", by_commodity)
    return Counted(measure, MEASURES[measure].unit or "", commodity or "", by_commodity)


def cut(
    session: Session,
    stream_id: int,
    circles: frozenset[str],
    what: Counted,
    dimensions: Sequence[str],
    *conditions: ColumnElement[bool],
) -> dict[Codes, Sum]:
    """Return every cell of a cut that is not nothing; where cells do not add up, how many reports each stands for."""
    measure = MEASURES[what.ledger_measure]
    columns = [getattr(Standing, dimension) for dimension in dimensions]
    value = func.sum(Standing.value) if measure.addable else func.count(distinct(Standing.report_id))
    of_goods = [Standing.commodity.in_(members(what.commodity))] if what.commodity else []
    query = (
        select(Standing.stage, value, *columns)
        .where(
            Standing.stream_id == stream_id,
            Standing.measure == measure.key,
            Standing.unit == what.unit,
            within(Standing, circles),
            *of_goods,
            *conditions,
        )
        .group_by(Standing.stage, *columns)
    )
    found: defaultdict[Codes, Sum] = defaultdict(Sum)
    for stage, amount, *codes in session.execute(query):
        found[tuple(map(code_of, codes))] += at_stage(stage, int(amount))
    return {codes: value for codes, value in found.items() if value != Sum()}


def code_of(value: object) -> str:
    """Write what a dimension says as the code that figures are named by."""
    if value is None:
        return NOT_KNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
