"""Answer what a set of circles sees: at first sight, after a break, live, and as it was.

A board row is kept in versions. A version says from which position it holds (`seq`) and at which it was replaced
(`until_seq`, or OPEN). One query, `since`, cuts a step out of the versions for any two positions; a board that applies
steps end to end holds exactly what a fresh read would give it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    String,
    Text,
    UniqueConstraint,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from realtime.database import Base
from realtime.packed import Packed, dumps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from realtime.listener import Listener

OPEN: Final = 2**62
"""`until_seq` of a version that still holds; never NULL, so that one index serves every reading."""


class _Everything(frozenset[str]):
    """The set that holds every circle of a stream, those of tomorrow too."""

    def __contains__(self, circle: object) -> bool:
        return isinstance(circle, str)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return other is self

    def __ne__(self, other: object) -> bool:
        return other is not self  # a frozenset's own would find nothing in it, and hold it for the empty set

    def __hash__(self) -> int:
        return hash("every circle")


EVERY: Final[frozenset[str]] = _Everything()
"""All circles. A seat of the operational coordination unit has it."""


class BoardRow(Base):
    """One version of one row of a board: codes, numbers and ids; no free text, no nominal data."""

    __tablename__ = "board_rows"

    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    until_seq: Mapped[int] = mapped_column(BigInteger, default=OPEN)
    circle: Mapped[str] = mapped_column(String(40))
    row: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("stream_id", "key", "until_seq"),
        Index(None, "stream_id", "circle", "until_seq"),
        Index(None, "stream_id", "until_seq", "circle"),
        Index(None, "stream_id", "seq"),
    )


@dataclass(frozen=True)
class Step:
    """What changed for a set of circles between two positions: rows put (key → row, as stored) and keys gone."""

    after: int
    upto: int
    rows: dict[str, str]
    gone: list[str]

    @property
    def put(self) -> dict[str, Any]:
        """Return the rows as they read."""
        return {key: json.loads(row) for key, row in self.rows.items()}

    def wire(self) -> dict[str, Any]:
        """Return the step as boards receive it: a row travels as it is stored, which nobody reads on the way."""
        put = ",".join([f'{{"key":{dumps(key)},"row":{row}}}' for key, row in self.rows.items()])
        return {"after": self.after, "upto": self.upto, "put": Packed(f"[{put}]"), "gone": self.gone}


class Version(NamedTuple):
    """A version of a row that a step touches, as the tail reads it once for all sets."""

    key: str
    seq: int
    until_seq: int
    circle: str
    row: str


def _within(circles: frozenset[str]) -> ColumnElement[bool]:
    return true() if circles is EVERY else BoardRow.circle.in_(sorted(circles))


def since(session: Session, stream_id: int, circles: frozenset[str], after: int, upto: int) -> Step:
    """Return the step `after → upto` for a set of circles. `upto` is a committed head, read first.

    With `after` 0 it is a first sight: everything that holds at `upto`, and nothing gone.
    """
    if after:
        return cut(_between(session, stream_id, circles, after, upto), circles, after, upto)
    # Few versions hold, and very many once did: nothing but `until_seq` may lead a database through them.
    holding = BoardRow.until_seq > upto, BoardRow.seq + 0 <= upto
    query = select(*_COLUMNS).where(BoardRow.stream_id == stream_id, _within(circles), *holding)
    return cut(_ordered(session.execute(query)), circles, after, upto)


def _between(session: Session, stream_id: int, circles: frozenset[str], after: int, upto: int) -> list[Version]:
    """Return every version in some circles that began or ended between two positions."""
    # By position, not by circle: in a circle lie all its versions there ever were.
    here = BoardRow.stream_id == stream_id, true() if circles is EVERY else _CIRCLE.in_(sorted(circles))
    began = select(*_COLUMNS).where(*here, BoardRow.seq > after, BoardRow.seq <= upto)
    ended = select(*_COLUMNS).where(
        *here, BoardRow.until_seq > after, BoardRow.until_seq <= upto, BoardRow.seq + 0 <= after
    )
    return _ordered(session.execute(union_all(began, ended)))


_COLUMNS: Final = (BoardRow.key, BoardRow.seq, BoardRow.until_seq, BoardRow.circle, BoardRow.row)
_CIRCLE: Final = BoardRow.circle.concat("")
"""The circle as no index has it."""


def _ordered(found: Iterable[Row[str, int, int, str, str]]) -> list[Version]:
    return sorted((Version(*row) for row in found), key=lambda version: (version.seq, version.key))


@dataclass(slots=True)
class News:
    """What happened in a stream behind a position: where it stands now, the kinds of facts, the versions touched."""

    head: int = 0
    kinds: set[str] = field(default_factory=set)
    versions: list[Version] = field(default_factory=list)


def news(listener: Listener, seen: dict[int, int]) -> dict[int, News]:
    """Return what happened in streams behind what was seen of them: one statement, so all of it at one instant."""
    found = {stream_id: News(seq) for stream_id, seq in seen.items()}
    for what, stream_id, seq, until_seq, key, circle, row in listener.ask(_news(len(seen)), [*chain(*seen.items())]):
        told = found[int(stream_id)]
        if what == "version":
            told.versions.append(Version(key, int(seq), int(until_seq), circle, row))
        elif what == "kind":
            told.kinds.add(key)
        else:
            told.head = int(seq)
    return found


@cache
def _news(streams: int) -> str:
    """Return the statement for so many streams, in SQL: built from parts it takes longer to build than to run."""
    behind = ", ".join(f"(${2 * number + 1}, ${2 * number + 2})" for number in range(streams))
    return f"""
        WITH behind(id, seq) AS (VALUES {behind})
        SELECT 'head' AS what, streams.id, streams.seq, 0 AS until_seq, '' AS key, '' AS circle, '' AS row
          FROM behind JOIN streams ON streams.id = behind.id
        UNION
        SELECT 'kind', behind.id, 0, 0, kind, '', ''
          FROM behind JOIN entries ON stream_id = behind.id AND entries.seq > behind.seq
        UNION ALL
        SELECT 'version', behind.id, board_rows.seq, until_seq, key, circle, row
          FROM behind JOIN board_rows ON stream_id = behind.id AND board_rows.seq > behind.seq
        UNION ALL
        SELECT 'version', behind.id, board_rows.seq, until_seq, key, circle, row
          FROM behind JOIN board_rows ON stream_id = behind.id
           AND until_seq > behind.seq AND until_seq < {OPEN} AND board_rows.seq <= behind.seq
    """  # noqa: S608 what is put in are placeholders, and a number of ours


def cut(versions: Iterable[Version], circles: frozenset[str], after: int, upto: int) -> Step:
    """Cut the step of one set of circles out of the versions that any set may see."""
    rows: dict[str, str] = {}
    ended: list[str] = []
    for version in versions:
        if version.circle not in circles:
            continue
        if after < version.seq <= upto < version.until_seq:
            rows[version.key] = version.row
        elif version.seq <= after < version.until_seq <= upto:
            ended.append(version.key)
    return Step(after, upto, rows, [] if after == 0 else [key for key in ended if key not in rows])
