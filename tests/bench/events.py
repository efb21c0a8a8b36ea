"""What every contender tells: an event of about 600 bytes with its number and its instant, at a given pace."""

from __future__ import annotations

import hashlib
import json
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILLING = "x" * 520


def event(number: int) -> dict[str, Any]:
    """Return an event."""
    return {"n": number, "at": time.monotonic_ns(), "filling": FILLING}


def said(number: int) -> str:
    """Return an event as it travels."""
    return json.dumps(event(number), separators=(",", ":"))


def fingerprint(rows: dict[str, Any]) -> str:
    """Return what rows are compared by, from one process to another."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def paced(order: str, sleep: Callable[[float], object] = time.sleep) -> Iterator[int]:
    """Yield the numbers that an order `tell FIRST COUNT RATE` asks for, each when it is due; at rate 0 all at once."""
    _, first, count, rate = order.split()
    began = time.monotonic()
    for past in range(int(count)):
        if float(rate):
            sleep(max(0.0, began + past / float(rate) - time.monotonic()))
        yield int(first) + past
