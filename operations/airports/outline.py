"""The outline of the world's land and borders, for maps that are drawn without a browser.

`outline.json` is written by `make outline` from the file the front end draws, Natural Earth at 1:50 million (public
domain), of which it keeps what can be seen on paper. Borders and the middles of countries are the front end's, so that
no map of ours shows others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

Place: TypeAlias = tuple[float, float]
"""Longitude and latitude in degrees."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Rings of land and lines of borders; `middles` of countries by alpha-2 code, without those too small to draw."""

    land: Sequence[Sequence[Place]]
    borders: Sequence[Sequence[Place]]
    middles: Mapping[str, Place]


@cache
def outline() -> Outline:
    """Read the outline, once."""
    found = json.loads(files(__package__).joinpath("outline.json").read_text("utf-8"))
    steps = found["steps"]

    def places(line: Sequence[int]) -> tuple[Place, ...]:
        return tuple((x / steps, y / steps) for x, y in zip(line[::2], line[1::2], strict=True))

    return Outline(
        land=tuple(map(places, found["land"])),
        borders=tuple(map(places, found["borders"])),
        middles={code: (x, y) for code, (x, y) in found["middles"].items()},
    )
