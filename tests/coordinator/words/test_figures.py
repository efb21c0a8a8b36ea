"""Figures in files are written as the screen writes them."""

import json
from pathlib import Path

from coordinator.words.figures import exact_text, value_text, whole_percent

CASES = json.loads((Path(__file__).parent / "figures.json").read_text(encoding="utf-8"))


def test_a_figure_in_a_file_is_written_as_on_the_screen() -> None:
    for case in CASES:
        steps = int(case["steps"])
        assert value_text(case["language"], steps, case["unit"]) == case["headline"], case
        assert exact_text(case["language"], steps, case["unit"]) == case["exact"], case


def test_per_cent_are_rounded_half_up_but_never_to_a_whole_or_a_nothing_that_is_not() -> None:
    cases = json.loads(Path(__file__).with_name("percents.json").read_text(encoding="utf-8"))
    assert [(each["share"], whole_percent(each["share"])) for each in cases] == [
        (each["share"], each["percent"]) for each in cases
    ]
