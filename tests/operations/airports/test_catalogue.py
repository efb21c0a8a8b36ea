"""The catalogue: real airports, found the way people look for them."""

from __future__ import annotations

import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.airports.catalogue import Page, airport, airports, by_icao, fold, search
from operations.airports.countries import countries


def codes(page: Page) -> list[str]:
    return [found.iata for found in page.airports]


def test_every_airport_has_a_code_a_country_a_zone_and_a_place_on_earth() -> None:
    assert len(airports()) > 7000
    zones = zoneinfo.available_timezones()
    for iata, found in airports().items():
        assert iata == found.iata
        assert found.name
        assert found.country in countries()
        assert found.zone in zones
        assert zoneinfo.ZoneInfo(found.zone).key == found.zone
        assert -90 <= found.lat <= 90
        assert -180 <= found.lon <= 180


def test_the_zone_data_are_those_of_the_package() -> None:
    assert zoneinfo.TZPATH == ()


def test_an_airport_is_known_by_its_code_in_capitals_only() -> None:
    guarulhos = airport("GRU")
    assert guarulhos is not None
    assert (guarulhos.country, guarulhos.zone, guarulhos.icao) == ("BR", "America/Sao_Paulo", "SBGR")
    assert by_icao()["SBGR"] == guarulhos
    assert airport("gru") is None
    assert airport("") is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("gru", "GRU"),
        ("SBGR", "GRU"),
        ("São Paulo", "GRU"),
        ("sao paulo", "GRU"),
        ("guarulhos", "GRU"),
        ("داكار", "DKR"),
        ("Le Caire", "CAI"),
        ("القاهرة", "CAI"),
        ("paris france", "CDG"),
        ("zürich", "ZRH"),
    ],
)
def test_an_airport_is_found_under_what_people_type(text: str, first: str) -> None:
    assert codes(search(text))[0] == first


@pytest.mark.parametrize("text", ["Côte d'Ivoire", "cote d ivoire", "كوت ديفوار"])
def test_a_country_is_found_by_its_name_in_any_of_our_languages(text: str) -> None:
    page = search(text, limit=50)
    assert "ABJ" in codes(page)
    assert {found.country for found in page.airports} == {"CI"}


def test_the_exact_code_comes_before_a_city_of_that_name() -> None:
    assert codes(search("lim"))[0] == "LIM"
    assert codes(search("hue"))[0] == "HUE"
    assert "HUI" in codes(search("hue"))


def test_a_search_stays_in_the_country_asked_for() -> None:
    assert {found.country for found in search("santa", country="BR", limit=100).airports} == {"BR"}
    assert codes(search("", country="BR", limit=5000)) != []
    assert len(codes(search("", country="BR", limit=5000))) == sum(
        found.country == "BR" for found in airports().values()
    )


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    whole = codes(search("san", limit=10_000))
    walked: list[str] = []
    after: str | None = None
    while True:
        page = search("san", limit=17, after=after)
        walked += codes(page)
        after = page.after
        if after is None:
            break
    assert walked == whole
    assert len(set(walked)) == len(walked)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=100))
def test_no_text_breaks_a_search(text: str) -> None:
    assert len(search(text, limit=3).airports) <= 3


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
