"""Begin and publish an operation: the two acts that change its plan and who takes part in one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operations.participation.actions import seat
from operations.participation.commands import GiveSeat
from operations.participation.models import Participation
from operations.planning import queries as planning
from operations.planning.actions import draft_plan, publish_plan
from operations.policy import Role

if TYPE_CHECKING:
    from operations.planning.check import UnitsOf
    from operations.planning.commands import DraftOperation, Publish
    from operations.planning.models import Operation
    from operations.planning.plan import Plan
    from operations.policy import Actor
    from realtime.transaction import Tx


def draft_operation(tx: Tx, actor: Actor, command: DraftOperation, plan: Plan | None = None) -> Operation:
    """Begin an operation and seat whoever began it as its coordinator; the platform's stream is taken."""
    operation = draft_plan(tx, actor, command, plan)
    given = GiveSeat(account_id=actor.account_id, role=Role.COORDINATOR)
    seat(tx, operation, given, country=None, given_by=actor.account_id)
    return operation


def publish(tx: Tx, actor: Actor, code: str, command: Publish, units_of: UnitsOf | None = None) -> Operation:
    """Publish an operation's plan and invite its countries.

    `units_of` says which units a target's measure may be counted in; the figures are declared above this package.
    """
    operation = publish_plan(tx, actor, code, command, units_of)
    tx.session.add_all(
        Participation(operation_id=operation.id, country=country, invited_at=tx.now)
        for country in planning.plan_of(operation).countries
    )
    tx.session.flush()
    return operation
