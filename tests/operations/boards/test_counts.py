"""What boards read to show their counters: their own cuts, however many others the figures keep."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select

from operations.boards.counts import LEGS, count_rows
from operations.ledger.measures import MEASURES
from operations.ledger.models import Tally
from realtime.feed import OPEN, BoardRow
from tests.builders import UNDER_WAY, an_operation
from tests.reports import Desk, a_seizure

if TYPE_CHECKING:
    from realtime.transaction import Database


def test_a_board_reads_no_tally_that_it_does_not_show(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    desk.file("GRU", a_seizure(persons=1))
    read: list[str] = []

    def loaded(tally: Tally, _context: Any) -> None:  # noqa: ANN401 SQLAlchemy's
        read.append(tally.cut)

    event.listen(Tally, "load", loaded)
    try:
        with database.reading() as session:
            pairs = frozenset((measure, "airport:GRU") for measure in MEASURES)
            shown = list(count_rows(session, desk.story.stream_id, pairs))
    finally:
        event.remove(Tally, "load", loaded)
    with database.reading() as session:
        kept = set(session.scalars(select(Tally.cut).where(Tally.circle == "airport:GRU")))
    assert shown
    assert set(read) == kept & ({LEGS} | {",".join(cut) for measure in MEASURES.values() for cut in measure.board})
    assert set(read) < kept


def test_two_looks_at_a_board_do_not_tell_how_many_persons_one_validation_added(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    for airport in ("GRU", "LIS", "DSS"):
        desk.validate(desk.file(airport, a_seizure(persons=7)))
    before = persons_shown(desk)
    desk.validate(desk.file("LIS", a_seizure(persons=2)))
    assert before == {"operation": ("20", True), "ocu": ("21", False)}
    assert persons_shown(desk) == {"operation": ("20", True), "ocu": ("23", False)}


def persons_shown(desk: Desk) -> dict[str, tuple[str | None, bool]]:
    with desk.story.db.reading() as session:
        rows = session.scalars(
            select(BoardRow).where(BoardRow.until_seq == OPEN, BoardRow.key.startswith("count:persons:all:person:"))
        )
        found = {row.circle: json.loads(row.row) for row in rows}
    return {circle: (row["validated"], row["at_least"]) for circle, row in found.items() if row["validated"] != "0"}
