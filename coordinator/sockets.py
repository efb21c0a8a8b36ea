"""Join the boards' sockets to the application: who may come in, what follows the log, how rooms are addressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import gevent
import structlog
from flask_socketio import SocketIO
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.http import parse_cookie

from coordinator.errors import explain
from coordinator.http.installation import same_origin
from coordinator.identity import sessions
from coordinator.identity.doorkeeper import Doorkeeper
from coordinator.identity.keys import secret_key
from coordinator.identity.platform import platform
from realtime import packed
from realtime.broadcast import Broadcast
from realtime.namespaces import PATH, Boards, hang_up_on_nonsense
from realtime.notify import Notifier, dsn
from realtime.presence import Watch
from realtime.rooms import Rooms
from realtime.tail import Tail

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket

    from flask import Flask

    from coordinator.http.installation import Installation

MESSAGE_LIMIT: Final = 16 * 1024
"""Bytes of a message to us; a board only ever says what it watches."""

RENEWS_EVERY: Final = 60.0
LOOKS_EVERY: Final = 2.0
"""Seconds after which it is looked again who is on watch here."""

RETRIES_AFTER: Final = 1.0

EXTENSION: Final = "sockets"

log = structlog.get_logger()


def straight(app: Flask) -> bool:
    """Say whether an application's boards are written straight to."""
    made: Sockets | None = app.extensions.get(EXTENSION)
    return made is not None and made.broadcast.straight


def part(app: Flask) -> None:
    """Tell every board of an application to leave, and to come back each at a moment of its own."""
    made: Sockets = app.extensions[EXTENSION]
    made.broadcast.part()


class Sockets:
    """The boards of one process: the socket server, the tail that feeds it, and what runs beside."""

    def __init__(self, app: Flask, house: Installation) -> None:
        """Attach to an application; nothing runs before `start`."""
        app.extensions[EXTENSION] = self
        self._house = house
        self._doorkeeper = Doorkeeper(house.clock, house.config.second_step_for)
        # The published types of Flask-SocketIO do not know all that it hands on to the server below it.
        options: dict[str, Any] = {
            "async_mode": "gevent",
            "transports": ["websocket", "polling"],
            "manage_session": False,
            "cors_allowed_origins": self._from_here,
            "max_http_buffer_size": MESSAGE_LIMIT,
            "json": packed,
        }
        self.server: Any = SocketIO(app, **options).server  # type: ignore[attr-defined] # its types forget it
        self.broadcast = Broadcast(self.server, PATH)
        self.tail = Tail(
            house.db,
            self._rooms(),
            self._doorkeeper,
            secret=secret_key(house.config.home),
            now=house.clock.now,
            platform_id=self._platform_id,
            on_watch=self._seen_by,
        )
        self._watch = Watch(house.db, boards=self.tail.attended, sights=self._doorkeeper.sights, now=house.clock.now)
        self.server.register_namespace(Boards(self.tail, self._admit, _unexpected))
        hang_up_on_nonsense(self.server)
        self.faults = 0
        self._platform: int | None = None
        self._running: list[gevent.Greenlet] = []
        self._notifier = None if house.db.embedded else Notifier(dsn(house.db.engine))

    def start(self, serve: Callable[[socket, Any], None]) -> None:
        """Follow the log, keep the sessions of open boards in use, and hear of other processes' commits."""
        self.broadcast.go_straight(serve)
        loops = [self._follow, self._keep_in_use, self._keep_watch]
        if self._notifier is not None:
            self._house.db.on_commit.append(self._tell)
            loops.append(self._notifier.send)
        self._running = [gevent.spawn(loop) for loop in loops]

    def stop(self) -> None:
        """Stop what was started."""
        self.tail.stop()
        if self._notifier is not None:
            self._house.db.on_commit.remove(self._tell)
            self._notifier.stop()
        gevent.killall(self._running, timeout=1)
        try:
            self._watch.leave()
        except SQLAlchemyError as error:
            log.warning("cannot leave the watch; the notes will grow old", **_because(error))

    def _follow(self) -> None:
        while True:
            try:
                return self.tail.run()
            except OperationalError as error:
                self.faults += 1
                log.warning("cannot follow the log", **_because(error))
                gevent.sleep(RETRIES_AFTER)
            except Exception:
                # No fault of ours may leave the boards behind for good; they see the missing beat.
                self.faults += 1
                log.exception("cannot follow the log")
                gevent.sleep(RETRIES_AFTER)

    def _seen_by(self, stream_id: int, circles: frozenset[str]) -> list[dict[str, Any]]:
        # The tail and the watch ask each other; whichever is made first cannot be handed the other.
        return self._watch.seen_by(stream_id, circles)

    def _keep_watch(self) -> None:
        while True:
            gevent.sleep(LOOKS_EVERY)
            try:
                self._watch.turn()
            except SQLAlchemyError as error:
                log.warning("cannot note who is on watch", **_because(error))

    def _keep_in_use(self) -> None:
        while True:
            gevent.sleep(RENEWS_EVERY)
            for session_id in self._doorkeeper.take_in_use():
                try:
                    sessions.renew(self._house.db, session_id, self._house.clock.now())
                except SQLAlchemyError as error:
                    log.warning("cannot renew a session", **_because(error))

    def _tell(self, _streams: frozenset[int]) -> None:
        if self._notifier is not None:
            self._notifier.committed()

    def _rooms(self) -> Rooms:
        return Rooms(
            enter=self.broadcast.enter,
            leave=self.broadcast.leave,
            emit=self.broadcast.emit,
            close=lambda sid: self.server.disconnect(sid, namespace=PATH),
        )

    def _admit(self, sid: str) -> tuple[str, str] | None:
        carried = parse_cookie(self.server.get_environ(sid, PATH)).get(self._house.config.cookie)
        with self._house.db.glancing() as session:
            found = sessions.find(session, carried, self._house.clock.now())
            return (found.id, found.account_id) if found is not None else None

    def _from_here(self, origin: str | None, environ: dict[str, Any]) -> bool:
        return same_origin(origin, environ.get("HTTP_HOST"), self._house.config)

    def _platform_id(self) -> int | None:
        if self._platform is None:
            with self._house.db.reading() as session:
                self._platform = platform(session).stream_id
        return self._platform


def _because(error: SQLAlchemyError) -> dict[str, Any]:
    """Return what the log says of an error: a line where the database is away, which is no fault of ours."""
    if isinstance(error, OperationalError):
        return {"because": str(error.orig).partition("\n")[0]}
    return {"exc_info": error}


def _unexpected(error: BaseException) -> dict[str, Any]:
    return {"ok": False, **explain(error, "").body}
