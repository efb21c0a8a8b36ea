"""The ways of what was seized as arcs on a map: the legs they share, and where on the earth their ends lie. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from operations.airports.catalogue import airport, search
from operations.airports.outline import outline
from operations.ledger.ways import legs
from operations.statistics.document import Part

_COUNTRY = 2


class Arc(Part):
    """What went from one place to another, over all ways that share the leg.

    `figures` are those ways: a leg is no cell of the ledger, so it opens to their figures, the largest first.
    """

    begins: str
    ends: str
    value: str
    figures: list[str]


class Spot(Part):
    """Where a place lies: an airport, or a country by the middle of its largest part; one too small by an airport."""

    code: str
    lon: float
    lat: float


def arcs(ways: Mapping[tuple[str, ...], int], figure: Callable[[tuple[str, ...]], str]) -> list[Arc]:
    """Merge ways (cells of the ledger's `WAY`) into arcs, the largest first: each goes through its places of transit.

    `figure` returns the key of the figure of a way. A way that goes a leg twice weighs twice and opens once.
    """
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    over: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for codes, value in sorted(ways.items(), key=lambda way: (-way[1], way[0])):
        for leg in legs(codes) if value > 0 else ():
            found[leg] += value
            over[leg][figure(codes)] = None
    largest = sorted(found.items(), key=lambda leg: (-leg[1], leg[0]))
    return [
        Arc(begins=begins, ends=ends, value=str(value), figures=list(over[begins, ends]))
        for (begins, ends), value in largest
    ]


def spots(drawn: Iterable[Arc]) -> list[Spot]:
    """Return where the ends of arcs lie, in the order of the arcs; a place that nobody knows has no spot."""
    codes = dict.fromkeys(end for arc in drawn for end in (arc.begins, arc.ends))
    return [spot for code in codes if (spot := _spot(code)) is not None]


def _spot(code: str) -> Spot | None:
    if len(code) == _COUNTRY and (middle := outline().middles.get(code)):
        return Spot(code=code, lon=middle[0], lat=middle[1])
    found = airport(code) or next(iter(search("", country=code, limit=1).airports), None)
    return None if found is None else Spot(code=code, lon=found.lon, lat=found.lat)
