"""Targets on counts of persons: a bar tells its reader no more than the page does, and never how many a few are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from operations.ledger.measures import MEASURES
from operations.planning.plan import Objective, Target
from operations.policy import Role
from operations.statistics.cases import share
from operations.statistics.disclosure import SMALL
from tests.builders import UNDER_WAY, a_plan, a_seat, an_operation
from tests.operations.statistics.test_after_action import document
from tests.reports import Desk

if TYPE_CHECKING:
    from operations.statistics.document import AfterAction, Number, TargetReached
    from realtime.transaction import Database

AIM = 20
CELLS: tuple[dict[str, str], ...] = (
    {},
    {"airport": "LIS"},
    {"country": "PT"},
    {"nationality": "VN"},
    {"sex": "female"},
)
MET = "potential_victims"


def aims(measure: str) -> Objective:
    cuts = {cut[0] for cut in MEASURES[measure].cuts if cut}
    cells = [cell for cell in CELLS if cell.keys() <= cuts]
    targets = tuple(Target(measure=measure, cell=cell, unit="person", value=str(AIM)) for cell in cells)
    return Objective(text="Protect those who are met.", targets=targets, indicators=())


@pytest.fixture
def desk(database: Database) -> Desk:
    objectives = tuple(aims(name) for name, measure in MEASURES.items() if measure.quiet)
    return Desk(an_operation(database, plan=a_plan(objectives=objectives)).at(UNDER_WAY))


def meet(desk: Desk, airport: str, count: int) -> None:
    met = {"met": "potential_victim", "count": count, "citizenship": "VN", "sex": "female", "age_band": "18_24"}
    said = {"kind": "victims", "occurred": "2026-11-17T05:00", "persons": [met]}
    desk.validate(desk.file(airport, said))


def on_the_page(page: AfterAction, target: TargetReached) -> Number | None:
    """Return the figure the page's own part shows for a target's cell, if it shows one."""
    part = next(each for each in page.victims if each.measure == target.measure)
    if not target.cell:
        return part.total
    ((dimension, code),) = target.cell.items()
    shown = next(cut.figures for cut in part.cuts if cut.dimension == dimension)
    return next((each for each in shown if each.code == code), None)


def test_a_target_never_tells_a_count_that_its_reader_may_not_know(desk: Desk) -> None:
    abroad = [desk.ncp("BR"), a_seat(desk.story, Role.OFFICER, airport="LIS"), a_seat(desk.story, Role.ANALYST)]
    met = known = 0
    for airport, count in [("LIS", 1), ("DSS", 1), ("LIS", 2), ("DSS", 3), ("LIS", 4), ("DSS", 2), ("LIS", 7)]:
        meet(desk, airport, count)
        met += count
        known += count if airport == "LIS" else 0
        for reader in abroad:
            page = document(desk, reader)
            part = known if reader is abroad[1] else 0
            for target in (each for goal in page.objectives for each in goal.targets):
                figure = on_the_page(page, target)
                value = target.reached.validated
                assert value == (figure.validated if figure else None), target
                assert value is None or part or int(value) % SMALL == 0
                assert value != "0", "none and a few look alike"
                assert target.reached.submitted is None or reader is abroad[0]
                assert target.at_least is (value is not None)
                assert target.share == (None if value is None else share(int(value), AIM))
            total = next(goal for goal in page.objectives if goal.targets[0].measure == MET).targets[0]
            fives = part + (met - part) - (met - part) % SMALL
            assert total.reached.validated in {None, str(fives)}, "of others nothing moves before a five is full"


def test_the_ocu_reads_every_target_exactly(desk: Desk) -> None:
    meet(desk, "LIS", 3)
    meet(desk, "GRU", 1)
    aim = next(goal for goal in document(desk).objectives if goal.targets[0].measure == MET)
    reached = {tuple(each.cell.values()): (each.reached.validated, each.at_least) for each in aim.targets}
    assert reached[()] == ("4", False)
    assert reached[("LIS",)] == ("3", False)
