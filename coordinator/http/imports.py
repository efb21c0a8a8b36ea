"""Files of reports from a browser, told row by row what is wrong and stored once they are right; and files for one.

What leaves as a workbook is what an import reads.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from flask import Response
from pydantic import Field, StringConstraints

from coordinator.beside import beside
from coordinator.http.calls import Arrived, Export, Read, TakenBack, Write
from coordinator.http.doors import Doors
from coordinator.http.reports_wire import FileQuery
from coordinator.http.wire import CodePath, View, Wire
from coordinator.sheets.template import Rows, for_people, template
from operations.airports import catalogue
from operations.errors import Refusal, not_allowed, not_found
from operations.events.audit import ExportTaken
from operations.planning import queries as planning
from operations.planning.models import Operation
from operations.policy import Action, Actor, Subject, home_of, require
from operations.reports import queries
from operations.reports.codes import ReportKind, ReportState
from operations.reports.editions import Arrival, shown
from operations.reports.importing import elsewhere, import_reports
from operations.reports.imports import Parsed, Wrong, parse
from operations.reports.listing import every_one
from operations.reports.rows import rows_of
from realtime.feed import EVERY

doors = Doors("imports", tag="Reports")

LARGEST_FILE: Final = 2 * 1024 * 1024
"""Bytes of a file from a browser: many times the rows that are stored at once."""

LARGEST_BODY: Final = LARGEST_FILE * 4 // 3 + 16 * 1024
"""Bytes of a request that carries such a file."""

SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TemplateQuery(Wire):
    """The language of the workbook."""

    language: Literal["en", "fr", "es", "pt", "ar"] = "en"


class RowAt(Wire):
    """A row of a file, as a spreadsheet counts; `sheet` is "" in a file that is but one table."""

    sheet: Annotated[str, StringConstraints(max_length=100)]
    row: Annotated[int, Field(ge=1, le=10**7)]


class ImportFile(Wire):
    """A file of reports: XLSX or CSV, told apart by its content.

    `content` is the file in base64. With `store` false nothing is kept, however right it is. `leave_out` are rows that
    were told to be wrong and are asked to be left out; any other fault keeps everything out.
    """

    content: Annotated[str, StringConstraints(max_length=LARGEST_BODY)]
    decimal: Literal["POINT", "COMMA"]
    kind: ReportKind | None = None
    store: bool = False
    leave_out: Annotated[tuple[RowAt, ...], Field(max_length=10_000)] = ()


class WrongView(View):
    """What is wrong with one cell, or with a whole row where `column` is empty."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    params: dict[str, Any]
    message: str


class ImportView(View):
    """What became of a file. `good` are its rows nothing is wrong with; `stored` is 0 where nothing was kept.

    `known` are reports that were there before the file came; `passed_over` sheets that are none of ours; `elsewhere`
    sources of published totals that name another operation than this, or none.
    """

    rows: int
    good: int
    reports: int
    stored: int
    held: int
    known: int
    kept: bool
    wrong: list[WrongView]
    more_wrong: int
    passed_over: list[str]
    elsewhere: list[str]


MOST_SOURCES: Final = 20
MOST_SHOWN: Final = 500
"""Faults told at once: whoever has more mends these first."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read before its transaction, or why it cannot be: whether one may ask at all is said first."""

    parsed: Parsed | Refusal
    digest: str


def _prepared(arrived: Arrived) -> _Read:
    """Read the file beside the event loop, and before its transaction: others wait for neither."""
    asked: ImportFile = arrived.body
    try:
        raw = base64.b64decode(asked.content, validate=True)
    except (binascii.Error, ValueError):
        return _Read(Refusal("file:not_base64", "The content is not base64.", path="content"), "")
    if len(raw) > LARGEST_FILE:
        return _Read(Refusal("file:too_large_here", "The file is larger than 2 MB.", status=413), "")
    try:
        parsed: Parsed = beside(parse, raw, asked.decimal, asked.kind, for_people())
    except Refusal as refusal:
        return _Read(refusal, "")
    return _Read(parsed, hashlib.sha256(raw).hexdigest())


@doors.read("/operations/<code>/imports/template.xlsx", Action.REPORT_IMPORT, answer=None)
def read_template(call: Read, path: CodePath, query: TemplateQuery) -> Response:
    """Download the workbook to fill in: a sheet a kind, with the airports one may import for."""
    operation = planning.operation(call.session, call.actor, path.code)
    circles = _may_import(call.actor, operation)
    here = planning.airports(call.session, operation.id)
    mine = [row.iata for row in here if circles is EVERY or home_of(row.iata) in circles]
    return _workbook(query.language, mine, {}, f"{operation.code}-reports.xlsx")


@doors.export("/operations/<code>/reports.xlsx", Action.REPORT_EXPORT)
def export_workbook(call: Read, path: CodePath, query: FileQuery) -> Export:
    """Download the reports one may see as a workbook that can be imported, but for those held or taken back."""
    operation = planning.operation(call.session, call.actor, path.code)
    require(call.actor, Action.REPORT_EXPORT, Subject(operation.id, "operation"), what="operation")
    # Whoever is not at home sees what was validated, whatever became of the report since.
    gone = {ReportState.HELD, ReportState.WITHDRAWN}
    nameless = queries.nameless_countries(call.session, call.actor, operation)
    rows: dict[ReportKind, list[dict[str, Any]]] = {}
    many = 0
    for found in every_one(call.session, call.actor, operation, query.filters()):
        standing = [each for each in found if each[0].state not in gone or not queries.at_home(call.actor, each[0])]
        many += len(standing)
        persons = queries.persons_in(call.session, standing, call.actor)
        for report, edition in standing:
            withheld = report.country in nameless
            body = shown(edition, persons.get(report.id), nameless=withheld)
            # A note is for those of its airport and those who decide, as where the report is opened.
            note = edition.note if report.id in persons and not withheld else ""
            told = rows_of(body, airport=report.airport, mark=str(report.number), note=note)
            rows.setdefault(ReportKind(report.kind), []).extend(told)
    here = [row.iata for row in planning.airports(call.session, operation.id)]
    name = f"{operation.code}-reports-{call.now:%Y%m%dT%H%MZ}.xlsx"
    fact = ExportTaken("reports.xlsx", many, planning.position(call.session, operation))
    return Export(_workbook(query.language, here, rows, name), fact)


def _workbook(language: str, airports: Sequence[str], rows: Rows, name: str) -> Response:
    cities = [(iata, found.city or found.name) for iata in airports if (found := catalogue.airport(iata)) is not None]
    content = beside(template, language, cities, rows)
    return Response(content, mimetype=SPREADSHEET, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@doors.write(
    "POST", "/operations/<code>/imports", Action.REPORT_IMPORT,
    answer=ImportView, audit=True, before=_prepared, largest=LARGEST_BODY,
)  # fmt: skip
def import_file(call: Write, path: CodePath, body: ImportFile, prepared: _Read) -> ImportView:
    """Say what is wrong with a file of reports, row by row, or store them."""
    operation = planning.operation(call.tx.session, call.actor, path.code)
    _may_import(call.actor, operation)
    parsed = prepared.parsed
    if isinstance(parsed, Refusal):
        raise parsed
    left_out = {(each.sheet, each.row) for each in body.leave_out}
    rows = [row for row in parsed.rows if (row.sheet, row.row) not in left_out]
    arrival = Arrival(call.received_at, call.idempotency_key)
    imported = import_reports(
        call.tx, call.actor, operation, rows, arrival, file_digest=prepared.digest, read=parsed.read
    )
    wrong = [each for each in (*parsed.wrong, *imported.wrong) if (each.sheet, each.row) not in left_out]
    kept = body.store and not wrong
    faulty = {(each.sheet, each.row) for each in (*parsed.wrong, *imported.wrong)}
    answer = ImportView(
        rows=parsed.read,
        good=parsed.read - len({place for place in faulty if place[1] > 1}),
        reports=len(rows) - len({(each.sheet, each.row) for each in imported.wrong}),
        stored=imported.stored if kept else 0,
        held=imported.held,
        known=imported.known,
        kept=kept,
        wrong=[_wrong(each) for each in sorted(wrong, key=lambda each: (each.sheet, each.row))[:MOST_SHOWN]],
        more_wrong=max(len(wrong) - MOST_SHOWN, 0),
        passed_over=list(parsed.passed_over),
        elsewhere=elsewhere(operation, rows)[:MOST_SOURCES],
    )
    if not kept:
        raise TakenBack(answer)
    return answer


def _may_import(actor: Actor, operation: Operation) -> frozenset[str]:
    """Return the circles one may import into. Raises Refusal: 403 or 404 where there are none."""
    circles = actor.circles(operation.id, Action.REPORT_IMPORT)
    if not circles:
        raise (
            not_allowed(Action.REPORT_IMPORT)
            if actor.circles(operation.id, Action.PLAN_READ)
            else not_found("operation")
        )
    return circles


def _wrong(each: Wrong) -> WrongView:
    return WrongView(
        sheet=each.sheet,
        row=each.row,
        column=each.column,
        value=each.value[:80],
        code=each.code,
        params=dict(each.params),
        message=each.reason,
    )
