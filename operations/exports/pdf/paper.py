"""What a paper is made of: sections of blocks, every text as it is to be read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with what it is of."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Tiles:
    """The figures one looks for first."""

    tiles: Sequence[Tile]
    kind: Literal["tiles"] = "tiles"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar or column: `value` for its length alone, `hatched` the part of it that came late."""

    label: str
    text: str
    value: float
    hatched: float = 0


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars, with what they do not show under a dashed line."""

    title: str
    bars: Sequence[Bar]
    note: str = ""
    rest: str = ""
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns in time."""

    title: str
    bars: Sequence[Bar]
    note: str = ""
    key: str = ""
    """What the hatched part is; empty where there is none."""
    kind: Literal["columns"] = "columns"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a heading for each column, then rows; the first columns are texts, the others numbers.

    A `folded` one is narrow: two of its rows stand side by side, the second half beside the first.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    last_is_total: bool = False
    texts: int = 1
    folded: bool = False
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True)
class Shade:
    """One cell of a shaded table."""

    text: str
    value: float
    hatched: float = 0


@dataclass(frozen=True, slots=True)
class Heat:
    """A table shaded by value: names of columns and rows, and cells (None for nothing)."""

    title: str
    heads: Sequence[str]
    names: Sequence[str]
    cells: Sequence[Sequence[Shade | None]]
    kind: Literal["heat"] = "heat"


@dataclass(frozen=True, slots=True)
class Band:
    """One place of a picture of bands, in ten-thousandths of its height; what `passes` has ribbons only."""

    column: int
    label: str
    text: str
    at: int
    size: int
    faint: bool
    passes: bool = False


@dataclass(frozen=True, slots=True)
class Ribbon:
    """What went between two bands, by their places in the list."""

    begins: int
    ends: int
    leaves: int
    arrives: int
    size: int
    faint: bool


@dataclass(frozen=True, slots=True)
class Bands:
    """A picture of bands in columns."""

    heads: Sequence[str]
    bands: Sequence[Band]
    ribbons: Sequence[Ribbon]
    kind: Literal["bands"] = "bands"


Point: TypeAlias = tuple[float, float]
"""A place in the frame of a map, from its upper left corner, in points of print."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """An arc of a map, or a piece of one."""

    points: Sequence[Point]
    wide: float


@dataclass(frozen=True, slots=True)
class Arrow:
    """The head of an arc: where it is, its turn in degrees (0 is to the right, 90 down), how wide its arc is."""

    x: float
    y: float
    turn: float
    wide: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a map: hollow where things only come from."""

    x: float
    y: float
    hollow: bool


@dataclass(frozen=True, slots=True)
class Name:
    """What a place is called, by the middle of the text, with the line that leads to it where it stands apart."""

    text: str
    x: float
    y: float
    leader: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class ArcMap:
    """A map of arcs, in points of print; drawn smaller where there is less room."""

    title: str
    wide: float
    tall: float
    land: Sequence[Sequence[Point]]
    borders: Sequence[Sequence[Point]]
    arcs: Sequence[Stroke]
    arrows: Sequence[Arrow]
    marks: Sequence[Mark]
    names: Sequence[Name]
    foot: str
    kind: Literal["arcmap"] = "arcmap"


@dataclass(frozen=True, slots=True)
class Meter:
    """How far something is, of a whole: a share for the length, and what is to be read."""

    label: str
    text: str
    share: float
    much: bool = False


@dataclass(frozen=True, slots=True)
class Meters:
    """Several of them under one heading."""

    title: str
    meters: Sequence[Meter]
    kind: Literal["meters"] = "meters"


@dataclass(frozen=True, slots=True)
class Terms:
    """Words and what they mean, or figures and what they are of."""

    terms: Sequence[tuple[str, str]]
    kind: Literal["terms"] = "terms"


@dataclass(frozen=True, slots=True)
class Lines:
    """Plain sentences."""

    lines: Sequence[str]
    kind: Literal["lines"] = "lines"


Block: TypeAlias = Tiles | Bars | Columns | Grid | Heat | Bands | ArcMap | Meters | Terms | Lines


@dataclass(frozen=True, slots=True)
class Section:
    """A part with a heading; `across` of its blocks stand beside each other."""

    title: str
    blocks: Sequence[Block]
    note: str = ""
    across: int = 1


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document, in one language. `facts` stand under the title, `foot` on every page."""

    language: str
    right_to_left: bool
    title: str
    facts: Sequence[str]
    foot: str
    page: str
    """What stands before a page's number and the number of pages: "Page"."""
    sections: Sequence[Section] = field(default_factory=tuple)
