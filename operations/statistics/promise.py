"""What a donor is told before an edition is released: when it may come and what it will hold; never a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from operations.errors import not_found
from operations.planning.dates import Dates, dates_of
from operations.planning.models import Operation
from operations.planning.queries import plan_of, schedule_of
from operations.planning.schedule import span
from operations.policy import Action, Subject, require

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from operations.policy import Actor

CONTENTS: Final = ("seizures", "quantities", "persons", "efforts", "reporting", "objectives")
"""The sections of a released edition, by the names the after-action report has for them."""


@dataclass(frozen=True, slots=True)
class Promise:
    """An operation as its donors know it."""

    code: str
    name: str
    starts_at: datetime | None
    ends_at: datetime | None
    dates: Dates | None
    expected_from: datetime | None
    contents: tuple[str, ...]


def promised(session: Session, actor: Actor, code: str) -> Promise:
    """Return what is promised of an operation. Raises Refusal 404 or 403 for who has no seat of a donor in it."""
    operation = session.scalar(select(Operation).where(Operation.code == code))
    if operation is None:
        raise not_found("operation")
    require(actor, Action.DONOR_READ, Subject(operation.id, "donor"), what="operation")
    whole = span(schedule_of(session, operation))
    return Promise(
        code=operation.code,
        name=operation.name,
        starts_at=operation.starts_at,
        ends_at=operation.ends_at,
        dates=dates_of(plan_of(operation), operation.stood_down_at),
        expected_from=whole[1] if whole else None,
        contents=CONTENTS,
    )
