"""The second step of signing in: a code from an app on one's phone (TOTP, RFC 6238), or one of ten recovery codes.

A code counts once: the step it belongs to is kept in the transaction that lets somebody in, and no code of that step or
an earlier one counts again. A clock may be one step of thirty seconds off, either way. The secret is sealed with the
installation's key, which is no part of the database; of a recovery code a keyed digest is kept. It is asked for after a
one-time link as well: whoever reads somebody's mail is not that somebody. Who has lost both phone and codes asks
whoever may give the link to take the step off; that ends every session and is a fact of its own.

Codes are guessed by whoever holds a password or a link already. After five wrong ones in a row each further try waits,
two minutes, then four, at most an hour: by the database, so in every process. A recovery code does not wait.
"""

from __future__ import annotations

import hmac
import re
import secrets
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

import pyotp
from sqlalchemy import delete, func, select

from coordinator.identity import sessions
from coordinator.identity.models import RecoveryCode, SecondStep
from coordinator.identity.platform import platform
from coordinator.identity.sealing import Unreadable, fingerprint, is_sealed_with, seal, unseal
from operations.errors import Refusal
from operations.events.accounts import RecoveryCodesMade, RecoveryCodeUsed, SecondStepAdded, SecondStepRemoved
from realtime.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from coordinator.identity.models import SessionRow
    from realtime.log import Fact
    from realtime.transaction import Database, Tx

NEEDED: Final = "second_step:needed"

STEP: Final = 30
OFF_BY: Final = 1
"""Steps a phone's clock may be off."""

CODES: Final = 10
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
HALF: Final = 5

FREE: Final = 5
LONGEST_WAIT: Final = timedelta(hours=1)

By = Literal["oneself", "giver", "operator"]


class WrongCode(Refusal):
    """A code that is not right; whoever opened the transaction notes it once that is rolled back (`counting`)."""

    def __init__(self, account_id: str, *, guessed: bool) -> None:
        """Keep whose it was, and whether it was a guess at the six digits."""
        super().__init__("second_step:wrong", "This code is not right, or was used already.", path="code")
        self.account_id = account_id
        self.guessed = guessed


def is_on(session: Session, account_id: str) -> bool:
    """Say whether an account has a second step."""
    return on(session, account_id) is not None


def on(session: Session, account_id: str) -> SecondStep | None:
    """Return an account's second step, if it is confirmed."""
    row = session.get(SecondStep, account_id)
    return row if row is not None and row.confirmed_at is not None else None


def having(session: Session, account_ids: Iterable[str]) -> frozenset[str]:
    """Return which of these accounts have a second step."""
    query = select(SecondStep.account_id).where(
        SecondStep.account_id.in_(set(account_ids)), SecondStep.confirmed_at.is_not(None)
    )
    return frozenset(session.scalars(query))


def sealed_elsewhere(session: Session, key: bytes) -> int:
    """Return how many second steps another key than this sealed: nobody can sign in by them here."""
    return sum(not is_sealed_with(key, sealed) for sealed in session.scalars(select(SecondStep.sealed)))


def codes_left(session: Session, account_id: str) -> int:
    """Return how many recovery codes an account has not used."""
    query = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def begin(tx: Tx, account_id: str, key: bytes) -> str:
    """Make a secret and return it, this once; it counts from `confirm` on."""
    row = tx.session.get(SecondStep, account_id)
    if row is not None and row.confirmed_at is not None:
        raise Refusal("second_step:on", "A second step is on already. Take it off first.", status=409)
    secret = pyotp.random_base32()
    sealed = seal(key, secret, _about(account_id))
    if row is None:
        tx.session.add(SecondStep(account_id=account_id, sealed=sealed, begun_at=tx.now))
    else:
        row.sealed, row.begun_at, row.last_step = sealed, tx.now, 0
    return secret


def address(secret: str, name: str, public_url: str) -> str:
    """Return what an app reads from the QR code: the secret, whose it is, and where it is for."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=urlsplit(public_url).netloc)


def confirm(tx: Tx, account_id: str, signed_in: SessionRow, key: bytes, code: str) -> list[str]:
    """Turn the second step on by its first code; return the recovery codes. The account's other sessions end."""
    row = tx.session.get(SecondStep, account_id)
    if row is None or row.confirmed_at is not None:
        raise Refusal("second_step:not_begun", "Begin anew: no second step is waiting for its first code.", status=409)
    _spend(tx, row, key, _plain(code))
    row.confirmed_at = tx.now
    _record(tx, account_id, SecondStepAdded(account_id=account_id))
    sessions.revoke_others(tx, account_id, signed_in.id)
    return _make_codes(tx, account_id, key)


def require_code(tx: Tx, account_id: str, key: bytes, code: str | None) -> None:
    """Let somebody in by a code, if their account has a second step. Raises Refusal: needed, or WrongCode."""
    row = on(tx.session, account_id)
    if row is None:
        return
    if code is None:
        raise Refusal(NEEDED, "Type the code that your app shows.", path="code")
    prove(tx, account_id, key, code)


def prove(tx: Tx, account_id: str, key: bytes, code: str) -> None:
    """Use up a code of the app, or a recovery code. Raises WrongCode, or Refusal where there is no second step."""
    row, plain = on(tx.session, account_id), _plain(code)
    if row is None:
        raise Refusal("second_step:off", "There is no second step to prove.", status=409)
    if plain.isdigit():
        _spend(tx, row, key, plain)
        return
    used = tx.session.get(RecoveryCode, (account_id, _kept(key, account_id, plain)))
    if used is None or used.used_at is not None:
        raise WrongCode(account_id, guessed=False)
    used.used_at = tx.now
    tx.session.flush()
    row.wrong = 0
    _record(tx, account_id, RecoveryCodeUsed(account_id=account_id, left=codes_left(tx.session, account_id)))


def make_codes(tx: Tx, account_id: str, key: bytes, code: str) -> list[str]:
    """Make recovery codes anew, in place of those before, for whoever proves to be there."""
    prove(tx, account_id, key, code)
    _record(tx, account_id, RecoveryCodesMade(account_id=account_id))
    return _make_codes(tx, account_id, key)


def remove(tx: Tx, account_id: str, signed_in: SessionRow, key: bytes, code: str) -> None:
    """Take one's own second step off; it takes a code, and ends one's other sessions."""
    prove(tx, account_id, key, code)
    _take_off(tx, account_id, "oneself")
    sessions.revoke_others(tx, account_id, signed_in.id)


def take_off(tx: Tx, account_id: str, by: By) -> None:
    """Take somebody's second step off, who lost phone and codes; every session of theirs ends."""
    if not is_on(tx.session, account_id):
        raise Refusal("second_step:off", "There is no second step to take off.", status=409)
    _take_off(tx, account_id, by)
    sessions.revoke_others(tx, account_id, None)


@contextmanager
def counting(db: Database, now: datetime) -> Iterator[None]:
    """Note a wrong code after the transaction that refused it was rolled back."""
    try:
        yield
    except WrongCode as refusal:
        if refusal.guessed:
            with transaction(db, (), actor_id="", now=now) as tx:
                row = tx.session.get(SecondStep, refusal.account_id, with_for_update=True)
                if row is not None:
                    row.wrong, row.wrong_at = row.wrong + 1, now
        raise


def _spend(tx: Tx, row: SecondStep, key: bytes, plain: str) -> None:
    """Use up a code of the app: the step it belongs to, and all before it, count no more."""
    wait = _waits_until(row)
    if wait is not None and tx.now < wait:
        seconds = max(1, round((wait - tx.now).total_seconds()))
        raise Refusal("too_many", f"Too many wrong codes. Wait {seconds} seconds.", status=429, retry_after=seconds)
    try:
        totp = pyotp.TOTP(unseal(key, row.sealed, _about(row.account_id)))
    except Unreadable as error:
        message = "The second step cannot be checked: this installation's key was lost. Have it taken off."
        raise Refusal("second_step:unreadable", message, status=409) from error
    present = int(tx.now.timestamp()) // STEP
    steps = range(present - OFF_BY, present + OFF_BY + 1)
    typed = plain.encode("utf-8", "replace")  # text is compared only where it is ASCII, and people type what they like
    # Every step is compared, so that the time tells nothing of which one was near.
    matching = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), typed)]
    found = next((step for step in matching if step > row.last_step), None)
    if found is None:
        raise WrongCode(row.account_id, guessed=True)
    row.last_step, row.wrong, row.wrong_at = found, 0, None


def _waits_until(row: SecondStep) -> datetime | None:
    if row.wrong_at is None or row.wrong < FREE:
        return None
    return row.wrong_at + min(LONGEST_WAIT, timedelta(minutes=2 ** min(row.wrong - FREE + 1, 10)))


def _take_off(tx: Tx, account_id: str, by: By) -> None:
    tx.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    tx.session.execute(delete(SecondStep).where(SecondStep.account_id == account_id))
    _record(tx, account_id, SecondStepRemoved(account_id=account_id, by=by))


def _make_codes(tx: Tx, account_id: str, key: bytes) -> list[str]:
    tx.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    made = ["".join(secrets.choice(ALPHABET) for _ in range(2 * HALF)) for _ in range(CODES)]
    tx.session.add_all(
        RecoveryCode(account_id=account_id, digest=_kept(key, account_id, code), made_at=tx.now) for code in made
    )
    return [f"{code[:HALF]}-{code[HALF:]}" for code in made]


def _record(tx: Tx, account_id: str, fact: Fact) -> None:
    tx.record(platform(tx.session).stream_id, fact, subject=f"account:{account_id}", circle="ocu")


def _kept(key: bytes, account_id: str, plain: str) -> str:
    return fingerprint(key, f"recovery code of {account_id}\n{plain}")


def _about(account_id: str) -> str:
    return f"second step of {account_id}"


def _plain(code: str) -> str:
    """Return a code as it is compared, however it was copied: Arabic digits are digits too, a phone makes dashes."""
    bare = re.sub(r"[\s\u2010-\u2015\u2212-]", "", code)
    return "".join(str(int(each)) if each.isdecimal() else each for each in bare.casefold())
