"""What a target may be: any figure that is counted, in its units, and no number that cannot be meant."""

from __future__ import annotations

import pytest

from operations.ledger.measures import MEASURES
from operations.reports.commodities import COMMODITIES
from operations.reports.quantities import to_steps
from operations.reports.targets import units_of


@pytest.mark.parametrize("measure", MEASURES)
def test_no_target_of_sixteen_digits_is_meant_in_any_unit(measure: str) -> None:
    cells = [{"commodity": code} for code in COMMODITIES] if MEASURES[measure].unit is None else [{}]
    for cell in cells:
        scales = units_of(measure, cell)
        assert scales, cell
        for unit, scale in scales.items():
            assert scale.most < 10**15, unit
            assert to_steps(format(scale.most, "f"), unit) >= 10**9
            assert to_steps(format(scale.step, "f"), unit) == 1


def test_a_figure_that_nobody_counts_has_no_units_and_a_quantity_of_nothing_none_to_choose() -> None:
    assert units_of("luck", {}) is None
    assert units_of("quantity", {}) == {}
