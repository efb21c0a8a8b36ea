"""A workbook is read as its text twin would be, and whatever has no plain value is told by row and column."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from coordinator.sheets.template import for_people, heading
from operations.errors import Refusal
from operations.reports import workbooks
from operations.reports.codes import ReportKind
from operations.reports.columns import COLUMNS
from operations.reports.imports import Parsed, parse
from operations.reports.kinds import Activity, Nil, Seizure
from operations.reports.quantities import DecimalSign
from operations.reports.sheets import MOST_COLUMNS, MOST_ROWS

HEADER = ["airport", "occurred", "direction", "origin", "conveyance", "commodity", "quantity", "unit"]
FIVE = datetime(2026, 11, 17, 5, 0)  # noqa: DTZ001 a cell knows no zone
GRU = ["GRU", FIVE, "Arrival", "BOG", "air passenger", "cocaine", 4.2, "kg"]


def workbook(fill: Callable[[xlsxwriter.Workbook], None] | None = None, /, **sheets: list[list[Any]]) -> bytes:
    """Write a workbook of sheets, as rows of plain values, dates and times."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    if fill is not None:
        fill(book)
    book.close()
    return buffer.getvalue()


def sheet_of(raw: bytes, place: int) -> list[list[Any]]:
    """Return the cells of one sheet of a workbook."""
    with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
        return book.get_sheet_by_name(book.sheet_names[place]).to_python()


def faults(parsed: Parsed) -> list[tuple[str, int, str, str]]:
    return [(each.sheet, each.row, each.column, each.code) for each in parsed.wrong]


def refused(raw: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        parse(raw, "POINT")
    return refusal.value.code


@pytest.mark.parametrize("decimal", ["POINT", "COMMA"])
def test_numbers_and_times_of_cells_are_read_whatever_the_decimal_sign(decimal: DecimalSign) -> None:
    parsed = parse(workbook(Results=[HEADER, GRU]), decimal)
    assert faults(parsed) == []
    (row,) = parsed.rows
    assert isinstance(row.body, Seizure)
    assert (row.row, row.sheet, row.body.occurred, row.body.goods[0].quantity) == (
        2,
        "Results",
        "2026-11-17T05:00",
        "4.2",
    )


def test_a_number_that_is_text_is_read_by_the_sign_that_was_told() -> None:
    text = workbook(Results=[HEADER, [*GRU[:6], "4,200", "kg"]])
    assert faults(parse(text, "POINT")) == [("Results", 2, "quantity", "quantity:ambiguous")]
    body = parse(text, "COMMA").rows[0].body
    assert isinstance(body, Seizure)
    assert body.goods[0].quantity == "4.200"


def test_several_sheets_are_read_at_once_each_by_its_columns_and_what_is_not_ours_is_named() -> None:
    days: list[list[Any]] = [["airport", "report_on", "passengers_checked"], ["LIS", date(2026, 11, 16), 120]]
    nil = [["A title above"], ["Airport", "Day"], ["airport", "report_on"], ["GRU", "2026-11-16"]]
    parsed = parse(workbook(Results=[HEADER, GRU], Days=days, Nil=nil, Notes=[["Call Dakar."]], Empty=[]), "POINT")
    assert faults(parsed) == []
    assert [type(row.body) for row in parsed.rows] == [Seizure, Activity, Nil]
    assert (parsed.rows[2].row, parsed.read, list(parsed.passed_over)) == (4, 3, ["Notes"])


def test_the_same_row_in_two_sheets_is_two_reports() -> None:
    first, second = parse(workbook(One=[HEADER, GRU], Two=[HEADER, GRU]), "POINT").rows
    assert first.report_id("one") != second.report_id("one")


def test_formulas_errors_and_merged_cells_are_faults_of_their_cells_and_spoil_their_row_only() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name("Results")
        sheet.write_formula(1, 6, "=2*2.1", None, 4.2)
        sheet.write_formula(2, 6, "=1/0", None, "#DIV/0!")
        sheet.merge_range(3, 3, 3, 4, "BOG")

    parsed = parse(workbook(fill, Results=[HEADER, GRU, GRU, GRU, GRU]), "POINT")
    assert faults(parsed) == [
        ("Results", 2, "quantity", "file:formula"),
        ("Results", 3, "quantity", "file:error_value"),
        ("Results", 3, "quantity", "file:formula"),
        ("Results", 4, "origin", "file:merged"),
    ]
    assert [row.row for row in parsed.rows] == [5]


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
def test_a_sheet_whose_row_of_codes_was_deleted_is_refused_by_its_name_in_every_language(language: str) -> None:
    names = [heading(language, column) for column in COLUMNS[ReportKind.SEIZURE]]
    filled: list[Any] = ["GRU", "", FIVE, "", "transit", *[""] * (len(names) - 5)]
    with pytest.raises(Refusal) as refused:
        parse(workbook(Results=[HEADER, GRU], Lost=[names, filled]), "POINT")
    assert (refused.value.code, refused.value.params) == ("file:no_header_in", {"sheet": "Lost"})


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
@pytest.mark.parametrize("kind", COLUMNS)
def test_whichever_sheet_lost_its_codes_one_thing_is_said_of_it(kind: ReportKind, language: str) -> None:
    names = [heading(language, column) for column in COLUMNS[kind]]
    with pytest.raises(Refusal) as refused:
        parse(
            workbook(Lost=[names, ["GRU", "2026-11-16", *["1"] * (len(names) - 2)]]), "POINT", for_people=for_people()
        )
    assert refused.value.code in {"file:no_header_in", "file:no_header"}


def test_a_count_of_days_without_a_date_format_is_no_date() -> None:
    parsed = parse(workbook(Nil=[["airport", "report_on"], ["GRU", 46343]]), "POINT")
    assert faults(parsed) == [("Nil", 2, "report_on", "file:number_for_date")]


def test_a_hidden_sheet_with_rows_is_refused_and_a_hidden_list_is_not() -> None:
    def hide(book: xlsxwriter.Workbook) -> None:
        book.get_worksheet_by_name("Two").hide()

    assert refused(workbook(hide, One=[HEADER, GRU], Two=[HEADER, GRU])) == "file:hidden_sheet"
    assert parse(workbook(hide, One=[HEADER, GRU], Two=[["Codes"], ["x"]]), "POINT").passed_over == []


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"One": []}, "file:no_rows"),
        ({"One": [HEADER]}, "file:no_rows"),
        ({"One": [["colour"], ["red"]]}, "file:no_header"),
        ({"One": [[*HEADER, "airport"], [*GRU, "LIS"]]}, "file:column_twice"),
        ({"One": [HEADER] + [GRU] * (MOST_ROWS + 1)}, "file:too_many_rows"),
        ({"One": [HEADER, GRU + [""] * 250 + ["x"]]}, "file:too_many_columns"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_as_a_whole(sheets: dict[str, list[list[Any]]], code: str) -> None:
    assert refused(workbook(**sheets)) == code


def test_a_sheet_with_one_cell_in_its_last_corner_takes_no_room() -> None:
    def corner(book: xlsxwriter.Workbook) -> None:
        book.get_worksheet_by_name("One").write(1_048_575, 16_383, "x")

    assert refused(workbook(corner, One=[HEADER, GRU])) == "file:too_many_rows"


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_bomb_an_archive_of_something_else_and_a_torn_file_are_refused() -> None:
    good = workbook(One=[HEADER, GRU])
    assert refused(zipped(bomb=b"\0" * (workbooks.UNPACKED_AT_MOST + 1))) == "file:unpacks_too_large"
    assert refused(zipped(**{"word/document.xml": b"<w/>"})) == "file:not_workbook"
    assert refused(good[: len(good) // 2]) == "file:damaged"
    assert refused(workbooks.SIGNATURE + b"rest") == "file:damaged"
    assert refused(b"\xd0\xcf\x11\xe0") == "file:not_text"


SHEET = "xl/worksheets/sheet1.xml"
CORNER = b'<row r="9"><c r="XFD1048576"><v>1</v></c></row>'
FAR_OUT: dict[str, tuple[bytes, str]] = {
    "small letters": (CORNER.replace(b"XFD", b"xfd"), "file:too_many_rows"),
    "blanks": (CORNER.replace(b"c r=", b"c r = "), "file:too_many_rows"),
    "another attribute": (CORNER.replace(b"c r=", b'c s=">" r='), "file:too_many_rows"),
    "a prefix": (
        b'<row r="9"><x-y:c xmlns:x-y="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="XFD9"/></row>',
        "file:too_many_columns",
    ),
    "a number as code": (CORNER.replace(b"XFD", b"&#88;FD"), "file:too_many_rows"),
    "no places": (
        b'<row r="9">' + b"<c><v>1</v></c>" * (MOST_COLUMNS + 1) + b"</row>",
        "file:too_many_columns",
    ),
    "rows without places": (b"<row><c><v>1</v></c></row>" * 2_000, "file:too_many_rows"),
    "a row of 5,000 digits": (CORNER.replace(b"1048576", b"9" * 5_000), "file:damaged"),
    "a column of many letters": (CORNER.replace(b"XFD", b"A" * 200_000), "file:damaged"),
    "elements that never end": (b"<c " * 100_000, "file:damaged"),
}
"""A sheet's reader makes room for each of these, or a search through their text never comes to its end."""


def unzipped(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("how", FAR_OUT)
def test_a_cell_is_found_far_out_however_it_is_written(how: str) -> None:
    parts = unzipped(workbook(One=[HEADER, GRU]))
    cell, code = FAR_OUT[how]
    assert refused(zipped(**(parts | {SHEET: parts[SHEET].replace(b"</sheetData>", cell + b"</sheetData>")}))) == code


def test_a_sheet_is_measured_whatever_its_part_is_called_and_however_often_it_is_there() -> None:
    parts = unzipped(workbook(One=[HEADER, GRU]))
    relations, bomb = "xl/_rels/workbook.xml.rels", parts[SHEET].replace(b"</sheetData>", CORNER + b"</sheetData>")
    elsewhere = parts[relations].replace(b"worksheets/sheet1.xml", b"worksheets/sheet1.bin")
    assert refused(zipped(**(parts | {relations: elsewhere, "xl/worksheets/sheet1.bin": bomb}))) == "file:too_many_rows"
    twice = io.BytesIO(zipped(**(parts | {SHEET: bomb})))
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, parts[SHEET])
    assert [row.row for row in parse(twice.getvalue(), "POINT").rows] == [2], (
        "the part that was measured is the one read"
    )


def test_many_sheets_that_are_nearly_empty_are_not_gone_through_cell_by_cell() -> None:
    wide = [[*HEADER, *[None] * 150, "x"]] + [[None]] * 1_400 + [["x"]]
    assert refused(workbook(**{f"S{n}": wide for n in range(5)})) == "file:unpacks_too_large"


def test_the_last_moment_of_the_calendar_is_read() -> None:
    parts = unzipped(workbook(Nil=[["airport", "report_on"], ["GRU", FIVE]]))
    last = re.sub(rb"<v>4\d{4}\.\d+</v>", b"<v>2958465.9999999</v>", parts[SHEET])
    assert last != parts[SHEET]
    assert parse(zipped(**(parts | {SHEET: last})), "POINT").read == 1


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (rb'encoding="UTF-8"', b'encoding="rot13"'),
        (rb'encoding="UTF-8"', b'encoding="shift_jis"'),
        (rb"<v>4\d{4}\.\d+</v>", b"<v>-1e12</v>"),
        (rb"<worksheet ", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet '),
    ],
    ids=[
        "no encoding there is",
        "an encoding of several bytes",
        "a date that the reader panics at",
        "words of its own",
    ],
)
def test_a_sheet_that_its_readers_give_up_is_damaged_and_no_fault(was: bytes, now: bytes) -> None:
    parts = unzipped(workbook(Nil=[["airport", "report_on"], ["GRU", FIVE]]))
    assert re.search(was, parts[SHEET])
    assert refused(zipped(**(parts | {SHEET: re.sub(was, now, parts[SHEET])}))) == "file:damaged"


def test_a_workbook_made_by_hand_is_refused_or_read_but_never_crashes() -> None:
    parts = unzipped(workbook(One=[HEADER, GRU]))
    for name, whole in parts.items():
        for content in (b"", b"<a>", whole.replace(b"</", b"<"), whole[: len(whole) // 2]):
            try:
                parse(zipped(**(parts | {name: content})), "POINT")
            except Refusal as refusal:
                assert refusal.code.startswith("file:")  # noqa: PT017 reading it is as good
