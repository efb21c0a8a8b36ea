"""The catalogue as a device carries it, to search it without a network.

Packed for slow lines: airports that lie in one country and zone stand together, and a name says `$` for the city it
holds. `frontend/src/reporting/airports.ts` unfolds it and ranks as `catalogue.search` does; a sample beside it holds
the two together.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from operations.airports.catalogue import city_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from operations.airports.catalogue import Airport


def packed(airports: Iterable[Airport]) -> dict[str, Any]:
    """Return airports as a document: runs of countries and zones, codes, names, cities, and their other names."""
    rows = sorted(airports, key=lambda found: (*_ground(found), found.city, found.name, found.iata))
    return {
        "grounds": [[*ground, len(list(found))] for ground, found in groupby(rows, key=_ground)],
        "iata": "".join(found.iata for found in rows),
        "names": [_short(found) for found in rows],
        "cities": [found.city for found in rows],
        "also": {found.iata: list(others) for found in rows if (others := city_names(found)[1:])},
    }


def _ground(found: Airport) -> tuple[str, str]:
    return found.country, found.zone


def _short(found: Airport) -> str:
    return found.name.replace(found.city, "$", 1) if found.city else found.name
