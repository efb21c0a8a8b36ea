"""Let airports be suspended and stood down apart from their operation."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("operation_airports", sa.Column("stood_down_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "suspensions",
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("airport", sa.String(length=3), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by", sa.String(length=12), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("start_announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_suspensions_operation_id_operations")
        ),
        sa.PrimaryKeyConstraint("operation_id", "airport", "edition", name=op.f("pk_suspensions")),
    )
    with op.batch_alter_table("suspensions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_suspensions_start_announced_at_starts_at"), ["start_announced_at", "starts_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_suspensions_end_announced_at_ends_at"), ["end_announced_at", "ends_at"], unique=False
        )


def downgrade() -> None:
    op.drop_table("suspensions")
    with op.batch_alter_table("operation_airports", schema=None) as batch_op:
        batch_op.drop_column("stood_down_at")
