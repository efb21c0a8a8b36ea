"""Hold the plan's targets beside the figures they name. Indicators in free text are answered by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from operations.ledger.measures import MEASURES
from operations.ledger.models import DIMENSIONS
from operations.ledger.post import SUBMITTED, VALIDATED
from operations.reports.commodities import members
from operations.reports.quantities import QuantityError, in_step, to_steps
from operations.statistics.cases import share
from operations.statistics.document import (
    Number,
    ObjectiveReached,
    Persons,
    PersonsNumber,
    TargetReached,
    VictimsMet,
)
from operations.statistics.keys import FigureKey, figure, goods
from operations.statistics.persons import CUTS as PERSONS_CUTS
from operations.statistics.sums import Sum, Sums, both

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.plan import Plan, Target


@dataclass(frozen=True, slots=True)
class Figures:
    """Where a target's figure is found: the sums and the parts on persons already read, or what stands."""

    session: Session
    stream_id: int
    circles: frozenset[str]
    sums: Sums
    persons: Persons
    victims: Sequence[VictimsMet]


def objectives(plan: Plan, figures: Figures) -> list[ObjectiveReached]:
    """Return the objectives with how far their targets are reached."""
    return [
        ObjectiveReached(
            text=objective.text,
            targets=[found for target in objective.targets if (found := _reached(target, figures)) is not None],
            indicators=list(objective.indicators),
        )
        for objective in plan.objectives
    ]


def _reached(target: Target, figures: Figures) -> TargetReached | None:
    """Return how far a target is; None for one a draft holds that names no figure yet."""
    try:
        steps, step = to_steps(target.value, target.unit), in_step(target.unit)
    except QuantityError:
        return None
    if target.measure not in MEASURES or not target.cell.keys() <= set(DIMENSIONS):
        return None
    number = _number(target, step, figures)
    return TargetReached(
        measure=target.measure,
        cell=dict(target.cell),
        unit=step,
        shown_in=target.unit,
        target=str(steps),
        reached=number,
        at_least=number.validated not in {None, "0"} and _is_apart(target, figures),
        share=None if number.validated is None else share(int(number.validated), steps),
    )


def _number(target: Target, step: str, figures: Figures) -> Number:
    cell = {name: code for name, code in sorted(target.cell.items()) if name != "commodity"}
    if "commodity" in target.cell:
        cell = goods(target.cell["commodity"]) | cell
    name = figure(target.measure, cell, step)
    if _is_apart(target, figures):
        return _as_shown(name, cell, _part(target.measure, figures))
    value = _sum(target, cell, step, figures)
    return Number(key=name, code="", validated=str(value.validated), submitted=str(value.submitted))


def _sum(target: Target, cell: Mapping[str, str], step: str, figures: Figures) -> Sum:
    cut = tuple(target.cell)
    codes = members(target.cell["commodity"]) if cut == ("commodity",) else tuple(target.cell.values())
    measure = MEASURES[target.measure]
    # Cells of a figure that does not add up (one case in two of them) are counted from what stands.
    if len(cut) < 2 and cut in measure.cuts and (measure.addable or len(codes) == 1):  # noqa: PLR2004 one dimension at most
        cells = figures.sums.get((target.measure, ",".join(cut)), {})
        return sum((cells.get((code, step), Sum()) for code in codes or ("",)), Sum())
    keys = {stage: FigureKey(target.measure, cell, step, stage) for stage in (VALIDATED, SUBMITTED)}
    return both(figures.session, figures.stream_id, figures.circles, keys)


def _is_apart(target: Target, figures: Figures) -> bool:
    """Say whether the reader sees in whole fives what others have of the figure."""
    return MEASURES[target.measure].small_apart and not figures.persons.exact


@dataclass(frozen=True, slots=True)
class _Part:
    """What the page shows of a measure on persons: its total, its cuts, and which of them are not shown in full."""

    total: PersonsNumber
    cuts: Mapping[str, Sequence[PersonsNumber]]
    kept_back: Collection[str]


def _part(measure: str, figures: Figures) -> _Part:
    people = figures.persons
    if measure == "persons":
        cuts = {cut: getattr(people, f"by_{'day' if cut == 'occurred_on' else cut}") for cut in PERSONS_CUTS}
        return _Part(people.total, cuts, people.kept_back)
    met = next(each for each in figures.victims if each.measure == measure)
    cuts = {cut.dimension: cut.figures for cut in met.cuts}
    return _Part(met.total, cuts, [cut.dimension for cut in met.cuts if cut.kept_back])


def _as_shown(name: str, cell: Mapping[str, str], part: _Part) -> Number:
    """Return a count of persons as far as the page shows it; what it does not show a target does not tell either."""
    kept = Number(key=name, code="", validated=None, submitted=None)
    if not cell:
        return part.total.model_copy(update={"own": None})
    if len(cell) > 1:
        return kept
    ((dimension, code),) = cell.items()
    shown = part.cuts.get(dimension, ())
    nothing_kept = dimension not in part.kept_back and part.total.validated is not None
    nobody = kept.model_copy(update={"validated": "0"}) if nothing_kept and shown else kept
    return next((number for number in shown if number.code == code), nobody)
