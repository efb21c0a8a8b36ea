"""Countries and territories, named as the United Nations names them, in five languages.

The names of CLDR are the ground; `UN_NAMES` overrides each that the UN writes otherwise. Portuguese is no official
language of the UN; there the names follow the UN's choice in the spelling of Portugal and Africa. A name or its absence
expresses no opinion on the legal status of any country, territory, city or area, or on its frontiers.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.languages import get_official_languages

from operations.airports.un_names import UN_NAMES

LANGUAGES: Final = ("en", "fr", "es", "pt", "ar")

# The Portuguese of our texts is that of Portugal and of the African countries.
_GROUND: Final = {"pt": "pt_PT"}

# The subregions of the UN's M49 standard, by its numbers, which CLDR names; the first number is the region's.
_SUBREGIONS: Final[Mapping[tuple[str, str], str]] = {
    ("002", "015"): "DZ EG LY MA SD TN EH",
    ("002", "014"): "IO BI KM DJ ER ET TF KE MG MW MU YT MZ RE RW SC SO SS UG TZ ZM ZW",
    ("002", "017"): "AO CM CF TD CG CD GQ GA ST",
    ("002", "018"): "BW SZ LS NA ZA",
    ("002", "011"): "BJ BF CV CI GM GH GN GW LR ML MR NE NG SH SN SL TG",
    ("019", "029"): "AI AG AW BS BB BQ VG KY CU CW DM DO GD GP HT JM MQ MS PR BL KN LC MF VC SX TT TC VI",
    ("019", "013"): "BZ CR SV GT HN MX NI PA",
    ("019", "005"): "AR BO BV BR CL CO EC FK GF GY PY PE GS SR UY VE",
    ("019", "021"): "BM CA GL PM US",
    ("142", "143"): "KZ KG TJ TM UZ",
    ("142", "030"): "CN HK MO KP JP MN KR TW",
    ("142", "035"): "BN KH ID LA MY MM PH SG TH TL VN",
    ("142", "034"): "AF BD BT IN IR MV NP PK LK",
    ("142", "145"): "AM AZ BH CY GE IQ IL JO KW LB OM QA SA PS SY TR AE YE",
    ("150", "151"): "BY BG CZ HU PL MD RO RU SK UA",
    ("150", "154"): "AX GG JE DK EE FO FI IS IE IM LV LT NO SJ SE GB",
    ("150", "039"): "AL AD BA HR GI GR VA IT XK ME MK MT PT SM RS SI ES",
    ("150", "155"): "AT BE FR DE LI LU MC NL CH",
    ("009", "053"): "AU CX CC HM NZ NF",
    ("009", "054"): "FJ NC PG SB VU",
    ("009", "057"): "GU KI MH FM NR MP PW UM",
    ("009", "061"): "AS CK PF NU PN WS TK TO TV WF",
    ("001", "001"): "AQ",
}

_REGION_OF: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {code: regions for regions, codes in _SUBREGIONS.items() for code in codes.split()}
)


def language_of(country: str) -> str | None:
    """Return which of our languages is official in a country, the one most of it speaks first; None where none is."""
    spoken = get_official_languages(country, de_facto=True)
    return next((language for language in spoken if language in LANGUAGES), None)


def countries() -> tuple[str, ...]:
    """List the codes of every country and territory, in the order of the alphabet."""
    return tuple(sorted(_REGION_OF))


@cache
def country_names(language: str) -> Mapping[str, str]:
    """Name every country and territory in a language, by code; KeyError for a language we do not speak."""
    named = ground(language).territories
    position = LANGUAGES.index(language)
    return MappingProxyType(
        {code: (UN_NAMES[code][position] if code in UN_NAMES else "") or named[code] for code in countries()}
    )


def ground(language: str) -> Locale:
    """Return the locale whose names are the ground for a language; KeyError for a language we do not speak."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Locale.parse(_GROUND.get(language, language))


def country_name(code: str, language: str) -> str:
    """Name a country or territory; KeyError for a code that is none."""
    return country_names(language)[code]


def is_country(code: str) -> bool:
    """Say whether this is the code of a country or territory."""
    return code in _REGION_OF


def region(code: str) -> tuple[str, str]:
    """Return a country's region and subregion as M49 numbers, such as ("019", "005") for Brazil."""
    return _REGION_OF[code]
