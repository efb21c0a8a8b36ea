"""The after-action report, and what each of its figures was counted from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from coordinator.http.calls import Read
from coordinator.http.doors import Doors
from coordinator.http.wire import Code, CodePath, View, Wire
from operations.boards.narrowed import Narrowed, Narrowing, narrowed
from operations.planning.queries import operation as visible_operation
from operations.planning.queries import position
from operations.policy import Action
from operations.reports.codes import Direction, ReportKind
from operations.statistics.after_action import after_action
from operations.statistics.behind import behind
from operations.statistics.document import AfterAction

doors = Doors("figures", tag="Figures")


class DetailQuery(Wire):
    """Which commodity, or group of them, to cut further."""

    commodity: Annotated[str, Field(max_length=40)] | None = None


class FigurePath(Wire):
    """One figure of an operation by its key, such as `quantity/group=cocaine/mg/validated`."""

    code: Code
    key: Annotated[str, Field(max_length=300)]


class BehindQuery(Wire):
    """Which part of the list is asked for; `cursor` is the number of the last report seen."""

    limit: int = Field(default=50, ge=1, le=200)
    cursor: Annotated[str, Field(pattern=r"^\d{1,9}$")] | None = None


class BehindView(View):
    """One report behind a figure, with its part of it in steps of the figure's unit; None where it counts as one."""

    report_id: str
    number: int
    kind: ReportKind
    airport: str | None
    country: str | None
    on: date | None
    late: bool
    value: str | None


class FigureView(View):
    """What a figure opens to; `not_visible` further reports are counted in it, None where even that is kept back.

    `as_of` and `position` say what is listed: the page that shows the figure may have been computed before.
    """

    items: list[BehindView]
    next: str | None
    not_visible: int | None
    unit: str
    as_of: datetime
    position: int


class NarrowingQuery(Wire):
    """What a board is narrowed to; `airports` are codes with commas between."""

    airports: Annotated[str, Field(pattern=r"^[A-Z]{3}(,[A-Z]{3}){0,299}$")] | None = None
    commodity: Annotated[str, Field(max_length=40)] | None = None
    direction: Direction | None = None
    kind: ReportKind | None = None


@doors.read("/operations/<code>/narrowed", Action.FIGURES_READ, answer=Narrowed)
def read_narrowed(call: Read, path: CodePath, query: NarrowingQuery) -> Narrowed:
    """Show the counters and routes of a part of an operation."""
    operation = visible_operation(call.session, call.actor, path.code)
    asked = None if query.airports is None else frozenset(query.airports.split(","))
    to = Narrowing(asked, query.commodity, query.direction, query.kind)
    return narrowed(call.session, call.actor, operation, to)


@doors.read("/operations/<code>/after-action", Action.FIGURES_READ, answer=AfterAction)
def read_after_action(call: Read, path: CodePath, query: DetailQuery) -> AfterAction:
    """Show the after-action report as it stands now."""
    operation = visible_operation(call.session, call.actor, path.code)
    return after_action(call.session, call.actor, operation, call.now, detail=query.commodity)


@doors.read("/operations/<code>/figures/<path:key>/reports", Action.FIGURES_READ, answer=FigureView)
def read_behind_figure(call: Read, path: FigurePath, query: BehindQuery) -> FigureView:
    """List the reports a figure was counted from, by their numbers."""
    operation = visible_operation(call.session, call.actor, path.code)
    after = int(query.cursor) if query.cursor else 0
    opened = behind(call.session, call.actor, operation, path.key, after=after, limit=query.limit)
    items = [
        BehindView(
            report_id=each.report_id,
            number=each.number,
            kind=ReportKind(each.kind),
            airport=each.airport,
            country=each.country,
            on=each.on,
            late=each.late,
            value=None if each.value is None else str(each.value),
        )
        for each in opened.found
    ]
    return FigureView(
        items=items,
        next=str(items[-1].number) if opened.more else None,
        not_visible=opened.not_visible,
        unit=opened.unit,
        as_of=call.now,
        position=position(call.session, operation),
    )
