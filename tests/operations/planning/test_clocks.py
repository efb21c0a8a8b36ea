"""How far clocks are ahead of UTC, and when they are turned."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from operations.planning.clocks import alike, turns
from operations.planning.walltime import zone_info

SINCE, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "zone", ["Africa/Casablanca", "Africa/Cairo", "America/Santiago", "Asia/Gaza", "Australia/Lord_Howe", "UTC"]
)
def test_at_any_instant_what_was_told_is_what_the_clock_shows(zone: str) -> None:
    told = turns(zone, SINCE, UNTIL)
    chance = random.Random(zone)
    by_chance = [SINCE + chance.random() * (UNTIL - SINCE) for _ in range(500)]
    for at in [*by_chance, *(turn + apart for turn, _ in told for apart in (timedelta(0), timedelta(seconds=-1)))]:
        if at >= SINCE:
            assert [ahead for turn, ahead in told if turn <= at][-1] == at.astimezone(zone_info(zone)).utcoffset(), at


def test_the_clock_of_lord_howe_is_turned_by_half_an_hour() -> None:
    assert turns("Australia/Lord_Howe", datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)) == (
        (datetime(2026, 3, 1, tzinfo=UTC), timedelta(hours=11)),
        (datetime(2026, 4, 4, 15, 0, tzinfo=UTC), timedelta(hours=10, minutes=30)),
        (datetime(2026, 10, 3, 15, 30, tzinfo=UTC), timedelta(hours=11)),
    )


def test_zones_are_together_whose_clocks_stand_alike() -> None:
    found = alike(["Africa/Dakar", "Europe/Paris", "Africa/Abidjan", "Europe/Madrid"], SINCE, UNTIL)
    assert list(found.values()) == [["Africa/Dakar", "Africa/Abidjan"], ["Europe/Paris", "Europe/Madrid"]]
