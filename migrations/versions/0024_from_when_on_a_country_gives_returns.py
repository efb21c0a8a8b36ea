"""Keep from when on a country gives returns: whoever accepted late owed the days before.

Who takes part already owes what it owed, from the beginning: no figure that was shown changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("participations", sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("participations", sa.Column("earlier", sa.Text(), nullable=False, server_default=sa.text("'[]'")))


def downgrade() -> None:
    op.drop_column("participations", "earlier")
    op.drop_column("participations", "joined_at")
