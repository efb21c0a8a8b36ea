"""Find what is unsettled without reading what is settled; keep the two halves of routes ready, as boards draw them."""

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UNSETTLED = "(state IN ('submitted', 'held') OR question_open OR referral_open)"
INDEX = "ix_reports_operation_id_home"
WAY, HALVES = "origin,airport,destination", {"origin,airport": slice(0, 2), "airport,destination": slice(1, 3)}

tallies = sa.table(
    "tallies",
    *(sa.column(name) for name in ("stream_id", "measure", "unit", "stage", "circle", "cut", "cell", "value")),
)


def upgrade() -> None:
    where = sa.text(UNSETTLED)
    op.create_index(INDEX, "reports", ["operation_id", "home"], sqlite_where=where, postgresql_where=where)
    connection = op.get_bind()
    sums: Counter[tuple[object, ...]] = Counter()
    for stream_id, measure, unit, stage, circle, _, cell, value in connection.execute(
        sa.select(tallies).where(tallies.c.cut == WAY)
    ):
        for cut, half in HALVES.items():
            sums[stream_id, measure, unit, stage, circle, cut, ",".join(cell.split(",")[half])] += value
    if sums:
        names = [column.name for column in tallies.columns]
        connection.execute(
            sa.insert(tallies), [dict(zip(names, (*place, value), strict=True)) for place, value in sums.items()]
        )


def downgrade() -> None:
    op.execute(sa.delete(tallies).where(tallies.c.cut.in_(HALVES)))
    op.drop_index(INDEX, "reports")
