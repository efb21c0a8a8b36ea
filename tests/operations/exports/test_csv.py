"""CSV: what a spreadsheet opens, and never what it runs (RFC 4180)."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.exports.csv import MARK, harmless, write_csv
from operations.exports.table import Table, headed

HEADINGS = {"airport": "Airport", "note": "Note"}


def written(*rows: tuple[str, str]) -> str:
    return "".join(write_csv(Table(("airport", "note"), rows), HEADINGS))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(MARK), newline=""), strict=True))


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠SUM", "-", "--5", "-1e5"],
)
def test_what_a_spreadsheet_would_run_is_only_text(typed: str) -> None:
    assert harmless(typed) == f"'{typed}"


@pytest.mark.parametrize("typed", ["", "4.2", "-4.2", "-4,2", "-1", "GRU", "a=b", "4 kg", "مطار", "'"])
def test_plain_numbers_and_words_stay_as_they_are(typed: str) -> None:
    assert harmless(typed) == typed


def test_the_file_begins_with_its_mark_and_its_headings_and_ends_its_lines_with_both_marks() -> None:
    assert written(("GRU", "nothing found")) == f"{MARK}Airport,Note\r\nGRU,nothing found\r\n"


def test_separators_quotes_and_line_breaks_stay_inside_their_cell() -> None:
    cell = 'two, "quoted"\r\nlines'
    assert written(("GRU", cell)) == f'{MARK}Airport,Note\r\nGRU,"two, ""quoted""\r\nlines"\r\n'
    assert read(written(("GRU", cell)))[1] == ["GRU", cell]


def test_a_column_without_a_heading_is_no_column() -> None:
    with pytest.raises(KeyError):
        headed(Table(("airport", "secret"), ()), HEADINGS)


@given(
    st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))] * 2), max_size=5)
)
def test_whatever_is_written_is_read_again_and_nothing_begins_a_formula(rows: list[tuple[str, str]]) -> None:
    again = read(written(*rows))[1:]
    assert again == [[harmless(cell) for cell in row] for row in rows]
    assert not [cell for row in again for cell in row if cell.startswith(("=", "+", "@"))]
