"""The door boards come in by: `/boards` with watch, unwatch, and nothing that changes the domain.

Handlers take ids, never room names: which room a board belongs in is the server's business, read afresh on every watch.
A board that was told what cannot be watches anew from nothing and says so: a fault here or on the way, and noted.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Semaphore
from typing import Any, Final, NamedTuple

from socketio import Namespace
from socketio.exceptions import ConnectionRefusedError as Refuse

from realtime.rooms import Board
from realtime.tail import Refused, Tail

PATH: Final = "/boards"

LONGEST: Final = 400
"""Characters of a cursor or an operation's code; longer ones are nobody's."""

ASKS_AT_MOST: Final = 30
ASKED_WITHIN: Final = 10.0
"""A board watches so often in so many seconds at most: each answer is read and sent for it, and others wait."""

OF_ONE_ACCOUNT: Final = 200
"""All boards of an account together: whoever is cut off comes in anew, and would be answered as often again."""

COME_IN_AT_ONCE: Final = 8
"""Boards that are let in, or answered, at one time. After a restart thousands come: whoever files a report meanwhile
waits behind so many, not behind all."""

WAITS_AT_MOST: Final = 10.0
"""Seconds after which a board that has not had its turn is told to come again: it waits no longer either."""

OF_THE_SERVER: Final = ("connect", "disconnect")
"""What python-socketio tells us by the same road as it tells what boards say."""

IMPOSSIBLE: Final = "impossible"
"""Why a board watches anew that does not believe what it was told."""

logger = logging.getLogger(__name__)


NO_PACKET: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading raises of what is no packet."""


def hang_up_on_nonsense(server: Any) -> None:  # noqa: ANN401 python-socketio ships no types
    """End a connection that says what no client says: logged in a line, where each went with a page of its own.

    Whoever stayed on the line could fill the log.
    """
    take = server.eio.handlers["message"]

    def heard(engine_sid: str, said: str | bytes) -> None:
        try:
            take(engine_sid, said)
        except NO_PACKET as error:
            logger.warning("a board said what no board says, and is hung up on: %r", error)
            server.eio.disconnect(engine_sid)

    server.eio.on("message", heard)


class NoTurn(Exception):
    """So many came at once that this board has not had its turn in time."""


WORDS: Final[Mapping[type[Exception], tuple[str, str]]] = {
    NoTurn: ("busy", "Very many came at once. Come again."),
    Refused: ("not_found", "There is no such operation, or you may not see it."),
}


class Wanted(NamedTuple):
    """What a board asks to watch."""

    code: str
    cursor: str | None
    attended: bool
    doubts: bool
    reads_gzip: bool


class Boards(Namespace):  # type: ignore[misc] # python-socketio ships no types
    """The boards' namespace.

    `admit` reads who a connection belongs to by its id: (session id, account id), or None. `explain` says in an answer
    what nobody foresaw.
    """

    def __init__(
        self,
        tail: Tail,
        admit: Callable[[str], tuple[str, str] | None],
        explain: Callable[[Exception], dict[str, Any]],
    ) -> None:
        super().__init__(PATH)
        self._tail = tail
        self._admit = admit
        self._explain = explain
        self._turns = Semaphore(COME_IN_AT_ONCE)
        self._who: dict[str, tuple[str, str]] = {}
        self._asked: dict[str, tuple[float, int]] = {}

    def trigger_event(self, event: object, sid: str, *said: object) -> Any:  # noqa: ANN401 python-socketio ships no types
        """Do what a message asks; one that is named by no name asks nothing.

        That a board comes or goes only the server says: one that says so itself is hung up on. Were it asked who it is
        once it has gone, that would be logged as a fault, with a page of its own each time.
        """
        if event in OF_THE_SERVER and not self._comes_or_goes(event, sid):
            logger.warning("a board said what the server says, and is hung up on: %s", event)
            engine_sid = self.server.manager.eio_sid_from_sid(sid, PATH)
            if engine_sid is not None:  # else it has gone, and without an id everybody would be hung up on
                self.server.eio.disconnect(engine_sid)
            return None
        return super().trigger_event(event, sid, *said) if isinstance(event, str) else None

    def _comes_or_goes(self, event: object, sid: str) -> bool:
        manager = self.server.manager
        if event == "connect":
            return sid in manager.pending_connect.get(PATH, ())
        return not manager.is_connected(sid, PATH)

    def on_connect(self, sid: str, *_: object) -> None:
        """Take a socket that belongs to a session; refuse any other with a code."""
        try:
            with self._turn():
                who = self._admit(sid)
        except NoTurn:
            raise Refuse("busy") from None
        except Exception as error:  # a database may be away; whoever comes is told, and comes again
            raise Refuse(self._explain(error)["error"]["code"]) from error
        if who is None:
            raise Refuse("signed_out")
        self._who[sid] = who

    def on_disconnect(self, sid: str, *_: object) -> None:
        """Forget a socket."""
        self._who.pop(sid, None)
        self._asked.pop(sid, None)
        self._tail.unwatch(sid)

    def on_watch(self, sid: str, said: object = None, *_: object) -> dict[str, Any]:
        """Answer with what the board missed since its cursor, or a first sight, or a refusal with a code."""
        who = self._who.get(sid)
        wanted = _wanted(said)
        if who is None:
            return _refusal("signed_out", "Sign in first.")
        if self._times(sid) > ASKS_AT_MOST or self._times(who[1]) > OF_ONE_ACCOUNT:
            # Told once: what else it had sent by then comes in on a line that is closed.
            logger.warning("boards watched too often within %s s: account %s", ASKED_WITHIN, who[1])
            self.disconnect(sid)
            return _refusal("too_many", "Too many at once. Come back later.")
        if wanted is None:
            return _refusal("invalid", "Say which operation, from which cursor, and whether somebody sits there.")
        try:
            with self._turn():
                board = Board(sid, who[1], who[0], wanted.code, wanted.attended, wanted.reads_gzip)
                answer = self._tail.watch(board, wanted.cursor)
        except (NoTurn, Refused) as refused:
            return _refusal(*WORDS[type(refused)])
        except Exception as error:  # noqa: BLE001 a database may be away; whoever asked is told, and asks again
            return self._explain(error)
        finally:
            if sid not in self._who:  # it closed while the database was asked, and nobody will unwatch it again
                self._tail.unwatch(sid)
        if wanted.doubts:
            logger.warning("a board of %s was told what cannot be, and begins anew: account %s", wanted.code, who[1])
        return {"ok": True} | answer

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for one's turn. Raises NoTurn."""
        if not self._turns.acquire(timeout=WAITS_AT_MOST):
            raise NoTurn
        try:
            yield
        finally:
            self._turns.release()

    def _times(self, who: str) -> int:
        """Count a watch of a board, or of an account, and return how often it watched of late."""
        now = time.monotonic()
        since, times = self._asked.get(who, (now, 0))
        if now - since >= ASKED_WITHIN:
            since, times = now, 0
        self._asked[who] = since, times + 1
        return times + 1

    def on_unwatch(self, sid: str, *_: object) -> dict[str, Any]:
        """Stop sending."""
        self._tail.unwatch(sid)
        return {"ok": True}


def _wanted(said: object) -> Wanted | None:
    if not isinstance(said, Mapping) or set(said) - {"operation", "cursor", "attended", "because", "gzip"}:
        return None
    code, cursor, attended = said.get("operation"), said.get("cursor"), said.get("attended", True)
    because, reads_gzip = said.get("because"), said.get("gzip", False)
    if not isinstance(attended, bool) or not isinstance(reads_gzip, bool) or because not in (None, IMPOSSIBLE):
        return None
    # No database has a NUL or half a character in its text, and no signature compares what is not ASCII.
    if not isinstance(code, str) or not 0 < len(code) <= LONGEST or not code.isprintable():
        return None
    if cursor is not None and (not isinstance(cursor, str) or len(cursor) > LONGEST or not cursor.isascii()):
        return None
    return Wanted(code, cursor, attended, because == IMPOSSIBLE, reads_gzip)


def _refusal(code: str, message: str) -> dict[str, Any]:
    return {"ok": False, "error": {"code": code, "params": {}, "message": message}}
