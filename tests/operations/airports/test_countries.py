"""Countries and territories, as the United Nations names them."""

from __future__ import annotations

import pytest

from operations.airports.catalogue import airports
from operations.airports.countries import (
    LANGUAGES,
    countries,
    country_name,
    country_names,
    is_country,
    language_of,
    region,
)
from operations.airports.un_names import UN_NAMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_one_name_of_its_own(language: str) -> None:
    names = country_names(language)
    assert tuple(names) == countries()
    assert all(names.values())
    assert len(set(names.values())) == len(names)


def test_a_country_is_written_to_in_that_of_our_languages_which_is_official_there() -> None:
    found = [language_of(country) for country in ("BR", "SN", "CO", "MA", "GH", "DE")]
    assert found == ["pt", "fr", "es", "ar", "en", None]


def test_every_airport_is_in_a_country_with_a_name() -> None:
    assert {found.country for found in airports().values()} <= set(countries())


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("CI", "en", "Côte d’Ivoire"),
        ("TR", "es", "Türkiye"),
        ("VN", "pt", "Viet Nam"),
        ("CV", "en", "Cabo Verde"),
        ("BO", "fr", "Bolivie (État plurinational de)"),
        ("VE", "en", "Venezuela (Bolivarian Republic of)"),
        ("IR", "es", "Irán (República Islámica del)"),
        ("KR", "ar", "جمهورية كوريا"),
        ("PS", "en", "State of Palestine"),
        ("HK", "fr", "Hong Kong, Chine"),
        ("BR", "ar", "البرازيل"),
        ("DO", "ar", "الجمهورية الدومينيكية"),
        ("NG", "fr", "Nigéria"),
        ("ML", "es", "Malí"),
        ("SV", "pt", "El Salvador"),
    ],
)
def test_names_are_those_of_the_un(code: str, language: str, name: str) -> None:
    assert country_name(code, language) == name


def test_overrides_name_only_countries_that_exist() -> None:
    assert set(UN_NAMES) <= set(countries())


def test_names_are_refused_in_a_language_we_do_not_speak() -> None:
    with pytest.raises(KeyError):
        country_names("de")


def test_a_region_is_no_country() -> None:
    assert is_country("BR")
    assert not is_country("EU")
    assert not is_country("br")


def test_every_country_lies_in_a_region() -> None:
    assert all(all(region(code)) for code in countries())
    assert region("SN") == ("002", "011")
