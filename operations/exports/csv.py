"""Write a table as CSV that a spreadsheet opens without running anything in it (RFC 4180, UTF-8 with its mark)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from operations.exports.table import Table, headed

MARK: Final = "\ufeff"
"""Without it, spreadsheets read UTF-8 as something else."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; a plain number stays as it is."""
    if not text.startswith(_FORMULA) or _is_number(text):
        return text
    return f"'{text}"


def _is_number(text: str) -> bool:
    digits = text[1:].replace(".", "", 1).replace(",", "", 1)
    return text[0] == "-" and digits.isascii() and digits.isdigit()


def write_csv(table: Table, headings: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of a table, its headings first."""
    yield MARK + _line(headed(table, headings))
    for row in table.rows:
        yield _line([harmless(cell) for cell in row])


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
