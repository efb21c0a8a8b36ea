"""When something fails all the same, what is written down says where, and nothing of what people entered."""

from __future__ import annotations

import io
import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from coordinator import config, logs
from coordinator.app import create_app
from coordinator.errors import explain

if TYPE_CHECKING:
    from realtime.transaction import Database


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log as a server does, to where a test can read it."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    logs.configure()
    yield cast("io.StringIO", sys.stderr)
    structlog.reset_defaults()


def test_a_failure_is_logged_with_its_place_and_without_the_values_at_hand(written: io.StringIO) -> None:
    def fails(token: str) -> int:
        return len(token) // 0

    try:
        fails("a token of somebody's")
    except ZeroDivisionError as error:
        structlog.get_logger().error("unexpected", exc_info=error)
    said = written.getvalue()
    assert json.loads(said)["exception"][0]["exc_type"] == "ZeroDivisionError"
    assert "fails" in said
    assert "somebody" not in said


def test_a_failure_of_the_database_does_not_repeat_what_was_written(database: Database) -> None:
    with database.reading() as session, pytest.raises(SQLAlchemyError) as failed:
        session.execute(text("SELECT nothing FROM nowhere WHERE note = :note"), {"note": "a secret note"})
    assert "nowhere" in str(failed.value)
    assert "secret" not in str(failed.value)


def test_a_database_that_cannot_be_reached_is_said_to_be_away_and_nothing_is_called_a_failure_of_ours(
    tmp_path: Path,
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        nowhere = f"postgresql://127.0.0.1:{nobody.getsockname()[1]}/none"
        app = create_app(config.read({"DATABASE_URL": nowhere, "COORDINATOR_HOME": str(tmp_path)}))
        answered = app.test_client().get("/api/v1/health")
    assert (answered.status_code, answered.get_json()["error"]["code"]) == (503, "unavailable")
    assert answered.headers["Retry-After"] == "2"


def test_a_mistake_of_ours_is_not_taken_for_a_database_that_is_away(database: Database) -> None:
    with database.reading() as session, pytest.raises(SQLAlchemyError) as failed:
        session.execute(text("SELECT nothing FROM nowhere"))
    assert explain(failed.value, "").status == 500
