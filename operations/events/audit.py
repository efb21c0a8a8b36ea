"""What was read out of an operation, what files brought into it, and what its operator did to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from operations.events.fact import Fact


@dataclass(frozen=True, slots=True)
class ExportTaken(Fact):
    """Somebody downloaded rows: what, how many, as of which position."""

    kind: ClassVar[str] = "export_taken"
    what: str
    rows: int
    upto: int


@dataclass(frozen=True, slots=True)
class FileImported(Fact):
    """A file of reports was read: how many rows it had and how many were stored."""

    kind: ClassVar[str] = "file_imported"
    file_digest: str
    rows: int
    stored: int


@dataclass(frozen=True, slots=True)
class BoardsRewritten(Fact):
    """So many rows of the boards were written anew, as a newer release draws them; what they tell did not change."""

    kind: ClassVar[str] = "boards_rewritten"
    rows: int
