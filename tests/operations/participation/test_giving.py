"""From when until when a country gives returns, and what it owes of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from operations.boards.project import kept, rebuilt
from operations.participation.giving import Giving, giving
from operations.participation.limits import UNLIMITED, Answer
from operations.participation.models import Participation
from operations.planning.models import Operation
from operations.planning.report_days import ExpectedDay
from operations.reports.silence import missing_days
from realtime.transaction import Database
from tests.builders import NOW, UNDER_WAY, Story, a_plan, an_operation, answers

LONG_AFTER = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def day(of: int) -> ExpectedDay:
    """Return a day of November, due at noon of the next."""
    starts_at = datetime(2026, 11, of, tzinfo=UTC)
    ends_at = starts_at + timedelta(days=1)
    return ExpectedDay("GRU", date(2026, 11, of), "", starts_at, ends_at, ends_at + timedelta(hours=12))


def at(of: int, hour: int = 0) -> datetime:
    """Return an hour of a day of November."""
    return datetime(2026, 11, of, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stretches", "owed"),
    [
        ((), []),
        (((None, None),), [15, 16, 17, 18, 19, 20, 21, 22]),
        (((at(17, 23), None),), [17, 18, 19, 20, 21, 22]),
        (((at(17), None),), [17, 18, 19, 20, 21, 22]),
        (((None, at(18, 12)),), [15, 16, 17]),
        (((None, at(18, 11)),), [15, 16]),
        (((at(16, 9), at(18, 12)),), [16, 17]),
        # Given back within the hour, nothing is excused; left for days, those days are, and what fell due meanwhile.
        (((None, at(18, 9)), (at(18, 10), None)), [15, 16, 17, 18, 19, 20, 21, 22]),
        (((None, at(18, 9)), (at(20, 18), None)), [15, 16, 20, 21, 22]),
    ],
)
def test_a_day_is_owed_by_who_took_part_in_it_and_when_it_fell_due(
    stretches: tuple[tuple[datetime | None, datetime | None], ...], owed: list[int]
) -> None:
    gives = Giving(stretches)
    assert [of for of in range(15, 23) if gives.owes(day(of))] == owed
    assert not any(gives.owes(day(of)) and gives.not_yet(day(of)) for of in range(15, 23))


@pytest.mark.parametrize("state", ["invited", "declined"])
def test_who_never_gave_returns_owes_none_and_misses_none(state: str) -> None:
    gives = giving(state, UNLIMITED, None, None, "[]")
    assert [of for of in range(15, 23) if gives.owes(day(of)) or gives.not_yet(day(of))] == []


def stretches(story: Story, country: str = "BR") -> tuple[tuple[datetime | None, datetime | None], ...]:
    """Return what is stored of when a country gave returns."""
    with story.db.reading() as session:
        return session.get_one(Participation, (story.id, country)).giving.stretches


def test_every_stretch_in_which_a_country_gave_returns_is_kept(database: Database) -> None:
    story = an_operation(database, accepted=False)
    later, last = NOW + timedelta(days=1), UNDER_WAY
    answers(story, "BR")
    answers(story.at(later), "BR", answer=Answer.DECLINE)
    assert stretches(story) == ((NOW, later),)
    answers(story.at(last), "BR")
    answers(story.at(last + timedelta(hours=1)), "BR")
    assert stretches(story) == ((NOW, later), (last, None))


def test_who_accepts_late_is_missing_from_that_day_on_and_reads_so_on_the_board(database: Database) -> None:
    story = an_operation(database, accepted=False).at(UNDER_WAY)
    answers(story, "BR")
    with database.reading() as session:
        operation = session.get_one(Operation, story.id)
        rows = kept(session, operation)
        assert rows == rebuilt(session, operation)
        owed = sorted(key for key in rows if key.startswith("day:GRU:"))
        assert owed == [f"day:GRU:2026-11-{of}" for of in range(17, 23)]
        before = sorted(key for key in rows if key.startswith("off:"))
        assert before == ["off:GRU:2026-11-15", "off:GRU:2026-11-16"]
        assert all('"not_yet": true' in rows[key][1] or '"not_yet":true' in rows[key][1] for key in before)
        assert missing_days(session, operation, "GRU", UNDER_WAY) == []
        overdue = UNDER_WAY + timedelta(days=2)
        assert missing_days(session, operation, "GRU", overdue) == [(date(2026, 11, 17), "")]


def test_who_accepts_an_operation_that_is_entered_after_the_fact_answers_for_all_of_it(database: Database) -> None:
    story = an_operation(database, plan=a_plan(), now=LONG_AFTER, entered_after_the_fact=True)
    assert stretches(story) == ((None, None),)
