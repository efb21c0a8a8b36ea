"""The sums of persons kept for each airport: what whoever has a seat there knows themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordinator import migrate
from operations import store
from operations.ledger.measures import MEASURES
from tests.builders import UNDER_WAY, an_operation
from tests.operations.reports.test_ledger_hours import said
from tests.reports import Desk, a_seizure

if TYPE_CHECKING:
    from realtime.transaction import Database


def test_persons_met_before_they_were_kept_are_counted_from_what_stands(database: Database, database_url: str) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    persons = [{"met": met, "count": 3} for met in ("potential_victim", "identified_victim", "smuggled_migrant")]
    for airport in ("GRU", "LIS"):
        told = {"kind": "victims", "occurred": "2026-11-17T05:00", "persons": persons}
        desk.validate(desk.file(airport, told | {"referrals": [{"to": "consulate", "count": 2}]}))
        desk.validate(desk.file(airport, a_seizure(persons=2)))
    desk.withdraw(desk.file("GRU", a_seizure(persons=1)))
    before = said(database)
    at_home = {measure for measure, *_, cut, _, _ in before["tallies"] if str(cut).startswith("country,airport,")}
    assert at_home == {measure.key for measure in MEASURES.values() if measure.small_apart}
    database.close()
    migrate.downgrade(database_url, "0021")
    migrate.upgrade(database_url)
    again = store.open_database(database_url)
    assert said(again) == before
    again.close()
