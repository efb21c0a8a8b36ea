"""The airports of the world: searched, and read out of a pasted list."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
from functools import cache
from typing import Annotated

from flask import Response
from pydantic import Field

from coordinator.beside import beside
from coordinator.http.calls import Read
from coordinator.http.doors import Doors, Who
from coordinator.http.packed import Packed, give, pack
from coordinator.http.wire import Page, PageQuery, View, Wire
from operations.airports import catalogue
from operations.airports.carried import packed
from operations.airports.listed import Listed, read_table
from operations.airports.pasted import PassedOver, Resolution, resolve
from operations.errors import Refusal
from operations.planning.plan import Alpha2
from operations.reports.sheets import decoded
from operations.reports.workbooks import cells, is_workbook

doors = Doors("airports", tag="Reference")


class AirportView(View):
    """An airport of the catalogue."""

    iata: str
    icao: str
    name: str
    city: str
    country: str
    lat: float
    lon: float
    zone: str


class AirportQuery(PageQuery):
    """What is searched for: a code, a city, an airport's or a country's name in any of the five languages."""

    q: Annotated[str, Field(max_length=80)] = ""
    country: Alpha2 | None = None


class PastedList(Wire):
    """A list of airports as it was pasted: codes separated by anything."""

    text: Annotated[str, Field(max_length=100_000)]


class UnknownCode(View):
    """What was written that is no airport, and the code it may have meant."""

    written: str
    suggestion: str | None


class PassedOverWord(View):
    """What looks like a code, or a whole line, and was not read: why, and the airport it is the code of, if any."""

    written: str
    reason: PassedOver
    airport: str | None


class ResolvedList(View):
    """What a pasted list meant: each airport once, in the order of the list."""

    found: list[AirportView]
    unknown: list[UnknownCode]
    repeated: list[str]
    passed_over: list[PassedOverWord]


class AirportFile(Wire):
    """A table of airports, as a file in base64: XLSX or text, told apart by its content."""

    content: Annotated[str, Field(max_length=900_000)]


class ListedAirports(ResolvedList):
    """What a table meant, and the heading of its column of codes: "" where it has none, null where none was found."""

    column: str | None


@doors.read("/airports", Who.ONESELF, answer=Page[AirportView])
def search_airports(call: Read, query: AirportQuery) -> Page[AirportView]:  # noqa: ARG001 whoever is signed in may look
    """Search the catalogue; an exact code comes first."""
    page = catalogue.search(query.q, query.country, limit=query.limit, after=query.cursor)
    return Page[AirportView](items=[airport_view(found) for found in page.airports], next=page.after)


@doors.read("/airports/carried", Who.ONESELF, answer=None)
def carry_airports(call: Read) -> Response:  # noqa: ARG001 whoever is signed in may look
    """Give the whole catalogue for a device to carry; 304 while it is the one that an earlier answer's tag names."""
    return give(beside(_carried))


@cache
def _carried() -> Packed:
    document = packed(catalogue.airports().values())
    return pack(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())


@doors.read("/airports/resolve-file", Who.ONESELF, method="POST", answer=ListedAirports)
def resolve_airport_file(call: Read, body: AirportFile) -> ListedAirports:  # noqa: ARG001 the signed-in may look
    """Read the airports out of a table: an XLSX workbook, or text with a separator between its columns."""
    read = beside(_read_file, body.content)
    return ListedAirports(**_resolved(read.resolution).model_dump(), column=read.column)


@doors.read("/airports/resolve", Who.ONESELF, method="POST", answer=ResolvedList)
def resolve_airports(call: Read, body: PastedList) -> ResolvedList:  # noqa: ARG001 the signed-in may look
    """Read the airports out of a pasted list."""
    return _resolved(resolve(body.text))


def _read_file(content: str) -> Listed:
    try:
        raw = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("file:not_base64", "The content is not base64.", path="content") from None
    if is_workbook(raw):
        return read_table(list(cells(raw)))
    text = decoded(raw)
    separator = max("\t;,|", key=text.count)
    try:
        return read_table(list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))
    except csv.Error as error:
        raise Refusal("file:malformed", f"The file is not well-formed CSV: {error}.") from error


def _resolved(read: Resolution) -> ResolvedList:
    return ResolvedList(
        found=[airport_view(found) for found in read.found],
        unknown=[UnknownCode(written=written, suggestion=suggestion) for written, suggestion in read.unknown],
        repeated=list(read.repeated),
        passed_over=[
            PassedOverWord(written=each.written, reason=each.reason, airport=each.iata) for each in read.passed_over
        ],
    )


def airport_view(found: catalogue.Airport) -> AirportView:
    """Return the view of an airport."""
    return AirportView(
        iata=found.iata,
        icao=found.icao,
        name=found.name,
        city=found.city,
        country=found.country,
        lat=found.lat,
        lon=found.lon,
        zone=found.zone,
    )
