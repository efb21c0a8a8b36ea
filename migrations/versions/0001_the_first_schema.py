"""Make the first schema: log, feed, receipts, accounts, plan, participation, reports, ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


INSERT_ONLY = ("entries", "links", "lines")
"""What is written once: whoever could change it could change the past."""


def upgrade() -> None:  # noqa: PLR0915 one statement a table
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "streams",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_streams")),
    )
    with op.batch_alter_table("streams", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_streams_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "board_rows",
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until_seq", sa.BigInteger(), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_board_rows_stream_id_streams")),
        sa.PrimaryKeyConstraint("stream_id", "key", "seq", name=op.f("pk_board_rows")),
        sa.UniqueConstraint("stream_id", "key", "until_seq", name=op.f("uq_board_rows_stream_id_key_until_seq")),
    )
    with op.batch_alter_table("board_rows", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_board_rows_stream_id_circle_until_seq"), ["stream_id", "circle", "until_seq"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_board_rows_stream_id_seq"), ["stream_id", "seq"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_board_rows_stream_id_until_seq_circle"), ["stream_id", "until_seq", "circle"], unique=False
        )

    op.create_table(
        "entries",
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_entries_stream_id_streams")),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_entries")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entries_stream_id_subject"), ["stream_id", "subject"], unique=False)

    op.create_table(
        "lines",
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reverses_seq", sa.BigInteger(), nullable=True),
        sa.Column("reverses_n", sa.Integer(), nullable=True),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("airport", sa.String(length=3), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column("phase", sa.String(length=20), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("commodity", sa.String(length=40), nullable=True),
        sa.Column("direction", sa.String(length=10), nullable=True),
        sa.Column("origin", sa.String(length=3), nullable=True),
        sa.Column("destination", sa.String(length=3), nullable=True),
        sa.Column("conveyance", sa.String(length=20), nullable=True),
        sa.Column("concealment", sa.String(length=24), nullable=True),
        sa.Column("basis", sa.String(length=20), nullable=True),
        sa.Column("database", sa.String(length=20), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=True),
        sa.Column("age_band", sa.String(length=10), nullable=True),
        sa.Column("nationality", sa.String(length=2), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("qualifier", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_lines_stream_id_streams")),
        sa.PrimaryKeyConstraint("stream_id", "seq", "n", name=op.f("pk_lines")),
        sa.UniqueConstraint(
            "stream_id", "reverses_seq", "reverses_n", name=op.f("uq_lines_stream_id_reverses_seq_reverses_n")
        ),
    )
    with op.batch_alter_table("lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lines_stream_id_report_id"), ["stream_id", "report_id"], unique=False)

    op.create_table(
        "links",
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_links_stream_id_streams")),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_links")),
    )
    op.create_table(
        "operations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audit_stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("reports_filed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stood_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=True),
        sa.Column("stop_salt", sa.String(length=32), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["audit_stream_id"], ["streams.id"], name=op.f("fk_operations_audit_stream_id_streams")
        ),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_operations_stream_id_streams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
        sa.UniqueConstraint("code", name=op.f("uq_operations_code")),
    )
    op.create_table(
        "receipts",
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_receipts_stream_id_streams")),
        sa.PrimaryKeyConstraint("stream_id", "account_id", "key", name=op.f("pk_receipts")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("browser", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sessions_token_digest")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_account_id"), ["account_id"], unique=False)

    op.create_table(
        "sign_in_links",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("seat_id", sa.String(length=36), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(length=36), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sign_in_links_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_links")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_in_links_token_digest")),
    )
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_links_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_links_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "standing",
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("airport", sa.String(length=3), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column("phase", sa.String(length=20), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("commodity", sa.String(length=40), nullable=True),
        sa.Column("direction", sa.String(length=10), nullable=True),
        sa.Column("origin", sa.String(length=3), nullable=True),
        sa.Column("destination", sa.String(length=3), nullable=True),
        sa.Column("conveyance", sa.String(length=20), nullable=True),
        sa.Column("concealment", sa.String(length=24), nullable=True),
        sa.Column("basis", sa.String(length=20), nullable=True),
        sa.Column("database", sa.String(length=20), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=True),
        sa.Column("age_band", sa.String(length=10), nullable=True),
        sa.Column("nationality", sa.String(length=2), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("qualifier", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_standing_stream_id_streams")),
        sa.PrimaryKeyConstraint("stream_id", "seq", "n", name=op.f("pk_standing")),
    )
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_standing_stream_id_measure_stage"), ["stream_id", "measure", "stage"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_standing_stream_id_report_id"), ["stream_id", "report_id"], unique=False)

    op.create_table(
        "tallies",
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("cut", sa.String(length=60), nullable=False),
        sa.Column("cell", sa.String(length=120), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_tallies_stream_id_streams")),
        sa.PrimaryKeyConstraint(
            "stream_id", "measure", "unit", "stage", "circle", "cut", "cell", name=op.f("pk_tallies")
        ),
    )
    op.create_table(
        "boundaries",
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("airport", sa.String(length=3), nullable=False),
        sa.Column("phase", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edge", sa.String(length=5), nullable=False),
        sa.Column("phase_kind", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_boundaries_operation_id_operations")
        ),
        sa.PrimaryKeyConstraint("operation_id", "airport", "phase", "edge", name=op.f("pk_boundaries")),
    )
    with op.batch_alter_table("boundaries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_boundaries_announced_at_due_at"), ["announced_at", "due_at"], unique=False)

    op.create_table(
        "control_confirmations",
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("airport", sa.String(length=3), nullable=False),
        sa.Column("phase", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_control_confirmations_operation_id_operations")
        ),
        sa.PrimaryKeyConstraint("operation_id", "airport", "phase", name=op.f("pk_control_confirmations")),
    )
    op.create_table(
        "operation_airports",
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("iata", sa.String(length=3), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_operation_airports_operation_id_operations")
        ),
        sa.PrimaryKeyConstraint("operation_id", "iata", name=op.f("pk_operation_airports")),
    )
    op.create_table(
        "participations",
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("limits", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_participations_operation_id_operations")
        ),
        sa.PrimaryKeyConstraint("operation_id", "country", name=op.f("pk_participations")),
    )
    op.create_table(
        "plan_editions",
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_plan_editions_operation_id_operations")
        ),
        sa.PrimaryKeyConstraint("operation_id", "edition", name=op.f("pk_plan_editions")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("airport", sa.String(length=3), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("home", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("held_for", sa.String(length=60), nullable=True),
        sa.Column("beyond_limits", sa.Boolean(), nullable=False),
        sa.Column("question_open", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("validated_edition", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column("phase", sa.String(length=20), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.String(length=36), nullable=False),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_reports_operation_id_operations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("operation_id", "number", name=op.f("uq_reports_operation_id_number")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reports_operation_id_airport_report_on"),
            ["operation_id", "airport", "report_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_reports_operation_id_circle_state"), ["operation_id", "circle", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_reports_operation_id_state_received_at"),
            ["operation_id", "state", "received_at"],
            unique=False,
        )

    op.create_table(
        "seats",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("airport", sa.String(length=3), nullable=True),
        sa.Column("unit", sa.String(length=80), nullable=True),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(length=36), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_seats_operation_id_operations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
    )
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seats_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_seats_operation_id_role_country"), ["operation_id", "role", "country"], unique=False
        )

    op.create_table(
        "watch_entries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_watch_entries_operation_id_operations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_entries")),
        sa.UniqueConstraint("operation_id", "seq", name=op.f("uq_watch_entries_operation_id_seq")),
    )
    op.create_table(
        "persons_parts",
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_persons_parts_operation_id_operations")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_persons_parts_report_id_reports")),
        sa.PrimaryKeyConstraint("report_id", "edition", name=op.f("pk_persons_parts")),
    )
    op.create_table(
        "remarks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_remarks_operation_id_operations")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_remarks_report_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remarks_report_id"), ["report_id"], unique=False)

    op.create_table(
        "report_editions",
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column("phase", sa.String(length=20), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("beyond_limits", sa.Boolean(), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=True),
        sa.Column("basis", sa.String(length=20), nullable=True),
        sa.Column("commodities", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("phone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_editions_report_id_reports")),
        sa.PrimaryKeyConstraint("report_id", "edition", name=op.f("pk_report_editions")),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME; END $$"
        )

    for table in INSERT_ONLY:
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE ON {table} "
                "EXECUTE FUNCTION refuse_change()"
            )


def downgrade() -> None:  # noqa: PLR0915 one statement a table
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change() CASCADE")
    op.drop_table("report_editions")
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remarks_report_id"))

    op.drop_table("remarks")
    op.drop_table("persons_parts")
    op.drop_table("watch_entries")
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seats_operation_id_role_country"))
        batch_op.drop_index(batch_op.f("ix_seats_account_id"))

    op.drop_table("seats")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_operation_id_state_received_at"))
        batch_op.drop_index(batch_op.f("ix_reports_operation_id_circle_state"))
        batch_op.drop_index(batch_op.f("ix_reports_operation_id_airport_report_on"))

    op.drop_table("reports")
    op.drop_table("plan_editions")
    op.drop_table("participations")
    op.drop_table("operation_airports")
    op.drop_table("control_confirmations")
    with op.batch_alter_table("boundaries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_boundaries_announced_at_due_at"))

    op.drop_table("boundaries")
    op.drop_table("tallies")
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standing_stream_id_report_id"))
        batch_op.drop_index(batch_op.f("ix_standing_stream_id_measure_stage"))

    op.drop_table("standing")
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_links_seat_id"))
        batch_op.drop_index(batch_op.f("ix_sign_in_links_account_id"))

    op.drop_table("sign_in_links")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_account_id"))

    op.drop_table("sessions")
    op.drop_table("receipts")
    op.drop_table("operations")
    op.drop_table("links")
    with op.batch_alter_table("lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lines_stream_id_report_id"))

    op.drop_table("lines")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entries_stream_id_subject"))

    op.drop_table("entries")
    with op.batch_alter_table("board_rows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_board_rows_stream_id_until_seq_circle"))
        batch_op.drop_index(batch_op.f("ix_board_rows_stream_id_seq"))
        batch_op.drop_index(batch_op.f("ix_board_rows_stream_id_circle_until_seq"))

    op.drop_table("board_rows")
    with op.batch_alter_table("streams", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_streams_owner_id"))

    op.drop_table("streams")
    op.drop_table("accounts")
