"""The workbook to fill in: in five languages, every choice it offers is one that an import reads."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from coordinator.sheets.template import SHEETS, template
from coordinator.words.text import LANGUAGES
from operations.errors import Refusal
from operations.reports.columns import COLUMNS
from operations.reports.commodities import TAXONOMY_VERSION
from operations.reports.imports import parse
from operations.reports.kinds import Seizure
from tests.operations.reports.test_workbooks import workbook

if TYPE_CHECKING:
    from pathlib import Path

AIRPORTS = (("GRU", "São Paulo"), ("LIS", "=Lisbon"))


def sheets(raw: bytes) -> list[list[list[Any]]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_a_sheet_for_each_kind_with_its_columns_named_twice_and_no_row(language: str) -> None:
    raw = template(language, AIRPORTS)
    *kinds, lists = sheets(raw)
    assert [tuple(sheet[1]) for sheet in kinds] == [COLUMNS[kind] for kind in SHEETS]
    assert all(sheet[0] != sheet[1] and len(sheet) == 2 for sheet in kinds)
    assert any("LIS · =Lisbon" in row for row in lists)
    assert str(lists[0][-1]).endswith(TAXONOMY_VERSION), "which edition the codes are of"
    with pytest.raises(Refusal) as refusal:
        parse(raw, "POINT")
    assert refusal.value.code == "file:no_rows"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_its_lists_offer_is_read_with_the_name_behind_the_code(language: str) -> None:
    first, *_, lists = sheets(template(language, AIRPORTS))
    labels, columns = first[0], [str(cell) for cell in first[1]]
    offered = {str(cell).partition(" · ")[0]: cell for row in lists[1:] for cell in row if cell != ""}
    values = {
        "airport": offered["GRU"], "occurred": "2026-11-17T05:00", "direction": offered["arrival"], "origin": "BOG",
        "conveyance": offered["crew"], "concealment": offered["body_internal"], "basis": offered["risk_profile"],
        "commodity": offered["cocaine"], "quantity": 4.2, "unit": offered["kg"], "persons": 1,
        "role": offered["courier"], "nationality": offered["BR"], "outcome": offered["arrested"], "confirmed": "yes",
    }  # fmt: skip
    row = [values.get(column, "") for column in columns]
    parsed = parse(workbook(Seizure=[labels, columns, row], codes=lists), "COMMA")
    assert (list(parsed.wrong), list(parsed.passed_over)) == ([], [])
    (found,) = parsed.rows
    assert isinstance(found.body, Seizure)
    assert (found.airport, found.body.goods[0].unit, found.body.persons[0].nationality) == ("GRU", "kg", "BR")


def test_the_command_writes_it(tmp_path: Path) -> None:
    from coordinator.cli import main  # noqa: PLC0415

    path = tmp_path / "reports.xlsx"
    assert main(["report", "template", "--xlsx", str(path), "--language", "fr"]) == 0
    assert len(sheets(path.read_bytes())) == len(SHEETS) + 1
