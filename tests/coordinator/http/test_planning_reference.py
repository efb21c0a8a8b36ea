"""The lists one plans with: airports searched and pasted, countries by name, goods with their units."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from operations.airports import catalogue
from realtime.transaction import Database
from tests.browsers import PREFIX, Browser, House


@pytest.fixture
def somebody(database: Database, tmp_path: Path) -> Browser:
    return House(database, tmp_path).coordinator()


def test_airports_are_found_by_city_in_any_language(somebody: Browser) -> None:
    found = somebody.get("/airports", q="lisbonne", limit=5).get_json()
    assert found["items"][0]["iata"] == "LIS"
    assert found["items"][0]["zone"] == "Europe/Lisbon"


def test_a_search_goes_on_where_its_page_ended(somebody: Browser) -> None:
    first = somebody.get("/airports", q="", country="SN", limit=2).get_json()
    second = somebody.get("/airports", q="", country="SN", limit=2, cursor=first["next"]).get_json()
    codes = [each["iata"] for page in (first, second) for each in page["items"]]
    assert len(set(codes)) == 4


def test_the_catalogue_is_carried_packed_and_travels_again_only_when_it_changed(somebody: Browser) -> None:
    at = f"{PREFIX}/airports/carried"
    first = somebody.client.get(at, headers={"Accept-Encoding": "gzip"})
    assert (first.status_code, first.headers["Content-Encoding"]) == (200, "gzip")
    carried = json.loads(gzip.decompress(first.get_data()))
    assert somebody.client.get(at, headers={"Accept-Encoding": "identity"}).get_json() == carried
    assert "GRU" in carried["iata"]
    again = somebody.client.get(at, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_a_pasted_list_is_read_with_what_it_may_have_meant(somebody: Browser) -> None:
    read = somebody.post("/airports/resolve", {"text": "GRU, dss\nGRU\nXQX"}).get_json()
    assert [each["iata"] for each in read["found"]] == ["GRU", "DSS"]
    assert [each["written"] for each in read["unknown"]] == ["XQX"]
    assert read["repeated"] == ["GRU"]


def test_the_lists_stay_with_a_browser_that_asks_each_time_whether_they_are_the_same(somebody: Browser) -> None:
    first = somebody.get("/reference", language="pt")
    assert first.headers["Cache-Control"] == "private, no-cache"
    asking = {"If-None-Match": first.headers["ETag"]}
    for language, status in (("pt", 304), ("fr", 200)):
        again = somebody.client.get(f"{PREFIX}/reference", query_string={"language": language}, headers=asking)
        assert again.status_code == status
    somebody.delete("/session")
    assert somebody.client.get(f"{PREFIX}/reference", headers=asking).status_code == 401


@pytest.mark.parametrize(("language", "name"), [("en", "Türkiye"), ("fr", "Türkiye"), ("es", "Türkiye")])
def test_countries_are_named_as_the_united_nations_name_them(somebody: Browser, language: str, name: str) -> None:
    lists = somebody.get("/reference", language=language).get_json()
    assert lists["countries"]["TR"] == name


def test_cities_are_named_by_the_zones_that_are_named_after_them(somebody: Browser) -> None:
    assert somebody.get("/reference", language="ar").get_json()["cities"]["Africa/Dakar"] == "داكار"


def test_the_lists_come_packed_to_a_browser_that_takes_them_so(somebody: Browser) -> None:
    plain = somebody.get("/reference", language="pt")
    takes = {"Accept-Encoding": "gzip, br"}
    packed = somebody.client.get(f"{PREFIX}/reference", query_string={"language": "pt"}, headers=takes)
    assert (plain.headers.get("Content-Encoding"), packed.headers["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 3 < len(plain.data)


def test_the_lists_name_units_and_levels(somebody: Browser) -> None:
    lists = somebody.get("/reference").get_json()
    goods = {each["code"]: each for category in lists["categories"] for each in category["commodities"]}
    assert goods["cocaine"]["units"][0] == "kg"
    assert goods["cocaine"]["usual"]["kg"] == "150"
    assert [level["code"] for level in lists["levels"]] == ["baseline", "heightened", "maximum"]
    assert lists["codes"]["direction"] == ["arrival", "transit", "departure"]


def test_the_clocks_of_every_airport_are_told(somebody: Browser) -> None:
    clocks = somebody.get("/reference").get_json()["clocks"]
    told = {name: each["turns"] for each in clocks["zones"] for name in each["names"]}
    assert {found.zone for found in catalogue.airports().values()} | {"UTC"} <= told.keys()
    assert told["Asia/Kathmandu"] == [["2025-01-01T00:00:00Z", 345]]
    assert told["Europe/Lisbon"][2:4] == [["2025-10-26T01:00:00Z", 0], ["2026-03-29T01:00:00Z", 60]]
    assert clocks["until"] == "2028-01-01T00:00:00Z"


def test_a_language_we_do_not_speak_is_refused(somebody: Browser) -> None:
    assert somebody.get("/reference", language="de").status_code == 422
