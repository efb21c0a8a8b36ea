"""The cities airports serve, and the cities after which zones are named, in five languages, as CLDR calls them.

An airport's city is called as its zone's where it is that city. For other cities there are no names in five languages
that we could pass on: they stay as they are spelled at home, but for the few below whose names are well known. The
catalogue writes without accents ("Brasilia", "Rio De Janeiro"); `spelled.txt`, written by `make spelled` from GeoNames,
has the spelling of those cities that write with Latin letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.core import get_global

from operations.airports.countries import ground

SERVED: Final[Mapping[str, str]] = {
    "ANU": "Saint John's",
    "BEG": "Belgrade",
    "BKO": "Bamako",
    "CAY": "Cayenne",
    "CEB": "Cebu",
    "CTS": "Sapporo",
    "DSS": "Dakar",
    "DWC": "Dubai",
    "EZE": "Buenos Aires",
    "IST": "Istanbul",
    "KTI": "Phnom Penh",
    "MDE": "Medellin",
    "MFM": "Macau",
    "NGO": "Nagoya",
    "NLU": "Mexico City",
    "PAC": "Panama City",
    "PBM": "Paramaribo",
    "PRN": "Pristina",
    "PTP": "Pointe-a-Pitre",
    "PTY": "Panama City",
    "SAL": "San Salvador",
    "SAP": "San Pedro Sula",
    "SUV": "Suva",
    "SZB": "Kuala Lumpur",
    "WSI": "Sydney",
    "YUL": "Montreal",
    "YVR": "Vancouver",
    "YYZ": "Toronto",
    "ZNZ": "Zanzibar",
}
"""The cities travellers know airports by, where the catalogue names a suburb they lie in (or misspells it).

Of airports that share a metropolitan code, as the catalogue's own package groups them; of the others as they are listed
under their IATA codes. Written as the catalogue writes: without accents (see `spelled`). Where a suburb is what people
know (Campinas, Bergamo, Newark) it stays.
"""

ZONES_IN_ENGLISH: Final[Mapping[str, str]] = {
    "Africa/Lome": "Lomé",
    "America/Araguaina": "Araguaína",
    "America/Argentina/Cordoba": "Córdoba",
    "America/Argentina/Rio_Gallegos": "Río Gallegos",
    "America/Belem": "Belém",
    "America/Bogota": "Bogotá",
    "America/Cuiaba": "Cuiabá",
    "America/Eirunepe": "Eirunepé",
    "America/Maceio": "Maceió",
    "America/Mazatlan": "Mazatlán",
    "America/Santarem": "Santarém",
    "America/Sao_Paulo": "São Paulo",
    "Pacific/Noumea": "Nouméa",
}
"""Cities of zones that CLDR's English leaves as the zones are named, in ASCII, though it spells others ("Asunción")."""

OTHERS: Final[Mapping[str, Mapping[str, str]]] = {
    "ar": {
        "America/Barbados/Bridgetown": "بريدجتاون",
        "America/Panama/Panama City": "مدينة بنما",
        "Atlantic/Cape_Verde/Praia": "برايا",
    },
    "es": {"America/Panama/Panama City": "Ciudad de Panamá"},
    "fr": {"America/Panama/Panama City": "Panama"},
    "pt": {"America/Panama/Panama City": "Cidade do Panamá"},
}
"""Cities that are not their zone's, where a language writes them otherwise: by zone and by our name of them."""


@cache
def zone_cities(language: str) -> Mapping[str, str]:
    """Name the cities that a language writes otherwise than their zone, by zone; KeyError for a language not spoken.

    Another city of a zone stands behind it, as in OTHERS.
    """
    english = ZONES_IN_ENGLISH if language == "en" else {}
    return MappingProxyType({**english, **cities_of(ground(language)), **OTHERS.get(language, {})})


@cache
def spelled() -> Mapping[str, str]:
    """Return how airports' cities are spelled at home, by IATA code, where the catalogue spells them otherwise."""
    lines = files(__package__).joinpath("spelled.txt").read_text("utf-8").splitlines()
    return MappingProxyType({line[:3]: line[4:] for line in lines})


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
