"""Rows that figures are made of: lines (history), standing (what holds now), tallies (sums kept ready)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from realtime.database import Base

DIMENSIONS = (
    "airport", "country", "occurred_on", "report_on", "phase", "late", "commodity", "direction", "origin",
    "destination", "conveyance", "concealment", "basis", "database", "role", "sex", "age_band", "nationality",
    "outcome", "qualifier", "technique", "occurred_hour", "utc_on", "utc_hour", "value_basis", "exploitation",
    "referred_to", "verification", "incident", "place", "terminal", "transit", "onward",
)  # fmt: skip
"""What a line can be cut by. Each is a nullable column of `Posted`, but for `late`, which is never unknown."""


class Posted:
    """What a line says: a measure, a whole number of the unit's smallest step, and where it belongs.

    `occurred_on` and `occurred_hour` are the airport's own day and hour ("00" to "23"), `utc_on` and `utc_hour` the
    same instant's in UTC. A `terminal` is one of its airport ("GRU-T2"). `transit` are the places passed before the
    control, `onward` those still ahead, in their order ("LIS-CDG"): several are one code, so that what is counted by
    them is counted once; nothing where none was named. `destination` is where it was meant to end, where a report says
    so, else where the flight went: on arrival the airport of control.
    """

    report_id: Mapped[str] = mapped_column(String(36))
    measure: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(16))
    value: Mapped[int] = mapped_column(BigInteger)
    stage: Mapped[str] = mapped_column(String(10))
    circle: Mapped[str] = mapped_column(String(40))
    airport: Mapped[str | None] = mapped_column(String(3))
    country: Mapped[str | None] = mapped_column(String(2))
    occurred_on: Mapped[date | None] = mapped_column(Date)
    report_on: Mapped[date | None] = mapped_column(Date)
    phase: Mapped[str | None] = mapped_column(String(20))
    late: Mapped[bool] = mapped_column(Boolean, default=False)
    commodity: Mapped[str | None] = mapped_column(String(40))
    direction: Mapped[str | None] = mapped_column(String(10))
    origin: Mapped[str | None] = mapped_column(String(3))
    destination: Mapped[str | None] = mapped_column(String(3))
    conveyance: Mapped[str | None] = mapped_column(String(20))
    concealment: Mapped[str | None] = mapped_column(String(24))
    basis: Mapped[str | None] = mapped_column(String(20))
    database: Mapped[str | None] = mapped_column(String(20))
    role: Mapped[str | None] = mapped_column(String(20))
    sex: Mapped[str | None] = mapped_column(String(10))
    age_band: Mapped[str | None] = mapped_column(String(10))
    nationality: Mapped[str | None] = mapped_column(String(2))
    outcome: Mapped[str | None] = mapped_column(String(20))
    qualifier: Mapped[str | None] = mapped_column(String(10))
    technique: Mapped[str | None] = mapped_column(String(20))
    occurred_hour: Mapped[str | None] = mapped_column(String(2))
    utc_on: Mapped[date | None] = mapped_column(Date)
    utc_hour: Mapped[str | None] = mapped_column(String(2))
    value_basis: Mapped[str | None] = mapped_column(String(12))
    exploitation: Mapped[str | None] = mapped_column(String(16))
    referred_to: Mapped[str | None] = mapped_column(String(20))
    verification: Mapped[str | None] = mapped_column(String(16))
    incident: Mapped[str | None] = mapped_column(String(20))
    place: Mapped[str | None] = mapped_column(String(20))
    terminal: Mapped[str | None] = mapped_column(String(8))
    transit: Mapped[str | None] = mapped_column(String(24))
    onward: Mapped[str | None] = mapped_column(String(28))


class Line(Posted, Base):
    """One posting, written once. A line that takes another back names it, and no line can be taken back twice."""

    __tablename__ = "lines"

    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    reverses_seq: Mapped[int | None] = mapped_column(BigInteger)
    reverses_n: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        UniqueConstraint("stream_id", "reverses_seq", "reverses_n"),
        Index(None, "stream_id", "report_id"),
    )


class Standing(Posted, Base):
    """A line that nobody has taken back: what the report counts for now."""

    __tablename__ = "standing"

    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)

    __table_args__ = (
        Index(None, "stream_id", "report_id"),
        Index(None, "stream_id", "measure", "stage"),
    )


class Tally(Base):
    """A declared sum: of a measure and unit, at one stage, in one circle, for one cell of one cut.

    `cut` names the dimensions ("commodity,airport"; "" for the total), `cell` their codes ("cocaine,GRU"). The key
    leads with what sums are read by: pages read them by cut and circle, boards by cut, circle and cell.
    """

    __tablename__ = "tallies"

    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), primary_key=True)
    cut: Mapped[str] = mapped_column(String(60), primary_key=True)
    circle: Mapped[str] = mapped_column(String(40), primary_key=True)
    cell: Mapped[str] = mapped_column(String(120), primary_key=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit: Mapped[str] = mapped_column(String(16), primary_key=True)
    stage: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
