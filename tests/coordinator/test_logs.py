"""Tests of what is written to the log."""

from __future__ import annotations

from itertools import repeat

from coordinator.logs import SAYS_EVERY, Seldom


def test_what_happens_to_many_at_once_is_a_line_at_once_and_one_now_and_then_with_how_often() -> None:
    instants = [0.0, 0.0, 1.0, SAYS_EVERY - 0.1, SAYS_EVERY, SAYS_EVERY + 1, 3 * SAYS_EVERY]
    seldom = Seldom(iter(instants).__next__)
    assert [told() for told in repeat(seldom, len(instants))] == [1, 0, 0, 0, 4, 0, 2]
