"""Every figure opens to the reports it was counted from, as far as its reader may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from operations.errors import Refusal
from operations.planning.models import Operation
from operations.policy import Role
from operations.statistics.after_action import after_action
from operations.statistics.behind import Opened, behind
from tests.builders import UNDER_WAY, a_seat, an_operation
from tests.reports import Desk, a_nil, a_seizure, an_activity, goods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from operations.policy import Actor
    from operations.statistics.document import AfterAction, Number
    from realtime.transaction import Database


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def opened(desk: Desk, key: str, actor: Actor | None = None, *, after: int = 0, limit: int = 50) -> Opened:
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        return behind(session, actor or desk.story.coordinator, operation, key, after=after, limit=limit)


def page(desk: Desk, actor: Actor | None = None) -> AfterAction:
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        return after_action(session, actor or desk.story.coordinator, operation, desk.story.now, detail="cocaine")


def numbers(document: AfterAction) -> list[Number]:
    """Return the numbers of a page that add up over reports."""
    seizures, persons = document.seizures, document.persons
    cuts: tuple[Sequence[Number], ...] = (
        seizures.by_airport, seizures.by_country, seizures.by_basis, seizures.by_direction, seizures.by_conveyance,
        seizures.by_concealment, persons.by_sex, persons.by_age_band, persons.by_nationality, persons.by_outcome,
        persons.by_role, persons.by_airport, persons.by_country, persons.by_day,
        *((each.by_airport + each.by_country + each.by_day + each.by_basis) for each in document.detail),
    )  # fmt: skip
    found = [seizures.total, persons.total, *(number for each in cuts for number in each)]
    found += [number for day in seizures.by_day for number in (day.all, day.late)]
    found += [route.seizures for route in seizures.routes]
    found += [each for unit in document.quantities for row in unit.goods for each in (row.total, *row.members)]
    return found + [each for effort in document.efforts for each in (effort.total, *effort.by_database)]


def test_every_number_on_the_page_is_the_sum_of_what_it_opens_to(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(persons=2, goods=[goods("cocaine", "2"), goods("crack", "1")])))
    desk.validate(desk.file("LIS", a_seizure(occurred="2026-11-15T10:00", basis="warning", origin=None)))
    desk.file("DSS", a_seizure(persons=1, goods=[goods("tramadol", "40", "tablet")]))
    desk.file("GRU", an_activity("2026-11-16", passengers_checked=30, database_checks={"sltd": 4}))
    every = numbers(page(desk))
    assert len(every) > 40
    for number in every:
        for stage in ("validated", "submitted"):
            found = opened(desk, f"{number.key}/{stage}")
            assert sum(each.value or 0 for each in found.found) == int(getattr(number, stage)), (number.key, stage)
            assert found.not_visible == 0


def test_reports_a_reader_may_not_see_are_counted_and_not_named(desk: Desk) -> None:
    officer = desk.officer("LIS")
    desk.file("GRU", a_nil("2026-11-16"))
    mine = desk.file("LIS", a_nil("2026-11-16"))
    found = opened(desk, "returns/report/validated", officer)
    assert ([each.number for each in found.found], found.not_visible) == ([mine.number], 1)
    assert [each.airport for each in opened(desk, "returns/airport=GRU/report/validated").found] == ["GRU"]


def test_persons_open_only_to_those_who_may_read_the_persons_of_the_report(desk: Desk) -> None:
    for airport in ("GRU", "LIS"):
        desk.validate(desk.file(airport, a_seizure(persons=6)))
    brazil, analyst = desk.ncp("BR"), a_seat(desk.story, Role.ANALYST)
    key = "persons/nationality=BR/person/validated"
    theirs = opened(desk, key, brazil)
    assert ([each.airport for each in theirs.found], theirs.not_visible) == (["GRU"], None)
    assert opened(desk, key, analyst) == Opened([], None, "person", more=False)
    assert [each.value for each in opened(desk, key).found] == [6, 6]


def test_a_contact_point_reads_its_own_small_counts_and_nobody_elses(desk: Desk) -> None:
    brazil, portugal = desk.ncp("BR"), desk.ncp("PT")
    desk.validate(desk.file("GRU", a_seizure(persons=3)), by=brazil)
    desk.validate(desk.file("LIS", a_seizure(persons=30)), by=portugal)
    seen = {each.code: (each.validated, each.own) for each in page(desk, brazil).persons.by_country}
    # Thirty of Portugal need no keeping back; three of Brazil are Brazil's own.
    assert seen == {"BR": ("3", "3"), "PT": ("30", "0")}
    theirs = page(desk, portugal).persons
    assert theirs.total.validated is None
    assert {each.code: each.validated for each in theirs.by_country} == {"PT": "30"}
    assert "country" in theirs.kept_back
    outcome = theirs.by_outcome[0]
    assert (outcome.code, outcome.validated, outcome.own) == ("arrested", None, "30")


def test_a_correction_that_waits_changes_nothing_of_what_others_open(desk: Desk) -> None:
    report, elsewhere = desk.file("GRU", a_seizure()), desk.ncp("PT")
    desk.validate(report)
    before = opened(desk, "seizures/seizure/validated", elsewhere)
    desk.correct(report, a_seizure(occurred="2026-11-15T07:00"))  # a day whose due has passed: late
    assert opened(desk, "seizures/seizure/validated", elsewhere) == before


def test_the_list_goes_on_where_it_ended(desk: Desk) -> None:
    for _ in range(3):
        desk.file("GRU", a_seizure())
    first = opened(desk, "seizures/seizure/submitted", limit=2)
    second = opened(desk, "seizures/seizure/submitted", after=first.found[-1].number, limit=2)
    assert [each.number for part in (first, second) for each in part.found] == [1, 2, 3]
    assert (first.more, second.more) == (True, False)


@pytest.mark.parametrize(
    "key",
    [
        "", "seizures", "moons/seizure/validated", "seizures/seizure/drafted", "seizures/value=3/seizure/validated",
        "seizures/airport=GRU/airport=LIS/seizure/validated", "seizures/airport/seizure/validated",
        "quantity/group=cocaine/commodity=crack/mg/validated", "seizures/airport=G'U/seizure/validated",
    ],
)  # fmt: skip
def test_what_names_no_figure_is_not_found(desk: Desk, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        opened(desk, key)
    assert refused.value.status == 404


def test_a_day_that_is_no_date_opens_to_nothing(desk: Desk) -> None:
    desk.file("GRU", a_seizure())
    assert opened(desk, "seizures/occurred_on=2026-13-40/seizure/submitted").found == []
