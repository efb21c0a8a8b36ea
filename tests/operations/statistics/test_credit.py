"""Credit beside what is counted: the after-action page shows both, and each number opens to the seizure behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operations.planning.models import Operation
from operations.statistics.after_action import after_action
from operations.statistics.behind import behind
from tests.builders import UNDER_WAY, an_operation
from tests.reports import Desk, a_seizure

if TYPE_CHECKING:
    from operations.statistics.document import Credit
    from realtime.transaction import Database


def credit(desk: Desk) -> Credit:
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        return after_action(session, desk.story.coordinator, operation, UNDER_WAY).credit


def test_what_is_counted_and_what_is_credited_stand_side_by_side_and_open_to_the_seizure(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    found, left, other = (desk.file(iata, a_seizure()) for iata in ("LIS", "GRU", "GRU"))
    for report in (found, left, other):
        desk.validate(report)
    assert credit(desk).by_airport == []
    desk.merge(found, left)
    rows = credit(desk)
    assert [(row.counted.code, row.counted.validated, row.elsewhere.validated) for row in rows.by_airport] == [
        ("GRU", "1", "1"),
        ("LIS", "1", "0"),
    ]
    assert [(row.counted.code, row.elsewhere.validated) for row in rows.by_country] == [("BR", "1"), ("PT", "0")]
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        key = f"{rows.by_airport[0].elsewhere.key}/validated"
        opened = behind(session, desk.story.coordinator, operation, key)
        assert [(each.number, each.airport) for each in opened.found] == [(1, "LIS")]
    desk.separate(left)
    assert credit(desk).by_airport == []
