"""Write what was measured down: each figure beside the limit's of the same round, with its spread."""

from __future__ import annotations

import os
import platform
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

LIMIT: Final = "bare loop"
OURS: Final = "the product"
UNBATCHED: Final = "the product, no window"
SHIPPED: Final = "Flask-SocketIO"
NODE: Final = "socket.io on Node.js"

HEADS: Final = (
    "deliveries / CPU-s", "of the limit (≥ 0.80)", "× Flask-SocketIO (≥ 5, with the window ≥ 8)",
    "× socket.io on Node.js (≥ 2)", "server's CPU", "p50 / p99 ms", "kB / board (≤ 55)", "ms to come in",
    "lost, disordered (0)", "load's CPU",
)  # fmt: skip
BEGINS, ENDS = "<!-- measured -->\n", "<!-- /measured -->\n"
RECOUNT_BEGINS, RECOUNT_ENDS = "<!-- recount -->\n", "<!-- /recount -->\n"
GROWTH_BEGINS, GROWTH_ENDS = "<!-- growth -->\n", "<!-- /growth -->\n"
LINE_BEGINS, LINE_ENDS = "<!-- line -->\n", "<!-- /line -->\n"
INTAKE_BEGINS, INTAKE_ENDS = "<!-- intake -->\n", "<!-- /intake -->\n"


def written(found: dict[str, Any]) -> str:
    """Return the tables as Markdown."""
    groups: defaultdict[tuple[str, int], defaultdict[str, list[dict[str, Any]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in found["rows"]:
        groups[row["how"], row["boards"]][row["who"]].append(row)
    lines = [found["machine"], ""]
    for (how, boards), by_name in sorted(groups.items(), key=lambda item: (item[0][0] != "one after another", item[0])):
        lines += [f"**{boards} boards, {how}**", "", f"| | {' | '.join(HEADS)} |", f"|---{'|--:' * len(HEADS)}|"]
        lines += [*(_line(name, rows, by_name) for name, rows in by_name.items()), ""]
    return "\n".join([*lines, *(f"Not measured: {what}." for what in found["missing"]), ""])


def _line(name: str, rows: list[dict[str, Any]], by_name: dict[str, list[dict[str, Any]]]) -> str:
    def beside(other: str) -> str:
        pairs = zip(rows, by_name.get(other, []), strict=False)
        return spread((mine["per_cpu_second"] / theirs["per_cpu_second"] for mine, theirs in pairs), "{:.2f}")

    def middle(what: str) -> float:
        return float(median(row[what] for row in rows))

    cells = [
        name, f"{middle('per_cpu_second') / 1000:.1f} k", beside(LIMIT), beside(SHIPPED), beside(NODE),
        f"{middle('server_cpu'):.0%}",
        f"{middle('p50_ms'):.1f} / {middle('p99_ms'):.1f}", f"{middle('kilobytes_per_board'):.0f}",
        f"{middle('ms_to_come_in'):.1f}",
        f"{sum(row['missing'] for row in rows)}, {sum(row['disordered'] for row in rows)}", f"{middle('load_cpu'):.0%}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def spread(values: Iterable[float], form: str) -> str:
    """Return the median of what the rounds gave, and between what they lie."""
    found = sorted(values)
    if not found:
        return ""
    middle, least, most = (form.format(value) for value in (median(found), found[0], found[-1]))
    return f"{middle} ({least}–{most})"


def put_into(page: str, tables: str, begins: str = BEGINS, ends: str = ENDS) -> str:
    """Return a page with its tables written anew, between the marks that they have there."""
    before, _, rest = page.partition(begins)
    return f"{before}{begins}\n{tables}\n{ends}{rest.partition(ends)[2]}"


def machine(*also: str) -> str:
    """Return what it was measured on and with."""
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    processor = models[0].partition(":")[2].strip() if models else platform.machine()
    packages = ("gevent", "python-engineio", "python-socketio", "flask-socketio", "wsproto", "gunicorn", "sqlalchemy")
    versions = ", ".join(f"{name} {version(name)}" for name in (*packages, *also))
    return (
        f"{os.cpu_count()} × {processor}, Linux {platform.release()}, Python {platform.python_version()}, {versions}; "
        f"load average {os.getloadavg()[0]:.1f} at the end."
    )
