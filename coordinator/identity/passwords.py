"""Passwords: kept as argon2id, weighed off the event loop, two at a time, and never inside a transaction.

The parameters are RFC 9106's second recommendation: 64 MiB, three passes, four lanes, about 0.15 s. They stand inside
each hash, so they can be raised here at any time: whoever signs in afterwards is hashed anew in the same step. A name
nobody has, an account without a password and a wrong password cost the same, for the first two are weighed against a
hash of nobody's. (A hash of older, cheaper parameters is weighed more quickly until its owner signs in again.)
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import gevent
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from gevent.lock import BoundedSemaphore

from operations.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

HASHER: Final = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16)

NOBODYS: Final = "$argon2id$v=19$m=65536,t=3,p=4$9XzcD/FlaPH7ak3AMGsf7g$vUHnroDRokoHVEf1jRpx14NvFDHkMHqBu8JmtVU0sis"
"""The hash of a random text that nobody kept."""

AT_ONCE: Final = 2
"""Passwords weighed at the same time: each takes 64 MiB and a processor."""

WAITING: Final = 40
"""Weighings that may wait; beyond it, asking again is quicker than queueing."""

BACK_AFTER: Final = 5


@dataclass(frozen=True, slots=True)
class Weighed:
    """What came of weighing: whether it was right, the hash it was weighed against, and a hash to keep instead."""

    right: bool
    against: str | None
    renewed: str | None = None


class Scales:
    """Weighs passwords beside the event loop, which goes on meanwhile."""

    def __init__(self, hasher: PasswordHasher = HASHER, nobodys: str = NOBODYS) -> None:
        """Begin with nothing to weigh; `nobodys` is a hash at the hasher's own cost that no password has."""
        self.hasher = hasher
        self._nobodys = nobodys
        self._free = BoundedSemaphore(AT_ONCE)
        self._asked = 0

    def weigh(self, kept: str | None, password: str) -> Weighed:
        """Say whether a password is the one kept; without one kept it costs as much and never is. Refuses (429)."""
        return self._beside(lambda: self._weighed(kept, password))

    def hashed(self, password: str) -> str:
        """Return what is kept of a password. Refuses (429) when too many wait."""
        return self._beside(lambda: self.hasher.hash(plain(password)))

    def _beside(self, work: Callable[[], T]) -> T:
        if self._asked >= AT_ONCE + WAITING:
            message = f"Too many people sign in at this moment. Wait {BACK_AFTER} seconds."
            raise Refusal("too_many", message, status=429, retry_after=BACK_AFTER)
        self._asked += 1
        try:
            with self._free:
                done: T = gevent.get_hub().threadpool.apply(work)
                return done
        finally:
            self._asked -= 1

    def _weighed(self, kept: str | None, password: str) -> Weighed:
        against = kept or self._nobodys
        try:
            self.hasher.verify(against, plain(password))
        except VerifyMismatchError:
            return Weighed(right=False, against=kept)
        if kept is None:
            return Weighed(right=False, against=None)
        renewed = self.hasher.hash(plain(password)) if self.hasher.check_needs_rehash(kept) else None
        return Weighed(right=True, against=kept, renewed=renewed)


def plain(password: str) -> str:
    """Return a password in the one form in which two keyboards agree on it."""
    return unicodedata.normalize("NFKC", password)
