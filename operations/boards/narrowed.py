"""Read what a board shows when it is narrowed to some airports, a commodity, a direction or a kind of report.

No row is kept ready for it: what stands is cut as asked, for one reader. The rows are like those of the whole board
(`counts`), so a browser paints them by the same rules.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import ColumnElement, distinct, func, select

from operations.boards.counts import LEGS, CellKey, Cells, legs, totals_of
from operations.ledger.measures import MEASURES
from operations.ledger.models import Line, Standing
from operations.planning.queries import airports, position
from operations.policy import Action, Subject, require
from operations.reports.commodities import members
from operations.reports.models import Report
from operations.statistics.apart import Reader, reader
from operations.statistics.document import Part
from operations.statistics.standing import code_of, counted
from operations.statistics.sums import within
from realtime.database import read_one_picture

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
    """How many results came from one place to another."""

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
    read_one_picture(session)
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
    cells = _cells(session, operation, circles, to)
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
        for cut in (",".join(each) for each in MEASURES[measure].board):
            found[measure, cut, code_of(codes[cut]), unit][stage] += int(amount)
    if to.commodity is not None:
        # A case of several goods has no commodity of its own: cases with it are counted, each once.
        of_it = select(Standing.stage, reports).where(
            Standing.measure == "seizures_with", *_asked(Standing, operation, circles, to)
        )
        for stage, amount in session.execute(of_it.group_by(Standing.stage)):
            found["seizures", "", "", "seizure"][stage] = int(amount)
    return dict(found)


def _routes(session: Session, operation: Operation, circles: frozenset[str], to: Narrowing) -> list[NarrowedRoute]:
    ways = [Standing.origin, Standing.airport, Standing.destination]
    query = (
        select(Standing.stage, func.count(distinct(Standing.report_id)), *ways)
        .where(
            Standing.measure == ("seizures_with" if to.commodity else "seizures"),
            *_asked(Standing, operation, circles, to),
        )
        .group_by(Standing.stage, *ways)
    )
    cells: defaultdict[CellKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for stage, count, *ends in session.execute(query):
        for cut, leg in zip(LEGS, pairwise(map(code_of, ends)), strict=True):
            cells["seizures", cut, ",".join(leg), "seizure"][stage] += int(count)
    return [NarrowedRoute(begins=start, ends=end, count=count) for (start, end), count in sorted(legs(cells).items())]


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
