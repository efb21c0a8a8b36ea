"""Who takes part: what countries answered, and who holds which seat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from operations.events.fact import Fact


@dataclass(frozen=True, slots=True)
class CountryAccepted(Fact):
    """A country takes part without limits."""

    kind: ClassVar[str] = "country_accepted"
    country: str


@dataclass(frozen=True, slots=True)
class CountryLimited(Fact):
    """A country takes part within limits (codes)."""

    kind: ClassVar[str] = "country_limited"
    country: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountryDeclined(Fact):
    """A country does not take part."""

    kind: ClassVar[str] = "country_declined"
    country: str


@dataclass(frozen=True, slots=True)
class SeatGiven(Fact):
    """An account was given a seat; a watch officer's may be of one coordination unit."""

    kind: ClassVar[str] = "seat_given"
    seat_id: str
    role: str
    country: str | None
    airport: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class SeatWithdrawn(Fact):
    """A seat was taken back; its holder's sockets are closed by it."""

    kind: ClassVar[str] = "seat_withdrawn"
    seat_id: str
    role: str


@dataclass(frozen=True, slots=True)
class SeatHandedOver(Fact):
    """A seat passed from one account to another: `seat_id` opens nothing any more, `to_seat_id` what it opened."""

    kind: ClassVar[str] = "seat_handed_over"
    seat_id: str
    to_seat_id: str
    role: str
    country: str | None
    airport: str | None
