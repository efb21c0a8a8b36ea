"""`coordinator report import`: store a file of reports, all of it or nothing, with what is wrong row by row."""

from __future__ import annotations

import csv
import hashlib
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import select

from coordinator import config
from coordinator.identity.platform import ensure_platform
from coordinator.sheets.template import for_people
from coordinator.sheets.template import template as workbook_template
from coordinator.words.text import LANGUAGES
from operations.errors import Refusal
from operations.participation.models import SeatRow
from operations.participation.queries import seats
from operations.planning.queries import of_code
from operations.policy import Actor, Role
from operations.reports.codes import ReportKind
from operations.reports.columns import COLUMNS
from operations.reports.editions import Arrival
from operations.reports.importing import Imported, elsewhere, import_reports
from operations.reports.imports import Parsed, Row, Wrong, parse
from operations.reports.sheets import LARGEST
from operations.store import open_database
from realtime.transaction import transaction

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from coordinator.commands import Commands
    from operations.planning.models import Operation
    from operations.reports.quantities import DecimalSign
    from realtime.transaction import Database

WIDEST: Final = 40
"""Characters of a value that are shown."""


class TakenBack(Exception):
    """Some rows were wrong, so that nothing of this attempt is kept."""


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("report", help="import a file of reports, or print an empty one")
    what = made.add_subparsers(title="what to do", metavar="WHAT", required=True)
    reading = what.add_parser("import", help="store an XLSX or CSV file of reports")
    reading.add_argument("file", metavar="FILE", type=Path)
    reading.add_argument("--operation", metavar="CODE", required=True, help="the operation they belong to")
    reading.add_argument("--as", dest="seat", metavar="SEAT", required=True, help="a seat's id, or as in ocu, ncp:BR")
    reading.add_argument("--decimal", choices=("POINT", "COMMA"), required=True, help="the file's decimal sign")
    reading.add_argument("--kind", choices=[kind.value for kind in COLUMNS], help="what its rows are, if not told")
    reading.add_argument("--good-rows", action="store_true", help="store the good rows although others are wrong")
    reading.add_argument(
        "--of-this-operation", action="store_true", help="store published totals that do not name the operation"
    )
    reading.set_defaults(run=run)
    empty = what.add_parser("template", help="print the header of a CSV file, or write a workbook")
    empty.add_argument("--kind", choices=[kind.value for kind in COLUMNS], default=ReportKind.SEIZURE.value)
    empty.add_argument("--xlsx", metavar="FILE.xlsx", type=Path, help="write a workbook of every kind instead")
    empty.add_argument("--language", choices=LANGUAGES, default="en", help="the language of its headings and lists")
    empty.set_defaults(run=template)


def template(asked: argparse.Namespace) -> int:
    """Print the header of a file of one kind, or write a workbook that has a sheet for each."""
    if asked.xlsx is not None:
        try:
            asked.xlsx.write_bytes(workbook_template(asked.language, ()))
        except OSError as error:
            print(f"{asked.xlsx} cannot be written: {error.strerror}.", file=sys.stderr)
            return 2
        return 0
    csv.writer(sys.stdout, lineterminator="\n").writerow(COLUMNS[ReportKind(asked.kind)])
    return 0


def run(asked: argparse.Namespace) -> int:
    """Import a file; end with 1 when a row was wrong or doubted, 2 when the file or the seat cannot be used at all."""
    settings = config.read(os.environ)
    path = settings.database_path
    if path is not None and not path.exists():
        print(f"There is no database at {path}. DATABASE_URL names another; `coordinator migrate` makes this one.")
        return 2
    db = open_database(settings.database_url)
    try:
        return import_file(
            db, asked.file, asked.operation, asked.seat, asked.decimal,
            kind=ReportKind(asked.kind) if asked.kind else None, good_rows=asked.good_rows,
            of_this_operation=asked.of_this_operation, now=datetime.now(UTC),
        )  # fmt: skip
    except OSError as error:
        print(f"{asked.file} cannot be read: {error.strerror}.", file=sys.stderr)
        return 2
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2
    finally:
        db.close()


def import_file(  # noqa: PLR0913 what the command is asked for
    db: Database,
    path: Path,
    code: str,
    seat: str,
    decimal: DecimalSign,
    *,
    kind: ReportKind | None,
    good_rows: bool,
    of_this_operation: bool = False,
    now: datetime,
) -> int:
    """Read a file and store what it says; print what is wrong. Raises Refusal and OSError.

    Published totals that do not name the operation may be another's: they keep everything out, as the browser asks
    before it stores them, until somebody says that they are of this one.
    """
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    ensure_platform(db, now)
    with db.reading() as session:
        operation = of_code(session, code)
        actor = actor_in(session, operation, seat, now)
    parsed = parse(raw, decimal, kind, for_people=for_people())
    attempt = Attempt(operation, seat, actor.account_id, parsed, hashlib.sha256(raw).hexdigest(), now)
    wrong, rows = list(parsed.wrong), list(parsed.rows)
    while True:
        doubted = [] if of_this_operation else elsewhere(operation, rows)
        imported = attempt.run(db, rows, keep=(good_rows or not wrong) and not doubted)
        wrong += imported.wrong
        if not imported.wrong or not good_rows:
            break
        bad = {(each.sheet, each.row) for each in imported.wrong}
        rows = [row for row in rows if (row.sheet, row.row) not in bad]
    wrong.sort(key=lambda each: (each.sheet, each.row))
    _print(parsed, imported, wrong, operation, doubted, good_rows=good_rows)
    return 1 if wrong or doubted else 0


def actor_in(session: Session, operation: Operation, named: str, now: datetime) -> Actor:
    """Return who acts: the holder of one seat of the operation, with that seat alone. Raises Refusal."""
    held = (SeatRow.operation_id == operation.id, SeatRow.withdrawn_at.is_(None))
    role, _, place = named.partition(":")
    rows = list(session.scalars(select(SeatRow).where(*held, SeatRow.id == named)))
    if not rows and role in set(Role):
        found = session.scalars(select(SeatRow).where(*held, SeatRow.role == role).order_by(SeatRow.given_at))
        rows = [row for row in found if not place or place in {row.airport, row.country, row.unit}]
    if not rows:
        message = f"There is no seat {named} in {operation.code}. See: coordinator seat --list"
        raise Refusal("import:no_seat", message, seat=named)
    if len({row.account_id for row in rows}) > 1:
        where = [row.unit or row.airport or row.country or row.role for row in rows]
        these = ", ".join(f"{row.id} ({place})" for row, place in list(zip(rows, where, strict=True))[:5])
        raise Refusal("import:seats", f"Several seats are {named}; name one by its id: {these}", seat=named)
    mine = tuple(seat for seat in seats(session, rows[0].account_id, now) if seat.seat_id == rows[0].id)
    if not mine:
        raise Refusal("import:seat_over", "Access to this operation has ended for this seat.", seat=named)
    return Actor(rows[0].account_id, mine)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What every attempt at storing a file's rows has in common."""

    operation: Operation
    seat: str
    account_id: str
    parsed: Parsed
    file_digest: str
    now: datetime

    def run(self, db: Database, rows: Sequence[Row], *, keep: bool) -> Imported:
        """Store rows in one transaction and say what became of each; nothing is kept when one was wrong, or not `keep`.

        Raises Refusal.
        """
        imported = Imported(0, 0, 0, ())
        taken = (self.operation.stream_id, self.operation.audit_stream_id)
        try:
            with transaction(db, taken, actor_id=self.account_id, now=self.now) as tx:
                operation = of_code(tx.session, self.operation.code)
                actor = actor_in(tx.session, operation, self.seat, self.now)
                arrival = Arrival(self.now, str(uuid4()))
                imported = import_reports(
                    tx,
                    actor,
                    operation,
                    rows,
                    arrival,
                    file_digest=self.file_digest,
                    read=self.parsed.read,
                    told=lambda done: _tell(done, len(rows)),
                )
                _require(keep and not imported.wrong)
        except TakenBack:
            pass
        return imported


TOLD_EVERY: Final = 100
"""Rows between two words on how far an import is."""


def _tell(done: int, of: int) -> None:
    """Say how far a long import is, to somebody who watches; a log of it would be of no use."""
    if sys.stderr.isatty() and done and done % TOLD_EVERY == 0:
        last = of - done <= TOLD_EVERY
        print(f"\r{done:,} of {of:,} rows", end="\n" if last else "", file=sys.stderr, flush=True)


def _require(kept: bool) -> None:  # noqa: FBT001 the one thing it is asked
    if not kept:
        raise TakenBack


def _print(
    parsed: Parsed,
    imported: Imported,
    wrong: Sequence[Wrong],
    operation: Operation,
    doubted: Sequence[str],
    *,
    good_rows: bool,
) -> None:
    if wrong:
        _print_table(wrong)
        print()
    faulty = f", {len({(each.sheet, each.row) for each in wrong})} of them wrong" if wrong else ""
    print(f"{parsed.read} rows read{faulty}.")
    if parsed.passed_over:
        print(f"Sheets without a heading of the template, not read: {', '.join(map(_shown, parsed.passed_over))}")
    for source in doubted:
        print(f"Not said to be of {_shown(operation.name)}: {_shown(source)}")
    ways = ["Mend the file, or store its good rows with --good-rows."] if wrong and not good_rows else []
    ways += ["Where these totals are of this operation, say so with --of-this-operation."] if doubted else []
    if ways:
        print("Nothing was stored.", *ways)
        return
    print(f"Reports stored: {imported.stored}" + (f", of which held: {imported.held}" if imported.held else ""))
    if imported.known:
        print(f"There already, and left as they are: {imported.known}")


def _print_table(wrong: Sequence[Wrong]) -> None:
    lines = [("ROW", "COLUMN", "VALUE", "REASON")]
    lines += [(_at(each), each.column or "-", _shown(each.value), each.reason) for each in wrong]
    widths = [max(len(line[place]) for line in lines) for place in range(3)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line[:3], widths, strict=True))
        print("  ".join((*cells, line[3])))


def _at(wrong: Wrong) -> str:
    return f"{_shown(wrong.sheet)}!{wrong.row}" if wrong.sheet else str(wrong.row)


def _shown(value: str) -> str:
    """Return a value as a terminal may show it: what a file holds must not steer it."""
    plain = "".join(mark if mark.isprintable() else "?" for mark in value)
    return plain if len(plain) <= WIDEST else f"{plain[: WIDEST - 1]}…"
