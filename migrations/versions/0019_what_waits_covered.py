"""Let the index of unsettled reports hold all that a queue counts.

Since lists have an order by home, an embedded database went by that one, through every report of an airport.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UNSETTLED = "(state IN ('submitted', 'held') OR question_open OR referral_open)"
COUNTED = ["operation_id", "home", "state", "question_open", "referral_open", "received_at"]
BEFORE, INDEX = "ix_reports_operation_id_home", "ix_reports_unsettled"


def upgrade() -> None:
    where = sa.text(UNSETTLED)
    op.drop_index(BEFORE, "reports")
    op.create_index(INDEX, "reports", COUNTED, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    where = sa.text(UNSETTLED)
    op.drop_index(INDEX, "reports")
    op.create_index(BEFORE, "reports", ["operation_id", "home"], sqlite_where=where, postgresql_where=where)
