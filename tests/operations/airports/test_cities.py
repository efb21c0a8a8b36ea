"""Cities as a language calls them, as far as CLDR names the zones after them."""

from __future__ import annotations

import pytest

from operations.airports.cities import zone_cities


@pytest.mark.parametrize(
    ("zone", "language", "city"),
    [
        ("Africa/Cairo", "fr", "Le Caire"),
        ("Africa/Cairo", "ar", "القاهرة"),
        ("Europe/Lisbon", "es", "Lisboa"),
        ("Africa/Dakar", "pt", "Dacar"),
        ("America/Argentina/Buenos_Aires", "ar", "بوينوس أيرس"),
    ],
)
def test_a_city_is_called_as_its_language_calls_it(zone: str, language: str, city: str) -> None:
    assert zone_cities(language)[zone] == city


def test_a_city_that_was_renamed_is_not_called_by_what_may_be_its_former_name() -> None:
    assert "America/Nuuk" not in zone_cities("ar")
    assert "Asia/Yangon" not in zone_cities("fr")


def test_a_zone_of_another_city_is_not_called_by_that_citys_name() -> None:
    assert "Europe/Belfast" not in zone_cities("fr")


def test_a_language_not_spoken_has_no_names() -> None:
    with pytest.raises(KeyError):
        zone_cities("de")
