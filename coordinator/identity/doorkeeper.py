"""Tell the boards who may see what: the one thing realtime asks of people and operations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from coordinator.identity import sessions
from coordinator.identity.accounts import actor_of, seated
from coordinator.identity.models import Account, SessionRow
from operations.events.accounts import SecondStepAdded, SecondStepRemoved, SessionRevoked
from operations.events.participation import (
    CountryAccepted,
    CountryDeclined,
    CountryLimited,
    SeatGiven,
    SeatHandedOver,
    SeatWithdrawn,
)
from operations.events.plan import OperationPublished
from operations.planning.models import Operation
from operations.policy import RULES, Action, Role, watch_circle
from realtime.prepared import PreparedQuery
from realtime.presence import Sight

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from coordinator.clock import Clock

CHANGES_RIGHTS: Final = frozenset(
    fact.kind
    for fact in (
        SeatGiven,
        SeatHandedOver,
        SeatWithdrawn,
        SessionRevoked,
        SecondStepAdded,
        SecondStepRemoved,
        CountryAccepted,
        CountryLimited,
        CountryDeclined,
        OperationPublished,
    )
)


_ASKED: Final = PreparedQuery(
    select(*sessions.LIVING, Operation.id, Operation.stream_id)
    .join(Account, Account.id == SessionRow.account_id)
    .outerjoin(Operation, Operation.code == bindparam("code"))
    .where(SessionRow.id == bindparam("session_id"))
)


class Doorkeeper:
    """Reads rights and sessions afresh, whenever it is asked."""

    def __init__(self, clock: Clock, guarded: frozenset[Role]) -> None:
        """Keep the clock that sessions end by, and the roles whose holders need a second step."""
        self._clock = clock
        self._guarded = guarded
        self._in_use: set[str] = set()

    def rights(self, session: Session, session_id: str, code: str) -> tuple[int, frozenset[str]] | None:
        """Return the stream of an operation and the circles that whoever signed in may watch in it, which may be none.

        None when the session holds no longer. A board that is open keeps its session in use.
        """
        now = self._clock.now()
        found = _ASKED.one(session, {"session_id": session_id, "code": code})
        living = sessions.living_one(found[:-2], now) if found is not None else None
        if found is None or living is None:
            return None
        if sessions.due_for_renewal(living, now):
            self._in_use.add(session_id)
        operation_id, stream_id = found[-2:]
        seats = seated(session, living.account_id, now, self._guarded)
        return stream_id or 0, seats.circles(operation_id or "", Action.BOARD_WATCH)

    def sights(self, session: Session, account_id: str, code: str) -> list[Sight]:
        """Return an account's seats that watch an operation, as others may see them: what they are for, never who."""
        operation_id = session.scalar(select(Operation.id).where(Operation.code == code))
        return [
            Sight(
                seat.seat_id,
                watch_circle(seat),
                json.dumps(
                    {"role": seat.role.value, "unit": seat.unit, "country": seat.country, "airport": seat.airport}
                ),
            )
            for seat in actor_of(session, account_id, self._clock.now(), self._guarded).seats
            if seat.operation_id == operation_id and Action.BOARD_WATCH in RULES[seat.role]
        ]

    def changes_rights(self, kind: str) -> bool:
        """Say whether a fact of this kind may change what somebody sees."""
        return kind in CHANGES_RIGHTS

    def take_in_use(self) -> set[str]:
        """Return the sessions found in use since this was last asked."""
        taken, self._in_use = self._in_use, set()
        return taken
