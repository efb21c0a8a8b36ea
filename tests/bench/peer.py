"""What intake is measured beside: the same rows, written through the ORM with a commit for each report.

A Flask application for gunicorn, of the same models in a copy of the same database. It asks nobody who they are, checks
and decides nothing: it reads the report as JSON, and writes what the product wrote of the last one, row for row, under
new ids and at the next position: report, edition, persons, entry, link, receipt, lines, what stands, tallies, versions
of board rows.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Response, jsonify, request
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from operations.ledger.models import Line, Standing, Tally
from operations.ledger.post import FIELDS, Posting, cells
from operations.planning.models import Operation
from operations.reports.models import PersonsPart, Report, ReportEdition
from operations.store import open_database
from realtime.feed import OPEN, BoardRow
from realtime.log import Entry, Link, Stream
from realtime.receipts import Receipt

if TYPE_CHECKING:
    from realtime.database import Base

TALLY: Final = Tally.measure, Tally.unit, Tally.stage, Tally.circle, Tally.cut, Tally.cell


class Wrote:
    """The rows that the last report of an operation wrote."""

    def __init__(self, session: Session, operation: Operation) -> None:
        self.stream_id, self.operation_id = operation.stream_id, operation.id
        (self.report,) = session.scalars(select(Report).order_by(Report.number.desc()).limit(1))
        of_it = ReportEdition.report_id == self.report.id
        (self.edition,) = session.scalars(select(ReportEdition).where(of_it))
        self.persons = session.scalars(select(PersonsPart).where(PersonsPart.report_id == self.report.id)).all()
        self.entry, self.link = (session.get_one(each, (self.stream_id, self.report.seq)) for each in (Entry, Link))
        (self.receipt,) = session.scalars(select(Receipt).order_by(Receipt.at.desc()).limit(1))
        here = BoardRow.stream_id == self.stream_id, BoardRow.seq == self.report.seq
        self.rows = session.scalars(select(BoardRow).where(*here)).all()
        self.lines = session.scalars(select(Line).where(Line.report_id == self.report.id)).all()
        self.sums: dict[tuple[str, ...], int] = {}
        for line in self.lines:
            for key in cells(Posting(**{name: getattr(line, name) for name in FIELDS})):
                self.sums[key] = self.sums.get(key, 0) + line.value


def app() -> Flask:
    """Return the application; `DATABASE_URL` says where its rows go."""
    engine = open_database(os.environ["DATABASE_URL"]).engine.execution_options(writes=True)
    with Session(engine) as session:
        wrote = Wrote(session, session.scalars(select(Operation)).one())
    made = Flask("peer")

    @made.post("/reports")
    def file_report() -> tuple[Response, int]:
        said = request.get_json()
        with Session(engine) as session, session.begin():
            write(session, wrote, said)
        return jsonify(id=said["id"]), 201

    return made


def write(session: Session, wrote: Wrote, said: dict[str, Any]) -> None:
    """Write a report as the last one was written."""
    stream = session.get_one(Stream, wrote.stream_id, with_for_update=True)
    operation = session.get_one(Operation, wrote.operation_id)
    operation.reports_filed += 1
    stream.seq += 1
    report_id, seq = said["id"], stream.seq
    stream.digest = hashlib.sha256(f"{stream.digest}{report_id}".encode()).hexdigest()
    session.add(again(wrote.report, id=report_id, number=operation.reports_filed, seq=seq))
    session.flush()  # the others refer to it
    session.add(again(wrote.edition, report_id=report_id, submission_id=str(uuid.uuid4()), body=str(said["body"])))
    session.add_all(again(each, report_id=report_id) for each in wrote.persons)
    session.add(again(wrote.entry, seq=seq))
    session.add(again(wrote.link, seq=seq, first_seq=seq, digest=stream.digest))
    session.add(again(wrote.receipt, key=str(uuid.uuid4())))
    session.add_all(again(each, seq=seq, report_id=report_id) for each in wrote.lines)
    session.add_all(Standing(**columns(each, Standing) | {"seq": seq, "report_id": report_id}) for each in wrote.lines)
    here = select(Tally).where(Tally.stream_id == wrote.stream_id, tuple_(*TALLY).in_(wrote.sums))
    for tally in session.scalars(here):
        tally.value += wrote.sums[tally.measure, tally.unit, tally.stage, tally.circle, tally.cut, tally.cell]
    keys = [row.key for row in wrote.rows]
    current = BoardRow.stream_id == wrote.stream_id, BoardRow.until_seq == OPEN, BoardRow.key.in_(keys)
    for row in session.scalars(select(BoardRow).where(*current)):
        row.until_seq = seq
    session.flush()  # a version ends before the next one holds
    session.add_all(again(row, seq=seq, until_seq=OPEN) for row in wrote.rows)


def again(row: Any, **changed: Any) -> Base:  # noqa: ANN401 a row of any table
    """Return a row like another."""
    made: Base = type(row)(**columns(row, type(row)) | changed)
    return made


def columns(row: Base, model: type[Base]) -> dict[str, Any]:
    """Return what a row holds of a table's columns."""
    return {name: getattr(row, name) for name in model.__table__.columns.keys()}  # noqa: SIM118 columns, not a dict
