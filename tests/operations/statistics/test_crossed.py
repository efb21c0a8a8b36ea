"""Tables of two dimensions against a count made here; and small counts in them, for readers with a pencil."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.errors import Refusal
from operations.ledger.measures import MEASURES
from operations.planning.models import Operation
from operations.policy import Role
from operations.statistics.after_action import after_action
from operations.statistics.crossed import DIMENSIONS, CrossTable, cross
from operations.statistics.disclosure import SMALL, Margins, cells_shown, kept_back, total_kept_back
from tests.builders import UNDER_WAY, a_seat, an_operation
from tests.operations.statistics.test_after_action import bodies, drawn
from tests.reports import Desk, a_seizure, an_activity, goods

if TYPE_CHECKING:
    from operations.policy import Actor
    from realtime.transaction import Database

Pair = tuple[str, str]
ROWS, COLUMNS = ("a", "b", "c", "d"), ("p", "q", "r")
PAIRS: list[Pair] = list(product(ROWS, COLUMNS))
counted = st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 6, 9, 20]), min_size=len(PAIRS), max_size=len(PAIRS)).map(
    lambda values: {pair: value for pair, value in zip(PAIRS, values, strict=True) if value}
)
shares = st.lists(st.sampled_from([0, 0, 0, 1, 1, 2]), min_size=len(PAIRS), max_size=len(PAIRS))
"""Of each cell: nothing, half or all of it is known to the reader."""


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def table(desk: Desk, actor: Actor | None = None, **asked: Any) -> CrossTable:  # noqa: ANN401 whatever is asked
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        return cross(session, actor or desk.story.coordinator, operation, desk.story.now, **asked)


def cells(found: CrossTable) -> dict[Pair, int]:
    return {
        (row.code, column.code): int(cell.validated)
        for row, line in zip(found.rows, found.cells, strict=True)
        for column, cell in zip(found.columns, line, strict=True)
        if cell.validated not in {None, "0"}
    }


def filed(desk: Desk, count: int = 40) -> None:
    rng = random.Random(7)
    for _ in range(count):
        desk.validate(desk.file(rng.choice(["GRU", "LIS", "DSS"]), drawn(rng)))


def test_a_table_counts_what_reports_say_and_its_totals_add_up(desk: Desk) -> None:
    filed(desk)
    found = table(desk, measure="seizures", rows="airport", columns="basis")
    counts = Counter((report.airport, body.get("basis", "unknown")) for report, body in bodies(desk, "validated"))
    assert cells(found) == counts
    assert found.rows_add
    assert found.columns_add
    assert sum(int(line.total.validated or 0) for line in found.rows if line.total) == 40
    assert found.total is not None
    assert found.total.validated == "40"
    by_airport = Counter(report.airport for report, _ in bodies(desk, "validated"))
    assert {line.code: int(line.total.validated or 0) for line in found.rows if line.total} == by_airport


def test_seizures_by_commodity_add_up_along_the_other_dimension_only(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(goods=[goods("cocaine", "1"), goods("heroin", "1")])))
    found = table(desk, measure="seizures", rows="commodity", columns="airport")
    assert cells(found) == {("cocaine", "GRU"): 1, ("heroin", "GRU"): 1}
    assert (found.rows_add, found.columns_add, found.total) == (True, False, None)
    assert [line.total for line in found.columns] == [None], "one seizure stands in two of its cells"
    assert [line.total.validated for line in found.rows if line.total] == ["1", "1"]


def test_a_quantity_is_of_one_unit_and_says_of_what(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(goods=[goods("cocaine", "1"), goods("tramadol", "50", "tablet")])))
    weighed = table(desk, measure="quantity", unit="mg", rows="commodity", columns="airport")
    assert cells(weighed) == {("cocaine", "GRU"): 1_000_000}
    of_group = table(desk, measure="quantity", unit="mg", commodity="cocaine", rows="airport", columns="basis")
    assert cells(of_group) == {("GRU", "risk_profile"): 1_000_000}
    with pytest.raises(Refusal, match="one commodity"):
        table(desk, measure="quantity", unit="mg", rows="airport", columns="basis")
    with pytest.raises(Refusal, match="one unit"):
        table(desk, measure="quantity", commodity="cocaine", rows="airport", columns="basis")
    with pytest.raises(Refusal, match="that figures are kept in"):
        table(desk, measure="quantity", unit="kg", commodity="cocaine", rows="airport", columns="basis")


@pytest.mark.parametrize(
    ("measure", "rows", "columns", "said"),
    [
        ("persons", "commodity", "sex", "not cut"),
        ("seizures", "sex", "airport", "not cut"),
        ("hits", "airport", "basis", "not cut"),
        ("stated_seizures", "airport", "basis", "not cut"),
        ("seizures", "airport", "airport", "different"),
    ],
)
def test_what_a_measure_is_not_cut_by_is_refused(desk: Desk, measure: str, rows: str, columns: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        table(desk, measure=measure, rows=rows, columns=columns)


def test_every_measure_is_cut_by_every_pair_it_names(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(persons=1)))
    checks = {"nominals": 5}
    activity = an_activity(
        "2026-11-16", passengers_checked=10, flights_monitored=3, database_checks=checks, hits=checks
    )
    desk.validate(desk.file("GRU", activity))
    for measure, dimensions in DIMENSIONS.items():
        assert measure in MEASURES
        unit: dict[str, Any] = {"unit": "mg", "commodity": "cocaine"} if measure == "quantity" else {}
        for rows, columns in product(dimensions, repeat=2):
            if rows != columns:
                assert table(desk, measure=measure, rows=rows, columns=columns, **unit).measure == measure


def test_ages_days_and_hours_keep_their_order_and_others_begin_with_the_largest(desk: Desk) -> None:
    for hour in ("05:00", "04:00", "04:30"):
        desk.validate(desk.file("GRU", a_seizure(occurred=f"2026-11-17T{hour}", basis="routine")))
    desk.validate(desk.file("GRU", a_seizure(occurred="2026-11-17T05:10", basis="warning")))
    found = table(desk, measure="seizures", rows="occurred_hour", columns="basis")
    assert [line.code for line in found.rows] == ["04", "05"]
    assert [line.code for line in found.columns] == ["routine", "warning"]


def test_small_counts_of_persons_are_kept_back_from_all_but_the_unit_and_the_own_country(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(persons=3)))
    for _ in range(3):
        desk.validate(desk.file("LIS", a_seizure(persons=6)))
    asked: dict[str, Any] = {"measure": "persons", "rows": "airport", "columns": "outcome"}
    assert cells(table(desk, **asked)) == {("GRU", "arrested"): 3, ("LIS", "arrested"): 18}
    analyst = table(desk, a_seat(desk.story, Role.ANALYST), **asked)
    assert not analyst.exact
    assert cells(analyst) == {}, "whoever reads 15 and 20 in all would know the other three"
    assert analyst.lines_kept_back, "that there is another airport would tell"
    contact = table(desk, desk.ncp("BR"), **asked)
    own = {cell.own for line in contact.cells for cell in line if hasattr(cell, "own")}
    assert "3" in own, "a country reads its own part"


def test_a_table_of_persons_shows_the_totals_that_the_page_shows(desk: Desk) -> None:
    filed(desk, 60)
    analyst = a_seat(desk.story, Role.ANALYST)
    found = table(desk, analyst, measure="persons", rows="sex", columns="outcome")
    with desk.db.reading() as session:
        page = after_action(session, analyst, session.get_one(Operation, desk.story.id), desk.story.now).persons
    assert {line.code: line.total.validated for line in found.rows if line.total} == {
        each.code: each.validated for each in page.by_sex
    }
    assert found.total is not None
    assert found.total.validated == page.total.validated


def margins(counts: dict[Pair, int], known: dict[Pair, int], *, entitled: bool) -> Margins:
    """Return which totals the page shows, by the rules of a cut of one dimension."""

    def hidden(side: int) -> frozenset[str]:
        whole, part = Counter[str](), Counter[str]()
        for pair, value in counts.items():
            whole[pair[side]] += value
            part[pair[side]] += known.get(pair, 0)
        return frozenset(whole) - kept_back(whole, part, entitled=entitled)

    total = total_kept_back(sum(counts.values()), sum(known.values()), entitled=entitled)
    return Margins(hidden(0), hidden(1), total=not total)


def possible(counts: dict[Pair, int], shown: frozenset[Pair], seen: Margins, cell: Pair, value: int) -> bool:
    """Say whether some table has all that is shown and this value in a cell: a flow of what is left of the totals."""
    rows, columns = sorted({pair[0] for pair in counts}), sorted({pair[1] for pair in counts})

    def left(side: int, code: str) -> int:
        return sum(held for pair, held in counts.items() if pair[side] == code and pair not in shown)

    supply = {row: left(0, row) - (value if row == cell[0] else 0) for row in rows}
    demand = {column: left(1, column) - (value if column == cell[1] else 0) for column in columns}
    if min(*supply.values(), *demand.values(), 0) < 0:
        return False
    assert seen.total
    open_cells = [pair for pair in product(rows, columns) if pair not in shown and pair != cell]
    flow = Counter[Pair]()

    def push(row: str, path: frozenset[str]) -> bool:
        for here, column in open_cells:
            if here != row or column in path:
                continue
            if sum(flow[pair] for pair in open_cells if pair[1] == column) < demand[column]:
                flow[row, column] += 1
                return True
            for other, _ in [pair for pair in open_cells if pair[1] == column and flow[pair] and pair[0] != row]:
                if push(other, path | {column}):
                    flow[other, column] -= 1
                    flow[row, column] += 1
                    return True
        return False

    return all(push(row, frozenset()) for row in rows for _ in range(supply[row]))


@given(counted, shares, st.booleans())
def test_no_small_count_follows_from_the_cells_and_totals_that_are_shown(
    counts: dict[Pair, int], parts: list[int], entitled: bool
) -> None:
    known = {pair: counts[pair] * part // 2 for pair, part in zip(PAIRS, parts, strict=True) if pair in counts}
    seen = margins(counts, known, entitled=entitled)
    shown = cells_shown(counts, known, seen, entitled=entitled)
    readings = [{pair: value - known[pair] for pair, value in counts.items()}] + ([] if entitled else [counts])
    for reading in readings:
        for side, lines in enumerate((seen.rows, seen.columns)):
            for line in lines:
                left = sum(value for pair, value in reading.items() if pair[side] == line and pair not in shown)
                whole = any(pair[side] == line for pair in shown)
                assert not (whole and 0 < left < SMALL), "the rest of a line is itself a small count"
        assert all(reading[pair] >= SMALL for pair in shown)
        if not (seen.total and len(seen.rows) == len({p[0] for p in counts}) and shown):
            continue
        if len(seen.columns) < len({pair[1] for pair in counts}):
            continue
        for pair, value in reading.items():
            if pair not in shown and 0 < value < SMALL:
                others = [other for other in range(value + 2) if other != value]
                assert any(possible(reading, shown, seen, pair, other) for other in others), "it follows"
