"""The ways of what was seized: origin, transit, place of control, destination; as figures, and as pictures.

The bands are laid out here and not in the browser: the screen and the paper draw the same ones, and the order of their
places does not depend on who draws them. Every way crosses every column, so that each column adds up to the total;
where the control was at the origin or at the destination, the airport stands in two of them.

A way ends where it was meant to end, where a report says so, and where the flight went is then a place passed after
the control; else it ends where the flight went, which on arrival is the airport of control.

Places of transit stand before the control or after it, as they were passed. A way through several of them stands at all
of them together, in their order: alone at each it would be counted twice. A way for which none was named passes the
column without a band: it may have been direct, and nobody said so. Where nobody named any there is no column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from operations.ledger.measures import MEASURES, MEASURES_VERSION, WAY
from operations.planning.queries import position
from operations.policy import Action, Subject, require
from operations.statistics.arcs import Arc, Spot, arcs, spots
from operations.statistics.document import Number, Part, Route
from operations.statistics.keys import NOT_KNOWN
from operations.statistics.standing import Codes, Counted, counted, cut
from operations.statistics.sums import Sum, tallied

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.policy import Actor

BETWEEN: Final = frozenset({"transit", "onward"})
"""Columns that are drawn only where somebody named a place in them."""

REST: Final = "rest"
"""The band of the places that are too many to be drawn each; the table beside the picture names them."""

PASSING: Final = "/"
"""Between the places before and after a column in which a way stands at none."""

MOST: Final = 12
"""How many places one column draws."""

WHOLE: Final = 10_000
"""The height of the picture: places and widths are whole numbers of it."""

GAP: Final = 220
BETWEEN_PASSING: Final = 12
PASSES: Final = 6

StageName: TypeAlias = Literal["validated", "submitted"]
Weights: TypeAlias = Mapping[Codes, int]
"""Cells of `WAY` → how much, in steps."""


class Band(Part):
    """One place in one column: where it begins and how wide it is; `figure` opens it, None for the rest of many.

    One that only `passes` is the room of a way that stands at no place of this column: `code` are the places before and
    after it ("BOG/GRU"), and nothing is drawn but its ribbons.
    """

    column: int
    code: str
    value: str
    at: int
    size: int
    places: int
    passes: bool
    figure: str | None


class Ribbon(Part):
    """What went from a band to one of the next column: where it leaves, where it arrives, and how wide it is."""

    begins: int
    ends: int
    value: str
    leaves_at: int
    arrives_at: int
    size: int
    figure: str | None


class Picture(Part):
    """The bands of each column, named by its dimension, and the ribbons between; in ten-thousandths of the height."""

    columns: list[str]
    bands: list[Band]
    ribbons: list[Ribbon]


class Flows(Part):
    """The ways of seizures, or of a quantity of one commodity in one unit, and the pictures of one stage of them.

    `picture` are bands, `arcs` the same ways on a map, whose ends lie at `spots`.
    """

    measure: str
    unit: str
    commodity: str
    stage: StageName
    total: Number
    routes: list[Route]
    picture: Picture
    arcs: list[Arc]
    spots: list[Spot]
    as_of: datetime
    position: int
    measures: str


def flows(
    session: Session,
    actor: Actor,
    operation: Operation,
    now: datetime,
    *,
    measure: str = "seizures",
    unit: str | None = None,
    commodity: str | None = None,
    stage: StageName = "validated",
) -> Flows:
    """Return the ways of seizures, or of a quantity of one commodity in one unit, as one reader sees them.

    Raises Refusal: 404 or 403 for who may not read figures, `figures:of_what`, `report:unknown_commodity`.
    """
    require(actor, Action.FIGURES_READ, Subject(operation.id, "operation"), what="operation")
    what = counted(measure, unit, commodity)
    found = _ways(session, operation.stream_id, actor.circles(operation.id, Action.FIGURES_READ), what)
    weights = {codes: getattr(value, stage) for codes, value in found.items()}
    drawn = arcs(weights, lambda codes: what.number(dict(zip(WAY, codes, strict=True)), Sum()).key)
    return Flows(
        measure=what.measure,
        unit=what.unit,
        commodity=what.commodity,
        stage=stage,
        total=what.number({}, sum(found.values(), Sum())),
        routes=[_route(what, codes, value) for codes, value in sorted(found.items(), key=_largest)],
        picture=picture(what, weights),
        arcs=drawn,
        spots=spots(drawn),
        as_of=now,
        position=position(session, operation),
        measures=MEASURES_VERSION,
    )


def _ways(session: Session, stream_id: int, circles: frozenset[str], what: Counted) -> dict[Codes, Sum]:
    """Return how much lies on each way: from the tallies where they are kept ready, else from what stands."""
    if WAY not in MEASURES[what.ledger_measure].cuts:
        return cut(session, stream_id, circles, what, WAY)
    kept = ",".join(WAY)
    cells = tallied(session, stream_id, circles, [kept]).get((what.ledger_measure, kept), {})
    return {tuple(cell.split(",")): value for (cell, _), value in cells.items() if value != Sum()}


def _largest(item: tuple[Codes, Sum]) -> tuple[int, int, Codes]:
    return -item[1].validated, -item[1].submitted, item[0]


def _route(what: Counted, codes: Codes, value: Sum) -> Route:
    ends = dict(zip(WAY, codes, strict=True))
    said = {name: None if place == NOT_KNOWN else place for name, place in ends.items()}
    return Route(**said, seizures=what.number(ends, value))


def picture(what: Counted, weights: Weights) -> Picture:
    """Lay the ways out: places in columns, in an order in which few ribbons cross. Pure."""
    names, drawn = _drawn({codes: value for codes, value in weights.items() if value > 0})
    ways = _passing(_folded(drawn, len(names)), names)
    total = sum(ways.values())
    if not total:
        return Picture(columns=names, bands=[], ribbons=[])
    columns = _ordered(ways, len(names))
    room = WHOLE - max(map(_gaps, columns))
    scale = Fraction(room, total)
    at: dict[tuple[int, str], int] = {}
    bands: list[Band] = []
    for column, codes in enumerate(columns):
        sums = _sums(ways, column)
        places = len(_sums(drawn, column))
        # A column of few places stands in the middle of the height that one of many fills.
        below = Fraction(WHOLE - room - _gaps(codes), 2)
        for code, following in zip(codes, [*codes[1:], ""], strict=True):
            at[column, code] = len(bands)
            bands.append(
                Band(
                    column=column,
                    code=code,
                    value=str(sums[code]),
                    at=round(below),
                    size=max(1, round(sums[code] * scale)),
                    places=places - MOST + 1 if code == REST else 1,
                    passes=PASSING in code,
                    figure=None if code == REST or PASSING in code else what.number({names[column]: code}, Sum()).key,
                )
            )
            below += sums[code] * scale + _gap(code, following)
    laid = _Laid(what, names, columns, at, bands, scale)
    ribbons = [each for column in range(len(names) - 1) for each in _ribbons(laid, ways, column)]
    return Picture(columns=names, bands=bands, ribbons=ribbons)


def _drawn(ways: Weights) -> tuple[list[str], dict[Codes, int]]:
    """Return the columns that are drawn, and the ways through them alone."""
    shown = [
        place
        for place, name in enumerate(WAY)
        if name not in BETWEEN or any(codes[place] != NOT_KNOWN for codes in ways)
    ]
    found: defaultdict[Codes, int] = defaultdict(int)
    for codes, value in ways.items():
        found[tuple(codes[place] for place in shown)] += value
    return [WAY[place] for place in shown], dict(found)


def _passing(ways: Weights, names: Sequence[str]) -> dict[Codes, int]:
    """Give every way that stands at no place of a column its own room there, between the places before and after."""
    found: defaultdict[Codes, int] = defaultdict(int)
    for codes, value in ways.items():
        found[
            tuple(
                f"{codes[column - 1]}{PASSING}{codes[column + 1]}"
                if names[column] in BETWEEN and code == NOT_KNOWN
                else code
                for column, code in enumerate(codes)
            )
        ] += value
    return dict(found)


def _gap(code: str, following: str) -> int:
    return BETWEEN_PASSING if PASSING in code and PASSING in following else GAP


def _gaps(codes: Sequence[str]) -> int:
    return sum(_gap(*each) for each in pairwise(codes))


def _folded(ways: Weights, across: int) -> dict[Codes, int]:
    """Return the ways with the smallest places of a crowded column drawn as one."""
    kept: list[set[str]] = []
    for column in range(across):
        sums = _sums(ways, column)
        largest = sorted(sums, key=lambda code: (-sums[code], code))
        kept.append(set(largest if len(largest) <= MOST else largest[: MOST - 1]))
    found: defaultdict[Codes, int] = defaultdict(int)
    for codes, value in ways.items():
        found[tuple(code if code in kept[column] else REST for column, code in enumerate(codes))] += value
    return dict(found)


def _sums(ways: Weights, column: int) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for codes, value in ways.items():
        sums[codes[column]] += value
    return dict(sums)


def _ordered(ways: Weights, across: int) -> list[list[str]]:
    """Return the places of each column, each near those it exchanges most with; what is not known comes last."""
    columns = []
    for column in range(across):
        sums = _sums(ways, column)
        columns.append(sorted(sums, key=lambda code: (_last(code), -sums[code], code)))
    for turn in range(PASSES):
        for column in range(turn % 2, across, 2):
            columns[column] = _nearest(ways, columns, column)
    return columns


def _nearest(ways: Weights, columns: Sequence[Sequence[str]], column: int) -> list[str]:
    beside = [other for other in (column - 1, column + 1) if 0 <= other < len(columns)]
    rank = {
        (other, code): Fraction(place, len(columns[other]))
        for other in beside
        for place, code in enumerate(columns[other])
    }
    sums = _sums(ways, column)
    pulls: defaultdict[str, Fraction] = defaultdict(Fraction)
    for codes, value in ways.items():
        for other in beside:
            pulls[codes[column]] += rank[other, codes[other]] * value
    return sorted(sums, key=lambda code: (_last(code), pulls[code] / sums[code], -sums[code], code))


def _last(code: str) -> int:
    return (REST, NOT_KNOWN).index(code) + 1 if code in {REST, NOT_KNOWN} else 0


@dataclass(frozen=True, slots=True)
class _Laid:
    """Where the bands lie: `columns` their codes in order, `at` the place of each in the list."""

    what: Counted
    names: Sequence[str]
    columns: Sequence[Sequence[str]]
    at: Mapping[tuple[int, str], int]
    bands: Sequence[Band]
    scale: Fraction


def _ribbons(laid: _Laid, ways: Weights, column: int) -> list[Ribbon]:
    between: defaultdict[tuple[str, str], int] = defaultdict(int)
    for codes, value in ways.items():
        between[codes[column], codes[column + 1]] += value
    order = [{code: place for place, code in enumerate(laid.columns[side])} for side in (column, column + 1)]
    leaves: defaultdict[str, Fraction] = defaultdict(Fraction)
    arrives: defaultdict[str, Fraction] = defaultdict(Fraction)
    found: list[Ribbon] = []
    for (begin, end), value in sorted(between.items(), key=lambda item: (order[0][item[0][0]], order[1][item[0][1]])):
        begins, ends = laid.at[column, begin], laid.at[column + 1, end]
        cell = _cell(laid.names, column, begin) | _cell(laid.names, column + 1, end)
        found.append(
            Ribbon(
                begins=begins,
                ends=ends,
                value=str(value),
                leaves_at=laid.bands[begins].at + round(leaves[begin]),
                arrives_at=laid.bands[ends].at + round(arrives[end]),
                size=max(1, round(value * laid.scale)),
                figure=None if REST in cell.values() else laid.what.number(cell, Sum()).key,
            )
        )
        leaves[begin] += value * laid.scale
        arrives[end] += value * laid.scale
    return found


def _cell(names: Sequence[str], column: int, code: str) -> dict[str, str]:
    """Return the cell a band stands for; what only passes stands for the places before and after it too."""
    before, passes, after = code.partition(PASSING)
    if not passes:
        return {names[column]: code}
    return {names[column - 1]: before, names[column]: NOT_KNOWN, names[column + 1]: after}
