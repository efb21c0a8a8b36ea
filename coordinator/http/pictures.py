"""What is cut from the ledger on demand: the ways of seizures, their hours, tables of two dimensions."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from flask import Response
from pydantic import Field, StringConstraints

from coordinator.beside import beside
from coordinator.http.calls import Export, Read
from coordinator.http.doors import Doors
from coordinator.http.wire import CodePath, Wire
from coordinator.paper.after import after_paper
from coordinator.paper.shown import AsShown
from coordinator.sheets.crosstable import cross_table
from operations.events.audit import ExportTaken
from operations.exports.csv import write_csv
from operations.exports.pdf.write import write_pdf
from operations.planning.models import Operation
from operations.planning.queries import operation as visible_operation
from operations.policy import Action, Subject, require
from operations.statistics.after_action import after_action
from operations.statistics.crossed import CrossTable, cross
from operations.statistics.flows import Flows, flows
from operations.statistics.hours import Hours, hours

T = TypeVar("T")

doors = Doors("pictures", tag="Figures")

Commodity = Annotated[str, Field(max_length=40)]
UnitCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,16}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Stage = Literal["validated", "submitted"]


class FlowsQuery(Wire):
    """What to follow: seizures, or a quantity of one commodity in one unit (its smallest step, such as `mg`)."""

    measure: Literal["seizures", "quantity"] = "seizures"
    commodity: Commodity | None = None
    unit: UnitCode | None = None
    stage: Stage = "validated"


class HoursQuery(Wire):
    """By whose clock."""

    clock: Literal["local", "utc"] = "local"


class CrossQuery(Wire):
    """What to count, and by which two dimensions."""

    measure: Name = "seizures"
    rows: Name = "airport"
    columns: Name = "basis"
    commodity: Commodity | None = None
    unit: UnitCode | None = None


class CrossFileQuery(CrossQuery):
    """The same as a file: as shown, at one stage, in a language."""

    stage: Stage = "validated"
    language: Literal["en", "fr", "es", "pt", "ar"] = "en"


@doors.read("/operations/<code>/routes", Action.FIGURES_READ, answer=Flows)
def read_routes(call: Read, path: CodePath, query: FlowsQuery) -> Flows:
    """Show the ways of what was seized: origin, place of control, destination."""
    operation = visible_operation(call.session, call.actor, path.code)
    return flows(
        call.session,
        call.actor,
        operation,
        call.now,
        measure=query.measure,
        unit=query.unit,
        commodity=query.commodity,
        stage=query.stage,
    )


@doors.read("/operations/<code>/hours", Action.FIGURES_READ, answer=Hours)
def read_hours(call: Read, path: CodePath, query: HoursQuery) -> Hours:
    """Show at which hours seizures happened."""
    operation = visible_operation(call.session, call.actor, path.code)
    return hours(call.session, call.actor, operation, call.now, clock=query.clock)


@doors.read("/operations/<code>/cross", Action.FIGURES_READ, answer=CrossTable)
def read_cross_table(call: Read, path: CodePath, query: CrossQuery) -> CrossTable:
    """Show a measure cut by two dimensions."""
    return _table(call, path, query)


@doors.export("/operations/<code>/cross.csv", Action.REPORT_EXPORT)
def export_cross_table(call: Read, path: CodePath, query: CrossFileQuery) -> Export:
    """Download a measure cut by two dimensions, as on screen."""
    operation = visible_operation(call.session, call.actor, path.code)
    require(call.actor, Action.REPORT_EXPORT, Subject(operation.id, "operation"), what="operation")
    found = _table(call, path, query)
    table, headings = cross_table(query.language, found, query.stage)
    name = f"{operation.code}-{query.measure}-{query.rows}-{query.columns}-{call.now:%Y%m%dT%H%MZ}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    text = "".join(write_csv(table, headings))
    fact = ExportTaken("cross.csv", len(found.rows), found.position)
    return Export(Response(text, mimetype="text/csv", headers=disposition), fact)


class PaperQuery(CrossFileQuery):
    """What the page shows, as its address says it: a commodity cut further, what routes follow, whose hours."""

    detail: Commodity | None = None
    follow: Commodity | None = None
    follow_unit: UnitCode | None = None
    clock: Literal["local", "utc"] = "local"


@doors.export("/operations/<code>/after-action.pdf", Action.REPORT_EXPORT)
def export_after_action(call: Read, path: CodePath, query: PaperQuery) -> Export:
    """Download the after-action page as PDF, as shown, with its charts."""
    operation = visible_operation(call.session, call.actor, path.code)
    require(call.actor, Action.REPORT_EXPORT, Subject(operation.id, "operation"), what="operation")
    read = functools.partial(_read_each, call, operation)
    report = read(after_action, detail=query.detail)
    followed: dict[str, Any] = {}
    if query.follow is not None:
        followed = {"measure": "quantity", "commodity": query.follow, "unit": query.follow_unit}
    page = AsShown(
        language=query.language,
        stage=query.stage,
        report=report,
        flows=read(flows, stage=query.stage, **followed),
        hours=read(hours, clock=query.clock),
        cross=_table(call, path, query),
    )
    made = beside(lambda: write_pdf(after_paper(page)))
    name = f"{operation.code}-after-action-{query.language}-{call.now:%Y%m%dT%H%MZ}.pdf"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    fact = ExportTaken("after-action.pdf", 1, report.position)
    return Export(Response(made, mimetype="application/pdf", headers=disposition), fact)


def _read_each(call: Read, operation: Operation, read: Callable[..., T], **asked: Any) -> T:  # noqa: ANN401 whatever it asks
    return read(call.session, call.actor, operation, call.now, **asked)


def _table(call: Read, path: CodePath, query: CrossQuery) -> CrossTable:
    operation = visible_operation(call.session, call.actor, path.code)
    return cross(
        call.session,
        call.actor,
        operation,
        call.now,
        measure=query.measure,
        rows=query.rows,
        columns=query.columns,
        unit=query.unit,
        commodity=query.commodity,
    )
