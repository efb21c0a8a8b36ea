"""Instances behind the proxy we ship: boards of either kind come in, hear of all instances, and go on at another."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import requests

from operations.policy import Role
from tests.durability.boards import Board, soon
from tests.durability.lives import House, Lives
from tests.durability.test_boards import files, fresh, head
from tests.support.proxy import a_proxy, proxying

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import Popen

    from realtime.transaction import Database
    from tests.durability.lives import Person
    from tests.support.proxy import Proxy


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
        transports = ("websocket",) * 4 + ("polling",) * 2
        boards: list[Board] = [Through(proxy, house.person(Role.OCU), each) for each in transports]
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


class Through(Board):
    """A board of somebody new that comes in by the front door."""

    def __init__(self, proxy: Proxy, person: Person, transport: str) -> None:
        trusting = requests.Session()
        trusting.headers["Cookie"] = person.cookie  # a browser sends it each time, and the proxy tells boards by it
        trusting.verify, trusting.trust_env = str(proxy.certificate), False
        super().__init__(person, url=proxy.url, transport=transport, http_session=trusting)
        self._proxy, self._own = proxy, ExitStack()

    def plug_in(self) -> None:
        """Connect anew, on a line of its own."""
        self._own.close()
        if self.transport == "websocket":
            self.by["websocket_extra_options"] = {"socket": self._own.enter_context(self._proxy.line())}
        super().plug_in()

    def unplug(self) -> None:
        """Lose the line."""
        super().unplug()
        self._own.close()


def agree(boards: list[Board], house: House) -> None:
    """Wait until all boards are where the log is, and hold them against a fresh read."""
    for board in boards:
        board.until(lambda board=board: board.seq == head(house))  # type: ignore[misc] # bound here, called here
        assert board.rows == fresh(house, board.person)
