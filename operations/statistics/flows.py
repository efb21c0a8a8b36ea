"""The ways of what was seized: origin, place of control, destination; as figures, and as one picture of bands.

The picture is laid out here and not in the browser: the screen and the paper draw the same one, and the order of its
places does not depend on who draws it. Every way crosses three columns, so that each column adds up to the total; where
the control was at the origin or at the destination, the airport stands in two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from operations.ledger.measures import MEASURES_VERSION
from operations.planning.queries import position
from operations.policy import Action, Subject, require
from operations.statistics.arcs import Arc, Spot, arcs, spots
from operations.statistics.document import Number, Part, Route
from operations.statistics.keys import NOT_KNOWN
from operations.statistics.standing import Codes, Counted, counted, cut
from operations.statistics.sums import Sum
from realtime.database import read_one_picture

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.policy import Actor

COLUMNS: Final = ("origin", "airport", "destination")
REST: Final = "rest"
"""The band of the places that are too many to be drawn each; the table beside the picture names them."""

MOST: Final = 12
"""How many places one column draws."""

WHOLE: Final = 10_000
"""The height of the picture: places and widths are whole numbers of it."""

GAP: Final = 220
PASSES: Final = 6

StageName: TypeAlias = Literal["validated", "submitted"]
Weights: TypeAlias = Mapping[Codes, int]
"""Origin, airport and destination → how much, in steps."""


class Band(Part):
    """One place in one column: where it begins and how wide it is; `figure` opens it, None for the rest of many."""

    column: int
    code: str
    value: str
    at: int
    size: int
    places: int
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
    """The bands of three columns and the ribbons between them, in ten-thousandths of the height."""

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
    read_one_picture(session)
    found = cut(session, operation.stream_id, actor.circles(operation.id, Action.FIGURES_READ), what, COLUMNS)
    weights = {codes: getattr(value, stage) for codes, value in found.items()}
    drawn = arcs(weights)
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


def _largest(item: tuple[Codes, Sum]) -> tuple[int, int, Codes]:
    return -item[1].validated, -item[1].submitted, item[0]


def _route(what: Counted, codes: Codes, value: Sum) -> Route:
    ends = dict(zip(COLUMNS, codes, strict=True))
    said = {name: None if place == NOT_KNOWN else place for name, place in ends.items()}
    return Route(**said, seizures=what.number(ends, value))


def picture(what: Counted, weights: Weights) -> Picture:
    """Lay the ways out: places in three columns, in an order in which few ribbons cross. Pure."""
    ways = _folded({codes: value for codes, value in weights.items() if value > 0})
    total = sum(ways.values())
    if not total:
        return Picture(bands=[], ribbons=[])
    columns = _ordered(ways)
    most = max(len(column) for column in columns)
    room = WHOLE - GAP * (most - 1)
    scale = Fraction(room, total)
    places = _places(weights)
    at: dict[tuple[int, str], int] = {}
    bands: list[Band] = []
    for column, codes in enumerate(columns):
        sums = _sums(ways, column)
        # A column of few places stands in the middle of the height that one of many fills.
        below = Fraction(WHOLE - room - GAP * (len(codes) - 1), 2)
        for code in codes:
            at[column, code] = len(bands)
            name = COLUMNS[column]
            bands.append(
                Band(
                    column=column,
                    code=code,
                    value=str(sums[code]),
                    at=round(below),
                    size=max(1, round(sums[code] * scale)),
                    places=places[column] - MOST + 1 if code == REST else 1,
                    figure=None if code == REST else what.number({name: code}, Sum()).key,
                )
            )
            below += sums[code] * scale + GAP
    ribbons = [each for column in (0, 1) for each in _ribbons(what, ways, column, columns, at, bands, scale)]
    return Picture(bands=bands, ribbons=ribbons)


def _places(weights: Weights) -> list[int]:
    return [len({codes[column] for codes, value in weights.items() if value > 0}) for column in range(3)]


def _folded(ways: Weights) -> dict[Codes, int]:
    """Return the ways with the smallest places of a crowded column drawn as one."""
    kept: list[set[str]] = []
    for column in range(3):
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


def _ordered(ways: Weights) -> list[list[str]]:
    """Return the places of each column, each near those it exchanges most with; what is not known comes last."""
    columns = []
    for column in range(3):
        sums = _sums(ways, column)
        columns.append(sorted(sums, key=lambda code: (_last(code), -sums[code], code)))
    for turn in range(PASSES):
        for column in (0, 2) if turn % 2 == 0 else (1,):
            columns[column] = _nearest(ways, columns, column)
    return columns


def _nearest(ways: Weights, columns: Sequence[Sequence[str]], column: int) -> list[str]:
    beside = (1,) if column != 1 else (0, 2)
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


def _ribbons(
    what: Counted,
    ways: Weights,
    column: int,
    columns: Sequence[Sequence[str]],
    at: Mapping[tuple[int, str], int],
    bands: Sequence[Band],
    scale: Fraction,
) -> list[Ribbon]:
    between: defaultdict[tuple[str, str], int] = defaultdict(int)
    for codes, value in ways.items():
        between[codes[column], codes[column + 1]] += value
    order = [
        {code: place for place, code in enumerate(columns[column])},
        {code: place for place, code in enumerate(columns[column + 1])},
    ]
    leaves: defaultdict[str, Fraction] = defaultdict(Fraction)
    arrives: defaultdict[str, Fraction] = defaultdict(Fraction)
    found: list[Ribbon] = []
    for (begin, end), value in sorted(between.items(), key=lambda item: (order[0][item[0][0]], order[1][item[0][1]])):
        first, second = bands[at[column, begin]], bands[at[column + 1, end]]
        cell = {COLUMNS[column]: begin, COLUMNS[column + 1]: end}
        found.append(
            Ribbon(
                begins=at[column, begin],
                ends=at[column + 1, end],
                value=str(value),
                leaves_at=first.at + round(leaves[begin]),
                arrives_at=second.at + round(arrives[end]),
                size=max(1, round(value * scale)),
                figure=None if REST in cell.values() else what.number(cell, Sum()).key,
            )
        )
        leaves[begin] += value * scale
        arrives[end] += value * scale
    return found
