"""A server with many lives, the operation it serves, and the people who go on using it."""

from __future__ import annotations

import http.client
import json
import signal
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from subprocess import Popen
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from coordinator.identity import links
from coordinator.identity.accounts import open_account
from coordinator.identity.platform import ensure_platform
from operations.planning.plan import Clock, Moment, Phase, PhaseKind
from operations.planning.walltime import format_wall
from operations.policy import Role
from realtime.transaction import transaction
from tests.builders import Story, a_plan, a_seat, an_operation
from tests.reports import Desk, a_seizure, goods
from tests.support.server import START_WITHIN, Server

if TYPE_CHECKING:
    from operations.policy import Actor
    from realtime.transaction import Database

CODE = "DURABLE"
PREFIX = "/api/v1"
ANSWERED_WITHIN = 30.0
GOES_ELSEWHERE_AFTER = 5.0
"""Seconds that whoever has another server to turn to waits for one that may be frozen or cut off."""
INSISTS_FOR = 240.0


@dataclass
class Lives(Server):
    """One server on one database, born ready; each life may be ended in any way and followed by another."""

    cradle: Popen[str] = field(kw_only=True)
    born: int | None = None

    def start(self) -> None:
        """Begin a life and wait until it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.born = self._order(serve=self.environment)
        give_up_at = time.monotonic() + START_WITHIN
        while not self._answers():
            if time.monotonic() > give_up_at:
                self.kill()
                message = f"the server did not start:\n{self.said}"
                raise RuntimeError(message)
            time.sleep(0.02)

    def stop(self) -> None:
        """End this life as a supervisor would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End this life as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, by: signal.Signals) -> None:
        if self.born is not None:
            self._order(end=self.born, by=int(by))
        self.born = None

    def _order(self, **order: Any) -> int:  # noqa: ANN401 what the cradle takes
        assert self.cradle.stdin is not None
        assert self.cradle.stdout is not None
        self.cradle.stdin.write(json.dumps(order) + "\n")
        self.cradle.stdin.flush()
        return int(self.cradle.stdout.readline())


@dataclass
class Person:
    """Somebody signed in, who holds on to a session whatever happens to the server."""

    server: Server
    account_id: str
    cookie: str
    csrf: str
    patience: ClassVar[float] = ANSWERED_WITHIN

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> tuple[int, Any]:  # noqa: ANN401 any JSON
        """Ask once. Raises OSError or HTTPException when no answer comes back."""
        headers = {
            "Cookie": self.cookie, "Content-Type": "application/json",
            "X-CSRF-Token": self.csrf, "Idempotency-Key": key or str(uuid4()),
        }  # fmt: skip
        sent = None if method == "GET" else json.dumps(body or {})
        at = self.server.host, self.server.port
        with closing(http.client.HTTPConnection(*at, timeout=self.patience)) as connection:
            connection.request(method, PREFIX + path, sent, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")

    def insist(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:  # noqa: ANN401 any JSON
        """Ask until an answer comes, each time under the same key, as a phone does."""
        key, give_up_at = str(uuid4()), time.monotonic() + INSISTS_FOR
        while True:
            try:
                return self.call(method, path, body, key=key)
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < give_up_at, "no answer came"
                time.sleep(0.02)


class House:
    """An operation that is under way now, and who is signed in to it."""

    def __init__(self, server: Server, db: Database) -> None:
        self.server = server
        self.db = db
        self.now = datetime.now(UTC).replace(second=0, microsecond=0)
        self.story: Story = an_operation(
            db, code=CODE, plan=a_plan(phases=phases_around(self.now)), now=self.now - timedelta(days=3)
        ).at(self.now)
        self.desk = Desk(self.story)

    def person(self, role: Role, **place: str) -> Person:
        """Seat somebody new and sign them in at the running server."""
        return self.sign_in(self.seat(role, **place))

    def seat(self, role: Role, **place: str) -> Actor:
        """Seat somebody new, who has a name and an account."""
        with transaction(self.db, (self._platform(),), actor_id="operator", now=self.now) as tx:
            account_id = open_account(tx, "Somebody").id
        return a_seat(self.story, role, account_id=account_id, **place)

    def sign_in(self, actor: Actor) -> Person:
        """Sign in by a one-time link."""
        with transaction(self.db, (self._platform(),), actor_id="operator", now=self.now) as tx:
            token = links.issue_link(tx, actor.account_id)
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=ANSWERED_WITHIN)
        with closing(connection):
            connection.request(
                "POST", f"{PREFIX}/sign-in", json.dumps({"token": token}), {"Content-Type": "application/json"}
            )
            answer = connection.getresponse()
            said = json.loads(answer.read())
            assert answer.status == 200, said
            cookie = answer.headers["Set-Cookie"].split(";")[0]
        return Person(self.server, actor.account_id, cookie, said["csrf"])

    def seizure(self, quantity: str = "1", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 any field of a seizure
        """Return a seizure at São Paulo an hour ago; its clock is never turned."""
        occurred = format_wall(self.now - timedelta(hours=1), "America/Sao_Paulo")
        return a_seizure(occurred=occurred, goods=[goods("cocaine", quantity)], **fields)

    def report(self, airport: str = "GRU", quantity: str = "1") -> dict[str, Any]:
        """Return a new report of that seizure, as a phone sends it."""
        return {"id": str(uuid4()), "airport": airport, "body": self.seizure(quantity)}

    def correction(self, version: int, quantity: str) -> dict[str, Any]:
        """Return a correction of that seizure against the version that was read."""
        return {"version": version, "body": self.seizure(quantity), "reason": "Weighed again."}

    def _platform(self) -> int:
        return ensure_platform(self.db, self.now).stream_id


def at(instant: datetime) -> Moment:
    """Return the same instant at every airport, to the minute."""
    return Moment(wall=instant.strftime("%Y-%m-%dT%H:%M"), clock=Clock.zone, zone="UTC")


def phases_around(now: datetime) -> tuple[Phase, ...]:
    """Return three phases of which the operational one is under way."""
    day = timedelta(days=1)
    return (
        Phase(kind=PhaseKind.preparation, starts=at(now - 2 * day), ends=at(now - day)),
        Phase(kind=PhaseKind.operational, starts=at(now - day), ends=at(now + 3 * day)),
        Phase(kind=PhaseKind.consolidation, starts=at(now + 3 * day), ends=at(now + 9 * day)),
    )
