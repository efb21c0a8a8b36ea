"""Read a file of reports: rows into bodies, or the reason why not, row by row. Pure; nothing is stored here.

Headings are the names in COLUMNS, or those of earlier templates, in any order, in capitals or not. The file's decimal
sign is told, never guessed.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic import ValidationError

from operations.errors import Refusal, Refusals, of_their_own
from operations.reports.check import check
from operations.reports.codes import ReportKind
from operations.reports.columns import (
    BESIDE,
    COLUMNS,
    FORMER,
    KNOWN,
    LISTS,
    OF_EACH_ROW,
    YES_OR_NO,
    NotADate,
    column_of,
    kind_by,
    value_of,
)
from operations.reports.conveyance import WRITTEN
from operations.reports.editions import BODY
from operations.reports.kinds import Body as ReportBody
from operations.reports.quantities import DecimalSign, QuantityError
from operations.reports.rows import Body, body_in
from operations.reports.sheets import Sheet, no_header, no_rows, read_sheet, written_as
from operations.reports.workbooks import is_workbook, read_workbook

_MEANT: Final = (">", "≥", "~", "≈")
_FAULTS: Final = {
    "file:formula": "This cell holds a formula. Paste its value instead.",
    "file:error_value": "This cell holds an error of the spreadsheet.",
    "file:merged": "This cell is merged with others. Separate them, and fill each.",
}

_NAMESPACE: Final = uuid.UUID("5f0a1f0e-6f0e-5c0b-9a51-5d6a1a1c3f10")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one cell: the row as a spreadsheet counts it (the header is 1), the reason in English."""

    row: int
    column: str
    value: str
    code: str
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A report read from a row, or from all rows of a source: `airport` is None for totals without cases.

    `cells` are what stood in the (first) row, by column.
    """

    row: int
    airport: str | None
    body: ReportBody
    note: str
    said: str
    cells: Mapping[str, str]
    sheet: str = ""

    def report_id(self, operation_id: str) -> str:
        """Return the id this report has in an operation: the same row of the same words has the same one again."""
        place = f"{self.sheet}\n{self.row}" if self.sheet else str(self.row)
        return str(uuid.uuid5(_NAMESPACE, f"{operation_id}\n{place}\n{self.said}"))


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says: its good rows and what is wrong with the others; `read` counts its rows.

    `passed_over` are sheets of a workbook that hold something and have none of our headings.
    """

    rows: Sequence[Row]
    wrong: Sequence[Wrong]
    read: int
    passed_over: Sequence[str] = ()


def parse(raw: bytes, decimal: DecimalSign, kind: ReportKind | None = None, for_people: Collection[str] = ()) -> Parsed:
    """Read a file. Raises Refusal for one that cannot be read at all; every other fault is one of a row.

    Without `kind`, a column of that name says it for each row, else the columns there are. `for_people` are the names
    that templates have beside their codes, in whatever language: where one of them is a heading, the codes are gone.
    """
    if is_workbook(raw):
        sheets, others = read_workbook(raw, KNOWN, decimal, for_people)
        # The template's own lists are no sheet somebody filled in wrongly.
        passed_over = [name for name in others if name != LISTS]
        if not sheets:
            raise no_header() if passed_over else no_rows()
    else:
        sheets, passed_over = [read_sheet(raw, KNOWN, for_people)], []
    parsed = [_parsed(sheet, decimal, kind) for sheet in sheets]
    return Parsed(
        [row for each in parsed for row in each.rows],
        [wrong for each in parsed for wrong in each.wrong],
        sum(each.read for each in parsed),
        passed_over,
    )


def _parsed(sheet: Sheet, decimal: DecimalSign, kind: ReportKind | None) -> Parsed:
    """Read one sheet; every fault of it names the sheet, if it has a name."""
    header = _as_named_now(sheet.header)
    kind = kind or kind_by(header)
    known = KNOWN - FORMER.keys() if kind is None else {"kind", *COLUMNS[kind]}
    wrong = [
        Wrong(sheet.top, name, name, "file:unknown_column", "There is no such column in the template.")
        for place, name in enumerate(header)
        if name not in known and not (name == "" and _is_blank(sheet, place))
    ]
    cells: list[tuple[int, dict[str, str]]] = []
    unread = {fault.row for fault in sheet.faults}
    wrong += [Wrong(each.row, header[each.column], "", each.code, _FAULTS[each.code]) for each in sheet.faults]
    for number, record in sheet.records:
        if number in unread:
            continue
        if len(record) == len(header):
            cells.append((number, dict(zip(header, record, strict=True))))
        else:
            reason = f"This row has {len(record)} columns, the header has {len(header)}: is a separator in a value?"
            wrong.append(Wrong(number, "", "", "file:ragged", reason))
    if kind is ReportKind.SUMMARY:
        rows, faults = _statements(cells, decimal)
    else:
        rows, faults = _reports(cells, decimal, kind)
    named = [replace(each, sheet=sheet.name) for each in (*wrong, *faults)]
    rows = [replace(row, sheet=sheet.name) for row in rows]
    return Parsed(rows, sorted(named, key=lambda each: each.row), len(sheet.records))


def _is_blank(sheet: Sheet, place: int) -> bool:
    """Say whether nothing stands in a column: spreadsheets write separators behind the last one they know of."""
    return not any(record[place].strip() for _, record in sheet.records if place < len(record))


def _as_named_now(header: Sequence[str]) -> list[str]:
    """Return a heading with the present names, unless the present one stands there as well."""
    return [name if FORMER.get(name, name) in header else FORMER[name] for name in header]


def _reports(
    cells: Sequence[tuple[int, dict[str, str]]], decimal: DecimalSign, kind: ReportKind | None
) -> tuple[list[Row], list[Wrong]]:
    """Read reports; rows with one mark make one of them, so one bad row leaves the others out."""
    rows: list[Row] = []
    wrong: list[Wrong] = []
    marked: dict[tuple[ReportKind, str | int], list[_Told]] = {}
    for number, record in cells:
        own = kind or _kind_of(record)
        if own is None or own is ReportKind.SUMMARY:
            reason = "A row of this file is a seizure, an activity, a nil, victims, a hit or an incident."
            wrong.append(Wrong(number, "kind", record.get("kind", ""), "invalid:enum", reason))
            continue
        values, faults = _values(number, record, decimal, own)
        mark = values.get("same_report") if own in OF_EACH_ROW else None
        marked.setdefault((own, mark or number), []).append(_Told(number, record, values, faults))
    for (of, _), told in marked.items():
        found = _report(of, told)
        if isinstance(found, Row):
            rows.append(found)
        else:
            wrong += found
    return rows, wrong


@dataclass(frozen=True, slots=True)
class _Told:
    """A row as it was read: its number, its cells as they stood and as they are meant, and what is wrong with them."""

    row: int
    cells: Mapping[str, str]
    values: dict[str, Any]
    faults: list[Wrong]


def _report(kind: ReportKind, told: Sequence[_Told]) -> Row | list[Wrong]:
    """Return the report that one or more rows make, or all that is wrong with them."""
    first = told[0]
    faults = [fault for each in told for fault in each.faults]
    faults += [fault for each in told[1:] for fault in _differing(kind, first, each)]
    airport = first.values.get("airport")
    if airport is None and not first.faults:
        message = "Say which airport this is from."
        faults.append(Wrong(first.row, "airport", "", "report:airport_missing", message))
    body = body_in(kind, [each.values for each in told])
    found = _read(body, told)
    if isinstance(found, list):
        # A cell that could not be read is missing from the body, which is not a second fault of it.
        unread = {(each.row, each.column) for each in faults}
        faults += [
            each
            for each in found
            if not unread or (each.column in COLUMNS[kind] and (each.row, each.column) not in unread)
        ]
    elif not faults:
        note = first.values.get("note", "")
        said = json.dumps([airport, body.said, note], ensure_ascii=False, sort_keys=True)
        return Row(first.row, airport, found, note, said, first.cells)
    spoilt = {each.row for each in faults}
    reason = "Another row of this report is wrong, so that none of it is taken."
    return faults + [
        Wrong(each.row, "same_report", each.cells["same_report"].strip(), "file:case_spoilt", reason)
        for each in told
        if each.row not in spoilt
    ]


def _differing(kind: ReportKind, first: _Told, further: _Told) -> Iterator[Wrong]:
    """Yield what a further row of a report says otherwise than the first, though all rows share it."""
    for name, value in further.values.items():
        if name not in OF_EACH_ROW[kind] and value != first.values.get(name):
            reason = f"Row {first.row} of the same report says something else. Leave this cell empty."
            said = further.cells[name].strip()
            yield Wrong(further.row, name, said, "file:case_differs", reason, {"row": first.row})


def _statements(cells: Sequence[tuple[int, dict[str, str]]], decimal: DecimalSign) -> tuple[list[Row], list[Wrong]]:
    """Read totals: all rows of one source make one report, so one bad row leaves its source out."""
    totals: dict[str, list[tuple[int, dict[str, Any], dict[str, str]]]] = {}
    wrong: list[Wrong] = []
    spoilt: set[str] = set()
    for number, record in cells:
        values, faults = _values(number, record, decimal, ReportKind.SUMMARY)
        source = record.get("source", "").strip()
        if not source:
            faults.append(Wrong(number, "source", "", "invalid:missing", "Say where this total was published."))
        total = {name: values[name] for name in COLUMNS[ReportKind.SUMMARY] if name != "source" and name in values}
        if not faults:
            one = Body({"kind": "summary", "source": "   one row   ", "totals": [total]})
            alone = _read(one, [_Told(number, record, values, [])])
            faults = alone if isinstance(alone, list) else []
        if faults:
            wrong += faults
            spoilt.add(source)
        else:
            totals.setdefault(source, []).append((number, total, record))
    rows = []
    for source, stated in totals.items():
        if source in spoilt:
            continue
        first, _, record = stated[0]
        body = {"kind": "summary", "source": source, "totals": [total for _, total, _ in stated]}
        told = [_Told(number, cells, {}, []) for number, _, cells in stated]
        found = _read(Body(body, {"totals": list(range(len(told)))}), told)
        if isinstance(found, list):
            wrong += found
        else:
            rows.append(Row(first, None, found, "", json.dumps(body, ensure_ascii=False, sort_keys=True), record))
    return rows, wrong


def _kind_of(record: Mapping[str, str]) -> ReportKind | None:
    try:
        return ReportKind(written_as(record.get("kind", "")))
    except ValueError:
        return None


def _values(
    number: int, record: Mapping[str, str], decimal: DecimalSign, kind: ReportKind
) -> tuple[dict[str, Any], list[Wrong]]:
    """Return the cells that are not empty, each in the form the wire has it."""
    values: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for name, cell in record.items():
        typed = cell.strip()
        if kind is ReportKind.SUMMARY and name == "value" and typed.startswith(_MEANT):
            typed, meant = _meant(typed)
            said = written_as(record.get("qualifier", "").partition(BESIDE)[0])
            if said not in {"", meant}:
                wrong.append(Wrong(number, "qualifier", said, "invalid:value", f"The value itself says {meant}."))
            values["qualifier"] = meant
        if name not in KNOWN or (not typed and name not in YES_OR_NO):
            continue
        try:
            values[name] = value_of(name, typed, decimal)
        except QuantityError as error:
            wrong.append(Wrong(number, name, typed, error.code, error.message, error.params))
        except NotADate:
            reason = "This is a number. Format the cell as a date, or type it as 2026-11-23."
            wrong.append(Wrong(number, name, typed, "file:number_for_date", reason))
        except ValueError:
            whole = ("invalid:int_type", "This must be a whole number.")
            code, reason = ("invalid:bool_type", "This is yes or no.") if name in YES_OR_NO else whole
            wrong.append(Wrong(number, name, typed, code, reason))
    return values, wrong


def _meant(typed: str) -> tuple[str, str]:
    """Take the mark of how it is meant off a figure as partners print it: ">100" is at least, "~30" about."""
    number = typed.lstrip(">≥=~≈ ")
    return number, "at_least" if typed[0] in ">≥" else "about"


def _read(body: Body, told: Sequence[_Told]) -> ReportBody | list[Wrong]:
    """Return the body as its model has it, or everything that is wrong with it by row and column."""
    faults: list[Refusal]
    try:
        found = BODY.validate_json(json.dumps(body.said))
        check(found)
    except ValidationError as error:
        faults = misread(error)
    except Refusals as refused:
        faults = refused.refusals
    else:
        return found
    wrong = []
    for each in faults:
        path = each.path or ""
        at, column = told[body.row_of(path)], column_of(path)
        wrong.append(Wrong(at.row, column, at.cells.get(column, "").strip(), each.code, each.message, each.params))
    # Persons of one description in one row are wrong once.
    return list({(each.row, each.column, each.code): each for each in wrong}.values())


_WRITTEN: Final = {**WRITTEN, "occurred": "A time is written as 2026-11-23T11:20."}

_WORDS: Final = {
    "missing": "This is needed.",
    "string_too_short": "This is too short.",
    "string_too_long": "This is too long.",
    "less_than_equal": "This is too large.",
    "too_long": "There are too many of these.",
    "date_from_datetime_parsing": "A date is written as 2026-11-23.",
    "date_parsing": "A date is written as 2026-11-23.",
}


def misread(error: ValidationError) -> list[Refusal]:
    """Return what pydantic could not read of a row, by field."""
    return [
        Refusal(f"invalid:{_fault(each)}", _words(each), path=".".join(map(str, each["loc"])))
        for each in of_their_own(error.errors())
    ]


def _fault(error: Mapping[str, Any]) -> str:
    """Name what pydantic found: by the field where there is one way of writing it, with an example of that."""
    named, kind = str(error["loc"][-1]), str(error["type"])
    return named if kind == "string_pattern_mismatch" and named in _WRITTEN else kind


def _words(error: Mapping[str, Any]) -> str:
    """Say in English what pydantic found."""
    if error["type"] in {"enum", "literal_error"}:
        return f"This must be {error['ctx']['expected']}.".replace("'", "")
    if error["type"] == "string_pattern_mismatch":
        return _WRITTEN.get(error["loc"][-1], "This is not written as it should be.")
    return _WORDS.get(error["type"], "This value cannot be used here.")
