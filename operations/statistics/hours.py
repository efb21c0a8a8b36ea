"""Seizures by day and hour: by the airport's own clock, or in UTC; what was filed late is a part of its hour."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from operations.ledger.measures import MEASURES_VERSION
from operations.planning.queries import position
from operations.policy import Action, Subject, require
from operations.statistics.document import Number, Part
from operations.statistics.keys import NOT_KNOWN
from operations.statistics.standing import counted, cut
from operations.statistics.sums import Sum

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.policy import Actor

Clock: TypeAlias = Literal["local", "utc"]
DIMENSIONS: Final = {"local": ("occurred_on", "occurred_hour"), "utc": ("utc_on", "utc_hour")}


class Hour(Part):
    """The seizures of one hour of one day, and how many of them were filed late."""

    on: date
    hour: str
    all: Number
    late: Number


class HourOfDay(Part):
    """The seizures of one hour of the day over all days."""

    hour: str
    all: Number
    late: Number


class Hours(Part):
    """When seizures happened. Hours without one are left out; `not_known` are those of no hour, None for none."""

    clock: Clock
    hours: list[Hour]
    of_day: list[HourOfDay]
    not_known: Number | None
    as_of: datetime
    position: int
    measures: str


def hours(session: Session, actor: Actor, operation: Operation, now: datetime, *, clock: Clock = "local") -> Hours:
    """Return when the seizures happened that one reader sees. Raises Refusal 404 or 403 for who may not."""
    require(actor, Action.FIGURES_READ, Subject(operation.id, "operation"), what="operation")
    what = counted("seizures", None, None)
    on_by, hour_by = DIMENSIONS[clock]
    circles = actor.circles(operation.id, Action.FIGURES_READ)
    cells: defaultdict[tuple[str, str], dict[bool, Sum]] = defaultdict(lambda: {True: Sum(), False: Sum()})
    days: defaultdict[str, dict[bool, Sum]] = defaultdict(lambda: {True: Sum(), False: Sum()})
    for (on, hour, late), value in cut(session, operation.stream_id, circles, what, (on_by, hour_by, "late")).items():
        for found in (cells[on, hour], days[hour]):
            found[False] += value
            found[True] += value if late == "yes" else Sum()
    unknown = days.pop(NOT_KNOWN, None)
    return Hours(
        clock=clock,
        hours=[
            Hour(
                on=date.fromisoformat(on),
                hour=hour,
                all=what.number({on_by: on, hour_by: hour}, found[False], code=hour),
                late=what.number({on_by: on, hour_by: hour, "late": "yes"}, found[True], code=hour),
            )
            for (on, hour), found in sorted(cells.items())
            if NOT_KNOWN not in {on, hour}
        ],
        of_day=[
            HourOfDay(
                hour=hour,
                all=what.number({hour_by: hour}, found[False], code=hour),
                late=what.number({hour_by: hour, "late": "yes"}, found[True], code=hour),
            )
            for hour, found in sorted(days.items())
        ],
        not_known=None if unknown is None else what.number({hour_by: NOT_KNOWN}, unknown[False], code=NOT_KNOWN),
        as_of=now,
        position=position(session, operation),
        measures=MEASURES_VERSION,
    )
