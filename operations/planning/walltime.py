"""Wall times and instants: what a clock on a wall means, and when it means nothing or two."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from operations.planning.plan import Clock, Moment

_WALL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)
_HOUR = re.compile(r"\d{2}:\d{2}", re.ASCII)
# Outside these years zone data says nothing that one could plan by.
_YEARS = range(1980, 2100)


class Unresolved(ValueError):
    """A wall time that names no single instant."""

    code: ClassVar[str] = "plan:wall_invalid"

    def __init__(self, **params: str) -> None:
        super().__init__(f"{self.code} {params}")
        self.params = params


class Missing(Unresolved):
    """Nothing was typed yet."""

    code = "plan:moment_missing"


class ZoneUnknown(Unresolved):
    """No zone of that name is known."""

    code = "plan:zone_unknown"


class Gap(Unresolved):
    """The clock is put forward over this time: it does not exist on that day.

    `params`: wall, zone, and `next`, the same distance after the change, which does exist.
    """

    code = "plan:gap"


class Fold(Unresolved):
    """The clock is turned back over this time: it exists twice, and nobody said which is meant.

    `params`: wall, zone, and both instants, `first` and `second`, in UTC.
    """

    code = "plan:fold_asked"


@cache
def zone_info(zone: str) -> ZoneInfo:
    """Return the zone of that IANA name, or raise ZoneUnknown.

    Each is read once: Python keeps only the last eight, and forty airports had each file read again for every page.
    """
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneUnknown(zone=zone) from None


def parse_wall(wall: str) -> datetime:
    """Return "2026-11-18T06:00" as a naive datetime, or raise Missing or Unresolved."""
    if not wall:
        raise Missing
    if not _WALL.fullmatch(wall):
        raise Unresolved(wall=wall)
    try:
        naive = datetime.fromisoformat(wall)
    except ValueError:
        raise Unresolved(wall=wall) from None
    if naive.year not in _YEARS:
        raise Unresolved(wall=wall)
    return naive


def parse_hour(text: str) -> time:
    """Return "06:00" as a time of day, or raise ValueError."""
    if not _HOUR.fullmatch(text):
        raise ValueError(text)
    return time.fromisoformat(text)


def format_wall(instant: datetime, zone: str) -> str:
    """Return what a clock in the zone shows at the instant, as "2026-11-18T06:00"."""
    return instant.astimezone(zone_info(zone)).strftime("%Y-%m-%dT%H:%M")


def format_utc(instant: datetime) -> str:
    """Return the instant as it goes over the wire, "2026-11-18T06:00:00Z"."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def resolve_wall(naive: datetime, zone: str, fold: int | None) -> datetime:
    """Return the instant at which a clock in the zone shows this time, or raise Gap or Fold."""
    info = zone_info(zone)
    before, after = (naive.replace(tzinfo=info, fold=side).astimezone(UTC) for side in (0, 1))
    if before == after:
        return before
    wall = naive.strftime("%Y-%m-%dT%H:%M")
    # A time in a gap lies later when read with the offset before the change than with the other.
    if before > after:
        raise Gap(wall=wall, zone=zone, next=format_wall(before, zone))
    if fold is None:
        raise Fold(wall=wall, zone=zone, first=format_utc(before), second=format_utc(after))
    return after if fold else before


def resolve(moment: Moment, zone: str) -> datetime:
    """Return the instant a moment of the plan means at an airport in this zone.

    Raises Missing, ZoneUnknown, Gap, Fold or plain Unresolved, each with `code` and `params`.
    """
    naive = parse_wall(moment.wall)
    return resolve_wall(naive, clock_zone(moment.clock, moment.zone, zone), moment.fold)


def clock_zone(clock: Clock, plan_zone: str | None, airport_zone: str) -> str:
    """Return the zone a wall time is read in at an airport; an unnamed zone is the empty name."""
    return airport_zone if clock is Clock.local else plan_zone or ""


def occurred_on(zone: str, instant: datetime) -> date:
    """Return the date a clock in the zone shows at the instant: the day of occurrence."""
    return instant.astimezone(zone_info(zone)).date()


def day_starts_at(on: date, cut_off: time, zone: str) -> datetime:
    """Return when the day of that date begins.

    Unlike a moment somebody typed, a cut-off recurs by itself and may not fail on one night of the
    year: turned back over, it is the first of the two; put forward over, it comes as much later as
    the clock jumps, as RFC 5545 has it. So days follow each other without hole or overlap; one the
    date line swallows is empty.
    """
    return datetime.combine(on, cut_off, zone_info(zone)).astimezone(UTC)


def day_at(instant: datetime, cut_off: time, zone: str) -> date:
    """Return the date of the one day that holds the instant."""
    on = occurred_on(zone, instant) + timedelta(days=1)
    while day_starts_at(on, cut_off, zone) > instant:
        on -= timedelta(days=1)
    return on
