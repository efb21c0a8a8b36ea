"""What was planned and changed under way: of the operation, its phases and its airports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from operations.events.fact import Fact


@dataclass(frozen=True, slots=True)
class OperationDrafted(Fact):
    """An operation was begun."""

    kind: ClassVar[str] = "operation_drafted"
    code: str


@dataclass(frozen=True, slots=True)
class PlanSaved(Fact):
    """A draft plan was saved as `version`; `digest` is of its text."""

    kind: ClassVar[str] = "plan_saved"
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class OperationPublished(Fact):
    """A plan became the operation's first edition; the countries named were invited by it."""

    kind: ClassVar[str] = "operation_published"
    edition: int
    airports: int
    countries: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class BoundaryMoved(Fact):
    """The start or end of a phase that lay ahead was moved; `before` and `after` are moments as planned."""

    kind: ClassVar[str] = "boundary_moved"
    edition: int
    phase: int
    phase_kind: str
    edge: str
    airports: tuple[str, ...]
    before: dict[str, Any]
    after: dict[str, Any]
    reason_digest: str


@dataclass(frozen=True, slots=True)
class PhaseExtended(Fact):
    """The end of a phase and all that follows it was moved on the clocks of airports; negative lengths shorten.

    `moves` are the boundaries moved: phase, phase_kind, edge, airports, before, after as in BoundaryMoved.
    """

    kind: ClassVar[str] = "phase_extended"
    edition: int
    phase: int
    phase_kind: str
    airports: tuple[str, ...]
    days: int
    hours: int
    moves: tuple[dict[str, Any], ...]
    reason_digest: str


@dataclass(frozen=True, slots=True)
class ScheduleShifted(Fact):
    """Everything still ahead at airports was moved on their clocks; `moves` as in PhaseExtended."""

    kind: ClassVar[str] = "schedule_shifted"
    edition: int
    airports: tuple[str, ...]
    days: int
    hours: int
    moves: tuple[dict[str, Any], ...]
    reason_digest: str


@dataclass(frozen=True, slots=True)
class AirportsSuspended(Fact):
    """Airports are to rest from a moment to another as typed; no start is at once, no end until further notice."""

    kind: ClassVar[str] = "airports_suspended"
    edition: int
    airports: tuple[str, ...]
    starts: dict[str, Any] | None
    ends: dict[str, Any] | None
    by: str
    reason_digest: str


@dataclass(frozen=True, slots=True)
class AirportsResumed(Fact):
    """The suspension of airports is to end at a moment as typed, or at once; `before` are the ends it had, if any."""

    kind: ClassVar[str] = "airports_resumed"
    edition: int
    airports: tuple[str, ...]
    at: dict[str, Any] | None
    before: dict[str, str | None]
    by: str
    reason_digest: str


@dataclass(frozen=True, slots=True)
class AirportsStoodDown(Fact):
    """Airports were taken out of an operation that goes on elsewhere: their phases ended, nothing ahead begins."""

    kind: ClassVar[str] = "airports_stood_down"
    edition: int
    airports: tuple[str, ...]
    reason_digest: str


@dataclass(frozen=True, slots=True)
class OperationStoodDown(Fact):
    """A published operation was ended early."""

    kind: ClassVar[str] = "operation_stood_down"
    reason_digest: str


@dataclass(frozen=True, slots=True)
class OperationCancelled(Fact):
    """An operation was called off before its operational phase."""

    kind: ClassVar[str] = "operation_cancelled"
    reason_digest: str
