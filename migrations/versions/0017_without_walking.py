"""Find what a change touches without walking all that is there, however old the operation.

A report keeps which day its validated edition is of; the tallies' key leads with what they are read by.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

DAYS = "ix_reports_operation_id_kind_airport_report_on_state_shift"
VALIDATED = "ix_reports_validated_days"
BEFORE = "ix_reports_operation_id_airport_report_on"

names = ("id", "validated_edition", "validated_on", "validated_shift")
reports = sa.table("reports", *(sa.column(name) for name in names))
editions = sa.table("report_editions", *(sa.column(name) for name in ("report_id", "edition", "report_on", "shift")))


def upgrade() -> None:
    op.add_column("reports", sa.Column("validated_on", sa.Date(), nullable=True))
    shift = sa.Column("validated_shift", sa.String(length=8), server_default=sa.text("''"), nullable=False)
    op.add_column("reports", shift)
    counts = (editions.c.report_id == reports.c.id) & (editions.c.edition == reports.c.validated_edition)
    said = {
        "validated_on": sa.select(editions.c.report_on).where(counts).scalar_subquery(),
        "validated_shift": sa.select(editions.c.shift).where(counts).scalar_subquery(),
    }
    op.execute(sa.update(reports).where(reports.c.validated_edition.is_not(None)).values(said))
    op.create_index(DAYS, "reports", ["operation_id", "kind", "airport", "report_on", "state", "shift"])
    where = sa.text("validated_on IS NOT NULL")
    columns = ["operation_id", "kind", "airport", "validated_on", "validated_shift"]
    op.create_index(VALIDATED, "reports", columns, sqlite_where=where, postgresql_where=where)
    op.drop_index(BEFORE, "reports")
    op.create_index(op.f("ix_operations_stream_id"), "operations", ["stream_id"])
    _key_of_tallies("stream_id", "cut", "circle", "cell", "measure", "unit", "stage")


def downgrade() -> None:
    _key_of_tallies("stream_id", "measure", "unit", "stage", "circle", "cut", "cell")
    op.drop_index(op.f("ix_operations_stream_id"), "operations")
    op.create_index(BEFORE, "reports", ["operation_id", "airport", "report_on"])
    op.drop_index(VALIDATED, "reports")
    op.drop_index(DAYS, "reports")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_column("validated_shift")
        batch_op.drop_column("validated_on")


def _key_of_tallies(*columns: str) -> None:
    with op.batch_alter_table("tallies", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("pk_tallies"), type_="primary")
        batch_op.create_primary_key(op.f("pk_tallies"), list(columns))
