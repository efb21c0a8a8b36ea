"""Several coordination units by region: each looks after its countries, and everybody goes on seeing the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from operations.boards.project import kept
from operations.errors import Refusal
from operations.planning.check import problems
from operations.planning.plan import RegionalUnit
from operations.policy import Actor, Role
from operations.reports import queries
from operations.reports.joint import queries as joint
from realtime.log import Entry
from tests.builders import UNDER_WAY, a_plan, a_seat, an_operation
from tests.reports import Desk, a_nil, a_seizure, goods

if TYPE_CHECKING:
    from realtime.transaction import Database

UNITS = (RegionalUnit(name="Dakar", countries=("SN", "PT")), RegionalUnit(name="Bogotá", countries=("CO",)))


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database, plan=a_plan(units=UNITS)).at(UNDER_WAY))


def waiting(desk: Desk, who: Actor, unit: str | None) -> list[str]:
    with desk.db.reading() as session:
        found = queries.queued(session, who, desk.story.row(), limit=50, cursor=None, unit=unit)
    assert found.total == len(found.found)
    return sorted(str(report.airport) for report, _ in found.found)


def proposed(desk: Desk, who: Actor, unit: str | None) -> int:
    with desk.db.reading() as session:
        found = joint.proposals(session, who, desk.story.row(), unit=unit)
    assert found.total == len(found.found)
    return found.total


def test_the_queue_is_narrowed_to_the_countries_of_a_unit_and_nothing_is_hidden_from_it(desk: Desk) -> None:
    for airport in ("BOG", "DSS", "GRU", "LIS"):
        desk.file(airport, a_nil("2026-11-16"))
    watch = a_seat(desk.story, Role.OCU, unit="Dakar")
    assert waiting(desk, watch, "Dakar") == ["DSS", "LIS"]
    assert waiting(desk, watch, "Bogotá") == ["BOG"]
    assert waiting(desk, watch, None) == ["BOG", "DSS", "GRU", "LIS"]
    contact = a_seat(desk.story, Role.NCP, country="PT")
    assert waiting(desk, contact, "Dakar") == ["LIS"]
    assert waiting(desk, contact, "Bogotá") == []


def test_a_unit_that_the_plan_does_not_have_has_no_queue_and_no_duplicates(desk: Desk) -> None:
    for ask in (waiting, proposed):
        with pytest.raises(Refusal) as refused:
            ask(desk, desk.story.coordinator, "Panama")
        assert (refused.value.code, refused.value.path) == ("queue:unit_unknown", "unit")


def test_likely_duplicates_are_those_with_an_end_in_a_units_countries(desk: Desk) -> None:
    desk.file("BOG", a_seizure(occurred="2026-11-16T19:00", direction="departure", origin=None, destination="LIS"))
    desk.file("LIS", a_seizure(origin="BOG"))
    watch = a_seat(desk.story, Role.OCU, unit="Dakar")
    assert [proposed(desk, watch, unit) for unit in ("Dakar", "Bogotá", None)] == [1, 1, 1]
    desk.file("GRU", a_seizure(goods=[goods("khat", "5")]))
    desk.file("GRU", a_seizure(goods=[goods("khat", "5")]))
    assert [proposed(desk, watch, unit) for unit in ("Dakar", "Bogotá", None)] == [1, 1, 2]


def test_the_log_says_of_which_unit_a_watch_officer_is(desk: Desk) -> None:
    a_seat(desk.story, Role.OCU, unit="Dakar")
    a_seat(desk.story, Role.OCU)
    with desk.db.reading() as session:
        entries = session.scalars(select(Entry).where(Entry.kind == "seat_given").order_by(Entry.seq.desc()).limit(2))
        assert [entry.content()["unit"] for entry in entries] == [None, "Dakar"]


def test_a_watch_officer_is_of_one_of_the_plans_units_or_of_the_whole(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        a_seat(desk.story, Role.OCU, unit="Panama")
    assert (refused.value.code, refused.value.path) == ("seat:unit_unknown", "unit")
    assert a_seat(desk.story, Role.OCU, unit="Dakar").seats[0].unit == "Dakar"
    assert a_seat(desk.story, Role.OCU).seats[0].unit is None
    # A task force's name is not a coordination unit's.
    assert a_seat(desk.story, Role.OFFICER, airport="GRU", unit="JAITF").seats[0].unit == "JAITF"


def test_the_board_tells_which_units_there_are(desk: Desk) -> None:
    with desk.db.reading() as session:
        circle, row = kept(session, desk.story.row())["operation"]
    assert circle == "plan"
    assert '"units":[{"countries":["SN","PT"],"name":"Dakar"}' in row


@pytest.mark.parametrize(
    ("units", "code", "path"),
    [
        ((RegionalUnit(countries=("BR",)),), "plan:unit_unnamed", "0.name"),
        ((RegionalUnit(name="Dakar"),), "plan:unit_empty", "0.countries"),
        ((*UNITS, RegionalUnit(name="Dakar", countries=("BR",))), "plan:unit_twice", "2.name"),
        ((*UNITS, RegionalUnit(name="South", countries=("BR", "CO"))), "plan:unit_country_twice", "2.countries"),
        ((RegionalUnit(name="Paris", countries=("FR",)),), "plan:unit_country_outside", "0.countries"),
    ],
)
def test_what_is_wrong_with_a_unit_is_named_at_its_place(units: tuple[RegionalUnit, ...], code: str, path: str) -> None:
    plan = a_plan(units=units)
    found = problems(plan, dict.fromkeys(plan.airports, "UTC"), for_publication=True)
    assert [(each.code, each.path) for each in found] == [(code, f"units.{path}")]


def test_a_country_that_no_unit_looks_after_is_no_mistake() -> None:
    plan = a_plan(units=UNITS)
    assert problems(plan, dict.fromkeys(plan.airports, "UTC"), for_publication=True) == []
