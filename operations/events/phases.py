"""What came to pass at airports as planned: phases and suspensions by the clock, controls by somebody's word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from operations.events.fact import Fact


@dataclass(frozen=True, slots=True)
class PhaseStarted(Fact):
    """A phase began at these airports; `late_by` seconds lie between the planned instant and its announcement."""

    kind: ClassVar[str] = "phase_started"
    phase: int
    phase_kind: str
    airports: tuple[str, ...]
    due_at: str
    late_by: int


@dataclass(frozen=True, slots=True)
class PhaseEnded(Fact):
    """A phase ended at these airports; `late_by` as in PhaseStarted."""

    kind: ClassVar[str] = "phase_ended"
    phase: int
    phase_kind: str
    airports: tuple[str, ...]
    due_at: str
    late_by: int


@dataclass(frozen=True, slots=True)
class SuspensionStarted(Fact):
    """The suspension of airports began; `late_by` as in PhaseStarted."""

    kind: ClassVar[str] = "suspension_started"
    airports: tuple[str, ...]
    due_at: str
    late_by: int


@dataclass(frozen=True, slots=True)
class SuspensionEnded(Fact):
    """The suspension of airports ended; `late_by` as in PhaseStarted."""

    kind: ClassVar[str] = "suspension_ended"
    airports: tuple[str, ...]
    due_at: str
    late_by: int


@dataclass(frozen=True, slots=True)
class ControlsConfirmed(Fact):
    """An airport confirmed that its heightened controls are in force in a phase."""

    kind: ClassVar[str] = "controls_confirmed"
    airport: str
    phase: int
    level: str
