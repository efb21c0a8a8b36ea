"""Sockets that mean no good: what no client of ours would send is refused, bounded and logged, and others go on."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
import websocket

from operations.policy import Role
from realtime.namespaces import ASKS_AT_MOST
from tests.durability.boards import HEARD_WITHIN, Board, soon
from tests.durability.lives import CODE, House, Lives, Person
from tests.durability.test_boards import files, fresh, head

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

WATCH = f'["watch",{{"operation":"{CODE}","cursor":null}}]'
NOBODY_SAYS: tuple[str | bytes, ...] = (
    "", "9", "x", "0", "4", "49", "4x", "4-1", "6", "42", "42/boards", "42/boards,", "42/boards,{", "42/boards,7",
    "42/boards,[]", "42/boards,[7]", "42/boards,{}", "42/boards,null", '42/boards,["no_such_event",{}]',
    '42/boards,["connect"]', '42/boards,["__init__"]', f"42/nowhere,{WATCH}", f"42{WATCH}", "43/boards,1[]",
    f"42/boards,{'9' * 99}{WATCH}", f"42/boards,{'9' * 400}{WATCH}", "44/boards,{}", "40/nowhere,", "4" + "[" * 9000,
    "42/boards,1" + "[" * 9000, '42/boards,["watch",' + "[" * 9000, f"42/boards,1{WATCH}" + "\0" * 99,
    '451000000000-/boards,["watch",{"_placeholder":true,"num":0}]', '45999999-/boards,["watch"]', "45-1-/boards,[]",
    "bAAAA", "b" + "A" * 9000, b"", b"\x00\xff", b"4" * 9000, "1",
)  # fmt: skip
FRAMES = (
    b"\x81\x05hello",  # not masked, as a client's must be
    b"\xc1\x80\0\0\0\0",  # compressed, which nobody agreed on
    b"\x83\x80\0\0\0\0",  # of a kind there is not
    b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0",  # longer than anything
    b"\x89\xfe\x01\x00\0\0\0\0" + b"x" * 256,  # a ping longer than pings are
    b"\x80\x81\0\0\0\0x",  # goes on with what was never begun
    b"\x01\x81\0\0\0\0x" * 3,  # begins anew within what it began
    b"\x81\x82\0\0\0\0\xc3\x28",  # no text
    b"\x88\x81\0\0\0\0x",  # a goodbye of one byte
    b"GET / HTTP/1.1\r\n\r\n" * 9,
    b"\xff" * 4096,
)
TOO_LONG = f'42/boards,1["watch",{{"operation":"{"x" * 20_000}"}}]'


@pytest.fixture
def insider(house: House, lives: Lives) -> Person:
    """Somebody signed in, whose browser is not theirs any more."""
    lives.start()
    return house.person(Role.OFFICER, airport="GRU")


@contextmanager
def comes_in(person: Person) -> Iterator[tuple[websocket.WebSocket, socket.socket]]:
    """Open a WebSocket as a browser does, and join the boards; leave without a word."""
    url = f"{person.server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
    line = websocket.create_connection(url, timeout=HEARD_WITHIN, cookie=person.cookie)
    assert line.sock is not None
    try:
        assert str(line.recv()).startswith("0")
        line.send("40/boards,")
        assert str(line.recv()).startswith("40/boards,")
        yield line, line.sock
    finally:
        line.sock.close()
        line.sock = None


def hangs_up(connection: socket.socket) -> bool:
    """Say whether the server ends a connection, whatever it says before."""
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def test_what_no_client_says_harms_nobody_and_is_no_fault(house: House, lives: Lives, insider: Person) -> None:
    good = Board(house.person(Role.OCU))
    good.plug_in()
    for said in NOBODY_SAYS:
        with comes_in(insider) as (line, connection):
            line.send(said) if isinstance(said, str) else line.send_binary(said)
            with suppress(websocket.WebSocketException, OSError):
                line.send(f"42/boards,1{WATCH}")
    for frame in FRAMES:
        with comes_in(insider) as (line, connection):
            connection.sendall(frame)
            with suppress(OSError):
                connection.sendall(frame)
    with comes_in(insider) as (line, connection):
        line.send(TOO_LONG)
        assert hangs_up(connection), "what is too long is not read to its end"
    still_followed(good, house)
    assert '"unexpected"' not in lives.said
    assert "Traceback" not in lives.said


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("42/boards,{}", "a board said what no board says"),
        ('42/boards,["connect"]', "a board said what the server says"),
        ('42/boards,["disconnect"]', "a board said what the server says"),
    ],
)
def test_whoever_says_what_no_board_says_is_hung_up_on_at_once_and_the_log_says_so(
    lives: Lives, insider: Person, said: str, told: str
) -> None:
    with comes_in(insider) as (line, connection):
        line.send(said)
        assert hangs_up(connection)
    assert soon(lambda: told in lives.said)


def test_whoever_floods_with_watches_is_cut_off_and_the_log_says_so(
    house: House, lives: Lives, insider: Person
) -> None:
    good = Board(house.person(Role.OCU))
    good.plug_in()
    with comes_in(insider) as (line, _):
        flooding = threading.Thread(target=send_many, args=(line, 40 * ASKS_AT_MOST))
        flooding.start()
        assert is_told_to_leave(line)
        flooding.join()
    assert soon(lambda: "boards watched too often" in lives.said)
    still_followed(good, house)


def is_told_to_leave(line: websocket.WebSocket) -> bool:
    """Say whether the server ends a board, whatever it answers before: what it says afterwards nobody hears."""
    return any(str(line.recv()).startswith("41/boards") for _ in range(2 * ASKS_AT_MOST))


def send_many(line: websocket.WebSocket, times: int) -> None:
    """Send watches for as long as anybody takes them."""
    with suppress(websocket.WebSocketException, OSError):
        for number in range(times):
            line.send(f"42/boards,{number}{WATCH}")


def still_followed(good: Board, house: House) -> None:
    """Assert that somebody else's board goes on."""
    files(house.person(Role.OFFICER, airport="GRU"), house)
    good.until(lambda: good.seq == head(house))
    assert good.rows == fresh(house, good.person)
    assert good.first_sights == 1
    assert not good.closed.is_set()
    good.unplug()
