"""Let a way end where it was meant to end, where a report says so; the ledger is told of what was filed before."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MEASURES = ("seizures", "seizures_with", "quantity", "goods_value", "persons")
CUTS = ("origin,transit,airport,onward,destination", "airport,destination")
BODIES = """
    SELECT report_id, edition, body FROM report_editions
    WHERE report_id IN (SELECT report_id FROM report_editions WHERE body LIKE '%"intended_destination":"%')
"""
LINES = """
    SELECT stream_id, seq, n, report_id, stage, reverses_seq, reverses_n, airport, country, measure FROM lines
    WHERE report_id IN (SELECT report_id FROM report_editions WHERE body LIKE '%"intended_destination":"%')
    ORDER BY stream_id, seq, n
"""
BEGINNINGS_OF_EDITIONS = """
    SELECT stream_id, seq, kind, body FROM entries
    WHERE kind IN ('report_filed', 'report_held', 'report_corrected', 'referral_recorded', 'report_validated')
    ORDER BY stream_id, seq
"""
TELL_LINE = """
    UPDATE lines SET onward = :onward, destination = :destination
    WHERE stream_id = :of_stream AND seq = :at_seq AND n = :at_n
"""
TELL_STANDING = """
    UPDATE standing SET (onward, destination) = (
        SELECT onward, destination FROM lines
        WHERE lines.stream_id = standing.stream_id AND lines.seq = standing.seq AND lines.n = standing.n)
"""

tallies = sa.table(
    "tallies",
    *(sa.column(name) for name in ("stream_id", "measure", "unit", "stage", "circle", "cut", "cell", "value")),
)


def upgrade() -> None:
    with _lines_open():
        _room_for(28, instead_of=24)
        _tell(meant=True)


def downgrade() -> None:
    with _lines_open():
        _tell(meant=False)
        _room_for(24, instead_of=28)


@contextmanager
def _lines_open() -> Iterator[None]:
    """Let lines be told anew, once: what was reported is not changed, only what a figure makes of it."""
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


def _room_for(length: int, *, instead_of: int) -> None:
    """Seven places may lie ahead: six of transit, and where the flight went."""
    for table in ("lines", "standing"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            before, now = sa.String(length=instead_of), sa.String(length=length)
            batch_op.alter_column("onward", existing_type=before, type_=now, existing_nullable=True)


def _tell(*, meant: bool) -> None:
    """Tell the lines what the edition each was posted from says; a reversal says what it reverses."""
    bind = op.get_bind()
    bodies = {(report_id, edition): json.loads(text) for report_id, edition, text in bind.execute(sa.text(BODIES))}
    if not bodies:
        return
    begun = _begun(bind)
    said: dict[tuple[int, int, int], dict[str, str | None]] = {}
    for stream_id, seq, n, report_id, stage, reverses_seq, reverses_n, airport, country, measure in bind.execute(
        sa.text(LINES)
    ):
        if measure not in MEASURES:
            continue
        if reverses_seq is not None:
            found = said.get((stream_id, reverses_seq, reverses_n))
        else:
            # What is validated stays of the edition that was, whatever has been filed since.
            edition = max((each for at, each in begun[report_id, stage] if at <= seq), default=1)
            body = bodies.get((report_id, edition), {})
            found = _way(body, airport, country, meant=meant) if body.get("intended_destination") else None
        if found is not None:
            said[stream_id, seq, n] = found
    if said:
        keys = ("of_stream", "at_seq", "at_n")
        bind.execute(sa.text(TELL_LINE), [dict(zip(keys, at, strict=True)) | more for at, more in said.items()])
        op.execute(TELL_STANDING)
        _tally()


def _way(body: dict[str, Any], airport: str | None, country: str | None, *, meant: bool) -> dict[str, str | None]:
    """Say what a line says of the way after the control, by the rule of the day on which it was first told."""
    passed: list[str] = body.get("transit") or []
    direction = body["direction"]
    ahead = 0 if direction == "departure" else len(passed)
    if direction == "transit" and airport in passed:
        ahead = passed.index(airport) + 1
    onward = passed[ahead:]
    end = airport if direction == "arrival" else body.get("destination")
    intended = body["intended_destination"] if meant else None
    if intended not in {None, end} and not (direction == "arrival" and intended == country):
        if direction != "arrival" and end is not None and end not in onward:
            onward.append(end)
        end = intended
    return {"onward": "-".join(onward) or None, "destination": end}


def _begun(bind: sa.Connection) -> defaultdict[tuple[str, str], list[tuple[int, int]]]:
    """Return from which position on each edition of a report was the one submitted, and the one validated."""
    found: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for _, seq, kind, text in bind.execute(sa.text(BEGINNINGS_OF_EDITIONS)):
        fact = json.loads(text)
        stage = "validated" if kind == "report_validated" else "submitted"
        found[fact["report_id"], stage].append((seq, fact.get("edition", 1)))
    return found


def _tally() -> None:
    """Count anew, from what stands, the sums by where ways end."""
    bind = op.get_bind()
    op.execute(sa.delete(tallies).where(tallies.c.measure == "seizures", tallies.c.cut.in_(CUTS)))
    sums: Counter[tuple[object, ...]] = Counter()
    for cut in CUTS:
        names = ("stream_id", "measure", "unit", "stage", "circle", "value", *cut.split(","))
        standing = sa.table("standing", *(sa.column(name) for name in names))
        query = sa.select(*standing.columns).where(standing.c.measure == "seizures")
        for stream_id, measure, unit, stage, circle, value, *codes in bind.execute(query):
            cell = ",".join(code or "not_known" for code in codes)
            sums[stream_id, measure, unit, stage, circle, cut, cell] += value
    columns = [column.name for column in tallies.columns]
    rows = [dict(zip(columns, (*place, value), strict=True)) for place, value in sums.items()]
    bind.execute(sa.insert(tallies), rows)
