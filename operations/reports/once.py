"""Count one return of a kind for an airport's day or shift: its denominators and its nil are given once.

A second nil says nothing new and is refused, naming the one that is there. A second activity return may hold what the
first has not (another officer's counts, filed without a network): it is kept, held outside all figures, until one of
the two is withdrawn. A nil for a day on which something happened is taken: that the airport answered is true, and the
matrix shows that what happened voids what the nil says.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import ColumnElement, select

from operations.errors import Refusal
from operations.ledger.post import SUBMITTED, VALIDATED
from operations.reports.codes import SOMETHING, STAYS_AT_HOME
from operations.reports.models import Report, ReportEdition

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SECOND: Final = "second_return"
"""Why a return is held whose airport's day has one of its kind."""

_RETURNS: Final = ("activity", "nil")

Turn: TypeAlias = tuple[date | None, str]
"""A report day and a shift of it, "" where the airport answers for whole days."""

Conditions: TypeAlias = tuple[ColumnElement[bool], ...]


def turn(said: Report | ReportEdition) -> Turn:
    """Return the day a report or an edition of it is of, and the shift."""
    return said.report_on, said.shift


def the_other(session: Session, report: Report, of: Turn) -> Report | None:
    """Return the return of the same kind that counts for this report's airport on a day or shift, if there is one.

    A validated edition counts until the next one is validated, also for a day that a correction has moved away from.
    """
    on, shift = of
    if report.kind not in _RETURNS or report.airport is None or on is None:
        return None
    same = (
        Report.operation_id == report.operation_id,
        Report.airport == report.airport,
        Report.kind == report.kind,
        Report.id != report.id,
    )
    # Asked one after the other, and put in order here: for both at once, or for the first by its number, a database
    # reads whatever the airport ever filed.
    found = [
        other
        for counting in (_current(on, shift), _validated(on, shift))
        for other in session.scalars(select(Report).where(*same, *counting))
    ]
    return min(found, key=lambda other: other.number, default=None)


def voiding(session: Session, report: Report, of: Turn, *, at_home: bool) -> bool:
    """Say whether what happened on its day or shift voids a nil, as far as its reader may know of it."""
    if report.kind != "nil":
        return False
    on, shift = of
    kinds = SOMETHING if at_home else SOMETHING - STAYS_AT_HOME
    here = Report.operation_id == report.operation_id, Report.airport == report.airport
    counting = _current(on, shift) if at_home else _validated(on, shift)
    query = select(Report.id).where(*here, Report.kind.in_(sorted(kinds)), *counting)
    return session.scalar(query.limit(1)) is not None


def _current(on: date | None, shift: str) -> Conditions:
    """Return what a report fulfils whose current edition counts on a day or shift."""
    return Report.state.in_((SUBMITTED, VALIDATED)), Report.report_on == on, Report.shift == shift


def _validated(on: date | None, shift: str) -> Conditions:
    """Return what a report fulfils whose validated edition counts on a day or shift."""
    return Report.validated_on == on, Report.validated_shift == shift


def already(other: Report) -> Refusal:
    """Return the refusal of a second return, which names the one that is there."""
    about = {"report_id": other.id, "number": other.number, "airport": other.airport}
    if other.kind == "nil":
        message = f"This airport's nil return is there already, as No. {other.number}."
        return Refusal("report:already_nil", message, status=409).about(about)
    message = f"This airport's activity return is there already, as No. {other.number}: correct that one."
    return Refusal("report:already_activity", message, status=409).about(about)
