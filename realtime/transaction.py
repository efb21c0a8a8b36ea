"""Change things: `transaction()` is the only way to a commit.

It takes the rows of its streams first, in ascending order, so that everything inside one operation is serial on both
databases and nothing decided upon can age before it is written. On leaving it numbers what happened, lets the domain's
projections settle (ledger, board rows), links the commit to the one before, commits, and nudges whoever waits.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine, bindparam, select, update
from sqlalchemy.orm import Session

from realtime.batch import Batches
from realtime.database import table_of
from realtime.feed import OPEN, BoardRow
from realtime.log import Entry, Fact, Link, Stream, encode, linked
from realtime.prepared import PreparedQuery, PreparedWrite, inserting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection


_STREAMS, _ENTRIES, _LINKS, _ROWS = map(table_of, (Stream, Entry, Link, BoardRow))

_TAKE: Final = PreparedQuery(
    select(_STREAMS.c.id, _STREAMS.c.seq, _STREAMS.c.at, _STREAMS.c.digest)
    .where(_STREAMS.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(_STREAMS.c.id)
    .with_for_update()
)
_ADD_ENTRIES, _ADD_LINK, _ADD_ROWS = map(inserting, (_ENTRIES, _LINKS, _ROWS))
_MOVE: Final = PreparedWrite(
    update(_STREAMS)
    .where(_STREAMS.c.id == bindparam("stream_id"))
    .values(seq=bindparam("seq"), at=bindparam("at"), digest=bindparam("digest"))
)
_HOLDING: Final = (
    _ROWS.c.stream_id == bindparam("stream"),
    _ROWS.c.until_seq == OPEN,
    _ROWS.c.key.in_(bindparam("keys", expanding=True)),
)
_SHOWN: Final = PreparedQuery(select(_ROWS.c.key, _ROWS.c.circle, _ROWS.c.row).where(*_HOLDING))
_END: Final = PreparedWrite(update(_ROWS).where(*_HOLDING).values(until_seq=bindparam("seq")))


class Database:
    """An engine, the projections every transaction leaves through, and who wants to know of commits."""

    def __init__(self, engine: Engine, projections: Iterable[Callable[[Tx], None]] = ()) -> None:
        """Keep them; nothing is opened yet."""
        self.engine = engine
        self.projections = tuple(projections)
        self.on_commit: list[Callable[[frozenset[int]], None]] = []
        self._batches: dict[tuple[int, ...], Batches] = {}

    @property
    def embedded(self) -> bool:
        """Say whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    def batches(self, streams: tuple[int, ...]) -> Batches:
        """Return where changes of these streams wait for each other, to be committed together."""
        if not (streams or self.embedded):
            return Batches(self.engine)
        return self._batches.setdefault(() if self.embedded else streams, Batches(self.engine))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only reads, and all of one instant; whatever it changed is rolled back.

        What is read across a commit would be of no position at all: parts would not add up to their total.
        """
        with self.engine.connect() as connection:
            if not self.embedded:  # where every transaction is shown one picture
                connection.execution_options(isolation_level="REPEATABLE READ")
            with Session(bind=connection, autoflush=False) as session:
                yield session

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """Give a connection on which nothing begins: each statement sees one instant, and nothing is left open.

        For whoever looks again and again, and keeps it: a statement then goes to the database and back once.
        """
        with self.engine.connect() as connection:
            if self.embedded:
                yield connection.execution_options(begins=False)
            else:
                yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def glancing(self) -> Iterator[Session]:
        """Give a session that looks: each of its statements sees an instant of its own, and nothing begins or ends.

        For whoever asks very little, whose part may change between two statements, and who would hear of it.
        """
        with self.looking() as connection, Session(bind=connection, autoflush=False) as session:
            yield session

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


@dataclass(slots=True)
class Head:
    """Where a taken stream stands: as it was found, and further with every fact."""

    seq: int
    at: datetime
    digest: str


class Tx:
    """One transaction under way: the session, the taken streams, and what will be written on leaving."""

    def __init__(
        self, session: Session, heads: dict[int, Head], *, actor_id: str, now: datetime, request_id: str
    ) -> None:
        """Begin with the streams taken and nothing recorded."""
        self.session = session
        self.actor_id = actor_id
        self.now = now
        self.request_id = request_id
        self.facts: list[tuple[int, Entry, Fact]] = []
        self.gathered: defaultdict[str, list[Any]] = defaultdict(list)
        self._heads = heads
        self._rows: dict[tuple[int, str], tuple[str, str] | None] = {}

    def record(self, stream_id: int, fact: Fact, *, subject: str, circle: str) -> None:
        """Say that something happened; it is numbered on leaving."""
        head = self._heads[stream_id]
        head.seq += 1
        entry = Entry(
            stream_id=stream_id, seq=head.seq, kind=fact.kind, at=self.at(stream_id), actor_id=self.actor_id,
            subject=subject, circle=circle, body=encode(fact.body()), request_id=self.request_id,
        )  # fmt: skip
        self.facts.append((stream_id, entry, fact))

    def at(self, stream_id: int) -> datetime:
        """Return this commit's instant in a stream: now, but never before its predecessor's."""
        return max(self.now, self._heads[stream_id].at)

    def seq(self, stream_id: int) -> int:
        """Return the position this commit will have in a stream, as known so far; final once projections run."""
        return self._heads[stream_id].seq

    def put(self, stream_id: int, key: str, circle: str, row: dict[str, Any]) -> None:
        """Show a row on boards from this commit on; put twice, the later one counts."""
        self._rows[stream_id, key] = (circle, encode(row))

    def end(self, stream_id: int, key: str) -> None:
        """Take a row off boards from this commit on."""
        self._rows[stream_id, key] = None

    def open_stream(self, kind: str, owner_id: str | None) -> int:
        """Create a stream and take it; nobody else can see it before the commit."""
        stream = Stream(kind=kind, owner_id=owner_id, at=self.now)
        self.session.add(stream)
        self.session.flush()
        self._heads[stream.id] = Head(stream.seq, stream.at, stream.digest)
        return stream.id

    def write_links(self) -> None:
        """Insert the entries and add one link per stream that something happened in."""
        by_stream: defaultdict[int, list[Entry]] = defaultdict(list)
        for stream_id, entry, _ in self.facts:
            by_stream[stream_id].append(entry)
        for stream_id, entries in by_stream.items():
            head = self._heads[stream_id]
            head.at, head.digest = self.at(stream_id), linked(head.digest, (entry.image() for entry in entries))
            stands = {"stream_id": stream_id, "seq": head.seq, "at": head.at, "digest": head.digest}
            _ADD_ENTRIES.many(self.session, [entry.columns() for entry in entries])
            _ADD_LINK.run(self.session, stands | {"first_seq": entries[0].seq})
            _MOVE.run(self.session, stands)

    def write_rows(self) -> None:
        """Write one version per board row that changed; end what it replaces. An unchanged row writes none."""
        touched: defaultdict[int, dict[str, tuple[str, str] | None]] = defaultdict(dict)
        for (stream_id, key), value in self._rows.items():
            touched[stream_id][key] = value
        for stream_id, wanted in touched.items():
            seq = self.seq(stream_id)
            for keys in _in_parts(sorted(wanted), 400):
                self._write_versions(stream_id, seq, {key: wanted[key] for key in keys})

    def _write_versions(self, stream_id: int, seq: int, wanted: dict[str, tuple[str, str] | None]) -> None:
        found = _SHOWN.rows(self.session, {"stream": stream_id, "keys": list(wanted)})
        current = {key: (circle, row) for key, circle, row in found}
        changed = [key for key, value in wanted.items() if current.get(key) != value]
        ending = [key for key in changed if key in current]
        if ending:
            _END.run(self.session, {"stream": stream_id, "keys": ending, "seq": seq})
        shown = [
            {"stream_id": stream_id, "key": key, "seq": seq, "until_seq": OPEN, "circle": value[0], "row": value[1]}
            for key in changed
            if (value := wanted[key]) is not None
        ]
        if shown:
            _ADD_ROWS.many(self.session, shown)

    def touched_streams(self) -> frozenset[int]:
        """Return the streams that something happened in."""
        return frozenset(stream_id for stream_id, _, _ in self.facts)


@contextmanager
def transaction(
    db: Database, streams: Iterable[int], *, actor_id: str, now: datetime, request_id: str = "", alone: bool = False
) -> Iterator[Tx]:
    """Run one change from beginning to commit; an exception leaves everything as it was.

    `streams` are taken in ascending order whatever order they are named in, so two writers cannot deadlock. `alone`
    shares its commit with nobody. Raises LookupError when a stream does not exist, NotCommitted when a commit shared
    with others failed.
    """
    wanted = sorted(set(streams))
    # join mode: the session writes, and what becomes of it is the batch's to say.
    with (
        db.batches(tuple(wanted)).change(alone=alone) as connection,
        Session(bind=connection, join_transaction_mode="rollback_only", expire_on_commit=False) as session,
    ):
        found = _TAKE.rows(session, {"ids": wanted}) if wanted else []
        taken = {stream_id: Head(seq, at, digest) for stream_id, seq, at, digest in found}
        if len(taken) != len(wanted):
            msg = f"no such stream: {sorted(set(wanted) - set(taken))}"
            raise LookupError(msg)
        tx = Tx(session, taken, actor_id=actor_id, now=now, request_id=request_id)
        yield tx
        session.flush()
        for project in db.projections:
            project(tx)
        tx.write_links()
        tx.write_rows()
        session.flush()
    happened = tx.touched_streams()
    if happened:
        for listener in db.on_commit:
            listener(happened)


def _in_parts(keys: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
