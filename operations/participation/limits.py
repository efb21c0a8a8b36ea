"""What a country may answer an invitation with, and within which limits it may take part."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime


class Standing(StrEnum):
    """Where a country stands towards an operation."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    LIMITED = "limited"
    DECLINED = "declined"


class Answer(StrEnum):
    """What a country says to an invitation."""

    ACCEPT = "accept"
    LIMIT = "limit"
    DECLINE = "decline"


class Limit(StrEnum):
    """Within what a country takes part: one direction of travel, or no data that names a person."""

    ARRIVALS_ONLY = "arrivals_only"
    DEPARTURES_ONLY = "departures_only"
    TRANSIT_ONLY = "transit_only"
    NO_NOMINAL_DATA = "no_nominal_data"


DIRECTIONS: Final = frozenset({Limit.ARRIVALS_ONLY, Limit.DEPARTURES_ONLY, Limit.TRANSIT_ONLY})
"""Each leaves one direction in; two of them would leave none."""

TAKES_PART: Final = frozenset({Standing.ACCEPTED, Standing.LIMITED})


def owes(state: str, left_at: datetime | None, due_at: datetime) -> bool:
    """Say whether a country owes the return that is due at an instant.

    What fell due while it took part stays owed for ever: declining later (at `left_at`) erases no day that was missed.
    """
    return state in TAKES_PART or (left_at is not None and due_at <= left_at)


def parse(stored: str) -> frozenset[Limit]:
    """Return the limits of a row, where they stand as codes with spaces between."""
    return frozenset(Limit(code) for code in stored.split())
