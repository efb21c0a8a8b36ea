"""Where a board stands, as it carries it itself: signed, and of one room, so that it says nothing in any other."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from realtime.rooms import Room

FORMAT: Final = "1"
"""The form of board rows; a cursor of another form gets a first sight."""


class Cursors:
    """Makes cursors, and reads those it has made: any process with the same secret has."""

    def __init__(self, secret: bytes) -> None:
        """Sign with a secret."""
        self._signing = hmac.new(secret, digestmod=hashlib.sha256)

    def of(self, room: Room, seq: int) -> str:
        """Return the cursor of a room at a position."""
        said = f"{FORMAT}.{room.stream_id}.{seq}.{room.fingerprint}"
        signature = self._signing.copy()
        signature.update(said.encode())
        return f"{said}.{signature.hexdigest()[:32]}"

    def position(self, cursor: str | None, room: Room) -> int:
        """Return the position a cursor stands for: 0, a first sight, for one of another set, form or hand."""
        try:
            _, _, seq, _, _ = (cursor or "").split(".")
            position = int(seq)
        except ValueError:
            return 0
        genuine = hmac.compare_digest(self.of(room, position).encode(), (cursor or "").encode("utf-8", "replace"))
        return position if genuine else 0
