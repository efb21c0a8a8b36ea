"""Keep ready what lies on each leg of a way, through its places of transit, instead of on its two halves."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WAY, LEG, HALVES = "origin,transit,airport,onward,destination", "leg", ("origin,airport", "airport,destination")

tallies = sa.table(
    "tallies",
    *(sa.column(name) for name in ("stream_id", "measure", "unit", "stage", "circle", "cut", "cell", "value")),
)


def upgrade() -> None:
    _tally(_legs, instead_of=HALVES)


def downgrade() -> None:
    _tally(_halves, instead_of=(LEG,))


def _legs(way: str) -> Iterator[tuple[str, str]]:
    """Yield the legs of a way, by the rule of the day on which they were first counted."""
    origin, transit, airport, onward, destination = way.split(",")
    past, ahead = ([] if places == "not_known" else places.split("-") for places in (transit, onward))
    for begins, ends in pairwise((origin, *past, airport, *ahead, destination)):
        if begins != ends and "not_known" not in {begins, ends}:
            yield LEG, f"{begins},{ends}"


def _halves(way: str) -> Iterator[tuple[str, str]]:
    origin, _, airport, _, destination = way.split(",")
    yield from zip(HALVES, (f"{origin},{airport}", f"{airport},{destination}"), strict=True)


def _tally(parts: Callable[[str], Iterator[tuple[str, str]]], *, instead_of: tuple[str, ...]) -> None:
    """Begin the sums of what a way is made of from the sums of ways, and forget those of others."""
    bind = op.get_bind()
    op.execute(sa.delete(tallies).where(tallies.c.cut.in_(instead_of)))
    sums: Counter[tuple[object, ...]] = Counter()
    ways = sa.select(tallies).where(tallies.c.cut == WAY)
    for stream_id, measure, unit, stage, circle, _, way, value in bind.execute(ways):
        for cut, cell in parts(way):
            sums[stream_id, measure, unit, stage, circle, cut, cell] += value
    if sums:
        columns = [column.name for column in tallies.columns]
        rows = [dict(zip(columns, (*place, value), strict=True)) for place, value in sums.items()]
        bind.execute(sa.insert(tallies), rows)
