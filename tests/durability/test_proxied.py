"""Instances behind the proxy we ship: boards of either kind come in, hear of all instances, and go on at another."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import requests

from operations.policy import Role
from tests.durability.boards import Board, soon
from tests.durability.lives import House, Lives
from tests.durability.test_boards import files, fresh, head
from tests.support.proxy import Proxy, a_proxy, proxying

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import Popen

    from realtime.transaction import Database


def test_behind_the_proxy_boards_hear_of_every_instance_and_go_on_when_theirs_dies(
    cradle: Popen[str], database: Database, database_url: str, tmp_path: Path
) -> None:
    proxy = a_proxy(tmp_path / "proxy")
    settings = {"PUBLIC_URL": proxy.url, "PROXIES": "1"}
    count = 1 if database.embedded else 2
    instances = [Lives(database_url, tmp_path / "home", cradle=cradle, settings=settings) for _ in range(count)]
    house = House(instances[0], database)
    with ExitStack() as ending:
        for each in instances:
            ending.callback(each.kill)
            each.start()
        ending.enter_context(proxying(tmp_path / "proxy", proxy, [each.port for each in instances]))
        boards = [through(proxy, house, transport) for transport in ("websocket",) * 4 + ("polling",) * 2]
        for board in boards:
            board.plug_in()
        officer = house.person(Role.OFFICER, airport="GRU")
        for each in instances:
            officer.server = each
            files(officer, house)
        agree(boards, house)
        instances[0].kill()
        if count == 1:
            instances[0].start()
        files(officer, house)
        for board in boards:
            assert soon(lambda board=board: board.closed.is_set() or board.seq == head(house))  # type: ignore[misc] # bound here, called here
            if board.closed.is_set():
                board.plug_in()
        agree(boards, house)
        assert all(board.first_sights == 1 for board in boards), "each goes on from its cursor"
        for board in boards:
            board.unplug()


def through(proxy: Proxy, house: House, transport: str) -> Board:
    """Return a board of somebody new that comes in by the front door."""
    person, trusting = house.person(Role.OCU), requests.Session()
    trusting.headers["Cookie"] = person.cookie  # a browser sends it each time, and the proxy tells boards by it
    trusting.verify, trusting.trust_env = str(proxy.certificate), False
    return Board(person, url=proxy.url, transport=transport, http_session=trusting)


def agree(boards: list[Board], house: House) -> None:
    """Wait until all boards are where the log is, and hold them against a fresh read."""
    for board in boards:
        board.until(lambda board=board: board.seq == head(house))  # type: ignore[misc] # bound here, called here
        assert board.rows == fresh(house, board.person)
