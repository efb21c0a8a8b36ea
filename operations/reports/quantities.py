"""Quantities as whole numbers of a smallest step: the only road from a typed text to a figure, and back.

Units are a closed table. What can be converted shares a dimension and a step: kilograms and grams are both counted in
milligrams. A tablet, an ampoule, an animal, a euro each have a dimension of their own, so nothing can ever add them.
No number passes through a float.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal

from operations.reports.commodities import Commodity
from operations.reports.currencies import MINOR_DECIMALS

# A million tonnes, ten billion of a currency with thousandths: no seizure, and far below what a ledger column holds.
MAX_STEPS: Final = 10**15

DecimalSign = Literal["POINT", "COMMA"]


class QuantityError(ValueError):
    """Refuse a quantity with a stable code and the parameters its sentence needs."""

    def __init__(self, code: str, message: str, **params: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.params = params


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit one may report in.

    `step` is the unit the ledger keeps the value under, `factor` how many of its smallest steps one unit is: a kilogram
    is 1,000,000 under "mg", a euro 100 under "EUR", a tablet 1 under "tablet".
    """

    code: str
    dimension: str
    step: str
    factor: int


_GOODS = "piece item tablet capsule ampoule dose packet plant egg animal cigarette document weapon part round"
_WORK = "seizure report person check hit flight bag parcel consignment officer message incident"

_MEASURED: tuple[Unit, ...] = (
    Unit("mg", "mass", "mg", 1),
    Unit("ct", "mass", "mg", 200),
    Unit("g", "mass", "mg", 1_000),
    Unit("kg", "mass", "mg", 1_000_000),
    Unit("t", "mass", "mg", 1_000_000_000),
    Unit("ml", "volume", "ml", 1),
    Unit("l", "volume", "ml", 1_000),
    Unit("m3", "volume", "ml", 1_000_000),
    # Hours are entered in decimals; a sixtieth of an hour has no plain decimal, a hundredth has.
    Unit("hour", "hour", "hour", 100),
)

UNITS: Final[Mapping[str, Unit]] = MappingProxyType(
    {
        unit.code: unit
        for unit in (
            *_MEASURED,
            *(Unit(code, code, code, 1) for code in f"{_GOODS} {_WORK}".split()),
            *(Unit(code, f"money:{code}", code, 10**decimals) for code, decimals in MINOR_DECIMALS.items()),
        )
    }
)

STEPS: Final = frozenset(unit.step for unit in UNITS.values())
"""The units that the ledger keeps values under."""

# The units a value is read back in, largest first; metres cubed, carats and hours are read back as they are.
_SPLIT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"mg": ("t", "kg", "g", "mg"), "ml": ("l", "ml")})

LONGEST: Final = 24
"""Characters of a plain decimal text: what is longer is more than a ledger holds, or finer than any step."""

_PLAIN = re.compile(r"(0|[1-9][0-9]*)(?:\.([0-9]+))?", re.ASCII)
_SHORTENED = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?e[-+]?[0-9]+", re.ASCII | re.IGNORECASE)
_BELOW_ZERO = re.compile(r"[-−–](?=[0-9.,])", re.ASCII)
_LONGEST = 40


def unit_of(code: str) -> Unit:
    """Find a unit by its code, or raise `quantity:unknown_unit`."""
    found = UNITS.get(code)
    if found is None:
        raise QuantityError("quantity:unknown_unit", f"There is no unit {code[:_LONGEST]!r}.", unit=code[:_LONGEST])
    return found


def to_steps(text: str, unit: str) -> int:
    """Read a plain decimal text as a whole number of the unit's smallest steps.

    Raises QuantityError: `quantity:not_plain`, `quantity:too_precise`, `quantity:absurd`, `quantity:unknown_unit`.
    """
    kind = unit_of(unit)
    plain = _PLAIN.fullmatch(text) if len(text) <= _LONGEST else None
    if plain is None:
        raise QuantityError(
            "quantity:not_plain",
            "A quantity is digits with at most one point, such as 4.2; no sign, no spaces, no separators.",
            value=text[:_LONGEST],
        )
    whole, decimals = plain[1], plain[2] or ""
    numerator = int(whole + decimals) * kind.factor
    tenths: int = 10 ** len(decimals)
    steps, rest = divmod(numerator, tenths)
    if rest:
        raise QuantityError(
            "quantity:too_precise",
            f"{text} {unit} is finer than the smallest step, which is {from_steps(1, unit)} {unit}.",
            value=text,
            unit=unit,
            step=from_steps(1, unit),
        )
    if steps > MAX_STEPS:
        message = f"{text} {unit} is too large for a report. Check the digits and the unit."
        raise QuantityError("quantity:absurd", message, value=text, unit=unit)
    return steps


def from_steps(steps: int, unit: str) -> str:
    """Write a number of smallest steps as the shortest plain decimal text in a unit; differences may be negative."""
    kind = unit_of(unit)
    whole, rest = divmod(abs(steps), kind.factor)
    # Every factor divides a power of ten, so the decimals end.
    decimals = ""
    while rest:
        digit, rest = divmod(rest * 10, kind.factor)
        decimals += str(digit)
    sign = "-" if steps < 0 else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def in_step(unit: str) -> str:
    """Name the unit the ledger keeps a value under: "mg" for kilograms."""
    return unit_of(unit).step


def read_back(steps: int, unit: str) -> list[tuple[str, str]]:
    """Split a value into units no separator could disguise: 4,200,000 mg is 4 kg 200 g.

    Returns pairs of a plain decimal text and a unit code, largest first, never empty.
    """
    kind = unit_of(unit)
    split = () if unit in {"ct", "m3"} else _SPLIT.get(kind.step, ())
    parts: list[tuple[str, str]] = []
    rest = steps
    for code in split:
        count, rest = divmod(rest, UNITS[code].factor)
        if count:
            parts.append((str(count), code))
    return parts or [(from_steps(steps, unit), unit)]


def check_usual(commodity: Commodity, steps: int, unit: str) -> None:
    """Raise `quantity:unlikely` when a value lies above what one seizure of this commodity usually is.

    Raises `quantity:wrong_unit` when the commodity is not counted in this unit at all.
    """
    if unit not in commodity.units:
        raise QuantityError(
            "quantity:wrong_unit",
            f"{commodity.code} is not counted in {unit}.",
            commodity=commodity.code,
            unit=unit,
            units=" ".join(commodity.units[:12]),
        )
    for code, bound in commodity.usual_bound.items():
        if UNITS[code].step == UNITS[unit].step and steps > bound * UNITS[code].factor:
            parts = " ".join(f"{count} {part}" for count, part in read_back(steps, unit))
            raise QuantityError(
                "quantity:unlikely",
                f"That is {parts}; one seizure of {commodity.code} is seldom above {bound} {code}. Confirm it.",
                commodity=commodity.code,
                value=from_steps(steps, unit),
                unit=unit,
                usual=format(bound, "f"),
                usual_unit=code,
                read_back=parts,
            )


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
# Group marks that are a decimal sign nowhere: spaces of three widths, the Swiss apostrophes, the Arabic thousands mark.
_GROUP_MARKS = " \u00a0\u2009\u202f'’٬"
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<mark>[^0-9])[0-9]{3})(?:(?P=mark)[0-9]{3})*", re.ASCII)


def readings(text: str) -> list[str]:
    """List the plain decimal texts a number with one separator may mean: "4,200" may be 4200 or 4.200."""
    found = re.fullmatch(r"([1-9][0-9]{0,2})[.,]([0-9]{3})", text.strip().translate(_DIGITS), re.ASCII)
    return [found[1] + found[2], f"{found[1]}.{found[2]}"] if found else []


def parse_marked(text: str, decimal: DecimalSign) -> str:
    """Read a number from a file whose decimal sign was stated, as a plain decimal text for `to_steps`.

    The stated sign is always the decimal sign. The other one groups thousands, and alone before exactly three digits it
    is refused, because the statement may be wrong: no text that is accepted under both statements has two values.
    Raises QuantityError: `quantity:ambiguous` (with both readings), `quantity:wrong_mark`, `quantity:too_many_digits`,
    `quantity:not_plain`, or what a text is instead: `quantity:negative`, `quantity:shortened`.
    """
    mark, other = (".", ",") if decimal == "POINT" else (",", ".")
    shown = text.strip()[:_LONGEST]
    typed = text.strip().translate(_DIGITS) if len(text) <= 2 * _LONGEST else ""
    if "٫" in typed and mark not in typed:
        typed = typed.replace("٫", mark)
    if mark not in typed and (both := readings(typed)):
        raise QuantityError(
            "quantity:ambiguous", f"{shown} may be {both[0]} or {both[1]}.", value=shown, first=both[0], second=both[1]
        )
    plain = _ungrouped(typed, mark, other)
    if plain is None:
        check_above_zero(typed)
        wrong = _ungrouped(typed, other, mark) is not None
        code = "quantity:wrong_mark" if wrong else "quantity:not_plain"
        raise QuantityError(code, f"{shown!r} is not a number whose decimal sign is {mark!r}.", value=shown, mark=mark)
    if len(plain) > LONGEST:
        raise QuantityError("quantity:too_many_digits", "A figure has at most 24 digits. Check it.", value=shown)
    return plain


def check_above_zero(typed: str) -> None:
    """Raise QuantityError for a number below zero, or one that a spreadsheet shortened to a power of ten."""
    shown = typed[:_LONGEST]
    if _SHORTENED.fullmatch(typed):
        message = f"{shown} is shortened to a power of ten. Give the cell the format of a number, with all its digits."
        raise QuantityError("quantity:shortened", message, value=shown)
    if _BELOW_ZERO.match(typed):
        raise QuantityError("quantity:negative", f"{shown} is below zero, which no figure here can be.", value=shown)


def _ungrouped(typed: str, mark: str, other: str) -> str | None:
    """Take the group marks out of a number, or return None when it is not one with this decimal sign."""
    whole, sign, decimals = typed.partition(mark)
    grouped = _GROUPED.fullmatch(whole)
    if grouped is not None and grouped["mark"] in other + _GROUP_MARKS:
        whole = whole.replace(grouped["mark"], "")
    plain = f"{whole}.{decimals}" if sign else whole
    return plain if _PLAIN.fullmatch(plain) else None


def usual_bound(commodity: Commodity, unit: str) -> Decimal | None:
    """State a commodity's usual bound in a unit of the form, or None when there is none in that dimension."""
    for code, bound in commodity.usual_bound.items():
        if UNITS[code].step == unit_of(unit).step:
            return bound * UNITS[code].factor / UNITS[unit].factor
    return None
