"""What the OCU did while on watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from operations.events.fact import Fact


@dataclass(frozen=True, slots=True)
class ReturnAsked(Fact):
    """The OCU asked an airport for the returns of these days, which were due and had not come.

    A day is a date, with the shift behind a stroke (`2026-11-20/late`) where the airport answers for shifts.
    """

    kind: ClassVar[str] = "return_asked"
    airport: str
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WatchEntryWritten(Fact):
    """The OCU wrote into its watch log."""

    kind: ClassVar[str] = "watch_entry_written"
    entry_id: str
    digest: str
