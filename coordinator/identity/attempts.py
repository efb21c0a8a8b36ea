"""Count sign-in attempts, so that guessing is slow; kept in memory, per process, and bounded."""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Final

from operations.errors import Refusal

WITHIN: Final = timedelta(minutes=1)
PER_ADDRESS: Final = 60
FAILED_PER_ADDRESS: Final = 20
PER_TOKEN: Final = 8
PER_NAME_HERE: Final = 6
"""Tries at one name from one address."""

PER_NAME: Final = 30
"""Tries at one name from anywhere: whoever is kept out by another's guessing gets in by a one-time link meanwhile."""

PER_ACCOUNT: Final = 6
"""Tries at proving, in a session, that one is who began it."""

REMEMBERED: Final = 10_000


class Attempts:
    """The attempts of the last minute, by what made them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._made: OrderedDict[str, deque[datetime]] = OrderedDict()

    def count(self, who: str, limit: int, now: datetime) -> None:
        """Count an attempt. Raises Refusal (429) with the seconds to wait once there were `limit` within a minute."""
        self.check(who, limit, now)
        self._made.setdefault(who, deque()).append(now)
        self._made.move_to_end(who)
        while len(self._made) > REMEMBERED:
            self._made.popitem(last=False)

    def check(self, who: str, limit: int, now: datetime) -> None:
        """Refuse (429) when `limit` attempts were made within a minute."""
        made = self._made.get(who, deque())
        while made and made[0] <= now - WITHIN:
            made.popleft()
        if len(made) >= limit:
            wait = max(1, math.ceil((made[0] + WITHIN - now).total_seconds()))
            raise Refusal("too_many", f"Too many attempts. Wait {wait} seconds.", status=429, retry_after=wait)
