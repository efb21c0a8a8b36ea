"""Rows of reports: the report, its numbered editions, the part on persons, remarks upon it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from realtime.database import Base

UNSETTLED = "(state IN ('submitted', 'held') OR question_open OR referral_open)"
"""What somebody still has to do something about, in SQL: an index holds these reports alone, however many are settled.

Literal text, for a database uses such an index only where it reads the very words in the query.
"""

VALIDATED_ONCE = "validated_on IS NOT NULL"
"""Which reports the index of validated days holds: what is only filed is not written into it."""


LISTED_BY = (
    "", "circle", "home", "kind", "state", "airport", "country", "occurred_at", "report_on", "validated_occurred_at",
    "validated_on",
)  # fmt: skip


class Report(Base):
    """A report with the state people decide upon.

    `state` is submitted, validated, held or withdrawn and speaks of the current `edition`; `validated_edition` is the
    one that counts as validated meanwhile; when that one happened, and the day and shift it is of, is kept beside it,
    so that lists and days find their reports by an index. `circle` is who may read it: its airport's until it was
    validated once, then the operation's (who reads it there sees the validated edition). Acting upon it is always a
    matter of `home`, the circle of its airport (or of the OCU for a report of none).
    """

    __tablename__ = "reports"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"))
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    airport: Mapped[str | None] = mapped_column(String(3))
    country: Mapped[str | None] = mapped_column(String(2))
    circle: Mapped[str] = mapped_column(String(40))
    home: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12))
    held_for: Mapped[str | None] = mapped_column(String(60))
    beyond_limits: Mapped[bool] = mapped_column(Boolean, default=False)
    question_open: Mapped[bool] = mapped_column(Boolean, default=False)
    referral_open: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    edition: Mapped[int] = mapped_column(Integer, default=1)
    validated_edition: Mapped[int | None] = mapped_column(Integer)
    validated_occurred_at: Mapped[datetime | None]
    validated_on: Mapped[date | None] = mapped_column(Date)
    validated_shift: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    version: Mapped[int] = mapped_column(Integer, default=1)
    occurred_at: Mapped[datetime | None]
    occurred_on: Mapped[date | None] = mapped_column(Date)
    report_on: Mapped[date | None] = mapped_column(Date)
    shift: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    phase: Mapped[str | None] = mapped_column(String(20))
    late: Mapped[bool] = mapped_column(Boolean, default=False)
    received_at: Mapped[datetime]
    filed_by: Mapped[str] = mapped_column(String(36))
    validated_at: Mapped[datetime | None]
    seq: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        UniqueConstraint("operation_id", "number"),
        # All that the matrix counts by: a day is counted in the index alone, however old the operation.
        Index(None, "operation_id", "kind", "airport", "report_on", "state", "shift"),
        Index(
            "ix_reports_validated_days",
            "operation_id",
            "kind",
            "airport",
            "validated_on",
            "validated_shift",
            sqlite_where=text(VALIDATED_ONCE),
            postgresql_where=text(VALIDATED_ONCE),
        ),
        # Every order of a list, and each circle and code it is narrowed to, with what tells equals apart behind it.
        *(
            Index(
                f"ix_reports_by_{column or 'arrival'}", "operation_id", *filter(None, [column]), "received_at", "number"
            )
            for column in LISTED_BY
        ),
        # All that a queue counts: else an embedded database goes by the list's order, through every report of a home.
        Index(
            "ix_reports_unsettled",
            "operation_id",
            "home",
            "state",
            "question_open",
            "referral_open",
            "received_at",
            sqlite_where=text(UNSETTLED),
            postgresql_where=text(UNSETTLED),
        ),
    )


class ReportEdition(Base):
    """What a report said in one edition: `body` is JSON of codes and numbers, `note` the author's words, erasable.

    When and where it belongs, and what lists filter by, is kept beside the body, for readers see different editions.
    `commodities` is a list between spaces: " cocaine khat ".
    """

    __tablename__ = "report_editions"

    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    edition: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    submission_id: Mapped[str] = mapped_column(String(36))
    body: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    salt: Mapped[str] = mapped_column(String(32))
    occurred_at: Mapped[datetime | None]
    occurred_on: Mapped[date | None] = mapped_column(Date)
    report_on: Mapped[date | None] = mapped_column(Date)
    shift: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    phase: Mapped[str | None] = mapped_column(String(20))
    late: Mapped[bool] = mapped_column(Boolean)
    beyond_limits: Mapped[bool] = mapped_column(Boolean)
    direction: Mapped[str | None] = mapped_column(String(10))
    basis: Mapped[str | None] = mapped_column(String(20))
    commodities: Mapped[str] = mapped_column(Text, default=" ")
    incomplete: Mapped[bool] = mapped_column(Boolean, server_default=false())
    actor_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    phone_at: Mapped[datetime | None]


class PersonsPart(Base):
    """What an edition said of persons (never names), apart because fewer people may read it."""

    __tablename__ = "persons_parts"

    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    edition: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"))
    circle: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)


class Remark(Base):
    """What somebody said of a report: a question put to its airport, or why it was withdrawn.

    A question is answered by the next edition, by validation or by withdrawal.
    """

    __tablename__ = "remarks"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), index=True)
    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"))
    circle: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    edition: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class AskedReturn(Base):
    """The OCU asked an airport for the returns it owed: which days, and when.

    `days` are dates with spaces between, with the shift behind a stroke where an airport answers for shifts.
    """

    __tablename__ = "asked_returns"

    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    airport: Mapped[str] = mapped_column(String(3))
    days: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(36))
    circle: Mapped[str] = mapped_column(String(40))

    __table_args__ = (Index(None, "operation_id", "airport"),)


class Case(Base):
    """What a validated report comes to in a commodity, with all counted in its total, and a unit, in whole steps.

    The key leads through the cases of such a cell in the order of their size, those alike in the order in which they
    were validated (`seq`), then filed (`number`).
    """

    __tablename__ = "cases"

    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), primary_key=True)
    commodity: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    report_id: Mapped[str] = mapped_column(String(36))


class Sizes(Base):
    """What is to be said of the cases of one cell: how many, what they come to, those in the middle, the largest.

    Of an even number two are in the middle: `middle_…` is the lower, `upper_value` what the other comes to.
    """

    __tablename__ = "sizes"

    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), primary_key=True)
    commodity: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit: Mapped[str] = mapped_column(String(16), primary_key=True)
    many: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(BigInteger)
    middle_value: Mapped[int] = mapped_column(BigInteger)
    middle_seq: Mapped[int] = mapped_column(BigInteger)
    middle_number: Mapped[int] = mapped_column(Integer)
    upper_value: Mapped[int] = mapped_column(BigInteger)
    largest_value: Mapped[int] = mapped_column(BigInteger)
    largest_seq: Mapped[int] = mapped_column(BigInteger)
    largest_number: Mapped[int] = mapped_column(Integer)
    largest_report_id: Mapped[str] = mapped_column(String(36))
