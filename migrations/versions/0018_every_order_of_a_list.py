"""Keep every order of the list of reports in an index, so that a page costs the same however old the operation.

A report keeps when its validated edition happened: that is what most readers sort by.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LISTED_BY = (
    "", "circle", "home", "kind", "state", "airport", "country", "occurred_at", "report_on", "validated_occurred_at",
    "validated_on",
)  # fmt: skip
BEFORE = (["operation_id", "circle", "state"], ["operation_id", "state", "received_at"])

reports = sa.table("reports", *(sa.column(name) for name in ("id", "validated_edition", "validated_occurred_at")))
editions = sa.table("report_editions", *(sa.column(name) for name in ("report_id", "edition", "occurred_at")))


def upgrade() -> None:
    op.add_column("reports", sa.Column("validated_occurred_at", sa.DateTime(timezone=True), nullable=True))
    counts = (editions.c.report_id == reports.c.id) & (editions.c.edition == reports.c.validated_edition)
    said = {"validated_occurred_at": sa.select(editions.c.occurred_at).where(counts).scalar_subquery()}
    op.execute(sa.update(reports).where(reports.c.validated_edition.is_not(None)).values(said))
    for column in LISTED_BY:
        columns = ["operation_id", *filter(None, [column]), "received_at", "number"]
        op.create_index(f"ix_reports_by_{column or 'arrival'}", "reports", columns)
    for columns in BEFORE:
        op.drop_index(op.f(f"ix_reports_{'_'.join(columns)}"), "reports")


def downgrade() -> None:
    for columns in BEFORE:
        op.create_index(op.f(f"ix_reports_{'_'.join(columns)}"), "reports", columns)
    for column in LISTED_BY:
        op.drop_index(f"ix_reports_by_{column or 'arrival'}", "reports")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_column("validated_occurred_at")
