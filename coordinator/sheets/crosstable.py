"""A table of two dimensions as a file: its rows, columns and totals as on screen, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from coordinator.words.figures import SAID_BY_MEASURE, at_least_text, goods_name, name_of
from coordinator.words.text import code, number, text, unit_short
from operations.exports.table import Table
from operations.reports.quantities import from_steps
from operations.statistics.crossed import CrossTable
from operations.statistics.document import Number

NOT_TOLD: Final = "·"
"""What stands where nobody was counted, or where it is kept back whether somebody was."""

_ONE_UNIT: Final = {"mg": "kg", "ml": "l"}


def cross_table(language: str, found: CrossTable, stage: str) -> tuple[Table, Mapping[str, str]]:
    """Return the table and the headings of its columns; a total that does not add up says so."""
    headings = {
        "row": heading(language, found, stage),
        **{f"column {line.code}": name_of(language, found.column_dimension, line.code) for line in found.columns},
        "total": text(language, "after:cross.total"),
    }
    return Table(list(headings), list(_rows(language, found, stage))), headings


def heading(language: str, found: CrossTable, stage: str) -> str:
    """Say what is counted and by what: "Quantity seized · Cocaine · kg · Airport × Basis of detection · Validated"."""
    goods = [goods_name(language, found.commodity)] if found.commodity else []
    unit = [] if found.unit in SAID_BY_MEASURE else [unit_short(language, _unit(found))]
    sides = " × ".join(code(language, "dimension", each) for each in (found.row_dimension, found.column_dimension))
    return " · ".join([code(language, "measure", found.measure), *goods, *unit, sides, code(language, "stage", stage)])


def cell_text(language: str, found: CrossTable, shown: Number, stage: str) -> str:
    """Write a cell: all of one table in one unit, which its heading names."""
    value = shown.validated if stage == "validated" else shown.submitted
    if value is None:
        return NOT_TOLD
    if not found.exact:
        return at_least_text(language, int(value), found.unit)
    return number(language, from_steps(int(value), _unit(found)))


def total_text(language: str, found: CrossTable, total: Number | None, stage: str) -> str:
    """Write a total, or say that there is none."""
    return text(language, "after:cross.not_addable") if total is None else cell_text(language, found, total, stage)


def _unit(found: CrossTable) -> str:
    return _ONE_UNIT.get(found.unit, found.unit)


def _rows(language: str, found: CrossTable, stage: str) -> Sequence[Sequence[str]]:
    rows = [
        [
            name_of(language, found.row_dimension, line.code),
            *(cell_text(language, found, cell, stage) for cell in cells),
            total_text(language, found, line.total, stage),
        ]
        for line, cells in zip(found.rows, found.cells, strict=True)
    ]
    totals = [total_text(language, found, line.total, stage) for line in found.columns]
    return [*rows, [text(language, "after:cross.total"), *totals, total_text(language, found, found.total, stage)]]
