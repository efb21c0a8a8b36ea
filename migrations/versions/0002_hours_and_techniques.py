"""Let the ledger say at which hour something was found, and by which technique; tell it of what was filed before."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = (
    ("technique", sa.String(length=20)),
    ("occurred_hour", sa.String(length=2)),
    ("utc_on", sa.Date()),
    ("utc_hour", sa.String(length=2)),
)
COMPLETE_STANDING = """
    UPDATE standing SET (technique, occurred_hour, utc_on, utc_hour) = (
        SELECT technique, occurred_hour, utc_on, utc_hour FROM lines
        WHERE lines.stream_id = standing.stream_id AND lines.seq = standing.seq AND lines.n = standing.n)
"""
BEGIN_TALLIES = """
    INSERT INTO tallies (stream_id, measure, unit, stage, circle, cut, cell, value)
    SELECT stream_id, measure, unit, stage, circle, 'technique', coalesce(technique, 'not_known'), sum(value)
    FROM standing WHERE measure = 'seizures'
    GROUP BY stream_id, measure, unit, stage, circle, coalesce(technique, 'not_known')
"""
LINES_OF_SEIZURES = """
    SELECT stream_id, seq, n, report_id, reverses_seq, reverses_n FROM lines
    WHERE measure IN ('seizures', 'seizures_with', 'quantity', 'persons') ORDER BY stream_id, seq, n
"""
BEGINNINGS_OF_EDITIONS = """
    SELECT seq, body FROM entries WHERE kind IN ('report_filed', 'report_held', 'report_corrected')
"""
COMPLETE_LINE = """
    UPDATE lines SET technique = :technique, occurred_hour = :occurred_hour, utc_on = :utc_on, utc_hour = :utc_hour
    WHERE stream_id = :of_stream AND seq = :at_seq AND n = :at_n
"""


def upgrade() -> None:
    for table in ("lines", "standing"):
        for name, kind in ADDED:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    with _lines_open():
        _fill_lines()
    op.execute(COMPLETE_STANDING)
    op.execute(BEGIN_TALLIES)


def downgrade() -> None:
    op.execute("DELETE FROM tallies WHERE cut = 'technique'")
    for table in ("standing", "lines"):
        for name, _ in reversed(ADDED):
            op.drop_column(table, name)


@contextmanager
def _lines_open() -> Iterator[None]:
    """Let lines be completed, once: what they say is not changed, only what they did not say is added."""
    if op.get_bind().dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'lines'"
        guards = op.get_bind().execute(sa.text(query)).all()
        for name, _ in guards:
            op.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in guards:
            op.execute(sql)
    else:
        op.execute("ALTER TABLE lines DISABLE TRIGGER lines_insert_only")
        yield
        op.execute("ALTER TABLE lines ENABLE TRIGGER lines_insert_only")


def _fill_lines() -> None:
    """Fill the lines of seizures from the edition each was posted from; a reversal says what it reverses."""
    bind = op.get_bind()
    editions = _editions(bind)
    begun = _begun(bind)
    said: dict[tuple[int, int, int], dict[str, Any]] = {}
    for stream_id, seq, n, report_id, reverses_seq, reverses_n in bind.execute(sa.text(LINES_OF_SEIZURES)).all():
        if reverses_seq is not None:
            found = said.get((stream_id, reverses_seq, reverses_n))
        else:
            edition = max((each for at, each in begun[report_id] if at <= seq), default=1)
            found = editions.get((report_id, edition))
        if found is not None:
            said[stream_id, seq, n] = found
    if said:
        keys = ("of_stream", "at_seq", "at_n")
        change = sa.text(COMPLETE_LINE).bindparams(sa.bindparam("utc_on", type_=sa.Date()))
        bind.execute(change, [dict(zip(keys, place, strict=True)) | more for place, more in said.items()])


def _editions(bind: sa.Connection) -> dict[tuple[str, int], dict[str, Any]]:
    query = sa.text("SELECT report_id, edition, body, occurred_at FROM report_editions").columns(
        occurred_at=sa.DateTime(timezone=True)
    )
    found = {}
    for report_id, edition, text, at in bind.execute(query):
        body = json.loads(text)
        if body.get("kind") != "seizure" or at is None:
            continue
        in_utc = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        found[report_id, edition] = {
            "technique": body.get("technique", "unknown"),
            "occurred_hour": body["occurred"][11:13],
            "utc_on": in_utc.date(),
            "utc_hour": f"{in_utc:%H}",
        }
    return found


def _begun(bind: sa.Connection) -> defaultdict[str, list[tuple[int, int]]]:
    """Return at which position each edition of a report began."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for seq, text in bind.execute(sa.text(BEGINNINGS_OF_EDITIONS)):
        fact = json.loads(text)
        found[fact["report_id"]].append((seq, fact.get("edition", 1)))
    return found
