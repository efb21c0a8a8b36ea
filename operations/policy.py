"""Who may do and see what, written once and read three ways: as yes or no, as SQL, and as a room.

Every row that may be shown lies in one **circle** of its operation. A seat is a set of circles and, by its role, a set
of actions. Visible means: the row's circle is in the set. Allowed means: the role has the action and the subject's
circle is in the set. Anything else is no. *When* something may be done is the schedule's matter, not this module's.

| circle        | who is in it                                                                     |
|---------------|----------------------------------------------------------------------------------|
| `plan`        | whoever was invited: the plan, its airports, who takes part                      |
| `operation`   | countries that accepted, analysts, observers: validated results, the matrix      |
| `fives`       | analysts and observers, who know no case: counts of persons in whole fives       |
| `country:BR`  | the country's national contact points                                            |
| `airport:GRU` | the airport's officers and the country's national contact points                 |
| `ocu`         | coordinators and the operational coordination unit, who have every circle        |
| `donor`       | those who fund the operation; nobody else needs it, nobody in it is in another   |
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol

from sqlalchemy import ColumnElement, and_, false, or_

from operations.errors import not_allowed, not_found
from realtime.feed import EVERY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FIVES: Final = "fives"

PLATFORM: Final = "platform"
"""The container of what belongs to no operation: making one, and the accounts."""


class Role(StrEnum):
    """What a seat is for."""

    COORDINATOR = "coordinator"
    OCU = "ocu"
    NCP = "ncp"
    OFFICER = "officer"
    ANALYST = "analyst"
    OBSERVER = "observer"
    DONOR = "donor"


class Action(StrEnum):
    """Every verb a door can name."""

    OPERATION_CREATE = "operation:create"
    PLAN_READ = "plan:read"
    PLAN_WRITE = "plan:write"
    OPERATION_PUBLISH = "operation:publish"
    OPERATION_STOP = "operation:stop"
    BOUNDARY_MOVE = "boundary:move"
    AIRPORT_SUSPEND = "airport:suspend"
    PARTICIPATION_ANSWER = "participation:answer"
    SEAT_READ = "seat:read"
    SEAT_GIVE = "seat:give"
    CONTROLS_CONFIRM = "controls:confirm"
    BOARD_WATCH = "board:watch"
    LOG_READ = "log:read"
    REPORT_READ = "report:read"
    REPORT_FILE = "report:file"
    REPORT_CORRECT = "report:correct"
    REPORT_WITHDRAW = "report:withdraw"
    REFERRAL_RECORD = "referral:record"
    REPORT_VALIDATE = "report:validate"
    REPORT_ASK = "report:ask"
    REPORT_RELEASE = "report:release"
    REPORT_MERGE = "report:merge"
    REPORT_IMPORT = "report:import"
    REPORT_EXPORT = "report:export"
    QUEUE_READ = "queue:read"
    RETURN_ASK = "return:ask"
    FIGURES_READ = "figures:read"
    WATCH_LOG_READ = "watch_log:read"
    WATCH_LOG_WRITE = "watch_log:write"
    SMALL_COUNT_READ = "small_count:read"
    DONOR_READ = "donor:read"


_READING = frozenset(
    {
        Action.PLAN_READ,
        Action.BOARD_WATCH,
        Action.LOG_READ,
        Action.REPORT_READ,
        Action.FIGURES_READ,
        Action.REPORT_EXPORT,
    }
)
_FILING = frozenset(
    {
        Action.REPORT_FILE,
        Action.REPORT_CORRECT,
        Action.REPORT_WITHDRAW,
        Action.REFERRAL_RECORD,
        Action.CONTROLS_CONFIRM,
    }
)
_VALIDATING = frozenset({Action.REPORT_VALIDATE, Action.REPORT_ASK, Action.QUEUE_READ})
_OCU = (
    _READING
    | _FILING
    | _VALIDATING
    | {
        Action.AIRPORT_SUSPEND, Action.PARTICIPATION_ANSWER, Action.REPORT_RELEASE, Action.REPORT_MERGE,
        Action.REPORT_IMPORT, Action.SEAT_READ, Action.SMALL_COUNT_READ, Action.WATCH_LOG_READ, Action.WATCH_LOG_WRITE,
        Action.RETURN_ASK,
    }
)  # fmt: skip

RULES: Final[Mapping[Role, frozenset[Action]]] = {
    Role.COORDINATOR: _OCU
    | {
        Action.OPERATION_CREATE, Action.PLAN_WRITE, Action.OPERATION_PUBLISH, Action.OPERATION_STOP,
        Action.BOUNDARY_MOVE, Action.SEAT_GIVE, Action.DONOR_READ,
    },
    Role.OCU: _OCU,
    Role.NCP: _READING
    | _FILING
    | _VALIDATING
    | {Action.PARTICIPATION_ANSWER, Action.REPORT_IMPORT, Action.SMALL_COUNT_READ, Action.SEAT_READ},
    Role.OFFICER: _READING | _FILING,
    Role.ANALYST: _READING,
    Role.OBSERVER: _READING - {Action.REPORT_EXPORT},
    Role.DONOR: frozenset({Action.DONOR_READ}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seat:
    """A role in one operation with the circles it opens; what `expand` makes of a stored seat."""

    seat_id: str
    operation_id: str
    role: Role
    circles: frozenset[str]
    country: str | None = None
    airport: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an opaque account and its seats of this moment."""

    account_id: str
    seats: tuple[Seat, ...] = ()

    def circles(self, operation_id: str, action: Action) -> frozenset[str]:
        """Return the circles of an operation in which this actor may do `action`; the set is the room."""
        sets = [seat.circles for seat in self.seats if seat.operation_id == operation_id and action in RULES[seat.role]]
        if any(circles is EVERY for circles in sets):
            return EVERY
        found: frozenset[str] = frozenset().union(*sets)
        # Whoever knows a part by another seat could take it away from what is told to those who know none.
        return found - {FIVES} if any(circle.startswith(("country:", "airport:")) for circle in found) else found


@dataclass(frozen=True, slots=True)
class Subject:
    """What is acted upon: an operation (or the platform) and a circle in it."""

    operation_id: str
    circle: str


class Shown(Protocol):
    """A model whose rows may be shown."""

    operation_id: Any
    circle: Any


def home_of(airport: str | None) -> str:
    """Return the circle in which what comes from an airport lies at first; what comes from none lies in the OCU's."""
    return f"airport:{airport}" if airport else "ocu"


def circles_of(
    role: Role, *, country: str | None, airport: str | None, airports: Iterable[str], takes_part: bool
) -> frozenset[str]:
    """Return the circles a seat opens.

    `airports` are its country's airports in the operation; `takes_part` says whether the country accepted (with or
    without limits). A seat bound to no country (an analyst of a partner organisation) takes part.
    """
    if role in {Role.COORDINATOR, Role.OCU}:
        return EVERY
    if role is Role.DONOR:
        return frozenset({"donor"})
    shared = {"plan", "operation"} if takes_part else {"plan"}
    if role is Role.NCP and country is not None:
        return frozenset(shared | {f"country:{country}"} | {home_of(iata) for iata in airports})
    if role is Role.OFFICER and airport is not None:
        return frozenset(shared | {home_of(airport)})
    return frozenset(shared | {FIVES} if takes_part else shared)


def watch_circle(seat: Seat) -> str:
    """Return who may know that a seat is on watch: its own home, and whoever takes part that the OCU is awake."""
    if seat.role in {Role.COORDINATOR, Role.OCU}:
        return "operation"
    if seat.role is Role.OFFICER and seat.airport is not None:
        return home_of(seat.airport)
    if seat.role is Role.NCP and seat.country is not None:
        return f"country:{seat.country}"
    return "ocu"


def allows(actor: Actor, action: Action, subject: Subject) -> bool:
    """Say whether the actor may do `action` to the subject."""
    return subject.circle in actor.circles(subject.operation_id, action)


def visible(actor: Actor, action: Action, model: type[Shown]) -> ColumnElement[bool]:
    """Return the same rule as SQL: true for the rows of `model` the actor may do `action` to."""
    readings: list[ColumnElement[bool]] = []
    for operation_id in sorted({seat.operation_id for seat in actor.seats}):
        circles = actor.circles(operation_id, action)
        within: ColumnElement[bool] = model.operation_id == operation_id
        if circles is EVERY:
            readings.append(within)
        elif circles:
            readings.append(and_(within, model.circle.in_(sorted(circles))))
    return or_(*readings) if readings else false()


def require(
    actor: Actor, action: Action, subject: Subject, *, seen_by: Action = Action.PLAN_READ, what: str = "thing"
) -> None:
    """Raise unless the actor may: 404 when the subject may not even be seen (`seen_by`), else 403."""
    if allows(actor, action, subject):
        return
    seen = allows(actor, seen_by, subject) or allows(actor, seen_by, Subject(subject.operation_id, "plan"))
    raise not_allowed(action) if seen else not_found(what)
