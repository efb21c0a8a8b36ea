"""Suspensions: stretches of time in which an airport's part of an operation rests.

Pure. A suspension is an interval and nothing else; whether it holds follows from the clock. Those of one airport never
overlap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Suspension:
    """One airport suspended from `starts_at` until just before `ends_at`, or until further notice when that is None."""

    airport: str
    starts_at: datetime
    ends_at: datetime | None

    def holds(self, instant: datetime) -> bool:
        """Tell whether the instant lies inside."""
        return self.starts_at <= instant and not self.over(instant)

    def over(self, instant: datetime) -> bool:
        """Tell whether it has ended by the instant."""
        return self.ends_at is not None and self.ends_at <= instant


def held(suspensions: Iterable[Suspension], instant: datetime) -> Suspension | None:
    """Return the one of an airport's suspensions that holds at the instant, if any does."""
    return next((each for each in suspensions if each.holds(instant)), None)


def covered(suspensions: Iterable[Suspension], starts_at: datetime, ends_at: datetime) -> bool:
    """Say whether an airport's suspensions, taken together, leave nothing of a stretch of time."""
    reached = starts_at
    for each in sorted(suspensions, key=lambda suspension: suspension.starts_at):
        if each.starts_at > reached:
            break
        if each.ends_at is None:
            return True
        reached = max(reached, each.ends_at)
    return reached >= ends_at


def overlaps(suspensions: Iterable[Suspension], starts_at: datetime, ends_at: datetime | None) -> bool:
    """Say whether a stretch, open when `ends_at` is None, shares an instant with one of an airport's suspensions."""
    return any(
        (ends_at is None or each.starts_at < ends_at) and (each.ends_at is None or starts_at < each.ends_at)
        for each in suspensions
    )


def lapsed(confirmed_at: datetime, suspensions: Iterable[Suspension], now: datetime) -> bool:
    """Say whether controls confirmed at an instant have rested since, so that they are to be confirmed again."""
    return any(confirmed_at < each.starts_at <= now for each in suspensions)
