"""Follow the log in each process and send every room what its circles may see of each step.

One tail a process. It wakes when this process commits (a nudge), when PostgreSQL tells of another's commit (`wake`),
and by polling behind both, so that a lost notification costs at most the poll interval. A turn is one statement on a
connection of the tail's own, whatever there is to tell (`feed.news`). It is cut per set of circles; a room that sees
nothing of a step is sent nothing, and its next step still follows on.

A step is sent at once when the tail is idle. After a turn it rests four times as long as that took, up to WINDOW, and
what is committed meanwhile is one step: few boards are told within milliseconds, and many cost a fifth of a processor
or less. A beat tells each room how far it should be, so that a board notices a lost last step by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from gevent.event import Event

from realtime.cursors import Cursors
from realtime.feed import News, Step, cut, news, since
from realtime.listener import listening
from realtime.log import Stream, instant
from realtime.packed import Packed, pack
from realtime.rooms import Board, Room, Rooms, fingerprint, room_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from realtime.listener import Listener
    from realtime.transaction import Database

BEAT_EVERY: Final = 5.0
"""Seconds between two beats of a room."""

WINDOW: Final = 0.05
"""Seconds for which steps are gathered at most, once the tail is busy."""

RESTS: Final = 4
"""How many times as long as it took to send a step the tail gathers the next one."""

ANSWERS_KEPT: Final = 16
"""First steps kept of a room: its first sight, and one for each position that boards come back from."""

RECHECK_EVERY: Final = 30.0
"""Seconds after which it begins again that every board's rights are read afresh, whatever the log said."""

RECHECKED_AT_ONCE: Final = 25
"""Boards for which that is done in one turn: two thousand at once kept the next step waiting for many seconds."""


class Doorkeeper(Protocol):
    """What realtime must ask of whoever knows people and operations."""

    def rights(self, session: Session, session_id: str, code: str) -> tuple[int, frozenset[str]] | None:
        """Return the stream of an operation and the circles that whoever signed in may watch in it, which may be none.

        None when the session holds no longer.
        """

    def changes_rights(self, kind: str) -> bool:
        """Say whether a fact of this kind may change what somebody sees."""


@dataclass(slots=True)
class Measured:
    """What a tail has done: turns, what they took, the steps it sent; how long it gathers; when it last looked."""

    turns: int = 0
    seconds: float = 0.0
    steps: int = 0
    window: float = 0.0
    looked: float = field(default_factory=time.monotonic)


class Refused(Exception):
    """This account may not watch this operation, or there is none such."""


class Tail:
    """The boards of one process and how far each room has been brought."""

    def __init__(
        self,
        db: Database,
        rooms: Rooms,
        doorkeeper: Doorkeeper,
        *,
        secret: bytes,
        now: Callable[[], datetime],
        platform_id: Callable[[], int | None],
        poll_every: float = 0.5,
        on_watch: Callable[[int, frozenset[str]], list[dict[str, Any]]] = lambda _stream_id, _circles: [],
    ) -> None:
        """Keep them; `run` begins.

        `secret` signs cursors; `platform_id` names the stream sessions are revoked in; `on_watch` says who looks at a
        stream, as a set of circles may know it.
        """
        self._db = db
        self._to = rooms
        self._doorkeeper = doorkeeper
        self._cursors = Cursors(secret)
        self._now = now
        self._platform_id = platform_id
        self._poll_every = poll_every
        self._on_watch = on_watch
        self.measured = Measured()
        self._rooms: dict[str, Room] = {}
        self._boards: dict[str, tuple[Board, str]] = {}
        self._platform_seen = 0
        self._rights_turned = 0
        self._unchecked: list[str] = []
        self._rechecking_since = time.monotonic()
        self._woken = Event()
        self._advancing = threading.RLock()
        self._stopped = False
        db.on_commit.append(lambda _streams: self.wake())

    def __len__(self) -> int:
        """Return how many boards watch."""
        return len(self._boards)

    # --- what a socket asks -----------------------------------------------------------------------------------------

    def watch(self, board: Board, cursor: str | None) -> dict[str, Any]:
        """Let a board in and answer with its first step: what it missed since its cursor, or a first sight.

        It joins the room before anything is read, so nothing can fall between the answer and the steps that follow.
        Raises Refused.

        Its rights are read before, and once, without holding up anybody's step. That is safe because they are read
        while the room it joins stands at a position: whatever takes them away lies behind that position, and the next
        turn finds it before it sends anything. If such a turn came meanwhile, or no room stood, they are read again.
        """
        while True:
            turned = self._rights_turned
            with self._db.glancing() as session:
                found = self._doorkeeper.rights(session, board.session_id, board.code)
            # A socket outlives its session when it watched nothing at the time it was revoked.
            if found is None or not found[1]:
                self.unwatch(board.sid)
                raise Refused(board.code)
            with self._advancing:
                room = self._rooms.get(room_name(*found))
                if room is None:
                    self._open(board.code, *found)
                    continue
                if (
                    self._cursors.position(cursor, room) > room.seen
                ):  # it comes from a process that was further than this one
                    self.advance()
                if turned == self._rights_turned:
                    return self._join(board, room, cursor)

    def _join(self, board: Board, room: Room, cursor: str | None) -> dict[str, Any]:
        self.unwatch(board.sid)
        room.boards[board.sid] = board
        self._boards[board.sid] = (board, room.name)
        self._to.enter(board.sid, room.name)
        position = self._cursors.position(cursor, room)
        after = position if position <= room.seen else 0
        if after not in room.answers:
            if len(room.answers) >= ANSWERS_KEPT:
                room.answers.clear()
            with self._db.reading() as session:
                step = since(session, room.stream_id, room.circles, after, room.seen)
            room.answers[after] = pack(step.wire())
        answer = room.answers[after]
        return {
            # Board rows hold codes and numbers, the same for the whole room: how small they get tells nobody anything.
            "step": answer.gzipped() if board.reads_gzip else answer,
            "cursor": self._cursors.of(room, room.seen),
            "now": instant(self._now()),
            "beat_every": BEAT_EVERY,
            "on_watch": self._looks(room),
        }

    def _open(self, code: str, stream_id: int, circles: frozenset[str]) -> None:
        """Open a room at the head of its stream. Nobody is in it before their rights are read again."""
        name = room_name(stream_id, circles)
        with self._db.reading() as session:
            head = session.get_one(Stream, stream_id).seq
        self._rooms[name] = Room(name, fingerprint(circles), code, stream_id, circles, seen=head, sent=head)

    def _looks(self, room: Room) -> Packed:
        if room.on_watch is None:
            room.on_watch = pack(self._on_watch(room.stream_id, room.circles))
        return room.on_watch

    def unwatch(self, sid: str) -> None:
        """Let a board go; an empty room costs nothing more from the next beat on."""
        board_room = self._boards.pop(sid, None)
        if board_room is None:
            return
        room = self._rooms.get(board_room[1])
        if room is not None:
            room.boards.pop(sid, None)
            self._to.leave(sid, room.name)

    def attended(self) -> list[tuple[int, Board]]:
        """Return the boards somebody sits at, each with the stream it follows."""
        found = [(board, self._rooms.get(name)) for board, name in list(self._boards.values()) if board.attended]
        return [(room.stream_id, board) for board, room in found if room is not None]

    def wake(self) -> None:
        """Say that something was committed."""
        self._woken.set()

    # --- the loop ---------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Follow the log until `stop`."""
        beaten = time.monotonic()
        with listening(self._db, self.wake) as own:
            while not self._stopped:
                woken = self._woken.wait(self._poll_every)
                self._woken.clear()
                began = time.monotonic()
                due = self._due_for_recheck(began)
                if woken or due or own.stirred():
                    self.turn(own, due)
                    self._measure(began)
                self.measured.looked = began
                if began - beaten >= BEAT_EVERY:
                    self.beat()
                    beaten = began
                time.sleep(min(WINDOW, RESTS * (time.monotonic() - began)))

    def _measure(self, began: float) -> None:
        took, measured = time.monotonic() - began, self.measured
        measured.turns += 1
        measured.seconds += took
        measured.window = min(WINDOW, RESTS * took)

    def stop(self) -> None:
        """End the loop after this turn."""
        self._stopped = True
        self.wake()

    def beat(self) -> None:
        """Tell every room how far it should be, what time it is here, and who is on watch."""
        for room in list(self._rooms.values()):
            room.on_watch = None
            if not room.boards:
                self._rooms.pop(room.name, None)
                continue
            payload = {
                "operation": room.code,
                "upto": room.sent,
                "now": instant(self._now()),
                "on_watch": self._looks(room),
            }
            self._to.emit("beat", payload, room.name)

    def advance(self, recheck: Iterable[str] = ()) -> None:
        """Take a turn at once."""
        with listening(self._db) as borrowed:
            self.turn(borrowed, recheck)

    def turn(self, own: Listener, recheck: Iterable[str] = ()) -> None:
        """Bring every room to its stream's head; look at rights again where the log says they changed, or as told."""
        with self._advancing:
            by_stream: dict[int, list[Room]] = {}
            for room in list(self._rooms.values()):
                by_stream.setdefault(room.stream_id, []).append(room)
            platform_id = self._platform_id() or 0
            seen = {stream_id: min(room.seen for room in rooms) for stream_id, rooms in by_stream.items()}
            # Read at one instant: whoever was signed out before a step was committed is not sent it.
            found = news(own, seen | {platform_id: self._platform_seen})
            suspects = {*recheck, *self._suspects(found, by_stream, platform_id)}
            if suspects:
                with self._db.reading() as session:
                    self._recheck(session, suspects)
            # Only now: were the database away in between, the next turn must find these suspects again.
            self._platform_seen = max(self._platform_seen, found[platform_id].head)
            for stream_id, rooms in by_stream.items():
                head = found[stream_id].head
                for room in rooms:
                    if head > room.seen:
                        self._step(room, cut(found[stream_id].versions, room.circles, room.seen, head), head)

    def _suspects(self, found: dict[int, News], by_stream: dict[int, list[Room]], platform_id: int) -> set[str]:
        """Return the boards whose rights may have changed by what happened: on the platform, anybody's."""
        changes = self._doorkeeper.changes_rights
        changed = {stream_id for stream_id, each in found.items() if any(map(changes, each.kinds))}
        self._rights_turned += bool(changed)
        if platform_id in changed:
            return set(self._boards)
        return {sid for stream_id in changed for room in by_stream[stream_id] for sid in room.boards}

    def _step(self, room: Room, step: Step, head: int) -> None:
        room.seen = head
        room.answers.clear()
        if not step.rows and not step.gone:
            return
        payload = step.wire() | {
            "after": room.sent,
            "operation": room.code,
            "cursor": self._cursors.of(room, head),
            "now": instant(self._now()),
        }
        room.sent = head
        if room.boards:
            self.measured.steps += 1
            self._to.emit("step", payload, room.name)

    def _due_for_recheck(self, clock: float) -> list[str]:
        """Return the next few boards to look at again, whatever the log says; begin anew when it is time."""
        if not self._unchecked and clock - self._rechecking_since >= RECHECK_EVERY:
            self._unchecked, self._rechecking_since = list(self._boards), clock
        due, self._unchecked = self._unchecked[:RECHECKED_AT_ONCE], self._unchecked[RECHECKED_AT_ONCE:]
        return due

    # --- rights -----------------------------------------------------------------------------------------------------

    def _recheck(self, session: Session, suspects: Iterable[str]) -> None:
        """Close what is no longer signed in; tell a board whose circles changed to watch again."""
        rights = cache(partial(self._doorkeeper.rights, session))
        for sid in list(suspects):
            known = self._boards.get(sid)
            if known is None:
                continue
            board, name = known
            found = rights(board.session_id, board.code)
            if found is None:
                self.unwatch(sid)
                self._to.close(sid)
            elif found[1] != self._rooms[name].circles:
                self.unwatch(sid)
                self._to.emit("reset", {"operation": board.code}, sid)
