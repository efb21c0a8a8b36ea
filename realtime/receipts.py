"""Answer a repeated request with the answer it had, instead of doing it again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ForeignKey, Integer, String, Text, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from realtime.database import Base, table_of
from realtime.prepared import PreparedQuery, inserting

if TYPE_CHECKING:
    from realtime.transaction import Tx


class Receipt(Base):
    """What an account's request to a stream was answered with, by the key the client chose."""

    __tablename__ = "receipts"

    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    answer: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


_KEPT: Final = PreparedQuery(
    select(Receipt.request_digest, Receipt.status, Receipt.answer).where(
        Receipt.stream_id == bindparam("stream_id"),
        Receipt.account_id == bindparam("account_id"),
        Receipt.key == bindparam("key"),
    )
)
_KEEP: Final = inserting(table_of(Receipt))


class ReusedKey(Exception):
    """The same key came with another request."""


@dataclass(frozen=True)
class Answer:
    """A status and a JSON body."""

    status: int
    body: dict[str, Any]


def digest(method: str, path: str, body: bytes) -> str:
    """Return what tells one request from another under the same key."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def earlier(tx: Tx, stream_id: int, key: str, request_digest: str) -> Answer | None:
    """Return the answer this request was given before, or None. The stream is taken, so nobody races us.

    Raises ReusedKey when the key was used for another request.
    """
    found = _KEPT.one(tx.session, {"stream_id": stream_id, "account_id": tx.actor_id, "key": key})
    if found is None:
        return None
    asked, status, answer = found
    if asked != request_digest:
        raise ReusedKey(key)
    return Answer(status, json.loads(answer))


def keep(tx: Tx, stream_id: int, key: str, request_digest: str, answer: Answer) -> None:
    """Store the answer with the change it answers."""
    kept = {
        "stream_id": stream_id, "account_id": tx.actor_id, "key": key, "request_digest": request_digest,
        "status": answer.status, "answer": json.dumps(answer.body, ensure_ascii=False), "at": tx.now,
    }  # fmt: skip
    _KEEP.run(tx.session, kept)
