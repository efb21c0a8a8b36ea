"""The words of the pages, from the same files, so that a story follows them when they are bettered."""

import json
import re
from functools import cache
from typing import Any

from tests.support.source import ROOT

TEXT = ROOT / "frontend" / "src" / "text"


@cache
def _area(language: str, area: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TEXT / language / f"{area}.json").read_text(encoding="utf-8"))
    return found


def words(language: str, key: str, **values: object) -> str:
    """Return the words of a key like `plan:publish.now`, filled in."""
    area, path = key.split(":")
    found: Any = _area(language, area)
    for part in path.split("."):
        found = found[part]
    assert isinstance(found, str), f"{key} is no sentence"
    return re.sub(r"{{(\w+)}}", lambda match: str(values[match[1]]), found)


def pattern(language: str, key: str) -> re.Pattern[str]:
    """Return what matches a sentence whatever it is filled in with."""
    area, path = key.split(":")
    found: Any = _area(language, area)
    for part in path.split("."):
        found = found[part]
    return re.compile(".+".join(re.escape(piece) for piece in re.split(r"{{\w+}}", found)))
