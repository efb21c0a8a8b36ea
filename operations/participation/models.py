"""Rows of who takes part: countries with their answer, and seats."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from operations.participation.giving import Giving, giving
from operations.participation.limits import Limits
from realtime.database import Base


class Participation(Base):
    """A country in an operation and what it answered: invited, accepted, limited or declined.

    `limits` is the JSON of its limits; `note` the country's own words to the coordinator; `joined_at` when it began to
    give returns (empty: from the beginning), `left_at` when it stopped (it declined, or limited them away), empty again
    once it gives them again; `earlier` is the JSON of such stretches that it gave them before.
    """

    __tablename__ = "participations"

    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    state: Mapped[str] = mapped_column(String(12), default="invited")
    limits: Mapped[str] = mapped_column(Text, default="{}")
    note: Mapped[str] = mapped_column(Text, default="")
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    earlier: Mapped[str] = mapped_column(Text, default="[]", server_default=text("'[]'"))
    version: Mapped[int] = mapped_column(Integer, default=1)
    circle: Mapped[str] = mapped_column(String(40), default="plan")

    @property
    def within(self) -> Limits:
        """Return the limits within which the country takes part."""
        return _read(self.limits)

    @property
    def giving(self) -> Giving:
        """Return when the country gives returns."""
        return giving(self.state, self.within, self.joined_at, self.left_at, self.earlier)


@lru_cache(maxsize=1024)
def _read(limits: str) -> Limits:
    """Return limits, read once for everybody: what they say is their key, and nobody changes them in place."""
    return Limits.model_validate_json(limits)


class SeatRow(Base):
    """A role given to an account: in one operation, or on the platform when `operation_id` is empty.

    `circle` is who may see that the seat exists: `country:BR` for a country's seats, `ocu` otherwise.
    """

    __tablename__ = "seats"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    operation_id: Mapped[str | None] = mapped_column(ForeignKey("operations.id"))
    account_id: Mapped[str] = mapped_column(String(36), index=True)
    role: Mapped[str] = mapped_column(String(12))
    country: Mapped[str | None] = mapped_column(String(2))
    airport: Mapped[str | None] = mapped_column(String(3))
    unit: Mapped[str | None] = mapped_column(String(80))
    circle: Mapped[str] = mapped_column(String(40))
    given_at: Mapped[datetime]
    given_by: Mapped[str] = mapped_column(String(36))
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "operation_id", "role", "country"),)
