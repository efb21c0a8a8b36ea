"""Let the ledger say where something was found and which places it passed; tell it of what was filed before."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ADDED = {"place": 20, "terminal": 8, "transit": 24, "onward": 24}
MEASURES = ("seizures", "seizures_with", "quantity", "goods_value", "persons", "reported_hits", "incidents")
OLD_WAY, WAY, PLACE = "origin,airport,destination", "origin,transit,airport,onward,destination", "place"
LINES = """
    SELECT stream_id, seq, n, report_id, stage, reverses_seq, reverses_n, airport, measure FROM lines
    ORDER BY stream_id, seq, n
"""
BEGINNINGS_OF_EDITIONS = """
    SELECT stream_id, seq, kind, body FROM entries
    WHERE kind IN ('report_filed', 'report_held', 'report_corrected', 'referral_recorded', 'report_validated')
    ORDER BY stream_id, seq
"""
COMPLETE_LINE = """
    UPDATE lines SET place = :place, terminal = :terminal, transit = :transit, onward = :onward
    WHERE stream_id = :of_stream AND seq = :at_seq AND n = :at_n
"""
COMPLETE_STANDING = """
    UPDATE standing SET (place, terminal, transit, onward) = (
        SELECT place, terminal, transit, onward FROM lines
        WHERE lines.stream_id = standing.stream_id AND lines.seq = standing.seq AND lines.n = standing.n)
"""

tallies = sa.table(
    "tallies",
    *(sa.column(name) for name in ("stream_id", "measure", "unit", "stage", "circle", "cut", "cell", "value")),
)


def upgrade() -> None:
    for table in ("lines", "standing"):
        for name, length in ADDED.items():
            op.add_column(table, sa.Column(name, sa.String(length=length), nullable=True))
    with _lines_open():
        _fill_lines()
    op.execute(COMPLETE_STANDING)
    _tally((WAY, PLACE), instead_of=(OLD_WAY,))


def downgrade() -> None:
    _tally((OLD_WAY,), instead_of=(WAY, PLACE))
    for table in ("standing", "lines"):
        for name in reversed(ADDED):
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
    """Fill the lines from the edition each was posted from; a reversal says what it reverses."""
    bind = op.get_bind()
    bodies = _bodies(bind)
    begun = _begun(bind)
    said: dict[tuple[int, int, int], dict[str, str | None]] = {}
    for stream_id, seq, n, report_id, stage, reverses_seq, reverses_n, airport, measure in bind.execute(sa.text(LINES)):
        if measure not in MEASURES:
            continue
        if reverses_seq is not None:
            found = said.get((stream_id, reverses_seq, reverses_n))
        else:
            # What is validated stays of the edition that was, whatever has been filed since.
            edition = max((each for at, each in begun[report_id, stage] if at <= seq), default=1)
            body = bodies.get((report_id, edition))
            found = None if body is None else _told(body, airport)
        if found is not None and any(found.values()):
            said[stream_id, seq, n] = found
    if said:
        keys = ("of_stream", "at_seq", "at_n")
        rows = [dict(zip(keys, place, strict=True)) | more for place, more in said.items()]
        bind.execute(sa.text(COMPLETE_LINE), rows)


def _told(body: dict[str, Any], airport: str | None) -> dict[str, str | None]:
    """Say what a line says of its place and its way, by the rule of the day on which it was first told."""
    passed: list[str] = body.get("transit") or []
    past = 0 if body.get("direction") == "departure" else len(passed)
    ahead = past
    if body.get("direction") == "transit" and airport in passed:
        past = passed.index(airport)
        ahead = past + 1
    return {
        "place": body.get("place"),
        "terminal": f"{airport}-{body['terminal']}" if airport and body.get("terminal") else None,
        "transit": "-".join(passed[:past]) or None,
        "onward": "-".join(passed[ahead:]) or None,
    }


def _bodies(bind: sa.Connection) -> dict[tuple[str, int], dict[str, Any]]:
    found = {}
    for report_id, edition, text in bind.execute(sa.text("SELECT report_id, edition, body FROM report_editions")):
        body = json.loads(text)
        if body.get("kind") in {"seizure", "hit", "incident"}:
            found[report_id, edition] = body
    return found


def _begun(bind: sa.Connection) -> defaultdict[tuple[str, str], list[tuple[int, int]]]:
    """Return from which position on each edition of a report was the one submitted, and the one validated."""
    found: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for _, seq, kind, text in bind.execute(sa.text(BEGINNINGS_OF_EDITIONS)):
        fact = json.loads(text)
        stage = "validated" if kind == "report_validated" else "submitted"
        found[fact["report_id"], stage].append((seq, fact.get("edition", 1)))
    return found


def _tally(cuts: Iterable[str], *, instead_of: Iterable[str]) -> None:
    """Begin the sums of some cuts of seizures from what stands, and forget those of others."""
    bind = op.get_bind()
    op.execute(sa.delete(tallies).where(tallies.c.measure == "seizures", tallies.c.cut.in_(instead_of)))
    sums: Counter[tuple[object, ...]] = Counter()
    for cut in cuts:
        names = ("stream_id", "measure", "unit", "stage", "circle", "value", *cut.split(","))
        standing = sa.table("standing", *(sa.column(name) for name in names))
        query = sa.select(*standing.columns).where(standing.c.measure == "seizures")
        for stream_id, measure, unit, stage, circle, value, *codes in bind.execute(query):
            cell = ",".join(code or "not_known" for code in codes)
            sums[stream_id, measure, unit, stage, circle, cut, cell] += value
    if sums:
        columns = [column.name for column in tallies.columns]
        rows = [dict(zip(columns, (*place, value), strict=True)) for place, value in sums.items()]
        bind.execute(sa.insert(tallies), rows)
