"""Keep after-action pages, and the parts they are made of, for as long as each holds.

A page follows from the log of its operation, from what its reader may see, from the commodity it is cut by, and from
the clock only where an instant passes that the plan names: a return falls due, a suspension begins, the last window
closes. So a process keeps, for those who asked last, the page with the position it was read at and the time in which
no such instant lies: asked for again, it costs a look at where the log stands. Where that is is read at every request,
in the picture the page would be read from: whatever another process commits, no page outlives it.

After a commit a page is made anew, of parts that hold longer than it: what the plan says, until plan or answers change;
what was owed and came, until a return comes or falls due; what partners stated, until one states more; sums, to which
the lines since are added (`followed`).
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

    from operations.statistics.apart import Reader
    from operations.statistics.course import Course, Planned
    from operations.statistics.document import AfterAction, Statement
    from operations.statistics.followed import At, Followed
    from operations.statistics.sums import Sums

K = TypeVar("K")
V = TypeVar("V")

READERS: Final = 64
"""For how many readers pages and sums are kept, half a megabyte each at forty airports."""

OPERATIONS: Final = 16
"""Of how many operations is kept what all their readers share."""


class Kept(Generic[K, V]):
    """What was made for those who asked last; the one that was asked for longest ago makes room."""

    def __init__(self, most: int) -> None:
        """Begin with nothing."""
        self._most = most
        self._found: dict[K, V] = {}
        self._one_at_a_time = threading.Lock()

    def get(self, key: K) -> V | None:
        """Return what is kept, as what was asked for last."""
        with self._one_at_a_time:
            found = self._found.pop(key, None)
            if found is not None:
                self._found[key] = found
            return found

    def put(self, key: K, value: V) -> None:
        """Keep something in place of what was there."""
        with self._one_at_a_time:
            self._found.pop(key, None)
            self._found[key] = value
            while len(self._found) > self._most:
                del self._found[next(iter(self._found))]


class For(NamedTuple):
    """Whom a page is for: all of the operation's that this reader may see, and the commodity it is cut by."""

    stream_id: int
    circles: frozenset[str]
    who: Reader
    detail: str | None


class Page(NamedTuple):
    """A page as it was read: where the log stood, when it was, and when the clock may change it, at once perhaps."""

    at: At
    since: datetime
    until: datetime | None
    report: AfterAction

    def holds(self, at: At, now: datetime) -> bool:
        """Say whether nothing happened since, nor any instant passed that matters."""
        return at == self.at and (now == self.since or (now > self.since and (self.until is None or now < self.until)))


class Memory:
    """All that a process keeps of after-action pages; with a new one everything is read."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.pages: Kept[For, Page] = Kept(READERS)
        self.plans: Kept[int, Followed[Planned]] = Kept(OPERATIONS)
        self.courses: Kept[int, Followed[Course]] = Kept(OPERATIONS)
        self.sums: Kept[tuple[int, frozenset[str]], Followed[Sums]] = Kept(READERS)
        self.stated: Kept[tuple[int, frozenset[str]], Followed[list[Statement]]] = Kept(READERS)
