"""What our one page brings within itself, to be drawn before anything is fetched: its policy names just that."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

WITHIN: Final = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


class Inline(NamedTuple):
    """The sources of scripts and styles, as a content security policy names them: by what they read."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]


NOTHING: Final = Inline((), ())


def inline_of(page: Path) -> Inline:
    """Name what a page brings within itself, as it is built now: a release may lie there before it is started."""
    built = page.stat()
    return _named(page, built.st_mtime_ns, built.st_size)


@lru_cache(maxsize=1)
def _named(page: Path, _built_at: int, _size: int) -> Inline:
    found = WITHIN.findall(page.read_text(encoding="utf-8"))
    scripts, styles = (tuple(_digest(text) for tag, text in found if tag == kind) for kind in ("script", "style"))
    return Inline(scripts, styles)


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
