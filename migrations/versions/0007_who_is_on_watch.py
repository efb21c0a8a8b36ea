"""Note who is on watch, one row per seat and process for every process to read, and what airports were asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "presences",
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("process_id", sa.String(36), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("circle", sa.String(40), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name="fk_presences_stream_id_streams"),
        sa.PrimaryKeyConstraint("stream_id", "process_id", "key", name="pk_presences"),
    )
    op.create_table(
        "asked_returns",
        sa.Column("operation_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("airport", sa.String(3), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(36), nullable=False),
        sa.Column("circle", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name="fk_asked_returns_operation_id_operations"),
        sa.PrimaryKeyConstraint("operation_id", "seq", name="pk_asked_returns"),
    )
    op.create_index("ix_asked_returns_operation_id_airport", "asked_returns", ["operation_id", "airport"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("asked_returns")
    op.drop_table("presences")
