"""What a door hands its function, and what a function may give back besides a view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from coordinator.config import Config
from coordinator.http.installation import Installation
from coordinator.identity.models import Account, SessionRow
from operations.events.audit import ExportTaken
from operations.policy import Actor
from realtime.transaction import Tx


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody reads: a read-only session, who it is, and when."""

    session: Session
    actor: Actor
    session_id: str
    now: datetime
    language: str
    config: Config

    @property
    def account(self) -> Account:
        """Return the account of whoever reads."""
        return self.session.get_one(Account, self.actor.account_id)

    @property
    def signed_in(self) -> SessionRow:
        """Return the session they read in."""
        return self.session.get_one(SessionRow, self.session_id)


@dataclass(frozen=True, slots=True)
class Write:
    """Somebody changes something: the transaction, who it is, and when the request arrived."""

    tx: Tx
    actor: Actor
    session_id: str
    now: datetime
    received_at: datetime
    idempotency_key: str
    language: str
    config: Config

    @property
    def account(self) -> Account:
        """Return the account of whoever changes something."""
        return self.tx.session.get_one(Account, self.actor.account_id)

    @property
    def signed_in(self) -> SessionRow:
        """Return the session they do it in."""
        return self.tx.session.get_one(SessionRow, self.session_id)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A write before its transaction: who sent it, what, and when."""

    house: Installation
    account_id: str
    session_id: str
    body: Any
    now: datetime


class TakenBack(Exception):
    """A write wants nothing of its transaction kept, and has this to say; it is not a refusal and has no receipt."""

    def __init__(self, answer: BaseModel) -> None:
        """Keep the answer."""
        super().__init__("nothing was kept")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Export:
    """A file that is about to leave, and the fact that says so."""

    file: Response
    fact: ExportTaken
