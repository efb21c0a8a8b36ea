"""Read reports: which an actor may see, and in which edition.

Whoever has a report's home circle (its airport, its country's contact point, the OCU) sees the current edition with
persons and note; everyone else sees the last validated edition without them, and nothing before there is one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true, tuple_

from operations.errors import Refusal, not_allowed, not_found
from operations.participation.models import Participation
from operations.planning.queries import plan_of
from operations.policy import Action, Subject, allows, visible
from operations.reports.codes import SPEAK_OF_PERSONS
from operations.reports.cursors import cursor as place
from operations.reports.cursors import position, read_instant, read_number
from operations.reports.models import PersonsPart, Remark, Report, ReportEdition
from realtime.feed import EVERY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.policy import Actor

Found: TypeAlias = tuple[Report, ReportEdition]
"""A report with the edition its reader sees."""

_AT_ONCE: Final = 1000
"""How many ids one statement names; databases take no more than some ten thousand, and a file lists every report."""

_WAITING: Final = "waiting"
"""The order of the queue, in its places."""

_DECIDING: Final = (
    Action.REPORT_CORRECT, Action.REPORT_WITHDRAW, Action.REPORT_VALIDATE, Action.REPORT_ASK, Action.REPORT_RELEASE,
    Action.REFERRAL_RECORD,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Queue:
    """A part of what waits: how many wait in all, since when the oldest does, and where it goes on."""

    found: Sequence[Found]
    total: int
    oldest_at: datetime | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A report opened: its editions and remarks as its reader may see them, and what the reader may do.

    `nameless`: its country gives no nominal data, and the reader is of another.
    """

    report: Report
    edition: ReportEdition
    at_home: bool
    nameless: bool
    persons: list[dict[str, Any]] | None
    editions: Sequence[tuple[ReportEdition, list[dict[str, Any]]]] = ()
    remarks: Sequence[Remark] = ()
    may: Sequence[Action] = field(default_factory=tuple)


def at_home(actor: Actor, report: Report) -> bool:
    """Say whether a reader sees the current edition with all that belongs to it."""
    return allows(actor, Action.REPORT_READ, Subject(report.operation_id, report.home))


def nameless_countries(session: Session, actor: Actor, operation: Operation) -> frozenset[str]:
    """Return the countries of whose reports a reader is not told what could name a person.

    They give no nominal data now, whatever they gave before, and the reader is of another country, or of none.
    """
    own = {seat.country for seat in actor.seats if seat.operation_id == operation.id}
    answers = session.scalars(select(Participation).where(Participation.operation_id == operation.id))
    return frozenset(row.country for row in answers if row.country not in own and row.within.no_nominal_data)


def _home(actor: Actor, operation: Operation) -> ColumnElement[bool]:
    circles = actor.circles(operation.id, Action.REPORT_READ)
    return true() if circles is EVERY else Report.home.in_(sorted(circles))


def _readable(actor: Actor, operation: Operation) -> Select[Report, ReportEdition]:
    home = _home(actor, operation)
    shown = case((home, Report.edition), else_=Report.validated_edition)
    joined = and_(ReportEdition.report_id == Report.id, ReportEdition.edition == shown)
    mine = or_(visible(actor, Action.REPORT_READ, Report), home)
    return select(Report, ReportEdition).join(ReportEdition, joined).where(Report.operation_id == operation.id, mine)


def queued(
    session: Session, actor: Actor, operation: Operation, *, limit: int, cursor: str | None, unit: str | None = None
) -> Queue:
    """Return what waits for this actor's decision, the oldest first.

    With a `unit` only what comes from the countries that it looks after. 403 for a seat that decides nothing, 422 for a
    unit that the plan does not have.
    """
    circles = actor.circles(operation.id, Action.QUEUE_READ)
    if not circles:
        raise not_allowed(Action.QUEUE_READ)
    mine = true() if circles is EVERY else Report.home.in_(sorted(circles))
    states = ("submitted", "held") if allows(actor, Action.REPORT_RELEASE, _ocu(operation)) else ("submitted",)
    query = _readable(actor, operation).where(mine, Report.state.in_(states))
    if unit is not None:
        query = query.where(Report.country.in_(countries_of(operation, unit)))
    waiting = query.subquery()
    total, oldest_at = session.execute(select(func.count(), func.min(waiting.c.received_at))).one()
    if cursor is not None:
        value, number = position(cursor, _WAITING, (read_instant, read_number))
        later = and_(ReportEdition.received_at == value, Report.number > number)
        query = query.where(or_(ReportEdition.received_at > value, later))
    found = [(row[0], row[1]) for row in session.execute(_oldest_first(query).limit(limit + 1))]
    following = None
    if len(found) > limit:
        report, edition = found[limit - 1]
        following = place(_WAITING, edition.received_at, report.number)
    return Queue(found[:limit], total, oldest_at, following)


def editions_before(session: Session, found: Sequence[Found]) -> dict[str, ReportEdition]:
    """Return what each corrected report is compared with: the edition that counts so far, else the one before."""
    corrected = {
        (report.id, min(report.validated_edition or edition.edition, edition.edition - 1))
        for report, edition in found
        if edition.edition > 1
    }
    if not corrected:
        return {}
    query = select(ReportEdition).where(tuple_(ReportEdition.report_id, ReportEdition.edition).in_(sorted(corrected)))
    return {each.report_id: each for each in session.scalars(query)}


def countries_of(operation: Operation, unit: str) -> tuple[str, ...]:
    """Return the countries a coordination unit looks after. Raises Refusal 422 for one that the plan does not have."""
    found = next((each.countries for each in plan_of(operation).units if each.name == unit), None)
    if found is None:
        message = "This coordination unit is not in the plan."
        raise Refusal("queue:unit_unknown", message, path="unit", unit=unit)
    return found


def _oldest_first(query: Select[Report, ReportEdition]) -> Select[Report, ReportEdition]:
    return query.order_by(ReportEdition.received_at, Report.number)


def _ocu(operation: Operation) -> Subject:
    return Subject(operation.id, "ocu")


def opened(session: Session, actor: Actor, operation: Operation, report_id: str) -> Opened:
    """Open a report as its reader may see it; 404 for one that may not be seen."""
    row = session.execute(_readable(actor, operation).where(Report.id == report_id)).one_or_none()
    if row is None:
        raise not_found("report")
    report, edition = row[0], row[1]
    nameless = report.country in nameless_countries(session, actor, operation)
    if not at_home(actor, report):
        return Opened(report, edition, at_home=False, nameless=nameless, persons=None)
    editions = session.scalars(
        select(ReportEdition).where(ReportEdition.report_id == report.id).order_by(ReportEdition.edition)
    ).all()
    parts = select(PersonsPart).where(
        PersonsPart.report_id == report.id, visible(actor, Action.REPORT_READ, PersonsPart)
    )
    persons = {part.edition: json.loads(part.body) for part in session.scalars(parts)}
    remarks = session.scalars(select(Remark).where(Remark.report_id == report.id).order_by(Remark.at)).all()
    return Opened(
        report,
        edition,
        at_home=True,
        nameless=nameless,
        persons=persons.get(report.edition, []),
        editions=[(each, persons.get(each.edition, [])) for each in editions],
        remarks=remarks,
        may=[action for action in _DECIDING if _may(actor, report, action)],
    )


def _may(actor: Actor, report: Report, action: Action) -> bool:
    if report.state == "withdrawn" or not allows(actor, action, Subject(report.operation_id, report.home)):
        return False
    if action is Action.REFERRAL_RECORD:
        return report.referral_open
    if action is Action.REPORT_RELEASE:
        return report.state == "held"
    return action is not Action.REPORT_VALIDATE or report.state == "submitted"


def answered_at() -> ColumnElement[datetime]:
    """Return when a report first spoke of its present day or shift: one that was moved answers for it from then on."""
    first = select(func.min(ReportEdition.received_at))
    same = (ReportEdition.report_id == Report.id) & (ReportEdition.report_on == Report.report_on)
    same &= ReportEdition.shift == Report.shift
    return first.where(same).correlate(Report).scalar_subquery()


def readable_numbers(session: Session, actor: Actor, operation: Operation, numbers: Collection[int]) -> set[int]:
    """Return those of some numbers that are reports this actor may read."""
    if not numbers:
        return set()
    query = _readable(actor, operation).where(Report.number.in_(sorted(numbers)))
    return {row[0].number for row in session.execute(query)}


def last_filed(session: Session, actor: Actor, operation: Operation, airport: str, kind: str) -> Found | None:
    """Return an airport's newest report of a kind that this actor may read and that was not taken back."""
    query = _readable(actor, operation).where(
        Report.airport == airport, Report.kind == kind, Report.state != "withdrawn"
    )
    row = session.execute(query.order_by(Report.received_at.desc(), Report.number.desc()).limit(1)).one_or_none()
    return None if row is None else (row[0], row[1])


def persons_in(session: Session, found: Sequence[Found], actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Return the persons each report speaks of, for those reports whose persons this actor may read."""
    editions = {report.id: edition.edition for report, edition in found if at_home(actor, report)}
    persons: dict[str, list[dict[str, Any]]] = {report_id: [] for report_id in editions}
    wanted = list(editions)
    for start in range(0, len(wanted), _AT_ONCE):
        some = PersonsPart.report_id.in_(wanted[start : start + _AT_ONCE])
        for part in session.scalars(select(PersonsPart).where(some)):
            if editions[part.report_id] == part.edition:
                persons[part.report_id] = json.loads(part.body)
    return persons


def persons_count(session: Session, found: Sequence[Found], actor: Actor) -> dict[str, int]:
    """Return how many persons each report speaks of, for those reports whose persons this actor may read.

    A report of no kind that speaks of persons is not among them: a nil return has no number of persons, not even none.
    """
    speaking = [each for each in found if each[0].kind in SPEAK_OF_PERSONS]
    return {report_id: how_many(persons) for report_id, persons in persons_in(session, speaking, actor).items()}


def how_many(persons: Sequence[dict[str, Any]]) -> int:
    """Return how many persons a report speaks of: one by one, or counted where they are alike."""
    return sum(each.get("count", 1) for each in persons)
