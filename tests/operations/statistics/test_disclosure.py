"""Small counts of persons: neither shown, nor to be had by subtracting what is shown or known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.statistics.disclosure import (
    SMALL,
    Places,
    coarse,
    kept_back,
    places_kept_back,
    suppressed,
    total_kept_back,
)

AIRPORTS = {"GRU": "BR", "GIG": "BR", "LIS": "PT", "OPO": "PT", "DSS": "SN"}
SEXES = ("male", "female")
OUTCOMES = ("arrested", "fined", "released")
Cell: TypeAlias = tuple[str, str, str]
CELLS: list[Cell] = list(product(AIRPORTS, SEXES, OUTCOMES))
CUTS: dict[str, Callable[[Cell], str]] = {
    "airport": lambda cell: cell[0],
    "country": lambda cell: AIRPORTS[cell[0]],
    "sex": lambda cell: cell[1],
    "outcome": lambda cell: cell[2],
}
Counts: TypeAlias = dict[Cell, int]

counted = st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 6, 20]), min_size=len(CELLS), max_size=len(CELLS)).map(
    lambda values: dict(zip(CELLS, values, strict=True))
)
# Who reads: an analyst, an officer of one airport, a contact point of a country with one or two airports.
readers = st.sampled_from(
    [
        (frozenset[str](), False),
        (frozenset({"GRU"}), False),
        (frozenset({"GRU", "GIG"}), True),
        (frozenset({"DSS"}), True),
    ]
)


def cut(counts: Counts, name: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for cell, value in counts.items():
        if value:
            found[CUTS[name](cell)] += value
    return found


def places(counts: Counts) -> Places:
    airports: dict[str, dict[str, int]] = {}
    for iata, value in cut(counts, "airport").items():
        airports.setdefault(AIRPORTS[iata], {})[iata] = value
    return Places(cut(counts, "country"), airports)


def hidden_cells(whole: Counts, own: frozenset[str], *, entitled: bool) -> dict[str, frozenset[str]]:
    known = {cell: value for cell, value in whole.items() if cell[0] in own}
    countries, airports = places_kept_back(places(whole), places(known), entitled=entitled)
    total = total_kept_back(sum(whole.values()), sum(known.values()), entitled=entitled)
    return {
        "": frozenset({""}) if total else frozenset(),
        "country": countries,
        "airport": airports,
        "sex": kept_back(cut(whole, "sex"), cut(known, "sex"), entitled=entitled),
        "outcome": kept_back(cut(whole, "outcome"), cut(known, "outcome"), entitled=entitled),
    }


def indicator(name: str, code: str) -> list[Fraction]:
    return [Fraction(name == "" or CUTS[name](cell) == code) for cell in CELLS]


def in_span(row: list[Fraction], basis: list[list[Fraction]]) -> bool:
    for each in basis:
        pivot = next(place for place, value in enumerate(each) if value)
        if row[pivot]:
            factor = row[pivot] / each[pivot]
            row = [a - factor * b for a, b in zip(row, each, strict=True)]
    return not any(row)


def reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    basis: list[list[Fraction]] = []
    for row in rows:
        left = row
        for each in basis:
            pivot = next(place for place, value in enumerate(each) if value)
            if left[pivot]:
                factor = left[pivot] / each[pivot]
                left = [a - factor * b for a, b in zip(left, each, strict=True)]
        if any(left):
            basis.append(left)
    return basis


@given(counted, readers)
def test_nothing_kept_back_follows_from_what_is_shown_and_known(
    whole: Counts, reader: tuple[frozenset[str], bool]
) -> None:
    own, entitled = reader
    hidden = hidden_cells(whole, own, entitled=entitled)
    rows = [[Fraction(each == cell) for each in CELLS] for cell in CELLS if cell[0] in own]
    # What is not listed at all has nobody in it, and every reader may conclude so.
    for name in ("", *CUTS):
        every = {""} if name == "" else {CUTS[name](cell) for cell in CELLS}
        rows += [indicator(name, code) for code in sorted(every) if code not in hidden[name]]
    basis = reduced(rows)
    others = {cell: value for cell, value in whole.items() if cell[0] not in own}
    for name, codes in hidden.items():
        values: Mapping[str, int] = cut(others, name) if name else {"": sum(others.values())}
        for code in codes:
            if 0 < values.get(code, 0) < SMALL:
                assert not in_span(indicator(name, code), basis), (name, code)


@given(counted, readers)
def test_no_small_count_of_others_is_shown(whole: Counts, reader: tuple[frozenset[str], bool]) -> None:
    own, entitled = reader
    hidden = hidden_cells(whole, own, entitled=entitled)
    others = {cell: value for cell, value in whole.items() if cell[0] not in own}
    for name in CUTS:
        for code, value in cut(others, name).items():
            assert value >= SMALL or code in hidden[name]


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ({"a": 3, "b": 9, "c": 20}, {"a", "b"}),
        ({"a": 3, "b": 2, "c": 20}, {"a", "b"}),
        ({"a": 1, "b": 1, "c": 20, "d": 6}, {"a", "b", "d"}),
        ({"a": 5, "b": 9}, set()),
        ({"a": 0, "b": 9}, set()),
    ],
)
def test_a_small_cell_takes_company_with_it(cells: dict[str, int], hidden: set[str]) -> None:
    assert suppressed(cells) == hidden


def test_what_a_contact_point_knows_of_the_own_country_does_not_open_the_neighbours() -> None:
    whole, own = {"male": 12, "female": 6}, {"male": 9, "female": 6}
    assert kept_back(whole, {}, entitled=False) == frozenset()
    # 12 − 9 would be three men of other countries; women are all of the own country.
    assert kept_back(whole, own, entitled=True) == {"male"}
    assert total_kept_back(18, 15, entitled=True)


@given(st.integers(0, 10_000), st.integers(1, SMALL - 1))
def test_two_looks_do_not_tell_a_small_count_that_was_added(before: int, added: int) -> None:
    first, second = coarse(before), coarse(before + added)
    could_be = {
        more for start in range(first, first + SMALL) for more in range(2 * SMALL) if coarse(start + more) == second
    }
    assert added in could_be
    assert len(could_be & set(range(1, SMALL))) == SMALL - 1


def test_of_a_country_kept_back_no_airport_is_shown() -> None:
    whole = Places({"BR": 30, "PT": 2, "SN": 9}, {"BR": {"GRU": 30}, "PT": {"LIS": 2}, "SN": {"DSS": 9}})
    countries, airports = places_kept_back(whole, Places({}, {}), entitled=False)
    assert countries == {"PT", "SN"}
    assert airports == {"LIS", "DSS"}
