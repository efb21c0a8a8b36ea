"""Change things: `transaction()` holds the only commit of the code base.

It takes the rows of its streams first, in ascending order, so that everything inside one operation is serial on both
databases and nothing decided upon can age before it is written. On leaving it numbers what happened, lets the domain's
projections settle (ledger, board rows), links the commit to the one before, commits, and nudges whoever waits.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from realtime.feed import OPEN, BoardRow
from realtime.log import Entry, Fact, Link, Stream, encode, linked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime


class Database:
    """An engine, the projections every transaction leaves through, and who wants to know of commits."""

    def __init__(self, engine: Engine, projections: Iterable[Callable[[Tx], None]] = ()) -> None:
        """Keep them; nothing is opened yet."""
        self.engine = engine
        self.projections = tuple(projections)
        self.on_commit: list[Callable[[frozenset[int]], None]] = []
        # SQLite has one writer; under gevent this lock is cooperative, so waiting for it lets boards go on.
        self.writing: threading.Lock | None = threading.Lock() if engine.dialect.name == "sqlite" else None

    @property
    def embedded(self) -> bool:
        """Say whether this is the embedded database."""
        return self.writing is not None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only reads; whatever it changed is rolled back."""
        with self.engine.connect() as connection, Session(bind=connection, autoflush=False) as session:
            yield session

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


class Tx:
    """One transaction under way: the session, the taken streams, and what will be written on leaving."""

    def __init__(
        self, session: Session, streams: dict[int, Stream], *, actor_id: str, now: datetime, request_id: str
    ) -> None:
        """Begin with the streams taken and nothing recorded."""
        self.session = session
        self.actor_id = actor_id
        self.now = now
        self.request_id = request_id
        self.facts: list[tuple[int, Entry, Fact]] = []
        self.gathered: defaultdict[str, list[Any]] = defaultdict(list)
        self._streams = streams
        self._rows: dict[tuple[int, str], tuple[str, str] | None] = {}

    def record(self, stream_id: int, fact: Fact, *, subject: str, circle: str) -> None:
        """Say that something happened; it is numbered on leaving."""
        stream = self._streams[stream_id]
        stream.seq += 1
        entry = Entry(
            stream_id=stream_id, seq=stream.seq, kind=fact.kind, at=self.at(stream_id), actor_id=self.actor_id,
            subject=subject, circle=circle, body=encode(fact.body()), request_id=self.request_id,
        )  # fmt: skip
        self.facts.append((stream_id, entry, fact))

    def at(self, stream_id: int) -> datetime:
        """Return this commit's instant in a stream: now, but never before its predecessor's."""
        return max(self.now, self._streams[stream_id].at)

    def seq(self, stream_id: int) -> int:
        """Return the position this commit will have in a stream, as known so far; final once projections run."""
        return self._streams[stream_id].seq

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
        self._streams[stream.id] = stream
        return stream.id

    def write_links(self) -> None:
        """Insert the entries and add one link per stream that something happened in."""
        by_stream: defaultdict[int, list[Entry]] = defaultdict(list)
        for stream_id, entry, _ in self.facts:
            by_stream[stream_id].append(entry)
        for stream_id, entries in by_stream.items():
            stream = self._streams[stream_id]
            stream.at = self.at(stream_id)
            stream.digest = linked(stream.digest, entries)
            self.session.add_all(entries)
            self.session.add(
                Link(stream_id=stream_id, seq=stream.seq, first_seq=entries[0].seq, at=stream.at, digest=stream.digest)
            )

    def write_rows(self) -> None:
        """Write one version per board row that changed; end what it replaces. An unchanged row writes none."""
        touched: defaultdict[int, dict[str, tuple[str, str] | None]] = defaultdict(dict)
        for (stream_id, key), value in self._rows.items():
            touched[stream_id][key] = value
        for stream_id, wanted in touched.items():
            seq = self.seq(stream_id)
            for keys in _batches(sorted(wanted), 400):
                self._write_versions(stream_id, seq, {key: wanted[key] for key in keys})

    def _write_versions(self, stream_id: int, seq: int, wanted: dict[str, tuple[str, str] | None]) -> None:
        open_here = (BoardRow.stream_id == stream_id, BoardRow.until_seq == OPEN)
        query = select(BoardRow.key, BoardRow.circle, BoardRow.row).where(*open_here, BoardRow.key.in_(wanted))
        current = {key: (circle, row) for key, circle, row in self.session.execute(query)}
        changed = [key for key, value in wanted.items() if current.get(key) != value]
        ending = [key for key in changed if key in current]
        if ending:
            self.session.execute(update(BoardRow).where(*open_here, BoardRow.key.in_(ending)).values(until_seq=seq))
        for key in changed:
            value = wanted[key]
            if value is not None:
                self.session.add(BoardRow(stream_id=stream_id, key=key, seq=seq, circle=value[0], row=value[1]))

    def touched_streams(self) -> frozenset[int]:
        """Return the streams that something happened in."""
        return frozenset(stream_id for stream_id, _, _ in self.facts)


@contextmanager
def transaction(
    db: Database, streams: Iterable[int], *, actor_id: str, now: datetime, request_id: str = ""
) -> Iterator[Tx]:
    """Run one change from beginning to commit; an exception leaves everything as it was.

    `streams` are taken in ascending order whatever order they are named in, so two writers cannot deadlock. Raises
    LookupError when one does not exist.
    """
    wanted = sorted(set(streams))
    with db.writing or _NOTHING:
        connecting = db.engine.connect().execution_options(writes=True)
        # join mode: the session writes, but the one commit is the connection's, below.
        with (
            connecting as connection,
            Session(bind=connection, join_transaction_mode="control_fully", expire_on_commit=False) as session,
        ):
            query = select(Stream).where(Stream.id.in_(wanted)).order_by(Stream.id).with_for_update()
            taken = {stream.id: stream for stream in session.scalars(query)}
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
            session.commit()
    happened = tx.touched_streams()
    if happened:
        for listener in db.on_commit:
            listener(happened)


class _Nothing:
    """A lock that locks nothing: PostgreSQL's own rows do it there."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


_NOTHING = _Nothing()


def _batches(keys: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
