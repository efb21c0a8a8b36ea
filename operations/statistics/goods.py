"""Roll commodities up into the totals they are published under, unit by unit. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from operations.reports.commodities import COMMODITIES
from operations.statistics.document import Cases, GoodsSeized, Number, Unit
from operations.statistics.keys import figure
from operations.statistics.keys import goods as cell_of
from operations.statistics.sums import CellSums, Sum

Described: TypeAlias = Callable[[str, str], Cases | None]
"""What is to be said of the cases of a commodity (with all counted in its total) in a unit."""

NUMBERS: Final = 20_000
"""How many figures are kept as they are shown, some 300 bytes each."""

_FIRST = ("mg", "ml")


def number(measure: str, cell: Mapping[str, str], unit: str, code: str, value: Sum) -> Number:
    """Return a figure with its key."""
    return _number(measure, tuple(cell.items()), unit, code, value)


@lru_cache(maxsize=NUMBERS)
def _number(measure: str, cell: tuple[tuple[str, str], ...], unit: str, code: str, value: Sum) -> Number:
    """Return a figure, made once for all pages that show it: from one commit to the next nearly all stay the same."""
    key = figure(measure, dict(cell), unit)
    return Number(key=key, code=code, validated=str(value.validated), submitted=str(value.submitted))


def by_unit(cells: CellSums, described: Described) -> list[Unit]:
    """Return the goods of each unit, mass first, the largest totals first."""
    units: defaultdict[str, dict[str, Sum]] = defaultdict(dict)
    for (code, unit), value in cells.items():
        units[unit][code] = value
    return [Unit(unit=unit, goods=list(_goods(unit, units[unit], described))) for unit in sorted(units, key=_order)]


def _order(unit: str) -> tuple[int, str]:
    return (_FIRST.index(unit) if unit in _FIRST else len(_FIRST), unit)


def _goods(unit: str, found: dict[str, Sum], described: Described) -> Iterable[GoodsSeized]:
    groups: defaultdict[str, list[tuple[str, Sum]]] = defaultdict(list)
    for code, group in groups_of(found).items():
        groups[group].append((code, found[code]))
    rows = [(code, sum((value for _, value in parts), Sum()), parts) for code, parts in groups.items()]
    for code, total, parts in sorted(rows, key=lambda row: (-row[1].validated, -row[1].submitted, row[0])):
        alone = len(parts) == 1
        yield GoodsSeized(
            total=number("quantity", {"commodity": code} if alone else cell_of(code), unit, code, total),
            category=COMMODITIES[code].category.value,
            members=[] if alone else _members(unit, parts),
            cases=described(code, unit),
        )


def groups_of(present: Collection[str]) -> dict[str, str]:
    """Return the total each of these commodities is shown in: its own, or its group's where others are there too.

    A group of one is better named by what it is: heroin, not opiates.
    """
    nearest = Counter(COMMODITIES[code].group for code in present)
    roots = {root for code in present for root in COMMODITIES[code].roots}
    active = {root for root in roots if root in present or nearest[root] > 1}
    return {
        code: next((root for root in reversed(COMMODITIES[code].roots) if root in active), code) for code in present
    }


def _members(unit: str, parts: Sequence[tuple[str, Sum]]) -> list[Number]:
    ordered = sorted(parts, key=lambda part: (-part[1].validated, part[0]))
    return [number("quantity", {"commodity": code}, unit, code, value) for code, value in ordered]
