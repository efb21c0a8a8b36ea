"""Keep the log: one gap-free, hash-linked sequence of facts per stream.

An entry is written once and never changed (a trigger refuses UPDATE and DELETE). Each commit adds one link to its
stream's chain, over the exact bytes stored, so whoever holds a head can prove what came before it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from realtime.database import Base, BigKey, unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from realtime.database import Seen

GENESIS = "0" * 64
"""The digest before the first link."""

AT_ONCE: Final = 2_000
"""How many entries or links are held at a time while a chain is proved."""


class Fact(Protocol):
    """What the log can hold: something that happened, as codes, numbers and ids; never prose, never names."""

    kind: ClassVar[str]

    def body(self) -> dict[str, Any]:
        """Return what JSON will hold."""


class Stream(Base):
    """One serial history: its row is taken before anything else and carries the head."""

    __tablename__ = "streams"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    owner_id: Mapped[str | None] = mapped_column(String(36), index=True)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64), default=GENESIS)
    floor: Mapped[int] = mapped_column(BigInteger, default=0)


class Entry(Base):
    """One fact at its place. `body` is the JSON text whose bytes the chain covers."""

    __tablename__ = "entries"

    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(36))
    subject: Mapped[str] = mapped_column(String(80))
    circle: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index(None, "stream_id", "subject"),)

    def content(self) -> dict[str, Any]:
        """Return the fact's body as a dict."""
        loaded: dict[str, Any] = json.loads(self.body)
        return loaded

    def columns(self) -> dict[str, Any]:
        """Return the entry as its table takes it."""
        return {name: getattr(self, name) for name in _COLUMNS}

    def image(self) -> bytes:
        """Return the bytes the chain is taken over."""
        return _image(*self.columns().values())


_COLUMNS: Final = tuple(Entry.__table__.columns.keys())
_IMAGED: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _image(stream_id: int, seq: int, kind: str, at: datetime, *rest: str) -> bytes:
    """Return the bytes of an entry whose columns these are, in the order of its table."""
    return _IMAGED.encode([stream_id, seq, kind, instant(at), *rest]).encode()


class Link(Base):
    """One commit's link: the digest over the previous digest and the entries `first_seq … seq`."""

    __tablename__ = "links"

    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    first_seq: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))


def instant(value: datetime) -> str:
    """Return an instant as every wire and every hash of ours writes it: UTC, microseconds only where there are any."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def encode(body: dict[str, Any]) -> str:
    """Return a fact's body as the text that is stored and hashed."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def linked(previous: str, images: Iterable[bytes]) -> str:
    """Return the digest of the commit that holds entries with these `images` after the digest `previous`."""
    sha = hashlib.sha256(previous.encode())
    for image in images:
        sha.update(b"\n")
        sha.update(image)
    return sha.hexdigest()


def read(session: Session, stream_id: int, after: int = 0, *, limit: int = 500) -> list[Entry]:
    """Return the entries of a stream behind a position, in order."""
    return list(
        session.scalars(
            select(Entry).where(Entry.stream_id == stream_id, Entry.seq > after).order_by(Entry.seq).limit(limit)
        )
    )


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the stream, the position, and why (`gap`, `digest`, `head`, `order`)."""

    stream_id: int
    seq: int
    why: str


def verify(session: Session, stream: Stream, seen: Seen = unseen) -> Iterator[Break]:
    """Yield every place where a stream's chain does not hold; nothing when it does.

    Entries and links come as two streams side by side, so that a long history needs no more memory than a short one.
    """
    previous, seq, at = GENESIS, 0, None
    pending = _in_order(session, stream, Entry, _COLUMNS)
    for link_seq, first_seq, link_at, digest in _in_order(session, stream, Link, ("seq", "first_seq", "at", "digest")):
        batch = list(islice(pending, max(link_seq - first_seq + 1, 0)))
        if first_seq != seq + 1 or [entry.seq for entry in batch] != list(range(first_seq, link_seq + 1)):
            yield Break(stream.id, link_seq, "gap")
        if at is not None and link_at < at:
            yield Break(stream.id, link_seq, "order")
        if linked(previous, (_image(*entry) for entry in batch)) != digest:
            yield Break(stream.id, link_seq, "digest")
        previous, seq, at = digest, link_seq, link_at
        seen(len(batch))
    if next(pending, None) is not None or stream.seq != seq or stream.digest != previous:
        yield Break(stream.id, stream.seq, "head")


def _in_order(session: Session, stream: Stream, model: type[Entry | Link], names: Iterable[str]) -> Iterator[Any]:
    columns = [getattr(model, name) for name in names]
    query = select(*columns).where(model.stream_id == stream.id).order_by(model.seq)
    return iter(session.execute(query.execution_options(yield_per=AT_ONCE)))
