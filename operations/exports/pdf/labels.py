"""Where the labels of a map go: greedy, each beside its point, or on a line leading to it, or not at all. Pure.

The screen's way of placing them (`frontend/src/board/labels.ts`), held to it by
`tests/operations/exports/map_cases.json`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from operations.exports.pdf.paper import Point

Line: TypeAlias = tuple[float, float, float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, upper, right and lower edge."""

_LETTER: Final = 7.6
_GAP: Final = 4
_HEIGHT: Final = 14
_SYMBOL: Final = 7
_NEAR: Final = (0, 180, -90, 90, -35, 35, -145, 145)
_FAR: Final = (-60, 60, -120, 120, -25, 25, -155, 155, -90, 90, 0, 180)
_RINGS: Final = ((0, _NEAR), (20, _FAR), (36, _FAR), (54, _FAR))


@dataclass(frozen=True, slots=True)
class Label:
    """A text by its middle; `leader` is the line from its point where it stands apart."""

    text: str
    x: float
    y: float
    leader: Line | None


@dataclass(slots=True)
class _Taken:
    """What is taken already: symbols first, in the order of their points, then labels placed, and lines to them."""

    symbols: Sequence[Box]
    labels: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def place_labels(points: Sequence[tuple[str, Point]], wide: float, tall: float, scale: float = 1) -> list[Label]:
    """Place texts at points inside a frame, in the order given; what finds no room is left out.

    Lengths are those of letters of 12 units at `scale` 1. No label covers another, a symbol or a line; a line may pass
    a symbol only where nothing else is left.
    """
    inside = [(text, (x / scale, y / scale)) for text, (x, y) in points if 0 <= x <= wide and 0 <= y <= tall]
    taken = _Taken([_around(*at, _SYMBOL * 2, _SYMBOL * 2) for _, at in inside])
    placed: list[Label] = []
    for own, (text, at) in enumerate(inside):
        choices = [each for each in _candidates(text, at, wide / scale, tall / scale) if _free(each, taken, own)]
        clear = (each for each in choices if _clear(each.leader, taken, own))
        label = next(clear, None) or next((each for each in choices if _unlabelled(each.leader, taken)), None)
        if label is None:
            continue
        placed.append(label)
        taken.labels.append(_box_of(label))
        if label.leader is not None:
            taken.lines.append(label.leader)
    return [_grown(label, scale) for label in placed]


def _candidates(text: str, at: Point, wide: float, tall: float) -> Iterator[Label]:
    for ring, angles in _RINGS:
        for angle in angles:
            turn = math.radians(angle)
            x = at[0] + math.cos(turn) * (_SYMBOL + 4 + ring + _width_of(text) / 2)
            y = at[1] + math.sin(turn) * (_SYMBOL + 4 + ring + _HEIGHT / 4)
            label = Label(text, x, y, _leader_to(at, (x, y), _width_of(text)) if ring else None)
            left, upper, right, lower = _box_of(label)
            if left >= 0 and upper >= 0 and right <= wide and lower <= tall:
                yield label


def _free(label: Label, taken: _Taken, own: int) -> bool:
    """Say whether a label covers nothing; its own symbol it may touch only where it stands right beside it."""
    box = _box_of(label)
    symbols = (other for place, other in enumerate(taken.symbols) if label.leader is not None or place != own)
    covers = any(_meet(box, other) for other in (*symbols, *taken.labels))
    return not covers and not any(_crosses(line, box) for line in taken.lines)


def _clear(leader: Line | None, taken: _Taken, own: int) -> bool:
    others = (box for place, box in enumerate(taken.symbols) if place != own)
    return leader is None or (_unlabelled(leader, taken) and not any(_crosses(leader, box) for box in others))


def _unlabelled(leader: Line | None, taken: _Taken) -> bool:
    return leader is None or not any(_crosses(leader, box) for box in taken.labels)


def _leader_to(at: Point, middle: Point, wide: float) -> Line:
    dx, dy = middle[0] - at[0], middle[1] - at[1]
    length = math.hypot(dx, dy)
    dx, dy = dx / length, dy / length
    stop = min((wide - _GAP) / 2 / max(abs(dx), 0.01), _HEIGHT / 2 / max(abs(dy), 0.01))
    return at[0] + dx * _SYMBOL, at[1] + dy * _SYMBOL, middle[0] - dx * stop, middle[1] - dy * stop


def _grown(label: Label, scale: float) -> Label:
    leader = label.leader
    if leader is not None:
        leader = (leader[0] * scale, leader[1] * scale, leader[2] * scale, leader[3] * scale)
    return replace(label, x=label.x * scale, y=label.y * scale, leader=leader)


def _width_of(text: str) -> float:
    return len(text) * _LETTER + _GAP


def _box_of(label: Label) -> Box:
    return _around(label.x, label.y, _width_of(label.text), _HEIGHT)


def _around(x: float, y: float, wide: float, tall: float) -> Box:
    return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crosses(line: Line, box: Box) -> bool:
    """Say whether a line passes through the inside of a box: it is cut to the box side by side."""
    x1, y1, x2, y2 = line
    dx, dy = x2 - x1, y2 - y1
    enters, leaves = 0.0, 1.0
    for step, room in ((-dx, x1 - box[0]), (dx, box[2] - x1), (-dy, y1 - box[1]), (dy, box[3] - y1)):
        if step == 0 and room <= 0:
            return False
        if step < 0:
            enters = max(enters, room / step)
        if step > 0:
            leaves = min(leaves, room / step)
    return enters < leaves
