"""Rows of who people are: accounts, one-time links, sessions. Nothing outside `coordinator.identity` reads them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from realtime.database import Base


class Account(Base):
    """A person who can sign in. The operation's own records hold the id only, so a person can be erased."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2), default="en")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


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


class SessionRow(Base):
    """A signed-in browser: only a digest of its cookie is kept; it can be listed and revoked."""

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
