"""Judge when and where a report belongs, and whether it counts or is held: pure, `received_at` is an argument.

What a sender can mend is refused with a code and the field at fault. What was filed in good faith and fails by
circumstance (the window is over, the airport is suspended, the country has not accepted) is *held*: kept outside all
figures until the operational coordination unit decides, for refusing would lose a report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from operations.errors import Refusal
from operations.participation.giving import Giving
from operations.participation.limits import TAKES_PART, Limits
from operations.planning.report_days import report_day_of, report_days, suspended_days, turn_of
from operations.planning.schedule import Schedule, phase_at, suspension_at
from operations.planning.shifts import shifts_of
from operations.planning.stage import taken_until
from operations.planning.walltime import Fold, Gap, Unresolved, occurred_on, parse_wall, resolve_wall
from operations.reports.codes import Direction
from operations.reports.kinds import Activity, Happened, Hit, Incident, Nil, Seizure, Victims

SKEW: Final = timedelta(minutes=10)
"""How far a phone's clock may run ahead before what it reports lies in the future."""

Judgeable: TypeAlias = Seizure | Victims | Hit | Incident | Activity | Nil
"""What comes from an airport; totals without cases come from none."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of the airport a report comes from, in this operation."""

    airport: str
    country: str
    zone: str
    participation: str
    limits: Limits
    giving: Giving


@dataclass(frozen=True, slots=True)
class Judged:
    """When a report belongs, whether it came late, and why it is held, if it is."""

    occurred_at: datetime | None
    occurred_on: date | None
    report_on: date | None
    shift: str
    phase: str | None
    late: bool
    held_for: str | None
    beyond_limits: bool


def judge(body: Judgeable, place: Place, schedule: Schedule, received_at: datetime) -> Judged:
    """Return the judgement on a report from an airport. Raises Refusal for what the sender can mend."""
    if isinstance(body, Happened):
        occurred_at = _instant(body, place.zone)
        if occurred_at > received_at + SKEW:
            raise Refusal("report:in_the_future", "This lies in the future.", path="occurred")
        window = phase_at(schedule, place.airport, occurred_at)
        on, shift = turn_of(schedule, place.airport, place.zone, occurred_at)
        local_on = occurred_on(place.zone, occurred_at)
        expected = window is not None and window.kind in schedule.expectations.phases
        suspended = suspension_at(schedule, place.airport, occurred_at) is not None
    else:
        occurred_at, on, local_on, shift = None, body.report_on, body.report_on, _shift(body, place, schedule)
        day = next((day for day in report_days(schedule, place.airport) if day.turn == (on, shift)), None)
        ahead = on > report_day_of(schedule, place.zone, received_at) if day is None else day.starts_at > received_at
        if ahead:
            raise Refusal("report:in_the_future", "This day has not begun yet.", path="report_on")
        window = None if day is None else phase_at(schedule, place.airport, day.starts_at)
        expected = day is not None
        suspended = any(day.turn == (on, shift) for day in suspended_days(schedule, place.airport))
    return Judged(
        occurred_at=occurred_at,
        occurred_on=local_on,
        report_on=on,
        shift=shift,
        phase=window.kind.value if window else None,
        late=is_late(place, schedule, (on, shift), received_at),
        held_for=_held_for(place, schedule, received_at, expected=expected, suspended=suspended),
        beyond_limits=not _within(body, place),
    )


def is_late(place: Place, schedule: Schedule, turn: tuple[date | None, str], received_at: datetime) -> bool:
    """Say whether what is of a day or shift came after its return was due; none was before the country took part."""
    took_part = place.participation in TAKES_PART or place.giving.stretches
    return bool(took_part) and any(
        day.turn == turn and received_at > day.due_at and not place.giving.not_yet(day)
        for day in report_days(schedule, place.airport)
    )


def _held_for(
    place: Place, schedule: Schedule, received_at: datetime, *, expected: bool, suspended: bool
) -> str | None:
    if place.participation == "declined":
        return "country_declined"
    if place.participation not in TAKES_PART:
        return "not_accepted"
    if suspended:
        return "suspended"
    if not expected:
        return "outside_window"
    until = taken_until(schedule, place.airport)
    return "operation_over" if until is not None and received_at >= until else None


def _within(body: Judgeable, place: Place) -> bool:
    direction: Direction | None = getattr(body, "direction", None)
    terminal = body.terminal if isinstance(body, Happened) else None
    return place.limits.hold(body.kind, place.airport, direction=direction, terminal=terminal)


def _shift(body: Activity | Nil, place: Place, schedule: Schedule) -> str:
    """Return the shift a return is for; "" where the airport answers for whole days."""
    codes = [each.code for each in shifts_of(schedule.expectations, place.airport)]
    if codes and body.shift is None:
        message = f"{place.airport} answers for each shift: say for which."
        raise Refusal("report:shift_missing", message, path="shift", shifts=", ".join(codes))
    if body.shift is not None and body.shift not in codes:
        message = f"{place.airport} has no shift {body.shift}."
        raise Refusal("report:no_such_shift", message, path="shift", shift=body.shift, shifts=", ".join(codes))
    return body.shift or ""


def _instant(body: Happened, zone: str) -> datetime:
    try:
        return resolve_wall(parse_wall(body.occurred), zone, body.fold)
    except Gap as gap:
        message = "This time does not exist: the clock was put forward over it."
        raise Refusal("report:time_does_not_exist", message, path="occurred").about(gap.params) from None
    except Fold as fold:
        message = "This time came twice: the clock was turned back. Say which one."
        raise Refusal("report:time_twice", message, path="fold").about(fold.params) from None
    except Unresolved:
        raise Refusal("report:no_such_time", "This is no date and time.", path="occurred") from None
