"""Write JSON once for many: a part that is packed goes into every message as it is.

Two thousand boards that come back after a restart are all answered with the same first sight. It is packed once; each
answer around it says only what is a board's own. Socket.IO writes its messages by this module (`dumps`, `loads`).
"""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from gzip import compress
from typing import Any, Final

from engineio.json import loads

__all__ = ["Packed", "dumps", "loads"]

_HOLE: Final = secrets.token_hex(16)
"""What stands where a packed part goes; nobody can have written it."""


LEVEL: Final = 6
"""How hard gzip tries. At its hardest it took a first sight of many airports half as long again as to read it, sixteen
times what this takes, for a twentieth less; and nobody else is answered meanwhile."""

WORTH_IT: Final = 1000
"""Characters below which base64 takes what gzip gives."""


class Packed:
    """A part of messages to come, as the JSON it will be."""

    __slots__ = ("_gzipped", "text")

    def __init__(self, text: str) -> None:
        """Take it as it is written."""
        self.text = text
        self._gzipped: Packed | None = None

    def gzipped(self) -> Packed:
        """Return it as a text that holds it by gzip, in base64: made once, a tenth for those on a slow line.

        What is small stays as it reads.
        """
        if len(self.text) < WORTH_IT:
            return self
        if self._gzipped is None:
            self._gzipped = Packed(f'"{b64encode(compress(self.text.encode(), LEVEL, mtime=0)).decode()}"')
        return self._gzipped


def pack(value: Any) -> Packed:  # noqa: ANN401 any JSON
    """Write a part down, for many messages."""
    return Packed(dumps(value))


def dumps(value: Any, **_: object) -> str:  # noqa: ANN401 any JSON
    """Return JSON, what is packed in its place; how it is spaced is not the caller's to say."""
    parts: list[str] = []

    def hole(part: object) -> str:
        if not isinstance(part, Packed):
            msg = f"this is no JSON: {type(part)}"
            raise TypeError(msg)
        parts.append(part.text)
        return _HOLE

    text = json.dumps(value, default=hole, ensure_ascii=False, separators=(",", ":"))
    for part in parts:
        text = text.replace(f'"{_HOLE}"', part, 1)
    return text
