"""Quantities: what is typed is what is counted, and nothing can be read two ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.reports.commodities import COMMODITIES
from operations.reports.quantities import (
    MAX_STEPS,
    UNITS,
    QuantityError,
    check_usual,
    from_steps,
    in_step,
    parse_marked,
    read_back,
    readings,
    to_steps,
    usual_bound,
)

units = st.sampled_from(sorted(UNITS))
steps = st.integers(min_value=0, max_value=MAX_STEPS)
number_like = st.text(alphabet="0123456789.,'’ \u00a0\u202f٫٬٣+-eE", max_size=14)


def refused(text: str, unit: str = "kg") -> str:
    with pytest.raises(QuantityError) as caught:
        to_steps(text, unit)
    return caught.value.code


@given(steps, units)
def test_every_value_survives_being_written_and_read(value: int, unit: str) -> None:
    assert to_steps(from_steps(value, unit), unit) == value


@given(st.text(max_size=12) | number_like, units)
def test_what_is_accepted_is_exactly_the_decimal_it_looks_like(text: str, unit: str) -> None:
    try:
        value = to_steps(text, unit)
    except QuantityError:
        return
    assert Decimal(value) == Decimal(text) * UNITS[unit].factor


@given(steps, units)
def test_the_read_back_adds_up_to_the_value(value: int, unit: str) -> None:
    parts = read_back(value, unit)
    assert parts
    assert sum(to_steps(count, part) for count, part in parts) == value
    assert {in_step(part) for _, part in parts} == {in_step(unit)}


@given(number_like)
def test_no_text_reads_as_two_values_under_the_two_decimal_signs(text: str) -> None:
    found = set()
    for sign in ("POINT", "COMMA"):
        try:
            found.add(Decimal(parse_marked(text, sign)))
        except QuantityError:
            continue
    assert len(found) <= 1


@given(number_like)
def test_what_a_file_says_is_always_a_plain_decimal_or_refused(text: str) -> None:
    try:
        plain = parse_marked(text, "COMMA")
    except QuantityError:
        return
    assert Decimal(plain) >= 0
    assert set(plain) <= set("0123456789.")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-1", "+1", "1e3", "1E3", "NaN", "Infinity", "1,5", "1 500", "1_000", "0x10", ".5", "5.", "1.2.3", "٤",
        "４", "007", "00.5", "1\n", "½", "9" * 41,
    ],
)  # fmt: skip
def test_only_plain_decimals_are_taken(text: str) -> None:
    assert refused(text) == "quantity:not_plain"


def test_what_is_finer_than_the_smallest_step_is_refused() -> None:
    assert refused("0.0000001", "kg") == "quantity:too_precise"
    assert refused("1.5", "tablet") == "quantity:too_precise"
    assert refused("1.5", "XOF") == "quantity:too_precise"
    assert to_steps("1.500", "TND") == 1500


def test_absurd_magnitudes_and_unknown_units_are_refused() -> None:
    assert refused("99999999999", "t") == "quantity:absurd"
    assert refused("1", "stone") == "quantity:unknown_unit"


def test_the_read_back_shows_tonnes_as_tonnes() -> None:
    assert read_back(to_steps("4.2", "kg"), "kg") == [("4", "kg"), ("200", "g")]
    assert read_back(to_steps("486000", "kg"), "kg") == [("486", "t")]
    assert read_back(to_steps("1433000.5", "EUR"), "EUR") == [("1433000.5", "EUR")]
    assert read_back(0, "kg") == [("0", "kg")]


def test_units_that_cannot_be_converted_share_no_step() -> None:
    assert in_step("kg") == in_step("g") == "mg"
    counted = [unit.step for unit in UNITS.values() if unit.dimension not in {"mass", "volume"}]
    assert len(counted) == len(set(counted))


def test_a_file_may_group_its_thousands_when_no_doubt_is_left() -> None:
    assert parse_marked("1,234,567", "POINT") == "1234567"
    assert parse_marked("1,234.5", "POINT") == "1234.5"
    assert parse_marked("1.234,5", "COMMA") == "1234.5"
    assert parse_marked("1\u202f234,5", "COMMA") == "1234.5"
    assert parse_marked("١٬٢٣٤٫٥", "POINT") == "1234.5"
    assert parse_marked(" 4.2 ", "POINT") == "4.2"


@pytest.mark.parametrize(
    ("text", "sign", "code"),
    [
        ("1,234", "POINT", "quantity:ambiguous"),
        ("1.234", "COMMA", "quantity:ambiguous"),
        ("12,5", "POINT", "quantity:wrong_mark"),
        ("1.234,5", "POINT", "quantity:wrong_mark"),
        ("12,34,567", "POINT", "quantity:not_plain"),
        ("4 kg", "POINT", "quantity:not_plain"),
        ("-4", "POINT", "quantity:negative"),
        ("−4,5", "COMMA", "quantity:negative"),
        ("-", "POINT", "quantity:not_plain"),
        ("1e9", "POINT", "quantity:shortened"),
        ("1,5E+9", "COMMA", "quantity:shortened"),
        ("4" * 25, "POINT", "quantity:too_many_digits"),
        ("", "POINT", "quantity:not_plain"),
        ("4" * 200, "POINT", "quantity:not_plain"),
    ],
)
def test_a_file_that_contradicts_its_stated_sign_is_refused(text: str, sign: str, code: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_marked(text, sign)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_one_separator_before_three_digits_has_both_readings() -> None:
    assert readings("4,200") == readings("4.200") == ["4200", "4.200"]
    assert readings("4,20") == readings("0,200") == readings("4200") == []


def test_a_quantity_above_the_usual_asks_to_be_confirmed_with_its_read_back() -> None:
    cocaine = COMMODITIES["cocaine"]
    check_usual(cocaine, to_steps("4.2", "kg"), "kg")
    with pytest.raises(QuantityError) as caught:
        check_usual(cocaine, to_steps("4200000", "g"), "g")
    assert caught.value.code == "quantity:unlikely"
    assert caught.value.params["read_back"] == "4 t 200 kg"


def test_a_commodity_is_refused_in_a_unit_it_is_not_counted_in() -> None:
    with pytest.raises(QuantityError) as caught:
        check_usual(COMMODITIES["ivory"], 3, "tablet")
    assert caught.value.code == "quantity:wrong_unit"


def test_the_usual_bound_is_stated_in_the_unit_of_the_form() -> None:
    assert usual_bound(COMMODITIES["cocaine"], "g") == Decimal(150_000)
    assert usual_bound(COMMODITIES["cocaine"], "tablet") is None
