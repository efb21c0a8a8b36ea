"""Words on the server: the same as in the browser, and never silently another language's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from coordinator.words import text as words
from coordinator.words.text import LANGUAGES, MissingText, code, number, text, unit_short
from operations.reports.quantities import UNITS


@pytest.fixture
def small_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two areas' worth of words in a folder of their own."""
    forms = {
        "en": '{"queue_one": "{{count}} report", "queue_other": "{{count}} reports", "a": {"b": "{{who}} said"}}',
        "ar": '{"queue_zero": "لا تقارير", "queue_two": "تقريران", "queue_few": "{{count}} تقارير", '
        '"queue_many": "{{count}} تقريرًا", "queue_other": "{{count}} تقرير", "queue_one": "تقرير"}',
    }
    for language, content in forms.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "small.json").write_text(content, encoding="utf-8")
    monkeypatch.setattr(words, "_CHECKOUT", tmp_path)
    words._folder.cache_clear()
    words._area.cache_clear()
    yield
    words._folder.cache_clear()
    words._area.cache_clear()


def test_every_unit_of_the_table_can_be_written_in_every_language() -> None:
    for language in LANGUAGES:
        for unit in UNITS:
            assert unit_short(language, unit)
    assert unit_short("ar", "kg") == "كغ"
    assert unit_short("fr", "EUR") == "EUR"


def test_a_code_is_named_in_the_readers_language() -> None:
    assert code("fr", "commodity", "cannabis_resin") == "Résine de cannabis"
    assert code("pt", "concealment", "hand_baggage") == "Bagagem de mão"


@pytest.mark.parametrize(
    "key", ["codes:commodity.unheard_of", "codes:commodity", "nowhere:x", "../codes:x", "codes", ""]
)
def test_what_has_no_words_is_an_error_and_no_other_language(key: str) -> None:
    with pytest.raises(MissingText):
        text("fr", key)


def test_a_language_we_do_not_speak_is_an_error() -> None:
    with pytest.raises(MissingText):
        text("de", "codes:sex.male")
    with pytest.raises(MissingText):
        number("de", 1)


@pytest.mark.usefixtures("small_files")
def test_counts_take_the_plural_form_of_the_language() -> None:
    assert text("en", "small:queue", count=1) == "1 report"
    assert text("en", "small:queue", count=1200) == "1\u202f200 reports"
    said = [text("ar", "small:queue", count=count) for count in (0, 1, 2, 3, 11, 100)]
    assert said == ["لا تقارير", "تقرير", "تقريران", "3 تقارير", "11 تقريرًا", "100 تقرير"]


@pytest.mark.usefixtures("small_files")
def test_a_missing_parameter_is_an_error_and_no_gap_in_a_sentence() -> None:
    assert text("en", "small:a.b", who="DKR") == "DKR said"
    assert text("en", "small:a.b", who="{{who}}") == "{{who}} said"
    assert text("en", "small:a.b", who=12345) == "12345 said", "no count: a year, or a report's number"
    with pytest.raises(MissingText):
        text("en", "small:a.b")


def test_numbers_keep_their_decimals_and_no_separator_of_groups_could_be_a_decimal_sign() -> None:
    assert number("en", "1234567.50") == "1\u202f234\u202f567.50"
    assert number("es", "1234567.5") == "1\u202f234\u202f567,5"
    assert number("fr", Decimal("1234.5")) == "1\u202f234,5"
    assert number("pt", 1234567) == "1\u202f234\u202f567"
    assert number("ar", 1240) == "1\u202f240"
    for language in words.LANGUAGES:
        assert "12\u202f000" in words.percent(language, 12_000), "a target passed a hundred and twenty times"


def test_what_is_said_of_a_name_stands_behind_its_colon_and_the_french_colon_apart_from_the_name() -> None:
    said = {language: words.said_of(language, "A", "B") for language in words.LANGUAGES}
    assert said == {"en": "A: B", "fr": "A\u00a0: B", "es": "A: B", "pt": "A: B", "ar": "A: B"}


def test_an_arabic_list_has_a_comma_of_its_own() -> None:
    said = {language: words.listed(language, ["A", "B"]) for language in words.LANGUAGES}
    assert said == {"en": "A, B", "fr": "A, B", "es": "A, B", "pt": "A, B", "ar": "A، B"}


def test_money_is_written_with_its_code() -> None:
    assert words.money("fr", Decimal(1433000), "EUR") == "1\u202f433\u202f000\u00a0EUR"


def test_an_instant_is_written_with_its_zone() -> None:
    instant = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
    assert words.at("en", instant, "America/Sao_Paulo") == "23 Nov 2026 11:05 America/Sao_Paulo"
    assert "14:05 UTC" in words.at("ar", instant, "UTC")
    with pytest.raises(ValueError, match="zone"):
        words.at("en", instant.replace(tzinfo=None), "UTC")


def test_dates_are_written_in_words() -> None:
    assert words.on("en", date(2026, 11, 23)) == "23 Nov 2026"
    assert words.on("fr", date(2026, 11, 23)) == "23 nov. 2026"
    assert words.on("pt", date(2026, 11, 23)) == "23 nov. 2026"
    assert "2026" in words.on("ar", date(2026, 11, 23))
