"""A pasted list: codes among everything that surrounds codes in real documents."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.airports.catalogue import airports
from operations.airports.pasted import resolve, suggest


def found(text: str) -> list[str]:
    return [item.iata for item in resolve(text).found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GRU DKR CDG", ["GRU", "DKR", "CDG"]),
        ("gru,dkr;cdg/amm", ["GRU", "DKR", "CDG", "AMM"]),
        ("GRU\tDKR\r\n\r\nCDG|AMM", ["GRU", "DKR", "CDG", "AMM"]),
        ("SBGR, gobd", ["GRU", "DSS"]),
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


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    read = resolve(text)
    assert len({item.iata for item in read.found}) == len(read.found)


def test_a_paste_of_rubbish_is_listed_with_suggestions_for_its_beginning_only() -> None:
    rubbish = resolve(" ".join(f"Q{chr(65 + i % 26)}{chr(65 + i // 26)}9" for i in range(600)))
    assert len(rubbish.unknown) == 600
    assert {suggestion for _, suggestion in rubbish.unknown[50:]} == {None}
