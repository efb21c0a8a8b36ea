"""Store the rows of a file as reports, in one transaction, through the same verb that every report comes by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from operations.errors import Refusal, Refusals
from operations.events.audit import FileImported
from operations.policy import Action, Subject, allows, home_of
from operations.reports import kept, once
from operations.reports.actions import file_report, validate_reports
from operations.reports.columns import column_of
from operations.reports.imports import Row, Wrong, misread
from operations.reports.kinds import FileReport, Summary, ValidateReports, Versioned
from operations.reports.models import Report

if TYPE_CHECKING:
    from operations.planning.models import Operation
    from operations.policy import Actor
    from operations.reports.editions import Arrival
    from realtime.transaction import Tx

OF_THE_OPERATION: Final = "operation:"
"""Refusals whose code begins so are not a row's fault."""

HELD: Final = {
    "not_accepted": "This airport's country has not accepted yet: the report would be held.",
    "country_declined": "This airport's country declined to take part: the report would be held.",
    "outside_window": "This lies outside the operational phase: the report would be held.",
    "suspended": "The airport was suspended then: the report would be held.",
    "operation_over": "The operation is over: the report would be held.",
    "seat_withdrawn": "The seat was withdrawn: the report would be held.",
    once.SECOND: "This airport's activity return is there already.",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows: reports stored, how many of them held, those known from before, and what went wrong."""

    stored: int
    held: int
    known: int
    wrong: Sequence[Wrong]


def import_reports(
    tx: Tx,
    actor: Actor,
    operation: Operation,
    rows: Sequence[Row],
    arrival: Arrival,
    *,
    file_digest: str,
    read: int,
    told: Callable[[int], None] = lambda _: None,
) -> Imported:
    """File every row, telling before each how many are done.

    Where `wrong` is not empty the caller must let the transaction fail: rows may be half judged.

    The operation's stream and its audit stream are taken. Raises Refusal for what is not the fault of a row.
    """
    stored: list[Report] = []
    wrong: list[Wrong] = []
    known = 0
    before = kept.standing(tx.session, operation.id, {row.body.kind for row in rows})
    for done, row in enumerate(rows):
        told(done)
        if tx.session.get(Report, row.report_id(operation.id)) is not None:
            known += 1
            continue
        outcome = _filed(tx, actor, operation, row, arrival, before)
        if outcome is None:
            known += 1
        elif isinstance(outcome, Report):
            stored.append(outcome)
        else:
            wrong += outcome
    if stored and not wrong:
        fact = FileImported(file_digest, read, len(stored))
        tx.record(operation.audit_stream_id, fact, subject="file", circle="ocu")
    return Imported(len(stored), sum(report.state == "held" for report in stored), known, wrong)


def elsewhere(operation: Operation, rows: Sequence[Row]) -> list[str]:
    """Return the sources of published totals that name neither this operation nor its code: they may be another's.

    Such a file says neither days nor airports, so what it says of itself is all that there is to go by.
    """
    sources = dict.fromkeys(row.body.source for row in rows if isinstance(row.body, Summary))
    return [source for source in sources if not any(_names(source, each) for each in (operation.name, operation.code))]


def _names(source: str, name: str) -> bool:
    """Say whether a name stands in a text word by word: COCAIR II is not named by COCAIR III."""
    said, wanted = (re.findall(r"\w+", text.casefold()) for text in (source, name))
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said)))


def _filed(
    tx: Tx, actor: Actor, operation: Operation, row: Row, arrival: Arrival, before: frozenset[str]
) -> Report | list[Wrong] | None:
    """File a row, or say what is wrong with it; None where the operation had the same report before the file came."""
    if not allows(actor, Action.REPORT_IMPORT, Subject(operation.id, home_of(row.airport))):
        column = "airport" if row.airport else ""
        message = "Your seat does not allow importing this."
        return [Wrong(row.row, column, row.airport or "", "not_allowed", message, sheet=row.sheet)]
    return None if kept.told(row.airport, row.body) in before else _new(tx, actor, operation, row, arrival)


def _new(tx: Tx, actor: Actor, operation: Operation, row: Row, arrival: Arrival) -> Report | list[Wrong]:
    try:
        command = FileReport(id=row.report_id(operation.id), airport=row.airport, body=row.body, note=row.note)
        report = file_report(tx, actor, operation, command, arrival)
    except Refusal as refusal:
        if refusal.code.startswith(OF_THE_OPERATION):
            raise
        return [_wrong(row, refusal)]
    except Refusals as refused:
        return [_wrong(row, refusal) for refusal in refused.refusals]
    except ValidationError as error:  # of what stands beside the body: the airport and the note
        return [_wrong(row, refusal) for refusal in misread(error)]
    decides = allows(actor, Action.REPORT_RELEASE, Subject(operation.id, "ocu"))
    # A file is there to be mended, and nothing of it is lost: what is held for its own sake is not taken from it.
    if report.held_for is not None and (not decides or report.held_for == once.SECOND):
        return [Wrong(row.row, "", "", f"held:{report.held_for}", HELD[report.held_for], sheet=row.sheet)]
    if isinstance(row.body, Summary):
        # No contact point is concerned by totals without cases: whoever may import them is whoever validates them.
        chosen = ValidateReports(reports=(Versioned(id=report.id, version=report.version),))
        refusals = [each.refusal for each in validate_reports(tx, actor, operation, chosen)]
        return [_wrong(row, refusal) for refusal in refusals if refusal is not None] or report
    return report


def _wrong(row: Row, refusal: Refusal) -> Wrong:
    column = column_of(refusal.path or "")
    said = row.cells.get(column, "")
    return Wrong(row.row, column, said, refusal.code, refusal.message, refusal.params, row.sheet)
