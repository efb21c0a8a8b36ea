"""The lists every form is filled from: goods and units, codes, countries by name, levels, zones, measures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from flask import Response

from coordinator.beside import beside
from coordinator.http.calls import Read
from coordinator.http.doors import Doors, Who
from coordinator.http.packed import Packed, give, pack
from coordinator.http.wire import View, Wire
from operations.airports.cities import zone_cities
from operations.airports.countries import countries, country_names, language_of
from operations.ledger.measures import MEASURES, MEASURES_VERSION
from operations.planning.clocks import alike
from operations.planning.levels import BUNDLES, ControlMeasure, Level
from operations.planning.plan import Handling, Language, PhaseKind
from operations.policy import Role
from operations.reports.codes import (
    AgeBand,
    Agency,
    Basis,
    Concealment,
    Concern,
    Conveyance,
    Database,
    Direction,
    Exploitation,
    HitAction,
    IncidentType,
    Met,
    Outcome,
    PersonRole,
    Place,
    Qualifier,
    ReferredTo,
    ReportKind,
    Severity,
    Sex,
    Technique,
    ValueBasis,
    Verification,
)
from operations.reports.commodities import QUICK, TAXONOMY_VERSION, Category, Commodity, in_category
from operations.reports.completeness import ASKED
from operations.reports.currencies import CURRENCIES
from operations.reports.quantities import UNITS

doors = Doors("reference", tag="Reference")


class ReferenceQuery(Wire):
    """The language of names; the reader's own unless it is said."""

    language: Language | None = None


class CommodityView(View):
    """A kind of goods: its units, the first by default, and what is usual at most as plain decimals."""

    code: str
    units: list[str]
    usual: dict[str, str]
    roots: list[str]


class CategoryView(View):
    """A category with its commodities in the order of the form."""

    code: Category
    commodities: list[CommodityView]


class UnitView(View):
    """A unit: the ledger counts it in whole numbers of `step`, `factor` of which are one of it."""

    code: str
    dimension: str
    step: str
    factor: int


class LevelView(View):
    """A level of control and the measures it bundles."""

    code: Level
    measures: list[ControlMeasure]


class MeasureView(View):
    """A figure: its unit, null where it is the commodity's own, and the dimensions a target's cell may name."""

    code: str
    unit: str | None
    cells: list[list[str]]
    live: list[list[str]]


class AskedView(View):
    """A field that a complete report answers, where other fields have one of some codes."""

    path: str
    when: dict[str, list[str]]


class CodesView(View):
    """The closed code lists, in the order of their forms; their labels are in the text files."""

    direction: list[Direction]
    place: list[Place]
    conveyance: list[Conveyance]
    concealment: list[Concealment]
    basis: list[Basis]
    technique: list[Technique]
    value_basis: list[ValueBasis]
    agency: list[Agency]
    met: list[Met]
    exploitation: list[Exploitation]
    referred_to: list[ReferredTo]
    concern: list[Concern]
    verification: list[Verification]
    hit_action: list[HitAction]
    incident: list[IncidentType]
    severity: list[Severity]
    person_role: list[PersonRole]
    sex: list[Sex]
    age_band: list[AgeBand]
    outcome: list[Outcome]
    qualifier: list[Qualifier]
    database: list[Database]
    role: list[Role]
    phase: list[PhaseKind]
    handling: list[Handling]


class ZonesView(View):
    """Zones whose clocks stand alike: from each instant on so many minutes ahead of UTC."""

    names: list[str]
    turns: list[tuple[datetime, int]]


class ClocksView(View):
    """The zones one would choose by name, and how their clocks stand until an instant, from the first turn of each on.

    A device may know older rules of a zone, or not the zone: in this time it is told what the server means.
    """

    until: datetime
    zones: list[ZonesView]


class ReferenceView(View):
    """All lists, with the versions of the two that figures depend on.

    `spoken` is which of our languages is mostly read in a country, for those where one of them is official.
    """

    language: Language
    taxonomy_version: str
    measures_version: str
    categories: list[CategoryView]
    quick: list[str]
    units: list[UnitView]
    levels: list[LevelView]
    measures: list[MeasureView]
    codes: CodesView
    asked: dict[ReportKind, list[AskedView]]
    currencies: list[str]
    countries: dict[str, str]
    spoken: dict[str, Language]
    clocks: ClocksView
    cities: dict[str, str]


@doors.read("/reference", Who.ONESELF, answer=ReferenceView)
def read_reference(call: Read, query: ReferenceQuery) -> Response:
    """Give every list, with the countries and territories named as the United Nations name them, and cities by zone."""
    return give(beside(_written, query.language or call.account.language, call.now.year))


@cache
def _written(language: str, year: int) -> Packed:
    return pack(_reference(language, year).model_dump_json(by_alias=True).encode())


def _reference(language: str, year: int) -> ReferenceView:
    return ReferenceView.model_validate(
        {
            "language": language,
            "taxonomy_version": TAXONOMY_VERSION,
            "measures_version": MEASURES_VERSION,
            "categories": [
                {"code": category, "commodities": [_commodity(found) for found in in_category(category)]}
                for category in Category
            ],
            "quick": list(QUICK),
            "units": [
                {"code": unit.code, "dimension": unit.dimension, "step": unit.step, "factor": unit.factor}
                for unit in UNITS.values()
            ],
            "levels": [{"code": level, "measures": list(measures)} for level, measures in BUNDLES.items()],
            "measures": [
                {
                    "code": measure.key,
                    "unit": measure.unit,
                    "cells": [list(cut) for cut in measure.cuts],
                    "live": [list(cut) for cut in measure.board],
                }
                for measure in MEASURES.values()
                if not measure.stated
            ],
            "codes": {
                name: list(codes)
                for name, codes in (
                    ("direction", Direction),
                    ("place", Place),
                    ("conveyance", Conveyance),
                    ("concealment", Concealment),
                    ("basis", Basis),
                    ("technique", Technique),
                    ("value_basis", ValueBasis),
                    ("agency", Agency),
                    ("met", Met),
                    ("exploitation", Exploitation),
                    ("referred_to", ReferredTo),
                    ("concern", Concern),
                    ("verification", Verification),
                    ("hit_action", HitAction),
                    ("incident", IncidentType),
                    ("severity", Severity),
                    ("person_role", PersonRole),
                    ("sex", Sex),
                    ("age_band", AgeBand),
                    ("outcome", Outcome),
                    ("qualifier", Qualifier),
                    ("database", Database),
                    ("role", Role),
                    ("phase", PhaseKind),
                    ("handling", Handling),
                )
            },
            "asked": {
                kind: [
                    {"path": each.path, "when": {name: list(codes) for name, codes in each.when.items()}}
                    for each in asked
                ]
                for kind, asked in ASKED.items()
            },
            "currencies": list(CURRENCIES),
            "countries": dict(country_names(language)),
            "spoken": {each: spoken for each in countries() if (spoken := language_of(each)) is not None},
            "clocks": _clocks(year),
            "cities": dict(zone_cities(language)),
        }
    )


def _commodity(found: Commodity) -> CommodityView:
    return CommodityView(
        code=found.code,
        units=list(found.units),
        usual={unit: format(bound, "f") for unit, bound in found.usual_bound.items()},
        roots=list(found.roots),
    )


@cache
def _clocks(year: int) -> ClocksView:
    """Tell the clocks of a year and those around it: what lies further back, a device knows as well."""
    since, until = datetime(year - 1, 1, 1, tzinfo=UTC), datetime(year + 2, 1, 1, tzinfo=UTC)
    return ClocksView(
        until=until,
        zones=[
            ZonesView(names=names, turns=[(at, int(ahead / timedelta(minutes=1))) for at, ahead in turns])
            for turns, names in alike(_zones(), since, until).items()
        ],
    )


def _zones() -> list[str]:
    """List the zones one would choose by name: a place in a region of the world, or UTC."""
    regions = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return ["UTC", *sorted(zone for zone in available_timezones() if zone.startswith(regions))]
