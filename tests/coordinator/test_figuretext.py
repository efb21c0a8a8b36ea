"""Figures in files are written as the screen writes them."""

import json
from pathlib import Path

from coordinator.figuretext import exact_text, value_text

CASES = json.loads((Path(__file__).parent / "figure_texts.json").read_text(encoding="utf-8"))


def test_a_figure_in_a_file_is_written_as_on_the_screen() -> None:
    for case in CASES:
        steps = int(case["steps"])
        assert value_text(case["language"], steps, case["unit"]) == case["headline"], case
        assert exact_text(case["language"], steps, case["unit"]) == case["exact"], case
