"""What every change of a plan does first and last: find the operation, see that it stands, keep what became of it."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from operations.errors import Refusal, outdated
from operations.planning import queries
from operations.planning.models import Boundary, Operation, PlanEdition
from operations.planning.schedule import operation_ends_at, operation_starts_at
from operations.policy import Action, Actor, Subject, require

if TYPE_CHECKING:
    from operations.planning.plan import Plan
    from operations.planning.schedule import Schedule
    from realtime.transaction import Tx


def seen(tx: Tx, actor: Actor, code: str, action: Action) -> Operation:
    """Return the operation, after the actor was found to be allowed to do this to its plan."""
    operation = queries.operation(tx.session, actor, code)
    require(actor, action, Subject(operation.id, "plan"), what="operation")
    return operation


def require_version(operation: Operation, version: int) -> None:
    """Refuse a change that was made against an older version."""
    if operation.version != version:
        raise outdated("plan", operation.version)


def require_not_stopped(operation: Operation) -> None:
    """Refuse what was cancelled or stood down."""
    if operation.cancelled_at is not None or operation.stood_down_at is not None:
        message = "The operation was cancelled or stood down."
        raise Refusal("operation:stopped", message, status=409, operation=operation.code)


def require_draft(operation: Operation) -> None:
    """Refuse what is published."""
    require_not_stopped(operation)
    if operation.published_at is not None:
        message = "The plan is published. Boundaries still ahead can be moved, with a reason."
        raise Refusal("operation:published", message, status=409, operation=operation.code)


def require_running(operation: Operation) -> None:
    """Refuse a draft, and what was stopped."""
    require_not_stopped(operation)
    if operation.published_at is None:
        message = "The plan is not published yet."
        raise Refusal("operation:not_published", message, status=409, operation=operation.code)


def text_of(plan: Plan) -> str:
    """Return the plan as it is stored: the same plan is the same text."""
    return json.dumps(plan.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def frame(operation: Operation, schedule: Schedule) -> None:
    """Set when the operation is under way, from its first operational window to the end of its last, and open to all.

    A past operation that is entered after the fact is open for as long as one that ended when it was published.
    """
    operation.starts_at = operation_starts_at(schedule)
    operation.ends_at = operation_ends_at(schedule)
    ends = [window.ends_at for window in schedule.windows]
    if operation.published_at is not None and ends:
        over_at = max(operation.published_at, *ends)
        operation.access_ends_at = over_at + timedelta(days=queries.plan_of(operation).access_days)


def add_edition(tx: Tx, operation: Operation, *, reason: str) -> PlanEdition:
    """Keep the plan as it stands now as its next edition."""
    operation.edition += 1
    edition = PlanEdition(
        operation_id=operation.id,
        edition=operation.edition,
        plan=operation.plan,
        reason=reason,
        salt=secrets.token_hex(16),
        actor_id=tx.actor_id,
        at=tx.at(operation.stream_id),
    )
    tx.session.add(edition)
    return edition


def unannounced(tx: Tx, operation: Operation) -> list[Boundary]:
    """Return the boundaries that nobody announced yet."""
    query = select(Boundary).where(Boundary.operation_id == operation.id, Boundary.announced_at.is_(None))
    return list(tx.session.scalars(query))
