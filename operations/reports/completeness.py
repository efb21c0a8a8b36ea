"""How much of a report is there: which fields each kind asks for, and which of them an edition answers. Pure.

Persons are never counted: their number is not everybody's to know, and the same edition must be as complete to whoever
reads it. What may well be nothing (points of transit, partners) is not asked for either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

UNSAID: Final = (None, "", "unknown")
"""What answers no question."""

MONEY: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that is asked for where other fields (`when`) have one of some codes; `goods.value` asks every goods."""

    path: str
    when: Mapping[str, Sequence[str]] = field(default_factory=dict)


_FLOWN: Final = {"conveyance": ("air_passenger", "crew", "hold_baggage")}

ASKED: Final[Mapping[str, Sequence[Asked]]] = {
    "seizure": (
        Asked("occurred"),
        Asked("direction"),
        Asked("origin", {"direction": ("arrival", "transit")}),
        Asked("destination", {"direction": ("transit", "departure")}),
        Asked("goods.quantity"),
        Asked("conveyance"),
        Asked("concealment"),
        Asked("basis"),
        Asked("technique"),
        Asked("place"),
        Asked("carrier", _FLOWN),
        Asked("flight_number", _FLOWN),
        Asked("awb", {"conveyance": ("cargo", "express")}),
        Asked("intended_destination"),
        Asked("goods.value"),
        Asked("goods.value_basis"),
    ),
    "hit": (
        Asked("occurred"),
        Asked("database"),
        Asked("concern"),
        Asked("verification"),
        Asked("action"),
        Asked("direction"),
        Asked("place"),
        Asked("carrier"),
        Asked("flight_number"),
    ),
    "incident": (Asked("occurred"), Asked("type"), Asked("severity"), Asked("place")),
}
"""What each kind that is enriched later asks for, in the order of its form; the form on the phone is told this list."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the fields asked for are answered, and which are not."""

    filled: int
    of: int
    missing: tuple[str, ...]


def completeness(body: Mapping[str, Any]) -> Completeness | None:
    """Return how complete a body is, as JSON has it; None for a kind that asks for nothing further."""
    asked = ASKED.get(body["kind"])
    if asked is None:
        return None
    wanted = [each.path for each in asked if all(body.get(name) in codes for name, codes in each.when.items())]
    missing = tuple(path for path in wanted if not _answered(body, path))
    return Completeness(len(wanted) - len(missing), len(wanted), missing)


def _answered(body: Mapping[str, Any], path: str) -> bool:
    name, _, inner = path.partition(".")
    if not inner:
        return body.get(name) not in UNSAID
    return bool(body.get(name)) and all(_is_worth(item, inner) for item in body[name])


def _is_worth(item: Mapping[str, Any], name: str) -> bool:
    # Money is its own value.
    its_own = name.startswith("value") and MONEY.fullmatch(item.get("unit", "")) is not None
    return its_own or item.get(name) not in UNSAID
