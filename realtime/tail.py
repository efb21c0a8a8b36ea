"""Follow the log in each process and send every room what its circles may see of each step.

One tail a process. It wakes when this process commits (a nudge), when PostgreSQL tells of another's commit (`wake`),
and by polling behind both, so that a lost notification costs at most the poll interval. A step's versions are read
once and cut per set of circles; a room that sees nothing of a step is sent nothing, and its next step still follows on.

Steps are sent at once when the tail is idle and gathered for a short window when it is not. A beat tells each room how
far it should be, so that a board notices a lost last step by itself.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from sqlalchemy import select

from realtime.feed import EVERY, Step, cut, since, versions_between
from realtime.log import Entry, Stream, instant

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from realtime.transaction import Database

BEAT_EVERY: Final = 5.0
"""Seconds between two beats of a room."""

WINDOW: Final = 0.05
"""Seconds for which steps are gathered once the tail is busy."""

RECHECK_EVERY: Final = 30.0
"""Seconds after which it begins again that every board's rights are read afresh, whatever the log said."""

RECHECKED_AT_ONCE: Final = 25
"""Boards for which that is done in one turn: two thousand at once kept the next step waiting for many seconds."""

FORMAT: Final = "1"
"""The form of board rows; a cursor of another form gets a first sight."""


class Doorkeeper(Protocol):
    """What realtime must ask of whoever knows people and operations."""

    def circles(self, session: Session, account_id: str, code: str) -> tuple[int, frozenset[str]] | None:
        """Return the stream of an operation and the circles this account may watch in it, or None for neither."""

    def signed_in(self, session: Session, session_id: str) -> bool:
        """Say whether a session still holds."""

    def changes_rights(self, kind: str) -> bool:
        """Say whether a fact of this kind may change what somebody sees."""


@dataclass(frozen=True, slots=True)
class Board:
    """A socket: who opened it, in which session, and which operation it watches.

    A screen on a wall is not `attended`: nobody is on watch because it hangs there.
    """

    sid: str
    account_id: str
    session_id: str
    code: str
    attended: bool = True


@dataclass(slots=True)
class Room:
    """Everyone who watches one stream with one set of circles.

    `seen` is how far the tail has read for it, `sent` the position of the last step it was sent.
    """

    name: str
    code: str
    stream_id: int
    circles: frozenset[str]
    seen: int
    sent: int
    boards: dict[str, Board] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rooms:
    """How rooms are filled and addressed: by the socket server in production, by a list in a test."""

    enter: Callable[[str, str], None]
    leave: Callable[[str, str], None]
    emit: Callable[[str, dict[str, Any], str], None]
    close: Callable[[str], None]


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
        self._secret = secret
        self._now = now
        self._platform_id = platform_id
        self._poll_every = poll_every
        self._on_watch = on_watch
        self._rooms: dict[str, Room] = {}
        self._boards: dict[str, tuple[Board, str]] = {}
        self._platform_seen = 0
        self._unchecked: list[str] = []
        self._rechecking_since = time.monotonic()
        self._woken = threading.Event()
        self._advancing = threading.RLock()
        self._stopped = False
        db.on_commit.append(lambda _streams: self.wake())

    # --- what a socket asks -----------------------------------------------------------------------------------------

    def watch(self, board: Board, cursor: str | None) -> dict[str, Any]:
        """Let a board in and answer with its first step: what it missed since its cursor, or a first sight.

        It joins the room before anything is read, so nothing can fall between the answer and the steps that follow.
        Raises Refused.
        """
        with self._advancing, self._db.reading() as session:
            # Within the lock: of two watches at once each would else find nothing to leave, and be in two rooms.
            self.unwatch(board.sid)
            found = self._doorkeeper.circles(session, board.account_id, board.code)
            # A socket outlives its session when it watched nothing at the time it was revoked.
            if found is None or not found[1] or not self._doorkeeper.signed_in(session, board.session_id):
                raise Refused(board.code)
            stream_id, circles = found
            room = self._room(session, board.code, stream_id, circles)
            room.boards[board.sid] = board
            self._boards[board.sid] = (board, room.name)
            self._to.enter(board.sid, room.name)
            self._bring(session, room)
            if board.sid not in self._boards:  # its rights changed while they were read
                return self.watch(board, cursor)
            # Behind the head of a new room nobody looks for what changed rights: one withdrawn since they were read
            # (PostgreSQL shows each statement what is committed by then) would go unnoticed until the next recheck.
            session.expire_all()
            again = self._doorkeeper.circles(session, board.account_id, board.code)
            if again != found or not self._doorkeeper.signed_in(session, board.session_id):
                return self.watch(board, cursor)
            after = self._position(cursor, room)
            step = since(session, stream_id, circles, after, room.seen)
        return {
            "step": step.wire(),
            "cursor": self._cursor(room, room.seen),
            "now": instant(self._now()),
            "beat_every": BEAT_EVERY,
            "on_watch": self._on_watch(stream_id, circles),
        }

    def unwatch(self, sid: str) -> None:
        """Let a board go; an empty room costs nothing more."""
        board_room = self._boards.pop(sid, None)
        if board_room is None:
            return
        room = self._rooms.get(board_room[1])
        if room is not None:
            room.boards.pop(sid, None)
            self._to.leave(sid, room.name)
            if not room.boards:
                del self._rooms[room.name]

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
        with self._db.reading() as session:
            self._platform_seen = self._head(session, self._platform_id())
        while not self._stopped:
            self._woken.wait(self._poll_every)
            self._woken.clear()
            clock = time.monotonic()
            self.advance(self._due_for_recheck(clock))
            if clock - beaten >= BEAT_EVERY:
                self.beat()
                beaten = clock
            time.sleep(WINDOW)

    def stop(self) -> None:
        """End the loop after this turn."""
        self._stopped = True
        self.wake()

    def beat(self) -> None:
        """Tell every room how far it should be, what time it is here, and who is on watch."""
        for room in list(self._rooms.values()):
            payload = {
                "operation": room.code,
                "upto": room.sent,
                "now": instant(self._now()),
                "on_watch": self._on_watch(room.stream_id, room.circles),
            }
            self._to.emit("beat", payload, room.name)

    def advance(self, recheck: Iterable[str] = ()) -> None:
        """Bring every room to its stream's head; look at rights again where the log says they changed, or as told."""
        with self._advancing, self._db.reading() as session:
            by_stream: dict[int, list[Room]] = {}
            for room in list(self._rooms.values()):
                by_stream.setdefault(room.stream_id, []).append(room)
            # Read at one instant: whoever was signed out before a step was committed is not sent it.
            heads = self._heads(session, [*by_stream, self._platform_id() or 0])
            suspects = {*recheck, *self._revoked(session, heads)}
            for stream_id, rooms in by_stream.items():
                first, head = min(room.seen for room in rooms), heads.get(stream_id, 0)
                if head <= first:
                    continue
                if self._rights_changed(session, stream_id, first):
                    suspects |= {sid for room in rooms for sid in room.boards}
                self._recheck(session, suspects)
                self._send(session, [room for room in rooms if room.boards], head)
            self._recheck(session, suspects)

    def _send(self, session: Session, rooms: list[Room], head: int) -> None:
        read: dict[int, Any] = {}
        for room in rooms:
            if room.seen not in read:
                read[room.seen] = versions_between(session, room.stream_id, room.seen, head)
            self._step(room, cut(read[room.seen], room.circles, room.seen, head), head)

    def _bring(self, session: Session, room: Room) -> None:
        head = self._head(session, room.stream_id)
        if head > room.seen:
            # The tail's own turn will find nothing new in this room, so what it would do is done here: rights first.
            if self._rights_changed(session, room.stream_id, room.seen):
                self._recheck(session, room.boards)
            self._send(session, [room] if room.boards else [], head)

    def _step(self, room: Room, step: Step, head: int) -> None:
        room.seen = head
        if not step.put and not step.gone:
            return
        payload = step.wire() | {
            "after": room.sent,
            "operation": room.code,
            "cursor": self._cursor(room, head),
            "now": instant(self._now()),
        }
        room.sent = head
        self._to.emit("step", payload, room.name)

    def _due_for_recheck(self, clock: float) -> list[str]:
        """Return the next few boards to look at again, whatever the log says; begin anew when it is time."""
        if not self._unchecked and clock - self._rechecking_since >= RECHECK_EVERY:
            self._unchecked, self._rechecking_since = list(self._boards), clock
        due, self._unchecked = self._unchecked[:RECHECKED_AT_ONCE], self._unchecked[RECHECKED_AT_ONCE:]
        return due

    # --- rights -----------------------------------------------------------------------------------------------------

    def _revoked(self, session: Session, heads: dict[int, int]) -> set[str]:
        """Return every board, when something happened on the platform that may have ended a session; else none."""
        platform_id = self._platform_id() or 0
        head = heads.get(platform_id, 0)
        if head <= self._platform_seen:
            return set()
        changed = self._rights_changed(session, platform_id, self._platform_seen)
        self._platform_seen = head
        return set(self._boards) if changed else set()

    def _rights_changed(self, session: Session, stream_id: int, after: int) -> bool:
        kinds = session.scalars(select(Entry.kind).where(Entry.stream_id == stream_id, Entry.seq > after).distinct())
        return any(self._doorkeeper.changes_rights(kind) for kind in kinds)

    def _recheck(self, session: Session, suspects: Iterable[str]) -> None:
        """Close what is no longer signed in; tell a board whose circles changed to watch again."""
        signed_in = cache(partial(self._doorkeeper.signed_in, session))
        circles = cache(partial(self._doorkeeper.circles, session))
        for sid in list(suspects):
            known = self._boards.get(sid)
            if known is None:
                continue
            board, name = known
            if not signed_in(board.session_id):
                self.unwatch(sid)
                self._to.close(sid)
                continue
            found = circles(board.account_id, board.code)
            if found is None or found[1] != self._rooms[name].circles:
                self.unwatch(sid)
                self._to.emit("reset", {"operation": board.code}, sid)

    # --- rooms and cursors ------------------------------------------------------------------------------------------

    def _room(self, session: Session, code: str, stream_id: int, circles: frozenset[str]) -> Room:
        name = f"{stream_id}:{_fingerprint(circles)}"
        if name not in self._rooms:
            head = self._head(session, stream_id)
            self._rooms[name] = Room(name, code, stream_id, circles, seen=head, sent=head)
        return self._rooms[name]

    def _head(self, session: Session, stream_id: int | None) -> int:
        return self._heads(session, [stream_id] if stream_id is not None else []).get(stream_id or 0, 0)

    def _heads(self, session: Session, stream_ids: Iterable[int]) -> dict[int, int]:
        wanted = list(stream_ids)
        if not wanted:
            return {}
        return dict(iter(session.execute(select(Stream.id, Stream.seq).where(Stream.id.in_(wanted)))))

    def _cursor(self, room: Room, seq: int) -> str:
        said = f"{FORMAT}.{room.stream_id}.{seq}.{_fingerprint(room.circles)}"
        return f"{said}.{hmac.new(self._secret, said.encode(), hashlib.sha256).hexdigest()[:32]}"

    def _position(self, cursor: str | None, room: Room) -> int:
        """Return the position a cursor stands for: 0, a first sight, for one of another set, form or hand."""
        try:
            _, _, seq, _, _ = (cursor or "").split(".")
            position = int(seq)
        except ValueError:
            return 0
        genuine = hmac.compare_digest(self._cursor(room, position).encode(), (cursor or "").encode("utf-8", "replace"))
        return position if genuine and position <= room.seen else 0


def _fingerprint(circles: frozenset[str]) -> str:
    if circles is EVERY:
        return "every"
    return hashlib.sha256("\n".join(sorted(circles)).encode()).hexdigest()[:24]
