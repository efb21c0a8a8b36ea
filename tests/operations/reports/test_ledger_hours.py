"""What the ledger says of the hour and the technique of a seizure, also of one filed before it could say so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from coordinator import migrate
from operations import store
from operations.ledger.models import Line, Standing, Tally
from operations.ledger.post import FIELDS
from tests.builders import UNDER_WAY, an_operation
from tests.reports import Desk, a_seizure

if TYPE_CHECKING:
    from realtime.transaction import Database


def said(database: Database) -> dict[str, set[tuple[object, ...]]]:
    """Return all that the ledger of a database holds."""
    with database.reading() as session:
        lines = [getattr(Line, name) for name in ("stream_id", "seq", "n", *FIELDS)]
        standing = [getattr(Standing, name) for name in ("stream_id", "seq", "n", *FIELDS)]
        sums = (Tally.measure, Tally.unit, Tally.stage, Tally.circle, Tally.cut, Tally.cell, Tally.value)
        return {
            "lines": {tuple(row) for row in session.execute(select(*lines))},
            "standing": {tuple(row) for row in session.execute(select(*standing))},
            "tallies": {tuple(row) for row in session.execute(select(*sums).where(Tally.value != 0))},
        }


def test_a_seizure_says_its_hour_at_the_airport_and_in_utc(database: Database) -> None:
    desk = Desk(an_operation(database).at(datetime(2026, 11, 18, 12, tzinfo=UTC)))
    # 22:30 in São Paulo is 01:30 of the next day in UTC.
    desk.file("GRU", a_seizure(occurred="2026-11-17T22:30", technique="dog"))
    with database.reading() as session:
        row = session.scalars(select(Standing).where(Standing.measure == "seizures")).one()
    assert (row.occurred_on, row.occurred_hour) == (date(2026, 11, 17), "22")
    assert (row.utc_on, row.utc_hour) == (date(2026, 11, 18), "01")
    assert row.technique == "dog"


def test_who_says_nothing_of_the_technique_says_that_it_is_not_known(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    desk.file("GRU", a_seizure())
    desk.file("GRU", a_seizure(technique="unknown"))
    with database.reading() as session:
        assert session.scalars(select(Tally.cell).where(Tally.cut == "technique")).all() == ["unknown"]


def test_what_was_filed_before_gets_its_hours_and_techniques_from_what_it_said(
    database: Database, database_url: str
) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    first = desk.file("GRU", a_seizure(persons=2, technique="x_ray"))
    desk.validate(first)
    desk.correct(first, a_seizure(occurred="2026-11-17T06:10", technique="trace", persons=1))
    desk.file("GRU", a_seizure(technique="dog"))
    desk.withdraw(desk.file("LIS", a_seizure()))
    before = said(database)
    database.close()
    migrate.downgrade(database_url, "0001")
    migrate.upgrade(database_url)
    again = store.open_database(database_url)
    assert said(again) == before
    again.close()
