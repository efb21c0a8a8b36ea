"""What all facts share: a kind, a body, and a digest where somebody's words would stand."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


def digest_of(text: str, salt: str) -> str:
    """Return what a fact carries in place of somebody's words; without the salt, erased words cannot be guessed."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened."""

    kind: ClassVar[str]

    def body(self) -> dict[str, Any]:
        """Return the fact's own fields."""
        return asdict(self)
