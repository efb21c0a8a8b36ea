"""A workbook is read as its text twin would be, and whatever has no plain value is told by row and column."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from coordinator.sheets.template import heading
from operations.errors import Refusal
from operations.reports import workbooks
from operations.reports.codes import ReportKind
from operations.reports.columns import COLUMNS
from operations.reports.imports import Parsed, parse
from operations.reports.kinds import Activity, Nil, Seizure
from operations.reports.quantities import DecimalSign
from operations.reports.sheets import MOST_ROWS

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
        ("Results", 3, "quantity", "file:formula"),
        ("Results", 3, "quantity", "file:error_value"),
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


def test_a_workbook_made_by_hand_is_refused_or_read_but_never_crashes() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(One=[HEADER, GRU]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, whole in parts.items():
        for content in (b"", b"<a>", whole.replace(b"</", b"<"), whole[: len(whole) // 2]):
            try:
                parse(zipped(**(parts | {name: content})), "POINT")
            except Refusal as refusal:
                assert refusal.code.startswith("file:")  # noqa: PT017 reading it is as good
