"""The cities after which zones are named, in five languages, as CLDR calls them.

An airport's city is called as its zone's where it is that city. For other cities there are no names in five languages
that we could pass on: they stay as the catalogue writes them, but for the few below whose names are well known.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.core import get_global

from operations.airports.countries import ground

OTHERS: Final[Mapping[str, Mapping[str, str]]] = {
    "ar": {
        "Africa/Bamako/Senou": "سينو",
        "Africa/Dakar/Diass": "دياس",
        "America/Barbados/Bridgetown": "بريدجتاون",
        "America/Panama/Tocumen": "توكومين",
        "Atlantic/Cape_Verde/Praia": "برايا",
    },
    "fr": {"Africa/Bamako/Senou": "Sénou"},
}
"""Cities that are not their zone's, where a language writes them otherwise: by zone and by the catalogue's name."""


@cache
def zone_cities(language: str) -> Mapping[str, str]:
    """Name the cities that a language writes otherwise than their zone, by zone; KeyError for a language not spoken.

    Another city of a zone stands behind it, as in OTHERS.
    """
    return MappingProxyType({**cities_of(ground(language)), **OTHERS.get(language, {})})


def cities_of(locale: Locale) -> Mapping[str, str]:
    """Name the cities of zones in a locale, by zone."""
    named = {zone: data["city"] for zone, data in locale.time_zones.items() if "city" in data}
    # CLDR keeps zones under their first names. One that only moved ("America/Buenos_Aires") is the same city; where the
    # city was renamed ("Asia/Rangoon") the name kept may be the old one.
    moved = {
        newer: named[older]
        for older, newer in get_global("zone_aliases").items()
        if older in named and newer not in named and city_in(older) == city_in(newer)
    }
    return MappingProxyType(named | moved)


def city_in(zone: str) -> str:
    """Read the city in a zone's name."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
