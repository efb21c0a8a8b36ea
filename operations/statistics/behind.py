"""Open a figure: the reports it was counted from, as far as its reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, case, false, func, literal, or_, select, true, tuple_

from operations.ledger.measures import MEASURES
from operations.ledger.models import Standing
from operations.participation.promised import turns_of
from operations.planning.queries import schedule_of
from operations.policy import Action, Subject, require, visible
from operations.reports.models import Report
from operations.reports.silence import ANSWERING, COUNTED
from operations.statistics.apart import reader
from operations.statistics.keys import RETURNS, FigureKey, read
from operations.statistics.sums import standing_in
from realtime.feed import EVERY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.policy import Actor


@dataclass(frozen=True, slots=True)
class Behind:
    """One report behind a figure, with its part of it in steps; None where it only counts as one."""

    report_id: str
    number: int
    kind: str
    airport: str | None
    country: str | None
    on: date | None
    late: bool
    value: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a figure opens to. `not_visible` is how many further reports it counts, None where even that would tell."""

    found: Sequence[Behind]
    not_visible: int | None
    unit: str
    more: bool


def behind(
    session: Session, actor: Actor, operation: Operation, text: str, *, after: int = 0, limit: int = 50
) -> Opened:
    """Return the reports a figure was counted from, by number, behind a number.

    Persons are opened only to where their reader may read the persons of the report itself; that a report spoke of
    somebody is not told to others, nor how many such reports there are.
    Raises Refusal 404 for a name that is no figure's, 404 or 403 for who may not read figures.
    """
    require(actor, Action.FIGURES_READ, Subject(operation.id, "operation"), what="operation")
    key = read(text)
    query = _returns(session, operation, key) if key.measure == RETURNS else _counted(actor, operation, key)
    apart = key.measure != RETURNS and MEASURES[key.measure].small_apart and not reader(actor, operation.id).exact
    seen = (
        _at_home(actor, operation)
        if apart
        else or_(visible(actor, Action.REPORT_READ, Report), _at_home(actor, operation))
    )
    rows = session.execute(query.where(seen, Report.number > after).order_by(Report.number).limit(limit + 1)).all()
    hidden = None
    if not apart:
        hidden = session.scalar(select(func.count()).select_from(query.where(~seen).subquery())) or 0
    return Opened([_behind(*row) for row in rows[:limit]], hidden, key.unit, more=len(rows) > limit)


def _at_home(actor: Actor, operation: Operation) -> ColumnElement[bool]:
    circles = actor.circles(operation.id, Action.REPORT_READ)
    return true() if circles is EVERY else Report.home.in_(sorted(circles)) if circles else false()


def _counted(actor: Actor, operation: Operation, key: FigureKey) -> Select[Report, date | None, bool, int | None]:
    circles = actor.circles(operation.id, Action.FIGURES_READ)
    lines = (
        select(
            Standing.report_id,
            func.min(func.coalesce(Standing.occurred_on, Standing.report_on)).label("day"),
            # Of the lines and not of the report: what is only submitted may be late where what is validated was not.
            func.max(case((Standing.late, 1), else_=0)).label("late"),
            func.sum(Standing.value).label("value"),
        )
        .where(*standing_in(operation.stream_id, circles, key))
        .group_by(Standing.report_id)
        .subquery()
    )
    return select(Report, lines.c.day, lines.c.late, lines.c.value).join(lines, lines.c.report_id == Report.id)


def _returns(session: Session, operation: Operation, key: FigureKey) -> Select[Report, date | None, bool, int | None]:
    """Return the returns that answer the expected days, of an airport, of a report day or all; each counts as one."""
    wanted, on = key.codes("airport"), key.codes("report_on")
    owed: list[ColumnElement[bool]] = [
        (Report.airport == iata)
        & tuple_(Report.report_on, Report.shift).in_(
            [day.turn for day in days if on is None or day.on.isoformat() in on]
        )
        for iata, days in turns_of(session, operation, schedule_of(session, operation)).owed.items()
        if wanted is None or iata in wanted
    ]
    return select(Report, Report.report_on, Report.late, literal(None)).where(
        Report.operation_id == operation.id,
        Report.kind.in_(ANSWERING),
        Report.state.in_(COUNTED),
        or_(false(), *owed),
    )


def _behind(report: Report, on: date | None, late: bool, value: int | None) -> Behind:  # noqa: FBT001 a row's columns
    return Behind(
        report_id=report.id,
        number=report.number,
        kind=report.kind,
        airport=report.airport,
        country=report.country,
        on=on,
        late=bool(late),
        value=None if value is None else int(value),
    )
