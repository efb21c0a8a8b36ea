"""Remember which report was merged into which, and which pairs were set apart."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merges",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("merged_id", sa.String(length=36), nullable=False),
        sa.Column("survivor_id", sa.String(length=36), nullable=False),
        sa.Column("share", sa.String(length=12), nullable=False),
        sa.Column("was_state", sa.String(length=12), nullable=False),
        sa.Column("was_held_for", sa.String(length=60), nullable=True),
        sa.Column("was_validated_edition", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_merges_operation_id_operations")),
        sa.ForeignKeyConstraint(["merged_id"], ["reports.id"], name=op.f("fk_merges_merged_id_reports")),
        sa.ForeignKeyConstraint(["survivor_id"], ["reports.id"], name=op.f("fk_merges_survivor_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merges_merged_id"), ["merged_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merges_survivor_id"), ["survivor_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_merges_operation_id_undone_at"), ["operation_id", "undone_at"], unique=False
        )

    op.create_table(
        "dismissals",
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("first_id", sa.String(length=36), nullable=False),
        sa.Column("second_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_dismissals_operation_id_operations")
        ),
        sa.ForeignKeyConstraint(["first_id"], ["reports.id"], name=op.f("fk_dismissals_first_id_reports")),
        sa.ForeignKeyConstraint(["second_id"], ["reports.id"], name=op.f("fk_dismissals_second_id_reports")),
        sa.PrimaryKeyConstraint("operation_id", "first_id", "second_id", name=op.f("pk_dismissals")),
    )


def downgrade() -> None:
    op.drop_table("dismissals")
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merges_operation_id_undone_at"))
        batch_op.drop_index(batch_op.f("ix_merges_survivor_id"))
        batch_op.drop_index(batch_op.f("ix_merges_merged_id"))
    op.drop_table("merges")
