"""From longitude and latitude to the frame of a map on paper, as the screen has it: Natural Earth's projection. Pure.

`tests/operations/exports/map_cases.json` holds the screen and the paper to the same centre and the same projection.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from operations.airports.outline import Place
from operations.exports.pdf.paper import Point

_LEAST_DEGREES: Final = 24
"""A lone airport is shown with about this many degrees of the world around it."""

_FARTHEST: Final = 85
_STEP: Final = 3
"""Degrees after which a straight line of the file, or a way along the earth, is bent again."""


def centre_longitude(longitudes: Iterable[float]) -> float:
    """Return the longitude to centre on: the middle of the shortest arc that holds all of them."""
    found = sorted(longitudes)
    if not found:
        return 0
    gaps = [(following - longitude, longitude) for longitude, following in pairwise([*found, found[0] + 360])]
    gap, after = max(gaps, key=lambda each: each[0])
    return _turned(after + gap / 2 + 180)


def _turned(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


def flat(longitude: float, latitude: float) -> Point:
    """Project degrees from the centre; lengths are those of a globe of radius 1, downwards is positive."""
    x, y = math.radians(longitude), math.radians(latitude)
    second = y * y
    fourth = second * second
    wide = 0.8707 - 0.131979 * second + fourth * (-0.013791 + fourth * (0.003971 * second - 0.001529 * fourth))
    tall = 1.007226 + second * (0.015085 + fourth * (-0.044475 + 0.028874 * second - 0.005916 * fourth))
    return x * wide, -y * tall


@dataclass(frozen=True, slots=True)
class Frame:
    """A map's frame: its size, where it is centred, and how it is scaled and moved."""

    wide: float
    tall: float
    centre: float
    scale: float
    left: float
    top: float

    def at(self, place: Place) -> Point:
        """Return where a place stands."""
        return self._moved(*flat(_turned(place[0] - self.centre), place[1]))

    def way(self, begins: Place, ends: Place) -> list[list[Point]]:
        """Return the way between two places along the earth's surface; in two pieces where it leaves at one side."""
        return [[self._moved(*flat(*place)) for place in piece] for piece in self._pieces(_along(begins, ends))]

    def between(self, begins: Place, ends: Place, share: float) -> Point:
        """Return the place that is so far on a way."""
        return self.at(_between(begins, ends, share))

    def lines(self, line: Sequence[Place]) -> Iterator[list[Point]]:
        """Yield what is seen of a line."""
        for piece in self._pieces(line):
            points = [self._moved(*flat(*place)) for place in piece]
            if len(points) > 1 and self._seen(points):
                yield points

    def rings(self, ring: Sequence[Place]) -> Iterator[list[Point]]:
        """Yield what is seen of a ring of land; one that lies across the edge of the world has a part at either."""
        for turn in (-360, 0, 360):
            moved = [(longitude - self.centre + turn, latitude) for longitude, latitude in ring]
            inside = _cut(_cut(moved, 0, 180, 1), 0, -180, -1)
            points = [self._moved(*flat(*place)) for place in _bent(inside)]
            if not points or not self._seen(points):
                continue
            for axis, edge, side in ((0, 0.0, -1), (0, self.wide, 1), (1, 0.0, -1), (1, self.tall, 1)):
                points = _cut(points, axis, edge, side)
            if points:
                yield points

    def _moved(self, x: float, y: float) -> Point:
        return self.left + x * self.scale, self.top + y * self.scale

    def _seen(self, points: Sequence[Point]) -> bool:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return max(xs) > 0 and min(xs) < self.wide and max(ys) > 0 and min(ys) < self.tall

    def _pieces(self, line: Iterable[Place]) -> list[list[Place]]:
        """Turn a line to the centre, and cut it where it goes from one edge of the world to the other."""
        pieces: list[list[Place]] = [[]]
        for longitude, latitude in line:
            turned = _turned(longitude - self.centre)
            if pieces[-1] and abs(turned - pieces[-1][-1][0]) > 180:  # noqa: PLR2004 half of the way round
                pieces.append([])
            pieces[-1].append((turned, latitude))
        return pieces


def frame_of(places: Sequence[Place], wide: float, tallest: float, edge: float) -> Frame:
    """Fit a frame to the places, with room at its edges; it is no taller than what it shows."""
    centre = centre_longitude(longitude for longitude, _ in places)
    middle = sum(latitude for _, latitude in places) / max(len(places), 1)
    half = _LEAST_DEGREES / 2
    around = [(centre, max(-_FARTHEST, min(_FARTHEST, middle + turn))) for turn in (-half, half)]
    shown = [flat(_turned(longitude - centre), latitude) for longitude, latitude in (*places, *around)]
    xs, ys = [x for x, _ in shown], [y for _, y in shown]
    across, down = max(max(xs) - min(xs), 1e-6), max(ys) - min(ys)
    scale = min((wide - 2 * edge) / across, (tallest - 2 * edge) / down)
    tall = down * scale + 2 * edge
    left = wide / 2 - scale * (min(xs) + max(xs)) / 2
    return Frame(wide, tall, centre, scale, left, tall / 2 - scale * (min(ys) + max(ys)) / 2)


def _along(begins: Place, ends: Place) -> list[Place]:
    steps = max(2, math.ceil(math.degrees(_angle(begins, ends)) / _STEP))
    return [_between(begins, ends, step / steps) for step in range(steps + 1)]


def _vector(place: Place) -> tuple[float, float, float]:
    longitude, latitude = map(math.radians, place)
    return math.cos(latitude) * math.cos(longitude), math.cos(latitude) * math.sin(longitude), math.sin(latitude)


def _angle(begins: Place, ends: Place) -> float:
    along = sum(a * b for a, b in zip(_vector(begins), _vector(ends), strict=True))
    return math.acos(max(-1, min(1, along)))


def _between(begins: Place, ends: Place, share: float) -> Place:
    angle = _angle(begins, ends)
    if math.sin(angle) < 1e-9:  # noqa: PLR2004 the same place, or the far side of the earth: any way is the shortest
        return begins if share < 1 else ends
    first, second = math.sin((1 - share) * angle) / math.sin(angle), math.sin(share * angle) / math.sin(angle)
    x, y, z = (first * a + second * b for a, b in zip(_vector(begins), _vector(ends), strict=True))
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _cut(ring: Sequence[Point], axis: int, edge: float, side: int) -> list[Point]:
    """Cut from a ring what lies beyond an edge (Sutherland and Hodgman)."""
    kept: list[Point] = []
    for here, following in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        inside = (here[axis] - edge) * side <= 0
        if inside:
            kept.append(here)
        if inside != ((following[axis] - edge) * side <= 0):
            share = (edge - here[axis]) / (following[axis] - here[axis])
            kept.append((here[0] + (following[0] - here[0]) * share, here[1] + (following[1] - here[1]) * share))
    return kept


def _bent(ring: Sequence[Place]) -> Iterator[Place]:
    """Yield a ring with places between those that lie far apart, for straight lines of degrees are none on the map."""
    for here, following in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        steps = max(1, math.ceil(max(abs(following[axis] - here[axis]) for axis in (0, 1)) / _STEP))
        for step in range(steps):
            share = step / steps
            yield here[0] + (following[0] - here[0]) * share, here[1] + (following[1] - here[1]) * share
