"""Several processes before one database: as many as it may have, three before PostgreSQL, one before a file."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from coordinator import migrate
from coordinator.identity import attempts
from operations.policy import Role
from tests.durability.boards import HEARD_WITHIN, Board, soon
from tests.durability.lives import ANSWERED_WITHIN, CODE, GOES_ELSEWHERE_AFTER, PREFIX, House, Lives, Person
from tests.durability.test_boards import fresh, head
from tests.durability.test_crossing import turned
from tests.durability.test_kills import Phone, editions, flows, happened, numbers
from tests.support.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from subprocess import Popen

    from realtime.transaction import Database

KILLS = 6


@dataclass
class Roaming(Person):
    """Somebody behind a proxy: whoever does not answer is left for the next."""

    servers: list[Lives] = field(default_factory=list)
    patience: ClassVar[float] = GOES_ELSEWHERE_AFTER

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> tuple[int, Any]:  # noqa: ANN401 any JSON
        """Ask once, and turn to another process when no answer comes."""
        try:
            return super().call(method, path, body, key=key)
        except (OSError, http.client.HTTPException):
            self.server = self.servers[(self.servers.index(self.server) + 1) % len(self.servers)]  # type: ignore[arg-type] # it is one of them
            raise


@pytest.fixture
def processes(cradle: Popen[str], database: Database, database_url: str, tmp_path: Path) -> Iterator[list[Lives]]:
    """Give servers on one database that share their keys, as on one machine; all begin at once."""
    made = [Lives(database_url, tmp_path / "home", cradle=cradle) for _ in range(1 if database.embedded else 3)]
    with ExitStack() as ending:
        for each in made:
            ending.callback(each.kill)
        yield made


@pytest.fixture
def house(processes: list[Lives], database: Database) -> House:
    """Give an operation under way, published before any of them ran."""
    house = House(processes[0], database)
    for each in processes:
        each.start()
    return house


def at(person: Person, server: Lives) -> Person:
    """Return the same person, with the same session, at another process."""
    return replace(person, server=server)


def test_boundaries_are_announced_once_however_many_processes_wake(house: House, processes: list[Lives]) -> None:
    assert soon(lambda: len(turned(house)) >= 3)
    officer = house.person(Role.OFFICER, airport="GRU")
    for each in processes:  # an answer to a write: by then its clock has woken
        assert at(officer, each).call("POST", f"/operations/{CODE}/reports", house.report())[0] == 201
    assert [(kind, phase) for kind, phase, _ in turned(house)] == [
        ("phase_started", "preparation"), ("phase_ended", "preparation"), ("phase_started", "operational"),
    ]  # fmt: skip


def test_one_report_sent_to_two_processes_at_once_is_filed_once_and_both_get_its_receipt(
    house: House, processes: list[Lives]
) -> None:
    officer = house.person(Role.OFFICER, airport="GRU")
    filed = set()
    for number in range(10):
        report, together = house.report(), threading.Barrier(2)
        key = f"00000000-0000-4000-8000-{number:012}"

        def send(server: Lives, report: Any = report, key: str = key, together: Any = together) -> tuple[int, Any]:  # noqa: ANN401 any JSON
            together.wait(HEARD_WITHIN)
            return at(officer, server).call("POST", f"/operations/{CODE}/reports", report, key=key)

        with ThreadPoolExecutor(2) as threads:
            one, other = threads.map(send, (processes[0], processes[-1]))
        assert one == other
        assert one[0] == 201
        filed.add(report["id"])
    assert set(numbers(house.db)) == filed
    assert happened(house.db) == {"report_filed": len(filed)}


def test_what_is_taken_back_at_one_process_is_gone_at_every_other(house: House, processes: list[Lives]) -> None:
    officer, coordinator = house.person(Role.OFFICER, airport="GRU"), house.person(Role.COORDINATOR)
    seat_id = house.story.actor(officer.account_id).seats[0].seat_id
    board = Board(at(officer, processes[-1]))
    board.plug_in()
    assert at(coordinator, processes[0]).call("DELETE", f"/operations/{CODE}/seats/{seat_id}")[0] == 200
    for each in processes:
        assert at(officer, each).call("GET", f"/operations/{CODE}")[0] == 404
    board.until(lambda: board.resets == 1)
    assert at(officer, processes[0]).call("DELETE", "/session")[0] == 200
    for each in processes:
        assert at(officer, each).call("GET", "/session")[0] == 401
    board.unplug()


@pytest.mark.usefixtures("house")
def test_guesses_are_counted_over_all_processes(processes: list[Lives]) -> None:
    def guess(number: int) -> int:
        server = processes[number % len(processes)]
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWERED_WITHIN)) as connection:
            body = json.dumps({"token": f"{number:08} is nobody's token"})
            connection.request("POST", f"{PREFIX}/sign-in", body, {"Content-Type": "application/json"})
            return connection.getresponse().status

    answered = [guess(number) for number in range(attempts.FAILED_PER_ADDRESS + len(processes))]
    assert answered == [422] * attempts.FAILED_PER_ADDRESS + [429] * len(processes)


def test_whichever_process_is_killed_every_acknowledged_report_is_there_once_and_all_boards_agree(
    house: House, processes: list[Lives]
) -> None:
    phones = [Phone(roaming(house, each, processes), house) for each in processes]
    boards = [Board(at(house.person(Role.OCU), each)) for each in processes]
    for board in boards:
        board.plug_in()
    chance, enough = random.Random(3), threading.Event()
    with ThreadPoolExecutor(len(phones)) as threads:
        going = [threads.submit(phone.go_on, enough) for phone in phones]
        try:
            for _ in range(KILLS):
                flows(phones)
                time.sleep(chance.uniform(0, 0.1))
                kill_one(chance.choice(processes), processes, boards)
            flows(phones)
        finally:
            enough.set()
        for each in going:
            each.result()
    acknowledged = {report_id: receipt for phone in phones for report_id, receipt in phone.filed.items()}
    corrected = [report_id for phone in phones for report_id in phone.corrected]
    assert numbers(house.db) == {report_id: receipt["number"] for report_id, receipt in acknowledged.items()}
    assert editions(house.db) == {report_id: 1 + (report_id in corrected) for report_id in acknowledged}
    assert happened(house.db) == {"report_filed": len(acknowledged), "report_corrected": len(corrected)}
    assert len(turned(house)) == 3, "whoever starts anew announces nothing again"
    for board in boards:
        board.until(lambda board=board: board.seq == head(house))  # type: ignore[misc] # a default binds it now
        assert board.rows == fresh(house, board.person)
        assert board.first_sights == 1, "each goes on from its cursor at whichever process"
        board.unplug()
    proved = processes[0].run("verify")
    assert proved.returncode == 0, proved.stdout
    house.desk.prove()


def kill_one(killed: Lives, processes: list[Lives], boards: list[Board]) -> None:
    """Kill a process, let its boards go on at another, and start it again meanwhile."""
    killed.kill()
    lost = [board for board in boards if board.person.server is killed]
    living = [each for each in processes if each is not killed]
    if not living:
        killed.start()
        living = [killed]
    for number, board in enumerate(lost):
        assert board.closed.wait(HEARD_WITHIN)
        board.person.server = living[number % len(living)]
        board.plug_in()
    if killed not in living:
        killed.start()


def roaming(house: House, first: Lives, processes: list[Lives]) -> Roaming:
    """Seat an officer who begins at one process."""
    person = house.person(Role.OFFICER, airport="GRU")
    return Roaming(first, person.account_id, person.cookie, person.csrf, processes)


def test_processes_that_migrate_at_once_make_one_schema(empty_url: str, tmp_path: Path) -> None:
    server = Server(empty_url, tmp_path)
    with ThreadPoolExecutor(3) as threads:
        done = list(threads.map(lambda _: server.run("migrate"), range(3)))
    assert [each.returncode for each in done] == [0, 0, 0], "".join(each.stderr for each in done)
    present, needed = migrate.state(empty_url)
    assert present == needed
