"""A pasted list: codes among everything that surrounds codes in real documents."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.airports.catalogue import airports
from operations.airports.pasted import PassedOver, resolve, suggest


def found(text: str) -> list[str]:
    return [item.iata for item in resolve(text).found]


def passed(text: str) -> dict[str, str]:
    return {each.written: each.reason.value for each in resolve(text).passed_over}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GRU DKR CDG", ["GRU", "DKR", "CDG"]),
        ("gru,dkr;cdg/amm", ["GRU", "DKR", "CDG", "AMM"]),
        ("GRU\tDKR\r\n\r\nCDG|AMM", ["GRU", "DKR", "CDG", "AMM"]),
        ("SBGR, gobd", ["GRU", "DSS"]),
        ("ساو باولو GRU؛ داكار DSS، باريس CDG", ["GRU", "DSS", "CDG"]),
        ("LIS CDG\tMAD jfk ADD, GRU, \U0001f99c", ["LIS", "CDG", "MAD", "JFK", "ADD", "GRU"]),
        ("1. GRU\n2) DKR\n3 - CDG\n• AMM", ["GRU", "DKR", "CDG", "AMM"]),
        ("IATA codes:\nGRU\nDKR", ["GRU", "DKR"]),
        ("The airports for the operation are GRU (São Paulo), DKR - Dakar, and CDG.", ["GRU", "DKR", "CDG"]),
        ("airports: gru, dkr", ["GRU", "DKR"]),
        ("IATA\tICAO\tCity\tCountry\nGRU\tSBGR\tSão Paulo\tBRA\nDSS\tGOBD\tDakar\tSEN", ["GRU", "DSS"]),
        ("AIRPORT CODES FOR DAKAR AND PARIS\nGRU SAO PAULO", ["GRU"]),
        ("", []),
        ("12 345 6789", []),
    ],
)
def test_codes_are_found_whatever_separates_them(text: str, expected: list[str]) -> None:
    read = resolve(text)
    assert [item.iata for item in read.found] == expected
    assert read.unknown == ()
    assert read.repeated == ()


def test_what_is_unknown_is_said_with_what_it_may_have_meant() -> None:
    assert resolve("GRU 9Q9Q").unknown == (("9Q9Q", None),)
    assert resolve("GRU PAR lon").unknown == (("PAR", "CDG"), ("lon", "LHR"))
    assert resolve("GUR").unknown == ()
    assert resolve("GRU SBGX").unknown == (("SBGX", "GIG"),)


def test_a_city_written_where_a_code_should_be_is_asked_about_and_not_lost() -> None:
    read = resolve("GRU\nDakar\nLomé")
    assert [item.iata for item in read.found] == ["GRU"]
    assert read.unknown == (("Dakar", "DKR"), ("Lomé", "LFW"))


def test_what_is_named_twice_is_found_once_and_said() -> None:
    read = resolve("GRU DKR gru\nSBGR")
    assert [item.iata for item in read.found] == ["GRU", "DKR"]
    assert read.repeated == ("GRU",)


PASTES = [
    ("GRU BR\tCDG FR", ["GRU", "CDG"], {}),
    ("gru br\tcdg fr", ["GRU", "CDG"], {}),
    ("GRU BR CDG FR", ["GRU", "CDG"], {}),
    ("GRU\tBR\tCDG\tFR", ["GRU", "CDG"], {}),
    ("GRU,BR,DKR,SN", ["GRU", "DKR"], {}),
    ("BR: GRU, GIG; FR: CDG, ORY", ["GRU", "GIG", "CDG", "ORY"], {}),
    ("GRU\tBRA\nDSS\tSEN\nFRA\tDEU", ["GRU", "DSS", "FRA"], dict.fromkeys(("BRA", "SEN", "DEU"), "country")),
    ("BRA\tSBGR\tGRU\tSão Paulo", ["GRU"], {"BRA": "country"}),
    ("FRA\tCDG\tParis\tFrance", ["CDG"], {"FRA": "country"}),
    ("FRA\tFrankfurt\tDEU", ["FRA"], {"DEU": "country"}),
    ("GRU Brésil; CDG Allemagne; DKR Sénégal", ["GRU", "CDG", "DKR"], {}),
    ("GRU Brazil\tCDG France", ["GRU", "CDG"], {}),
    ("GRU SAO PAULO, DKR DAKAR, CDG PARIS", ["GRU", "DKR", "CDG"], {"SAO": "word"}),
    ("gru sao paulo\tdkr dakar\tcdg paris", ["GRU", "DKR", "CDG"], {"sao": "word"}),
    ("GRU\tGuarulhos\tDKR\tDakar", ["GRU", "DKR"], {}),
    ("GRU\tDKR\tSão Paulo", ["GRU"], {"DKR": "row"}),
    ("GRU\tDKR\tCDG\tAirports of phase two", ["GRU"], {"DKR": "row", "CDG": "row", "two": "word"}),
    ("GRU ساو باولو\nDKR داكار\ncdg باريس", ["GRU", "DKR", "CDG"], {}),
    ("Code;Ville;Pays\nDKR;Dakar;SN\nLFW;Lomé;TG", ["DKR", "LFW"], {"Code": "heading", "Pays": "heading"}),
    ('"GRU","SBGR","São Paulo","Brazil"\n"DKR","GOOY","Dakar","Senegal"', ["GRU", "DKR"], {}),
    ("1\tGRU\tSBGR\tBR\t-23.4\n2\tADD\tHAAB\tET\t8.97", ["GRU", "ADD"], {}),
    ("Dear colleagues,\nthe airports: GRU and CDG.", ["GRU", "CDG"], dict.fromkeys(("Dear", "the", "and"), "word")),
    ("GRU\nBiens sans code\n", ["GRU"], {"sans": "word", "code": "heading"}),
    ("GRU\nAéroport inconnu de Brousse", ["GRU"], {"Aéroport inconnu de Brousse": "line"}),
    ("- GRU – São Paulo\n- DKR – Dakar", ["GRU", "DKR"], {}),
    ("SBGR GOOY lfpg", ["GRU", "DKR", "CDG"], {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "left"), PASTES)
def test_what_was_not_read_as_an_airport_is_named_with_the_reason(
    text: str, expected: list[str], left: dict[str, str]
) -> None:
    assert found(text) == expected
    assert passed(text) == left


def test_a_code_passed_over_says_which_airport_it_is_and_one_read_elsewhere_is_not_lost() -> None:
    (row,) = resolve("GRU\tSBGL\tSão Paulo").passed_over
    assert (row.written, row.reason, row.iata) == ("SBGL", PassedOver.row, "GIG")
    assert resolve("GRU\tSBGL\tSão Paulo\nGIG").passed_over == ()


def test_cities_are_asked_about_in_any_of_the_five_languages() -> None:
    assert resolve("Le Caire\nالقاهرة\nLomé").unknown == (("Le Caire", "CAI"), ("القاهرة", "CAI"), ("Lomé", "LFW"))


def test_both_codes_of_an_airport_in_one_row_are_no_repetition() -> None:
    assert resolve("GRU\tSBGR\tSão Paulo").repeated == ()


def test_swapped_letters_are_suggested_back_where_the_list_already_is() -> None:
    assert suggest("GUR", frozenset({"BR"})) == "GRU"


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(airports())), max_size=60, unique=True),
    st.sampled_from([" ", ",", "\n", "\t", "; ", "/", " | "]),
)
def test_any_list_of_codes_reads_back_as_itself(codes: list[str], separator: str) -> None:
    assert found(separator.join(codes)) == codes
    assert found(separator.join(codes).lower()) == codes


def test_letters_with_their_accents_apart_are_read_like_those_in_one() -> None:
    names = "İzmir ADB\nCiego de Ávila AVI\nMÁLAGA (AGP)\nSão Paulo\tGRU"
    for form in ("NFC", "NFD"):
        read = resolve(unicodedata.normalize(form, names))
        assert [each.iata for each in read.found] == ["ADB", "AVI", "AGP", "GRU"], form
        assert (read.unknown, read.repeated) == ((), ())


CODE = st.sampled_from(sorted(airports()))
CELL = st.one_of(
    CODE, CODE.map(str.lower), st.sampled_from(["BR", "FR", "BRA", "Dakar", "São Paulo", "داكار", "12", "and"])
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(CELL, st.sampled_from([" ", "\t", "\n", ", ", ";", " - ", "|"])), max_size=25))
def test_no_code_of_an_airport_is_passed_over_in_silence(cells: list[tuple[str, str]]) -> None:
    read = resolve("".join(cell + separator for cell, separator in cells))
    spoken_of = {item.iata for item in read.found} | {each.iata for each in read.passed_over}
    asked = {written.upper() for written, _ in read.unknown}
    for cell, _ in cells:
        assert cell.upper() not in airports() or cell.upper() in spoken_of | asked


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    read = resolve(text)
    assert len({item.iata for item in read.found}) == len(read.found)


def test_a_paste_of_rubbish_is_listed_with_suggestions_for_its_beginning_only() -> None:
    rubbish = resolve(" ".join(f"Q{chr(65 + i % 26)}{chr(65 + i // 26)}9" for i in range(600)))
    assert len(rubbish.unknown) == 600
    assert {suggestion for _, suggestion in rubbish.unknown[50:]} == {None}
