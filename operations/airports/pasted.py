"""Airports from a pasted list: codes among headings, numbers, names and whatever separated them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from string import ascii_uppercase
from types import MappingProxyType
from typing import Final

from babel.core import get_global

from operations.airports.catalogue import Airport, airport, airports, by_icao, city_names, fold, land_names
from operations.airports.countries import is_country

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

_FIELDS = re.compile(r"[\t,;،؛|/:()\[\]\"]|\s[-–—]\s|\s{2,}")
_WORDS = re.compile(r"\w+")
_TRIMMINGS: Final = " .*•-–—'’\u00a0"
_LONGEST_LINE: Final = 80
_PAIR: Final = 2
# No city has a name of more words; looking further would read a long line once for each of its words.
_NEAR: Final = 6
_ICAO_LENGTH: Final = 4
_IATA_LENGTH: Final = 3


class PassedOver(StrEnum):
    """Why something of a list was not read as an airport."""

    heading = "heading"
    word = "word"
    country = "country"
    row = "row"
    line = "line"


@dataclass(frozen=True, slots=True)
class Passed:
    """What was passed over, with the reason and the airport it is the code of, if it is one's."""

    written: str
    reason: PassedOver
    iata: str | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a pasted list meant.

    `found` in the order of the list, each once; `unknown` pairs what was written with the code it may have meant, or
    None; `repeated` the codes that were named again; `passed_over` says of everything else that looks like a code, and
    of each line that named nothing, why it was not read.
    """

    found: tuple[Airport, ...]
    unknown: tuple[tuple[str, str | None], ...]
    repeated: tuple[str, ...]
    passed_over: tuple[Passed, ...]


@dataclass(slots=True)
class _Line:
    """What a line offers: its codes (or cities), and the rest with the reason why it is none."""

    codes: list[str]
    passed_over: dict[str, PassedOver]


def resolve(text: str) -> Resolution:
    """Read the airports out of a pasted list of IATA or ICAO codes, separated by anything, in any case.

    Numbers and prose are passed over. Among prose only capitals count as codes, and a row of a table names one airport,
    unless its city or country says of another code that it is meant too. Whatever looks like a code and was not read is
    named.
    """
    found: dict[str, Airport] = {}
    unknown: dict[str, None] = {}
    repeated: dict[str, None] = {}
    passed_over: dict[str, PassedOver] = {}
    # Letters with their accents apart, as some files and systems write them, are parts of words no more.
    lines = unicodedata.normalize("NFC", text[:_LONGEST]).splitlines()
    paired = _pairs_with_country([_words(line) for line in lines])
    for line in lines:
        read = _read(line, paired=paired)
        passed_over |= read.passed_over
        here: set[str] = set()
        for token in read.codes:
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
        tuple(found.values()),
        tuple((token, suggest(token, countries)) for token in unknown),
        tuple(repeated),
        # What was read elsewhere in the list is not lost here.
        tuple(
            Passed(written, why, iata)
            for written, why in passed_over.items()
            if written not in unknown and (iata := _iata(written)) not in found
        ),
    )


def _known(token: str) -> Airport | None:
    code = token.upper()
    return airport(code) or by_icao().get(code)


def _iata(token: str) -> str | None:
    known = _known(token)
    return None if known is None else known.iata


def _words(line: str) -> list[str]:
    """List the words of a line but for numbers and headings."""
    return [word for word in _WORDS.findall(line) if not word.isdigit() and word.casefold() not in _HEADINGS]


def _read(line: str, *, paired: bool) -> _Line:
    """Read what a line offers as codes; `paired` says that each line is a code with its country's."""
    words = _words(line)
    candidates = [word for word in words if _looks_like_code(word)]
    read = _Line(_codes(line, words, candidates), {})
    for word in _WORDS.findall(line):
        if word.casefold() in _HEADINGS:
            read.passed_over[word] = PassedOver.heading
    if paired and len(candidates) > 1:
        _leave_out(read, _countries_beside(candidates), PassedOver.country)
    elif len(candidates) < len(words) and _is_row(line, set(read.codes)):
        _leave_out(read, _countries_beside(read.codes) - _evident(line, set(read.codes)), PassedOver.country)
        _leave_out(read, set(read.codes) - _of_a_row(line, read.codes), PassedOver.row)
    if not read.codes:
        read.codes = _cities(line)
    taken = set(read.codes)
    for word in candidates:
        if word not in taken:
            read.passed_over.setdefault(word, PassedOver.word)
    if words and not read.codes and not read.passed_over:
        read.passed_over[" ".join(line.split())[:_LONGEST_LINE]] = PassedOver.line
    return read


def _leave_out(read: _Line, codes: set[str], why: PassedOver) -> None:
    read.passed_over |= {code: why for code in read.codes if code in codes}
    read.codes = [code for code in read.codes if code not in codes]


def _codes(line: str, words: list[str], candidates: list[str]) -> list[str]:
    """List what is meant as a code among the words of a line."""
    # Names in another script, and a country's two letters, leave no doubt about what is a code.
    prose = [word for word in words if _is_latin(word) and not _looks_like_code(word) and not _is_alpha2(word)]
    if not prose:
        return candidates
    fields = set(_fields(line))
    evident = _evident(line, set(candidates))
    shouted = any(word.isupper() for word in prose)
    codes = [
        word
        for word in candidates
        if (word.isupper() and not shouted)
        or (word in fields and _known(word) and not word.istitle())
        or word in evident
    ]
    if shouted and not codes and candidates and words[0] == candidates[0] and _known(words[0]):
        codes = words[:1]
    return codes


def _fields(line: str) -> list[str]:
    return [field.strip(_TRIMMINGS) for field in _FIELDS.split(line)]


def _evident(line: str, codes: set[str]) -> set[str]:
    """Return the codes of which the line says that they are meant: by the airport's city or country beside them."""
    evident: set[str] = set()
    cells = [cell for cell in (_WORDS.findall(field) for field in _fields(line)) if cell]
    for n, cell in enumerate(cells):
        for at, word in enumerate(cell):
            known = _known(word) if word in codes and word not in evident else None
            if known is not None and any(_names(known, words) for words in _beside(cells, n, at)):
                evident.add(word)
    return evident


def _beside(cells: list[list[str]], n: int, at: int) -> list[list[str]]:
    """Return what stands beside a word: the rest of its cell, or the cells next to a cell of nothing else."""
    cell = cells[n]
    if len(cell) > 1:
        return [cell[max(at - _NEAR, 0) : at] + cell[at + 1 : at + 1 + _NEAR]]
    return [other[:_NEAR] for other in (*cells[max(n - 1, 0) : n], *cells[n + 1 : n + 2])]


def _names(known: Airport, words: list[str]) -> bool:
    """Say whether some words name an airport's country or city."""
    if known.country in words or [known.country] == [word.upper() for word in words]:
        return True
    said = f" {fold(' '.join(words))} "
    return any(f" {name} " in said for name in (*city_names(known), *land_names(known)))


def _countries_beside(codes: list[str]) -> set[str]:
    """Return the codes that are the three letters of the country of another code of the same line."""
    lands = {code: known.country for code in codes if (known := _known(code))}
    there = Counter(lands.values())
    return {code for code in codes if (land := _alpha2_of(code)) and there[land] > (lands.get(code) == land)}


def _pairs_with_country(lines: list[list[str]]) -> bool:
    """Say whether a list is a table of codes, each with the three letters of its country, and of nothing else."""
    rows = [words for words in lines if any(map(_known, words))]
    pairs = [len(words) == _PAIR and len(_countries_beside(words)) == 1 for words in rows]
    return len(pairs) > 1 and all(pairs)


def _is_row(line: str, codes: set[str]) -> bool:
    """Say whether a line is a row of a table: in cells, none of which holds a list of codes."""
    cells = re.split(r"[\t|]", line)
    return len(cells) > 1 and all(sum(word in codes for word in _WORDS.findall(cell)) <= 1 for cell in cells)


def _of_a_row(line: str, codes: list[str]) -> set[str]:
    """Return what a table's row names: the airport of its first code, and those its cities and countries speak of."""
    first = next((code for code in codes if _known(code)), codes[0] if codes else "")
    named = {_known(code) for code in {first} | _evident(line, set(codes))}
    return {code for code in codes if _known(code) in named}


def _cities(line: str) -> list[str]:
    """List the fields of a line without codes that name a city: an airport was meant, but not said which."""
    fields = (field.strip(f"{_TRIMMINGS}0123456789") for field in _FIELDS.split(line))
    return [field for field in fields if field and _airport_of_city(field) is not None]


def _is_latin(word: str) -> bool:
    return any("LATIN" in unicodedata.name(letter, "") for letter in word)


def _is_alpha2(word: str) -> bool:
    return word.isupper() and is_country(word)


def _alpha2_of(code: str) -> str | None:
    """Return the country that three letters stand for."""
    found: list[str] = get_global("territory_aliases").get(code.upper(), [])
    return found[0] if len(found) == 1 and is_country(found[0]) else None


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
    """Return by folded city, in any of our languages, its first airport called international, else its first."""
    main: dict[str, Airport] = {}
    for found in airports().values():
        for city in city_names(found):
            if city not in main or ("International" in found.name and "International" not in main[city].name):
                main[city] = found
    return MappingProxyType({city: found.iata for city, found in main.items()})
