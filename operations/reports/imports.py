"""Read a file of reports: rows into bodies, or the reason why not, row by row. Pure; nothing is stored here.

Headings are the names in COLUMNS, in any order and case. The file's decimal sign is told, never guessed.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic import ValidationError

from operations.errors import Refusals, of_their_own
from operations.reports.check import check
from operations.reports.codes import Database, ReportKind
from operations.reports.editions import BODY
from operations.reports.kinds import Body
from operations.reports.quantities import DecimalSign, QuantityError, check_above_zero, parse_marked
from operations.reports.sheets import Sheet, no_header, no_rows, read_sheet, written_as
from operations.reports.workbooks import is_workbook, read_workbook

_COUNTS: Final = (
    "flights_monitored", "passengers_profiled", "passengers_checked", "bags_searched", "parcels_searched",
    "consignments_searched", "officers",
)  # fmt: skip
_CHECKS: Final = {f"checks_{each.value}": ("database_checks", each.value) for each in Database}
_HITS: Final = {f"hits_{each.value}": ("hits", each.value) for each in Database}
_GOODS: Final = ("commodity", "quantity", "unit", "confirmed", "estimated")
_PERSON: Final = ("role", "sex", "age_band", "nationality", "outcome")

COLUMNS: Final[Mapping[ReportKind, tuple[str, ...]]] = {
    ReportKind.SEIZURE: (
        "airport", "occurred", "fold", "direction", "origin", "destination", "intended_destination", "place",
        "conveyance", "carrier", "flight_number", "awb", "concealment", "basis", "technique", *_GOODS, "persons",
        *_PERSON, "note",
    ),
    ReportKind.ACTIVITY: ("airport", "report_on", *_COUNTS, "officer_hours", *_CHECKS, *_HITS, "note"),
    ReportKind.NIL: ("airport", "report_on", "note"),
    ReportKind.SUMMARY: ("source", "measure", "commodity", "outcome", "value", "unit", "qualifier"),
}  # fmt: skip
"""The columns of a file of each kind, as a template has them. `persons` is how many of the same description."""

_KNOWN: Final = frozenset({"kind"}.union(*COLUMNS.values()))
_CODES: Final = frozenset(
    {"direction", "place", "conveyance", "concealment", "basis", "technique", "commodity", *_PERSON} - {"nationality"}
) | {"measure", "qualifier"}
_UPPER: Final = frozenset(
    {"airport", "origin", "destination", "intended_destination", "nationality", "carrier", "flight_number"}
)
_LISTED: Final = _CODES | _UPPER | {"unit"}
BESIDE: Final = " · "
"""What stands between a code and its name where both are offered."""

_MARKED: Final = frozenset({"quantity", "officer_hours", "value"})
_WHOLE: Final = frozenset({"fold", "persons", *_COUNTS, *_CHECKS, *_HITS})
_YES_NO: Final = {"": False, "0": False, "no": False, "false": False, "1": True, "yes": True, "true": True, "x": True}

_MEANT: Final = (">", "≥", "~", "≈")
_DATES: Final = frozenset({"occurred", "report_on"})
_FAULTS: Final = {
    "file:formula": "This cell holds a formula. Paste its value instead.",
    "file:error_value": "This cell holds an error of the spreadsheet.",
    "file:merged": "This cell is merged with others. Separate them, and fill each.",
}

_NAMESPACE: Final = uuid.UUID("5f0a1f0e-6f0e-5c0b-9a51-5d6a1a1c3f10")


class NotADate(ValueError):
    """A bare number stands where a date belongs: a spreadsheet's count of days, without its format."""


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
    body: Body
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


def parse(raw: bytes, decimal: DecimalSign, kind: ReportKind | None = None) -> Parsed:
    """Read a file. Raises Refusal for one that cannot be read at all; every other fault is one of a row.

    Without `kind`, a column of that name says it for each row, else the columns there are.
    """
    if is_workbook(raw):
        sheets, passed_over = read_workbook(raw, _KNOWN, decimal)
        if not sheets:
            raise no_header() if passed_over else no_rows()
    else:
        sheets, passed_over = [read_sheet(raw, _KNOWN)], []
    parsed = [_parsed(sheet, decimal, kind) for sheet in sheets]
    return Parsed(
        [row for each in parsed for row in each.rows],
        [wrong for each in parsed for wrong in each.wrong],
        sum(each.read for each in parsed),
        passed_over,
    )


def _parsed(sheet: Sheet, decimal: DecimalSign, kind: ReportKind | None) -> Parsed:
    """Read one sheet; every fault of it names the sheet, if it has a name."""
    header = sheet.header
    kind = kind or _kind_by(header)
    wrong = [
        Wrong(sheet.top, name, name, "file:unknown_column", "There is no such column in the template.")
        for name in header
        if name not in (_KNOWN if kind is None else {"kind", *COLUMNS[kind]})
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


def _kind_by(header: Sequence[str]) -> ReportKind | None:
    """Say what a file is by its columns; None where a column of its own says it."""
    names = set(header)
    if "kind" in names:
        return None
    if names & {"measure", "source"}:
        return ReportKind.SUMMARY
    if names & {"commodity", "occurred"}:
        return ReportKind.SEIZURE
    return ReportKind.ACTIVITY if names - {"airport", "report_on", "note"} else ReportKind.NIL


def _reports(
    cells: Sequence[tuple[int, dict[str, str]]], decimal: DecimalSign, kind: ReportKind | None
) -> tuple[list[Row], list[Wrong]]:
    rows: list[Row] = []
    wrong: list[Wrong] = []
    for number, record in cells:
        own = kind or _kind_of(record)
        if own is None or own not in _MADE:
            reason = "A row of this file is a seizure, an activity or a nil."
            wrong.append(Wrong(number, "kind", record.get("kind", ""), "invalid:enum", reason))
            continue
        values, faults = _values(number, record, decimal)
        airport = values.get("airport")
        if airport is None and not faults:
            faults.append(Wrong(number, "airport", "", "report:airport_missing", "Say which airport this is from."))
        body = _MADE[own](values)
        found = _read(number, record, body)
        if isinstance(found, list):
            # A cell that could not be read is missing from the body, which is not a second fault of it.
            unread = {each.column for each in faults}
            faults += [
                each for each in found if not unread or (each.column in COLUMNS[own] and each.column not in unread)
            ]
        elif not faults:
            said = json.dumps([airport, body, values.get("note", "")], ensure_ascii=False, sort_keys=True)
            rows.append(Row(number, airport, found, values.get("note", ""), said, record))
        wrong += faults
    return rows, wrong


def _statements(cells: Sequence[tuple[int, dict[str, str]]], decimal: DecimalSign) -> tuple[list[Row], list[Wrong]]:
    """Read totals: all rows of one source make one report, so one bad row leaves its source out."""
    totals: dict[str, list[tuple[int, dict[str, Any], dict[str, str]]]] = {}
    wrong: list[Wrong] = []
    spoilt: set[str] = set()
    for number, record in cells:
        values, faults = _values(number, record, decimal)
        source = record.get("source", "").strip()
        if not source:
            faults.append(Wrong(number, "source", "", "invalid:missing", "Say where this total was published."))
        total = {name: values[name] for name in COLUMNS[ReportKind.SUMMARY] if name != "source" and name in values}
        if not faults:
            alone = _read(number, record, {"kind": "summary", "source": "   one row   ", "totals": [total]})
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
        found = _read(first, record, body)
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


def _values(number: int, record: Mapping[str, str], decimal: DecimalSign) -> tuple[dict[str, Any], list[Wrong]]:
    """Return the cells that are not empty, each in the form the wire has it."""
    values: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for name, cell in record.items():
        typed = cell.strip()
        if name == "value" and typed.startswith(_MEANT):
            typed, meant = _meant(typed)
            said = written_as(record.get("qualifier", "").partition(BESIDE)[0])
            if said not in {"", meant}:
                wrong.append(Wrong(number, "qualifier", said, "invalid:value", f"The value itself says {meant}."))
            values["qualifier"] = meant
        if name not in _KNOWN or (not typed and name not in {"confirmed", "estimated"}):
            continue
        try:
            values[name] = _value(name, typed, decimal)
        except QuantityError as error:
            wrong.append(Wrong(number, name, typed, error.code, error.message, error.params))
        except NotADate:
            reason = "This is a number. Format the cell as a date, or type it as 2026-11-23."
            wrong.append(Wrong(number, name, typed, "file:number_for_date", reason))
        except ValueError:
            kind, reason = (
                ("bool_type", "This is yes or no.")
                if name in {"confirmed", "estimated"}
                else ("int_type", "This must be a whole number.")
            )
            wrong.append(Wrong(number, name, typed, f"invalid:{kind}", reason))
    return values, wrong


def _meant(typed: str) -> tuple[str, str]:
    """Take the mark of how it is meant off a figure as partners print it: ">100" is at least, "~30" about."""
    number = typed.lstrip(">≥=~≈ ")
    return number, "at_least" if typed[0] in ">≥" else "about"


def _value(name: str, typed: str, decimal: DecimalSign) -> Any:  # noqa: ANN401 text, number or truth, by column
    if name in _MARKED:
        return parse_marked(typed, decimal)
    if name in _WHOLE:
        check_above_zero(typed)
        if not (typed.isascii() and typed.isdigit()):
            raise ValueError(typed)
        return int(typed)
    if name in {"confirmed", "estimated"}:
        typed = typed.partition(BESIDE)[0].strip()
        if typed.lower() not in _YES_NO:
            raise ValueError(typed)
        return _YES_NO[typed.lower()]
    if name in _LISTED:
        # The lists of a template offer a code with its name behind: "arrival · Arrivée".
        typed = typed.partition(BESIDE)[0].strip()
    if name in _CODES:
        return written_as(typed)
    if name in _DATES and typed.replace(".", "", 1).replace(",", "", 1).isdecimal():
        raise NotADate
    if name == "occurred":
        return typed.replace(" ", "T", 1)
    return typed.upper() if name in _UPPER else typed


def _seizure(values: Mapping[str, Any]) -> dict[str, Any]:
    own = (
        "occurred", "fold", "direction", "origin", "destination", "intended_destination", "place", "conveyance",
        "carrier", "flight_number", "awb", "concealment", "basis", "technique",
    )  # fmt: skip
    person = {name: values[name] for name in _PERSON if name in values}
    return {
        "kind": "seizure",
        **{name: values[name] for name in own if name in values},
        "goods": [{name: values[name] for name in _GOODS if name in values}],
        "persons": [person] * values.get("persons", 1 if person else 0),
    }


def _activity(values: Mapping[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": "activity"}
    body |= {name: values[name] for name in ("report_on", *_COUNTS, "officer_hours") if name in values}
    for column, (name, database) in (_CHECKS | _HITS).items():
        if column in values:
            body.setdefault(name, {})[database] = values[column]
    return body


def _nil(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": "nil", **{name: values[name] for name in ("report_on",) if name in values}}


_MADE: Final[Mapping[ReportKind, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    ReportKind.SEIZURE: _seizure,
    ReportKind.ACTIVITY: _activity,
    ReportKind.NIL: _nil,
}


def _read(number: int, record: Mapping[str, str], body: dict[str, Any]) -> Body | list[Wrong]:
    """Return the body as its model has it, or everything that is wrong with it by column."""
    faults: list[tuple[str, str, str, Mapping[str, Any]]]
    try:
        found = BODY.validate_json(json.dumps(body))
        check(found)
    except ValidationError as error:
        faults = [
            (".".join(map(str, each["loc"])), f"invalid:{each['type']}", _words(each), {})
            for each in of_their_own(error.errors())
        ]
    except Refusals as refused:
        faults = [(each.path or "", each.code, each.message, each.params) for each in refused.refusals]
    else:
        return found
    named = [(column_of(path), code, reason, params) for path, code, reason, params in faults]
    return [
        Wrong(number, column, record.get(column, "").strip(), code, reason, params)
        for column, code, reason, params in named
    ]


def column_of(path: str) -> str:
    """Return the column that a place in a body came from: `goods.0.unit` from unit, `hits.sltd` from hits_sltd."""
    steps = [step for step in path.split(".") if not step.isdigit()]
    if len(steps) > 1 and steps[-2] in {"database_checks", "hits"}:
        return f"{'checks' if steps[-2] == 'database_checks' else 'hits'}_{steps[-1]}"
    return steps[-1] if steps else ""


_WORDS: Final = {
    "missing": "This is needed.",
    "string_too_short": "This is too short.",
    "string_too_long": "This is too long.",
    "less_than_equal": "This is too large.",
    "too_long": "There are too many of these.",
    "date_from_datetime_parsing": "A date is written as 2026-11-23.",
    "date_parsing": "A date is written as 2026-11-23.",
}


def _words(error: Mapping[str, Any]) -> str:
    """Say in English what pydantic found."""
    if error["type"] in {"enum", "literal_error"}:
        return f"This must be {error['ctx']['expected']}.".replace("'", "")
    if error["type"] == "string_pattern_mismatch":
        wall = error["loc"][-1] == "occurred"
        return "A time is written as 2026-11-23T11:20." if wall else "This is not written as it should be."
    return _WORDS.get(error["type"], "This value cannot be used here.")
