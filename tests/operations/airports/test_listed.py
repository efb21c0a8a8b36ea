"""A table of airports: the column of codes is found by its heading or by what it holds, the rest is left alone."""

from __future__ import annotations

import pytest

from operations.airports.listed import Listed, read_table


def found(listed: Listed) -> list[str]:
    return [each.iata for each in listed.resolution.found]


TABLE = [
    ["Joint airport week, list of 3 March"],
    ["No", "City", "IATA code", "ICAO", "Country"],
    ["1", "Lima", "LIM", "SPJC", "PER"],
    ["2", "Lomé", "lfw", "DXXX", "TGO"],
    ["3", "Nowhere", "QQQ", "", "XXX"],
    ["4", "Lima", "LIM", "SPJC", "PER"],
]


def test_the_column_that_is_called_so_is_read_and_no_other() -> None:
    listed = read_table(TABLE)
    assert (listed.column, found(listed)) == ("IATA code", ["LIM", "LFW"])
    assert [written for written, _ in listed.resolution.unknown] == ["QQQ"]
    assert list(listed.resolution.repeated) == ["LIM"]


@pytest.mark.parametrize("heading", ["ICAO", "oaci", "code_icao"])
def test_a_column_of_icao_codes_is_read_where_there_is_no_other(heading: str) -> None:
    listed = read_table([["City", heading], ["Lima", "SPJC"], ["Lomé", "DXXX"]])
    assert (listed.column, found(listed)) == (heading, ["LIM", "LFW"])


@pytest.mark.parametrize(
    "heading",
    [
        "IATA code",
        "Code AITA",
        "Código IATA",
        "Codigo_IATA",
        "Co\u0301digo IATA",
        "Code de l’aéroport",
        "رمز إياتا",
        "رمز المطار",
    ],
)
def test_a_heading_is_known_in_our_languages_with_accents_or_without(heading: str) -> None:
    listed = read_table([["ISO", heading], ["PER", "LIM"], ["TGO", "LFW"]])
    assert (listed.column, found(listed)) == (heading, ["LIM", "LFW"]), "not Perth and Tongliao"


def test_a_column_without_a_heading_is_found_by_what_it_holds() -> None:
    listed = read_table([["Lima", "x", "LIM"], ["Lomé", "y", "LFW"]])
    assert (listed.column, found(listed)) == ("", ["LIM", "LFW"])


def test_a_heading_over_something_else_is_not_believed() -> None:
    listed = read_table([["IATA", "Place"], ["Lima airport", "LIM"], ["Lomé airport", "LFW"]])
    assert found(listed) == ["LIM", "LFW"]


def test_a_table_without_such_a_column_is_read_as_a_pasted_list() -> None:
    listed = read_table([["GRU LIS"], ["DSS, BOG"]])
    assert (listed.column, found(listed)) == (None, ["GRU", "LIS", "DSS", "BOG"])
    assert found(read_table([])) == []
