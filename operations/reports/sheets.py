"""Read the text of a spreadsheet file: its encoding, its separator, its header. Pure; nothing is guessed of its values.

UTF-8 (with its mark or without), UTF-16 with its mark, or Windows-1252; a comma, a semicolon or a tab between columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from operations.errors import Refusal
from operations.turning import unmarked

LARGEST: Final = 10 * 1024 * 1024
"""Bytes in a file."""

MOST_ROWS: Final = 1_500
"""Rows in a file, all of them one transaction.

A row takes about 4 ms of it, and whoever else reports waits for the operation's stream meanwhile: 1,500 rows are 6 s,
and after 8 s (`lock_timeout`) or 10 s (`BUSY_FOR`) an officer's report would be told to come again.
"""

MOST_COLUMNS: Final = 200

_SIGNATURES: Final = {
    b"PK\x03\x04": "an archive", b"\xd0\xcf\x11\xe0": "an old or protected spreadsheet", b"%PDF": "a PDF",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"\x1f\x8b": "a compressed file",
}  # fmt: skip
_DELIMITERS: Final = ",;\t"
_LONGEST_HEADER: Final = 10_000

Record: TypeAlias = tuple[int, list[str]]
"""A row's number (the header is 1) and its cells."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell without a plain value: its row as a spreadsheet counts, its column from 0, and what it holds instead."""

    row: int
    column: int
    code: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file: its headings as codes, the rows below that are not blank, and the row of the headings.

    `name` is "" in a file that is but one table.
    """

    name: str
    header: list[str]
    records: Sequence[Record]
    faults: Sequence[Fault] = ()
    top: int = 1


def read_sheet(raw: bytes, known: Collection[str], for_people: Collection[str] = ()) -> Sheet:
    """Read the one table of a text file.

    The separator is the one that makes most headings we know of the first row; `for_people` are a template's names
    beside its codes. Raises Refusal.
    """
    text = decoded(raw)
    first = next((line for line in text.splitlines() if line.strip()), "")[:_LONGEST_HEADER]
    delimiter = max(_DELIMITERS, key=lambda each: _familiar(first, each, known))
    if _familiar(first, delimiter, known) == (0, 0):
        raise no_header()
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refusal("file:malformed", f"The file is not well-formed CSV: {error}.") from error
    numbered = [(number, record) for number, record in enumerate(records, 1) if any(cell.strip() for cell in record)]
    if len(numbered) > MOST_ROWS + 1:
        message = (
            f"The file has more than {MOST_ROWS:,} rows. Split it into several files and import one after another."
        )
        raise Refusal("file:too_many_rows", message, most=MOST_ROWS)
    header = headed(numbered[0][1], known, for_people)
    if len(numbered) == 1:
        raise no_rows()
    return Sheet("", header, numbered[1:], (), numbered[0][0])


def headed(
    cells: Sequence[str], known: Collection[str], for_people: Collection[str] = (), sheet: str = ""
) -> list[str]:
    """Return headings as codes. Raises Refusal where most of them are none that we know, or one is there twice.

    A template whose row of codes was deleted is left with its names `for_people`, some of which are spelt like a code:
    to name the others as columns too many, and what they hold as missing, would hide what is wrong.
    """
    if len(cells) > MOST_COLUMNS:
        raise too_many_columns()
    header = [written_as(cell) for cell in cells]
    count, _ = familiar(cells, known) or (0, 0)
    if count * 2 < sum(map(bool, header)) or not set(for_people).isdisjoint(header):
        raise no_header(sheet)
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise Refusal("file:column_twice", f"The column {twice[0]} is there twice.", column=twice[0])
    return header


def no_header(sheet: str = "") -> Refusal:
    """Return the refusal of a file, or of one sheet of it, without headings that we know."""
    what = "is missing: a template has it below its names for people (airport, occurred and so on). Put it back."
    if sheet:
        return Refusal("file:no_header_in", f"On the sheet {sheet} the row of codes {what}", sheet=sheet)
    return Refusal("file:no_header", f"The row of codes {what}")


def too_many_columns() -> Refusal:
    """Return the refusal of a table that is wider than any of ours."""
    message = f"A sheet has more than {MOST_COLUMNS} columns."
    return Refusal("file:too_many_columns", message, most=MOST_COLUMNS)


def no_rows() -> Refusal:
    """Return the refusal of a file without a row."""
    return Refusal("file:no_rows", "The file has a header and nothing below it.")


def familiar(cells: Sequence[str], known: Collection[str]) -> tuple[int, int] | None:
    """Return how many headings of a row we know, and how many there are in all; None where we know none."""
    names = [written_as(cell) for cell in cells]
    count = sum(name in known for name in names)
    return (count, len(names)) if count else None


def decoded(raw: bytes) -> str:
    """Return a file as text. Raises Refusal for what is none."""
    if len(raw) > LARGEST:
        raise Refusal("file:too_large", "The file is larger than 10 MB.", status=413)
    if not raw.strip():
        raise Refusal("file:empty", "The file is empty.")
    for signature, what in _SIGNATURES.items():
        if raw.startswith(signature):
            raise Refusal("file:not_text", f"This is {what}, not text. Save it as XLSX or CSV first.", what=what)
    text = _text(raw)
    if text is None or any(mark < " " and mark not in "\t\r\n" for mark in text):
        message = "This is neither an XLSX workbook nor text. Save it as XLSX or CSV first."
        raise Refusal("file:not_text", message, what="")
    return text


def _text(raw: bytes) -> str | None:
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _familiar(line: str, delimiter: str, known: Collection[str]) -> tuple[int, int]:
    """Return how many headings a delimiter makes of a line that we know, and how many in all; none known is nothing."""
    return familiar(next(csv.reader([line], delimiter=delimiter)), known) or (0, 0)


def written_as(cell: str) -> str:
    """Return a heading or a code as we write them, whatever the case and the spaces it was typed with."""
    return "_".join(unmarked(cell).strip().lower().split())
