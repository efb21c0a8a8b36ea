"""The referral step: how many persons are still to be referred, and by when. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from operations.reports.kinds import Body, Victims

WITHIN: Final = timedelta(hours=24)
"""How soon after the encounter a referral is due."""


def unreferred(body: Body) -> int:
    """Return how many of the persons met nobody has referred yet, nor recorded that they did not want to be."""
    if not isinstance(body, Victims):
        return 0
    return max(0, met(body) - sum(referral.count for referral in body.referrals))


def met(body: Victims) -> int:
    """Return how many persons a report is about."""
    return sum(counted.count for counted in body.persons)


def due_at(occurred_at: datetime) -> datetime:
    """Return when persons met at an instant should have been referred."""
    return occurred_at + WITHIN
