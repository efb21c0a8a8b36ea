"""A board narrowed to a part of the operation: the whole's figures, cut as asked, and no road to small ones."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from operations.boards.narrowed import Narrowed, Narrowing, narrowed
from operations.errors import Refusal
from operations.ledger.measures import MEASURES
from operations.ledger.models import Standing
from operations.planning.models import Operation
from operations.policy import Role
from operations.reports.codes import Direction, ReportKind
from operations.reports.models import Report
from operations.reports.postings import POSTS
from realtime.feed import OPEN, BoardRow
from tests.builders import UNDER_WAY, a_seat, an_operation
from tests.operations.reports.test_events import a_hit, an_incident
from tests.operations.reports.test_victims import a_meeting
from tests.operations.statistics.test_after_action import bodies, drawn
from tests.reports import Desk, a_seizure, an_activity, goods

if TYPE_CHECKING:
    from operations.policy import Actor
    from realtime.transaction import Database

Counts = dict[tuple[str, str, str], tuple[int, int]]
AIRPORTS = ("GRU", "LIS", "DSS")


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def narrow(desk: Desk, to: Narrowing, actor: Actor | None = None) -> Narrowed:
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        return narrowed(session, actor or desk.story.coordinator, operation, to)


def counts(found: Narrowed) -> Counts:
    return {
        (each.measure, ",".join(each.cell.values()), each.unit): (int(each.validated or 0), int(each.submitted or 0))
        for each in found.counts
    }


def on_the_board(desk: Desk) -> Counts:
    """Add up the board's own rows as the coordinator's browser does: the OCU's row stands for the operation's."""
    with desk.db.reading() as session:
        rows = session.scalars(select(BoardRow).where(BoardRow.until_seq == OPEN, BoardRow.key.startswith("count:")))
        said = [json.loads(row.row) for row in rows]
    apart = {(row["measure"], *row["cell"].values()) for row in said if row["circle"] == "ocu"}
    added: dict[tuple[str, str, str], Counter[str]] = {}
    for row in said:
        if row["circle"] not in {"operation", "fives"} or (row["measure"], *row["cell"].values()) not in apart:
            cell = added.setdefault((row["measure"], ",".join(row["cell"].values()), row["unit"]), Counter())
            cell.update({stage: int(row[stage] or 0) for stage in ("validated", "submitted")})
    return {key: (cell["validated"], cell["submitted"]) for key, cell in added.items()}


def file_many(desk: Desk, count: int = 30) -> None:
    rng = random.Random(11)
    for _ in range(count):
        report = desk.file(rng.choice(AIRPORTS), drawn(rng))
        if rng.random() < 0.7:
            desk.validate(report)
    for airport in AIRPORTS:
        desk.file(airport, an_activity("2026-11-16", passengers_checked=rng.randrange(1, 500)))


def test_narrowed_to_nothing_it_is_the_whole_board(desk: Desk) -> None:
    file_many(desk)
    assert counts(narrow(desk, Narrowing())) == on_the_board(desk)


def test_the_parts_by_airport_add_up_to_the_whole(desk: Desk) -> None:
    file_many(desk)
    parts: dict[tuple[str, str, str], Counter[int]] = {}
    for airport in AIRPORTS:
        for key, values in counts(narrow(desk, Narrowing(frozenset({airport})))).items():
            parts.setdefault(key, Counter()).update(dict(enumerate(values)))
    assert {key: (part[0], part[1]) for key, part in parts.items()} == counts(narrow(desk, Narrowing()))


def test_the_parts_by_airport_and_kind_are_those_cut_from_what_stands(desk: Desk) -> None:
    """By a direction what stands is asked, by airports the sums that are kept: each seizure has one direction."""
    file_many(desk)
    desk.file("GRU", a_seizure(direction="transit", origin="BOG", destination="LIS", transit=["MAD"]))
    desk.file("LIS", a_hit())
    desk.validate(desk.file("LIS", an_incident()))
    desk.validate(desk.file("GRU", a_seizure(direction="departure", origin=None, destination="GRU", transit=["LIS"])))
    readers = [desk.story.coordinator, desk.ncp("BR"), a_seat(desk.story, Role.OFFICER, airport="LIS")]
    places = [None, frozenset({"GRU"}), frozenset({"GRU", "LIS"})]
    for who, place in product(readers, places):
        parts: Counter[tuple[object, ...]] = Counter()
        for direction in Direction:
            parts += added(narrow(desk, Narrowing(place, direction=direction, kind=ReportKind.SEIZURE), who))
        assert added(narrow(desk, Narrowing(place, kind=ReportKind.SEIZURE), who)) == parts
        kinds: Counter[tuple[object, ...]] = Counter()
        for kind in ReportKind:
            kinds += added(narrow(desk, Narrowing(place, kind=kind), who))
        assert added(narrow(desk, Narrowing(place), who)) == kinds


def added(found: Narrowed) -> Counter[tuple[object, ...]]:
    sums: Counter[tuple[object, ...]] = Counter()
    for key, values in counts(found).items():
        sums.update({(*key, stage): value for stage, value in enumerate(values)})
    sums.update({(each.begins, each.ends): each.count for each in found.routes})
    return +sums


def test_each_measure_is_of_the_one_kind_of_report_that_posts_it(desk: Desk) -> None:
    of_kinds = Counter(chain.from_iterable(POSTS.values()))
    assert of_kinds == Counter({measure for measure in MEASURES if not measure.startswith("credited_")})
    file_many(desk)
    desk.file("GRU", a_hit())
    desk.file("GRU", an_incident())
    desk.file("GRU", a_meeting(referrals=[{"to": "consulate", "count": 1}]))
    query = select(Report.kind, Standing.measure).join(Standing, Standing.report_id == Report.id).distinct()
    with desk.db.reading() as session:
        assert all(measure in POSTS[ReportKind(kind)] for kind, measure in session.execute(query))


def test_a_case_of_two_kinds_of_cocaine_is_one_seizure_of_it(desk: Desk) -> None:
    desk.file("GRU", a_seizure(goods=[goods("cocaine", "1"), goods("crack", "2"), goods("khat", "3")]))
    withdrawn = desk.file("LIS", a_seizure())
    desk.withdraw(withdrawn)
    desk.file("DSS", a_seizure(goods=[goods("khat", "5")], origin="ADD"))
    found = narrow(desk, Narrowing(commodity="cocaine"))
    assert counts(found)["seizures", "", "seizure"] == (0, 1)
    assert {key[1] for key in counts(found) if key[0] == "quantity"} == {"cocaine", "crack"}
    assert [(each.begins, each.ends, each.count) for each in found.routes] == [("BOG", "GRU", 1)]
    assert found.airports == ["GRU"]
    # What was withdrawn counts no more, but its entries in the log are still about cocaine.
    assert withdrawn.id in (found.reports or [])
    assert len(found.reports or []) == 2


def test_a_direction_and_a_kind_narrow_what_they_are_said_of(desk: Desk) -> None:
    file_many(desk)
    desk.file("GRU", a_seizure(direction="departure", origin=None, destination="LIS"))
    said = [body for stage in ("validated", "submitted") for _, body in bodies(desk, stage)]
    for direction in Direction:
        found = counts(narrow(desk, Narrowing(direction=direction)))
        of_it = sum(body.get("direction") == direction for body in said)
        assert sum(found.get(("seizures", "", "seizure"), ())) == of_it
        assert not any(measure == "passengers_checked" for measure, _, _ in found)
    returned = narrow(desk, Narrowing(kind=ReportKind.ACTIVITY))
    assert {key[0] for key in counts(returned)} == {"passengers_checked"}
    assert returned.routes == []


def test_nobody_learns_of_persons_by_narrowing_but_who_may_know_small_counts(desk: Desk) -> None:
    brazil, lisbon = desk.ncp("BR"), a_seat(desk.story, Role.OFFICER, airport="LIS")
    observer = a_seat(desk.story, Role.OBSERVER)
    # The countries of a coordination unit are one of these: a board narrowed to it asks for its airports by name.
    places = [None, *map(frozenset, chain.from_iterable(combinations(AIRPORTS, size) for size in (1, 2, 3)))]
    asked = [
        Narrowing(place, direction=direction, kind=kind)
        for place in places
        for direction in (None, Direction.ARRIVAL)
        for kind in (None, ReportKind.SEIZURE)
    ]

    def told(actor: Actor) -> list[list[tuple[str | None, str | None]]]:
        return [
            [(each.validated, each.submitted) for each in narrow(desk, to, actor).counts if each.measure == "persons"]
            for to in asked
        ]

    desk.validate(desk.file("LIS", a_seizure()))
    before = {actor.account_id: told(actor) for actor in (brazil, lisbon, observer)}
    for persons in (1, 2, 7):
        desk.validate(desk.file("LIS", a_seizure(persons=persons)))
        desk.file("LIS", a_seizure(persons=persons))
    assert {actor.account_id: told(actor) for actor in (brazil, lisbon, observer)} == before
    desk.validate(desk.file("GRU", a_seizure(persons=2)), by=brazil)
    at_home = narrow(desk, Narrowing(frozenset({"GRU"})), brazil)
    assert counts(at_home)["persons", "", "person"] == (2, 0)
    assert not any(each.suppressed for each in at_home.counts)


def test_a_commodity_that_is_none_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal, match="no such commodity"):
        narrow(desk, Narrowing(commodity="pixie_dust"))
