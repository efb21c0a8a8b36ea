"""What the ledger says of where something was found and of the places it passed, also of what was filed before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from coordinator import migrate
from operations import store
from operations.ledger.models import Standing
from operations.ledger.post import VALIDATED
from operations.planning.models import Operation
from operations.policy import Role
from operations.reports.editions import BODY
from operations.reports.postings import Belongs, postings
from operations.statistics.crossed import cross
from tests.builders import UNDER_WAY, a_seat, an_operation
from tests.operations.reports.test_events import a_hit, an_incident
from tests.operations.reports.test_ledger_hours import said
from tests.reports import Desk, a_seizure

if TYPE_CHECKING:
    from realtime.transaction import Database

WAY: dict[str, Any] = {"place": "baggage_area", "terminal": "T2", "transit": ["LIM", "BO"]}


def test_a_result_says_its_place_its_airports_terminal_and_its_way(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    desk.file("GRU", a_seizure(**WAY, persons=1))
    desk.file("GRU", a_hit(place="arrival_hall", terminal="T1"))
    desk.file("LIS", an_incident(place="cargo_terminal"))
    with database.reading() as session:
        query = select(Standing.measure, Standing.place, Standing.terminal, Standing.transit, Standing.onward)
        found = {row[0]: tuple(row[1:]) for row in session.execute(query)}
    of_seizure = ("baggage_area", "GRU-T2", "LIM-BO", None)
    assert found == {
        **dict.fromkeys(("seizures", "seizures_with", "quantity", "persons"), of_seizure),
        "reported_hits": ("arrival_hall", "GRU-T1", None, None),
        "incidents": ("cargo_terminal", None, None, None),
    }
    desk.prove()


@pytest.mark.parametrize(
    ("said", "onward", "destination"),
    [
        ({"transit": ["LIM"], "intended_destination": "MVD"}, None, "MVD"),
        ({"intended_destination": "GRU"}, None, "GRU"),
        # Its own country is said of an arrival by whoever says "here": no further end.
        ({"intended_destination": "BR"}, None, "GRU"),
        ({"direction": "departure", "destination": "LIS", "intended_destination": "CDG"}, "LIS", "CDG"),
        ({"direction": "departure", "destination": "LIS", "intended_destination": "LIS"}, None, "LIS"),
        ({"direction": "departure", "destination": "LIS", "transit": ["LIS", "MAD"], "intended_destination": "FR"},
         "LIS-MAD", "FR"),
        ({"direction": "departure", "destination": None, "intended_destination": "CDG"}, None, "CDG"),
        ({"direction": "transit", "origin": "BOG", "destination": "LIS", "transit": ["LIM", "GRU", "MAD"],
          "intended_destination": "CDG"}, "MAD-LIS", "CDG"),
        ({"direction": "departure", "destination": "LHR", "transit": ["MAD", "LIS", "CDG", "FRA", "AMS", "BRU"],
          "intended_destination": "DUB"}, "MAD-LIS-CDG-FRA-AMS-BRU-LHR", "DUB"),
    ],
)  # fmt: skip
def test_a_way_ends_where_it_was_meant_to_and_passes_where_the_flight_went(
    said: dict[str, Any], onward: str | None, destination: str | None
) -> None:
    body = BODY.validate_python(a_seizure(**said, persons=1))
    at_gru = Belongs("a", "airport:GRU", "GRU", "BR", None, None, None, None, late=False)
    assert {(line.onward, line.destination) for line in postings(body, at_gru, VALIDATED)} == {(onward, destination)}


def test_terminals_of_one_name_at_two_airports_are_two(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    for airport in ("GRU", "LIS"):
        desk.file(airport, a_seizure(terminal="T1", transit=["MAD"]))
    ocu = a_seat(desk.story, Role.OCU)
    with database.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        found = cross(session, ocu, operation, desk.story.now, measure="seizures", rows="terminal", columns="transit")
    assert {line.code for line in found.rows} == {"GRU-T1", "LIS-T1"}
    assert [line.code for line in found.columns] == ["MAD"]


def test_what_was_filed_before_gets_its_places_and_its_way_from_the_edition_it_was_counted_from(
    database: Database, database_url: str
) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    first = desk.file("GRU", a_seizure(**WAY, persons=2))
    desk.validate(first)
    desk.correct(first, a_seizure(**WAY | {"transit": ["LIM"], "terminal": "T3"}))
    second = desk.file("GRU", a_seizure(transit=["BO"]))
    desk.validate(second)
    desk.merge(second, first)
    desk.separate(first)
    around: dict[str, Any] = {"direction": "transit", "destination": "FR", "transit": ["MAD", "LIS", "CDG"]}
    desk.validate(desk.file("LIS", a_seizure(**around)))
    meant = desk.file("LIS", a_seizure(**around | {"intended_destination": "OPO"}, persons=1))
    desk.validate(meant)
    desk.correct(meant, a_seizure(**around | {"intended_destination": None}, persons=1))
    desk.file("GRU", a_seizure(intended_destination="MVD", transit=["LIM"]))
    desk.file("GRU", a_seizure(intended_destination="BR"))
    desk.file("LIS", a_seizure(direction="departure", origin=None, destination="FR", transit=["MAD"], persons=1))
    desk.file("GRU", a_hit(place="arrival_hall", terminal="T1"))
    desk.withdraw(desk.file("LIS", an_incident(place="cargo_terminal")))
    before = said(database)
    database.close()
    migrate.downgrade(database_url, "0015")
    migrate.upgrade(database_url)
    again = store.open_database(database_url)
    assert said(again) == before
    again.close()
