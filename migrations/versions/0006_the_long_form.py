"""Keep whether an edition is complete, and what a value of goods was taken from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_editions", sa.Column("incomplete", sa.Boolean(), nullable=False, server_default=sa.false()))
    # No seizure filed so far could say where it was found or what the goods were worth.
    op.execute(
        "UPDATE report_editions SET incomplete = true "
        "WHERE report_id IN (SELECT id FROM reports WHERE kind = 'seizure')"
    )
    for table in ("lines", "standing"):
        op.add_column(table, sa.Column("value_basis", sa.String(length=12), nullable=True))


def downgrade() -> None:
    for table in ("standing", "lines"):
        op.drop_column(table, "value_basis")
    op.drop_column("report_editions", "incomplete")
