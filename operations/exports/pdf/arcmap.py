"""Lay out a map of arcs for paper: the land it lies on, its arcs by weight, its places and their names. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from operations.airports.outline import Place, outline
from operations.exports.pdf.labels import place_labels
from operations.exports.pdf.paper import ArcMap, Arrow, Mark, Name, Point, Stroke
from operations.exports.pdf.projection import Frame, frame_of

WIDE: Final = 516
"""The width of a page of A4 between its margins, in points."""

_TALLEST: Final = 300
_EDGE: Final = 30
_WIDEST: Final = 5.5
_THINNEST: Final = 0.8
_LETTERS: Final = 7.5 / 12
_ARROW_AT: Final = 0.6
_AHEAD: Final = 0.01
_DECIMALS: Final = 1


@dataclass(frozen=True, slots=True)
class Leg:
    """What goes from one place to another, by their codes, and how much it is."""

    begins: str
    ends: str
    value: int


def arc_map(
    legs: Sequence[Leg], places: Mapping[str, Place], names: Mapping[str, str], *, title: str, foot: str
) -> ArcMap:
    """Lay out legs, the largest first; one whose ends nobody can place is left to the table."""
    drawn = [leg for leg in legs if leg.begins in places and leg.ends in places]
    ends = dict.fromkeys(end for leg in drawn for end in (leg.begins, leg.ends))
    frame = frame_of([places[end] for end in ends], WIDE, _TALLEST, _EDGE)
    most = max((leg.value for leg in drawn), default=1)
    reached = {leg.ends for leg in drawn}
    points = [(names[end], frame.at(places[end])) for end in ends]
    return ArcMap(
        title=title,
        wide=WIDE,
        tall=round(frame.tall, _DECIMALS),
        land=[_rounded(ring) for line in outline().land for ring in frame.rings(line)],
        borders=[_rounded(line) for border in outline().borders for line in frame.lines(border)],
        arcs=[stroke for leg in drawn for stroke in _strokes(frame, places, leg, most)],
        arrows=[_arrow(frame, places, leg, most) for leg in drawn],
        marks=[Mark(*_rounded([frame.at(places[end])])[0], hollow=end not in reached) for end in ends],
        names=[
            Name(label.text, round(label.x, _DECIMALS), round(label.y, _DECIMALS), label.leader)
            for label in place_labels(points, WIDE, frame.tall, _LETTERS)
        ],
        foot=foot,
    )


def _strokes(frame: Frame, places: Mapping[str, Place], leg: Leg, most: int) -> list[Stroke]:
    pieces = frame.way(places[leg.begins], places[leg.ends])
    return [Stroke(_rounded(piece), _wide(leg, most)) for piece in pieces if len(piece) > 1]


def _arrow(frame: Frame, places: Mapping[str, Place], leg: Leg, most: int) -> Arrow:
    """Return the head that says which way it goes: beyond the middle, so that two ways between two places show both."""
    begins, ends = places[leg.begins], places[leg.ends]
    (x, y), ahead = (frame.between(begins, ends, share) for share in (_ARROW_AT, _ARROW_AT + _AHEAD))
    angle = math.atan2(ahead[1] - y, ahead[0] - x)
    return Arrow(*_rounded([(x, y)])[0], turn=round(math.degrees(angle), _DECIMALS), wide=_wide(leg, most))


def _wide(leg: Leg, most: int) -> float:
    return round(max(leg.value / most * _WIDEST, _THINNEST), 2)


def _rounded(points: Sequence[Point]) -> list[Point]:
    return [(round(x, _DECIMALS), round(y, _DECIMALS)) for x, y in points]
