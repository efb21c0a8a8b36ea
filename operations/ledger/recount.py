"""Prove the ledger: tallies equal what stands, and what stands equals the sum of all lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from operations.ledger.models import Line, Standing, Tally
from operations.ledger.post import FIELDS, Posting, cells

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from operations.ledger.post import TallyKey


@dataclass(frozen=True)
class Difference:
    """Two readings that should be equal and are not: which (`standing`, `lines`), of which cell, and both values."""

    against: str
    key: TallyKey
    kept: int
    counted: int


def tallied(postings: Iterable[Posting]) -> Counter[TallyKey]:
    """Return the sums that a set of postings comes to, counted from nothing; zero sums are left out."""
    sums: Counter[TallyKey] = Counter()
    for posting in postings:
        for key in cells(posting):
            sums[key] += posting.value
    return Counter({key: value for key, value in sums.items() if value})


def kept(session: Session, stream_id: int) -> Counter[TallyKey]:
    """Return the sums kept ready; zero sums are left out."""
    query = select(Tally).where(Tally.stream_id == stream_id, Tally.value != 0)
    return Counter(
        {(row.measure, row.unit, row.stage, row.circle, row.cut, row.cell): row.value for row in session.scalars(query)}
    )


def postings(session: Session, stream_id: int, model: type[Line | Standing]) -> Iterable[Posting]:
    """Yield the lines of a stream, or what stands of them, as postings."""
    columns = [getattr(model, name) for name in FIELDS]
    for row in session.execute(select(*columns).where(model.stream_id == stream_id).execution_options(yield_per=2000)):
        yield Posting(*row)


def differences(session: Session, stream_id: int) -> list[Difference]:
    """Return every cell where the three grains disagree; none is the only good answer."""
    tallies = kept(session, stream_id)
    found: list[Difference] = []
    for against, model in (("standing", Standing), ("lines", Line)):
        counted = tallied(postings(session, stream_id, model))
        found += [
            Difference(against, key, tallies[key], counted[key])
            for key in sorted(tallies.keys() | counted.keys())
            if tallies[key] != counted[key]
        ]
    return found
