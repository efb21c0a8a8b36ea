"""Rows of the plan: the operation, its editions, its airports, the boundaries its schedule resolves to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, synonym

from realtime.database import Base


class Operation(Base):
    """A joint operation. Nothing else exists outside one.

    `plan` is the JSON text of `operations.planning.plan.Plan` as it stands; `version` rises with every change of it,
    `edition` with every published content. Draft, published, cancelled and stood down are instants, not a status:
    whether it is under way follows from its schedule and the clock. `access_ends_at` follows from the schedule as well,
    and is kept because every request asks for it; empty, there is no end.
    """

    __tablename__ = "operations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), index=True)
    audit_stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"))
    circle: Mapped[str] = mapped_column(String(40), default="plan")
    plan: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, default=1)
    edition: Mapped[int] = mapped_column(Integer, default=0)
    reports_filed: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    stood_down_at: Mapped[datetime | None]
    stop_reason: Mapped[str | None] = mapped_column(Text)
    stop_salt: Mapped[str | None] = mapped_column(String(32))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    access_ends_at: Mapped[datetime | None]

    operation_id: Mapped[str] = synonym("id")


class PlanEdition(Base):
    """What was published, and what each change under way made of it, with its reason."""

    __tablename__ = "plan_editions"

    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"), primary_key=True)
    edition: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    plan: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    salt: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]


class OperationAirport(Base):
    """An airport of a published operation, with the zone its windows are resolved in."""

    __tablename__ = "operation_airports"

    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"), primary_key=True)
    iata: Mapped[str] = mapped_column(String(3), primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(64))
    stood_down_at: Mapped[datetime | None]
    circle: Mapped[str] = mapped_column(String(40), default="plan")


class Boundary(Base):
    """A start or an end of a phase at one airport, as an instant, and when it was announced.

    The row is the once-ness: whoever finds `announced_at` empty under the operation's stream announces it.
    """

    __tablename__ = "boundaries"

    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"), primary_key=True)
    airport: Mapped[str] = mapped_column(String(3), primary_key=True)
    phase: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    edge: Mapped[str] = mapped_column(String(5), primary_key=True)
    phase_kind: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "announced_at", "due_at"),)


class SuspensionRow(Base):
    """A stretch in which an airport rests, by the edition that decided on it; without `ends_at` until further notice.

    `by` is the role that decided on it. The announcements are the once-ness, as with a boundary.
    """

    __tablename__ = "suspensions"

    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"), primary_key=True)
    airport: Mapped[str] = mapped_column(String(3), primary_key=True)
    edition: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    by: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    start_announced_at: Mapped[datetime | None]
    end_announced_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "start_announced_at", "starts_at"),
        Index(None, "end_announced_at", "ends_at"),
    )


class ControlConfirmation(Base):
    """An airport's word that the controls planned for a phase are in force."""

    __tablename__ = "control_confirmations"

    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"), primary_key=True)
    airport: Mapped[str] = mapped_column(String(3), primary_key=True)
    phase: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    level: Mapped[str] = mapped_column(String(20))
    confirmed_at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(36))
    circle: Mapped[str] = mapped_column(String(40), default="plan")


class WatchEntry(Base):
    """A free entry of the OCU's watch log. Its text may be erased; the fact keeps a digest."""

    __tablename__ = "watch_entries"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"))
    circle: Mapped[str] = mapped_column(String(40), default="ocu")
    seq: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(36))
    text: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))

    __table_args__ = (UniqueConstraint("operation_id", "seq"),)
