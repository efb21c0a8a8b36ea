"""Parts are checked against what they are parts of: a misread digit must not make a part larger than its total."""

from __future__ import annotations

from typing import Any

import pytest

from operations.errors import Refusals
from operations.reports.check import check
from operations.reports.editions import BODY
from operations.reports.imports import parse
from tests.reports import an_activity


def refused(said: dict[str, Any]) -> list[tuple[str, str | None]]:
    try:
        check(BODY.validate_python(said, strict=False))
    except Refusals as refusals:
        return [(each.code, each.path) for each in refusals.refusals]
    return []


def a_total(commodity: str | None, value: str, unit: str = "kg", **more: str) -> dict[str, Any]:
    return {"measure": "quantity", "commodity": commodity, "value": value, "unit": unit} | more


def published(*totals: dict[str, Any]) -> list[tuple[str, str | None]]:
    return refused({"kind": "summary", "source": "A partner", "totals": list(totals)})


ABOVE = "report:parts_above_total"


@pytest.mark.parametrize(
    ("totals", "found"),
    [
        ([a_total("drugs", "2850"), a_total("cannabis", "2450"), a_total("khat", "85")], []),
        ([a_total("drugs", "2850"), a_total("cannabis", "2450"), a_total("khat", "850")], [(ABOVE, "totals.0.value")]),
        ([a_total("khat", "85"), a_total("drugs", "0.08", "t")], [(ABOVE, "totals.1.value")]),
        ([a_total("drugs", "2850", qualifier="about"), a_total("cannabis", "3000")], []),
        ([a_total("drugs", "2850", qualifier="at_least"), a_total("cannabis", "3000")], []),
        ([a_total("drugs", "2850"), a_total("cannabis", "3000", qualifier="about")], []),
        ([a_total("drugs", "5"), a_total("captagon", "20000", "tablet")], []),
    ],
)
def test_a_quantity_is_not_less_than_its_parts(totals: list[dict[str, Any]], found: list[tuple[str, str]]) -> None:
    assert published(*totals) == found


def test_a_person_may_be_in_several_parts_but_no_part_is_more_than_all() -> None:
    def persons(value: str, outcome: str | None = None) -> dict[str, Any]:
        return {"measure": "persons", "outcome": outcome, "value": value, "unit": "person"}

    assert published(persons("100"), persons("91", "arrested"), persons("32", "detained")) == []
    assert published(persons("100"), persons("910", "arrested")) == [(ABOVE, "totals.0.value")]


def test_a_file_names_the_row_of_the_total_and_leaves_the_source_out() -> None:
    rows = ("source,measure,commodity,value,unit", "A partner,quantity,khat,85,kg", "A partner,quantity,drugs,8.5,kg")
    parsed = parse("\n".join(rows).encode(), "POINT")
    assert [(each.row, each.column, each.value, each.code) for each in parsed.wrong] == [(3, "value", "8.5", ABOVE)]
    assert list(parsed.rows) == []


def test_there_are_no_more_hits_than_checks_where_both_are_known() -> None:
    def returned(checks: dict[str, int], hits: dict[str, int]) -> list[tuple[str, str | None]]:
        return refused(an_activity("2026-11-16", database_checks=checks, hits=hits))

    assert returned({"sltd": 2}, {"sltd": 2, "nominals": 1}) == []
    assert returned({"sltd": 2}, {"sltd": 3}) == [("report:more_hits", "hits.sltd")]


def test_officers_work_no_more_hours_than_a_day_has() -> None:
    def returned(hours: str, officers: int | None) -> list[tuple[str, str | None]]:
        return refused(an_activity("2026-11-16", officers=officers, officer_hours=hours))

    assert returned("100", 4) == returned("325", None) == []
    assert returned("325", 4) == [("report:more_hours", "officer_hours")], "32.5 without its point"
