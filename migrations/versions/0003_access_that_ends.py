"""Let participants lose access some time after an operation ended; what was published before, by its last phase."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ACCESS_FOR = timedelta(days=90)
LAST = """
    SELECT operations.id, operations.published_at, max(boundaries.due_at) AS over_at
    FROM operations JOIN boundaries ON boundaries.operation_id = operations.id
    WHERE operations.published_at IS NOT NULL
    GROUP BY operations.id, operations.published_at
"""
KEEP = "UPDATE operations SET access_ends_at = :ends_at WHERE id = :of"


def upgrade() -> None:
    op.add_column("operations", sa.Column("access_ends_at", INSTANT, nullable=True))
    bind = op.get_bind()
    last = bind.execute(sa.text(LAST).columns(published_at=INSTANT, over_at=INSTANT)).all()
    keep = sa.text(KEEP).bindparams(sa.bindparam("ends_at", type_=INSTANT))
    for operation_id, published_at, over_at in last:
        bind.execute(keep, {"of": operation_id, "ends_at": max(published_at, over_at) + ACCESS_FOR})


def downgrade() -> None:
    op.drop_column("operations", "access_ends_at")
