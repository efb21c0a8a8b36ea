"""When a country answers for the days of its airports: from its acceptance on, until it leaves, and again. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from operations.participation.limits import TAKES_PART

if TYPE_CHECKING:
    from collections.abc import Sequence

    from operations.participation.limits import Limits
    from operations.planning.report_days import ExpectedDay

Stretch: TypeAlias = tuple[datetime | None, datetime | None]
"""From when until when; None is from the beginning, and for good."""


@dataclass(frozen=True, slots=True)
class Giving:
    """The stretches in which a country gives returns, in their order; none for one that never did."""

    stretches: tuple[Stretch, ...]

    def owes(self, day: ExpectedDay) -> bool:
        """Say whether the return of a day or shift is owed: of one it took part in, and that fell due while it did.

        The day on which it accepted is the first. What fell due stays owed for ever: to decline later, or to limit
        returns away, erases no day that was missed.
        """
        return any(
            (since is None or day.ends_at > since) and (until is None or day.starts_at < until)
            for since, until in self.stretches
        ) and any(
            (since is None or day.due_at >= since) and (until is None or day.due_at <= until)
            for since, until in self.stretches
        )

    @property
    def since(self) -> datetime | None:
        """Return when it gave returns first; None for one that did from the beginning, or never."""
        return self.stretches[0][0] if self.stretches else None

    def not_yet(self, day: ExpectedDay) -> bool:
        """Say whether a day or shift was over before the country took part at all."""
        return self.since is not None and day.ends_at <= self.since


def gives_returns(state: str, limits: Limits) -> bool:
    """Say whether a country answers for the days of its airports."""
    return state in TAKES_PART and limits.gives("activity")


def giving(state: str, limits: Limits, joined_at: datetime | None, left_at: datetime | None, earlier: str) -> Giving:
    """Return when a country gives returns, as its row has it."""
    if gives_returns(state, limits) or left_at is not None:
        return Giving((*_read(earlier), (joined_at, left_at)))
    return Giving(())


def of_all_of_it(starts_at: datetime | None, invited_at: datetime) -> bool:
    """Say whether an answer is for all of an operation: of one that is entered after the fact none came beforehand."""
    return starts_at is not None and starts_at <= invited_at


@lru_cache(maxsize=256)
def _read(earlier: str) -> tuple[Stretch, ...]:
    return tuple((_instant(since), _instant(until)) for since, until in json.loads(earlier))


def written(stretches: Sequence[Stretch]) -> str:
    """Write stretches that are past as a row keeps them."""
    return json.dumps([[None if at is None else at.isoformat() for at in stretch] for stretch in stretches])


def _instant(said: str | None) -> datetime | None:
    return None if said is None else datetime.fromisoformat(said)
