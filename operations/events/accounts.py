"""What happened to accounts, their links, sign-ins and second steps; the platform's stream holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from operations.events.fact import Fact


@dataclass(frozen=True, slots=True)
class AccountOpened(Fact):
    """An account came to be."""

    kind: ClassVar[str] = "account_opened"
    account_id: str


@dataclass(frozen=True, slots=True)
class LinkIssued(Fact):
    """A one-time sign-in link was made for an account."""

    kind: ClassVar[str] = "link_issued"
    account_id: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class LinkWithdrawn(Fact):
    """A one-time link was made useless before anybody used it."""

    kind: ClassVar[str] = "link_withdrawn"
    account_id: str


@dataclass(frozen=True, slots=True)
class LinkMailed(Fact):
    """A mail server took the mail with an account's one-time link."""

    kind: ClassVar[str] = "link_mailed"
    account_id: str


@dataclass(frozen=True, slots=True)
class LinkUndeliverable(Fact):
    """The mail with an account's one-time link was given up; `why` is a code."""

    kind: ClassVar[str] = "link_undeliverable"
    account_id: str
    why: str


@dataclass(frozen=True, slots=True)
class SignedIn(Fact):
    """A session began, by a one-time link or a password."""

    kind: ClassVar[str] = "signed_in"
    account_id: str
    session_id: str
    by: str


@dataclass(frozen=True, slots=True)
class PasswordSet(Fact):
    """A password was set, the account's first or another; its other sessions were ended with it."""

    kind: ClassVar[str] = "password_set"
    account_id: str
    first: bool


@dataclass(frozen=True, slots=True)
class SecondStepAdded(Fact):
    """An account asks for a code of an app from now on; its other sessions were ended with it."""

    kind: ClassVar[str] = "second_step_added"
    account_id: str


@dataclass(frozen=True, slots=True)
class SecondStepRemoved(Fact):
    """A second step was taken off: `by` oneself with a code, by a giver of the account's link, or by the operator."""

    kind: ClassVar[str] = "second_step_removed"
    account_id: str
    by: str


@dataclass(frozen=True, slots=True)
class RecoveryCodesMade(Fact):
    """An account's recovery codes were made anew; those before count no more."""

    kind: ClassVar[str] = "recovery_codes_made"
    account_id: str


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed(Fact):
    """A recovery code stood in for the app; so many are left."""

    kind: ClassVar[str] = "recovery_code_used"
    account_id: str
    left: int


@dataclass(frozen=True, slots=True)
class SessionRevoked(Fact):
    """A session was ended; its sockets are closed by it."""

    kind: ClassVar[str] = "session_revoked"
    account_id: str
    session_id: str
