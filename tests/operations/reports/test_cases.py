"""What is said of the cases of a commodity, kept with each of them, is what follows from all of them in order."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from coordinator import migrate
from operations import store
from operations.planning.models import Operation
from operations.reports import actions
from operations.reports.cases import misjudged
from operations.reports.kinds import ValidateReports, Versioned
from operations.reports.models import Case, Report, Sizes
from tests.builders import UNDER_WAY, an_operation
from tests.reports import Desk, a_seizure, goods, sorted_anew

if TYPE_CHECKING:
    from collections.abc import Sequence

    from realtime.transaction import Database


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def some(chance: random.Random) -> dict[str, object]:
    """Return a seizure of one commodity or two of one total; many are alike in size."""
    codes = chance.sample(("heroin", "opium", "khat"), chance.choice((1, 1, 2)))
    return a_seizure(goods=[goods(code, str(chance.randint(1, 3))) for code in codes])


def validate(desk: Desk, reports: Sequence[Report]) -> None:
    with desk.change() as tx:
        versions = tx.session.execute(select(Report.id, Report.version).where(Report.id.in_(r.id for r in reports)))
        chosen = ValidateReports(reports=tuple(Versioned(id=each, version=version) for each, version in versions))
        operation = tx.session.get_one(Operation, desk.story.id)
        decided = actions.validate_reports(tx, desk.story.coordinator, operation, chosen)
    assert [each.refusal for each in decided] == [None] * len(reports)


def wrong(database: Database, operation_id: str) -> list[tuple[int, str, str]]:
    with database.reading() as session:
        return list(misjudged(session, session.get_one(Operation, operation_id)))


@pytest.mark.parametrize("seed", range(3))
def test_however_many_cases_come_and_go_together_the_middle_and_the_largest_are_those_of_all(
    desk: Desk, seed: int
) -> None:
    chance = random.Random(seed)
    waiting, validated = [desk.file("GRU", some(chance)) for _ in range(12)], []
    while waiting:
        few = [waiting.pop() for _ in range(min(len(waiting), chance.randint(1, 5)))]
        validate(desk, few)
        validated += few
        assert wrong(desk.db, desk.story.id) == []
    for report in chance.sample(validated, len(validated)):
        if chance.random() < 0.4:
            desk.correct(report, some(chance))
            validate(desk, [report])
            assert wrong(desk.db, desk.story.id) == []
        desk.withdraw(report)
        assert wrong(desk.db, desk.story.id) == []
    with desk.db.reading() as session:
        assert session.scalars(select(Case)).all() == []
        assert session.scalars(select(Sizes)).all() == []


def test_what_is_said_otherwise_of_a_case_than_what_stands_is_found(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(goods=[goods("crack", "2")])))
    with desk.change() as tx:
        for case in tx.session.scalars(select(Case).where(Case.commodity == "cocaine")):
            case.value += 1
    assert [cell[1:] for cell in wrong(desk.db, desk.story.id)] == [("cocaine", "mg")]


def test_cases_from_before_they_were_kept_are_counted_from_what_stands(
    desk: Desk, database: Database, database_url: str
) -> None:
    chance = random.Random(5)
    validate(desk, [desk.file("GRU", some(chance)) for _ in range(7)])
    desk.withdraw(desk.file("GRU", some(chance)))
    with database.reading() as session:
        assert {code for code, _ in sorted_anew(session, desk.story.stream_id)} >= {"opiates", "opioids", "heroin"}
    database.close()
    migrate.downgrade(database_url, "0022")
    migrate.upgrade(database_url)
    again = store.open_database(database_url)
    assert wrong(again, desk.story.id) == []
    again.close()
