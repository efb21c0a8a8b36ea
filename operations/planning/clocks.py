"""How far the clocks of zones are ahead of UTC, and when they are turned.

A device may know older rules of a zone than the server, or not the zone at all. Told these, it shows the time that is
meant there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeAlias

from operations.planning.walltime import zone_info

Turns: TypeAlias = tuple[tuple[datetime, timedelta], ...]
"""From each instant on, how far a clock is ahead of UTC."""

# No clock is turned twice within it: Morocco, which stops its summer time for Ramadan, leaves it a month.
_STRIDE = timedelta(days=10)
_MINUTE = timedelta(minutes=1)


def turns(zone: str, since: datetime, until: datetime) -> Turns:
    """Return how far a zone's clock is ahead at an instant, and after each time it is turned before another."""
    ahead = _ahead(zone, since)
    found = [(since, ahead)]
    at = since
    while at < until:
        later = min(at + _STRIDE, until)
        if (then := _ahead(zone, later)) != ahead:
            found.append((_turned(zone, at, later), then))
            ahead = then
        at = later
    return tuple(turn for turn in found if turn[0] < until)


def alike(zones: Iterable[str], since: datetime, until: datetime) -> dict[Turns, list[str]]:
    """Return the zones together whose clocks stand and are turned alike between two instants."""
    found: dict[Turns, list[str]] = {}
    for zone in zones:
        found.setdefault(turns(zone, since, until), []).append(zone)
    return found


def _ahead(zone: str, at: datetime) -> timedelta:
    return at.astimezone(zone_info(zone)).utcoffset() or timedelta(0)


def _turned(zone: str, before: datetime, after: datetime) -> datetime:
    """Return the minute between two instants at which the clock is turned."""
    stood = _ahead(zone, before)
    minutes = range((after - before) // _MINUTE + 1)
    return before + bisect_left(minutes, x=True, key=lambda n: _ahead(zone, before + n * _MINUTE) != stood) * _MINUTE
