"""The way of what was seized, from place to place: the codes of one cell of the ledger's `WAY`, and its legs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

THEN: Final = "-"
"""Between the places of one code, in the order in which they were passed."""

NOT_KNOWN: Final = "not_known"
"""The code for what nobody said."""


def legs(way: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the legs of a way, each through its places of transit; one that is gone twice comes twice.

    A leg whose end is not known is none, nor is what began or ended where it was controlled.
    """
    origin, transit, airport, onward, destination = way
    for begins, ends in pairwise((origin, *_named(transit), airport, *_named(onward), destination)):
        if begins != ends and NOT_KNOWN not in {begins, ends}:
            yield begins, ends


def _named(transit: str) -> list[str]:
    return [] if transit == NOT_KNOWN else transit.split(THEN)
