"""Draw what people would rather look at than read: how boards are told, and what requests cost as an operation grows.

One SVG from `docs/performance.json`, on a white card, so that it can be read on a dark page too. Lines are told apart
by their names at their ends and by their marks, not by colours alone; a thin bar is between what the rounds lie.
`python -m tests.bench.picture` draws it anew without measuring.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from html import escape
from math import log10
from statistics import median
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tests.bench import tables
from tests.support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Points: TypeAlias = dict[int, list[float]]
"""What the rounds gave at each place of the axis."""

KEPT: Final = ROOT / "docs/performance.svg"
INK, FAINT = "#1f2328", "#d0d7de"
COLOURS: Final = ("#0072b2", "#882255", "#c75300", "#00795a", "#6e7781")
"""Each at three to one or more upon white, and told apart by people who see fewer colours."""
MARKS: Final = ("circle", "square", "triangle", "diamond", "cross")
WIDE, TALL, LEFT, TOP, LOW = 470, 360, 56, 64, 300
ENDS: Final = 290
"""Where lines end, and their names begin."""
WHOLE: Final = 2 * WIDE + 140
"""The width of both, with room for the longest name of the right one."""


@dataclass(frozen=True)
class Panel:
    """One of the two pictures: what is said over it, along its foot, its lines by name, and where values lie."""

    title: str
    foot: str
    lines: dict[str, Points]
    ticks: tuple[float, ...]
    height: Callable[[float], float]
    """Where a value lies between the first tick, 0, and the last, 1."""


def drawn(found: dict[str, Any]) -> str:
    """Return the picture of what was measured."""
    panels = (_fan_out(found["rows"]), _growth(found["growth"]))
    said = " ".join(_said(panel) for panel in panels)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WHOLE} {TALL}" role="img" aria-labelledby="t d">',
        '<title id="t">How boards are told, and what requests cost as an operation grows</title>',
        f'<desc id="d">{escape(said)}</desc>',
        f'<rect width="{WHOLE}" height="{TALL}" rx="8" fill="#ffffff"/>',
    ]
    for number, panel in enumerate(panels):
        lines += [
            f'<g transform="translate({number * WIDE} 0)" font-family="system-ui, sans-serif">',
            *_panel(panel),
            "</g>",
        ]
    return "\n".join([*lines, "</svg>", ""])


def _fan_out(rows: list[dict[str, Any]]) -> Panel:
    lines: defaultdict[str, Points] = defaultdict(dict)
    for row in rows:
        if row["how"] == "one after another":
            lines[row["who"]].setdefault(row["boards"], []).append(row["per_cpu_second"] / 1000)
    order = (tables.UNBATCHED, tables.OURS, tables.SHIPPED, tables.NODE, tables.LIMIT)
    most = max(median(values) for points in lines.values() for values in points.values())
    step = 50
    ticks = tuple(float(tick) for tick in range(0, int(most) + step + 1, step))
    return Panel(
        "Deliveries per second of the server's processor, thousands",
        "boards; one event after another",
        {name: lines[name] for name in order if name in lines},
        ticks,
        lambda value: value / ticks[-1],
    )


def _growth(rows: list[dict[str, Any]]) -> Panel:
    lines: defaultdict[str, Points] = defaultdict(dict)
    for row in (row for row in rows if row.get("database", "SQLite") == "SQLite"):
        lines[row["what"]].setdefault(row["reports"], []).append(row["ms"])
    ticks = (1.0, 10.0, 100.0, 1000.0)
    return Panel(
        "Milliseconds of the server's processor for a request",
        "reports in the operation",
        dict(lines),
        ticks,
        lambda value: log10(max(value, ticks[0])) / log10(ticks[-1]),
    )


def _said(panel: Panel) -> str:
    """Return in words what a panel shows, for whoever hears it."""
    ends = (
        f"{name} {' to '.join(f'{median(points[place]):.0f}' for place in (min(points), max(points)))}"
        for name, points in panel.lines.items()
    )
    return f"{panel.title}, by {panel.foot}: {'; '.join(ends)}."


def _panel(panel: Panel) -> Iterator[str]:
    places = sorted({place for points in panel.lines.values() for place in points})

    def across(place: int) -> float:
        if len(places) == 1:
            return LEFT
        return LEFT + 10 + (ENDS - LEFT - 20) * log10(place / places[0]) / log10(places[-1] / places[0])

    def up(value: float) -> float:
        return LOW - (LOW - TOP) * min(panel.height(value), 1.0)

    yield _text(LEFT - 36, 30, panel.title, weight="600", size=14)
    for tick in panel.ticks:
        yield f'<path d="M{LEFT} {up(tick):.1f}H{ENDS}" stroke="{FAINT}"/>'
        yield _text(LEFT - 8, up(tick) + 4, f"{tick:,.0f}", anchor="end")
    for place in places:
        yield _text(across(place), LOW + 20, f"{place:,}", anchor="middle")
    yield _text((LEFT + ENDS) / 2, LOW + 42, panel.foot, anchor="middle")
    names = _apart({name: up(median(points[max(points)])) for name, points in panel.lines.items()})
    for number, (name, points) in enumerate(panel.lines.items()):
        colour, mark = COLOURS[number % len(COLOURS)], MARKS[number % len(MARKS)]
        middles = [(across(place), up(median(points[place]))) for place in sorted(points)]
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in middles)
        yield f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for place, values in sorted(points.items()):
            x = across(place)
            yield f'<path d="M{x:.1f} {up(min(values)):.1f}V{up(max(values)):.1f}" stroke="{colour}" opacity="0.5"/>'
        yield from (_mark(mark, x, y, colour) for x, y in middles)
        x, y = middles[-1]
        yield f'<path d="M{x + 6:.1f} {y:.1f}L{ENDS + 8} {names[name]:.1f}" stroke="{colour}" opacity="0.5"/>'
        yield _text(ENDS + 12, names[name] + 4, name)


def _mark(mark: str, x: float, y: float, colour: str) -> str:
    shapes = {
        "circle": f"M{x - 4:.1f} {y:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
        "square": f"M{x - 3.5:.1f} {y - 3.5:.1f}h7v7h-7Z",
        "triangle": f"M{x:.1f} {y - 5:.1f}l4.5 8h-9Z",
        "diamond": f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5Z",
        "cross": f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8",
    }
    return f'<path d="{shapes[mark]}" fill="{colour}" stroke="{colour}" stroke-width="{2 if mark == "cross" else 1}"/>'


def _apart(wanted: dict[str, float], room: float = 17) -> dict[str, float]:
    """Return where names stand so that none covers another: from the top down, then back up from the foot."""
    order = sorted(wanted, key=lambda name: wanted[name])
    found: dict[str, float] = {}
    free = float(TOP)
    for name in order:
        found[name] = max(wanted[name], free)
        free = found[name] + room
    free = float(LOW)
    for name in reversed(order):
        found[name] = min(found[name], free)
        free = found[name] - room
    return found


def _text(x: float, y: float, said: str, *, anchor: str = "start", weight: str = "400", size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" font-size="{size}" fill="{INK}">'
        f"{escape(said)}</text>"
    )


def keep() -> None:
    """Draw what was measured last."""
    found = json.loads((ROOT / "docs/performance.json").read_text(encoding="utf-8"))
    KEPT.write_text(drawn(found), encoding="utf-8")


if __name__ == "__main__":
    keep()
