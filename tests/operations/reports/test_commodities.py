"""The taxonomy: closed, consistent, and labelled in every language."""

from __future__ import annotations

import dataclasses
import json
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import pytest
from babel import Locale

from operations.ledger.measures import MEASURES
from operations.participation.limits import Standing
from operations.planning.levels import ControlMeasure, Level
from operations.planning.plan import PhaseKind
from operations.policy import Role
from operations.reports import codes
from operations.reports.commodities import COMMODITIES, QUICK, Category, commodity, in_category, members
from operations.reports.currencies import CURRENCIES
from operations.reports.kinds import StatedTotal
from operations.reports.quantities import UNITS, check_usual, to_steps, unit_of
from operations.statistics.matrix import DayState, Metrics

LANGUAGES = ("en", "fr", "es", "pt", "ar")
TEXT = Path(__file__).parents[3] / "frontend/src/text"

LISTS: dict[str, type[StrEnum]] = {
    "category": Category,
    "direction": codes.Direction,
    "place": codes.Place,
    "conveyance": codes.Conveyance,
    "concealment": codes.Concealment,
    "basis": codes.Basis,
    "technique": codes.Technique,
    "person_role": codes.PersonRole,
    "sex": codes.Sex,
    "age_band": codes.AgeBand,
    "outcome": codes.Outcome,
    "qualifier": codes.Qualifier,
    "database": codes.Database,
    "report_kind": codes.ReportKind,
    "report_state": codes.ReportState,
    "phase": PhaseKind,
    "level": Level,
    "control_measure": ControlMeasure,
    "role": Role,
    "day_state": DayState,
    "participation": Standing,
}


def labels(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TEXT / language / "codes.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LISTS)
def test_every_code_has_a_label(language: str, name: str) -> None:
    assert [code for code in LISTS[name] if not labels(language)[name].get(code)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_commodity_and_every_unit_has_a_label(language: str) -> None:
    found = labels(language)
    assert [code for code in (*COMMODITIES, *QUICK) if not found["commodity"].get(code)] == []
    counted = [unit.code for unit in UNITS.values() if not unit.dimension.startswith("money:")]
    assert [code for code in counted if set(found["unit"].get(code, {})) != {"short", "name"}] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_stands_for_a_code_that_no_longer_exists(language: str) -> None:
    found = labels(language)
    assert {
        name: sorted(set(found[name]) - set(LISTS[name])) for name in LISTS if set(found[name]) - set(LISTS[name])
    } == {}
    assert sorted(set(found["commodity"]) - {*COMMODITIES, *QUICK}) == []
    assert sorted(set(found["unit"]) - set(UNITS)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_commodities_are_called_the_same(language: str) -> None:
    names = [labels(language)["commodity"][code] for code in COMMODITIES]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_no_code_looks_like_a_plural_form() -> None:
    endings = ("_zero", "_one", "_two", "_few", "_many", "_other")
    assert [
        code for code in (*COMMODITIES, *(c for kind in LISTS.values() for c in kind)) if code.endswith(endings)
    ] == []


def test_units_bounds_and_roots_exist() -> None:
    for found in COMMODITIES.values():
        assert found.units
        assert {unit_of(unit).step for unit in found.usual_bound} == {unit_of(unit).step for unit in found.units}
        assert set(found.usual_bound) <= set(found.units)
        assert set(found.roots) <= set(COMMODITIES)
        assert {COMMODITIES[root].category for root in found.roots} <= {found.category}


def test_cocaine_is_salts_base_crack_and_what_was_not_specified() -> None:
    assert set(members("cocaine")) == {"cocaine", "cocaine_hydrochloride", "cocaine_base", "crack"}
    assert {COMMODITIES[code].group for code in members("cocaine")} == {"cocaine"}
    assert COMMODITIES["coca_leaf"].group == "coca_leaf"


def test_the_quick_chips_lead_to_commodities() -> None:
    assert [code for code in QUICK if commodity(code) is None] == ["other"]


def test_every_category_has_goods() -> None:
    assert [category for category in Category if not in_category(category)] == []


def test_weapons_parts_and_ammunition_share_no_count() -> None:
    counted = [COMMODITIES[code].units[0] for code in ("firearms", "firearm_parts", "ammunition")]
    assert len(set(counted)) == 3


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [
        ("cocaine", "24", "kg"),
        ("heroin", "5", "kg"),
        ("khat", "85", "kg"),
        ("rhino_horn", "8", "piece"),
        ("ivory", "234", "kg"),
    ],
)
def test_what_airports_really_found_is_usual(code: str, value: str, unit: str) -> None:
    check_usual(COMMODITIES[code], to_steps(value, unit), unit)


def test_currencies_are_named_except_where_the_locale_data_are_older_than_the_currency() -> None:
    assert len(CURRENCIES) == len(set(CURRENCIES))
    for language in LANGUAGES:
        assert {code for code in CURRENCIES if code not in Locale(language).currencies} <= {"XCG"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_and_every_cut_of_it_has_a_label(language: str) -> None:
    found = labels(language)
    stated = get_args(StatedTotal.model_fields["measure"].annotation)
    assert sorted({*MEASURES, *stated}) == sorted(found["measure"])
    cut_by = {dimension for measure in MEASURES.values() for cut in measure.cuts for dimension in cut}
    assert sorted(cut_by - set(found["dimension"])) == []
    assert {field.name for field in dataclasses.fields(Metrics)} == set(found["metric"])
