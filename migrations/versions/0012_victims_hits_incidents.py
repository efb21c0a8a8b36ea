"""Let the ledger count victims and migrants, hits and incidents; note on a report whether its referral is open."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ADDED = (("exploitation", 16), ("referred_to", 20), ("verification", 16), ("incident", 20))


def upgrade() -> None:
    op.add_column("reports", sa.Column("referral_open", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table in ("lines", "standing"):
        for name, length in ADDED:
            op.add_column(table, sa.Column(name, sa.String(length=length), nullable=True))


def downgrade() -> None:
    for table in ("standing", "lines"):
        for name, _ in reversed(ADDED):
            op.drop_column(table, name)
    op.drop_column("reports", "referral_open")
