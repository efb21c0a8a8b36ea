"""Keep the cases of each commodity in the order of their size: a median is looked up, and so is the largest.

That is no sum, so no tally has it, and to sort what stands takes the longer the older an operation is. So a process
keeps, of the operations whose figures it is asked for, the cases as they were at a position of the log, and reads on
from there: the lines since. With the position goes the digest of the log's chain, which vouches for all before it:
where another history lies behind that position, or a reader looks at an older picture, everything is read anew.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from sqlalchemy import select

from operations.ledger.models import Line, Standing
from operations.ledger.post import VALIDATED
from operations.reports.commodities import COMMODITIES, members
from realtime.log import Link, Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

KEPT: Final = 16
"""Of how many operations cases are kept, some 40 bytes each; the one asked for longest ago makes room."""

Cell: TypeAlias = tuple[str, str, str]
"""Circle, commodity (with all counted in its total), unit."""


class Case(NamedTuple):
    """What one report comes to in a cell, in steps, and the position at which it was validated."""

    value: int
    seq: int


@dataclass(slots=True)
class Sizes:
    """The cases of one cell in the order of their values, those alike in the order of their positions."""

    values: array[int] = field(default_factory=lambda: array("q"))
    seqs: array[int] = field(default_factory=lambda: array("q"))
    total: int = 0

    def add(self, case: Case) -> None:
        """Put one in."""
        place = self._place(case)
        self.values.insert(place, case.value)
        self.seqs.insert(place, case.seq)
        self.total += case.value

    def drop(self, case: Case) -> None:
        """Take one out that was put in."""
        place = self._place(case)
        found = Case(self.values.pop(place), self.seqs.pop(place))
        if found != case:
            raise LookupError(case)
        self.total -= case.value

    def median(self) -> int:
        """Return the median, rounded half up to a whole step."""
        middle = len(self.values) // 2
        if len(self.values) % 2:
            return self.values[middle]
        return (self.values[middle - 1] + self.values[middle] + 1) // 2

    def largest(self) -> Case:
        """Return the largest, of several alike the one that was validated last."""
        return Case(self.values[-1], self.seqs[-1])

    def _place(self, case: Case) -> int:
        first, behind = bisect_left(self.values, case.value), bisect_right(self.values, case.value)
        return bisect_left(self.seqs, case.seq, first, behind)


def sizes_of(cases: Iterable[Case]) -> Sizes:
    """Return cases as they come in order."""
    found = sorted(cases)
    values, seqs = (array("q", column) for column in zip(*found, strict=True)) if found else (array("q"), array("q"))
    return Sizes(values, seqs, sum(values))


class Told(NamedTuple):
    """What is to be said of the cases of one commodity in one unit."""

    many: int
    median: int
    largest: Case
    total: int


@dataclass(slots=True)
class Ordered:
    """The cases of an operation as they are at a position of its log."""

    seq: int
    digest: str
    cells: defaultdict[Cell, Sizes]

    def told(self, circles: frozenset[str]) -> dict[tuple[str, str], Told]:
        """Return what is to be said of each commodity and unit of which some circles hold a case."""
        found: defaultdict[tuple[str, str], list[Sizes]] = defaultdict(list)
        for (circle, code, unit), sizes in self.cells.items():
            if circle in circles and sizes.values:
                found[code, unit].append(sizes)
        return {place: _told(parts[0] if len(parts) == 1 else _together(parts)) for place, parts in found.items()}


def _told(sizes: Sizes) -> Told:
    return Told(len(sizes.values), sizes.median(), sizes.largest(), sizes.total)


def _together(parts: list[Sizes]) -> Sizes:
    return sizes_of(Case(*each) for sizes in parts for each in zip(sizes.values, sizes.seqs, strict=True))


_ORDERED: Final[dict[int, Ordered]] = {}
_ONE_AT_A_TIME: Final = threading.Lock()


def ordered(session: Session, stream_id: int, circles: frozenset[str]) -> dict[tuple[str, str], Told]:
    """Return what is to be said of each commodity and unit of which some circles hold a case.

    Everything is of the one picture that the session looks at.
    """
    head = session.execute(select(Stream.seq, Stream.digest).where(Stream.id == stream_id)).one()
    with _ONE_AT_A_TIME:
        # Put back when it is whole: what fails half way is read anew next time.
        kept = _ORDERED.pop(stream_id, None)
        if kept is None or kept.seq > head.seq or not _vouched(session, stream_id, kept):
            kept = Ordered(head.seq, head.digest, _all(session, stream_id))
        elif kept.seq < head.seq:
            _read_on(session, stream_id, kept, head.seq)
            kept.seq, kept.digest = head.seq, head.digest
        _ORDERED[stream_id] = kept
        while len(_ORDERED) > KEPT:
            del _ORDERED[next(iter(_ORDERED))]
        return kept.told(circles)


def _vouched(session: Session, stream_id: int, kept: Ordered) -> bool:
    """Say whether the history up to the position is the one that was read."""
    here = select(Link.digest).where(Link.stream_id == stream_id, Link.seq == kept.seq)
    return session.scalar(here) == kept.digest


def _all(session: Session, stream_id: int) -> defaultdict[Cell, Sizes]:
    """Read every case that stands."""
    columns = Standing.seq, Standing.report_id, Standing.circle, Standing.unit, Standing.commodity, Standing.value
    query = select(*columns).where(
        Standing.stream_id == stream_id, Standing.measure == "quantity", Standing.stage == VALIDATED
    )
    ordered_lines = query.order_by(Standing.seq, Standing.report_id).execution_options(yield_per=5000)
    cases: defaultdict[Cell, list[Case]] = defaultdict(list)
    for cell, case in _cases(session.execute(ordered_lines)):
        cases[cell].append(case)
    return defaultdict(Sizes, {cell: sizes_of(found) for cell, found in cases.items()})


def _read_on(session: Session, stream_id: int, kept: Ordered, upto: int) -> None:
    """Read what was posted and taken back since; a report's quantities at a stage always come and go together."""
    columns = Line.report_id, Line.circle, Line.unit, Line.commodity
    since = Line.stream_id == stream_id, Line.seq > kept.seq, Line.seq <= upto
    of_cases = *since, Line.measure == "quantity", Line.stage == VALIDATED
    posted = select(Line.seq, *columns, Line.value).where(*of_cases, Line.reverses_seq.is_(None))
    taken_back = select(Line.reverses_seq, *columns, -Line.value).where(*of_cases, Line.reverses_seq.is_not(None))
    came = list(_cases(session.execute(posted.order_by(Line.seq, Line.report_id))))
    went = list(_cases(session.execute(taken_back.order_by(Line.reverses_seq, Line.report_id))))
    # First what came: what was taken back may have been posted since as well.
    for cell, case in came:
        kept.cells[cell].add(case)
    for cell, case in went:
        kept.cells[cell].drop(case)


def _cases(lines: Iterable[Any]) -> Iterator[tuple[Cell, Case]]:
    """Yield what each report comes to in every total that its lines count in; lines come by position and report."""
    for (seq, _), of_one in groupby(lines, key=lambda line: (line[0], line[1])):
        sums: Counter[Cell] = Counter()
        for _, _, circle, unit, commodity, value in of_one:
            for total in totals_of(commodity):
                sums[circle, total, unit] += value
        for cell, value in sums.items():
            yield cell, Case(value, seq)


@cache
def totals_of(code: str | None) -> tuple[str, ...]:
    """Return every commodity in whose total this one is counted, itself among them; none for one that is not known."""
    return tuple(total for total in COMMODITIES if code in members(total))
