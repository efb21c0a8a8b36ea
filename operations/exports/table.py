"""A table on its way out: what its columns are called in the code, and rows of texts as a screen shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by key, and rows with one text per column, in the order shown on screen."""

    columns: Sequence[str]
    rows: Iterable[Sequence[str]]


def headed(table: Table, headings: Mapping[str, str]) -> list[str]:
    """Return the headings of a table's columns in a reader's language; raise KeyError for one without a heading."""
    return [headings[column] for column in table.columns]
