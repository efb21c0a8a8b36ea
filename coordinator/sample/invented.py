"""Invent what an airport may report: plausible, never real, the same for the same chance. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of find: how much of what, from `least` to `most` in steps of a `scale`-th of a unit."""

    weight: int
    commodity: str
    unit: str
    least: int
    most: int
    scale: int
    ways: tuple[tuple[str, str, str], ...]


_CARRIED: Final = (
    ("air_passenger", "body_internal", "body_scan"),
    ("air_passenger", "on_body", "manual_search"),
    ("air_passenger", "hand_baggage", "x_ray"),
    ("hold_baggage", "hold_baggage", "dog"),
    ("hold_baggage", "rip_off", "x_ray"),
)
_BAGS: Final = (("hold_baggage", "hold_baggage", "x_ray"), ("air_passenger", "hand_baggage", "manual_search"))
_POSTED: Final = (("express", "parcel", "x_ray"), ("mail", "parcel", "dog"), ("cargo", "cargo", "manual_search"))

_COCAINE: Final = Kind(8, "cocaine", "kg", 40, 620, 100, _CARRIED)
_SALTS: Final = Kind(2, "cocaine_hydrochloride", "kg", 60, 380, 100, _POSTED)
_HERB: Final = Kind(4, "cannabis_herb", "kg", 80, 2400, 100, _BAGS)
_RESIN: Final = Kind(2, "cannabis_resin", "kg", 50, 900, 100, _BAGS)
_HEROIN: Final = Kind(2, "heroin", "kg", 30, 280, 100, _CARRIED)
_METH: Final = Kind(3, "methamphetamine", "kg", 40, 450, 100, _CARRIED)
_KHAT: Final = Kind(4, "khat", "kg", 80, 460, 10, _POSTED)
_CASH: Final = Kind(2, "currency", "EUR", 115, 780, 1, (("air_passenger", "hand_baggage", "manual_search"),))
_TABLETS: Final = Kind(3, "captagon", "tablet", 20, 260, 1, _BAGS)
_TRAMADOL: Final = Kind(2, "tramadol", "tablet", 15, 180, 1, _POSTED)
_MEDICINES: Final = Kind(2, "counterfeit_medicines", "tablet", 10, 150, 1, _POSTED)
_SCALES: Final = Kind(1, "pangolin_scales", "kg", 40, 350, 10, (("cargo", "cargo", "x_ray"),))
_HUNDREDS: Final = frozenset({"EUR", "tablet"})
"""What is counted in round hundreds."""

_AMERICAS: Final = (_COCAINE, _SALTS, _CASH, _HERB)
_WEST_AFRICA: Final = (_COCAINE, _HERB, _METH, _TRAMADOL, _MEDICINES, _CASH)
_EAST: Final = (_KHAT, _HEROIN, _METH, _MEDICINES)
_EUROPE: Final = (_COCAINE, _KHAT, _CASH, _RESIN, _SALTS)

FOUND_AT: Final[dict[str, tuple[Kind, ...]]] = {
    "ABJ": _WEST_AFRICA, "ACC": (*_WEST_AFRICA, _SCALES), "ADD": _EAST, "AMM": (_TABLETS, _CASH, _HEROIN),
    "BGI": _AMERICAS, "BKO": _WEST_AFRICA, "BOG": _AMERICAS, "BRU": _EUROPE, "CDG": _EUROPE,
    "CMN": (_COCAINE, _RESIN, _CASH), "DSS": _WEST_AFRICA, "GRU": _AMERICAS, "LFW": _WEST_AFRICA, "LIS": _EUROPE,
    "LOS": (*_WEST_AFRICA, _SCALES), "MPM": _EAST, "NBO": _EAST, "PTY": _AMERICAS, "RAI": _WEST_AFRICA,
    "SDQ": _AMERICAS,
}  # fmt: skip

ROUTES: Final[dict[str, tuple[tuple[str, str | None, str | None], ...]]] = {
    "ABJ": (("arrival", "GRU", None), ("transit", "GRU", "CDG")),
    "ACC": (("departure", None, "BRU"), ("arrival", "GRU", None)),
    "ADD": (("transit", "GRU", "LOS"), ("departure", None, "BRU"), ("transit", "LOS", "AMM")),
    "AMM": (("arrival", "ADD", None), ("departure", None, "CDG")),
    "BGI": (("arrival", "PTY", None),),
    "BKO": (("arrival", "ABJ", None),),
    "BOG": (("departure", None, "CDG"), ("departure", None, "LIS"), ("departure", None, "PTY")),
    "BRU": (("arrival", "SDQ", None), ("arrival", "DSS", None)),
    "CDG": (("arrival", "BOG", None), ("arrival", "DSS", None), ("transit", "ABJ", "BRU")),
    "CMN": (("transit", "GRU", "LIS"), ("transit", "ABJ", "CDG")),
    "DSS": (("arrival", "GRU", None), ("departure", None, "CDG"), ("transit", "GRU", "BRU")),
    "GRU": (("departure", None, "DSS"), ("departure", None, "LIS"), ("departure", None, "ADD")),
    "LFW": (("transit", "GRU", "CDG"), ("arrival", "GRU", None)),
    "LIS": (("arrival", "GRU", None), ("arrival", "BOG", None), ("arrival", "RAI", None)),
    "LOS": (("arrival", "ADD", None), ("departure", None, "ADD")),
    "MPM": (("arrival", "ADD", None),),
    "NBO": (("departure", None, "BRU"), ("arrival", "ADD", None)),
    "PTY": (("transit", "BOG", "BGI"), ("transit", "BOG", "SDQ")),
    "RAI": (("arrival", "GRU", None), ("departure", None, "LIS")),
    "SDQ": (("departure", None, "BRU"), ("departure", None, "CDG")),
}

VIA: Final[dict[tuple[str, str | None, str | None], list[str]]] = {
    ("BOG", None, "CDG"): ["PTY", "BGI"],
    ("BRU", "DSS", None): ["CMN"],
    ("CDG", "BOG", None): ["PTY"],
    ("GRU", None, "LIS"): ["RAI"],
    ("LFW", "GRU", None): ["ADD"],
    ("LIS", "BOG", None): ["PTY", "SDQ"],
}
"""Places of transit of a way, by its airport, origin and destination; most name none."""

MEANT: Final[dict[tuple[str, str | None, str | None], str]] = {
    ("BOG", None, "LIS"): "BRU",
    ("CDG", "DSS", None): "BRU",
    ("CMN", "GRU", "LIS"): "CDG",
}
"""Where a way was meant to end, where that was found out; most end where the flight does."""

PLACES: Final = {
    "hold_baggage": "baggage_area",
    "cargo": "cargo_terminal",
    "mail": "mail_centre",
    "express": "mail_centre",
}
_HALLS: Final = {"arrival": "arrival_hall", "transit": "transit_area", "departure": "departure_hall"}

BUSY: Final[dict[str, int]] = {"BOG": 4, "GRU": 5, "CDG": 4, "LIS": 3, "ADD": 3, "BRU": 3, "DSS": 3, "LOS": 3, "PTY": 3}
"""How much goes on at an airport; 1 where it is not named."""

TERMINALS: Final[dict[str, tuple[str, ...]]] = {
    "BOG": ("1", "2"),
    "CDG": ("2E", "2F"),
    "GRU": ("2", "3"),
    "LIS": ("1",),
}
"""The terminals that results name; of France's airport no others take part."""

_BASES: Final = ("risk_profile",) * 5 + ("routine", "random", "warning", "warning", "investigation")
_OUTCOMES: Final = ("arrested",) * 7 + ("detained", "released", "referred")
_AGES: Final = ("18_24", "25_34", "25_34", "35_44", "35_44", "45_54", "55_64")
_NATIONALITIES: Final = ("BR", "CO", "DO", "NG", "GH", "SN", "PT", "FR", "CV", "CI", "ET", "BE", "PA", "TG")


def a_seizure(chance: Random, airport: str, occurred: str) -> dict[str, Any]:
    """Return a seizure at an airport at a local wall time, as a form would send it."""
    kinds = FOUND_AT[airport]
    kind = chance.choices(kinds, [each.weight for each in kinds])[0]
    direction, origin, destination = chance.choice(ROUTES[airport])
    conveyance, concealment, technique = chance.choice(kind.ways)
    said: dict[str, Any] = {
        "kind": "seizure",
        "occurred": occurred,
        "direction": direction,
        "conveyance": conveyance,
        "concealment": concealment,
        "basis": chance.choice(_BASES),
        "technique": technique,
        "goods": [{"commodity": kind.commodity, "quantity": _amount(chance, kind), "unit": kind.unit}],
        "persons": [_person(chance) for _ in range(_how_many(chance, conveyance))],
    }
    way = airport, origin, destination
    if via := VIA.get(way):
        said["transit"] = via
    if technique != "manual_search":  # what is not in the short form is not said of every result
        said["place"] = PLACES.get(conveyance, _HALLS[direction])
    terminals = TERMINALS.get(airport, ())
    terminal = chance.choice(terminals) if terminals else None
    places = {"origin": origin, "destination": destination, "intended_destination": MEANT.get(way)}
    return said | {name: place for name, place in {**places, "terminal": terminal}.items() if place is not None}


def an_activity(chance: Random, airport: str, on: str, *, share: float = 1.0) -> dict[str, Any]:
    """Return what was controlled at an airport on a day, or on a share of one."""
    size = BUSY.get(airport, 1) * share * chance.uniform(0.8, 1.2)
    checked = max(1, round(180 * size))
    return {
        "kind": "activity",
        "report_on": on,
        "flights_monitored": max(1, round(9 * size)),
        "passengers_profiled": checked * 6,
        "passengers_checked": checked,
        "bags_searched": round(60 * size),
        "parcels_searched": round(25 * size),
        "database_checks": {"nominals": checked * 3, "sltd": checked * 2, "national": checked},
        "hits": {"nominals": chance.choice((0, 0, 0, 1)), "sltd": chance.choice((0, 0, 0, 0, 1))},
        "officers": max(2, round(6 * size)),
        "officer_hours": f"{max(1, round(42 * size))}.5",
    }


def _amount(chance: Random, kind: Kind) -> str:
    # Small finds are common, large ones rare.
    drawn = round(kind.least + (kind.most - kind.least) * chance.random() ** 2.2)
    if kind.unit in _HUNDREDS:
        return str(drawn * 100)
    return f"{drawn / kind.scale:.2f}".rstrip("0").rstrip(".")


def _how_many(chance: Random, conveyance: str) -> int:
    if conveyance not in {"air_passenger", "hold_baggage"}:
        return 0
    return chance.choices((0, 1, 2), (1, 7, 1))[0]


def _person(chance: Random) -> dict[str, Any]:
    return {
        "role": "courier",
        "sex": chance.choice(("male", "male", "female")),
        "age_band": chance.choice(_AGES),
        "nationality": chance.choice(_NATIONALITIES),
        "outcome": chance.choice(_OUTCOMES),
    }
