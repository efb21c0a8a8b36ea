"""Invitations by mail: a row beside the link it carries, taken by a lease, sent after the commit that made it.

The link's token stands in the row sealed with the installation's key, which is no part of the database, and only until
the mail is handed over, given up, or the link is used or withdrawn. So the mail and the copied link are one link, a
mail sent twice is the same mail (its Message-ID too), and nothing is made anew when a server was away. Whoever takes a
row raises its turn; what an earlier taker reports afterwards counts no more. A process that dies between the server's
yes and its own note sends the same mail again, once its lease is over: rather twice than never.

The mail says in the invitee's language that this is a link to sign in by, until when, and nothing else: no operation,
no country, no name.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Final, Literal, cast

from sqlalchemy import or_, select, update

from coordinator.identity.links import address, digest, state_of
from coordinator.identity.models import Letter, SignInLink
from coordinator.identity.platform import platform
from coordinator.identity.sealing import Unreadable, seal, unseal
from coordinator.words import text
from operations.events.accounts import LinkMailed, LinkUndeliverable
from realtime.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from coordinator.identity.models import Account
    from coordinator.mail import Problem, Undelivered
    from realtime.transaction import Database, Tx

LEASED_FOR: Final = timedelta(seconds=30)
"""Longer than two machines' clocks may differ: whoever sends renews it, whoever is frozen or cut off cannot."""

RENEWED_EVERY: Final = timedelta(seconds=8)

AGAIN_AT_MOST_AFTER: Final = timedelta(hours=1)

State = Literal["waiting", "sent", "failed", "dropped"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that this process may send now, opened; `turn` tells it from later takers."""

    id: str
    turn: int
    email: str
    language: str
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LetterState:
    """What became of a letter: where to, since when or until when, and what is in the way."""

    state: State
    email: str
    at: datetime
    problem: str | None


def write(tx: Tx, account: Account, token: str, key: bytes) -> None:
    """Put a letter with a fresh link in the outbox, if the account has an address; it is sent after the commit."""
    if account.email is None:
        return
    tx.session.flush()
    link = tx.session.scalars(select(SignInLink).where(SignInLink.token_digest == digest(token))).one()
    letter_id = str(uuid.uuid4())
    tx.session.add(
        Letter(
            id=letter_id, link_id=link.id, email=account.email, language=account.language,
            sealed=seal(key, token, _about(letter_id)), written_at=tx.now, due_at=tx.now,
        )
    )  # fmt: skip


def is_any_due(session: Session, now: datetime) -> bool:
    """Say whether a letter waits for somebody to take it."""
    return session.scalar(select(Letter.id).where(*_due(now)).limit(1)) is not None


def take(db: Database, now: datetime, key: bytes) -> Taken | None:
    """Take the letter that waits longest, or None. Those whose link cannot be used any more are put away."""
    with db.reading() as session:
        stream_id = platform(session).stream_id
    with transaction(db, (stream_id,), actor_id="", now=now) as tx:
        query = select(Letter, SignInLink).join(SignInLink, SignInLink.id == Letter.link_id).where(*_due(now))
        query = query.order_by(Letter.due_at, Letter.id).with_for_update(skip_locked=True, of=Letter)
        for letter, link in tx.session.execute(query):
            match state_of(link, now):
                case "waiting":
                    opened = _opened(letter, key)
                    if opened is not None:
                        letter.turn += 1
                        letter.taken_until = now + LEASED_FOR
                        return Taken(letter.id, letter.turn, letter.email, letter.language, opened, link.expires_at)
                    _fail(tx, letter, link.account_id, "expired")
                case "expired":
                    _fail(tx, letter, link.account_id, "expired")
                case _:
                    _put_away(letter, "dropped", now)
    return None


def renew(db: Database, taken: Taken, now: datetime) -> None:
    """Keep a letter that is being sent for a while longer, unless somebody took it after us."""
    ours = Letter.id == taken.id, Letter.turn == taken.turn, Letter.state == "waiting"
    with transaction(db, (), actor_id="", now=now) as tx:
        tx.session.execute(update(Letter).where(*ours).values(taken_until=now + LEASED_FOR))


def composed(taken: Taken, *, sender: str, public_url: str, now: datetime) -> EmailMessage:
    """Write the mail."""
    language = taken.language
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = taken.email
    message["Subject"] = text.text(language, "mail:link.subject")
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{taken.id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    until = text.at(language, taken.expires_at, "UTC")
    said = (
        text.text(language, "mail:link.open"),
        address(public_url, taken.token),
        text.text(language, "mail:link.once", time=until),
        text.text(language, "mail:link.alone"),
    )
    message.set_content("\n\n".join(said) + "\n", cte="quoted-printable")
    message["Content-Language"] = language
    return message


def settle(db: Database, taken: Taken, now: datetime, undelivered: Undelivered | None) -> None:
    """Note what came of a letter, unless somebody took it after us: sent, given up, or tried again later."""
    with db.reading() as session:
        stream_id = platform(session).stream_id
    with transaction(db, (stream_id,), actor_id="", now=now) as tx:
        letter = tx.session.get_one(Letter, taken.id)
        if letter.turn != taken.turn or letter.state != "waiting":
            return
        account_id = tx.session.get_one(SignInLink, letter.link_id).account_id
        if undelivered is None:
            _put_away(letter, "sent", now)
            _record(tx, account_id, LinkMailed(account_id=account_id))
        elif undelivered.final:
            _fail(tx, letter, account_id, undelivered.problem)
        else:
            letter.problem, letter.taken_until = undelivered.problem, None
            letter.due_at = now + min(AGAIN_AT_MOST_AFTER, timedelta(minutes=2 ** min(letter.turn - 1, 10)))


def of_seats(session: Session, seat_ids: Iterable[str]) -> dict[str, LetterState]:
    """Return what became of the letter of each seat's newest link, for those that had one."""
    query = (
        select(SignInLink.seat_id, Letter)
        .outerjoin(Letter, Letter.link_id == SignInLink.id)
        .where(SignInLink.seat_id.in_(set(seat_ids)))
        .order_by(SignInLink.issued_at, SignInLink.id)
    )
    newest = {seat_id: cast("Letter | None", letter) for seat_id, letter in session.execute(query)}
    return {seat_id: _state(letter) for seat_id, letter in newest.items() if seat_id and letter}


def _state(letter: Letter) -> LetterState:
    at = letter.settled_at or letter.due_at
    return LetterState(cast("State", letter.state), letter.email, at, letter.problem)


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(Letter.taken_until.is_(None), Letter.taken_until <= now)
    return Letter.state == "waiting", Letter.due_at <= now, free


def _opened(letter: Letter, key: bytes) -> str | None:
    try:
        return unseal(key, letter.sealed or "..", _about(letter.id))
    except Unreadable:
        return None


def _fail(tx: Tx, letter: Letter, account_id: str, problem: Problem) -> None:
    _put_away(letter, "failed", tx.now)
    letter.problem = problem
    _record(tx, account_id, LinkUndeliverable(account_id=account_id, why=problem))


def _put_away(letter: Letter, state: State, now: datetime) -> None:
    letter.state, letter.sealed, letter.taken_until, letter.settled_at, letter.problem = state, None, None, now, None


def _record(tx: Tx, account_id: str, fact: LinkMailed | LinkUndeliverable) -> None:
    tx.record(platform(tx.session).stream_id, fact, subject=f"account:{account_id}", circle="ocu")


def _about(letter_id: str) -> str:
    return f"letter {letter_id}"
