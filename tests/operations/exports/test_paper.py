"""What stands on a paper stands apart: in an Arabic chart, which keeps its direction, and in tables, however wide."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from operations.exports.pdf.paper import Band, Bands, Bar, Bars, Block, Grid, Heat, Paper, Section, Shade
from operations.exports.pdf.write import write_pdf


def places_of(block: Block) -> dict[str, float]:
    """Return where each text of a block begins, in points from the left."""
    paper = Paper("ar", True, "", [], "", "", [Section("", [block])])
    found: dict[str, float] = {}

    def visit(text: str, here: Any, *_: Any) -> None:  # noqa: ANN401 a matrix, and what pypdf knows besides
        if text.strip():
            found.setdefault(text.strip(), here[4])

    PdfReader(io.BytesIO(write_pdf(paper))).pages[0].extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize(
    ("block", "number", "word"),
    [
        (Bars("", [Bar("", "12 كغ", 1)]), "12", "كغ"),
        (Bands(["", ""], [Band(0, "", "12 كغ", 0, 10_000, faint=False)], []), "12", "كغ"),
        (Heat("", ["00"], ["22 نوفمبر"], [[Shade("", 1)]]), "22", "نوفمبر"),
    ],
    ids=["bar", "band", "day"],
)
def test_a_number_in_an_arabic_chart_stands_before_its_unit(block: Block, number: str, word: str) -> None:
    found = places_of(block)
    assert found[number] > found[word], "read from the right"


def turned_in(heads: list[str]) -> set[str]:
    """Return the texts of a table that stand upright, with their blanks taken out: they may come letter by letter."""
    rows = [["CDG", *["12"] * (len(heads) - 1)]]
    paper = Paper("fr", False, "", [], "", "", [Section("", [Grid(heads, rows)])])
    found: dict[float, str] = {}

    def visit(text: str, here: Any, at: Any, *_: Any) -> None:  # noqa: ANN401 matrices, and what pypdf knows besides
        if text.strip() and (here[1] or at[1]):
            found[here[4] + at[4]] = found.get(here[4] + at[4], "") + "".join(text.split())

    PdfReader(io.BytesIO(write_pdf(paper))).pages[0].extract_text(visitor_text=visit)
    return {text for text in found.values() if text}


def test_headings_stand_upright_where_their_words_would_run_into_each_other() -> None:
    few = ["", "République dominicaine", "Total"]
    assert turned_in(few) == set()
    assert turned_in(["", *["Dominicaine"] * 18, "Total"]) == {"Dominicaine", "Total"}


def test_a_title_without_blanks_stays_on_the_page_and_emoji_leave_no_box() -> None:
    title = "Interagencyweek" * 12
    paper = Paper("en", False, f"{title} \U0001f6eb 2026", [], "", "", [])
    text = PdfReader(io.BytesIO(write_pdf(paper))).pages[0].extract_text().replace("\u200b", "")
    assert len(text.splitlines()[0]) < len(title)
    assert "".join(text.split()).startswith(f"{title}2026")
