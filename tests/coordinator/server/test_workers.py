"""Several processes on one port: boards are spread over them, one that dies is replaced, all stop together."""

from __future__ import annotations

import http.client
import os
import signal
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.builders import a_plan
from tests.coordinator.server.test_serving import Board, Person, a_link, sign_in
from tests.durability.boards import soon
from tests.support.server import Server

BOARDS = 20
"""So many that no worker is without one, but once in a million."""


def test_before_postgresql_workers_share_a_port_and_before_a_file_there_are_none(
    database_url: str, tmp_path: Path
) -> None:
    server = Server(database_url, tmp_path, options=("--workers", "2"))
    if database_url.startswith("sqlite"):
        refused = server.run("serve", *server.options)
        assert (refused.returncode, refused.stderr[:38]) == (2, "An embedded database has one server. F")
        return
    server.start()
    try:
        tells_a_board_that_polls_what_it_needs(server)
        tells_boards_of_all_and_replaces_what_died(server, sign_in(server, a_link(server)))
        process = server.process
        assert process is not None
        process.terminate()
        assert process.wait(timeout=60) == 0
        with pytest.raises(ConnectionRefusedError):
            sign_in(server, "nobody is there")
    finally:
        server.kill()


def tells_a_board_that_polls_what_it_needs(server: Server) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        connection.request("GET", "/socket.io/?EIO=4&transport=polling")
        answer = connection.getresponse()
        assert (answer.status, "boards need WebSockets" in answer.read().decode()) == (400, True)


def tells_boards_of_all_and_replaces_what_died(server: Server, ana: Person) -> None:
    assert ana.call("POST", "/operations", {"code": "LIVE", "name": "Live"})[0] == 201
    saving = {"version": 1, "name": "Live", "plan": a_plan().model_dump(mode="json")}
    assert ana.call("PUT", "/operations/LIVE/plan", saving)[0] == 200
    # Who comes before the last worker listens is another's.
    assert soon(lambda: listening(server) == len(workers(server)) == 2)
    with ExitStack() as leaving:
        boards: list[Board] = [leaving.enter_context(ana.board()) for _ in range(BOARDS)]
        assert all(board.watch("LIVE")["ok"] for board in boards)
        publishing = {"version": 2, "entered_after_the_fact": True}
        assert ana.call("POST", "/operations/LIVE/publish", publishing)[0] == 200
        # Boundaries that lie behind are announced after it, and a worker may tell both in one step.
        told = [board.next("step")["upto"] for board in boards]
        for board, upto in zip(boards, told, strict=True):
            while upto < max(told):
                upto = board.next("step")["upto"]  # noqa: PLW2901 it goes on
        died = workers(server)[0]
        os.kill(died, signal.SIGKILL)
        assert soon(lambda: any(not board.client.connected for board in boards))
        assert soon(lambda: len(set(workers(server)) - {died}) == 2)
        lost = [board for board in boards if not board.client.connected]
        assert 0 < len(lost) < BOARDS
        assert all(board.watch("LIVE")["ok"] for board in boards if board not in lost)


def workers(server: Server) -> list[int]:
    """Return the processes that the server started."""
    assert server.process is not None
    pid = server.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def listening(server: Server) -> int:
    """Return how many sockets wait for connections on the server's port."""
    sockets = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(at.endswith(f":{server.port:04X}") and state == "0A" for _, at, _, state, *_ in sockets)
