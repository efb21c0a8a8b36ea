"""What was read out of an operation, and what files brought into it."""

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
