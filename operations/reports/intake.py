"""Ask whether, and as what, a report may come in or be changed: by whom, from which place, against which schedule.

What the rules would refuse though its sender meant well is held, never lost; the actions act on what is said here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, or_, select

from operations.errors import Refusal, Refusals, not_allowed, not_found, outdated
from operations.participation.models import SeatRow
from operations.participation.queries import ended_at
from operations.participation.reading import read_once
from operations.planning.models import OperationAirport
from operations.planning.queries import plan_of
from operations.policy import Action, Role, Subject, allows, require
from operations.reports import once
from operations.reports.check import check
from operations.reports.judge import Judged, Place, is_late, judge
from operations.reports.kinds import Activity, Body, Nil, Seizure, Summary, Victims
from operations.reports.models import Report, ReportEdition
from operations.reports.queries import readable_numbers
from operations.reports.silence import ANSWERING

if TYPE_CHECKING:
    from collections.abc import Collection

    from operations.planning.models import Operation
    from operations.policy import Actor
    from operations.reports.kinds import CorrectReport
    from realtime.transaction import Tx


AFTER_SEAT: Final = "seat_withdrawn"
"""Why something is held that came from a seat which had ended, however it ended."""


def may_file(tx: Tx, actor: Actor, operation: Operation, home: str) -> datetime | None:
    """Raise unless the actor may file for this circle now, or could: then return when the seat ended."""
    subject = Subject(operation.id, home)
    if allows(actor, Action.REPORT_FILE, subject):
        return None
    ended = seat_ended_at(tx, actor, operation, home)
    if ended is None:
        require(actor, Action.REPORT_FILE, subject, what="operation")
    return ended


def seat_ended_at(tx: Tx, actor: Actor, operation: Operation, home: str) -> datetime | None:
    """Return when the last seat ended by which the actor could file for this circle; None if there was none."""
    airport = home.removeprefix("airport:")
    row = tx.session.get(OperationAirport, (operation.id, airport))
    contact = (SeatRow.role == Role.NCP.value) & (SeatRow.country == (row.country if row else None))
    seats = tx.session.scalars(
        select(SeatRow).where(
            SeatRow.operation_id == operation.id,
            SeatRow.account_id == actor.account_id,
            or_(SeatRow.airport == airport, contact),
        )
    )
    return max((at for seat in seats if (at := ended_at(seat, operation, tx.now)) is not None), default=None)


def held_after_seat(judged: Judged, came_at: datetime, ended: datetime | None) -> str | None:
    """Return why something is held: for its own reason, or because it lies after the seat it was written in had ended.

    What happened while the seat held counts whenever it arrives; a return, which did not happen, by when it came.
    """
    if ended is not None and (judged.occurred_at or came_at) >= ended:
        return AFTER_SEAT
    return judged.held_for


def held_from_former(report: Report, judged: Judged) -> str | None:
    """Return why a correction is held that comes from a seat which has ended.

    Nothing that lies there is looked at for it: of what came since, its writer is to learn nothing. A return of the day
    or shift it was of waits for validation alone: held, it would make a day that was answered read as missing.
    """
    stays = report.kind in ANSWERING and report.state != "held"
    return None if stays and (judged.report_on, judged.shift) == once.turn(report) else AFTER_SEAT


def to_correct(
    tx: Tx, actor: Actor, operation: Operation, report_id: str, command: CorrectReport
) -> tuple[Report, bool]:
    """Return a report the actor may correct, and whether that is only by a seat that has ended.

    Whoever had the seat cannot look at what was decided upon the report meanwhile: only another edition stands against
    theirs, or that it was withdrawn, and of which it is they are told no more.
    """
    report = tx.session.get(Report, report_id)
    if report is not None and report.operation_id == operation.id:
        ended = None
        if not allows(actor, Action.REPORT_CORRECT, Subject(operation.id, report.home)):
            ended = seat_ended_at(tx, actor, operation, report.home)
        # What came after the seat had ended nobody read in it.
        if ended is not None and report.received_at < ended:
            present = tx.session.get_one(ReportEdition, (report.id, report.edition))
            # An edition that came since was read in no seat that had ended, whoever says so; one's own is known.
            known = present.received_at < ended or present.actor_id == actor.account_id
            read = known and (command.version == report.version or command.edition == report.edition)
            if not read or report.state == "withdrawn":
                message = "This report is no longer as you read it, and your seat has ended."
                raise Refusal("report:changed_since", message, status=409)
            return report, True
    require(actor, Action.PLAN_READ, Subject(operation.id, operation.circle), what="operation")
    return of_version(tx, actor, operation, report_id, command.version, Action.REPORT_CORRECT), False


def of_version(tx: Tx, actor: Actor, operation: Operation, report_id: str, version: int, action: Action) -> Report:
    """Return a report the actor may do something to, as they read it. Raises Refusal (404, 403, 409)."""
    report = tx.session.get(Report, report_id)
    if report is None or report.operation_id != operation.id:
        raise not_found("report")
    seen = allows(actor, Action.REPORT_READ, Subject(operation.id, report.circle))
    if not seen and not allows(actor, Action.REPORT_READ, Subject(operation.id, report.home)):
        raise not_found("report")
    if not allows(actor, action, Subject(operation.id, report.home)):
        raise not_allowed(action)
    if report.version != version:
        raise outdated("report", report.version)
    return report


def require_published(operation: Operation) -> None:
    """Raise (409) unless the operation runs: neither a draft nor cancelled."""
    if operation.published_at is None:
        raise Refusal("operation:not_published", "This operation is still a draft.", status=409)
    if operation.cancelled_at is not None:
        raise Refusal("operation:cancelled", "This operation was cancelled.", status=409)


def place_of(tx: Tx, operation: Operation, airport: str | None) -> Place | None:
    """Return what is known of the airport a report comes from. Raises Refusal for one that does not take part."""
    if airport is None:
        return None
    reading = read_once(tx, operation, frozenset({airport}))
    row = reading.airports.get(airport)
    if row is None:
        message = f"{airport} does not take part in this operation."
        raise Refusal("report:airport_not_in_operation", message, path="airport", airport=airport)
    answer = reading.answers[row.country]
    return Place(airport, row.country, row.zone, answer.state, answer.within, answer.giving)


def judged_in(
    tx: Tx, actor: Actor, operation: Operation, body: Body, place: Place | None, received_at: datetime
) -> Judged:
    """Return the judgement on a body. Raises Refusal for what its sender can mend, or may not file."""
    check(body)
    if isinstance(body, Summary):
        if not allows(actor, Action.REPORT_IMPORT, Subject(operation.id, "ocu")):
            raise not_allowed(Action.REPORT_IMPORT)
        return Judged(None, None, None, "", None, late=False, held_for=None, beyond_limits=False)
    if place is None:
        raise Refusal("report:airport_missing", "Say which airport this report is from.", path="airport")
    judged = judge(body, place, read_once(tx, operation, frozenset({place.airport})).schedule, received_at)
    if judged.held_for == "operation_over" and allows(actor, Action.REPORT_RELEASE, Subject(operation.id, "ocu")):
        # Whoever would decide on a held report is filing it: a past operation may be entered after the fact.
        return replace(judged, held_for=None)
    return judged


def held_again(tx: Tx, actor: Actor, operation: Operation, report: Report, judged: Judged) -> str | None:
    """Return why a correction is held: as before, or because it leads where one is held, and the report did not lie.

    Otherwise a report filed in time could be corrected round the hold. What the OCU let in stays in. Raises Refusal for
    a return moved to a day that has one of its kind.
    """
    other = once.the_other(tx.session, report, (judged.report_on, judged.shift))
    if report.state == "held":
        return judged.held_for or (None if other is None else once.SECOND)
    if other is not None and (judged.report_on, judged.shift) != once.turn(report):
        raise once.already(other)
    inside = report.phase in plan_of(operation).expectations.phases
    decides = allows(actor, Action.REPORT_RELEASE, Subject(operation.id, "ocu"))
    leads_out = judged.held_for in {"outside_window", "suspended"}
    return judged.held_for if leads_out and inside and not decides else None


def came_at(tx: Tx, report: Report, body: Body, received_at: datetime) -> datetime:
    """Return when a report came, for its lateness: a return, when an edition of it first spoke of the day or shift."""
    if not isinstance(body, Activity | Nil):
        return report.received_at
    first = select(func.min(ReportEdition.received_at))
    same = (ReportEdition.report_id == report.id) & (ReportEdition.report_on == body.report_on)
    same &= ReportEdition.shift == (body.shift or "")
    return tx.session.scalar(first.where(same)) or received_at


def late_as_it_stands(tx: Tx, operation: Operation, report: Report, body: Body) -> bool:
    """Say whether a report that is let in came late: its country may have answered since it was filed."""
    place = place_of(tx, operation, report.airport)
    if place is None:
        return False
    schedule = read_once(tx, operation, frozenset({place.airport})).schedule
    return is_late(place, schedule, once.turn(report), came_at(tx, report, body, report.received_at))


def require_nameless(body: Body, note: str, place: Place | None) -> None:
    """Refuse words and numbers that could tell who somebody is, where nobody is to be told.

    Beside counts of victims that is a note; of a country that gives no nominal data also a waybill, which names its
    sender and its consignee. Persons met are never named anyway, and stay counted.
    """
    if isinstance(body, Victims) and note.strip():
        raise Refusals([Refusal("report:no_words", "A report of victims and migrants has no note.", path="note")])
    if place is None or not place.limits.no_nominal_data:
        return
    message = "This country gives no data that could name a person."
    said = {"note": bool(note.strip()), "awb": isinstance(body, Seizure) and body.awb is not None}
    found = [Refusal("report:no_nominal_data", message, path=path) for path, names in said.items() if names]
    if found:
        raise Refusals(found)


def related_in(body: Body) -> Collection[int]:
    """Return the numbers of the reports a body says it belongs with."""
    return body.related if isinstance(body, Seizure) else ()


def require_related(
    tx: Tx, actor: Actor, operation: Operation, body: Body, *, own: int | None = None, before: Collection[int] = ()
) -> None:
    """Refuse links to reports that their writer may not read, as if they were none; `before` stood there already."""
    fresh = [number for number in related_in(body) if number not in before]
    known = readable_numbers(tx.session, actor, operation, fresh)
    for number in fresh:
        if number not in known or number == own:
            path = f"related.{list(related_in(body)).index(number)}"
            message = f"There is no other report {number}."
            raise Refusal("report:no_such_report", message, path=path, number=str(number))
