"""Frames written straight to boards: in order beside the stock path, bounded for the slow, trusted after a trial."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import pairwise

import gevent
import pytest
from gevent import socket

from realtime import broadcast
from realtime.broadcast import COMING_IN
from realtime.outbox import BACKLOG, CEILING
from realtime.websocket import text_frame
from tests.realtime.hall import WAITS_FOR, Board, Hall

NARROW = 32 * 1024
"""Bytes that a board's own machine takes before it reads: what comes then waits at the server."""


@pytest.fixture(scope="module")
def standing() -> Iterator[Hall]:
    hall = Hall()
    yield hall
    hall.close()


@pytest.fixture
def hall(standing: Hall) -> Iterator[Hall]:
    """The one server, without anybody in it before and afterwards."""
    yield standing
    standing.empty()


def test_a_room_is_told_straight_and_in_order_by_what_is_installed_here(hall: Hall) -> None:
    assert hall.broadcast.straight
    boards = [Board(hall) for _ in range(3)]
    elsewhere = Board(hall, room="elsewhere")
    for number in range(50):
        hall.tell(number, size=number * 40)
    hall.tell(99, room="elsewhere")
    assert [board.numbers(upto=49) for board in boards] == [list(range(50))] * 3
    assert elsewhere.numbers(upto=99) == [99]


def test_nothing_overtakes_what_waits_on_the_stock_path(hall: Hall) -> None:
    board = Board(hall)
    for number in range(0, 30, 3):
        hall.tell(number)
        hall.sockets.emit("step", {"n": number + 1}, to=board.sid, namespace="/boards")
        hall.tell(number + 2)  # nobody had a chance to send what waits
        if number % 2:
            gevent.sleep(0)
    assert board.numbers(upto=29) == list(range(30))


def test_a_board_that_changes_from_polling_to_a_websocket_misses_nothing_and_hears_nothing_twice(hall: Hall) -> None:
    board = Board(hall, polls=True)
    hall.tell(0)
    board.poll()
    polling = gevent.spawn(board.poll)
    gevent.sleep(0)
    hall.tell(1)
    polling.join()
    polling = gevent.spawn(board.poll)
    board.connect()
    hall.tell(2)
    board.say("2probe")
    hall.tell(3)
    polling.join()  # a client lets its last poll end before it says that it has changed over
    hall.tell(4)
    board.say("5")
    hall.tell(5)
    hall.until(lambda: board.engine_sid in hall.broadcast._open)
    hall.tell(6)
    gevent.sleep(0)
    hall.tell(7)
    assert board.numbers(upto=7) == list(range(8))


def test_a_board_that_says_nothing_holds_no_greenlet_and_nothing_of_the_request_that_brought_it(hall: Hall) -> None:
    hall.until(lambda: len(greenlets()) <= 2)  # the server's own, and Engine.IO's that looks after all of them
    boards = [Board(hall) for _ in range(20)]
    hall.tell(0)
    assert [board.numbers(upto=0) for board in boards] == [[0]] * 20
    hall.until(lambda: len(greenlets()) <= 2)
    assert {name for environ in hall.sockets.environ.values() for name in environ} <= {"HTTP_COOKIE"}


def greenlets() -> list[gevent.Greenlet]:
    """Return the greenlets that have begun and not ended."""
    return [found for found in gc.get_objects() if isinstance(found, gevent.Greenlet) and found.started]


def test_boards_are_pinged_again_and_again_and_one_that_does_not_answer_is_let_go() -> None:
    with closing(Hall(ping_interval=0.5, ping_timeout=3)) as hall:
        answers, silent = Board(hall, room=None), Board(hall, room=None)
        answered = 0
        while hall.outbox(silent) is not None:
            assert answers.hear() == "2"
            answers.say("3")
            answered += 1
        assert answered > 1
        assert hall.outbox(answers) is not None


def test_whoever_opens_a_socket_and_does_not_join_is_hung_up_on() -> None:
    with closing(Hall(ping_interval=0.5)) as hall, closing(socket.socket()) as stranger:
        board = Board(hall, room=None)
        stranger.connect(("127.0.0.1", hall.server.server_port))
        stranger.sendall(COMING_IN)
        hall.until(lambda: len(hall.sockets.eio.sockets) == 2)
        assert board.hear() == "2"
        hall.until(lambda: len(hall.sockets.eio.sockets) == 1)
        assert hall.outbox(board) is not None
        with stranger.makefile("rb") as heard:
            assert heard.read().endswith(b"\x81\x011\x88\x02\x03\xe8"), "goodbye"


@pytest.mark.parametrize("left_out", [b"Sec-WebSocket-Key", b"Sec-WebSocket-Version"])
def test_a_request_that_is_no_handshake_is_refused_and_leaves_nothing(hall: Hall, left_out: bytes) -> None:
    asked = b"".join(line for line in COMING_IN.splitlines(keepends=True) if not line.startswith(left_out))
    assert answer_to(hall, asked).startswith(b"HTTP/1.1 400")
    assert hall.sockets.eio.sockets == {}


def test_more_boards_than_a_process_takes_are_told_to_come_later(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcast, "MOST", 1)
    Board(hall)
    assert answer_to(hall, COMING_IN).startswith(b"HTTP/1.1 503")
    assert len(hall.sockets.eio.sockets) == 1


def test_frames_are_not_compressed_and_not_held_back(hall: Hall) -> None:
    offered = COMING_IN.replace(b"\r\n\r\n", b"\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
    answer = answer_to(hall, offered, until=b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 101")
    assert b"Extensions" not in answer
    assert hall.outbox(Board(hall))._to.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def answer_to(hall: Hall, asked: bytes, until: bytes | None = None) -> bytes:
    """Return what the server answers to these bytes, to the end or until it says something."""
    answer = b""
    with gevent.Timeout(WAITS_FOR), socket.create_connection(("127.0.0.1", hall.server.server_port)) as connection:
        connection.sendall(asked)
        while until is None or until not in answer:
            came = connection.recv(65536)
            if not came:
                break
            answer += came
    return answer


def test_a_board_that_does_not_read_costs_little_delays_nobody_and_is_told_that_it_fell_behind(hall: Hall) -> None:
    stalled, live = Board(hall, window=NARROW), Board(hall)
    for number in range(600):
        hall.tell(number, size=4000)
        assert live.numbers(upto=number) == [number]
    assert 0 < hall.outbox(stalled).waiting <= BACKLOG
    heard = stalled.numbers(upto=599)
    assert heard[-1] == 599
    assert heard[:-1] == list(range(len(heard) - 1))
    assert len(heard) < 599
    hall.tell(600)
    assert stalled.numbers(upto=600) == [600]


def test_what_a_board_was_left_out_of_is_not_told_after_it_left_the_room(hall: Hall) -> None:
    stalled, live = Board(hall, window=NARROW), Board(hall)
    for number in range(400):
        hall.tell(number, size=4000)
        live.numbers(upto=number)
    hall.broadcast.leave(stalled.sid, "room")
    hall.sockets.emit("step", {"n": 1000}, to=stalled.sid, namespace="/boards")
    heard = stalled.numbers(upto=1000)
    assert all(later == earlier + 1 for earlier, later in pairwise(heard[:-1]))


def test_an_answer_larger_than_any_buffer_arrives_whole_with_what_was_told_meanwhile_behind_it(hall: Hall) -> None:
    board = Board(hall, window=NARROW)
    hall.sockets.emit("step", {"n": 0, "filling": "y" * 2_000_000}, to=board.sid, namespace="/boards")
    gevent.sleep(0)
    hall.tell(1)
    assert board.numbers(upto=1) == [0, 1]


def test_whoever_asks_without_reading_is_cut_off_at_last(hall: Hall) -> None:
    board = Board(hall, window=NARROW)
    for _ in range(2 * CEILING // 500_000):
        hall.sockets.emit("answer", {"filling": "z" * 500_000}, to=board.sid, namespace="/boards")
        gevent.sleep(0)
    hall.until(lambda: hall.outbox(board) is None)


def test_a_pulled_plug_is_noticed_and_the_others_hear_on(hall: Hall) -> None:
    pulled, live = Board(hall), Board(hall)
    pulled.unplug()
    for number in range(100):
        hall.tell(number, size=2000)
        live.numbers(upto=number)
    hall.until(lambda: hall.outbox(pulled) is None)
    assert hall.outbox(live) is not None


def test_a_board_that_lost_its_network_is_let_go_though_it_answers_to_nothing(hall: Hall) -> None:
    silent = Board(hall)
    hall.sockets.eio.disconnect(silent.engine_sid)
    hall.until(lambda: hall.outbox(silent) is None)


@pytest.mark.parametrize(
    "sent", [b"\xff" * 40, b"\x81\xff" + (2**40).to_bytes(8) + bytes(1_100_000), b"\x83\x80\0\0\0\0"]
)
def test_whoever_sends_no_message_or_one_without_end_is_hung_up_on(hall: Hall, sent: bytes) -> None:
    hostile, live = Board(hall), Board(hall)
    hostile.connection.sendall(sent)
    hall.tell(0)
    assert live.numbers(upto=0) == [0]
    hall.until(lambda: hall.outbox(hostile) is None)


def test_with_other_versions_everybody_is_on_the_stock_path_and_hears_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(broadcast.LEANS_ON, "python-engineio", "9.9")
    with ExitStack() as leaving, caplog.at_level(logging.WARNING):
        hall = Hall()
        leaving.callback(hall.close)
        assert not hall.broadcast.straight
        assert "9.9 was tried" in caplog.text
        boards = [Board(hall), Board(hall, polls=True)]
        for number in range(20):
            hall.tell(number)
        boards[1].poll()
        assert [board.numbers(upto=19) for board in boards] == [list(range(20))] * 2


def test_a_trial_that_fails_leaves_everybody_on_the_stock_path(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    again = broadcast.Broadcast(hall.sockets, "/boards")
    stock = hall.sockets.eio._async
    with caplog.at_level(logging.WARNING):
        again.go_straight(lambda connection, _address: connection.close())
    assert not again.straight
    assert hall.sockets.eio._async is stock
    assert "stock path" in caplog.text


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_frame_says_how_long_it_is(size: int) -> None:
    frame = text_frame("é" * (size // 2) + "x" * (size % 2))
    head = 2 if size < 126 else 4 if size < 65_536 else 10
    assert len(frame) == head + size
    assert frame[0] == 0x81
