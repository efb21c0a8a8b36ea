"""What was asked back of an airport's reports and still waits for an answer, and in which role it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from operations.participation.queries import roles_behind
from operations.policy import Action, Role, home_of
from operations.reports.models import UNSETTLED, Remark, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Question:
    """A question put to an airport about one of its reports; `by` is empty where the seat it came from is unknown."""

    report: Report
    remark: Remark
    by: Role | None


def waiting(session: Session, operation_id: str, airport: str) -> Sequence[Question]:
    """Return the questions that wait for an airport's answer, the oldest first."""
    query = (
        select(Report, Remark)
        .join(Remark, Remark.report_id == Report.id)
        .where(
            Report.operation_id == operation_id,
            Report.home == home_of(airport),
            text(UNSETTLED),
            Report.question_open,
            Remark.kind == "question",
            Remark.answered_at.is_(None),
        )
        .order_by(Remark.at, Remark.id)
    )
    found = [(report, remark) for report, remark in session.execute(query)]
    asked_by = {remark.actor_id for _, remark in found}
    roles = roles_behind(session, operation_id, asked_by, Action.REPORT_ASK) if found else {}
    return [Question(report, remark, roles.get(remark.actor_id)) for report, remark in found]
