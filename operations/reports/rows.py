"""A report as rows of a file, and rows as the body of a report: each kind's two readings side by side. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from typing import Any, Final, TypeAlias

from operations.reports.codes import ReportKind
from operations.reports.columns import (
    CHECKS,
    COUNTED,
    COUNTS,
    FOUND,
    GOODS,
    HIT,
    HITS,
    INCIDENT,
    MET,
    PARTNER,
    PERSON,
    REFERRAL,
    RETURN,
)
from operations.reports.kinds import MOST_PERSONS, ShownBody

Values: TypeAlias = Mapping[str, Any]
"""What the cells of a row say, by column, as the wire has it."""


@dataclass(slots=True)
class Body:
    """A body in the making: what it says, and from which of its rows, from 0, each of its parts came."""

    said: dict[str, Any]
    came_from: dict[str, list[int]] = field(default_factory=dict)

    def row_of(self, path: str) -> int:
        """Return the row that a place in the body came from; the first for what all rows share."""
        part, _, rest = path.partition(".")
        number = rest.partition(".")[0]
        rows = self.came_from.get(part, [])
        return rows[int(number)] if number.isdigit() and int(number) < len(rows) else 0


def body_in(kind: ReportKind, rows: Sequence[Values]) -> Body:
    """Return what the rows of one report say together."""
    first = rows[0]
    if kind is ReportKind.SEIZURE:
        body = Body({"kind": "seizure", **_only(FOUND, first)})
        _parts(body, "goods", ((place, _only(GOODS, row)) for place, row in _saying(GOODS, rows)))
        _parts(body, "persons", _persons(rows))
        _parts(body, "partners", _renamed(PARTNER, rows), needed=False)
        return body
    if kind is ReportKind.VICTIMS:
        body = Body({"kind": "victims", **_only(MET, first)})
        _parts(body, "persons", ((place, _only(COUNTED, row)) for place, row in _saying(COUNTED, rows)))
        _parts(body, "referrals", _renamed(REFERRAL, rows), needed=False)
        return body
    if kind is ReportKind.ACTIVITY:
        return Body(_activity(first))
    return Body({"kind": kind.value, **_only(_PLAIN[kind], first)})


_PLAIN: Final = {ReportKind.NIL: RETURN, ReportKind.HIT: HIT, ReportKind.INCIDENT: INCIDENT}


def _only(names: Iterable[str], row: Values) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}


def _saying(names: Iterable[str], rows: Sequence[Values]) -> Iterator[tuple[int, Values]]:
    """Yield the rows that say something in some columns; the first always, for what it leaves out is missing."""
    for place, row in enumerate(rows):
        if place == 0 or any(row.get(name) not in {None, False} for name in names):
            yield place, row


def _parts(body: Body, name: str, parts: Iterable[tuple[int, dict[str, Any]]], *, needed: bool = True) -> None:
    found = list(parts)
    if found or needed:
        body.said[name] = [part for _, part in found]
        body.came_from[name] = [place for place, _ in found]


def _persons(rows: Sequence[Values]) -> Iterator[tuple[int, dict[str, Any]]]:
    for place, row in enumerate(rows):
        person = _only(PERSON, row)
        # One too many is enough for the report to be refused, however many were typed.
        yield from [(place, person)] * min(row.get("persons", 1 if person else 0), MOST_PERSONS + 1)


def _renamed(names: Mapping[str, str], rows: Sequence[Values]) -> Iterator[tuple[int, dict[str, Any]]]:
    for place, row in enumerate(rows):
        part = {own: row[column] for column, own in names.items() if column in row}
        if part:
            yield place, part


def _activity(row: Values) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": "activity", **_only((*RETURN, *COUNTS, "officer_hours"), row)}
    for column, (name, database) in (CHECKS | HITS).items():
        if column in row:
            said.setdefault(name, {})[database] = row[column]
    return said


def rows_of(body: ShownBody, *, airport: str | None, mark: str, note: str) -> list[dict[str, Any]]:
    """Return the rows that an import reads as this body: each cell as the wire has it, what is not said left out."""
    said = body.model_dump(mode="json", exclude_none=True)
    parts: Iterable[tuple[dict[str, Any], ...]]
    shared = {"airport": airport or "", "note": note}
    match said["kind"]:
        case "seizure":
            parts = zip_longest(
                said["goods"], _alike(said.get("persons", ())), _columns(PARTNER, said["partners"]), fillvalue={}
            )
            told = shared | {"same_report": mark} | {name: said[name] for name in FOUND if said.get(name, []) != []}
        case "victims":
            parts = zip_longest(said["persons"], _columns(REFERRAL, said["referrals"]), fillvalue={})
            told = shared | {"same_report": mark} | _only(MET, said)
        case "activity":
            counts = CHECKS | HITS
            databases = {column: said[name][each] for column, (name, each) in counts.items() if each in said[name]}
            return [shared | _only((*RETURN, *COUNTS, "officer_hours"), said) | databases]
        case "summary":
            return [{"source": said["source"]} | total for total in said["totals"]]
        case kind:
            return [shared | _only(_PLAIN[ReportKind(kind)], said)]
    further = {"airport": airport or "", "same_report": mark}
    return [
        (told if place == 0 else further) | {name: cell for part in row for name, cell in part.items()}
        for place, row in enumerate(parts)
    ]


def _alike(persons: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the descriptions of persons, each with how many of it follow one another."""
    for person, alike in groupby(persons):
        yield person | {"persons": len(list(alike))}


def _columns(names: Mapping[str, str], parts: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield {column: part[own] for column, own in names.items() if own in part}
