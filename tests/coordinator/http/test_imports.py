"""A file from a browser: checked before it is stored, all of it or what is asked for, refused like anything else."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from coordinator.http.imports import LARGEST_FILE, SPREADSHEET
from operations.reports.columns import COLUMNS
from operations.reports.models import Report
from tests.browsers import Browser, House
from tests.builders import UNDER_WAY, an_operation
from tests.operations.reports.test_workbooks import GRU, HEADER, sheet_of, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from realtime.transaction import Database

AT = "/operations/COCAIR-VII/imports"
LATER = [*GRU[:5], "khat", 30, "kg"]
UP = ["GRU", GRU[1], "up", *GRU[3:]]
LIS = ["LIS", *GRU[1:]]


class Office:
    """An operation under way, its coordinator and Brazil's contact point, each with a file."""

    def __init__(self, database: Database, home: Path) -> None:
        self.db = database
        self.house = House(database, home)
        story = an_operation(database).at(UNDER_WAY)
        self.house.clock.instant = UNDER_WAY
        self.coordinator = self.house.holder_of(story.coordinator)
        self.ncp = self.house.seated(self.coordinator, story.code, role="ncp", country="BR")

    def sends(self, raw: bytes, *, by: Browser | None = None, status: int = 200, **more: Any) -> dict[str, Any]:  # noqa: ANN401 any field
        body = {"content": base64.b64encode(raw).decode(), "decimal": "POINT", **more}
        answered = (by or self.coordinator).post(AT, body)
        assert answered.status_code == status, answered.text
        said: dict[str, Any] = answered.get_json()
        return said

    def stored(self) -> int:
        with self.db.reading() as session:
            return session.scalar(select(func.count()).select_from(Report)) or 0


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path)


def test_a_file_is_checked_first_and_then_stored_and_a_second_time_known(office: Office) -> None:
    raw = workbook(Results=[HEADER, GRU, LATER])
    checked = office.sends(raw)
    assert (checked["rows"], checked["good"], checked["kept"], checked["wrong"]) == (2, 2, False, [])
    assert office.stored() == 0
    assert office.sends(raw, store=True)["stored"] == 2
    assert office.stored() == 2
    again = office.sends(raw, store=True)
    assert (again["stored"], again["known"]) == (0, 2)


def test_published_totals_that_do_not_name_the_operation_are_doubted_before_they_are_stored(office: Office) -> None:
    def doubted(source: str) -> list[str]:
        raw = f"source,measure,commodity,outcome,value,unit\n{source},seizures,,,45,seizure\n"
        found: list[str] = office.sends(raw.encode())["elsewhere"]
        return found

    assert doubted("COCAIR III results as published") == ["COCAIR III results as published"]
    assert doubted("COCAIR VIII results as published") == ["COCAIR VIII results as published"]
    assert doubted("Results of Cocair VII as published") == doubted("cocair-vii: final") == []
    assert office.sends(workbook(Results=[HEADER, GRU]))["elsewhere"] == []


def test_one_wrong_row_keeps_all_out_until_it_is_left_out_by_name(office: Office) -> None:
    raw = workbook(Results=[HEADER, GRU, UP, LATER])
    answered = office.sends(raw, store=True)
    (wrong,) = answered["wrong"]
    assert (wrong["sheet"], wrong["row"], wrong["column"], wrong["value"]) == ("Results", 3, "direction", "up")
    assert (answered["kept"], answered["good"], office.stored()) == (False, 2, 0)
    left = office.sends(raw, store=True, leave_out=[{"sheet": "Results", "row": 3}])
    assert (left["stored"], left["kept"], office.stored()) == (2, True, 2)


def test_what_only_the_operation_can_judge_is_told_by_row_as_well(office: Office) -> None:
    answered = office.sends(workbook(Results=[HEADER, GRU, LIS]), by=office.ncp, store=True)
    (wrong,) = answered["wrong"]
    assert (wrong["row"], wrong["column"], wrong["code"]) == (3, "airport", "not_allowed")
    assert office.stored() == 0


def test_what_stands_beside_the_body_of_a_report_is_told_by_row_as_well(office: Office) -> None:
    text = "airport,report_on,note\nGuarulhos,2026-11-16,\nGRU,2026-11-16," + "x" * 2_001 + "\n=1+1,2026-11-16,\n"
    found = [(wrong["row"], wrong["column"], wrong["code"]) for wrong in office.sends(text.encode())["wrong"]]
    assert found == [
        (2, "airport", "invalid:string_pattern_mismatch"),
        (3, "note", "invalid:string_too_long"),
        (4, "airport", "invalid:string_pattern_mismatch"),
    ]


def test_text_is_read_by_the_sign_that_is_told(office: Office) -> None:
    text = ";".join(HEADER) + "\nGRU;2026-11-17T05:00;arrival;BOG;crew;cocaine;4,25;kg\n"
    assert office.sends(text.encode(), decimal="COMMA", store=True)["stored"] == 1
    assert office.sends(text.encode())["wrong"][0]["code"] == "quantity:wrong_mark"


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 422, "file:empty"),
        (b"%PDF-1.7", 422, "file:not_text"),
        (b"PK\x03\x04", 422, "file:damaged"),
        (b"airport" + b" " * LARGEST_FILE, 413, "file:too_large_here"),
        (b"airport" + b" " * 2 * LARGEST_FILE, 413, "too_large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_its_content_and_size(
    office: Office, raw: bytes, status: int, code: str
) -> None:
    assert office.sends(raw, status=status)["error"]["code"] == code


def test_what_is_no_base64_is_refused(office: Office) -> None:
    answered = office.coordinator.post(AT, {"content": "%%%", "decimal": "POINT"})
    assert (answered.status_code, answered.get_json()["error"]["code"]) == (422, "file:not_base64")


def test_the_workbook_offers_the_airports_one_may_import_for(office: Office) -> None:
    answered = office.ncp.get(f"{AT}/template.xlsx", language="ar")
    assert answered.mimetype == SPREADSHEET
    raw = answered.get_data()
    assert tuple(sheet_of(raw, 0)[1]) == tuple(COLUMNS["seizure"])  # type: ignore[index] # a StrEnum is its value
    offered = {cell for row in sheet_of(raw, -1) for cell in row}
    assert "GRU · São Paulo" in offered
    assert not any(str(cell).startswith("LIS · ") for cell in offered)
