"""The goods a report can name: categories, commodities, the units each is counted in, and what quantity is usual.

Drugs are in UNODC's words, the other categories follow the WCO's. Codes never change their meaning; a change of the
list raises `TAXONOMY_VERSION`, which an operation's plan names. Partners often publish an unspecified substance ("24 kg
cocaine"): each such root is a commodity of its own, and what it rolls up is found through `Commodity.roots`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from operations.reports.currencies import CURRENCIES, USUAL_CASH

TAXONOMY_VERSION: Final = "2026.1"


class Category(StrEnum):
    """The WCO's seven categories of 2022, with precursors, weapons and documents apart."""

    DRUGS = "drugs"
    PRECURSORS = "precursors"
    ENVIRONMENT = "environment"
    CULTURAL_HERITAGE = "cultural_heritage"
    MONEY = "money"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    HEALTH_SAFETY = "health_safety"
    REVENUE = "revenue"
    WEAPONS = "weapons"
    DOCUMENTS = "documents"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Commodity:
    """Describe one kind of goods.

    `units`: codes it may be reported in, the first is the form's default. `usual_bound`: the largest quantity of one
    seizure that needs no second look, by unit; a bound in kilograms holds for grams too. `roots`: the commodities whose
    totals it counts in, nearest first.
    """

    code: str
    category: Category
    units: tuple[str, ...]
    usual_bound: Mapping[str, Decimal]
    roots: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """Name the total it is published under: "cocaine" for salts, base, crack and cocaine not specified."""
        return self.roots[0] if self.roots else self.code


_MASS = ("kg", "g", "mg", "t")
_VOLUME = ("l", "ml")
_TABLETS = ("tablet", "capsule")
_SUBSTANCE = (*_MASS, *_VOLUME)
_MEDICINE = ("tablet", "capsule", "ampoule", "packet", *_MASS, *_VOLUME)
_PILLS = (*_MASS, *_TABLETS, *_VOLUME)
_WILDLIFE = ("kg", "piece", "g", "mg", "t")
_ANIMALS = ("animal", "kg", "g")

# Bounds shared by the members of a root; what is unusual for a substance is unusual for each of its forms.
_COCAINE = {"kg": "150", "l": "150"}
_CANNABIS = {"kg": "600", "l": "50"}
_STIMULANT = {"kg": "100", "l": "100", "tablet": "200000", "capsule": "200000"}
_OPIOID = {"kg": "60", "l": "50", "tablet": "500000", "capsule": "500000", "ampoule": "20000"}
_MEDICINES = {
    "kg": "2000",
    "l": "500",
    "tablet": "1000000",
    "capsule": "1000000",
    "ampoule": "50000",
    "packet": "50000",
}
_GOODS = {"item": "20000", "kg": "5000"}

_ATS = "amphetamine_type_stimulants"
_NPS = "new_psychoactive_substances"

_Row = tuple[str, tuple[str, ...], Mapping[str, str], tuple[str, ...]]

_DRUGS: tuple[_Row, ...] = (
    ("cocaine", _SUBSTANCE, _COCAINE, ()),
    ("cocaine_hydrochloride", _SUBSTANCE, _COCAINE, ("cocaine",)),
    ("cocaine_base", _SUBSTANCE, _COCAINE, ("cocaine",)),
    ("crack", _MASS, {"kg": "30"}, ("cocaine",)),
    ("coca_leaf", _MASS, {"kg": "300"}, ()),
    ("cannabis", _SUBSTANCE, _CANNABIS, ()),
    ("cannabis_herb", _MASS, {"kg": "600"}, ("cannabis",)),
    ("cannabis_resin", _MASS, {"kg": "300"}, ("cannabis",)),
    ("cannabis_oil", _SUBSTANCE, {"kg": "50", "l": "50"}, ("cannabis",)),
    ("cannabis_plant", ("plant", *_MASS), {"plant": "500", "kg": "300"}, ("cannabis",)),
    ("opioids", _PILLS, _OPIOID, ()),
    ("opiates", _SUBSTANCE, {"kg": "60", "l": "50"}, ("opioids",)),
    ("heroin", _SUBSTANCE, {"kg": "60", "l": "50"}, ("opiates", "opioids")),
    ("opium", _MASS, {"kg": "60"}, ("opiates", "opioids")),
    ("morphine", (*_PILLS, "ampoule"), _OPIOID, ("opiates", "opioids")),
    ("pharmaceutical_opioids", (*_PILLS, "ampoule"), _OPIOID, ("opioids",)),
    ("tramadol", ("tablet", "capsule", "ampoule", *_MASS), _OPIOID, ("pharmaceutical_opioids", "opioids")),
    ("fentanyl", (*_PILLS, "ampoule"), {**_OPIOID, "kg": "5"}, ("pharmaceutical_opioids", "opioids")),
    (_ATS, _PILLS, _STIMULANT, ()),
    ("methamphetamine", _PILLS, _STIMULANT, (_ATS,)),
    ("amphetamine", _PILLS, _STIMULANT, (_ATS,)),
    ("captagon", ("tablet", *_MASS), {"tablet": "500000", "kg": "100"}, (_ATS,)),
    ("ecstasy", ("tablet", "capsule", *_MASS), {"tablet": "200000", "capsule": "200000", "kg": "60"}, (_ATS,)),
    ("khat", _MASS, {"kg": "600"}, ()),
    ("ketamine", (*_SUBSTANCE, "ampoule"), {"kg": "80", "l": "50", "ampoule": "20000"}, ()),
    ("benzodiazepines", ("tablet", "capsule", "ampoule", *_MASS), _OPIOID, ()),
    ("pregabalin", ("capsule", "tablet", *_MASS), _OPIOID, ()),
    ("ghb", _SUBSTANCE, {"kg": "60", "l": "60"}, ()),
    ("lsd", ("dose", "ml", "mg", "g"), {"dose": "50000", "g": "50", "ml": "500"}, ()),
    (_NPS, _PILLS, _STIMULANT, ()),
    ("synthetic_cannabinoids", _SUBSTANCE, {"kg": "50", "l": "20"}, (_NPS,)),
    ("synthetic_cathinones", _PILLS, _STIMULANT, (_NPS,)),
    ("other_nps", _PILLS, _STIMULANT, (_NPS,)),
    ("other_drugs", (*_PILLS, "ampoule", "dose"), {**_STIMULANT, "ampoule": "20000", "dose": "50000"}, ()),
)

_PRECURSORS: tuple[_Row, ...] = (
    ("precursors", _PILLS, {"kg": "1000", "l": "1000", "tablet": "500000", "capsule": "500000"}, ()),
    ("ephedrine", _PILLS, {"kg": "300", "l": "100", "tablet": "500000", "capsule": "500000"}, ("precursors",)),
    ("pseudoephedrine", _PILLS, {"kg": "300", "l": "100", "tablet": "500000", "capsule": "500000"}, ("precursors",)),
    ("phenyl_2_propanone", ("l", "ml", *_MASS), {"kg": "500", "l": "500"}, ("precursors",)),
    ("acetic_anhydride", ("l", "ml", *_MASS), {"kg": "1000", "l": "1000"}, ("precursors",)),
    ("potassium_permanganate", _MASS, {"kg": "1000"}, ("precursors",)),
    ("other_precursors", _SUBSTANCE, {"kg": "1000", "l": "1000"}, ("precursors",)),
)

_CITES = ("cites_goods",)
_LIVE = ("live_animals", "cites_goods")

_ENVIRONMENT: tuple[_Row, ...] = (
    (
        "cites_goods",
        ("kg", "piece", "animal", "plant", "g", "mg", "t"),
        {"kg": "1000", "piece": "2000", "animal": "1000", "plant": "5000"},
        (),
    ),
    ("ivory", _WILDLIFE, {"kg": "500", "piece": "500"}, _CITES),
    ("rhino_horn", _WILDLIFE, {"kg": "150", "piece": "60"}, _CITES),
    ("pangolin_scales", ("kg", "g", "mg", "t"), {"kg": "1000"}, _CITES),
    ("big_cat_parts", _WILDLIFE, {"kg": "100", "piece": "200"}, _CITES),
    ("reptile_skins", _WILDLIFE, {"kg": "500", "piece": "2000"}, _CITES),
    ("live_animals", _ANIMALS, {"animal": "1000", "kg": "1000"}, _CITES),
    ("live_primates", _ANIMALS, {"animal": "50", "kg": "200"}, _LIVE),
    ("live_birds", _ANIMALS, {"animal": "500", "kg": "200"}, _LIVE),
    ("live_reptiles", _ANIMALS, {"animal": "2000", "kg": "500"}, _LIVE),
    ("bird_eggs", ("egg",), {"egg": "200"}, _CITES),
    ("glass_eels", ("kg", "animal", "g"), {"kg": "300", "animal": "1000000"}, _CITES),
    ("seahorses", ("kg", "animal", "g"), {"kg": "200", "animal": "50000"}, _CITES),
    ("shark_fins", _WILDLIFE, {"kg": "2000", "piece": "5000"}, _CITES),
    ("corals", _WILDLIFE, {"kg": "500", "piece": "500"}, _CITES),
    ("bushmeat", _MASS, {"kg": "300"}, ()),
    ("timber", ("kg", "m3", "t", "piece"), {"kg": "20000", "m3": "30", "piece": "500"}, ()),
    ("protected_plants", ("plant", "kg", "g"), {"plant": "5000", "kg": "500"}, _CITES),
    ("hazardous_waste", _MASS, {"kg": "20000"}, ()),
    ("ozone_depleting_substances", (*_MASS, "l", "item"), {"kg": "5000", "l": "5000", "item": "1000"}, ()),
)

_CULTURAL: tuple[_Row, ...] = tuple(
    (code, ("item", "kg", "g"), {"item": "1000", "kg": "500"}, () if code == "cultural_goods" else ("cultural_goods",))
    for code in (
        "cultural_goods",
        "archaeological_objects",
        "ancient_coins",
        "works_of_art",
        "manuscripts",
        "religious_objects",
        "fossils",
    )
)

_STONE = ("ct", "g", "kg", "mg", "piece")

_MONEY: tuple[_Row, ...] = (
    ("currency", CURRENCIES, USUAL_CASH, ()),
    ("bearer_instruments", CURRENCIES, USUAL_CASH, ()),
    ("payment_cards", ("item",), {"item": "500"}, ()),
    ("gold", _MASS, {"kg": "100"}, ()),
    ("silver", _MASS, {"kg": "500"}, ()),
    ("precious_stones", _STONE, {"kg": "20", "piece": "5000"}, ()),
    ("diamonds", _STONE, {"kg": "2", "piece": "5000"}, ("precious_stones",)),
    ("jewellery", ("item", "g", "kg"), {"item": "1000", "kg": "50"}, ()),
)

_COUNTERFEIT: tuple[_Row, ...] = tuple(
    (
        code,
        ("item", "packet", "kg"),
        {**_GOODS, "packet": "5000"},
        () if code == "counterfeit_goods" else ("counterfeit_goods",),
    )
    for code in (
        "counterfeit_goods",
        "counterfeit_clothing",
        "counterfeit_footwear",
        "counterfeit_electronics",
        "counterfeit_watches",
        "counterfeit_cosmetics",
        "counterfeit_spare_parts",
        "counterfeit_toys",
    )
)

_HEALTH: tuple[_Row, ...] = (
    ("medicines", _MEDICINE, _MEDICINES, ()),
    ("counterfeit_medicines", _MEDICINE, _MEDICINES, ("medicines",)),
    ("unauthorised_medicines", _MEDICINE, _MEDICINES, ("medicines",)),
    ("veterinary_medicines", _MEDICINE, _MEDICINES, ("medicines",)),
    ("doping_substances", _MEDICINE, _MEDICINES, ("medicines",)),
    ("medical_devices", ("item", "packet", "kg"), {**_GOODS, "packet": "20000"}, ()),
    ("unsafe_food", ("kg", "l", "item"), {**_GOODS, "l": "5000"}, ()),
    ("pesticides", ("kg", "l", "g", "ml"), {"kg": "2000", "l": "2000"}, ()),
)

_REVENUE: tuple[_Row, ...] = (
    ("tobacco", ("kg", "cigarette", "packet", "g"), {"kg": "1000", "cigarette": "1000000", "packet": "50000"}, ()),
    (
        "cigarettes",
        ("cigarette", "packet", "kg"),
        {"kg": "1000", "cigarette": "1000000", "packet": "50000"},
        ("tobacco",),
    ),
    ("cigars", ("piece", "kg"), {"piece": "10000", "kg": "200"}, ("tobacco",)),
    ("smoking_tobacco", _MASS, {"kg": "1000"}, ("tobacco",)),
    ("water_pipe_tobacco", _MASS, {"kg": "1000"}, ("tobacco",)),
    ("e_cigarettes", ("item", "l", "ml"), {"item": "20000", "l": "200"}, ()),
    ("alcohol", _VOLUME, {"l": "2000"}, ()),
    ("mobile_telephones", ("item",), {"item": "5000"}, ()),
    ("undeclared_goods", ("item", "packet", "kg"), {**_GOODS, "packet": "5000"}, ()),
)

_WEAPONS: tuple[_Row, ...] = (
    ("firearms", ("weapon",), {"weapon": "100"}, ()),
    ("handguns", ("weapon",), {"weapon": "100"}, ("firearms",)),
    ("long_guns", ("weapon",), {"weapon": "100"}, ("firearms",)),
    ("firearm_parts", ("part", "kg"), {"part": "1000", "kg": "200"}, ()),
    ("ammunition", ("round", "kg"), {"round": "20000", "kg": "500"}, ()),
    ("explosives", ("kg", "g", "item"), {"kg": "50", "item": "200"}, ()),
    ("other_weapons", ("weapon",), {"weapon": "500"}, ()),
    ("dual_use_goods", ("item", "kg"), _GOODS, ()),
)

_DOCUMENTS: tuple[_Row, ...] = tuple(
    (code, ("document",), {"document": "500"}, () if code == "documents" else ("documents",))
    for code in ("documents", "passports", "identity_cards", "visas", "residence_permits", "breeder_documents")
)

_OTHER: tuple[_Row, ...] = (
    (
        "other_goods",
        ("item", "piece", "packet", *_MASS, *_VOLUME),
        {**_GOODS, "piece": "20000", "packet": "5000", "l": "5000"},
        (),
    ),
)

_BY_CATEGORY: Mapping[Category, tuple[_Row, ...]] = {
    Category.DRUGS: _DRUGS,
    Category.PRECURSORS: _PRECURSORS,
    Category.ENVIRONMENT: _ENVIRONMENT,
    Category.CULTURAL_HERITAGE: _CULTURAL,
    Category.MONEY: _MONEY,
    Category.INTELLECTUAL_PROPERTY: _COUNTERFEIT,
    Category.HEALTH_SAFETY: _HEALTH,
    Category.REVENUE: _REVENUE,
    Category.WEAPONS: _WEAPONS,
    Category.DOCUMENTS: _DOCUMENTS,
    Category.OTHER: _OTHER,
}


def _described(category: Category, row: _Row) -> Commodity:
    """Make a commodity of a row; of bounds that several share, it keeps those in its own units."""
    code, units, bounds, roots = row
    own = {unit: Decimal(bound) for unit, bound in bounds.items() if unit in units}
    return Commodity(code, category, units, MappingProxyType(own), roots)


COMMODITIES: Final[Mapping[str, Commodity]] = MappingProxyType(
    {row[0]: _described(category, row) for category, rows in _BY_CATEGORY.items() for row in rows}
)

# The chips of the short form: what most airport seizures are, then the way to everything else.
QUICK: Final[tuple[str, ...]] = ("cocaine", "cannabis_herb", "methamphetamine", "currency", "other")


def commodity(code: str) -> Commodity | None:
    """Find a commodity by its code."""
    return COMMODITIES.get(code)


def members(root: str) -> tuple[str, ...]:
    """List every commodity counted in a total, the unspecified root itself first."""
    return tuple(code for code, found in COMMODITIES.items() if code == root or root in found.roots)


def in_category(category: Category) -> tuple[Commodity, ...]:
    """List the commodities of a category in the order a form shows them."""
    return tuple(found for found in COMMODITIES.values() if found.category is category)
