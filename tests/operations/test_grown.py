"""An operation grown by copying for measuring is one that could have been: its figures agree in all three grains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operations.boards.counts import count_rows
from operations.boards.project import kept
from operations.ledger.recount import differences
from operations.planning.models import Operation
from operations.reports.recount import misplaced, not_as_reported
from realtime.log import encode
from tests.bench.grown import begun, grow

if TYPE_CHECKING:
    from realtime.transaction import Database


def test_what_was_copied_counts_as_if_it_had_been_reported(database: Database) -> None:
    grown = begun(database, seeds=12)
    for reports in (40, 90):
        grow(grown, reports)
        assert grown.reports >= reports
    with database.reading() as session:
        operation = session.get_one(Operation, grown.story.id)
        assert differences(session, operation.stream_id) == []
        assert not_as_reported(session, operation) == []
        assert misplaced(session, operation) == []
        shown = kept(session, operation)
        for key, circle, row in count_rows(session, operation.stream_id):
            assert row is None or shown[key] == (circle, encode(row))
