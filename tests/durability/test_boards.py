"""Boards over real sockets: plugged out and in again, across kills of the server, and when rights end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from operations.planning.models import Operation
from operations.policy import Action, Role
from realtime.feed import since
from realtime.log import Stream
from tests.durability.boards import HEARD_WITHIN, Board, refusal_of
from tests.durability.lives import CODE, House, Lives, Person

if TYPE_CHECKING:
    from collections.abc import Callable

MALFORMED: tuple[Any, ...] = (
    None, 7, "", "DURABLE", [], {}, {"operation": None}, {"operation": 7}, {"operation": ""}, {"operation": [CODE]},
    {"operation": "x" * 401}, {"operation": CODE, "cursor": 7}, {"operation": CODE, "cursor": {}},
    {"operation": CODE, "cursor": "x" * 401}, {"operation": CODE, "room": "1:every"}, {"operation": f"{CODE}\0"},
    {"operation": f"{CODE}\udcff"}, {"operation": CODE, "cursor": "1.1.5.every.é"},
    {"operation": CODE, "because": "of the weather"}, {"operation": CODE, "because": ["impossible"]},
    {"operation": CODE, "gzip": 1},
)  # fmt: skip
UNKNOWN = ("NOBODYS", "' OR 1=1 --", CODE.lower(), f" {CODE}")


@pytest.fixture
def plugged(house: House, lives: Lives) -> Iterator[Callable[[Person], Board]]:
    """Plug boards in at a running server; they are unplugged before it ends."""
    lives.start()
    opened: list[Board] = []

    def plug(person: Person) -> Board:
        opened.append(Board(person))
        opened[-1].plug_in()
        return opened[-1]

    yield plug
    for board in opened:
        board.unplug()


def fresh(house: House, person: Person) -> dict[str, Any]:
    """Read what somebody's board should hold, from the database alone."""
    with house.db.reading() as session:
        stream_id = session.scalars(select(Operation.stream_id).where(Operation.code == CODE)).one()
        circles = house.story.actor(person.account_id).circles(house.story.id, Action.BOARD_WATCH)
        head = session.get_one(Stream, stream_id).seq
        return since(session, stream_id, circles, 0, head).put


def head(house: House) -> int:
    """Return the position of the operation's log."""
    with house.db.reading() as session:
        return session.get_one(Stream, house.story.stream_id).seq


def files(officer: Person, house: House, *, times: int = 1) -> list[str]:
    """File reports, one after the other; return their ids."""
    filed = []
    for _ in range(times):
        report = house.report()
        status, said = officer.insist("POST", f"/operations/{CODE}/reports", report)
        assert status == 201, said
        filed.append(report["id"])
    return filed


def test_a_board_plugged_in_again_catches_up_with_nothing_missing_and_nothing_doubled(
    house: House, plugged: Callable[[Person], Board]
) -> None:
    officer, contact = house.person(Role.OFFICER, airport="GRU"), house.person(Role.NCP, country="BR")
    away, stays = plugged(contact), plugged(house.person(Role.OCU))
    (first,) = files(officer, house)
    away.until(lambda: any(row.get("subject") == f"report:{first}" for row in away.rows.values()))
    away.unplug()
    filed = files(officer, house, times=20)
    away.plug_in()
    # The last of them may be told a moment after it came in.
    away.until(lambda: away.seq == head(house))
    assert away.first_sights == 1, "it went on from its cursor"
    subjects = [row["subject"] for key, row in away.rows.items() if key.startswith("log:")]
    assert [subjects.count(f"report:{each}") for each in [first, *filed]] == [1] * 21
    assert away.rows == fresh(house, contact)
    stays.until(lambda: stays.seq == head(house))
    assert stays.rows == fresh(house, stays.person)


def test_boards_agree_with_a_fresh_read_after_the_server_was_killed_under_them(
    house: House, lives: Lives, plugged: Callable[[Person], Board]
) -> None:
    officer, elsewhere = house.person(Role.OFFICER, airport="GRU"), house.person(Role.NCP, country="CO")
    boards = [plugged(officer), plugged(elsewhere), plugged(house.person(Role.OCU))]
    for _ in range(3):
        files(officer, house, times=2)
        lives.kill()
        lives.start()
        for board in boards:
            assert board.closed.wait(HEARD_WITHIN)
            board.plug_in()
    for board in boards:
        board.until(lambda board=board: board.seq == head(house))  # type: ignore[misc] # bound here, called here
        assert board.rows == fresh(house, board.person)
        assert board.first_sights == 1, "a cursor outlives the server that signed it"


def test_a_withdrawn_seat_loses_its_open_board_at_once(house: House, plugged: Callable[[Person], Board]) -> None:
    officer, coordinator = house.person(Role.OFFICER, airport="GRU"), house.person(Role.COORDINATOR)
    board = plugged(officer)
    seat_id = house.story.actor(officer.account_id).seats[0].seat_id
    assert coordinator.call("DELETE", f"/operations/{CODE}/seats/{seat_id}")[0] == 200
    board.until(lambda: board.resets == 1)
    held = dict(board.rows)
    files(coordinator, house)
    refused = board.ask("watch", {"operation": CODE, "cursor": board.cursor})
    assert (refused["ok"], refused["error"]["code"]) == (False, "not_found")
    assert board.rows == held, "nothing more was sent"


def test_a_revoked_session_closes_its_socket_and_cannot_come_back(
    house: House, lives: Lives, plugged: Callable[[Person], Board]
) -> None:
    actor = house.seat(Role.OCU)
    lost, found = house.sign_in(actor), house.sign_in(actor)
    board, stays = plugged(lost), plugged(found)
    _, said = found.call("GET", "/sessions")
    (other,) = [line["id"] for line in said["items"] if not line["current"]]
    assert found.call("DELETE", f"/sessions/{other}")[0] == 200
    assert board.closed.wait(HEARD_WITHIN)
    assert not stays.closed.is_set()
    assert "signed_out" in str(refusal_of(lives.url, lost.cookie))


def test_a_socket_without_a_session_is_refused(lives: Lives, plugged: Callable[[Person], Board]) -> None:
    for cookie in (None, "session=", "session=forged", "session=" + "x" * 3000):
        assert "signed_out" in str(refusal_of(lives.url, cookie)), cookie


def test_what_one_may_not_see_is_refused_like_what_does_not_exist(
    house: House, plugged: Callable[[Person], Board]
) -> None:
    donor = house.person(Role.DONOR)
    board = plugged(house.person(Role.OCU))
    refused = [board.ask("watch", {"operation": code, "cursor": None}) for code in UNKNOWN]
    assert {(said["ok"], said["error"]["code"]) for said in refused} == {(False, "not_found")}
    invisible = Board(donor)
    with pytest.raises(AssertionError, match="not_found"):
        invisible.plug_in()
    invisible.unplug()


def test_a_board_that_was_told_what_cannot_be_begins_anew_and_the_log_says_so(
    house: House, lives: Lives, plugged: Callable[[Person], Board]
) -> None:
    board = plugged(house.person(Role.OCU))
    said = board.ask("watch", {"operation": CODE, "cursor": None, "because": "impossible"})
    assert (said["ok"], said["step"]["after"]) == (True, 0)
    assert f"a board of {CODE} was told what cannot be" in lives.said


def test_a_malformed_message_is_refused_and_the_line_stays(house: House, plugged: Callable[[Person], Board]) -> None:
    board = plugged(house.person(Role.OCU))
    for payload in MALFORMED:
        said = board.ask("watch", payload)
        assert (said["ok"], said["error"]["code"]) == (False, "invalid"), payload
    foreign = ("", "1.2.3.4.5", "1.1.99999999999999999999.every.x", "....", "1.1.-5.every.0")
    for board.cursor in foreign:
        board.watch()
    assert board.first_sights == 1 + len(foreign), "a cursor that is not ours gets a first sight"
    files(house.person(Role.OFFICER, airport="GRU"), house)
    board.until(lambda: board.seq == head(house))
