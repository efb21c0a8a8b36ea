"""Read the sheets of an XLSX workbook as rows of texts, or say why not. Nothing in it is run, computed or guessed.

A workbook is a ZIP archive of XML made by anybody, and its reader makes room for every cell between the first and the
last of a sheet: one in the far corner would end the process. So what it unpacks to and how far its sheets reach is
measured first, by an XML parser, and the reader is given an archive of just what was measured.

A number stands for itself whatever the file's decimal sign, so it is written with the sign that was told; a date or
time that the workbook knows as one is written as ours are. Formulas, errors and merged cells have no plain value and
are faults of their cells.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from operations.errors import Refusal
from operations.reports.sheets import (
    LARGEST,
    MOST_COLUMNS,
    MOST_ROWS,
    Fault,
    Record,
    Sheet,
    familiar,
    headed,
    too_many_columns,
)

if TYPE_CHECKING:
    from operations.reports.quantities import DecimalSign

SIGNATURE: Final = b"PK\x03\x04"
UNPACKED_AT_MOST: Final = 64 * 1024 * 1024
PARTS_AT_MOST: Final = 500
CELLS_AT_MOST: Final = 1_000_000
"""Cells of all sheets together, empty ones among them; a sheet as long and as wide as may be has 304,000."""

HEADER_WITHIN: Final = 20
"""Rows from the top among which the headings are looked for, so that a title may stand above them."""

_CHUNK: Final = 1 << 16
_MAIN: Final = b"spreadsheetml.sheet.main+xml"
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)


def is_workbook(raw: bytes) -> bool:
    """Say by its content whether a file is an archive, as every XLSX workbook is."""
    return raw.startswith(SIGNATURE)


def read_workbook(
    raw: bytes, known: Collection[str], decimal: DecimalSign, for_people: Collection[str] = ()
) -> tuple[list[Sheet], list[str]]:
    """Return the sheets that have known headings and rows below, and the names of others that hold something.

    `for_people` are a template's names beside its codes. Raises Refusal for what is no workbook, or is none that can be
    read without harm.
    """
    parts = _unpacked(raw)
    measured = _measured(parts)
    if _MAIN not in parts.get("[Content_Types].xml", b""):
        what = "a spreadsheet or archive"
        message = "This is not an XLSX workbook. Save it as XLSX (without macros or a password) or as CSV."
        raise Refusal("file:not_workbook", message, what=what)
    sheets, passed_over, part_of = [], [], _parts_of_sheets(parts)
    with _opened(parts) as workbook:
        for about in workbook.sheets_metadata:
            found = workbook.get_sheet_by_name(about.name)
            rows = found.to_python(skip_empty_area=False)
            written = [[_text(cell, decimal) for cell in row] for row in rows]
            at = _heading(written, known)
            visible = about.visible is SheetVisibleEnum.Visible
            if at is None:
                passed_over += [about.name] if visible and any(map(any, rows)) else []
                continue
            sheet = _sheet(about.name, written, at, known, for_people)
            if sheet.records and not visible:
                message = f"The sheet {about.name} is hidden and holds rows. Show it, or delete it."
                raise Refusal("file:hidden_sheet", message, sheet=about.name)
            if sheet.records:
                merged = [(top, left) for (top, left), _ in found.merged_cell_ranges or ()]
                sheets.append(_faulted(sheet, measured.get(part_of.get(about.name, "")), merged))
    if sum(len(sheet.records) for sheet in sheets) > MOST_ROWS:
        raise _too_many_rows()
    return sheets, passed_over


def cells(raw: bytes) -> Iterator[list[str]]:
    """Yield the rows of every visible sheet as texts, but for ticks: a word for one would be read. Raises Refusal."""
    parts = _unpacked(raw)
    _measured(parts)
    with _opened(parts) as workbook:
        for about in workbook.sheets_metadata:
            if about.visible is SheetVisibleEnum.Visible:
                for row in workbook.get_sheet_by_name(about.name).to_python(skip_empty_area=False):
                    yield ["" if isinstance(cell, bool) else _text(cell, "POINT") for cell in row]


def _heading(written: Sequence[Sequence[str]], known: Collection[str]) -> int | None:
    """Return the row, from 0, that makes most headings we know; a title and names for people may stand above it."""
    counts = [(familiar(row, known) or (0, 0))[0] for row in written[:HEADER_WITHIN]]
    most = max(counts, default=0)
    return counts.index(most) if most else None


def _sheet(
    name: str, written: Sequence[Sequence[str]], at: int, known: Collection[str], for_people: Collection[str]
) -> Sheet:
    """Return what stands below the headings of a sheet, which are its row `at` from 0. Raises Refusal."""
    width = max((place for place, cell in enumerate(written[at], 1) if cell.strip()), default=0)
    records: list[Record] = []
    for number, row in enumerate(written[at + 1 :], at + 2):
        if any(cell.strip() for cell in row):
            # What stands right of the headings makes the row too long, and is told.
            last = max(place for place, cell in enumerate(row, 1) if cell.strip())
            records.append((number, list(row[: max(width, last)])))
    return Sheet(name, headed(written[at][:width], known, for_people, name), records, (), at + 1)


def _faulted(sheet: Sheet, cells: Cells | None, merged: Sequence[tuple[int, int]]) -> Sheet:
    """Return a sheet with the cells of it that have no plain value. Raises Refusal where nobody has looked for them."""
    if cells is None:
        raise _damaged()
    found = chain(cells.faults, (Fault(row + 1, column, "file:merged") for row, column in merged))
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
        near = cell if cell.year == MAXYEAR else cell + timedelta(milliseconds=500)
        whole = near.replace(microsecond=0)
        return whole.strftime("%Y-%m-%dT%H:%M" if whole.second == 0 else "%Y-%m-%dT%H:%M:%S")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _unpacked(raw: bytes) -> Mapping[str, bytes]:
    """Return the parts of an archive by their names; measured as they unpack, not as declared. Raises Refusal."""
    if len(raw) > LARGEST:
        raise Refusal("file:too_large", "The file is larger than 10 MB.", status=413)
    parts: dict[str, bytes] = {}
    room = UNPACKED_AT_MOST
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for entry in archive.infolist()[: PARTS_AT_MOST + 1]:
                content = _inflated(archive, entry, room)
                room -= len(content)
                parts[entry.filename.removeprefix("/")] = content
    except Refusal:
        raise
    except (
        Exception
    ) as error:  # what unpacking raises of an archive made by hand, or of one with a password, is in no list
        raise _damaged() from error
    if len(parts) > PARTS_AT_MOST:
        raise _damaged()
    return parts


def _packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    """Return an archive of these parts: of one made by hand two readers may see different ones."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for name, content in parts.items():
            made.writestr(zipfile.ZipInfo(name), content)
    archive.seek(0)
    return archive


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    content = bytearray()
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            content += chunk
            if len(content) > room:
                raise _unpacks_too_large()
    return bytes(content)


@contextmanager
def _opened(parts: Mapping[str, bytes]) -> Iterator[CalamineWorkbook]:
    """Give the reader of a workbook. Raises Refusal for what it cannot read."""
    try:
        with CalamineWorkbook.from_filelike(_packed(parts)) as workbook:
            yield workbook
    except CalamineError as error:
        raise _damaged() from error
    except BaseException as error:  # what the reader, made in Rust, gives up with is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged() from error


def _parts_of_sheets(parts: Mapping[str, bytes]) -> Mapping[str, str]:
    """Return which part of an archive each sheet is, by the sheet's name."""
    relations = _elements(parts.get("xl/_rels/workbook.xml.rels", b""), "Relationship")
    targets = {each.get("Id", ""): each.get("Target", "") for each in relations}
    found = {}
    for sheet in _elements(parts.get("xl/workbook.xml", b""), "sheet"):
        target = targets.get(next((value for key, value in sheet.items() if key.endswith(":id")), ""), "")
        found[sheet.get("name", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return found


def _elements(text: bytes, name: str) -> list[Mapping[str, str]]:
    """Return the attributes of every element of this name. Raises Refusal."""
    found: list[Mapping[str, str]] = []

    def begin(element: str, said: Mapping[str, str]) -> None:
        if _local(element) == name:
            found.append(said)

    _parse(text, begin)
    return found


def _parse(text: bytes, begin: Callable[[str, Mapping[str, str]], None]) -> None:
    """Tell of each element that begins. Raises Refusal for what is no XML, or defines words of its own."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = _refuse_definitions
    try:
        parser.Parse(text, True)  # noqa: FBT003 expat's own, for the end
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two for encodings that expat does not read
        raise _damaged() from error


def _refuse_definitions(*_: object) -> None:
    raise _damaged()


def _local(element: str) -> str:
    """Return what an element is called without the prefix of its vocabulary."""
    return element.rpartition(":")[2]


@dataclass(slots=True)
class Cells:
    """What a parser has found of a sheet: how far it reaches, and which cells hold a formula or an error.

    A row or a cell that does not say where it stands follows the one before. Raises Refusal for one too far out.
    """

    rows: int = 0
    columns: int = 0
    faults: list[Fault] = field(default_factory=list)
    _row: int = 0
    _column: int = -1

    def begin(self, name: str, said: Mapping[str, str]) -> None:
        """Take note of an element that begins."""
        match _local(name):
            case "row":
                self._stand(said["r"] if "r" in said else str(self._row + 1), -1)
            case "c":
                letters, row = _place(said["r"]) if "r" in said else ("", str(self._row))
                self._stand(row, _column(letters) if letters else self._column + 1)
                if said.get("t") == "e":
                    self.faults.append(Fault(self._row, self._column, "file:error_value"))
            case "f":
                self.faults.append(Fault(self._row, self._column, "file:formula"))

    def _stand(self, row: str, column: int) -> None:
        if not re.fullmatch("[0-9]{1,7}", row):
            raise _damaged()
        self._row, self._column = int(row), column
        self.rows, self.columns = max(self.rows, self._row), max(self.columns, column + 1)
        if self.rows > MOST_ROWS + HEADER_WITHIN:
            raise _too_many_rows()
        if self.columns > MOST_COLUMNS:
            raise too_many_columns()


def _measured(parts: Mapping[str, bytes]) -> Mapping[str, Cells]:
    """Return the cells of every part that may be a sheet, whichever the archive says is one. Raises Refusal."""
    found = {name: _cells_of(text) for name, text in parts.items() if b"sheetData" in text}
    # In an encoding of two bytes a letter nothing would have been found.
    if any(b"\0" in text for name, text in parts.items() if name.endswith((".xml", ".rels"))):
        raise _damaged()
    if sum(cells.rows * cells.columns for cells in found.values()) > CELLS_AT_MOST:
        raise _unpacks_too_large()
    return found


def _cells_of(text: bytes) -> Cells:
    cells = Cells()
    _parse(text, cells.begin)
    return cells


def _place(reference: str) -> tuple[str, str]:
    """Return the letters and the number of a cell's place."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise _damaged()
    return found[1].upper(), found[2]


def _column(letters: str) -> int:
    """Return a column by its letters, the first being 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _damaged() -> Refusal:
    return Refusal("file:damaged", "This workbook is damaged or protected by a password and cannot be read.")


def _unpacks_too_large() -> Refusal:
    message = "The workbook unpacks to more than can be read. Keep only the sheets to be imported."
    return Refusal("file:unpacks_too_large", message, status=413)


def _too_many_rows() -> Refusal:
    message = f"The file has more than {MOST_ROWS:,} rows. Split it into several files and import one after another."
    return Refusal("file:too_many_rows", message, most=MOST_ROWS)
