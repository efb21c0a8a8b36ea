"""Cities as a language calls them, as far as CLDR names the zones after them."""

from __future__ import annotations

import pytest

from operations.airports.catalogue import airports, search
from operations.airports.cities import OTHERS, zone_cities


@pytest.mark.parametrize(
    ("zone", "language", "city"),
    [
        ("Africa/Cairo", "fr", "Le Caire"),
        ("Africa/Cairo", "ar", "القاهرة"),
        ("Europe/Lisbon", "es", "Lisboa"),
        ("Africa/Dakar", "pt", "Dacar"),
        ("America/Argentina/Buenos_Aires", "ar", "بوينوس أيرس"),
        ("Africa/Dakar/Diass", "ar", "دياس"),
        ("Africa/Bamako/Senou", "fr", "Sénou"),
    ],
)
def test_a_city_is_called_as_its_language_calls_it(zone: str, language: str, city: str) -> None:
    assert zone_cities(language)[zone] == city


def test_a_city_that_was_renamed_is_not_called_by_what_may_be_its_former_name() -> None:
    assert "America/Nuuk" not in zone_cities("ar")
    assert "Asia/Yangon" not in zone_cities("fr")


def test_a_zone_of_another_city_is_not_called_by_that_citys_name() -> None:
    assert "Europe/Belfast" not in zone_cities("fr")


def test_every_other_city_is_one_of_the_catalogue_and_found_by_its_name() -> None:
    places = {f"{each.zone}/{each.city}" for each in airports().values()}
    assert {place for named in OTHERS.values() for place in named} <= places
    assert [each.iata for each in search("دياس").airports] == ["DSS"]


def test_a_language_not_spoken_has_no_names() -> None:
    with pytest.raises(KeyError):
        zone_cities("de")
