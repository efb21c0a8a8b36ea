"""Say of which shift a return or a result is, where an airport answers for shifts and not for whole days."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("reports", "report_editions")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("shift", sa.String(length=8), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("shift")
