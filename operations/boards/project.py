"""Show what happened: the projection that puts a transaction's rows on boards, and the proof that it did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Integer, bindparam, func, select

from operations.boards.counts import count_rows
from operations.boards.days import Place, day_rows, off_rows
from operations.boards.rows import (
    NEWEST,
    QUIET,
    Shown,
    airport_rows,
    asked_rows,
    log_row,
    operation_row,
    queue_rows,
)
from operations.participation.reading import Reading, read_once
from operations.planning.models import Operation
from operations.reports.models import Report, ReportEdition
from realtime.feed import OPEN, BoardRow
from realtime.log import Entry, encode
from realtime.prepared import PreparedQuery

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.ledger.post import TallyKey
    from realtime.transaction import Tx

_WHOLE = frozenset(
    {
        "operation_published", "boundary_moved", "phase_extended", "schedule_shifted", "airports_suspended",
        "airports_resumed", "airports_stood_down", "operation_stood_down", "operation_cancelled",
    }
)  # fmt: skip
_ANSWERS = frozenset({"country_accepted", "country_limited", "country_declined"})


def project(tx: Tx) -> None:
    """Put the rows that this transaction's facts touch: a projection every transaction leaves through."""
    facts: dict[int, list[Entry]] = {}
    for stream_id, entry, _ in tx.facts:
        facts.setdefault(stream_id, []).append(entry)
    if not facts:
        return
    reported = {operation.stream_id: operation for operation, _ in tx.gathered["reports"]}
    others = facts.keys() - reported.keys()
    found = tx.session.scalars(select(Operation).where(Operation.stream_id.in_(others))) if others else ()
    for operation in (*reported.values(), *found):
        if operation.published_at is not None:
            _project(tx, operation, facts[operation.stream_id])


def _project(tx: Tx, operation: Operation, entries: list[Entry]) -> None:
    stream_id = operation.stream_id
    keys: list[TallyKey] = [key for place, key in tx.gathered["tallies"] if place == stream_id]
    shown: list[Shown] = [*count_rows(tx.session, stream_id, keys)]
    homes = frozenset(report.home for place, report in tx.gathered["reports"] if place is operation)
    if homes:
        shown += queue_rows(tx.session, operation.id, homes)
    shown += _planned(tx, operation, entries)
    if any(entry.kind == "return_asked" for entry in entries):
        tx.session.flush()
        shown += asked_rows(tx.session, operation.id)
    for key, circle, row in shown:
        _show(tx, stream_id, key, circle, row)
    _log(tx, stream_id, entries)


def _planned(tx: Tx, operation: Operation, entries: list[Entry]) -> Iterator[Shown]:
    """Yield the rows of the plan, the airports and the matrix that facts touch."""
    kinds = {entry.kind for entry in entries}
    days = _days(tx, operation)
    if kinds & _WHOLE:
        reading = Reading(tx.session, operation)
        yield operation_row(reading)
        yield from airport_rows(reading)
        yield from _matrix(tx, reading)
    elif kinds & _ANSWERS:
        reading = Reading(tx.session, operation)
        countries = {entry.content()["country"] for entry in entries if entry.kind in _ANSWERS}
        theirs = frozenset(iata for iata, row in reading.airports.items() if row.country in countries)
        yield from airport_rows(reading, theirs)
        yield from _matrix(tx, reading)
    elif "controls_confirmed" in kinds or days:
        confirmed = frozenset(entry.content()["airport"] for entry in entries if entry.kind == "controls_confirmed")
        reading = read_once(tx, operation, confirmed | {iata for iata, _, _ in days})
        if confirmed:
            yield from airport_rows(reading, confirmed)
        yield from day_rows(reading, days)


def _days(tx: Tx, operation: Operation) -> frozenset[Place]:
    """Return the days that any edition of the touched reports lies on.

    What everyone sees is the last validated edition: the day it lay on changes when another one takes its place,
    however many corrections lie between.
    """
    touched: dict[str, Report] = {report.id: report for place, report in tx.gathered["reports"] if place is operation}
    found = {(report.airport, report.report_on, report.shift) for report in touched.values()}
    corrected = [report.id for report in touched.values() if report.edition > 1]
    if corrected:
        query = select(Report.airport, ReportEdition.report_on, ReportEdition.shift)
        query = query.join(ReportEdition, ReportEdition.report_id == Report.id).where(Report.id.in_(corrected))
        found |= {(airport, on, shift) for airport, on, shift in tx.session.execute(query.distinct())}
    return frozenset((airport, on, shift) for airport, on, shift in found if airport is not None and on is not None)


def _matrix(tx: Tx, reading: Reading) -> Iterator[Shown]:
    """Yield the whole matrix, and an end for every cell that is shown and no longer expected."""
    kept = set()
    for key, circle, row in chain(day_rows(reading), off_rows(reading)):
        kept.add(key)
        yield key, circle, row
    for prefix in ("day:", "own:", "off:"):
        for key in open_keys(tx.session, reading.operation.stream_id, prefix):
            if key not in kept:
                yield key, "operation", None


def _log(tx: Tx, stream_id: int, entries: list[Entry]) -> None:
    """Show the newest facts of each circle; what they push out ends in the same commit."""
    new: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind not in QUIET:
            new[entry.circle].append(entry)
    for circle, come in new.items():
        for entry in come[-NEWEST:]:
            _show(tx, stream_id, *log_row(entry))
        shown = sorted(open_keys(tx.session, stream_id, "log:", circle=circle), reverse=True)
        for key in shown[max(NEWEST - len(come), 0) :]:
            tx.end(stream_id, key)


def _show(tx: Tx, stream_id: int, key: str, circle: str, row: dict[str, Any] | None) -> None:
    if row is None:
        tx.end(stream_id, key)
    else:
        tx.put(stream_id, key, circle, row)


def open_keys(session: Session, stream_id: int, prefix: str, *, circle: str | None = None) -> list[str]:
    """Return the keys that boards show now and that begin like this, in no order.

    Asked for in order, or by how they begin, a database walks the keys: all the versions there ever were.
    """
    here = {"stream_id": stream_id, "prefix": prefix, "length": len(prefix)}
    if circle is not None:
        return [key for (key,) in _OPEN_IN_CIRCLE.rows(session, here | {"circle": circle})]
    return [key for (key,) in _OPEN.rows(session, here)]


_BEGINS: Final = select(BoardRow.key).where(
    BoardRow.stream_id == bindparam("stream_id"),
    BoardRow.until_seq == OPEN,
    func.substr(BoardRow.key, 1, bindparam("length", type_=Integer)) == bindparam("prefix"),
)
_OPEN: Final = PreparedQuery(_BEGINS, wide=True)
_OPEN_IN_CIRCLE: Final = PreparedQuery(_BEGINS.where(BoardRow.circle == bindparam("circle")))


def rebuilt(session: Session, operation: Operation) -> dict[str, tuple[str, str]]:
    """Return what the boards of an operation should hold, read from the domain alone: key → circle and JSON text."""
    if operation.published_at is None:
        return {}
    reading = Reading(session, operation)
    shown: list[Shown] = [
        operation_row(reading),
        *airport_rows(reading),
        *day_rows(reading),
        *off_rows(reading),
        *queue_rows(session, operation.id),
        *asked_rows(session, operation.id),
        *count_rows(session, operation.stream_id),
        *_newest(session, operation),
    ]
    return {key: (circle, encode(row)) for key, circle, row in shown if row is not None}


def _newest(session: Session, operation: Operation) -> Iterator[Shown]:
    """Yield the newest facts of each circle; the database finds them, which of an old operation's log are few."""
    here = Entry.stream_id == operation.stream_id
    published = session.scalar(select(Entry.seq).where(here, Entry.kind == "operation_published"))
    place = func.row_number().over(partition_by=Entry.circle, order_by=Entry.seq.desc()).label("place")
    told = select(Entry.seq, place).where(here, Entry.kind.not_in(QUIET), Entry.seq >= published).subquery()
    newest = select(Entry).join(told, Entry.seq == told.c.seq).where(here, told.c.place <= NEWEST)
    yield from map(log_row, session.scalars(newest))


def kept(session: Session, operation: Operation) -> dict[str, tuple[str, str]]:
    """Return what the boards of an operation hold: key → circle and JSON text."""
    query = select(BoardRow.key, BoardRow.circle, BoardRow.row).where(
        BoardRow.stream_id == operation.stream_id, BoardRow.until_seq == OPEN
    )
    return {key: (circle, row) for key, circle, row in session.execute(query)}
