"""The workbook that reports are entered into away from the network: a sheet a kind, each code offered with its name.

It comes empty, or with reports in it as an import reads them. Row 1 names the columns in the reader's language, row 2
by the codes an import reads; below, what may stand in a column is offered or checked by the spreadsheet itself. Nothing
in it is a formula.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import xlsxwriter

from coordinator.words.text import LANGUAGES, code, colon, has_text, text
from operations.airports.countries import countries, country_name
from operations.reports import codes
from operations.reports.columns import BESIDE, COLUMNS, DATES, KNOWN, LISTS, MARKED, WHOLE
from operations.reports.commodities import COMMODITIES, TAXONOMY_VERSION, Category
from operations.reports.currencies import CURRENCIES
from operations.reports.quantities import UNITS
from operations.reports.sheets import MOST_ROWS, written_as

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SHEETS: Final = tuple(COLUMNS)
FIRST: Final = 2
"""The first row, from 0, that is written into."""

LAST: Final = FIRST + MOST_ROWS - 1
_ENUMS: Final[Mapping[str, tuple[str, type[StrEnum]]]] = {
    "direction": ("direction", codes.Direction),
    "place": ("place", codes.Place),
    "conveyance": ("conveyance", codes.Conveyance),
    "concealment": ("concealment", codes.Concealment),
    "basis": ("basis", codes.Basis),
    "technique": ("technique", codes.Technique),
    "role": ("person_role", codes.PersonRole),
    "sex": ("sex", codes.Sex),
    "age_band": ("age_band", codes.AgeBand),
    "outcome": ("outcome", codes.Outcome),
    "qualifier": ("qualifier", codes.Qualifier),
    "value_basis": ("value_basis", codes.ValueBasis),
    "partner": ("agency", codes.Agency),
    "met": ("met", codes.Met),
    "exploitation": ("exploitation", codes.Exploitation),
    "to": ("referred_to", codes.ReferredTo),
    "database": ("database", codes.Database),
    "concern": ("concern", codes.Concern),
    "verification": ("verification", codes.Verification),
    "action": ("hit_action", codes.HitAction),
    "type": ("incident", codes.IncidentType),
    "severity": ("severity", codes.Severity),
}
_MEASURES: Final = ("seizures", "quantity", "persons", "messages")
_DECIMALS: Final = frozenset({"quantity", "officer_hours"})
_SHOWN: Final[Mapping[str, str]] = {"occurred": "yyyy-mm-dd hh:mm", "report_on": "yyyy-mm-dd"}
_WIDTH: Final = 18
_EXACT: Final = 15
"""Characters of a number that a spreadsheet keeps as it is."""

_MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""An instant for every workbook, so that the same one is the same file."""


Rows: TypeAlias = Mapping[codes.ReportKind, Sequence[Mapping[str, Any]]]
"""The rows of each sheet, by column, with values as the wire has them."""


def template(language: str, airports: Sequence[tuple[str, str]], rows: Rows | None = None) -> bytes:
    """Return the workbook in a language; `airports` are those that may be reported for: code and city."""
    buffer = io.BytesIO()
    # Not one cell may come to life as a formula or a link, whatever an airport is called.
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, settings)
    book.set_properties({"created": _MADE})
    lists = _Lists(language, airports)
    name, mark = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"font_color": "#64748b"})
    formats = {column: book.add_format({"num_format": shown}) for column, shown in _SHOWN.items()}
    for kind in SHEETS:
        sheet = book.add_worksheet(code(language, "report_kind", kind.value)[:31])
        _head(sheet, language, COLUMNS[kind], lists, (name, mark, formats))
        for number, row in enumerate((rows or {}).get(kind, ()), FIRST):
            for place, column in enumerate(COLUMNS[kind]):
                if column in row:
                    _write(sheet, number, place, lists.offered(column, row[column]), column)
    lists.write(book.add_worksheet(LISTS), language)
    book.close()
    return buffer.getvalue()


def _head(
    sheet: Worksheet,
    language: str,
    columns: Sequence[str],
    lists: _Lists,
    formats: tuple[Format, Format, Mapping[str, Format]],
) -> None:
    name, mark, dated = formats
    if language == "ar":
        sheet.right_to_left()
    for place, column in enumerate(columns):
        sheet.write_string(0, place, heading(language, column), name)
        sheet.write_string(1, place, column, mark)
        sheet.set_column(place, place, _WIDTH, dated.get(column))
        rule = lists.rule(column)
        if rule is not None:
            sheet.data_validation(FIRST, place, LAST, place, rule)
    sheet.freeze_panes(FIRST, 1)


def _write(sheet: Worksheet, row: int, place: int, said: Any, column: str) -> None:  # noqa: ANN401 any value of the wire
    """Write a value as its column is read: numbers as numbers, so that no decimal sign has to be told of them."""
    if isinstance(said, list):
        sheet.write_string(row, place, "; ".join(map(str, said)))
    elif isinstance(said, bool):
        sheet.write_string(row, place, "yes" if said else "")
    elif column in DATES:
        # A cell knows no zone: it is the wall time that was reported.
        sheet.write_datetime(row, place, datetime.fromisoformat(said))
    elif column in WHOLE or (column in MARKED and len(said) <= _EXACT):
        sheet.write_number(row, place, float(said))
    else:
        sheet.write_string(row, place, said)


def heading(language: str, column: str) -> str:
    """Name a column of a file in a language."""
    asked, _, database = column.partition("_")
    if asked in {"checks", "hits"} and database in set(codes.Database):
        measure = "database_checks" if asked == "checks" else "hits"
        return f"{code(language, 'measure', measure)}{BESIDE}{code(language, 'database', database)}"
    for key in (f"reports:field.{column}", f"reports:template.{column}", f"codes:measure.{column}"):
        if has_text(language, key):
            return text(language, key)
    raise KeyError(column)


@cache
def for_people() -> frozenset[str]:
    """Return the names that templates have beside their codes, in every language, but for those spelt like a code."""
    columns = {column for kind in SHEETS for column in COLUMNS[kind]}
    return frozenset(written_as(heading(language, column)) for language in LANGUAGES for column in columns) - KNOWN


class _Lists:
    """What may be chosen in each column, and where it stands in the sheet of codes."""

    def __init__(self, language: str, airports: Sequence[tuple[str, str]]) -> None:
        def named(of: str, values: Sequence[str]) -> list[str]:
            return [f"{each}{BESIDE}{code(language, of, each)}" for each in values]

        goods, wider = list(COMMODITIES), [each.value for each in Category if each.value not in COMMODITIES]
        nations = sorted(countries(), key=lambda each: country_name(each, language))
        self._choices: dict[str, list[str]] = {
            column: named(of, [each.value for each in enum]) for column, (of, enum) in _ENUMS.items()
        } | {
            "commodity": named("commodity", goods) + named("category", wider),
            "measure": named("measure", _MEASURES),
            "unit": [_unit(language, each) for each in UNITS],
            "nationality": [f"{each}{BESIDE}{country_name(each, language)}" for each in nations],
            "citizenship": [f"{each}{BESIDE}{country_name(each, language)}" for each in nations],
            "currency": [_unit(language, each) for each in CURRENCIES],
            "airport": [f"{iata}{BESIDE}{city}" for iata, city in airports],
            "confirmed": ["yes", "no"],
            "estimated": ["yes", "no"],
        }
        self._offers = {
            column: {choice.partition(BESIDE)[0]: choice for choice in choices}
            for column, choices in self._choices.items()
        }
        self._places = {column: place for place, column in enumerate(self._choices)}

    def rule(self, column: str) -> dict[str, Any] | None:
        """Return what the spreadsheet checks in a column; None where anything may stand."""
        choices = self._choices.get(column)
        if choices:
            letter = xlsxwriter.utility.xl_col_to_name(self._places[column])
            return {"validate": "list", "source": f"={LISTS}!${letter}$2:${letter}${len(choices) + 1}"}
        if column in _DECIMALS:
            return {"validate": "decimal", "criteria": ">=", "value": 0}
        return {"validate": "integer", "criteria": ">=", "value": 0} if column in WHOLE else None

    def offered(self, column: str, said: Any) -> Any:  # noqa: ANN401 any value of the wire
        """Return a code with its name, where the column offers it; anything else as it is."""
        return self._offers.get(column, {}).get(said, said) if isinstance(said, str) else said

    def write(self, sheet: Worksheet, language: str) -> None:
        """Write the lists, each below its name: they are read as well as chosen from. Beside them, of which edition."""
        for column, choices in self._choices.items():
            place = self._places[column]
            # Named in words that are no heading of an import, so that nobody takes the lists for rows.
            sheet.write_string(0, place, f"{heading(language, column)}{colon(language)}")
            sheet.write_column(1, place, choices)
            sheet.set_column(place, place, _WIDTH)
        edition = f"{text(language, 'plan:part.taxonomy_version')}{colon(language)} {TAXONOMY_VERSION}"
        sheet.write_string(0, len(self._choices), edition)


def _unit(language: str, unit: str) -> str:
    known = has_text(language, f"codes:unit.{unit}.name")
    return f"{unit}{BESIDE}{text(language, f'codes:unit.{unit}.name')}" if known else unit
