"""A paper in Arabic: what stands in a chart that keeps its direction is still read from the right."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from operations.exports.pdf.paper import Band, Bands, Bar, Bars, Block, Heat, Paper, Section, Shade
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
