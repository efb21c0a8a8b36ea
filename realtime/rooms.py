"""Who is told together: boards that watch one stream with one set of circles are a room, and stand at one position."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from realtime.feed import EVERY
from realtime.packed import Packed


@dataclass(frozen=True, slots=True)
class Board:
    """A socket: who opened it, in which session, and which operation it watches.

    A screen on a wall is not `attended`: nobody is on watch because it hangs there. One that reads gzip is answered so.
    """

    sid: str
    account_id: str
    session_id: str
    code: str
    attended: bool = True
    reads_gzip: bool = False


@dataclass(slots=True)
class Room:
    """Everyone who watches one stream with one set of circles.

    `seen` is how far the tail has read for it, `sent` the position of the last step it was sent; `answers` are the
    first steps from some positions up to `seen`, read and packed once for all boards that come from there; `on_watch`
    is who was on watch at the last beat. Its `fingerprint` names its circles.
    """

    name: str
    fingerprint: str
    code: str
    stream_id: int
    circles: frozenset[str]
    seen: int
    sent: int
    boards: dict[str, Board] = field(default_factory=dict)
    answers: dict[int, Packed] = field(default_factory=dict)
    on_watch: Packed | None = None


@dataclass(frozen=True, slots=True)
class Rooms:
    """How rooms are filled and addressed: by the socket server in production, by a list in a test."""

    enter: Callable[[str, str], None]
    leave: Callable[[str, str], None]
    emit: Callable[[str, dict[str, Any], str], None]
    close: Callable[[str], None]


def room_name(stream_id: int, circles: frozenset[str]) -> str:
    """Return the name of the room of these circles of a stream."""
    return f"{stream_id}:{fingerprint(circles)}"


def fingerprint(circles: frozenset[str]) -> str:
    """Return what names a set of circles, however many there are."""
    if circles is EVERY:
        return "every"
    return hashlib.sha256("\n".join(sorted(circles)).encode()).hexdigest()[:24]
