"""How fast reports are taken in for good: by the product's own door, beside its emptiest view and a site as usual.

Clients each send a report, wait for the answer, and send the next: to the product (signed in, checked, judged, counted,
logged, shown on boards, and on the disk before it is answered); to the view of the same server that does the least for
whoever is signed in; and to gunicorn with threads, which writes the same rows through the ORM and asks nobody anything
(`peer`). Every reporter of the product is somebody else, each in a session of their own.

Afterwards the database says what is there: an answer 201 without its report is a loss.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import func, select

from coordinator import migrate
from operations.airports import catalogue
from operations.planning.walltime import format_wall
from operations.policy import Role
from operations.reports.models import Report
from operations.store import open_database
from tests.bench.contenders import Talk, wait_for
from tests.bench.tables import OURS, spread
from tests.durability.lives import CODE, PREFIX, House
from tests.reports import a_seizure, goods
from tests.support.server import free_port, serving
from tests.support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from realtime.transaction import Database
    from tests.durability.lives import Person

EMPTY: Final = "its emptiest view"
PEER: Final = "gunicorn and the ORM"
NEW: Final = "<new>"
"""Stands in a request for an id that nobody had before."""

AIRPORTS: Final = ("BOG", "DSS", "GRU", "LIS")


@dataclass(frozen=True)
class Asked:
    """How much is measured."""

    clients: tuple[int, ...] = (1, 8, 32)
    rounds: int = 5
    seconds: float = 4


QUICK: Final = Asked(clients=(1, 8), rounds=2, seconds=1)


@dataclass
class Taker:
    """A server that is sent requests: one for each client, and where what it takes in can be counted."""

    name: str
    port: int
    pid: int
    requests: list[str]
    db: Database | None = None

    def reports(self) -> int:
        """Return how many reports are there."""
        if self.db is None:
            return 0
        with self.db.reading() as session:
            return session.scalar(select(func.count()).select_from(Report)) or 0


def measured(asked: Asked, folder: Path) -> list[dict[str, Any]]:
    """Measure each taker with so many clients, once in every round."""
    rows = []
    with ExitStack() as stack:
        here = stack.enter_context(_takers(folder, max(asked.clients)))
        load = Talk([sys.executable, "-m", "tests.bench.clients"])
        stack.callback(load.end)
        for taker in here:
            _measure(taker, load, max(asked.clients), 0.5)  # what is done once is done
        for number in range(asked.rounds):
            print(f"intake, round {number + 1} of {asked.rounds}", file=sys.stderr)  # noqa: T201 so it is seen to go on
            rows += [
                _measure(taker, load, clients, asked.seconds) | {"round": number}
                for clients in asked.clients
                for taker in here
            ]
    return rows


def _measure(taker: Taker, load: Talk, clients: int, seconds: float) -> dict[str, Any]:
    reports, server, loading = taker.reports(), processor(taker.pid), processor(load.process.pid)
    order = {"port": taker.port, "requests": taker.requests[:clients], "new": NEW, "seconds": seconds}
    load.say(json.dumps(order))
    said = json.loads(load.hear())
    server, loading = processor(taker.pid) - server, processor(load.process.pid) - loading
    there, well = taker.reports() - reports, said["well"]
    assert well, f"{taker.name} answered nobody well"
    return {
        "who": taker.name, "clients": clients, "per_second": well / said["took"],
        "cpu_ms": server * 1000 / well, "p50_ms": said["p50_ms"], "p99_ms": said["p99_ms"],
        "failed": said["otherwise"], "lost": 0 if taker.db is None else well - there,
        "server_cpu": server / said["took"], "load_cpu": loading / said["took"],
    }  # fmt: skip


def processor(pid: int) -> float:
    """Return the processor time a process has used, in threads that are gone as well."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _takers(folder: Path, clients: int) -> Iterator[list[Taker]]:
    first, other = folder / "intake.sqlite3", folder / "peer.sqlite3"
    url = f"sqlite:///{first}"
    migrate.upgrade(url)
    with ExitStack() as stack:
        db = open_database(url)
        stack.callback(db.close)
        server = stack.enter_context(serving(url, folder / "intake"))
        assert server.process is not None
        house = House(server, db)
        people = [house.person(Role.OFFICER, airport=AIRPORTS[n % len(AIRPORTS)]) for n in range(clients)]
        bodies = [json.dumps(_report(house, n) | {"id": NEW}) for n in range(clients)]
        filing = [
            _request("POST", f"{PREFIX}/operations/{CODE}/reports", body, person)
            for body, person in zip(bodies, people, strict=True)
        ]
        asking = [_request("GET", f"{PREFIX}/sessions", "", person) for person in people]
        for _ in range(2):  # the second report of a place also ends what the first one showed
            assert people[2].call("POST", f"/operations/{CODE}/reports", _report(house, 2))[0] == 201
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(first, other)
        peer = stack.enter_context(_gunicorn(f"sqlite:///{other}", clients))
        peer.requests = [_request("POST", "/reports", body) for body in bodies]
        yield [
            Taker(OURS, server.port, server.process.pid, filing, db),
            Taker(EMPTY, server.port, server.process.pid, asking),
            peer,
        ]


def _report(house: House, number: int) -> dict[str, Any]:
    """Return a report of a seizure with a person, from the airport of the client of this number."""
    iata = AIRPORTS[number % len(AIRPORTS)]
    place = catalogue.airport(iata)
    assert place is not None
    said = a_seizure(
        occurred=format_wall(house.now - timedelta(hours=1), place.zone),
        origin="LIM", goods=[goods("cocaine", str(number + 1))], persons=1,
    )  # fmt: skip
    return {"id": str(uuid4()), "airport": iata, "body": said}


def _request(method: str, path: str, body: str, person: Person | None = None) -> str:
    """Return a request as it travels, but for its ids."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    if person is not None:
        lines += [f"Cookie: {person.cookie}", f"X-CSRF-Token: {person.csrf}", f"Idempotency-Key: {NEW}"]
    length = len(body.replace(NEW, "0" * 36).encode())
    return "\r\n".join([*lines, f"Content-Length: {length}", "", body])


@contextmanager
def _gunicorn(url: str, threads: int) -> Iterator[Taker]:
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1",
            "--threads", str(threads), "--keep-alive", "120", "--no-control-socket", "--log-level", "warning",
            "--bind", f"127.0.0.1:{port}", "tests.bench.peer:app()",
        ],
        cwd=ROOT, env={**os.environ, "DATABASE_URL": url},
    )  # fmt: skip
    db = open_database(url)
    try:
        wait_for(port)
        (worker,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Taker(PEER, port, int(worker), [], db)
    finally:
        db.close()
        process.terminate()
        process.wait()


HEADS: Final = (
    "a second", "× gunicorn and the ORM (≥ 2.5)", "of the emptiest view (≥ 0.25)", "ms of processor", "p50 / p99 ms",
    "failed, lost (0)", "server's CPU", "load's CPU",
)  # fmt: skip


def written(rows: list[dict[str, Any]]) -> str:
    """Return the table as Markdown."""
    lines = ["**Reports taken in for good**", "", f"| | {' | '.join(HEADS)} |", f"|---{'|--:' * len(HEADS)}|"]
    for clients in sorted({row["clients"] for row in rows}):
        by_name = {
            name: [row for row in rows if (row["who"], row["clients"]) == (name, clients)]
            for name in (OURS, PEER, EMPTY)
        }
        lines += [_line(f"{name}, {clients}", found, by_name) for name, found in by_name.items()]
    return "\n".join([*lines, ""])


def _line(name: str, rows: list[dict[str, Any]], by_name: dict[str, list[dict[str, Any]]]) -> str:
    def beside(other: str) -> str:
        pairs = zip(rows, by_name[other], strict=True)
        return spread((mine["per_second"] / theirs["per_second"] for mine, theirs in pairs), "{:.2f}")

    def middle(what: str) -> float:
        return float(median(row[what] for row in rows))

    cells = [
        name, f"{middle('per_second'):.0f}", beside(PEER), beside(EMPTY), f"{middle('cpu_ms'):.1f}",
        f"{middle('p50_ms'):.0f} / {middle('p99_ms'):.0f}",
        f"{sum(row['failed'] for row in rows)}, {sum(row['lost'] for row in rows)}",
        f"{middle('server_cpu'):.0%}", f"{middle('load_cpu'):.0%}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"
