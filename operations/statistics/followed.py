"""Follow a log: what was read at a position of it holds until something happens that bears on it.

The log of an operation says everything that happens to it. So what was made of its rows at a position need not be made
anew at a later one, where the log says of nothing between that it changes them. With the position goes the digest of
the log's chain, which vouches for all before it: where another history lies behind that position, or very much happened
since, or a reader looks at an older picture, everything is made anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from sqlalchemy import bindparam, select

from realtime.log import Entry, Link
from realtime.prepared import PreparedQuery

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.statistics.kept import Kept

K = TypeVar("K")
T = TypeVar("T")

FAR: Final = 200
"""Behind how many facts what was made is made anew, whatever they say."""


class At(NamedTuple):
    """Where the log of an operation stands."""

    seq: int
    digest: str


class Happened(NamedTuple):
    """One fact of the log: its kind, and its body as JSON."""

    kind: str
    body: str

    def content(self) -> dict[str, Any]:
        """Return the fact's body."""
        loaded: dict[str, Any] = json.loads(self.body)
        return loaded


class Followed(NamedTuple, Generic[T]):
    """Something with the position it is of."""

    at: At
    what: T


Bears: TypeAlias = Callable[[Happened], bool]
"""Says whether a fact bears on something."""

_SINCE: Final = PreparedQuery(
    select(Entry.seq, Entry.kind, Entry.body, Link.digest)
    .outerjoin(Link, (Link.stream_id == Entry.stream_id) & (Link.seq == Entry.seq))
    .where(Entry.stream_id == bindparam("stream"), Entry.seq >= bindparam("begins"), Entry.seq <= bindparam("upto"))
    .order_by(Entry.seq)
)


class News:
    """What happened in a log until the position at which a session looks at it, behind any earlier one.

    It is read once, from the earliest position that somebody asks for on.
    """

    def __init__(self, session: Session, stream_id: int, head: At) -> None:
        """Begin with nothing read."""
        self.session = session
        self.stream_id = stream_id
        self.head = head
        self._begins = head.seq
        self._facts: dict[int, Happened] = {}
        self._digests: dict[int, str | None] = {head.seq: head.digest}

    def since(self, at: At) -> Sequence[Happened] | None:
        """Return what happened behind a position; None where it is of another history, ahead, or too far back."""
        # A log has no gaps: from position to position there are as many facts.
        if not 0 <= self.head.seq - at.seq <= FAR:
            return None
        if at.seq < self._begins:
            place = {"stream": self.stream_id, "begins": at.seq, "upto": self.head.seq}
            for seq, kind, body, digest in _SINCE.rows(self.session, place):
                self._facts[seq], self._digests[seq] = Happened(kind, body), digest
            self._begins = at.seq
        if self._digests.get(at.seq) != at.digest:
            return None
        return [self._facts[seq] for seq in range(at.seq + 1, self.head.seq + 1)]

    def spare(self, at: At, bears: Bears) -> bool:
        """Say whether nothing happened behind a position that bears on what was made at it."""
        happened = self.since(at)
        return happened is not None and not any(map(bears, happened))


def follow(kept: Kept[K, Followed[T]], key: K, news: News, bears: Bears, make: Callable[[], T]) -> T:
    """Return what is kept if nothing happened since that bears on it, else make it; either way keep it as of now."""
    found = kept.get(key)
    what = found.what if found is not None and news.spare(found.at, bears) else make()
    kept.put(key, Followed(news.head, what))
    return what
