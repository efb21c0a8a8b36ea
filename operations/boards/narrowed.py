"""Read what a board shows when it is narrowed to some airports, a commodity, a direction or a kind of report.

No row is kept ready for it. By airports and by kinds of report it is added up from the tallies, at a cost that does not
grow with the operation; by a commodity or a direction what stands is cut as asked. The rows are like those of the whole
board (`counts`), so a browser paints them by the same rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import ColumnElement, distinct, func, select

from operations.boards.counts import Cells, totals_of
from operations.ledger.measures import MEASURES, WAY, Cut
from operations.ledger.models import Line, Standing
from operations.ledger.post import SUBMITTED, VALIDATED
from operations.ledger.ways import legs
from operations.planning.queries import airports, position
from operations.policy import Action, Subject, require
from operations.reports.commodities import members
from operations.reports.models import Report
from operations.reports.postings import POSTS
from operations.statistics.apart import Reader, reader
from operations.statistics.document import Part
from operations.statistics.standing import Codes, code_of, counted, cut
from operations.statistics.sums import Sum, Sums, tallied, tallied_at, within

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.policy import Actor
    from operations.reports.codes import Direction, ReportKind

BOARD: Final = tuple(measure.key for measure in MEASURES.values() if measure.board)
OF_GOODS: Final = ("seizures_with", "quantity")
"""Measures whose lines name a commodity; the case itself may be of several."""

OF_A_CASE: Final = ("seizures", "reported_hits")
"""Measures of one line for each report that goes a way."""

STAGES: Final = (VALIDATED, SUBMITTED)

LATEST: Final = 300
"""How many reports are named, the newest first: more than the newest entries of a board can be about."""

Ledger: TypeAlias = type[Line] | type[Standing]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a board is narrowed to; None where it is not. `airports` are those of a country, of a state, or one."""

    airports: frozenset[str] | None = None
    commodity: str | None = None
    direction: Direction | None = None
    kind: ReportKind | None = None

    @property
    def is_by_content(self) -> bool:
        """Say whether only the reports themselves tell what is within."""
        return self.commodity is not None or self.direction is not None

    @property
    def measures(self) -> frozenset[str]:
        """Return the measures that are within."""
        return frozenset(BOARD if self.kind is None else {*BOARD} & {*POSTS[self.kind]})


class NarrowedCount(Part):
    """A counter, as on the whole board; `suppressed` where this reader may not know it so narrowly."""

    measure: str
    cell: dict[str, str]
    unit: str
    validated: str | None
    submitted: str | None
    suppressed: bool
    within: list[str]


class NarrowedRoute(Part):
    """How many results went one leg of their ways, which go through their places of transit."""

    begins: str
    ends: str
    count: int


class Narrowed(Part):
    """The counters and routes of a part of an operation.

    Narrowed to a commodity or a direction, `airports` are those that had results of it and `reports` the newest
    reports of it, also such as were withdrawn since; otherwise both are None, for their airports tell.
    """

    counts: list[NarrowedCount]
    routes: list[NarrowedRoute]
    airports: list[str] | None
    reports: list[str] | None
    position: int


def narrowed(session: Session, actor: Actor, operation: Operation, to: Narrowing) -> Narrowed:
    """Return the part of a board that one reader asks for.

    Raises Refusal: 404 or 403 for who may not read figures, `report:unknown_commodity`.
    """
    require(actor, Action.FIGURES_READ, Subject(operation.id, "operation"), what="operation")
    counted("seizures", None, to.commodity)
    circles = actor.circles(operation.id, Action.FIGURES_READ)
    who = reader(actor, operation.id)
    own = {row.iata for row in airports(session, operation.id) if row.country in who.countries}
    case = OF_GOODS[:1] if to.commodity else OF_A_CASE
    return Narrowed(
        counts=_counts(session, operation, circles, to, who, own),
        routes=_routes(session, operation, circles, to),
        airports=_airports(session, operation, circles, to, case) if to.is_by_content else None,
        reports=_reports(session, operation, circles, to, case) if to.is_by_content else None,
        position=position(session, operation),
    )


def _asked(ledger: Ledger, operation: Operation, circles: frozenset[str], to: Narrowing) -> list[ColumnElement[bool]]:
    conditions = [ledger.stream_id == operation.stream_id, within(ledger, circles)]
    if to.airports is not None:
        conditions.append(ledger.airport.in_(sorted(to.airports)))
    if to.commodity is not None:
        conditions.append(ledger.commodity.in_(members(to.commodity)))
    if to.direction is not None:
        conditions.append(ledger.direction == to.direction.value)
    if to.kind is not None:
        of_kind = select(Report.id).where(Report.operation_id == operation.id, Report.kind == to.kind.value)
        conditions.append(ledger.report_id.in_(of_kind))
    return conditions


def _counts(
    session: Session, operation: Operation, circles: frozenset[str], to: Narrowing, who: Reader, own: set[str]
) -> list[NarrowedCount]:
    cells = (_cells if to.is_by_content else _kept_cells)(session, operation, circles, to)
    # Small counts of persons are for those who know them by right: everybody, or of the own country's airports alone.
    entitled = who.exact or (to.airports is not None and to.airports <= own)
    kept = set() if entitled else {measure.key for measure in MEASURES.values() if measure.small_apart}
    shown = [
        NarrowedCount(
            measure=measure,
            cell={cut: cell} if cut else {},
            unit=unit,
            validated=str(stages.get("validated", 0)),
            submitted=str(stages.get("submitted", 0)),
            suppressed=False,
            within=totals_of(cell) if (measure, cut) == ("quantity", "commodity") else [],
        )
        for (measure, cut, cell, unit), stages in sorted(cells.items())
        if measure not in kept
    ]
    # Said of persons whether there is anybody or not, for that too would tell; goods know nothing of persons.
    if "persons" in kept and to.commodity is None:
        shown.append(
            NarrowedCount(
                measure="persons", cell={}, unit="person", validated=None, submitted=None, suppressed=True, within=[]
            )
        )
    return shown


def _kept_cells(session: Session, operation: Operation, circles: frozenset[str], to: Narrowing) -> Cells:
    """Return every cell that boards show, from the tallies: each cut of a board is kept ready by airport too."""
    asked = {(measure, each): _kept(each, to) for measure in to.measures for each in MEASURES[measure].board}
    sums = _tallied(session, operation, circles, to, {*asked.values()})
    found: defaultdict[tuple[str, str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (measure, shown), kept in asked.items():
        for (cell, unit), value in sums.get((measure, kept), {}).items():
            code = ",".join(cell.split(",")[: len(shown)])
            for stage in STAGES:
                found[measure, ",".join(shown), code, unit][stage] += getattr(value, stage)
    return {key: stages for key, stages in found.items() if any(stages.values())}


def _kept(shown: Cut, to: Narrowing) -> str:
    return ",".join(shown if to.airports is None else (*shown, "airport"))


def _tallied(
    session: Session, operation: Operation, circles: frozenset[str], to: Narrowing, cuts: Collection[str]
) -> Sums:
    if to.airports is None:
        return tallied(session, operation.stream_id, circles, cuts)
    return tallied_at(session, operation.stream_id, circles, cuts, to.airports)


def _cells(session: Session, operation: Operation, circles: frozenset[str], to: Narrowing) -> Cells:
    """Return every cell that boards show, cut from what stands."""
    found: defaultdict[tuple[str, str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    columns = (Standing.measure, Standing.unit, Standing.stage, Standing.commodity, Standing.outcome)
    value, reports = func.sum(Standing.value), func.count(distinct(Standing.report_id))
    query = (
        select(*columns, value)
        .where(Standing.measure.in_(BOARD), *_asked(Standing, operation, circles, to))
        .group_by(*columns)
    )
    for measure, unit, stage, commodity, outcome, amount in session.execute(query):
        codes = {"": "", "commodity": commodity, "outcome": outcome}
        for shown in (",".join(each) for each in MEASURES[measure].board):
            found[measure, shown, code_of(codes[shown]), unit][stage] += int(amount)
    if to.commodity is not None:
        # A case of several goods has no commodity of its own: cases with it are counted, each once.
        of_it = select(Standing.stage, reports).where(
            Standing.measure == "seizures_with", *_asked(Standing, operation, circles, to)
        )
        for stage, amount in session.execute(of_it.group_by(Standing.stage)):
            found["seizures", "", "", "seizure"][stage] = int(amount)
    return dict(found)


def _routes(session: Session, operation: Operation, circles: frozenset[str], to: Narrowing) -> list[NarrowedRoute]:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for way, value in _ways(session, operation, circles, to).items():
        for leg in legs(way):
            found[leg] += value.validated + value.submitted
    return [NarrowedRoute(begins=begins, ends=ends, count=count) for (begins, ends), count in sorted(found.items())]


def _ways(session: Session, operation: Operation, circles: frozenset[str], to: Narrowing) -> Mapping[Codes, Sum]:
    if "seizures" not in to.measures:
        return {}
    if to.is_by_content:
        what = counted("seizures", None, to.commodity)
        return cut(session, operation.stream_id, circles, what, WAY, *_asked(Standing, operation, circles, to))
    kept = ",".join(WAY)
    cells = _tallied(session, operation, circles, to, [kept]).get(("seizures", kept), {})
    return {tuple(cell.split(",")): value for (cell, _), value in cells.items()}


def _airports(
    session: Session, operation: Operation, circles: frozenset[str], to: Narrowing, case: tuple[str, ...]
) -> list[str]:
    asked = _asked(Standing, operation, circles, to)
    query = select(Standing.airport).where(Standing.measure.in_(case), *asked).distinct()
    return sorted(iata for iata in session.scalars(query) if iata is not None)


def _reports(
    session: Session, operation: Operation, circles: frozenset[str], to: Narrowing, case: tuple[str, ...]
) -> list[str]:
    query = (
        select(Line.report_id)
        .where(Line.measure.in_(case), *_asked(Line, operation, circles, to))
        .group_by(Line.report_id)
        .order_by(func.max(Line.seq).desc())
        .limit(LATEST)
    )
    return list(session.scalars(query))
