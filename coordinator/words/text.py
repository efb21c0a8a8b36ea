"""The words of the five languages on the server: the same files, keys and plural rules as the front end's.

A key is written as there: `codes:commodity.cocaine`, the area before the colon. A missing word is an error and never
shows as another language's; the tests hold the five files of an area to the same keys.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone
from babel.numbers import format_decimal, format_percent, get_group_symbol
from babel.units import format_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LANGUAGES: Final = ("en", "fr", "es", "pt", "ar")

_INSIDE: Final = Path(__file__).parents[1] / "frontend" / "src" / "text"
_CHECKOUT: Final = Path(__file__).parents[2] / "frontend" / "src" / "text"

_PARAMETER = re.compile(r"\{\{(\w+)\}\}")


class MissingText(LookupError):
    """There are no words for a key, or a word lacks one of its parameters."""


def text(language: str, key: str, **params: object) -> str:
    """Say a key in a language; `count` chooses the plural form. Raises MissingText.

    A count is written by the language's rules, any other parameter as it comes: a report's number or a year has no
    groups.
    """
    words = _area(language, key.partition(":")[0])
    name = key.partition(":")[2]
    found = next((words[form] for form in _forms(language, name, params.get("count")) if form in words), None)
    if found is None:
        raise MissingText(f"{language} has no words for {key}")

    def value(match: re.Match[str]) -> str:
        if match[1] not in params:
            raise MissingText(f"{key} needs {match[1]}")
        given = params[match[1]]
        return number(language, given) if match[1] == "count" and isinstance(given, Decimal | int) else str(given)

    return _PARAMETER.sub(value, found)


def has_text(language: str, key: str) -> bool:
    """Say whether there are words for a key that counts nothing."""
    area, _, name = key.partition(":")
    return (_folder() / language / f"{area}.json").is_file() and name in _area(language, area)


def code(language: str, kind: str, value: str) -> str:
    """Name a code of a list, such as `commodity`, `cocaine`. Raises MissingText."""
    return text(language, f"codes:{kind}.{value}")


def unit_short(language: str, unit: str) -> str:
    """Return the short sign of a unit; a currency's is its ISO code, which no separator or neighbour can disguise."""
    return text(language, f"codes:unit.{unit}.short") if has_text(language, f"codes:unit.{unit}.short") else _iso(unit)


def _iso(unit: str) -> str:
    if len(unit) != 3 or not unit.isupper():  # noqa: PLR2004 ISO 4217
        raise MissingText(f"there are no words for the unit {unit}")
    return unit


def number(language: str, value: Decimal | int | str) -> str:
    """Write a number with the language's decimal sign and all of its decimals; a text must be a plain decimal.

    Groups of digits are kept apart by a narrow space in every language: a comma or a point between them could be read
    as a decimal sign.
    """
    exact = value if isinstance(value, Decimal) else Decimal(value)
    decimals = max(0, -int(exact.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return _grouped(language, format_decimal(exact, format=pattern, locale=_locale(language)))


def _grouped(language: str, written: str) -> str:
    return written.replace(get_group_symbol(_locale(language)), "\u202f")


def money(language: str, value: Decimal, currency: str) -> str:
    """Write an amount with its ISO code beside it, never with a sign several currencies share."""
    return f"{number(language, value)}\u00a0{_iso(currency)}"


def on(language: str, day: date) -> str:
    """Write a date as `at` writes an instant's: "23 Nov 2026"."""
    return format_date(day, format="d MMM y", locale=_locale(language))


def on_short(language: str, day: date) -> str:
    """Write a date without its year, as charts do: "23 Nov"."""
    return format_date(day, format="d MMM", locale=_locale(language))


def percent(language: str, whole: int) -> str:
    """Write a number of whole per cent, its digits grouped as those of any other."""
    return _grouped(language, format_percent(Decimal(whole) / 100, locale=_locale(language)))


def at(language: str, instant: datetime, zone: str) -> str:
    """Write an instant as wall time in a zone, to the minute, with the zone beside it."""
    if instant.tzinfo is None:
        raise ValueError("an instant has a zone")
    local = format_datetime(instant, "d MMM y HH:mm", tzinfo=get_timezone(zone), locale=_locale(language))
    return f"{local} {zone}"


def said_of(language: str, name: str, said: str) -> str:
    """Put what is said behind a name, "Detained: 3": the French keep the colon apart from the name.

    The front end's `colon` is the other half.
    """
    return f"{name}{colon(language)} {said}"


def colon(language: str) -> str:
    """Return what stands behind a name of which something is said."""
    return "\u00a0:" if language == "fr" else ":"


def listed(language: str, names: Iterable[str]) -> str:
    """Put names beside each other; Arabic has a comma of its own. The front end's `listed` is the other half."""
    return ("، " if language == "ar" else ", ").join(names)


def moved_by(language: str, *, days: int, hours: int) -> str:
    """Write by how much something was moved on a clock, as the front end does: +1 day, −6 hr."""
    parts = [(days, "duration-day"), (hours, "duration-hour")]
    written = [
        f"{'+' if size > 0 else '−'}{format_unit(abs(size), unit, length='short', locale=_locale(language))}"
        for size, unit in parts
        if size
    ]
    return " ".join(written)


def _locale(language: str) -> str:
    """Return the locale of a language; the texts' Portuguese is Portugal's and Africa's, Arabic is written 0–9."""
    if language not in LANGUAGES:
        raise MissingText(f"we do not speak {language}")
    return {"pt": "pt_PT"}.get(language, language)


def _forms(language: str, name: str, count: object) -> list[str]:
    """List the keys to look under, best first, as the front end does: a zero of its own comes before the rule."""
    if not isinstance(count, Decimal | int):
        return [name]
    rule = Locale.parse(_locale(language)).plural_form(count)
    zero = [f"{name}_zero"] if count == 0 else []
    return [*zero, f"{name}_{rule}", f"{name}_other", name]


@cache
def _folder() -> Path:
    """Find the text files: a checkout's first, else those inside the installed package."""
    found = _CHECKOUT if _CHECKOUT.is_dir() else _INSIDE
    if not found.is_dir():
        raise MissingText("the text files are neither in a checkout nor in the package")
    return found


@cache
def _area(language: str, area: str) -> Mapping[str, str]:
    """Read one area's words in a language, by dotted key."""
    path = _folder() / _known(language) / f"{area}.json"
    if not area.isidentifier() or not path.is_file():
        raise MissingText(f"there is no area {area}")
    return MappingProxyType(_flat(json.loads(path.read_text(encoding="utf-8"))))


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise MissingText(f"we do not speak {language}")
    return language


def _flat(tree: dict[str, Any], before: str = "") -> dict[str, str]:
    """Bring nested words to dotted keys."""
    words: dict[str, str] = {}
    for key, value in tree.items():
        words |= _flat(value, f"{before}{key}.") if isinstance(value, dict) else {f"{before}{key}": str(value)}
    return words
