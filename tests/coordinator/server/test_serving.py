"""The server as a process: sockets let in and closed, small answers at once, and one server to a file."""

from __future__ import annotations

import http.client
import json
import queue
import re
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import socketio
from sqlalchemy import make_url

from coordinator.identity import links
from coordinator.identity.accounts import open_account
from coordinator.identity.platform import ensure_platform
from operations.participation.actions import give_platform_seat
from operations.store import open_database
from realtime.broadcast import COMES_BACK_AFTER
from realtime.tail import WINDOW
from realtime.transaction import transaction
from tests.builders import a_plan
from tests.support.server import Server, free_port, serving

PREFIX = "/api/v1"
WAITS_FOR = 30


@dataclass
class Person:
    """Somebody signed in at a running server."""

    server: Server
    cookie: str
    csrf: str

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:  # noqa: ANN401 any JSON
        with closing(self.ask(method, path, body)) as connection:
            return answer_of(connection)

    def ask(self, method: str, path: str, body: Any = None) -> http.client.HTTPConnection:  # noqa: ANN401 any JSON
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/json",
            "X-CSRF-Token": self.csrf,
            "Idempotency-Key": str(uuid4()),
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=WAITS_FOR)
        connection.request(method, PREFIX + path, json.dumps(body or {}) if method != "GET" else None, headers)
        return connection

    @contextmanager
    def board(self) -> Iterator[Board]:
        board = Board()
        board.client.connect(
            self.server.url, headers={"Cookie": self.cookie}, transports=["websocket"], namespaces=["/boards"],
            wait_timeout=WAITS_FOR,
        )  # fmt: skip
        try:
            yield board
        finally:
            board.client.disconnect()


def answer_of(connection: http.client.HTTPConnection) -> tuple[int, Any]:
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read() or b"null")


class Board:
    """A real Socket.IO client and what it was sent."""

    def __init__(self) -> None:
        self.client = socketio.Client(reconnection=False, handle_sigint=False)
        self.heard: queue.Queue[tuple[str, Any]] = queue.Queue()
        for event in ("step", "beat", "reset", "part", "disconnect"):
            self.client.on(event, self._hear(event), namespace="/boards")

    def _hear(self, event: str) -> Any:  # noqa: ANN401 a handler
        return lambda *said: self.heard.put((event, said[0] if said else None))

    def watch(self, code: str) -> Any:  # noqa: ANN401 any JSON
        return self.client.call("watch", {"operation": code}, namespace="/boards", timeout=WAITS_FOR)

    def next(self, event: str) -> Any:  # noqa: ANN401 any JSON
        give_up_at = time.monotonic() + WAITS_FOR
        while True:
            kind, said = self.heard.get(timeout=max(0.01, give_up_at - time.monotonic()))
            if kind == event:
                return said


def sign_in(server: Server, link: str) -> Person:
    token = re.sub(r"^.*#", "", link)
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAITS_FOR)) as connection:
        body = json.dumps({"token": token})
        connection.request("POST", f"{PREFIX}/sign-in", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = json.loads(answer.read())
        assert answer.status == 200, said
        cookie = answer.headers["Set-Cookie"].split(";")[0]
    return Person(server, cookie, said["csrf"])


@pytest.fixture(scope="module")
def embedded(fresh_sqlite: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests that leave it as they found it."""
    folder = tmp_path_factory.mktemp("embedded")
    with serving(fresh_sqlite(folder), folder / "home", METRICS_PORT=str(free_port())) as running:
        yield running


@pytest.fixture
def coordinator(embedded: Server) -> Person:
    return sign_in(embedded, a_link(embedded))


def a_link(server: Server) -> str:
    """Let somebody begin operations, from another process than the server's."""
    now = datetime.now(UTC)
    with closing(open_database(server.database_url)) as db:
        stream_id = ensure_platform(db, now).stream_id
        with transaction(db, (stream_id,), actor_id="operator", now=now) as tx:
            account = open_account(tx, "Ana")
            give_platform_seat(tx, stream_id, account.id)
            return links.issue_link(tx, account.id)


def test_a_board_hears_of_what_others_do(database_url: str, tmp_path: Path) -> None:
    with serving(database_url, tmp_path) as server:
        hears_of_a_publication(sign_in(server, a_link(server)))


def hears_of_a_publication(coordinator: Person) -> None:
    assert coordinator.call("POST", "/operations", {"code": "LIVE", "name": "Live"})[0] == 201
    saving = {"version": 1, "name": "Live", "plan": a_plan().model_dump(mode="json")}
    assert coordinator.call("PUT", "/operations/LIVE/plan", saving)[0] == 200
    with coordinator.board() as board:
        answered = board.watch("LIVE")
        assert answered["ok"] is True
        publishing = {"version": 2, "entered_after_the_fact": True}
        assert coordinator.call("POST", "/operations/LIVE/publish", publishing)[0] == 200
        step = board.next("step")
        assert (step["operation"], step["after"]) == ("LIVE", answered["step"]["upto"])
        assert {"operation", "airport:GRU"} <= {put["key"] for put in step["put"]}


def test_boards_are_written_straight_to_and_whoever_watches_the_server_is_told(coordinator: Person) -> None:
    assert coordinator.call("GET", "/health") == (200, {"status": "ok", "boards": "straight"})


def test_whoever_is_on_the_machine_is_told_in_figures_what_its_boards_cost(
    embedded: Server, coordinator: Person
) -> None:
    with coordinator.board():
        figures = figures_at(int(embedded.settings["METRICS_PORT"]))
        assert figures["coordinator_straight"] == 1
        assert figures["coordinator_boards_on_websockets"] >= 1
        assert figures["coordinator_faults_total"] == 0
        assert figures["coordinator_window_seconds"] <= WINDOW
    assert figures_at(embedded.port) == {}


def figures_at(port: int) -> dict[str, float]:
    """Return the figures that a port tells, by name."""
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", "/metrics")
        said = connection.getresponse().read().decode()
    found = (line.split() for line in said.splitlines() if line.startswith("coordinator_"))
    return {name: float(value) for name, value in found}


def test_a_socket_without_a_session_is_refused_with_a_code(embedded: Server) -> None:
    client = socketio.Client(reconnection=False, handle_sigint=False)
    refused: queue.Queue[Any] = queue.Queue()
    client.on("connect_error", refused.put, namespace="/boards")
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(embedded.url, transports=["websocket"], namespaces=["/boards"], wait_timeout=WAITS_FOR)
    assert "signed_out" in str(refused.get(timeout=WAITS_FOR))
    client.disconnect()


def test_an_operation_one_may_not_see_cannot_be_watched(coordinator: Person) -> None:
    with coordinator.board() as board:
        answered = board.watch("NOBODYS")
        assert (answered["ok"], answered["error"]["code"]) == (False, "not_found")


def test_a_session_ended_elsewhere_closes_its_boards(coordinator: Person) -> None:
    coordinator.call("POST", "/operations", {"code": "LIVE", "name": "Live"})
    with coordinator.board() as board:
        assert board.watch("LIVE")["ok"] is True
        assert coordinator.call("DELETE", "/session")[0] == 200
        board.next("disconnect")


def test_a_socket_that_outlived_its_session_watches_nothing(coordinator: Person) -> None:
    coordinator.call("POST", "/operations", {"code": "IDLE", "name": "Idle"})
    with coordinator.board() as board:
        assert coordinator.call("DELETE", "/session")[0] == 200
        assert board.watch("IDLE")["ok"] is False


def handshake(server: Server, **headers: str) -> str:
    lines = {
        "Host": f"127.0.0.1:{server.port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        **headers,
    }
    asked = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
    asked += "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=WAITS_FOR) as connection:
        connection.sendall(asked.encode())
        return connection.recv(4096).decode("latin-1").partition("\r\n\r\n")[0]


def test_a_write_that_waits_for_another_process_holds_up_nobody(embedded: Server, coordinator: Person) -> None:
    with (
        closing(sqlite3.connect(str(make_url(embedded.database_url).database))) as other,
        ThreadPoolExecutor() as at_once,
    ):
        other.execute("BEGIN IMMEDIATE")
        waiting = at_once.submit(coordinator.call, "POST", "/operations", {"code": "WAITS", "name": "Waits"})
        with coordinator.board():
            assert coordinator.call("GET", "/operations")[0] == 200
        assert not waiting.done()
        other.rollback()
        assert waiting.result(WAITS_FOR)[0] == 201


@pytest.mark.parametrize(
    "head",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: Chunked", "Content-Length: 5"),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: gzip, chunked",),
        ("Transfer-Encoding: xchunked",),
        ("Content-Length: 5", "Content-Length: 5"),
        ("Content-Length: 5, 5",),
        ("Content-Length: +5",),
        ("Content-Length: 1_0",),
        ("Content-Length: -5",),
        ("Content-Length : 5",),
        ("Content-Length: 5\x1f",),
        ("Transfer-Encoding: \x0bchunked",),
        ("Transfer-Encoding:", " chunked"),
        ("X: a\rContent-Length: 5",),
        ("X: a", " Content-Length: 5"),
        ("From Content-Length: 5",),
    ],
    ids=lambda head: ascii(" ".join(head)),
)
def test_a_request_whose_end_is_said_twice_or_oddly_is_refused_and_hung_up_on(
    embedded: Server, head: tuple[str, ...]
) -> None:
    hidden = "GET /api/v1/session HTTP/1.1\r\nHost: x\r\n\r\n"
    status, headers, body = answered_raw(embedded, "POST /api/v1/sign-in HTTP/1.1", *head, body=f"0\r\n\r\n{hidden}")
    assert status == "HTTP/1.1 400 Bad Request"
    assert headers["connection"] == "close"
    said = json.loads(body)  # all there is: what was hidden behind it is answered by nobody
    assert said["error"]["code"] == "bad_request"


@pytest.mark.parametrize("pieces", ["z", "0\r\n!\x000\r\n\r\n"], ids=ascii)
def test_nothing_that_follows_pieces_which_cannot_be_read_is_a_request(embedded: Server, pieces: str) -> None:
    hidden = "GET /api/v1/session HTTP/1.1\r\nHost: x\r\n\r\n"
    typed = ("Transfer-Encoding: chunked", "Content-Type: application/json")
    _, _, said = answered_raw(embedded, "POST /api/v1/sign-in HTTP/1.1", *typed, body=pieces + hidden)
    assert json.loads(said)["error"]["code"] == "bad_request"  # the one answer there is


def test_a_request_in_pieces_is_none_of_an_older_version_of_http(embedded: Server) -> None:
    status, _, _ = answered_raw(
        embedded, "POST /api/v1/sign-in HTTP/1.0", "Transfer-Encoding: chunked", body="0\r\n\r\n"
    )
    assert status.endswith(" 400 Bad Request")


def test_after_pieces_that_were_read_to_the_last_another_request_is_heard(embedded: Server) -> None:
    pieces = "2\r\n{}\r\n0\r\n\r\n"
    then = "GET /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    typed = ("Transfer-Encoding: chunked", "Content-Type: application/json")
    status, _, said = answered_raw(embedded, "POST /api/v1/sign-in HTTP/1.1", *typed, body=pieces + then)
    assert status.split()[1] == "422"
    assert "HTTP/1.1 401 " in said


@pytest.mark.parametrize("head", [("Content-Length: 2",), ("Transfer-Encoding: Chunked",), ("Content-Length: 2 ",)])
def test_a_request_whose_end_is_said_once_is_answered(embedded: Server, head: tuple[str, ...]) -> None:
    said = "{}" if head[0].startswith("Content") else "2\r\n{}\r\n0\r\n\r\n"
    typed = ("Content-Type: application/json", "Connection: close")
    _, _, body = answered_raw(embedded, "POST /api/v1/sign-in HTTP/1.1", *head, *typed, body=said)
    assert json.loads(body)["error"]["code"] == "invalid"


def answered_raw(server: Server, line: str, *head: str, body: str) -> tuple[str, dict[str, str], str]:
    """Send a request as it is written, and return everything the server says until it hangs up."""
    asked = "\r\n".join((line, f"Host: 127.0.0.1:{server.port}", *head, "", body))
    with socket.create_connection(("127.0.0.1", server.port), timeout=WAITS_FOR) as connection:
        connection.sendall(asked.encode())
        said = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    first, *lines = said.partition("\r\n\r\n")[0].split("\r\n")
    headers = {name.lower(): value for name, value in (each.split(": ", 1) for each in lines)}
    return first, headers, said.partition("\r\n\r\n")[2]


def test_the_compression_a_browser_offers_is_declined(embedded: Server) -> None:
    answered = handshake(embedded, **{"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"})
    assert " 101 " in answered
    assert "extensions" not in answered.lower()


def test_a_page_of_another_site_cannot_open_a_socket(embedded: Server) -> None:
    assert " 101 " in handshake(embedded, Origin=embedded.url)
    assert " 400 " in handshake(embedded, Origin="https://evil.example")


def test_a_second_server_on_one_file_is_refused(embedded: Server, tmp_path: Path) -> None:
    second = Server(embedded.database_url, tmp_path).run("serve")
    assert second.returncode == 2
    assert second.stderr.startswith("Another coordinator already serves")


def test_a_port_in_use_is_a_sentence(database_url: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = Server(database_url, tmp_path, port=taken.getsockname()[1]).run("serve")
    assert refused.returncode == 2
    assert re.fullmatch(r"Port \d+ is in use\. Stop what uses it, or choose another: PORT=\d+\n", refused.stderr)


def test_a_database_of_another_release_is_not_served(empty_url: str, tmp_path: Path) -> None:
    refused = Server(empty_url, tmp_path).run("serve")
    assert refused.returncode == 2
    assert refused.stderr.endswith("Run: coordinator migrate\n")


def test_a_server_told_to_stop_answers_what_it_accepted_and_tells_boards_when_to_come_back(
    fresh_sqlite: Callable[[Path], str], tmp_path: Path
) -> None:
    with serving(fresh_sqlite(tmp_path), tmp_path) as server:
        process = server.process
        assert process is not None
        ana = sign_in(server, a_link(server))
        with (
            ana.board() as first,
            ana.board() as second,
            closing(sqlite3.connect(tmp_path / "database.sqlite3")) as other,
        ):
            other.execute("BEGIN IMMEDIATE")
            waiting = ana.ask("POST", "/operations", {"code": "WAITS", "name": "Waits"})
            assert ana.call("GET", "/operations")[0] == 200  # which came after it
            process.terminate()
            within = {"within": 2 * COMES_BACK_AFTER}
            assert (first.next("part"), second.next("part")) == (within, within)
            with pytest.raises(ConnectionRefusedError):
                ana.call("GET", "/operations")
            other.rollback()
            with closing(waiting):
                assert answer_of(waiting)[0] == 201
        assert process.wait(timeout=WAITS_FOR) == 0
