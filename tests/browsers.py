"""People at their browsers, as tests of the HTTP interface hold them: signed in by a link, with their own clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from argon2 import PasswordHasher

from coordinator.app import create_app
from coordinator.config import Config
from coordinator.identity import links
from coordinator.identity.accounts import open_account
from coordinator.identity.models import Account
from coordinator.identity.passwords import Scales
from coordinator.identity.platform import ensure_platform
from operations.participation.actions import give_platform_seat
from realtime.transaction import transaction
from tests.builders import NOW

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from operations.policy import Actor
    from realtime.transaction import Database

PREFIX = "/api/v1"

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""What tests keep passwords with: slowness is what the product's own parameters are for, and is proved of those."""

NOBODYS = QUICK.hash("a text that nobody keeps")


class SetClock:
    """A clock that a test sets."""

    def __init__(self, instant: datetime = NOW) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


@dataclass
class Browser:
    """Somebody signed in; writes carry the session's token and a key of their own."""

    client: FlaskClient
    csrf: str
    account_id: str

    def get(self, path: str, **query: Any) -> TestResponse:  # noqa: ANN401 whatever a query holds
        return self.client.get(PREFIX + path, query_string=query)

    def send(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> TestResponse:  # noqa: ANN401 any JSON
        headers = {"X-CSRF-Token": self.csrf, "Idempotency-Key": key or str(uuid4())}
        return self.client.open(PREFIX + path, method=method, json={} if body is None else body, headers=headers)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> TestResponse:  # noqa: ANN401 any JSON
        return self.send("POST", path, body, key=key)

    def put(self, path: str, body: Any) -> TestResponse:  # noqa: ANN401 any JSON
        return self.send("PUT", path, body)

    def delete(self, path: str) -> TestResponse:
        return self.send("DELETE", path)


class House:
    """An application over a test's database."""

    def __init__(self, database: Database, home: Path) -> None:
        self.db = database
        self.home = home
        self.clock = SetClock()
        config = Config(database_url=str(database.engine.url), home=home, testing=True)
        self.app = create_app(config, database, self.clock, Scales(QUICK, NOBODYS))
        ensure_platform(database, self.clock.now())

    def browser(self, link: str) -> Browser:
        """Open a browser and sign in by a one-time link."""
        client = self.app.test_client()
        token = re.sub(r"^.*#", "", link)
        answered = client.post(f"{PREFIX}/sign-in", json={"token": token})
        assert answered.status_code == 200, answered.text
        said = answered.get_json()
        return Browser(client, said["csrf"], said["account"]["id"])

    def coordinator(self, name: str = "First Coordinator") -> Browser:
        """Sign somebody in who may begin operations."""
        stream_id = ensure_platform(self.db, self.clock.now()).stream_id
        with transaction(self.db, (stream_id,), actor_id="operator", now=self.clock.now()) as tx:
            account = open_account(tx, name)
            give_platform_seat(tx, stream_id, account.id)
            token = links.issue_link(tx, account.id)
        return self.browser(token)

    def again(self, browser: Browser) -> Browser:
        """Sign the same person in once more: no session lasts over the days that a test skips."""
        stream_id = ensure_platform(self.db, self.clock.now()).stream_id
        with transaction(self.db, (stream_id,), actor_id="operator", now=self.clock.now()) as tx:
            token = links.issue_link(tx, browser.account_id)
        return self.browser(token)

    def holder_of(self, seat: Actor) -> Browser:
        """Open an account for whoever holds seats already, by a builder's hand, and sign them in."""
        stream_id = ensure_platform(self.db, self.clock.now()).stream_id
        with transaction(self.db, (stream_id,), actor_id="operator", now=self.clock.now()) as tx:
            tx.session.add(Account(id=seat.account_id, name="Somebody", created_at=self.clock.now()))
            tx.session.flush()
            token = links.issue_link(tx, seat.account_id)
        return self.browser(token)

    def seated(self, coordinator: Browser, code: str, **seat: str) -> Browser:
        """Let the coordinator give a seat, and sign its holder in."""
        answered = coordinator.post(f"/operations/{code}/seats", {"name": "Somebody", **seat})
        assert answered.status_code == 201, answered.text
        return self.browser(answered.get_json()["link"])
