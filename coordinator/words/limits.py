"""The limits of a country's participation in words of the reader's language, as the pages say them."""

from __future__ import annotations

from collections.abc import Iterator

from coordinator.words.text import code, listed, text
from operations.participation.limits import Limits


def limit_text(language: str, limits: Limits) -> str:
    """Return the limits as one line."""
    return " · ".join(_parts(language, limits))


def _parts(language: str, limits: Limits) -> Iterator[str]:
    if limits.directions:
        yield _listed(language, "directions", [code(language, "direction", each) for each in limits.directions])
    if limits.kinds:
        yield _listed(language, "kinds", [code(language, "report_kind", each) for each in limits.kinds])
    for each in limits.terminals:
        yield text(language, "codes:limits.terminals", airport=each.airport, list=listed(language, each.terminals))
    if limits.no_nominal_data:
        yield text(language, "codes:limits.no_nominal_data")


def _listed(language: str, name: str, names: list[str]) -> str:
    return text(language, f"codes:limits.{name}", list=listed(language, names))
