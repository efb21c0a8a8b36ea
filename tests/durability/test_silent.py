"""Thousands of connections on which nothing is said, or half of it: hung up on, and nobody else notices."""

from __future__ import annotations

import http.client
import select
import socket
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Final

from operations.policy import Role
from tests.bench.limits import many_files
from tests.durability.boards import Board, soon
from tests.durability.lives import House, Lives
from tests.durability.test_boards import files, fresh, head

if TYPE_CHECKING:
    from collections.abc import Iterable

SILENT: Final = 2000
IDLE_FOR: Final = 2
ENDED_WITHIN: Final = 120.0

ON_AND_ON: Final = b"x"
"""One byte more of what never ends: it fits into a name, a value and a body."""

BEGINNINGS: Final = (
    b"",
    b"GET /api/v1/ses",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX",
    b"POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{",
    b"POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    b"POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nContent-Length: 9000\r\n\r\n{",
)


def test_thousands_who_say_nothing_or_half_are_hung_up_on_and_nobody_else_notices(house: House, lives: Lives) -> None:
    if not house.db.embedded:
        return  # no connection of these comes as far as a database
    many_files()
    lives.settings["IDLE_SECONDS"] = str(IDLE_FOR)
    lives.start()
    board, officer = Board(house.person(Role.OCU)), house.person(Role.OFFICER, airport="GRU")
    board.plug_in()
    with ExitStack() as closing:
        open_ = [closing.enter_context(begun(lives, BEGINNINGS[each % len(BEGINNINGS)])) for each in range(SILENT)]
        files(officer, house, times=3)
        still_open = {each.fileno(): each for each in open_}
        give_up_at = time.monotonic() + ENDED_WITHIN
        while still_open and time.monotonic() < give_up_at:
            for each in ended(still_open.values()):
                del still_open[each.fileno()]
            for each in list(still_open.values())[::2]:  # every other goes on, a byte at a time
                with suppress(OSError):
                    each.send(ON_AND_ON)
            files(officer, house)
        assert not still_open, f"{len(still_open)} of {SILENT} are still waited for"
    board.until(lambda: board.seq == head(house))
    assert board.rows == fresh(house, board.person)
    assert not board.closed.is_set(), "a board that is in says little, and stays"
    board.unplug()
    assert soon(lambda: "hung up on connections" in lives.said)
    assert lives.said.count("hung up on connections") < 20, "a line tells of many"
    assert "Traceback" not in lives.said


def test_a_kept_connection_is_answered_again_and_its_end_is_no_news(house: House, lives: Lives) -> None:
    lives.settings["IDLE_SECONDS"] = "3"  # between the two a busy machine may stand still for a moment
    lives.start()
    kept = http.client.HTTPConnection("127.0.0.1", lives.port, timeout=ENDED_WITHIN)
    for _ in range(2):
        kept.request("GET", "/")
        assert kept.getresponse().read()
    assert kept.sock.recv(1) == b"", "it is not kept for ever"
    kept.close()
    assert "hung up" not in lives.said


def begun(lives: Lives, beginning: bytes) -> socket.socket:
    """Open a connection and say no more than the beginning of a request."""
    connection = socket.create_connection(("127.0.0.1", lives.port), timeout=ENDED_WITHIN)
    connection.sendall(beginning)
    return connection


def ended(connections: Iterable[socket.socket]) -> list[socket.socket]:
    """Return those that the server has ended."""
    poll, known = select.poll(), {each.fileno(): each for each in connections}
    for each in known:
        poll.register(each, select.POLLIN)
    return [known[each] for each, _ in poll.poll(100) if is_at_its_end(known[each])]


def is_at_its_end(connection: socket.socket) -> bool:
    """Read what was answered, and say whether there is nothing behind it."""
    try:
        return connection.recv(65536) == b""
    except OSError:
        return True
