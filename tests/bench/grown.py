"""An operation of any size: a few hundred reports are filed by the product's own actions, and their rows copied.

What is copied is what makes an operation old: validated reports with their editions and persons, the log's entries, the
ledger's lines, what stands and its cases, and a version of a board row for each entry. Sums are added as often as their
lines were copied, so that tallies, what stands and lines agree, which a test holds; the counters of boards are written
anew. The chain of the log is not continued over the copies: nobody who files or reads looks at it.

Returns are given once for a day and are not copied, nor are lines that were taken back again, nor reports that wait:
their number does not grow where people keep up.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, Table, cast, func, insert, literal, select, update

from operations.airports import catalogue
from operations.boards.counts import count_rows
from operations.boards.days import day_rows
from operations.boards.rows import queue_rows
from operations.events.audit import BoardsRewritten
from operations.ledger.models import Line, Standing
from operations.ledger.post import FIELDS, Posting, add_to_tallies
from operations.ledger.recount import tallied
from operations.participation.reading import Reading
from operations.planning.models import Operation
from operations.planning.plan import Phase, PhaseKind
from operations.reports.cases import write_sizes
from operations.reports.models import Case, PersonsPart, Report, ReportEdition
from realtime.database import table_of
from realtime.feed import BoardRow
from realtime.log import Entry, Stream
from realtime.transaction import transaction
from tests.builders import Story, a_plan, an_operation
from tests.durability.lives import at
from tests.reports import Desk, a_seizure, an_activity, goods

if TYPE_CHECKING:
    from sqlalchemy import CTE, Connection

    from realtime.transaction import Database

CODE: Final = "GROWN"
AIRPORTS: Final = 40
SEEDS: Final = 400
BEFORE: Final = timedelta(days=7)
"""How long the operation has been under way, of nine days."""

COMMODITIES: Final = ("cocaine", "crack", "heroin", "khat", "cannabis_herb", "cannabis_resin", "methamphetamine")
ORIGINS: Final = ("BOG", "LIM", "GRU", "MDE", "UIO", "PTY", "CCS", "ADD")

REPORTS, EDITIONS, PERSONS, ENTRIES, LINES, STANDING, CASES, ROWS = map(
    table_of, (Report, ReportEdition, PersonsPart, Entry, Line, Standing, Case, BoardRow)
)


@dataclass
class Grown:
    """An operation at forty airports: how many reports it has, which positions its first ones took, copies so far."""

    db: Database
    story: Story
    reports: int
    first_seq: int
    last_seq: int
    seeds: int
    blocks: int = 0


def begun(db: Database, seeds: int = SEEDS) -> Grown:
    """Publish an operation and let its first reports be filed and validated."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    day = timedelta(days=1)
    places = a_few_airports()
    plan = a_plan(
        airports=tuple(sorted(places)),
        countries=tuple(sorted(places.values())),
        controls=(),
        phases=(
            Phase(kind=PhaseKind.operational, starts=at(now - BEFORE), ends=at(now + 2 * day)),
            Phase(kind=PhaseKind.consolidation, starts=at(now + 2 * day), ends=at(now + 9 * day)),
        ),
    )
    story = an_operation(db, code=CODE, plan=plan, now=now - BEFORE - day).at(now)
    first = position(story) + 1
    _file(Desk(story), plan.airports, seeds)
    return Grown(db, story, seeds, first, position(story), seeds)


def position(story: Story) -> int:
    """Return the position of an operation's log."""
    with story.db.reading() as session:
        return session.get_one(Stream, story.stream_id).seq


def a_few_airports() -> dict[str, str]:
    """Return an airport of each of forty countries, with its country."""
    by_country: dict[str, str] = {}
    for iata, place in catalogue.airports().items():
        by_country.setdefault(place.country, iata)
    return {iata: country for country, iata in sorted(by_country.items())[:AIRPORTS]}


def seizure_at(iata: str, occurred: datetime, chance: random.Random) -> dict[str, object]:
    """Return a seizure of one kind or another at an airport."""
    place = catalogue.airport(iata)
    assert place is not None
    chosen = chance.sample(COMMODITIES, chance.choice((1, 1, 1, 2)))
    return a_seizure(
        occurred=occurred.astimezone(ZoneInfo(place.zone)).strftime("%Y-%m-%dT%H:%M"),
        origin=chance.choice([origin for origin in ORIGINS if origin != iata]),
        goods=[goods(code, f"{chance.randint(1, 20)}.{chance.randint(0, 9)}") for code in chosen],
        persons=chance.choice((0, 0, 1, 2)),
    )


def _file(desk: Desk, airports: tuple[str, ...], seeds: int) -> None:
    chance = random.Random(0)
    now, minutes = desk.story.now, int(BEFORE.total_seconds()) // 60
    for number in range(seeds):
        iata = airports[number % len(airports)]
        if number % 10 == 0 and number < 5 * len(airports):
            on = (now - timedelta(days=2 + number // len(airports))).date().isoformat()
            desk.file(iata, an_activity(on, passengers_checked=chance.randint(10, 900)))
            continue
        occurred = now - timedelta(minutes=chance.randint(60, minutes - 60))
        report = desk.file(iata, seizure_at(iata, occurred, chance))
        if number % 20:
            desk.validate(report)


def grow(grown: Grown, reports: int) -> None:
    """Copy what was filed first until there are so many reports."""
    db, story = grown.db, grown.story
    with db.reading() as session:
        copied = session.scalar(select(func.count()).where(*_seed(grown))) or 0
    missing = -(-(reports - grown.reports) // copied)
    if missing <= 0:
        return
    with db.engine.connect().execution_options(writes=True) as connection:
        if db.embedded:
            # Nobody mourns it when the machine stops half way; and what is written all over must not be read each time.
            driver: Any = connection.connection.dbapi_connection
            for pragma in ("synchronous=OFF", "temp_store=MEMORY", "cache_size=-3000000"):
                driver.execute(f"PRAGMA {pragma}")
        with connection.begin():
            _copy(connection, grown, missing)
    grown.blocks += missing
    grown.reports += missing * copied
    with transaction(db, (story.stream_id,), actor_id="operator", now=story.now) as tx:
        operation = tx.session.get_one(Operation, story.id)
        sums = tallied(Posting(*row) for row in tx.session.execute(select(*_fields()).where(*_standing(grown))))
        add_to_tallies(tx.session, {(story.stream_id, key): value * missing for key, value in sums.items()})
        write_sizes(tx.session, story.stream_id)
        tx.session.flush()
        reading = Reading(tx.session, operation)
        shown = [*count_rows(tx.session, story.stream_id), *day_rows(reading), *queue_rows(tx.session, story.id)]
        for key, circle, row in shown:
            if row is not None:
                tx.put(story.stream_id, key, circle, row)
        tx.record(story.stream_id, BoardsRewritten(len(shown)), subject=f"operation:{story.id}", circle="ocu")


def _seed(grown: Grown) -> tuple[ColumnElement[bool], ...]:
    """Return what the reports fulfil that are copied."""
    first = Report.operation_id == grown.story.id, Report.number <= grown.seeds
    return *first, Report.kind == "seizure", Report.state == "validated"


def _standing(grown: Grown) -> tuple[ColumnElement[bool], ...]:
    ids = select(Report.id).where(*_seed(grown))
    # By their positions too: the indexes are away while rows are copied, and the key must lead to these few.
    seqs = Standing.seq.between(grown.first_seq, grown.last_seq)
    return Standing.stream_id == grown.story.stream_id, seqs, Standing.report_id.in_(ids)


def _fields() -> list[Any]:
    return [STANDING.c[name] for name in FIELDS]


def _copy(connection: Connection, grown: Grown, blocks: int) -> None:
    story, stream_id = grown.story, grown.story.stream_id
    numbers = select(literal(0).label("n")).cte("blocks", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < blocks - 1))
    block = numbers.c.n
    span = grown.last_seq - grown.first_seq + 1
    head = connection.scalar(select(Stream.seq).where(Stream.id == stream_id)) or 0
    filed = connection.scalar(select(Operation.reports_filed).where(Operation.id == story.id)) or 0
    further, ids = head + 1 - grown.first_seq + block * span, select(Report.id).where(*_seed(grown))

    def named(column: ColumnElement[str]) -> ColumnElement[str]:
        return func.substr(column, 1, 28).concat(cast(10_000_000 + grown.blocks + block, String(8)))

    def copy(table: Table, changed: dict[str, ColumnElement[Any]], *where: ColumnElement[bool]) -> None:
        _copy_rows(connection, STANDING if table is LINES else table, table, numbers, changed, where)

    stands, seqs = _standing(grown), (grown.first_seq, grown.last_seq)
    entries = ENTRIES.c.stream_id == stream_id, ENTRIES.c.seq.between(*seqs)
    rows = ROWS.c.stream_id == stream_id, ROWS.c.seq.between(*seqs), ROWS.c.until_seq.between(*seqs)
    number = REPORTS.c.number + filed + block * grown.seeds
    # Lines are copied from what stands of them: what was taken back again adds up to nothing.
    moved = {"report_id": named(STANDING.c.report_id), "seq": STANDING.c.seq + further}
    replaced = {"seq": ROWS.c.seq + further, "until_seq": ROWS.c.until_seq + further}
    copy(REPORTS, {"id": named(REPORTS.c.id), "number": number, "seq": REPORTS.c.seq + further}, *_seed(grown))
    copy(EDITIONS, {"report_id": named(EDITIONS.c.report_id)}, EDITIONS.c.report_id.in_(ids))
    copy(PERSONS, {"report_id": named(PERSONS.c.report_id)}, PERSONS.c.report_id.in_(ids))
    copy(LINES, moved, *stands)
    copy(STANDING, moved, *stands)
    sized = {
        "report_id": named(CASES.c.report_id),
        "seq": CASES.c.seq + further,
        "number": CASES.c.number + filed + block * grown.seeds,
    }
    copy(CASES, sized, CASES.c.stream_id == stream_id, CASES.c.seq.between(*seqs), CASES.c.report_id.in_(ids))
    copy(ENTRIES, {"seq": ENTRIES.c.seq + further}, *entries)
    first, last = (f"log:{seq:012d}" for seq in seqs)
    copy(ROWS, replaced, *rows, ROWS.c.key.between(first, last))
    connection.execute(update(Stream).where(Stream.id == stream_id).values(seq=head + blocks * span))
    filed_now = filed + blocks * grown.seeds
    connection.execute(update(Operation).where(Operation.id == story.id).values(reports_filed=filed_now))


def _copy_rows(
    connection: Connection,
    source: Table,
    table: Table,
    numbers: CTE,
    changed: dict[str, ColumnElement[Any]],
    where: tuple[ColumnElement[bool], ...],
) -> None:
    names = [column.name for column in source.columns]
    query = select(*(changed.get(name, source.c[name]) for name in names))
    copied = query.select_from(source.join(numbers, literal(value=True))).where(*where)
    for index in table.indexes:
        index.drop(connection)
    connection.execute(insert(table).from_select(names, copied))
    for index in table.indexes:
        index.create(connection)
