"""What requests cost in an operation of a thousand reports, and of a million: nothing that is asked may grow with age.

One operation is filed and copied (`grown`), and its database kept at each size, on SQLite and on PostgreSQL. The
product's own server is started on each, all at once, and rounds go from one to the next: what is compared was measured
within seconds. Counted is the processor of the server, and of PostgreSQL for it, for one request, signed in, by doors
that everybody uses; boards are read and packed in this process as the server does it, which answers boards at one
position with one reading.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlencode
from uuid import uuid4

from coordinator import migrate
from coordinator.identity.models import Account
from operations.events.audit import BoardsRewritten
from operations.policy import Role
from operations.reports.cursors import cursor
from operations.store import open_database
from realtime.feed import EVERY, since
from realtime.packed import dumps
from realtime.transaction import transaction
from tests.bench.contenders import cpu_seconds
from tests.bench.grown import CODE, SEEDS, a_few_airports, begun, grow, position, seizure_at
from tests.bench.tables import spread
from tests.builders import a_seat
from tests.durability.lives import House, Person
from tests.support.postgres import Databases, running_server
from tests.support.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from operations.policy import Actor
    from realtime.transaction import Database
    from tests.bench.grown import Grown

GAP: Final = 100
"""How many entries a board missed that is brought up to date."""

FIRST: Final = "after-action page, first after a start"

LIMIT_MS: Final = 10
"""What the after-action page may cost at any size, in milliseconds."""


@dataclass(frozen=True)
class Asked:
    """How much is measured."""

    sizes: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    rounds: int = 3
    requests: int = 10
    seeds: int = SEEDS


QUICK: Final = Asked(sizes=(1_000, 10_000), rounds=1, requests=3, seeds=60)

DATABASES: Final = {"SQLite": 1_000_000, "PostgreSQL": 100_000}
"""Up to how many reports: a million take PostgreSQL longer to grow and to copy than all that is measured of them."""


class Neighbours(House):
    """The people of an operation that was grown, at a server on its database."""

    def __init__(self, server: Server, grown: Grown) -> None:
        self.server, self.db, self.story, self.now = server, grown.db, grown.story, grown.story.now

    def coordinator(self) -> Person:
        """Let in whoever planned the operation."""
        return self._let_in(self.story.coordinator)

    def officer(self, airport: str) -> Person:
        """Seat somebody at an airport and let them in."""
        return self._let_in(a_seat(self.story, Role.OFFICER, airport=airport, account_id=str(uuid4())))

    def _let_in(self, actor: Actor) -> Person:
        with transaction(self.db, (self._platform(),), actor_id="operator", now=self.now) as tx:
            tx.session.add(Account(id=actor.account_id, name="Somebody", created_at=self.now))
        return self.sign_in(actor)


Request: TypeAlias = "Callable[[], None]"


@dataclass(frozen=True)
class Place:
    """A server on an operation of one size, and what is asked of it; boards are read in this process, as it does."""

    pid: int
    db: Database
    first: Request
    asked: dict[str, Request]
    read_here: dict[str, Request]


def measured(asked: Asked, folder: Path) -> list[dict[str, Any]]:
    """Measure on both databases."""
    with running_server() as url:
        copies: dict[str, Copies] = {
            "SQLite": lambda origin: _file_copied(origin, folder),
            "PostgreSQL": Databases(url, f"growth_{os.getpid()}").create,
        }
        return [
            row | {"database": name}
            for name, most in DATABASES.items()
            for row in _measured(
                replace(asked, sizes=tuple(size for size in asked.sizes if size <= most)), folder / name, copies[name]
            )
        ]


Copies: TypeAlias = "Callable[[str | None], str]"
"""Makes an empty database, or a copy of one, and returns its URL."""


def _file_copied(origin: str | None, folder: Path) -> str:
    path = folder / f"{uuid4()}.sqlite3"
    if origin is not None:
        shutil.copy(origin.removeprefix("sqlite:///"), path)
    return f"sqlite:///{path}"


def _measured(asked: Asked, folder: Path, copies: Copies) -> list[dict[str, Any]]:
    """Grow an operation, and measure each request at each of its sizes in every round."""
    rows = []
    with ExitStack() as stack:
        grown = _sizes(asked, copies)
        here = {size: stack.enter_context(_served(each, folder / str(size))) for size, each in grown}
        for size, place in here.items():
            ms = _took(place, {FIRST: place.first}, 1)[FIRST]
            rows += [{"reports": size, "what": FIRST, "ms": ms, "round": number + 1} for number in range(asked.rounds)]
        for number in range(asked.rounds + 1):
            print(f"growth, round {number} of {asked.rounds}", file=sys.stderr)  # noqa: T201 so it is seen to go on
            for size, place in here.items():
                took = _took(place, place.asked | place.read_here, asked.requests)
                if number:  # before the first one caches are cold
                    rows += [{"reports": size, "what": what, "ms": ms, "round": number} for what, ms in took.items()]
    return rows


def _sizes(asked: Asked, copies: Copies) -> Iterator[tuple[int, Grown]]:
    """Yield the operation at each size, on a database of its own."""
    url = copies(None)
    migrate.upgrade(url)
    growing = begun(open_database(url), asked.seeds)
    for size in asked.sizes:
        print(f"growth: up to {size} reports", file=sys.stderr)  # noqa: T201 so it is seen to go on
        grow(growing, size)
        if not growing.db.embedded:
            # As PostgreSQL does by itself in time: it plans by what it knows of its tables.
            with growing.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        growing.db.close()
        yield size, _on(growing, copies(url))
        growing = _on(growing, url)
    growing.db.close()


def _on(grown: Grown, url: str) -> Grown:
    """Return the same operation on another copy of its database."""
    db = open_database(url)
    return replace(grown, db=db, story=replace(grown.story, db=db))


@contextmanager
def _served(grown: Grown, home: Path) -> Iterator[Place]:
    server = Server(grown.db.engine.url.render_as_string(hide_password=False), home)
    server.start()
    assert server.process is not None
    house = Neighbours(server, grown)
    coordinator = house.coordinator()
    airports = sorted(a_few_airports())
    officer = house.officer(airports[0])
    chance = random.Random(1)
    half = grown.reports // 2

    def file() -> None:
        iata = chance.choice(airports)
        said = seizure_at(iata, datetime.now(UTC) - timedelta(hours=1), chance)
        status, answer = coordinator.call(
            "POST", f"/operations/{CODE}/reports", {"id": str(uuid4()), "airport": iata, "body": said}
        )
        assert status == 201, answer
        filed.append({"id": answer["id"], "version": answer["version"]})

    def validate() -> None:
        status, answer = coordinator.call("POST", f"/operations/{CODE}/validations", {"reports": [filed.pop()]})
        assert status == 200, answer

    def page(reader: Person = coordinator) -> None:
        assert reader.call("GET", f"/operations/{CODE}/after-action")[0] == 200

    def page_anew(reader: Person = coordinator) -> None:
        with transaction(
            grown.db, (grown.story.stream_id,), actor_id="operator", now=datetime.now(UTC)
        ) as tx:  # in this process: what it costs to commit is not the page's
            tx.record(grown.story.stream_id, BoardsRewritten(0), subject=f"operation:{grown.story.id}", circle="ocu")
        page(reader)

    def asks(path: str, **query: object) -> Request:
        def ask() -> None:
            status, answer = coordinator.call("GET", f"/operations/{CODE}/{path}?{urlencode(query)}")
            assert status == 200, answer

        return ask

    def board(missed: int | None) -> None:
        with grown.db.reading() as session:
            head = position(grown.story)
            step = since(session, grown.story.stream_id, EVERY, 0 if missed is None else head - missed, head)
            dumps(step.wire())

    filed: list[dict[str, Any]] = []
    try:
        # A server that was never asked anything has yet to prepare for it, whatever it is asked.
        coordinator.insist("GET", f"/operations/{CODE}/reports")
        yield Place(
            server.process.pid,
            grown.db,
            page,
            {
                "file a report": file,
                "validate it": validate,
                "after-action page, first after a commit": page_anew,
                "after-action page, first after a commit, of an officer": lambda: page_anew(officer),
                "after-action page, again": page,
                "list, first page": asks("reports"),
                "list, far down": asks("reports", sort="number", cursor=cursor("number", half, grown.story.now, half)),
                "list, of one airport": asks("reports", airport=airports[0]),
                "list, by a commodity": asks("reports", commodity="khat"),
                "queue": asks("queue"),
                "board of one airport": asks("narrowed", airports=airports[0]),
            },
            {"board, first sight": lambda: board(None), f"board, {GAP} entries missed": lambda: board(GAP)},
        )
    finally:
        server.stop()
        grown.db.close()


def _took(place: Place, asked: dict[str, Request], requests: int) -> dict[str, float]:
    """Return the milliseconds of a processor that one of each request takes."""
    took = {}
    for what, request in asked.items():
        before = _spent(place, here=what in place.read_here)
        for _ in range(requests):
            request()
        after = _spent(place, here=what in place.read_here)
        took[what] = sum(after[pid] - before.get(pid, 0) for pid in after) * 1000 / requests
    return took


def _spent(place: Place, *, here: bool) -> dict[int, float]:
    """Return the processor time of a server, or of this process, and of the sessions PostgreSQL has for it."""
    spent = {0: time.process_time()} if here else {place.pid: cpu_seconds(place.pid)}
    if not place.db.embedded:
        others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with place.db.engine.connect() as connection:
            own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            pids = connection.exec_driver_sql(others).scalars().all()
        spent |= {pid: cpu_seconds(pid) for pid in ([own] if here else []) + list(pids)}
    return spent


def written(rows: list[dict[str, Any]]) -> str:
    """Return the tables as Markdown: milliseconds at each size, and how often that is what the smallest takes."""
    return "\n".join(_table(name, [row for row in rows if row["database"] == name]) for name in DATABASES)


def _table(database: str, rows: list[dict[str, Any]]) -> str:
    sizes = sorted({row["reports"] for row in rows})
    found: defaultdict[str, defaultdict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["what"]][row["reports"]].append(row["ms"])
    lines = [
        f"**An operation grows to {sizes[-1]:,} reports on {database}**",
        "",
        "Milliseconds of the processor for one request; in the last column the last size beside the first, in",
        f"rounds that followed each other. Targets: flat, and the page within {LIMIT_MS} ms.",
        "",
        f"| | {' | '.join(f'{size:,}' for size in sizes)} | × from first to last |",
        f"|---{'|--:' * (len(sizes) + 1)}|",
    ]
    for what, by_size in found.items():
        cells = [f"{median(by_size[size]):.1f}" for size in sizes]
        ratios = (last / first for first, last in zip(by_size[sizes[0]], by_size[sizes[-1]], strict=True))
        lines.append(f"| {what} | {' | '.join(cells)} | {spread(ratios, '{:.2f}')} |")
    return "\n".join([*lines, ""])
