"""Keep the log: one gap-free, hash-linked sequence of facts per stream.

An entry is written once and never changed (a trigger refuses UPDATE and DELETE). Each commit adds one link to its
stream's chain, over the exact bytes stored, so whoever holds a head can prove what came before it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from realtime.database import Base, BigKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GENESIS = "0" * 64
"""The digest before the first link."""


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
        fields = [
            self.stream_id, self.seq, self.kind, instant(self.at), self.actor_id,
            self.subject, self.circle, self.body, self.request_id,
        ]  # fmt: skip
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


_COLUMNS: Final = tuple(Entry.__table__.columns.keys())


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


def linked(previous: str, entries: Iterable[Entry]) -> str:
    """Return the digest of the commit that holds `entries` after the digest `previous`."""
    sha = hashlib.sha256(previous.encode())
    for entry in entries:
        sha.update(b"\n")
        sha.update(entry.image())
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


def verify(session: Session, stream: Stream) -> Iterator[Break]:
    """Yield every place where a stream's chain does not hold; nothing when it does."""
    previous, seq, at = GENESIS, 0, None
    links = list(session.scalars(select(Link).where(Link.stream_id == stream.id).order_by(Link.seq)))
    entries = session.scalars(
        select(Entry).where(Entry.stream_id == stream.id).order_by(Entry.seq).execution_options(yield_per=1000)
    )
    pending = iter(entries)
    for link in links:
        batch: list[Entry] = []
        while len(batch) < link.seq - link.first_seq + 1:
            entry = next(pending, None)
            if entry is None:
                break
            batch.append(entry)
        numbers = [entry.seq for entry in batch]
        if link.first_seq != seq + 1 or numbers != list(range(link.first_seq, link.seq + 1)):
            yield Break(stream.id, link.seq, "gap")
        if at is not None and link.at < at:
            yield Break(stream.id, link.seq, "order")
        if linked(previous, batch) != link.digest:
            yield Break(stream.id, link.seq, "digest")
        previous, seq, at = link.digest, link.seq, link.at
    if next(pending, None) is not None or stream.seq != seq or stream.digest != previous:
        yield Break(stream.id, stream.seq, "head")
