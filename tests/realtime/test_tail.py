"""Boards of one process: what a room is sent, what a board holds after any break, and rights that change under it."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from gzip import decompress
from tempfile import TemporaryFile
from threading import Event, Semaphore, Thread
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
import socketio
from socketio.exceptions import ConnectionRefusedError as Refuse
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from realtime import namespaces
from realtime.database import open_engine
from realtime.feed import EVERY, since
from realtime.listener import EmbeddedListener, Listener, PostgresListener, listening
from realtime.log import Stream
from realtime.namespaces import ASKS_AT_MOST, COME_IN_AT_ONCE, OF_ONE_ACCOUNT, Boards
from realtime.packed import dumps, loads
from realtime.rooms import Board, Rooms
from realtime.tail import RECHECK_EVERY, RECHECKED_AT_ONCE, Refused, Tail
from realtime.transaction import Database, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SEEN_BY = {"ocu": EVERY, "gru": frozenset({"operation", "airport:GRU"}), "other": frozenset({"operation"})}


class Happened:
    """A fact of the tests' own."""

    kind: ClassVar[str] = "happened"

    def body(self) -> dict[str, Any]:
        return {}


class RightsChanged(Happened):
    kind: ClassVar[str] = "rights_changed"


class Keeper:
    """Knows three accounts by name, and who has signed out."""

    def __init__(self, stream_id: int) -> None:
        self.stream_id = stream_id
        self.seen_by = dict(SEEN_BY)
        self.signed_out: set[str] = set()

    def rights(self, session: Session, session_id: str, code: str) -> tuple[int, frozenset[str]] | None:  # noqa: ARG002 the protocol's
        if session_id in self.signed_out:
            return None
        seen = self.seen_by.get(session_id.removeprefix("session-"), frozenset())
        return self.stream_id, seen if code == "OP" else frozenset()

    def changes_rights(self, kind: str) -> bool:
        return kind == "rights_changed"


class Browser:
    """What the browser's reducer does, in Python: apply a step that follows, ignore an old one, notice a gap."""

    def __init__(self, account: str) -> None:
        self.account = account
        self.rows: dict[str, Any] = {}
        self.seq = 0
        self.cursor: str | None = None
        self.reset = False
        self.closed = False
        self.told = Event()

    def answered(self, answer: dict[str, Any]) -> None:
        step = first_step(answer)
        if step["after"] == 0:
            self.rows = {}
        self._apply(step)
        self.cursor = answer["cursor"]

    def received(self, event: str, payload: dict[str, Any]) -> None:
        if event == "reset":
            self.reset = True
        elif event == "step" and payload["upto"] > self.seq:
            assert payload["after"] <= self.seq, "a step was lost on the way"
            self._apply(payload)
            self.cursor = payload["cursor"]
            self.told.set()

    def _apply(self, step: dict[str, Any]) -> None:
        for put in step["put"]:
            self.rows[put["key"]] = put["row"]
        for key in step["gone"]:
            self.rows.pop(key, None)
        self.seq = step["upto"]


def first_step(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the step in the answer to a watch, as it arrives."""
    step: dict[str, Any] = json.loads(answer["step"].text)
    return step


class Wall:
    """A process with its tail and the browsers that watch through it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        with transaction(db, [], actor_id="a", now=NOW) as tx:
            self.stream_id = tx.open_stream("operation", "op")
            self.platform_id = tx.open_stream("platform", None)
        self.keeper = Keeper(self.stream_id)
        self.browsers: dict[str, Browser] = {}
        self.rooms: dict[str, set[str]] = {}
        self.frames: list[tuple[str, str]] = []
        to = Rooms(enter=self._enter, leave=self._leave, emit=self._emit, close=self._close)
        self.tail = Tail(db, to, self.keeper, secret=b"k", now=lambda: NOW, platform_id=lambda: self.platform_id)

    def open(self, sid: str, account: str) -> Browser:
        self.browsers.setdefault(sid, Browser(account))
        browser = self.browsers[sid]
        browser.answered(self.tail.watch(Board(sid, account, f"session-{account}", "OP"), browser.cursor))
        return browser

    def answer(self, sid: str, account: str, cursor: str | None) -> dict[str, Any]:
        """Let a browser come with a cursor of its own; return what it is answered."""
        browser = self.browsers[sid] = Browser(account)
        answer = self.tail.watch(Board(sid, account, f"session-{account}", "OP"), cursor)
        browser.seq = first_step(answer)["after"]
        browser.answered(answer)
        return answer

    def change(self, *rows: tuple[str, str, int | None], fact: Happened | None = None) -> None:
        with transaction(self.db, [self.stream_id], actor_id="a", now=NOW) as tx:
            tx.record(self.stream_id, fact or Happened(), subject="s", circle="operation")
            for key, circle, value in rows:
                if value is None:
                    tx.end(self.stream_id, key)
                else:
                    tx.put(self.stream_id, key, circle, {"n": value})

    def truth(self, account: str) -> dict[str, Any]:
        with self.db.reading() as session:
            head = session.get_one(Stream, self.stream_id).seq
            return since(session, self.stream_id, self.keeper.seen_by[account], 0, head).put

    def _enter(self, sid: str, room: str) -> None:
        self.rooms.setdefault(room, set()).add(sid)

    def _leave(self, sid: str, room: str) -> None:
        self.rooms[room].discard(sid)

    def _emit(self, event: str, payload: dict[str, Any], to: str) -> None:
        self.frames.append((event, to))
        payload = json.loads(dumps(payload))
        for sid in sorted(self.rooms.get(to, {to} & self.browsers.keys())):
            self.browsers[sid].received(event, payload)

    def _close(self, sid: str) -> None:
        self.browsers[sid].closed = True
        self.browsers[sid].told.set()


@pytest.fixture
def wall(database: Database) -> Wall:
    return Wall(database)


def test_a_board_is_sent_what_its_circles_see_and_nothing_else(wall: Wall) -> None:
    ocu, gru, other = (wall.open(name, name) for name in ("ocu", "gru", "other"))
    wall.change(("a", "operation", 1), ("b", "airport:GRU", 2), ("c", "airport:LIS", 3))
    wall.tail.advance()
    assert ocu.rows.keys() == {"a", "b", "c"}
    assert gru.rows.keys() == {"a", "b"}
    assert other.rows.keys() == {"a"}


def test_a_row_that_moves_to_a_circle_one_lacks_is_gone_from_ones_board(wall: Wall) -> None:
    gru, other = wall.open("gru", "gru"), wall.open("other", "other")
    wall.change(("a", "operation", 1))
    wall.tail.advance()
    wall.change(("a", "airport:GRU", 2))
    wall.tail.advance()
    assert (gru.rows, other.rows) == ({"a": {"n": 2}}, {})


def test_a_step_that_a_room_does_not_see_costs_it_no_frame_and_the_next_one_still_follows(wall: Wall) -> None:
    other = wall.open("other", "other")
    wall.frames.clear()
    for n in range(3):
        wall.change(("b", "airport:GRU", n))
        wall.tail.advance()
    assert wall.frames == []
    wall.change(("a", "operation", 1))
    wall.tail.advance()
    assert other.rows == wall.truth("other") == {"a": {"n": 1}}


def test_a_board_that_was_away_catches_up_from_its_cursor_with_nothing_missing_and_nothing_doubled(wall: Wall) -> None:
    gru = wall.open("gru", "gru")
    wall.change(("a", "operation", 1), ("b", "airport:GRU", 1))
    wall.tail.advance()
    wall.tail.unwatch("gru")
    for n in range(20):
        wall.change((f"row{n}", "operation", n), ("b", "airport:GRU", None if n % 2 else n))
    wall.tail.advance()
    answer = wall.tail.watch(Board("gru", "gru", "session-gru", "OP"), gru.cursor)
    assert first_step(answer)["after"] == gru.seq
    gru.answered(answer)
    assert gru.rows == wall.truth("gru")


def test_boards_of_one_set_that_come_at_one_position_cost_one_reading(wall: Wall) -> None:
    first = wall.open("first", "gru")
    wall.change(("a", "operation", 1), ("b", "airport:GRU", 2), ("c", "airport:LIS", 3))
    wall.tail.advance()
    away = first.cursor
    wall.change(("a", "operation", 4))
    wall.tail.advance()
    for cursor in (None, away):
        wall.answer("like", "gru", cursor)
        with asked(wall.db) as statements:
            answers = [wall.answer(f"board{n}", "gru", cursor) for n in range(5)]
        assert statements == []
        assert len({answer["step"].text for answer in answers}) == 1
    wall.open("late", "gru")
    wall.change(("b", "airport:GRU", 5))
    wall.tail.advance()
    assert wall.open("later", "gru").rows == wall.browsers["late"].rows == first.rows == wall.truth("gru")


def test_a_turn_of_the_tail_asks_the_database_once_whatever_there_is_to_tell(wall: Wall) -> None:
    boards = [wall.open(name, name) for name in ("ocu", "gru", "other")]
    with listening(wall.db) as own:
        wall.tail.turn(own)
        wall.change(("a", "operation", 1), ("b", "airport:GRU", 2))
        with heard_by_the_driver(own) as statements:
            wall.tail.turn(own)
    assert len(statements) == 1
    assert [board.rows for board in boards] == [wall.truth(board.account) for board in boards]


@contextmanager
def asked(db: Database) -> Iterator[list[str]]:
    """Yield what the database is asked meanwhile, beside BEGIN."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:  # noqa: ANN401 SQLAlchemy's
        if statement != "BEGIN":
            said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield said
    event.remove(db.engine, "before_cursor_execute", note)


@contextmanager
def heard_by_the_driver(own: Listener) -> Iterator[list[str]]:
    """Yield what a listener says to its database meanwhile, as the driver itself tells."""
    said: list[str] = []
    if isinstance(own, EmbeddedListener):
        own._cursor.connection.set_trace_callback(said.append)
        yield said
        own._cursor.connection.set_trace_callback(None)
        return
    assert isinstance(own, PostgresListener)
    with TemporaryFile("w+") as trace:
        own._to.trace(trace.fileno())
        yield said
        own._to.untrace()
        trace.seek(0)
        said += [told for told in trace if "\tF\t" in told and ("\tExecute" in told or "\tQuery" in told)]


def test_a_commit_that_nobody_tells_of_reaches_boards_by_polling(wall: Wall) -> None:
    gru = wall.open("gru", "gru")
    elsewhere = Database(open_engine(wall.db.engine.url.render_as_string(hide_password=False)))
    with following(wall), closing(elsewhere):
        with transaction(elsewhere, [wall.stream_id], actor_id="a", now=NOW) as tx:
            tx.record(wall.stream_id, Happened(), subject="s", circle="operation")
            tx.put(wall.stream_id, "a", "operation", {"n": 1})
        assert gru.told.wait(30)
    assert gru.rows == {"a": {"n": 1}}


def test_a_session_that_ended_while_nobody_followed_the_log_closes_its_socket_once_somebody_does(wall: Wall) -> None:
    gru, ocu = wall.open("gru", "gru"), wall.open("ocu", "ocu")
    sign_out(wall, "session-gru")
    with following(wall):
        assert gru.told.wait(30)
    assert (gru.closed, ocu.closed) == (True, False)


@contextmanager
def following(wall: Wall) -> Iterator[None]:
    """Let the tail follow the log meanwhile, in a thread."""
    thread = Thread(target=wall.tail.run)
    thread.start()
    try:
        yield
    finally:
        wall.tail.stop()
        thread.join()


def sign_out(wall: Wall, session_id: str) -> None:
    """End a session, as any process may."""
    wall.keeper.signed_out.add(session_id)
    with transaction(wall.db, [wall.platform_id], actor_id="a", now=NOW) as tx:
        tx.record(wall.platform_id, RightsChanged(), subject="s", circle="ocu")


def test_a_board_that_was_further_elsewhere_is_not_taken_back(wall: Wall) -> None:
    behind = wall.open("behind", "gru")
    there = Tail(
        wall.db, wall.tail._to, wall.keeper, secret=b"k", now=lambda: NOW, platform_id=lambda: wall.platform_id
    )
    wall.change(("a", "operation", 1))
    wall.browsers["moving"] = Browser("gru")
    cursor = there.watch(Board("moving", "gru", "session-gru", "OP"), None)["cursor"]
    assert first_step(wall.answer("moving", "gru", cursor))["upto"] == 1
    assert behind.rows == {"a": {"n": 1}}


def test_a_board_that_reads_gzip_is_answered_the_same_as_any(wall: Wall) -> None:
    wall.change(*((f"day:{n}", "operation", n) for n in range(200)))
    plain = wall.answer("plain", "gru", None)
    small = wall.tail.watch(Board("small", "gru", "session-gru", "OP", reads_gzip=True), None)
    said = loads(dumps(small["step"]))
    assert loads(decompress(b64decode(said)).decode()) == first_step(plain)
    assert len(said) < len(plain["step"].text) / 3
    assert small.keys() == plain.keys()


def test_what_is_packed_is_packed_once_for_all_and_what_is_small_stays_as_it_reads(wall: Wall) -> None:
    wall.change(*((f"day:{n}", "operation", n) for n in range(200)))
    one, another = (wall.tail.watch(Board(name, "gru", "session-gru", "OP", reads_gzip=True), None) for name in "ab")
    assert one["step"] is another["step"]
    cursor = one["cursor"]
    for name in "ab":
        wall.tail.unwatch(name)
    wall.change(("day:1", "operation", 7))
    wall.tail.advance()
    missed = wall.tail.watch(Board("c", "gru", "session-gru", "OP", reads_gzip=True), cursor)
    assert first_step(missed)["put"] == [{"key": "day:1", "row": {"n": 7}}]


def test_a_cursor_of_another_set_or_another_hand_gets_a_first_sight(wall: Wall) -> None:
    ocu = wall.open("ocu", "ocu")
    wall.change(("a", "operation", 1))
    wall.tail.advance()
    board = Board("x", "gru", "session-gru", "OP")
    assert first_step(wall.tail.watch(board, ocu.cursor))["after"] == 0
    assert first_step(wall.tail.watch(board, "1.1.1.é.é"))["after"] == 0
    assert first_step(wall.tail.watch(board, "1.1.1.every.forged"))["after"] == 0
    assert first_step(wall.tail.watch(board, "nonsense"))["after"] == 0


def test_a_row_put_and_ended_between_two_turns_of_the_tail_leaves_no_ghost_on_a_board_that_came_between(
    wall: Wall,
) -> None:
    wall.open("first", "gru")
    wall.change(("ghost", "operation", 1))
    late = wall.open("late", "gru")
    wall.change(("ghost", "operation", None))
    wall.tail.advance()
    assert late.rows == wall.truth("gru") == {}


def test_a_withdrawn_right_resets_the_board_and_the_next_watch_is_refused(wall: Wall) -> None:
    gru, other = wall.open("gru", "gru"), wall.open("other", "other")
    del wall.keeper.seen_by["gru"]
    wall.change(("a", "operation", 1), fact=RightsChanged())
    wall.tail.advance()
    assert gru.reset
    assert not other.reset
    assert "a" not in gru.rows
    with pytest.raises(Refused):
        wall.tail.watch(Board("gru", "gru", "session-gru", "OP"), gru.cursor)


def test_a_right_withdrawn_just_before_somebody_else_comes_is_noticed_all_the_same(wall: Wall) -> None:
    gru = wall.open("gru", "gru")
    wall.keeper.seen_by["colleague"] = wall.keeper.seen_by.pop("gru")
    wall.change(("a", "operation", 1), fact=RightsChanged())
    wall.open("colleague", "colleague")
    wall.tail.advance()
    assert (gru.reset, gru.rows) == (True, {})


@pytest.mark.parametrize("first", [True, False])
def test_a_board_whose_right_is_withdrawn_while_it_comes_in_is_sent_nothing_that_came_later(
    wall: Wall, monkeypatch: pytest.MonkeyPatch, *, first: bool
) -> None:
    if not first:
        wall.open("ocu", "ocu")
    wall.keeper.seen_by["late"] = wall.keeper.seen_by["ocu"]
    read = wall.keeper.rights

    def withdrawn_meanwhile(session: Session, session_id: str, code: str) -> tuple[int, frozenset[str]] | None:
        found = read(session, session_id, code)
        if wall.keeper.seen_by.pop("late", None) is not None:
            wall.change(("a", "operation", 1), fact=RightsChanged())
        return found

    monkeypatch.setattr(wall.keeper, "rights", withdrawn_meanwhile)
    late = wall.browsers["late"] = Browser("late")
    try:
        late.answered(wall.tail.watch(Board("late", "late", "session-late", "OP"), None))
    except Refused:
        late.reset = True
    wall.tail.advance()
    assert (late.reset, late.rows) == (True, {})


def test_a_right_withdrawn_and_noticed_while_a_board_comes_in_refuses_it(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall.open("ocu", "ocu")
    wall.keeper.seen_by["late"] = wall.keeper.seen_by["ocu"]
    read = wall.keeper.rights

    def withdrawn_and_noticed(session: Session, session_id: str, code: str) -> tuple[int, frozenset[str]] | None:
        found = read(session, session_id, code)
        if wall.keeper.seen_by.pop("late", None) is not None:
            wall.change(("a", "operation", 1), fact=RightsChanged())
            wall.tail.advance()
        return found

    monkeypatch.setattr(wall.keeper, "rights", withdrawn_and_noticed)
    with pytest.raises(Refused):
        wall.tail.watch(Board("late", "late", "session-late", "OP"), None)
    assert all("late" not in sids for sids in wall.rooms.values())


def test_a_socket_that_watches_two_things_at_once_is_in_one_room(wall: Wall) -> None:
    wall.browsers["gru"] = Browser("gru")
    boards = [Board("gru", account, f"session-{account}", "OP") for account in ("gru", "ocu", "other") * 4]
    threads = [Thread(target=wall.tail.watch, args=(board, None)) for board in boards]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [sids for sids in wall.rooms.values() if "gru" in sids] == [{"gru"}]


def test_a_socket_that_closes_while_it_begins_to_watch_leaves_no_board_behind(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Boards(wall.tail, lambda _sid: ("session-gru", "gru"), lambda _error: {})
    read = wall.keeper.rights

    def closes(session: Session, session_id: str, code: str) -> tuple[int, frozenset[str]] | None:
        door.on_disconnect("gru")
        return read(session, session_id, code)

    monkeypatch.setattr(wall.keeper, "rights", closes)
    door.on_connect("gru")
    door.on_watch("gru", {"operation": "OP"})
    assert all("gru" not in sids for sids in wall.rooms.values())


def test_of_very_many_boards_that_come_at_once_a_few_are_let_in_at_a_time_and_nobody_waits_for_ever(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Semaphore(0), Event()

    def admit(_sid: str) -> tuple[str, str]:
        begun.release()
        assert go_on.wait(60)
        return "session-gru", "gru"

    door = Boards(wall.tail, admit, lambda _error: {})
    threads = [Thread(target=door.on_connect, args=(f"board{n}",)) for n in range(COME_IN_AT_ONCE)]
    for thread in threads:
        thread.start()
        assert begun.acquire(timeout=60)
    monkeypatch.setattr(namespaces, "WAITS_AT_MOST", 0.01)
    with pytest.raises(Refuse, match="busy"):
        door.on_connect("late")
    go_on.set()
    for thread in threads:
        thread.join()
    door.on_connect("late")
    assert door.on_watch("late", {"operation": "OP"})["ok"] is True


def test_whoever_comes_in_anew_to_flood_is_answered_no_more_than_any_account(wall: Wall) -> None:
    door = Boards(wall.tail, lambda sid: (f"session-{sid[:3]}", sid[:3]), lambda _error: {})
    socketio.Server(async_mode="gevent").register_namespace(door)

    def answered(sid: str) -> int:
        door.on_connect(sid)
        return sum(door.on_watch(sid, {"operation": "OP"})["ok"] for _ in range(ASKS_AT_MOST + 1))

    taken = [answered(f"gru{n}") for n in range(1 + OF_ONE_ACCOUNT // ASKS_AT_MOST)]
    assert taken[0] == ASKS_AT_MOST
    assert sum(taken) < OF_ONE_ACCOUNT + ASKS_AT_MOST
    assert (answered("gru again"), answered("ocu1")) == (0, ASKS_AT_MOST)


def test_an_ended_session_closes_its_socket(wall: Wall) -> None:
    gru, ocu = wall.open("gru", "gru"), wall.open("ocu", "ocu")
    sign_out(wall, "session-gru")
    wall.tail.advance()
    assert (gru.closed, ocu.closed) == (True, False)


def test_a_session_that_ended_is_found_again_when_the_database_went_away_before_rights_were_read(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    gru = wall.open("gru", "gru")
    sign_out(wall, "session-gru")
    wall.change(("a", "airport:GRU", 1))

    def away(*_: object) -> None:
        raise OperationalError(None, None, ConnectionError())

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(wall.keeper, "rights", away)
        with pytest.raises(OperationalError):
            wall.tail.advance()
    wall.tail.advance()
    assert (gru.closed, gru.rows) == (True, {})


def test_sessions_that_end_by_the_clock_are_found_a_few_boards_at_a_time(wall: Wall) -> None:
    boards = [wall.open(f"gru{n}", "gru") for n in range(RECHECKED_AT_ONCE + 1)]
    wall.keeper.signed_out.add("session-gru")
    later = time.monotonic() + RECHECK_EVERY
    wall.tail.advance(wall.tail._due_for_recheck(later))
    assert sum(board.closed for board in boards) == RECHECKED_AT_ONCE
    wall.tail.advance(wall.tail._due_for_recheck(later))
    assert all(board.closed for board in boards)
    assert wall.tail._due_for_recheck(later) == []


def test_a_board_of_an_operation_one_has_no_seat_in_is_refused(wall: Wall) -> None:
    with pytest.raises(Refused):
        wall.tail.watch(Board("x", "ocu", "session-ocu", "ANOTHER"), None)
