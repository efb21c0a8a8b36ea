"""The list of reports as a file: the columns, rows and order of the screen, in words of the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from coordinator.words.text import at, code, number, on, text, unit_short
from operations.airports.countries import country_name
from operations.policy import Actor
from operations.reports.completeness import completeness
from operations.reports.joint.queries import Into
from operations.reports.models import Report
from operations.reports.queries import Found, at_home

COLUMNS: Final = (
    "number", "kind", "state", "airport", "country", "occurred", "report_on", "received_at", "direction", "origin",
    "destination", "commodity", "basis", "persons", "completeness", "late",
)  # fmt: skip


def headings(language: str) -> dict[str, str]:
    """Return the headings of the list's columns."""
    return {column: text(language, f"reports:column.{column}") for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Known:
    """What the list says of reports beyond their rows: persons by report, zones by airport, where one was merged."""

    persons: Mapping[str, int]
    zones: Mapping[str, str]
    into: Mapping[str, Into]


def report_list(language: str, actor: Actor, found: Sequence[Found], known: Known) -> Iterator[Sequence[str]]:
    """Yield the rows of the list; times are local to the airport, with their zone."""
    return (_row(language, actor, each, known) for each in found)


def _row(language: str, actor: Actor, found: Found, known: Known) -> list[str]:
    report, edition = found
    body = json.loads(edition.body)
    zone = known.zones.get(report.airport or "", "UTC")
    count = known.persons.get(report.id)
    goods = [
        f"{code(language, 'commodity', each['commodity'])} "
        f"{number(language, each['quantity'])} {unit_short(language, each['unit'])}"
        for each in body.get("goods", [])
    ]
    return [
        str(report.number),
        code(language, "report_kind", report.kind),
        _state(language, report, known.into.get(report.id), home=at_home(actor, report)),
        report.airport or "",
        country_name(report.country, language) if report.country else "",
        at(language, edition.occurred_at, zone) if edition.occurred_at else "",
        on(language, edition.report_on) if edition.report_on else "",
        at(language, report.received_at, zone),
        code(language, "direction", edition.direction) if edition.direction else "",
        _place(language, body.get("origin")),
        _place(language, body.get("destination")),
        "; ".join(goods),
        code(language, "basis", edition.basis) if edition.basis else "",
        "" if count is None else str(count),
        _completeness(language, body),
        text(language, "reports:yes") if edition.late else "",
    ]


def _state(language: str, report: Report, into: Into | None, *, home: bool) -> str:
    if into is None:
        return code(language, "report_state", report.state if home else "validated")
    if into.number is None:
        return text(language, "reports:merged.elsewhere")
    return text(language, "reports:merged.into", number=str(into.number))


def _completeness(language: str, body: dict[str, Any]) -> str:
    found = completeness(body)
    return "" if found is None else text(language, "reports:complete.short", filled=str(found.filled), of=str(found.of))


def _place(language: str, place: str | None) -> str:
    """Name the end of a route as the screen does: an airport by its code, a country by its name."""
    return country_name(place, language) if place and len(place) == 2 else place or ""  # noqa: PLR2004 alpha-2
