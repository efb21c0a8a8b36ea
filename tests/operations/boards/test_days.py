"""The days of the matrix after what lay on them was moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from operations.participation.limits import Answer
from tests.builders import UNDER_WAY, an_operation, answers
from tests.reports import Desk, a_seizure

if TYPE_CHECKING:
    from realtime.transaction import Database


@pytest.mark.parametrize("end", ["validate", "withdraw"])
def test_the_day_of_the_last_validated_edition_is_shown_anew_when_it_counts_no_more(
    database: Database, end: str
) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    report = desk.file("GRU", a_seizure(occurred="2026-11-15T12:00"))
    desk.validate(report)
    desk.correct(report, a_seizure(occurred="2026-11-16T12:00"))
    assert desk.day("GRU", "2026-11-15")["results"] == 1
    getattr(desk, end)(report)
    assert desk.day("GRU", "2026-11-15")["results"] == 0
    desk.prove()


def test_a_day_missed_before_its_country_declined_stays_on_boards_and_those_ahead_go(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    answers(desk.story, "BR", answer=Answer.DECLINE)
    assert desk.day("GRU", "2026-11-15")["received_at"] is None
    with pytest.raises(KeyError):
        desk.day("GRU", "2026-11-20")
    assert desk.day("LIS", "2026-11-20")
    desk.prove()
