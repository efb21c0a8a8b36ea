"""A list of airports as a file: a workbook or text, and a clear word about anything else."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import House
from tests.operations.reports.test_workbooks import workbook

if TYPE_CHECKING:
    from pathlib import Path

    from realtime.transaction import Database

ROWS = [["Ville", "Code AITA"], ["Dakar", "DSS"], ["Lima", "LIM"], ["?", "QQQ"]]
TEXT = "\n".join(";".join(row) for row in ROWS)


def sent(database: Database, home: Path, raw: bytes) -> dict[str, Any]:
    somebody = House(database, home).coordinator()
    answered = somebody.post("/airports/resolve-file", {"content": base64.b64encode(raw).decode()})
    said: dict[str, Any] = answered.get_json()
    return said


@pytest.mark.parametrize("raw", [workbook(Airports=ROWS), TEXT.encode(), TEXT.encode("utf-16")])
def test_the_codes_of_a_file_are_found_and_what_is_none_is_named(
    database: Database, tmp_path: Path, raw: bytes
) -> None:
    said = sent(database, tmp_path, raw)
    assert [each["iata"] for each in said["found"]] == ["DSS", "LIM"]
    assert (said["column"], [each["written"] for each in said["unknown"]]) == ("Code AITA", ["QQQ"])


def test_a_tick_in_a_workbook_is_not_the_airport_whose_code_is_yes(database: Database, tmp_path: Path) -> None:
    said = sent(database, tmp_path, workbook(Airports=[["DSS", True], ["LIM", False]]))
    assert [each["iata"] for each in said["found"]] == ["DSS", "LIM"]


@pytest.mark.parametrize(
    ("raw", "code"), [(b"", "file:empty"), (b"%PDF-1.7", "file:not_text"), (b"PK\x03\x04", "file:damaged")]
)
def test_what_is_no_list_is_refused(database: Database, tmp_path: Path, raw: bytes, code: str) -> None:
    assert sent(database, tmp_path, raw)["error"]["code"] == code
