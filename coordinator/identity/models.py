"""Rows of who people are: accounts, passwords, one-time links, sessions. No package but `coordinator` reads them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from realtime.database import Base, BigKey

Way = Literal["link", "password"]
"""How a session was begun."""


class Account(Base):
    """A person who can sign in. The operation's own records hold the id only, so a person can be erased.

    `email` is where whoever gave them a seat has their links sent, if anywhere; `sign_in_name` is the e-mail address or
    user name they chose to sign in by, in its one form; empty without one.
    """

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2), default="en")
    email: Mapped[str | None] = mapped_column(String(254))
    sign_in_name: Mapped[str | None] = mapped_column(String(254), index=True, unique=True)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Password(Base):
    """What is kept of a password: argon2id with its parameters; a row of its own, so that reading a name reads none."""

    __tablename__ = "passwords"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime]


class SecondStep(Base):
    """The secret an account's app makes codes from, sealed; in force once `confirmed_at` is set.

    `last_step` is the latest step a code was used of; `wrong` counts wrong codes in a row.
    """

    __tablename__ = "second_steps"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(String(200))
    begun_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    wrong: Mapped[int] = mapped_column(Integer, default=0)
    wrong_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands in for the app, once: a keyed digest of it."""

    __tablename__ = "recovery_codes"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInLink(Base):
    """A one-time link: only a digest of its token is kept; a button consumes it, for link previews fetch."""

    __tablename__ = "sign_in_links"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    seat_id: Mapped[str | None] = mapped_column(String(36), index=True)
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(36))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Letter(Base):
    """A mail that carries a link, in the outbox: `sealed` holds the link's token only for as long as it waits.

    `state` is waiting, sent, failed or dropped; `turn` rises with each who takes it, until `taken_until`.
    """

    __tablename__ = "letters"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    link_id: Mapped[str] = mapped_column(ForeignKey("sign_in_links.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    sealed: Mapped[str | None] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    turn: Mapped[int] = mapped_column(Integer, default=0)
    written_at: Mapped[datetime]
    due_at: Mapped[datetime]
    taken_until: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(20))
    settled_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "state", "due_at"),)


class SessionRow(Base):
    """A signed-in browser: only a digest of its cookie is kept; it can be listed and revoked.

    `begun_by` says how (`link`, `password`); `address` is where it was last used from, once known.
    """

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(120), default="")
    begun_by: Mapped[Way] = mapped_column(String(8), server_default="link")
    address: Mapped[str | None] = mapped_column(String(45))


class Attempt(Base):
    """An attempt to get in, by a digest of what made it; gone a minute later."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (Index(None, "who", "at"),)
