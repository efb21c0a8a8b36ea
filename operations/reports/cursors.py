"""Places in a list, as whoever reads on carries them: made by us, but anything may stand in what comes back."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, TypeAlias

from operations.errors import Refusal
from realtime.log import instant

Reading: TypeAlias = Callable[[Any], Any]
"""Reads one value of a place; raises ValueError or TypeError for what is none."""

_ROWS_AT_MOST: Final = 2**31


def cursor(name: str, *values: object) -> str:
    """Return the place behind a row of a list in the order of this name."""
    said = [name, *(_written(value) for value in values)]
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode()


def position(said: str, name: str, readings: Sequence[Reading]) -> tuple[Any, ...]:
    """Return the values of a place; 422 for one of another order, or none of ours."""
    try:
        of, *values = json.loads(base64.urlsafe_b64decode(said.encode()))
        found = tuple(reading(value) for reading, value in zip(readings, values, strict=True))
    except (ValueError, TypeError, OverflowError, RecursionError):
        of, found = None, ()
    if of != name:
        raise Refusal("cursor", "This place in the list is not one of ours.", path="cursor")
    return found


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value


def read_instant(said: Any) -> datetime:  # noqa: ANN401 anything may have come
    """Read an instant."""
    found = datetime.fromisoformat(said)
    if found.tzinfo is None:
        raise ValueError(said)
    return found.astimezone(UTC)


def read_date(said: Any) -> date:  # noqa: ANN401 anything may have come
    """Read a date."""
    return date.fromisoformat(said)


def read_number(said: Any) -> int:  # noqa: ANN401 anything may have come
    """Read a report's number."""
    if not isinstance(said, int) or not 0 <= said < _ROWS_AT_MOST:
        raise ValueError(said)
    return said


def read_code(said: Any) -> str:  # noqa: ANN401 anything may have come
    """Read a code."""
    if not isinstance(said, str) or not said.isascii() or not said.isprintable():
        raise ValueError(said)
    return said


def or_none(reading: Reading) -> Reading:
    """Return a reading that also takes nothing."""
    return lambda said: None if said is None else reading(said)
