"""Say who is on watch: which seats have a board open, in whatever process, as those may know who share their circle.

A process notes every few seconds which seats look through it. Who is on watch follows from those notes and the clock
(`on_watch`, pure): a process that died leaves notes that grow old, and nobody has to clear up after it. What a note
says of a seat is the domain's matter and opaque here; it never names a person.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ForeignKey, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from realtime.database import Base
from realtime.transaction import transaction

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from realtime.rooms import Board
    from realtime.transaction import Database

NOTED_EVERY: Final = timedelta(seconds=10)
STAYS_FOR: Final = timedelta(seconds=30)
"""How long a note stands without being renewed: three times missed, and somebody is no longer counted."""

FORGOTTEN_AFTER: Final = timedelta(hours=1)


class Presence(Base):
    """A note: a seat had a board of a stream open in a process, as last seen at an instant."""

    __tablename__ = "presences"

    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), primary_key=True)
    process_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    circle: Mapped[str] = mapped_column(String(40))
    said: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Sight:
    """A seat as others may see it: its key, the circle that may, and what is said of it as JSON text."""

    key: str
    circle: str
    said: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A sight and when it was last noted."""

    sight: Sight
    seen_at: datetime


def on_watch(seen: Iterable[Seen], circles: frozenset[str], now: datetime) -> list[dict[str, Any]]:
    """Return what is said of everyone on watch whom a set of circles may see, each once, in a lasting order."""
    standing = {each.sight.key: each.sight for each in seen if now - each.seen_at <= STAYS_FOR}
    shown = [sight for sight in standing.values() if sight.circle in circles]
    return [json.loads(sight.said) for sight in sorted(shown, key=lambda sight: (sight.said, sight.key))]


class Watch:
    """Who looks through one process, noted for the others, and who looks through any, as last read."""

    def __init__(
        self,
        db: Database,
        *,
        boards: Callable[[], list[tuple[int, Board]]],
        sights: Callable[[Session, str, str], Iterable[Sight]],
        now: Callable[[], datetime],
    ) -> None:
        """Keep whom to ask: `boards` are open here with their streams, `sights` what an account's seats look like."""
        self._db = db
        self._boards = boards
        self._sights = sights
        self._now = now
        self._process_id = str(uuid.uuid4())
        self._noted: frozenset[tuple[int, Sight]] = frozenset()
        self._noted_at: datetime | None = None
        self._seen: dict[int, list[Seen]] = {}

    def seen_by(self, stream_id: int, circles: frozenset[str]) -> list[dict[str, Any]]:
        """Return who is on watch in a stream, as a set of circles may know it now."""
        return on_watch(self._seen.get(stream_id, ()), circles, self._now())

    def turn(self) -> None:
        """Note who looks through this process if that changed or is due again, and read who looks through any."""
        now, boards = self._now(), self._boards()
        if not boards and not self._noted:
            self._seen = {}
            return
        streams = {stream_id for stream_id, _ in boards}
        with self._db.reading() as session:
            here = frozenset(
                (stream_id, sight)
                for stream_id, account_id, code in {(at, board.account_id, board.code) for at, board in boards}
                for sight in self._sights(session, account_id, code)
            )
        due = self._noted_at is None or now - self._noted_at >= NOTED_EVERY
        if here != self._noted or (here and due):
            self._note(here, now)
        with self._db.reading() as session:
            found: dict[int, list[Seen]] = {stream_id: [] for stream_id in streams}
            for row in session.scalars(select(Presence).where(Presence.stream_id.in_(streams))):
                found[row.stream_id].append(Seen(Sight(row.key, row.circle, row.said), row.seen_at))
        self._seen = found

    def leave(self) -> None:
        """Take this process's notes away, as it stops."""
        if self._noted:
            self._note(frozenset(), self._now())

    def _note(self, here: frozenset[tuple[int, Sight]], now: datetime) -> None:
        own = Presence.process_id == self._process_id
        with transaction(self._db, (), actor_id="", now=now) as tx:
            if here == self._noted:
                tx.session.execute(update(Presence).where(own).values(seen_at=now))
            else:
                tx.session.execute(delete(Presence).where(own | (Presence.seen_at < now - FORGOTTEN_AFTER)))
                tx.session.add_all(
                    Presence(
                        stream_id=stream_id, process_id=self._process_id, key=sight.key, circle=sight.circle,
                        said=sight.said, seen_at=now,
                    )
                    for stream_id, sight in here
                )  # fmt: skip
        self._noted, self._noted_at = here, now
