"""Let people choose a name and a password to sign in by; keep how a session began and where it was used from."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passwords",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_passwords_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_passwords")),
    )
    op.add_column("accounts", sa.Column("sign_in_name", sa.String(length=254), nullable=True))
    op.create_index(op.f("ix_accounts_sign_in_name"), "accounts", ["sign_in_name"], unique=True)
    # Every session that lives when this runs was begun by a link.
    op.add_column("sessions", sa.Column("begun_by", sa.String(length=8), nullable=False, server_default="link"))
    op.add_column("sessions", sa.Column("address", sa.String(length=45), nullable=True))


def downgrade() -> None:
    op.drop_column("sessions", "address")
    op.drop_column("sessions", "begun_by")
    op.drop_index(op.f("ix_accounts_sign_in_name"), "accounts")
    op.drop_column("accounts", "sign_in_name")
    op.drop_table("passwords")
