"""Rows of joint credit: which report was merged into which, and which pairs a person has set apart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from realtime.database import Base


class Merge(Base):
    """A report that was withdrawn because another, the survivor, speaks of the same seizure.

    `was_…` is how the merged report stood, so that undoing the merge gives back exactly what was taken. At most one
    merge of a report is not undone. Why it was merged, and why undone, are remarks upon the merged report.
    """

    __tablename__ = "merges"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"))
    merged_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), index=True)
    survivor_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), index=True)
    share: Mapped[str] = mapped_column(String(12))
    was_state: Mapped[str] = mapped_column(String(12))
    was_held_for: Mapped[str | None] = mapped_column(String(60))
    was_validated_edition: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "operation_id", "undone_at"),)


class Dismissal(Base):
    """A pair of reports that a person found to speak of two seizures; it is never proposed again.

    `first_id` comes before `second_id`, so that a pair has one row whichever way round it was named.
    """

    __tablename__ = "dismissals"

    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"), primary_key=True)
    first_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    second_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]
