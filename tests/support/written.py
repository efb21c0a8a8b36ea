"""Put what a long run found into a page of `docs/`, between two marks, so that figures are never typed by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tests.support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE: Final = ROOT / "docs" / "reliability.md"


def write(name: str, machine: str, heads: Sequence[str], rows: Sequence[Sequence[object]], said: str = "") -> None:
    """Write one table of the page anew: what was found, on what machine, and on which day."""
    begins, ends = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    table = [f"| {' | '.join(heads)} |", f"|---{'|--:' * (len(heads) - 1)}|"]
    table += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    found = [f"{datetime.now(UTC):%Y-%m-%d}, {machine}", "", *table, *(["", said] if said else [])]
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(begins)
    assert rest, f"{PAGE} has no place for {name}"
    text = "\n".join(found)
    PAGE.write_text(f"{before}{begins}\n{text}\n\n{ends}{rest.partition(ends)[2]}", encoding="utf-8")
