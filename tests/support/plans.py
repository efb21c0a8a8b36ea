"""How databases look for rows: what was said to one, and what of that walks tables that grow with every report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from realtime.transaction import Database

GROWING = {
    "reports",
    "report_editions",
    "persons_parts",
    "entries",
    "links",
    "lines",
    "standing",
    "board_rows",
    "tallies",
}
"""What every report adds to."""

# Lists go through a home's reports in their order until a page is full; whoever counts must go by what is unsettled.
_OF_A_HOME = "ix_reports_by_home (operation_id=? AND home=?)"
_WIDE = {"stream_id=?", "operation_id=?", "operation_id=? AND airport=?", "operation_id=? AND state=?"}


@contextmanager
def counting(db: Database) -> Iterator[list[tuple[str, Any]]]:
    """Yield a list of what is said to a database meanwhile: statements with their values."""
    said: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:  # noqa: ANN401 SQLAlchemy's
        if not statement.startswith("BEGIN"):
            said.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    yield said
    event.remove(db.engine, "before_cursor_execute", note)


def walked(connection: Connection, statement: str, values: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 the driver's
    """Yield what grows and would be looked through with nothing narrower than the operation to go by.

    For an embedded database, which says beforehand how it will look for rows, whatever few there are.
    """
    if not statement.startswith(("SELECT", "UPDATE", "DELETE")):
        return
    one = values[0] if values and isinstance(values[0], tuple) else values
    for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", one):
        verb, table, *_ = row[3].split()
        by = row[3].partition("(")[2].rstrip(")")
        if table in GROWING and (verb != "SEARCH" or by in _WIDE or _OF_A_HOME in row[3]):
            yield table, statement


def most_read(connection: Connection, statement: str, values: Any) -> int:  # noqa: ANN401 the driver's
    """Return how many rows a part of a query went through at most, as PostgreSQL counted while it did so.

    A table as small as a test's it would rather read whole. Told not to, it goes by an index where there is one that
    answers; where there is none it reads everything all the same, and that is counted.
    """
    for way in ("seqscan", "hashjoin", "mergejoin"):
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values).scalar_one()
    return max(_rows(plan[0]["Plan"]))


def _rows(node: dict[str, Any]) -> Iterator[int]:
    yield int((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])
    for part in node.get("Plans", ()):
        yield from _rows(part)
