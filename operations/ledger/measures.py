"""Every figure, declared once: its unit's dimension, the cuts kept ready, whether cells add up, who may see small ones.

A cut is a tuple of dimensions; `()` is the total. A cut that is not declared is read from the standing lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

MEASURES_VERSION: Final = "2026.4"
"""Printed beside every figure; changes when a definition does."""

Cut: TypeAlias = tuple[str, ...]

PLACES: Final[tuple[Cut, ...]] = (("airport",), ("country",))
HOME: Final[Cut] = ("country", "airport")
"""Where a case is somebody's own: a contact point's by the first, an officer's by the second."""
WAY: Final[Cut] = ("origin", "transit", "airport", "onward", "destination")
"""A way in its order: through the place of control, and through the places of transit before and after it."""
LEG: Final = "leg"
"""What sums by leg are kept under: no cut, for a way has several, or none."""

GOODS: Final[tuple[Cut, ...]] = (
    ("commodity",), ("commodity", "airport"), ("commodity", "country"),
    ("commodity", "occurred_on"), ("commodity", "basis"),
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """One figure.

    `unit` is what a value is a number of, or None where it is the commodity's own.
    `board` are the cuts that boards show live. `addable` is false where a case may stand in several cells, so that
    cells must not be summed. `small_apart`: counts under five are for the OCU and the country's own contact point.
    Of a `quiet` one nobody else is told even that there is somebody: none and a few look alike.
    `by_leg`: what lies on each leg of a way (`ways.legs`) is kept ready too, as boards draw it.
    `stated` figures come from totals published without cases and are never added to those of reports.
    """

    key: str
    unit: str | None
    cuts: tuple[Cut, ...]
    board: tuple[Cut, ...] = ()
    addable: bool = True
    small_apart: bool = False
    quiet: bool = False
    by_leg: bool = False
    stated: bool = False


def _activity(key: str, unit: str) -> Measure:
    return Measure(key, unit, ((), *PLACES, ("report_on",)), board=((),))


def _apart(*said: str) -> tuple[Cut, ...]:
    """Return the cuts of a figure whose small counts are kept apart, each for every airport as well.

    What is shown to whoever has a seat there or in its country follows from what they know themselves.
    """
    return ((), *PLACES, *((name,) for name in said), *((*HOME, name) for name in said))


def _met(key: str) -> Measure:
    cuts = _apart("occurred_on", "sex", "age_band", "nationality", "exploitation")
    return Measure(key, "person", cuts, board=((),), small_apart=True, quiet=True)


_DECLARED = (
    Measure(
        "seizures", "seizure",
        ((), *PLACES, ("occurred_on",), ("occurred_on", "late"), ("basis",), ("direction",), ("conveyance",),
         ("concealment",), ("technique",), ("place",), WAY),
        board=((),), by_leg=True,
    ),
    Measure(
        "seizures_with", "seizure",
        GOODS,
        board=(("commodity",),), addable=False,
    ),
    Measure("credited_airports", "seizure", (("airport",),), addable=False),
    Measure("credited_countries", "seizure", (("country",),), addable=False),
    Measure(
        "quantity", None,
        GOODS,
        board=(("commodity",),),
    ),
    # A currency is the unit, so that no two are ever added; what a value was taken from is a cut of it.
    Measure("goods_value", None, ((), ("value_basis",), ("commodity",))),
    Measure(
        "persons", "person",
        (*_apart("occurred_on", "sex", "age_band", "nationality", "outcome", "role"),
         ("outcome", "country"), ("outcome", "airport")),
        board=((), ("outcome",)), small_apart=True,
    ),
    _met("potential_victims"),
    _met("identified_victims"),
    _met("smuggled_migrants"),
    Measure(
        "referred_persons", "person",
        _apart("occurred_on", "referred_to"),
        board=((),), small_apart=True, quiet=True,
    ),
    # Hits told one by one; those of the activity returns are counted there and are never added to these.
    Measure(
        "reported_hits", "hit",
        ((), *PLACES, ("occurred_on",), ("database",), ("verification",)),
        board=((),),
    ),
    Measure("incidents", "incident", ((), *PLACES, ("occurred_on",), ("incident",)), board=((),)),
    _activity("flights_monitored", "flight"),
    _activity("passengers_profiled", "person"),
    _activity("passengers_checked", "person"),
    _activity("bags_searched", "bag"),
    _activity("parcels_searched", "parcel"),
    _activity("consignments_searched", "consignment"),
    Measure("database_checks", "check", ((), ("database",), *PLACES, ("report_on",)), board=((),)),
    Measure("hits", "hit", ((), ("database",), *PLACES, ("report_on",)), board=((),)),
    _activity("officers", "officer"),
    _activity("officer_hours", "hour"),
    Measure("stated_seizures", "seizure", ((), ("qualifier",)), stated=True),
    Measure("stated_messages", "message", ((), ("qualifier",)), stated=True),
    Measure("stated_quantity", None, (("commodity",), ("commodity", "qualifier")), stated=True),
    Measure("stated_persons", "person", ((), ("outcome",), ("outcome", "qualifier")), stated=True),
)  # fmt: skip

MEASURES: Final = {measure.key: measure for measure in _DECLARED}
