"""Cities as a language calls them, as far as CLDR names the zones after them."""

from __future__ import annotations

import airportsdata
import pytest

from operations.airports.catalogue import airports, fold, search
from operations.airports.cities import OTHERS, SERVED, ZONES_IN_ENGLISH, city_in, spelled, zone_cities


@pytest.mark.parametrize(
    ("zone", "language", "city"),
    [
        ("Africa/Cairo", "fr", "Le Caire"),
        ("Africa/Cairo", "ar", "القاهرة"),
        ("Europe/Lisbon", "es", "Lisboa"),
        ("Africa/Dakar", "pt", "Dacar"),
        ("America/Argentina/Buenos_Aires", "ar", "بوينوس أيرس"),
        ("America/Panama/Panama City", "ar", "مدينة بنما"),
        ("America/Sao_Paulo", "en", "São Paulo"),
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
    assert {each.iata for each in search("Ciudad de Panamá").airports} == {"BLB", "PAC", "PTY"}


def test_an_airport_is_shown_under_the_city_it_serves_and_found_under_its_suburb_too() -> None:
    assert [(airports()[iata].city, airports()[iata].town) for iata in ("DSS", "BKO", "PTY")] == [
        ("Dakar", "Diass"),
        ("Bamako", "Senou"),
        ("Panama City", "Tocumen"),
    ]
    for words, iata in (("dakar", "DSS"), ("diass", "DSS"), ("داكار", "DSS"), ("tocumen", "PTY"), ("بنما", "PTY")):
        assert iata in {each.iata for each in search(words).airports}, words


def test_the_city_served_is_that_of_the_metropolitan_code_where_the_airport_has_one() -> None:
    areas = airportsdata.load_iata_macs().values()
    grouped = {iata: area["name"] for area in areas for iata in area["airports"]}
    assert {iata: city for iata, city in SERVED.items() if grouped.get(iata, city) != city} == {}


def test_no_city_is_served_that_the_catalogue_has_already() -> None:
    assert [iata for iata, city in SERVED.items() if airports()[iata].town == city] == []


def test_a_city_is_spelled_as_at_home_and_found_without_its_accents() -> None:
    assert [airports()[iata].city for iata in ("BSB", "GIG", "MDE", "NSI", "SDQ", "BEY")] == [
        "Brasília",
        "Rio de Janeiro",
        "Medellín",
        "Yaoundé",
        "Santo Domingo",
        "Beirut",
    ]
    assert {"BSB"} <= {each.iata for each in search("brasilia").airports}


def test_a_spelling_is_the_catalogues_own_name_and_another_writing_of_it() -> None:
    unspelled = {iata: SERVED.get(iata, airports()[iata].town) for iata in spelled()}
    assert {iata for iata, name in spelled().items() if fold(name) != fold(unspelled[iata])} == set()
    assert {iata for iata, name in spelled().items() if name == unspelled[iata]} == set()
    assert {zone for zone, name in ZONES_IN_ENGLISH.items() if fold(name) != fold(city_in(zone))} == set()


def test_a_language_not_spoken_has_no_names() -> None:
    with pytest.raises(KeyError):
        zone_cities("de")
