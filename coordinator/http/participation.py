"""Countries in an operation and what they answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.http.calls import Read, Write
from coordinator.http.doors import Doors
from coordinator.http.wire import CodePath, Page, PageQuery, View
from operations.participation import actions, queries
from operations.participation.commands import AnswerInvitation
from operations.participation.limits import Limits, Standing
from operations.participation.models import Participation
from operations.planning import queries as planning
from operations.planning.models import Operation, OperationAirport
from operations.policy import Action, Actor, Subject, allows

doors = Doors("participation", tag="Participation")


class ParticipationView(View):
    """A country's answer. `note` is shown to those who may answer for it; `may_answer` says whether that is you.

    `stood_down` are those of its airports that were taken out of the operation, alone or with their country.
    """

    country: str
    state: Standing
    limits: Limits
    note: str | None
    invited_at: datetime
    answered_at: datetime | None
    version: int
    airports: list[str]
    stood_down: list[str]
    ncp_seated: bool
    may_answer: bool


@doors.read("/operations/<code>/participations", Action.PLAN_READ, answer=Page[ParticipationView])
def list_participations(call: Read, path: CodePath, query: PageQuery) -> Page[ParticipationView]:
    """List the countries by their codes."""
    operation = planning.operation(call.session, call.actor, path.code)
    found = queries.participations(call.session, call.actor, operation, after=query.cursor, limit=query.limit + 1)
    shown = found[: query.limit]
    return Page[ParticipationView](
        items=_views(call.session, call.actor, operation, *shown),
        next=shown[-1].country if len(found) > query.limit else None,
    )


@doors.write("POST", "/operations/<code>/answers", Action.PARTICIPATION_ANSWER, answer=ParticipationView)
def answer_invitation(call: Write, path: CodePath, body: AnswerInvitation) -> ParticipationView:
    """Answer for a country: accept, accept within limits, or decline."""
    row = actions.answer(call.tx, call.actor, path.code, body)
    operation = planning.operation(call.tx.session, call.actor, path.code)
    return _views(call.tx.session, call.actor, operation, row)[0]


def _views(session: Session, actor: Actor, operation: Operation, *rows: Participation) -> list[ParticipationView]:
    seated = queries.seated_countries(session, operation.id)
    places: dict[str, list[OperationAirport]] = {}
    for airport in planning.airports(session, operation.id):
        places.setdefault(airport.country, []).append(airport)
    views = []
    for row in rows:
        subject = Subject(operation.id, f"country:{row.country}")
        may_answer = allows(actor, Action.PARTICIPATION_ANSWER, subject)
        here = places.get(row.country, [])
        views.append(
            ParticipationView(
                country=row.country,
                state=Standing(row.state),
                limits=row.within,
                note=row.note if may_answer else None,
                invited_at=row.invited_at,
                answered_at=row.answered_at,
                version=row.version,
                airports=[each.iata for each in here],
                stood_down=[each.iata for each in here if each.stood_down_at is not None],
                ncp_seated=row.country in seated,
                may_answer=may_answer,
            )
        )
    return views
