"""Airports from a pasted list: codes among headings, numbers, names and whatever separated them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import ascii_uppercase
from types import MappingProxyType
from typing import Final

from operations.airports.catalogue import Airport, airport, airports, by_icao, fold

# A paste is a list of airports, not a document.
_LONGEST: Final = 100_000
# Whoever has more unknown codes than this pasted something else; finding what each may have meant takes a moment.
_MOST_SUGGESTIONS: Final = 50

# Codes of cities with several airports, as they stand on tickets, and the airport most likely meant.
_CITY_CODES: Final = {
    "BER": "BER", "BJS": "PEK", "BUE": "EZE", "BUH": "OTP", "CHI": "ORD", "DTT": "DTW", "JKT": "CGK", "LON": "LHR",
    "MIL": "MXP", "MMA": "CPH", "MOW": "SVO", "NYC": "JFK", "OSA": "KIX", "PAR": "CDG", "REK": "KEF", "RIO": "GIG",
    "ROM": "FCO", "SAO": "GRU", "SEL": "ICN", "SPK": "CTS", "STO": "ARN", "TCI": "TFS", "THR": "IKA", "TYO": "NRT",
    "WAS": "IAD", "YMQ": "YUL", "YTO": "YYZ",
}  # fmt: skip

# Words of headings as short as a code, in our languages; none of them is the code of an airport anyone would mean.
_HEADINGS: Final = frozenset(
    {
        "iata",
        "icao",
        "oaci",
        "aita",
        "code",
        "name",
        "nom",
        "pays",
        "pais",
        "país",
        "city",
        "zone",
        "zona",
        "list",
        "type",
    }
)

_FIELDS = re.compile(r"[\t,;|/:()\[\]\"]|\s[-–—]\s|\s{2,}")
_WORDS = re.compile(r"\w+")
_ICAO_LENGTH: Final = 4
_IATA_LENGTH: Final = 3


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a pasted list meant.

    `found` in the order of the list, each once; `unknown` pairs what was written with the code it may have meant, or
    None; `repeated` the codes that were named again.
    """

    found: tuple[Airport, ...]
    unknown: tuple[tuple[str, str | None], ...]
    repeated: tuple[str, ...]


def resolve(text: str) -> Resolution:
    """Read the airports out of a pasted list of IATA or ICAO codes, separated by anything, in any case.

    Numbers and prose are passed over. Among prose only capitals count as codes, and a row of a table names one airport.
    """
    found: dict[str, Airport] = {}
    unknown: dict[str, None] = {}
    repeated: dict[str, None] = {}
    for line in text[:_LONGEST].splitlines():
        here: set[str] = set()
        for token in _codes(line):
            known = _known(token)
            if known is None:
                unknown[token] = None
            elif known.iata not in found:
                found[known.iata] = known
            elif known.iata not in here or len(token) == _IATA_LENGTH:
                repeated[known.iata] = None
            if known is not None:
                here.add(known.iata)
    countries = frozenset(item.country for item in found.values())
    return Resolution(
        tuple(found.values()), tuple((token, suggest(token, countries)) for token in unknown), tuple(repeated)
    )


def _known(token: str) -> Airport | None:
    code = token.upper()
    return airport(code) or by_icao().get(code)


def _codes(line: str) -> list[str]:
    """List what a line offers as codes."""
    words = [word for word in _WORDS.findall(line) if not word.isdigit() and word.casefold() not in _HEADINGS]
    prose = [word for word in words if not _looks_like_code(word)]
    if not prose:
        return words
    fields = [field.strip(" .*•-–—'’\u00a0") for field in _FIELDS.split(line)]
    shouted = any(word.isupper() for word in prose)
    codes = [
        word
        for word in words
        if _looks_like_code(word)
        and ((word.isupper() and not shouted) or (word in fields and _known(word) and not word.istitle()))
    ]
    if shouted and not codes and words and _looks_like_code(words[0]) and _known(words[0]):
        codes = words[:1]
    if not codes:
        return _cities(line)
    return _one_airport(codes) if _is_row(line, codes) else codes


def _is_row(line: str, codes: list[str]) -> bool:
    """Say whether a line is a row of a table: in cells, none of which holds a list of codes."""
    cells = re.split(r"[\t|]", line)
    return len(cells) > 1 and all(sum(word in codes for word in _WORDS.findall(cell)) <= 1 for cell in cells)


def _one_airport(codes: list[str]) -> list[str]:
    """Keep from a table's row its first code and the other code of the same airport."""
    first = next((known for code in codes if (known := _known(code))), None)
    return codes[:1] if first is None else [code for code in codes if _known(code) == first]


def _cities(line: str) -> list[str]:
    """List the fields of a line without codes that name a city: an airport was meant, but not said which."""
    fields = (field.strip(" .*•-–—0123456789") for field in _FIELDS.split(line))
    return [field for field in fields if field and _airport_of_city(field) is not None]


def _looks_like_code(word: str) -> bool:
    return word.isascii() and word.isalnum() and len(word) in {_IATA_LENGTH, _ICAO_LENGTH} and not word.isdigit()


def suggest(token: str, countries: frozenset[str] = frozenset()) -> str | None:
    """Name the airport an unknown code or city may have meant, those in `countries` first.

    Returns None where nothing is likely.
    """
    code = token.upper()
    if code in _CITY_CODES:
        return _CITY_CODES[code]
    if (named := _airport_of_city(token)) is not None:
        return named
    near = {found for other in _neighbours(code) if (found := _known(other))} if _looks_like_code(code) else set()
    ranked = sorted(
        near,
        key=lambda found: (
            found.country not in countries,
            sorted(found.iata) != sorted(code),
            "International" not in found.name,
            found.iata[0] != code[0],
            found.iata,
        ),
    )
    best = ranked[0] if ranked else None
    # A wrong first letter is likely only where the list already is.
    likely = best is not None and (best.country in countries or code[0] in {best.iata[0], best.icao[:1]})
    return best.iata if best is not None and likely else None


def _neighbours(code: str) -> set[str]:
    """List what differs from a code in one letter, or in two neighbours that changed places."""
    changed = {code[:i] + letter + code[i + 1 :] for i in range(len(code)) for letter in ascii_uppercase}
    swapped = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)}
    return changed | swapped


def _airport_of_city(name: str) -> str | None:
    """Name the main airport of a city."""
    return _main_airports().get(fold(name))


@cache
def _main_airports() -> Mapping[str, str]:
    """Return by folded city its first airport called international, else its first."""
    main: dict[str, Airport] = {}
    for found in airports().values():
        city = fold(found.city)
        if city and (city not in main or ("International" in found.name and "International" not in main[city].name)):
            main[city] = found
    return MappingProxyType({city: found.iata for city, found in main.items()})
