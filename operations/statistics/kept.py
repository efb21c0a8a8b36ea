"""Keep after-action pages for as long as they hold: asked for again, one costs a look at where the log stands.

A page follows from the log of its operation, from what its reader may see, from the commodity it is cut by, and from
the clock only where an instant passes that the plan names: a return falls due, a suspension begins, the last window
closes. So a process keeps, for those who asked last, the page with the position it was read at, the digest of the log's
chain, which vouches for all before it, and the time in which no such instant lies. Where the log stands is read at
every request, in the picture the page would be read from: whatever another process commits, no page outlives it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from operations.statistics.apart import Reader
    from operations.statistics.document import AfterAction

KEPT: Final = 64
"""How many pages are kept, half a megabyte each at forty airports; the one asked for longest ago makes room."""


class For(NamedTuple):
    """Whom a page is for: all of the operation's that this reader may see, and the commodity it is cut by."""

    stream_id: int
    circles: frozenset[str]
    who: Reader
    detail: str | None


class At(NamedTuple):
    """Where the log of an operation stands."""

    seq: int
    digest: str


class Page(NamedTuple):
    """A page as it was read: where the log stood, when it was, and when the clock may change it, at once perhaps."""

    at: At
    since: datetime
    until: datetime | None
    report: AfterAction

    def holds(self, at: At, now: datetime) -> bool:
        """Say whether nothing happened since, nor any instant passed that matters."""
        return at == self.at and (now == self.since or (now > self.since and (self.until is None or now < self.until)))


_PAGES: Final[dict[For, Page]] = {}
_ONE_AT_A_TIME: Final = threading.Lock()


def kept(asked: For, at: At, now: datetime) -> AfterAction | None:
    """Return the page as of now if it holds, else None."""
    with _ONE_AT_A_TIME:
        page = _PAGES.pop(asked, None)
        if page is None or not page.holds(at, now):
            return None
        _PAGES[asked] = page
    return page.report.model_copy(update={"as_of": now})


def keep(asked: For, page: Page) -> None:
    """Keep a page in place of the one that its reader was shown before."""
    with _ONE_AT_A_TIME:
        _PAGES.pop(asked, None)
        _PAGES[asked] = page
        while len(_PAGES) > KEPT:
            del _PAGES[next(iter(_PAGES))]
