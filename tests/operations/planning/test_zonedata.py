"""What newer zone data would move is listed; what was decided stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from operations.planning.models import Boundary
from operations.planning.zonedata import moved_by_zone_data
from tests.builders import UNDER_WAY, an_operation

if TYPE_CHECKING:
    from realtime.transaction import Database


def test_a_boundary_that_lies_where_its_wall_time_says_is_not_listed(database: Database) -> None:
    an_operation(database)
    with database.reading() as session:
        assert list(moved_by_zone_data(session, UNDER_WAY - timedelta(days=60))) == []


def test_a_boundary_decided_by_older_zone_data_is_listed_while_it_is_ahead(database: Database) -> None:
    story = an_operation(database).at(UNDER_WAY)
    ahead = select(Boundary).where(Boundary.airport == "GRU", Boundary.due_at > UNDER_WAY).order_by(Boundary.due_at)
    with story.change() as tx:
        row = tx.session.scalars(ahead).first()
        assert row is not None
        decided_at = row.due_at + timedelta(hours=1)
        row.due_at = decided_at
    with database.reading() as session:
        (moved,) = moved_by_zone_data(session, UNDER_WAY)
        assert (moved.operation, moved.airport, moved.decided_at) == (story.code, "GRU", decided_at)
        assert moved.would_be == decided_at - timedelta(hours=1)
        assert list(moved_by_zone_data(session, decided_at)) == [], "what is past does not change"
