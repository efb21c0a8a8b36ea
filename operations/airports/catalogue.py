"""Every airport of the world with an IATA code: looked up, searched, and resolved from a pasted list.

The data come from the package airportsdata and are read once, at the first question. Nothing here can change them; an
airport whose city the package takes for the suburb it lies in has beside that the city it serves (`cities.SERVED`),
and cities are spelled as at home (`cities.spelled`), which the package does for a few.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import airportsdata
from babel import Locale

from operations.airports.cities import SERVED, cities_of, city_in, spelled, zone_cities
from operations.airports.countries import LANGUAGES, country_names


@dataclass(frozen=True, slots=True)
class Airport:
    """An airport; `lat` and `lon` in degrees, `zone` an IANA name.

    `city` is the one it serves, `town` the one the catalogue's source puts it in; empty where it has none.
    """

    iata: str
    icao: str
    name: str
    city: str
    town: str
    country: str
    lat: float
    lon: float
    zone: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search; `after` continues it, None when there is no more."""

    airports: tuple[Airport, ...]
    after: str | None


@cache
def airports() -> Mapping[str, Airport]:
    """Return every airport by its IATA code, in the order of the codes."""
    rows = airportsdata.load("IATA")
    return MappingProxyType(
        {
            iata: Airport(
                iata=iata,
                icao=row["icao"],
                name=row["name"],
                city=spelled().get(iata) or SERVED.get(iata, row["city"]),
                town=row["city"],
                country=row["country"],
                lat=row["lat"],
                lon=row["lon"],
                zone=row["tz"],
            )
            for iata, row in sorted(rows.items())
        }
    )


def airport(iata: str) -> Airport | None:
    """Find an airport by its IATA code in capitals."""
    return airports().get(iata)


@cache
def by_icao() -> Mapping[str, Airport]:
    """Return the same airports by their ICAO code."""
    return MappingProxyType({found.icao: found for found in airports().values() if found.icao})


# Letters that carry no accent to take off, yet are typed without it.
_PLAIN_LETTERS: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ة": "ه", "ى": "ي", "ـ": None}
)


def fold(text: str) -> str:
    """Bring a text to what people type: lower case, no accents, single spaces, words of letters and digits only."""
    # Twice, because letters of mathematics become capitals only by the first.
    lower = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare.translate(_PLAIN_LETTERS)).split())


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a search compares: folded city names, airport name and country names."""

    cities: tuple[str, ...]
    name: str
    countries: tuple[str, ...]


@cache
def _index() -> Mapping[str, _Entry]:
    """Fold the words of every airport once."""
    lands = {
        code: tuple(dict.fromkeys(fold(country_names(language)[code]) for language in LANGUAGES))
        for code in country_names("en")
    }
    return {
        found.iata: _Entry(_cities_of(found), fold(found.name), lands[found.country]) for found in airports().values()
    }


def city_names(found: Airport) -> tuple[str, ...]:
    """List what an airport's city is called in our languages, folded."""
    return _index()[found.iata].cities


def land_names(found: Airport) -> tuple[str, ...]:
    """List what an airport's country is called in our languages, folded."""
    return _index()[found.iata].countries


def _cities_of(found: Airport) -> tuple[str, ...]:
    """List an airport's city as it is called in our languages, as far as we have names for it, and its town."""
    if not found.city:
        return ()
    own = fold(found.city)
    place = found.zone if own == fold(city_in(found.zone)) else f"{found.zone}/{found.city}"
    named = (fold(names[place]) for names in _zone_cities() if place in names)
    return tuple(dict.fromkeys((own, *named, *filter(None, [fold(found.town)]))))


@cache
def _zone_cities() -> tuple[Mapping[str, str], ...]:
    """Return what the cities of zones are called where people search: in our languages, and in Brazil."""
    return (*(zone_cities(language) for language in LANGUAGES), cities_of(Locale("pt")))


def _rank(found: Airport, words: str) -> int | None:
    """Say how well an airport answers a folded text, 0 best; None when it does not."""
    entry = _index()[found.iata]
    code, icao = found.iata.lower(), found.icao.lower()
    tests = (
        words == code,
        words == icao,
        words in entry.cities,
        code.startswith(words),
        any(city.startswith(words) for city in entry.cities),
        words in entry.countries,
        _starts_a_word(words, entry.name),
        any(_starts_a_word(words, city) for city in entry.cities),
        icao.startswith(words),
        any(_starts_a_word(words, land) for land in entry.countries),
        len(words) > _SHORTEST_INSIDE and any(words in text for text in (entry.name, *entry.cities, *entry.countries)),
    )
    if any(tests):
        return tests.index(True)
    everything = (code, icao, *entry.cities, entry.name, *entry.countries)
    parts = words.split()
    all_named = len(parts) > 1 and all(any(_starts_a_word(part, text) for text in everything) for part in parts)
    return len(tests) if all_named else None


_SHORTEST_INSIDE: Final = 2


def _starts_a_word(words: str, text: str) -> bool:
    return text.startswith(words) or f" {words}" in text


def _weight(found: Airport) -> int:
    """Put airports that call themselves international first among equals."""
    return 0 if "International" in found.name else 1


def search(text: str, country: str | None = None, limit: int = 20, after: str | None = None) -> Page:
    """Search by code, city, airport and country name in five languages; an exact code comes first.

    An empty text lists everything, or everything in a country. `after` is a code from an earlier page of this search.
    """
    words = fold(text[:_LONGEST_SEARCH])
    ranked = sorted(
        (rank, _weight(found), found.iata)
        for found in airports().values()
        if country is None or found.country == country
        if (rank := _rank(found, words) if words else 0) is not None
    )
    order = [iata for _, _, iata in ranked]
    start = order.index(after) + 1 if after in order else 0
    page = order[start : start + limit]
    more = start + limit < len(order)
    return Page(tuple(airports()[iata] for iata in page), page[-1] if page and more else None)


_LONGEST_SEARCH: Final = 80
