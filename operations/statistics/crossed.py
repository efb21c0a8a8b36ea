"""Cut a measure by two dimensions of the reader's choosing: no tally is kept ready for it, so what stands is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from operations.errors import Refusal
from operations.ledger.measures import MEASURES, MEASURES_VERSION
from operations.planning.queries import airports, position
from operations.policy import Action, Subject, require
from operations.reports.codes import AgeBand
from operations.statistics import crossed_persons
from operations.statistics.apart import reader
from operations.statistics.document import Number, Part, PersonsNumber
from operations.statistics.standing import Codes, Counted, counted, cut
from operations.statistics.sums import Sum

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.policy import Actor

_OF_A_CASE: Final = (
    "airport", "country", "occurred_on", "occurred_hour", "direction", "conveyance", "concealment", "basis",
    "technique", "place",
)  # fmt: skip
_OF_GOODS: Final = ("commodity", *_OF_A_CASE, "terminal", "origin", "transit", "onward", "destination")
_OF_A_PERSON: Final = ("outcome", "nationality", "sex", "age_band", "role", *_OF_A_CASE)
_OF_A_RETURN: Final = ("airport", "country", "report_on")

DIMENSIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "seizures": _OF_GOODS,
    "quantity": _OF_GOODS,
    "persons": _OF_A_PERSON,
    **{
        measure: (*_OF_A_RETURN, *(("database",) if measure in {"database_checks", "hits"} else ()))
        for measure in (
            "flights_monitored", "passengers_profiled", "passengers_checked", "bags_searched", "parcels_searched",
            "consignments_searched", "database_checks", "hits", "officers", "officer_hours",
        )
    },
}  # fmt: skip
"""What a table can be made of: each measure with the dimensions it can be cut by."""

IN_ORDER: Final = frozenset({"occurred_on", "occurred_hour", "report_on", "age_band"})
"""Dimensions whose codes have an order of their own; others are listed the largest first."""

LARGEST: Final = 10_000
"""How many cells a table may have: beyond that nobody reads it."""

_AGES: Final = {band.value: place for place, band in enumerate(AgeBand)}


class Line(Part):
    """One row or column of a table: its code, and its total; None where cells along it do not add up."""

    code: str
    total: PersonsNumber | Number | None


class CrossTable(Part):
    """A measure cut by two dimensions.

    `cells` holds a list for each row with a figure for each column. `rows_add` says that a row's cells add up to its
    total, `columns_add` a column's; `total` is None where either is not so. Of persons, small counts and those that
    would give them away are kept back (None), and cells of nobody look the same; `lines_kept_back` says that rows or
    columns are left out because their very names would tell. `choices` are the measures there are with their
    dimensions.
    """

    measure: str
    unit: str
    commodity: str
    row_dimension: str
    column_dimension: str
    rows: list[Line]
    columns: list[Line]
    cells: list[list[PersonsNumber | Number]]
    total: PersonsNumber | Number | None
    rows_add: bool
    columns_add: bool
    exact: bool
    lines_kept_back: bool
    choices: dict[str, list[str]]
    as_of: datetime
    position: int
    measures: str


def cross(  # noqa: PLR0913 each is a choice of the reader's
    session: Session,
    actor: Actor,
    operation: Operation,
    now: datetime,
    *,
    measure: str,
    rows: str,
    columns: str,
    unit: str | None = None,
    commodity: str | None = None,
) -> CrossTable:
    """Return a table of two dimensions as one reader sees it.

    Raises Refusal: 404 or 403 for who may not read figures; `figures:not_cut_by`, `figures:same_dimension`,
    `figures:of_what`, `figures:too_large`, `report:unknown_commodity`.
    """
    require(actor, Action.FIGURES_READ, Subject(operation.id, "operation"), what="operation")
    what = _asked(measure, rows, columns, unit, commodity)
    circles = actor.circles(operation.id, Action.FIGURES_READ)
    who = reader(actor, operation.id)
    if measure == "persons" and not who.exact:
        countries = {row.iata: row.country for row in airports(session, operation.id)}
        table = crossed_persons.table(session, operation.stream_id, circles, who, (rows, columns), countries)
    else:
        found = cut(session, operation.stream_id, circles, what, (rows, columns))
        table = _table(what, found, (rows, columns))
    if len(table.rows) * len(table.columns) > LARGEST:
        raise Refusal("figures:too_large", "This table has too many cells to be read.", path="columns", most=LARGEST)
    return CrossTable(
        measure=measure,
        unit=what.unit,
        commodity=what.commodity,
        row_dimension=rows,
        column_dimension=columns,
        rows=[Line(code=code, total=table.row_totals.get(code)) for code in table.rows],
        columns=[Line(code=code, total=table.column_totals.get(code)) for code in table.columns],
        cells=[[table.cells[row, column] for column in table.columns] for row in table.rows],
        total=table.total,
        rows_add=_adds(what, columns),
        columns_add=_adds(what, rows),
        exact=measure != "persons" or who.exact,
        lines_kept_back=table.kept_back,
        choices={each: list(dimensions) for each, dimensions in DIMENSIONS.items()},
        as_of=now,
        position=position(session, operation),
        measures=MEASURES_VERSION,
    )


def _asked(measure: str, rows: str, columns: str, unit: str | None, commodity: str | None) -> Counted:
    cuts = DIMENSIONS.get(measure, ())
    for path, dimension in (("rows", rows), ("columns", columns)):
        if dimension not in cuts:
            message = "This measure is not cut by that."
            raise Refusal("figures:not_cut_by", message, path=path, measure=measure, dimension=dimension)
    if rows == columns:
        raise Refusal("figures:same_dimension", "Choose two different dimensions.", path="columns")
    if commodity is not None and "commodity" not in cuts:
        message = "This measure is not cut by that."
        raise Refusal("figures:not_cut_by", message, path="commodity", measure=measure, dimension="commodity")
    return counted(measure, unit, commodity, by_commodity="commodity" in {rows, columns})


def _adds(what: Counted, along: str) -> bool:
    """Say whether cells that differ in one dimension add up: a seizure of two commodities is in both of their cells."""
    return along != "commodity" or MEASURES[what.ledger_measure].addable


def _table(what: Counted, found: Mapping[Codes, Sum], dimensions: tuple[str, str]) -> crossed_persons.Table:
    """Return a table of what is shown to everybody as it is."""
    sums = [_summed(found, 0), _summed(found, 1)]
    rows, columns = (ordered(dimension, sums[side]) for side, dimension in enumerate(dimensions))
    by_row, by_column = dimensions

    def totals(side: int) -> dict[str, Number]:
        along = dimensions[1 - side]
        if not _adds(what, along):
            return {}
        return {code: what.number({dimensions[side]: code}, value, code=code) for code, value in sums[side].items()}

    adds = _adds(what, by_row) and _adds(what, by_column)
    return crossed_persons.Table(
        rows=rows,
        columns=columns,
        cells={
            (row, column): what.number({by_row: row, by_column: column}, found.get((row, column), Sum()))
            for row in rows
            for column in columns
        },
        row_totals=totals(0),
        column_totals=totals(1),
        total=what.number({}, sum(found.values(), Sum())) if adds else None,
    )


def _summed(found: Mapping[Codes, Sum], side: int) -> dict[str, Sum]:
    sums: dict[str, Sum] = {}
    for codes, value in found.items():
        sums[codes[side]] = sums.get(codes[side], Sum()) + value
    return sums


def ordered(dimension: str, sums: Mapping[str, Sum]) -> list[str]:
    """Return codes in the order of their own, or the largest first."""
    if dimension == "age_band":
        return sorted(sums, key=lambda code: _AGES.get(code, len(_AGES)))
    if dimension in IN_ORDER:
        return sorted(sums)
    return sorted(sums, key=lambda code: (-sums[code].validated, -sums[code].submitted, code))
