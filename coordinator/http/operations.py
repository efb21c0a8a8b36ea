"""Operations: the list, a new one, and one as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from coordinator.http.calls import Read, Write
from coordinator.http.doors import Doors, Who
from coordinator.http.wire import CodePath, Page, PageQuery, View
from coordinator.identity.accounts import actor_of
from operations.participation import queries as participation
from operations.participation.opening import draft_operation
from operations.participation.promised import Invited, invited
from operations.planning import queries
from operations.planning.cloning import cloned
from operations.planning.commands import DraftOperation
from operations.planning.dates import dates_of
from operations.planning.models import Operation
from operations.planning.plan import Handling, PhaseKind, Plan
from operations.planning.schedule import Span
from operations.policy import Action, Actor, Role
from operations.reports.commodities import TAXONOMY_VERSION

doors = Doors("operations", tag="Operations")


class SpanView(View):
    """One phase over all airports: from the first that begins to the last that ends."""

    index: int
    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime


class OperationView(View):
    """An operation as its list shows it; which phase is on now follows from `phases` and the clock.

    `airports` and `countries` are those that take part, of a draft those planned; who has not answered and who declined
    is counted apart. `answer_awaited` is shown to a contact point whose country was invited and has not answered.
    """

    code: str
    name: str
    roles: list[Role]
    handling: Handling
    lead: str
    airports: int
    countries: int
    unanswered: int
    declined: int
    version: int
    edition: int
    created_at: datetime
    published_at: datetime | None
    cancelled_at: datetime | None
    stood_down_at: datetime | None
    stop_reason: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    first_on: date | None
    last_on: date | None
    phases: list[SpanView]
    answer_awaited: bool


@doors.read("/operations", Who.ONESELF, answer=Page[OperationView])
def list_operations(call: Read, query: PageQuery) -> Page[OperationView]:
    """List the operations one has a seat in, by code."""
    found = queries.operations(call.session, call.actor, after=query.cursor, limit=query.limit + 1)
    shown = found[: query.limit]
    return Page[OperationView](
        items=_views(call.session, call.actor, shown),
        next=shown[-1].code if len(found) > query.limit else None,
    )


@doors.read("/operations/<code>", Action.PLAN_READ, answer=OperationView)
def read_operation(call: Read, path: CodePath) -> OperationView:
    """Show one operation."""
    return one(call.session, call.actor, queries.operation(call.session, call.actor, path.code))


@doors.write("POST", "/operations", Action.OPERATION_CREATE, answer=OperationView, status=201)
def create_operation(call: Write, body: DraftOperation) -> OperationView:
    """Begin an operation, with an empty plan or like an earlier one; whoever does is its coordinator."""
    plan = Plan(taxonomy_version=TAXONOMY_VERSION)
    if body.like is not None:
        earlier = queries.operation(call.tx.session, call.actor, body.like.code)
        plan = cloned(queries.plan_of(earlier), body.like.first_on, TAXONOMY_VERSION)
    operation = draft_operation(call.tx, call.actor, body, plan)
    seated = actor_of(call.tx.session, call.actor.account_id, call.now, call.config.second_step_for)
    return one(call.tx.session, seated, operation)


def one(session: Session, actor: Actor, operation: Operation) -> OperationView:
    """Return the view of one operation."""
    return _views(session, actor, (operation,))[0]


def _views(session: Session, actor: Actor, operations: Sequence[Operation]) -> list[OperationView]:
    spans = queries.spans(session, (operation.id for operation in operations))
    awaited = participation.awaited(session, actor.seats)
    asking = {seat.operation_id for seat in actor.seats if seat.seat_id in awaited}
    asked = invited(session, (operation.id for operation in operations))
    return [
        _view(each, actor, spans[each.id], asked.get(each.id), answer_awaited=each.id in asking) for each in operations
    ]


def _view(
    operation: Operation, actor: Actor, spans: list[Span], asked: Invited | None, *, answer_awaited: bool
) -> OperationView:
    plan = queries.plan_of(operation)
    dates = dates_of(plan, operation.stood_down_at)
    taking_part = asked.taking_part if asked else plan
    return OperationView(
        code=operation.code,
        name=operation.name,
        roles=participation.roles(actor, (operation.id,)).get(operation.id, []),
        handling=plan.handling,
        lead=plan.lead,
        airports=len(taking_part.airports),
        countries=len(taking_part.countries),
        unanswered=len(asked.unanswered.countries) if asked else 0,
        declined=len(asked.declined.countries) if asked else 0,
        version=operation.version,
        edition=operation.edition,
        created_at=operation.created_at,
        published_at=operation.published_at,
        cancelled_at=operation.cancelled_at,
        stood_down_at=operation.stood_down_at,
        stop_reason=operation.stop_reason,
        starts_at=operation.starts_at,
        ends_at=operation.ends_at,
        first_on=dates.first if dates else None,
        last_on=dates.last if dates else None,
        phases=[span_view(span) for span in spans],
        answer_awaited=answer_awaited,
    )


def span_view(span: Span) -> SpanView:
    """Return the view of a phase."""
    return SpanView(index=span.phase, kind=span.kind, starts_at=span.starts_at, ends_at=span.ends_at)
