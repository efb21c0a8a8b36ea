"""An operation grown by copying for measuring is one that could have been: its figures agree in all three grains."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from operations.boards.counts import count_rows
from operations.boards.project import kept
from operations.ledger.recount import differences
from operations.planning.models import Operation
from operations.policy import Role
from operations.reports.cases import misjudged
from operations.reports.joint.queries import COMPARED, proposals
from operations.reports.listing import Filters, listed
from operations.reports.queries import queued
from operations.reports.recount import misplaced, not_as_reported
from operations.statistics.after_action import after_action
from operations.statistics.kept import Memory
from realtime.log import encode
from tests.bench.grown import a_few_airports, begun, grow
from tests.builders import a_seat
from tests.reports import Desk, a_seizure, goods
from tests.support.plans import counting, most_read, walked

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
        assert misjudged(session, operation) == []
        shown = kept(session, operation)
        for key, circle, row in count_rows(session, operation.stream_id):
            assert row is None or shown[key] == (circle, encode(row))


def test_of_very_many_results_some_are_compared_at_a_time_and_none_is_left_out(database: Database) -> None:
    grown = begun(database, seeds=60)
    grow(grown, 2 * COMPARED)
    desk = Desk(grown.story)
    iata, other = sorted(a_few_airports())[:2]
    long_ago = (grown.story.now - timedelta(days=6)).strftime("%Y-%m-%dT%H:%M")
    # Two agencies at one airport, long before what is compared first.
    twins = [desk.file(iata, a_seizure(occurred=long_ago, origin=other, goods=[goods("khat", "77")])) for _ in "12"]

    def pairs() -> list[int]:
        totals, before = [], None
        with database.reading() as session:
            while True:
                found = proposals(session, grown.story.coordinator, grown.story.row(), before=before)
                totals.append(found.total)
                if found.earlier is None:
                    return totals
                assert before is None or found.earlier < before
                before = found.earlier

    together = pairs()
    assert len(together) > 2
    desk.dismiss(*twins)
    assert sum(pairs()) < sum(together), "they were compared"


def test_what_is_read_of_an_old_operation_is_no_more_than_what_is_shown_of_it(database: Database) -> None:
    grown = begun(database, seeds=60)
    grow(grown, 2 * COMPARED)
    story = grown.story
    officer = a_seat(story, Role.OFFICER, airport=min(a_few_airports()))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not database.embedded:
            connection.exec_driver_sql("ANALYZE")
    with counting(database) as said, database.reading() as session:
        operation = story.row()
        proposals(session, story.coordinator, operation)
        queued(session, story.coordinator, operation, limit=50, cursor=None)
        for who in (story.coordinator, officer):
            after_action(session, who, operation, story.now, memory=Memory())
            for sort in ("-received_at", "number", "airport", "kind", "state", "-occurred_at", "report_on"):
                listed(session, who, operation, Filters(sort=sort), limit=50, cursor=None)
    # A count goes through so many rows and no further, more than there are here; sums are as many as there are cells.
    read = [each for each in said if each[0].startswith("SELECT") and not each[0].startswith("SELECT count(")]
    read = [each for each in read if "FROM tallies" not in each[0]]
    with database.reading() as session:
        connection = session.connection()
        if database.embedded:
            assert [table for each in read for table in walked(connection, *each) if "ORDER BY" not in each[0]] == []
        else:
            assert [each for each in read if most_read(connection, *each) > COMPARED] == []
