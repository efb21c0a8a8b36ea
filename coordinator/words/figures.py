"""Figures in the reader's words, written as the screen writes them: what leaves as a file says the same.

The front end's `pages/after/say.ts` is the other half; both are held to `tests/coordinator/words/figures.json`.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from coordinator.words.text import code, has_text, number, on_short, percent, text, unit_short
from operations.airports.countries import country_name
from operations.ledger.measures import WAY
from operations.ledger.ways import THEN
from operations.reports.currencies import MINOR_DECIMALS
from operations.reports.quantities import from_steps
from operations.statistics.document import Number
from operations.statistics.flows import BETWEEN, REST
from operations.statistics.keys import NOT_KNOWN

SAID_BY_MEASURE: Final = frozenset(
    {
        "seizure", "report", "person", "check", "hit", "flight", "bag", "parcel", "consignment", "officer", "message",
        "incident",
    }
)  # fmt: skip
"""Units that only repeat what the measure's name says."""

_ALPHA_2: Final = 2
_WHOLE: Final = 10_000


def read_in(steps: int, step: str) -> str:
    """Return the unit in which people read a value of this size: kilograms, not milligrams."""
    size = abs(steps)
    if step == "mg":
        return "kg" if size == 0 or size >= 1_000_000 else "g" if size >= 1_000 else "mg"  # noqa: PLR2004 of a kilogram
    if step == "ml":
        return "l" if size == 0 or size >= 1_000 else "ml"  # noqa: PLR2004 of a litre
    return step


def figure(language: str, steps: int, step: str, *, exact: bool = False, unit: str | None = None) -> tuple[str, str]:
    """Write a value and its unit; a headline keeps one decimal (two of money), `exact` keeps all."""
    shown_in = unit or read_in(steps, step)
    plain = Decimal(from_steps(steps, shown_in))
    decimals = 2 if shown_in in MINOR_DECIMALS else 1
    if not exact and -int(plain.as_tuple().exponent) > decimals:
        plain = plain.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        plain = plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain.normalize()
    label = "" if shown_in in SAID_BY_MEASURE else unit_short(language, shown_in)
    return number(language, plain), label


def value_text(language: str, steps: int, step: str) -> str:
    """Write a value with its unit, as a headline."""
    return " ".join(filter(None, figure(language, steps, step)))


def exact_text(language: str, steps: int, step: str, unit: str | None = None) -> str:
    """Write a value with its unit and every decimal."""
    return " ".join(filter(None, figure(language, steps, step, exact=True, unit=unit)))


def at_least_text(language: str, steps: int, step: str) -> str:
    """Write a count of which only the whole fives are known."""
    value = value_text(language, steps, step)
    return value if steps == 0 else text(language, "after:persons.at_least", value=value)


def number_text(language: str, shown: Number, stage: str, step: str, *, exact: bool = True) -> str:
    """Write a figure at a stage; `exact` is false where persons are counted in fives."""
    value = shown.validated if stage == "validated" else shown.submitted
    if value is None:
        return text(language, "after:persons.kept")
    return (value_text if exact else at_least_text)(language, int(value), step)


def name_of(language: str, dimension: str, value: str) -> str:  # noqa: PLR0911 one line a kind of code
    """Name a cell's code."""
    if value == NOT_KNOWN:
        return text(language, "after:routes.none_named" if dimension in BETWEEN else "after:not_known")
    if value == REST:
        return text(language, "after:routes.rest", count=1)
    if dimension in {"commodity", "group"}:
        return goods_name(language, value)
    if dimension in {"country", "nationality"}:
        return country_name(value, language)
    if dimension in WAY:
        return " – ".join(country_name(each, language) if len(each) == _ALPHA_2 else each for each in value.split(THEN))
    if dimension == "terminal":
        return value.replace(THEN, " ")
    if dimension.endswith("_on"):
        return on_short(language, date.fromisoformat(value))
    if dimension.endswith("_hour"):
        return f"{value}:00–{value}:59"
    kind = "person_role" if dimension == "role" else dimension
    return code(language, kind, value) if has_text(language, f"codes:{kind}.{value}") else value


def goods_name(language: str, value: str) -> str:
    """Name a commodity, or a whole category of them."""
    kind = "commodity" if has_text(language, f"codes:commodity.{value}") else "category"
    return code(language, kind, value)


def share_text(language: str, share: str) -> str:
    """Write a share with its four decimals in whole per cent."""
    return percent(language, whole_percent(share))


def whole_percent(share: str) -> int:
    """Round a share to whole per cent, half up; what is not whole is never 100 %, and what is something never 0 %.

    The front end does the same (`frontend/src/shell/percent.ts`); both are held to `tests/coordinator/percents.json`.
    """
    parts = int(share.replace(".", ""))
    rounded = (parts + 50) // 100
    if parts < _WHOLE:
        rounded = min(rounded, 99)
    return max(rounded, 1) if parts > 0 else rounded
