"""Read the sheets of an XLSX workbook as rows of texts, or say why not. Nothing in it is run, computed or guessed.

A workbook is a ZIP archive of XML made by anybody: what it unpacks to and how far its sheets reach is measured before
anything is read from it. A number stands for itself whatever the file's decimal sign, so it is written with the sign
that was told; a date or time that the workbook knows as one is written as ours are. Formulas, errors and merged cells
have no plain value and are faults of their cells.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Final

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from operations.errors import Refusal
from operations.reports.sheets import LARGEST, MOST_ROWS, Fault, Record, Sheet, familiar, headed

if TYPE_CHECKING:
    from operations.reports.quantities import DecimalSign

SIGNATURE: Final = b"PK\x03\x04"
UNPACKED_AT_MOST: Final = 64 * 1024 * 1024
PARTS_AT_MOST: Final = 500
LAST_COLUMN: Final = 200
HEADER_WITHIN: Final = 20
"""Rows from the top among which the headings are looked for, so that a title may stand above them."""

_CHUNK: Final = 1 << 16
_MAIN: Final = b"spreadsheetml.sheet.main+xml"
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE: Final = re.compile(rb'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_REFERENCE: Final = re.compile(rb'<(?:\w+:)?(?:row|c)\s(?:[^>]*?\s)?r=["\']([A-Z]*)(\d+)["\']')
_FORMULA: Final = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r=["\']([A-Z]+)(\d+)["\'][^>]*>\s*<(?:\w+:)?f[\s>/]')
_ERROR: Final = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*\st=["\']e["\'])(?:[^>]*?\s)?r=["\']([A-Z]+)(\d+)["\']')


def is_workbook(raw: bytes) -> bool:
    """Say by its content whether a file is an archive, as every XLSX workbook is."""
    return raw.startswith(SIGNATURE)


def read_workbook(raw: bytes, known: Collection[str], decimal: DecimalSign) -> tuple[list[Sheet], list[str]]:
    """Return the sheets that have known headings and rows below, and the names of others that hold something.

    Raises Refusal for what is no workbook, or is none that can be read without harm.
    """
    parts = _measured(raw)
    if _MAIN not in parts.get("[Content_Types].xml", b""):
        what = "a spreadsheet or archive"
        message = "This is not an XLSX workbook. Save it as XLSX (without macros or a password) or as CSV."
        raise Refusal("file:not_workbook", message, what=what)
    sheets, passed_over = [], []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as workbook:
            for about in workbook.sheets_metadata:
                text = parts.get(_part_of(about.name, parts), b"")
                found = workbook.get_sheet_by_name(about.name)
                rows = found.to_python(skip_empty_area=False)
                written = [[_text(cell, decimal) for cell in row] for row in rows]
                at = _heading(written, known)
                visible = about.visible is SheetVisibleEnum.Visible
                if at is None:
                    passed_over += [about.name] if visible and any(map(any, rows)) else []
                    continue
                sheet = _sheet(about.name, written, at, known)
                if sheet.records and not visible:
                    message = f"The sheet {about.name} is hidden and holds rows. Show it, or delete it."
                    raise Refusal("file:hidden_sheet", message, sheet=about.name)
                if sheet.records:
                    merged = [(top, left) for (top, left), _ in found.merged_cell_ranges or ()]
                    sheets.append(_faulted(sheet, text, merged))
    except CalamineError as error:
        raise _damaged() from error
    if sum(len(sheet.records) for sheet in sheets) > MOST_ROWS:
        raise _too_many_rows()
    return sheets, passed_over


def cells(raw: bytes) -> Iterator[list[str]]:
    """Yield the rows of every visible sheet as texts, but for ticks: a word for one would be read. Raises Refusal."""
    _measured(raw)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as workbook:
            for about in workbook.sheets_metadata:
                if about.visible is SheetVisibleEnum.Visible:
                    for row in workbook.get_sheet_by_name(about.name).to_python(skip_empty_area=False):
                        yield ["" if isinstance(cell, bool) else _text(cell, "POINT") for cell in row]
    except CalamineError as error:
        raise _damaged() from error


def _heading(written: Sequence[Sequence[str]], known: Collection[str]) -> int | None:
    """Return the row, from 0, that makes most headings we know; a title and names for people may stand above it."""
    counts = [(familiar(row, known) or (0, 0))[0] for row in written[:HEADER_WITHIN]]
    most = max(counts, default=0)
    return counts.index(most) if most else None


def _sheet(name: str, written: Sequence[Sequence[str]], at: int, known: Collection[str]) -> Sheet:
    """Return what stands below the headings of a sheet, which are its row `at` from 0. Raises Refusal."""
    width = max((place for place, cell in enumerate(written[at], 1) if cell.strip()), default=0)
    records: list[Record] = []
    for number, row in enumerate(written[at + 1 :], at + 2):
        if any(cell.strip() for cell in row):
            # What stands right of the headings makes the row too long, and is told.
            last = max(place for place, cell in enumerate(row, 1) if cell.strip())
            records.append((number, list(row[: max(width, last)])))
    return Sheet(name, headed(written[at][:width], known, name), records, (), at + 1)


def _faulted(sheet: Sheet, text: bytes, merged: Sequence[tuple[int, int]]) -> Sheet:
    """Return a sheet with the cells of it that have no plain value."""
    found = chain(
        (Fault(int(row), _column(letters), "file:formula") for letters, row in _FORMULA.findall(text)),
        (Fault(int(row), _column(letters), "file:error_value") for letters, row in _ERROR.findall(text)),
        (Fault(row + 1, column, "file:merged") for row, column in merged),
    )
    faults = [each for each in found if each.row >= sheet.top and each.column < len(sheet.header)]
    return Sheet(sheet.name, sheet.header, sheet.records, tuple(faults), sheet.top)


def _text(cell: object, decimal: DecimalSign) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        plain = format(Decimal(repr(cell)).normalize(), "f")
        return plain if decimal == "POINT" else plain.replace(".", ",")
    if isinstance(cell, datetime):
        # A workbook counts days in binary fractions: 11:20 may come as 11:19:59.9999.
        near = cell + timedelta(milliseconds=500)
        whole = near.replace(microsecond=0)
        return whole.strftime("%Y-%m-%dT%H:%M" if whole.second == 0 else "%Y-%m-%dT%H:%M:%S")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _unpacked(raw: bytes) -> Mapping[str, bytes]:
    """Return the small parts that say what the archive is, and its sheets; measured as they unpack, not as declared."""
    if len(raw) > LARGEST:
        raise Refusal("file:too_large", "The file is larger than 10 MB.", status=413)
    parts: dict[str, bytes] = {}
    room = UNPACKED_AT_MOST
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            if len(entries) > PARTS_AT_MOST or any(entry.flag_bits & 1 for entry in entries):
                raise _damaged()
            for entry in entries:
                content = _inflated(archive, entry, room)
                room -= len(content)
                if entry.filename.endswith((".xml", ".rels")):
                    parts[entry.filename.removeprefix("/")] = content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise _damaged() from error
    return parts


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    content = bytearray()
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            content += chunk
            if len(content) > room:
                message = "The workbook unpacks to more than can be read. Keep only the sheets to be imported."
                raise Refusal("file:unpacks_too_large", message, status=413)
    return bytes(content)


def _part_of(name: str, parts: Mapping[str, bytes]) -> str:
    """Return the part of the archive that is a sheet."""
    sheets = [_attributes(found) for found in _SHEET.findall(parts.get("xl/workbook.xml", b""))]
    relations = [_attributes(found) for found in _RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b""))]
    targets = {each.get("Id", ""): each.get("Target", "") for each in relations}
    relation = next((each for each in sheets if each.get("name") == name), {})
    target = targets.get(next((value for key, value in relation.items() if key.endswith(":id")), ""), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _attributes(found: bytes) -> dict[str, str]:
    return {
        name.decode(): html.unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(found)
    }


def _measured(raw: bytes) -> Mapping[str, bytes]:
    """Return the parts of an archive none of whose sheets reaches further than rows are read.

    Its reader makes room for every cell between the first and the last: one cell in the far corner would be a bomb.
    Every part that may be a sheet is measured, whichever of them the archive says is one.
    """
    parts = _unpacked(raw)
    for text in parts.values():
        if b"\0" in text:  # an encoding of two bytes a letter, in which nothing would be found below
            raise _damaged()
        for letters, row in _REFERENCE.findall(text) if b"sheetData" in text else ():
            if int(row) > MOST_ROWS + HEADER_WITHIN:
                raise _too_many_rows()
            if letters and _column(letters) >= LAST_COLUMN:
                message = f"A sheet has more than {LAST_COLUMN} columns."
                raise Refusal("file:too_many_columns", message, most=LAST_COLUMN)
    return parts


def _column(letters: bytes) -> int:
    """Return a column by its letters, the first being 0."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


def _damaged() -> Refusal:
    return Refusal("file:damaged", "This workbook is damaged or protected by a password and cannot be read.")


def _too_many_rows() -> Refusal:
    message = f"The file has more than {MOST_ROWS:,} rows. Split it into several files and import one after another."
    return Refusal("file:too_many_rows", message, most=MOST_ROWS)
