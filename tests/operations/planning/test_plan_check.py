"""The problems of a plan: each has a code, a place and words, and a good plan has none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from operations.planning.check import Problem, Scale, problems
from operations.planning.levels import BUNDLES, ControlMeasure, Level
from operations.planning.plan import Plan
from operations.planning.schedule import build, sketch

ROOT = Path(__file__).parents[3]
LANGUAGES = ["en", "fr", "es", "pt", "ar"]
ZONES = {"CDG": "Europe/Paris", "DKR": "Africa/Dakar", "SCL": "America/Santiago"}
COUNTRIES = {"CDG": "FR", "DKR": "SN", "SCL": "CL"}
COUNTED, WEIGHED = Scale(Decimal(1), Decimal(10**9)), Scale(Decimal("0.000001"), Decimal(10**7))
UNITS = {"seizures": {"case": COUNTED}, "quantity": {"kg": WEIGHED, "piece": COUNTED}}


def units_of(measure: str, cell: Mapping[str, str]) -> Mapping[str, Scale] | None:
    return {"tablet": COUNTED} if cell.get("commodity") == "captagon" else UNITS.get(measure)


def utc(wall: str) -> dict[str, Any]:
    return {"wall": wall, "clock": "zone", "zone": "UTC"}


def good(**changes: Any) -> Plan:  # noqa: ANN401 any field of the plan
    """A plan without problems, but for the changes."""
    document = {
        "aim": "Stop couriers on the coast route",
        "legal_basis": "Memorandum of understanding",
        "purpose": "Prevention of drug trafficking by air",
        "lead": "UNODC",
        "countries": ["FR", "SN", "CL"],
        "airports": ["CDG", "DKR", "SCL"],
        "phases": [
            {"kind": "intelligence", "starts": utc("2026-11-01T00:00"), "ends": utc("2026-11-17T00:00")},
            {
                "kind": "operational",
                "starts": {"wall": "2026-11-18T06:00"},
                "ends": {"wall": "2026-11-27T06:00"},
            },
        ],
        "controls": [{"airport": "DKR", "phase": 1, "level": "heightened", "measures": ["dog_patrol"]}],
        "objectives": [
            {
                "text": "Find more",
                "targets": [{"measure": "quantity", "unit": "kg", "value": "4.2"}],
                "indicators": ["Do agencies talk to each other?"],
            }
        ],
    }
    return Plan.model_validate(document | changes)


def found(plan: Plan, *, for_publication: bool = True, at: str | None = None) -> list[Problem]:
    return problems(
        plan,
        ZONES,
        for_publication=for_publication,
        countries=COUNTRIES,
        units_of=units_of,
        published_at=datetime.fromisoformat(at) if at else None,
    )


def codes(plan: Plan, **how: Any) -> list[tuple[str, str]]:  # noqa: ANN401 passed on
    return [(problem.code, problem.path) for problem in found(plan, **how)]


def phases(*edges: tuple[str, str], kind: str = "operational") -> list[dict[str, Any]]:
    return [{"kind": kind, "starts": {"wall": a}, "ends": {"wall": b}} for a, b in edges]


def test_a_good_plan_has_no_problems() -> None:
    assert found(good(), at="2026-10-01T00:00:00Z") == []
    build(good(), ZONES)


def test_an_empty_draft_has_none_either_until_it_is_to_be_published() -> None:
    assert codes(Plan(), for_publication=False) == []
    assert codes(Plan()) == [
        ("plan:aim_empty", "aim"),
        ("plan:legal_basis_empty", "legal_basis"),
        ("plan:purpose_empty", "purpose"),
        ("plan:lead_empty", "lead"),
        ("plan:airports_none", "airports"),
        ("plan:phases_none_operational", "phases"),
    ]


def test_a_draft_survives_being_saved_and_read_again() -> None:
    plan = good()
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


@pytest.mark.parametrize(
    "change",
    [
        {"budget": "1"},
        {"retention_days": "90"},
        {"retention_days": True},
        {"airports": ["dkr"]},
        {"handling": "SECRET"},
        {"phases": [{"kind": "party"}]},
        {"phases": [{"kind": "operational", "starts": {"wall": "2026-11-18T06:00", "fold": 2}}]},
    ],
)
def test_what_no_draft_may_hold_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        good(**change)


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"airports": ["CDG", "DKR", "DKR", "SCL"]}, "plan:airport_twice", "airports.2"),
        ({"airports": ["DKR", "XXX"]}, "plan:airport_unknown", "airports.1"),
        ({"countries": ["SN", "FR"]}, "plan:airport_outside_countries", "airports.2"),
        ({"countries": ["SN", "FR", "CL", "SN"]}, "plan:country_twice", "countries.3"),
        ({"countries": ["SN", "FR", "ZZ", "CL"]}, "plan:country_unknown", "countries.2"),
        ({"report_day": {"cut_off": "24:00"}}, "plan:cut_off_invalid", "report_day.cut_off"),
        ({"report_day": {"cut_off": "6"}}, "plan:cut_off_invalid", "report_day.cut_off"),
        ({"report_day": {"clock": "zone"}}, "plan:zone_missing", "report_day.zone"),
        (
            {"report_day": {"clock": "zone", "zone": "Mars/Olympus"}},
            "plan:zone_unknown",
            "report_day.zone",
        ),
        ({"controls": [{"airport": "GRU", "phase": 1}]}, "plan:control_airport", "controls.0.airport"),
        ({"controls": [{"airport": "DKR", "phase": 7}]}, "plan:control_phase", "controls.0.phase"),
        ({"controls": [{"airport": "DKR", "phase": 1}] * 2}, "plan:control_twice", "controls.1"),
        (
            {"controls": [{"airport": "DKR", "phase": 1, "measures": ["magic"]}]},
            "plan:control_measure_unknown",
            "controls.0.measures.0",
        ),
    ],
)
def test_a_wrong_place_is_named_where_it_stands(change: dict[str, Any], code: str, path: str) -> None:
    assert codes(good(**change)) == [(code, path)]
    assert (code, path) in codes(good(**change), for_publication=False) or code == "plan:zone_missing"


@pytest.mark.parametrize(
    ("edges", "code", "path"),
    [
        ([("2026-11-18T06:00", "2026-11-18T06:00")], "plan:phase_ends_before_start", "phases.0"),
        (
            [("2026-11-18T06:00", "2026-11-20T06:00"), ("2026-11-19T06:00", "2026-11-22T06:00")],
            "plan:phases_overlap",
            "phases.1",
        ),
        (
            [("2026-11-18T06:00", "2026-11-20T06:00"), ("2026-11-10T06:00", "2026-11-12T06:00")],
            "plan:phases_out_of_order",
            "phases.1",
        ),
        ([("2026-11-18T06:00", "2027-11-30T06:00")], "plan:phase_too_long", "phases.0"),
        ([("2026-11-31T06:00", "2026-12-02T06:00")], "plan:wall_invalid", "phases.0.starts"),
        ([("2026-11-18T06:00", "")], "plan:moment_missing", "phases.0.ends"),
    ],
)
def test_a_wrong_phase_is_named(edges: list[tuple[str, str]], code: str, path: str) -> None:
    assert codes(good(phases=phases(*edges), controls=[])) == [(code, path)]


def test_a_phase_may_begin_the_instant_the_previous_one_ends() -> None:
    edges = phases(("2026-11-18T06:00", "2026-11-20T06:00"), ("2026-11-20T06:00", "2026-11-22T06:00"))
    assert found(good(phases=edges, controls=[])) == []


def test_an_overlap_may_exist_at_one_airport_only() -> None:
    # Noon UTC is 09:00 in Santiago in November, and later than 09:30 everywhere east of it.
    edges = [
        {"kind": "intelligence", "starts": utc("2026-11-01T00:00"), "ends": utc("2026-11-18T12:00")},
        {
            "kind": "operational",
            "starts": {"wall": "2026-11-18T09:30"},
            "ends": {"wall": "2026-11-27T06:00"},
        },
    ]
    (problem,) = found(good(phases=edges))
    assert (problem.code, problem.params["airports"]) == ("plan:phases_overlap", "CDG, DKR")


def test_a_gap_names_the_airports_where_the_time_does_not_exist() -> None:
    (problem,) = found(good(phases=phases(("2026-03-29T02:30", "2026-04-03T06:00")), controls=[]))
    assert (problem.code, problem.path) == ("plan:gap", "phases.0.starts")
    assert problem.params == {
        "wall": "2026-03-29T02:30",
        "zone": "Europe/Paris",
        "next": "2026-03-29T03:30",
        "airports": "CDG",
    }


def test_a_fold_is_asked_until_it_is_answered() -> None:
    edges = phases(("2026-04-01T06:00", "2026-04-04T23:30"))
    (problem,) = found(good(phases=edges, controls=[]))
    assert (problem.code, problem.params["airports"]) == ("plan:fold_asked", "SCL")
    edges[0]["ends"]["fold"] = 1
    assert found(good(phases=edges, controls=[])) == []


def test_a_moment_on_one_zones_clock_is_named_once_however_many_airports_there_are() -> None:
    edges = phases(("2026-11-18T06:00", "2026-11-27T06:00"))
    edges[0]["starts"] |= {"clock": "zone", "zone": "Mars/Olympus"}
    assert codes(good(phases=edges, controls=[])) == [("plan:zone_unknown", "phases.0.starts")]


def test_an_airport_whose_zone_is_unknown_is_named_and_spares_the_rest() -> None:
    named = problems(good(), ZONES | {"CDG": "Mars/Olympus"}, for_publication=True)
    assert [(p.code, p.path) for p in named] == [("plan:zone_unknown", "airports.0")]


@pytest.mark.parametrize(
    ("target", "code", "field"),
    [
        ({"measure": "luck"}, "plan:target_measure_unknown", "measure"),
        ({"unit": "tablet"}, "plan:target_unit_wrong", "unit"),
        ({"cell": {"commodity": "captagon"}}, "plan:target_unit_wrong", "unit"),
        ({"value": "4,2"}, "plan:target_value_invalid", "value"),
        ({"value": "1e3"}, "plan:target_value_invalid", "value"),
        ({"value": "0"}, "plan:target_value_invalid", "value"),
        ({"value": ""}, "plan:target_incomplete", "value"),
        ({"value": "10000001"}, "plan:target_value_absurd", "value"),
        ({"value": "4.2000001"}, "plan:target_value_too_fine", "value"),
        ({"value": "2.5", "unit": "piece"}, "plan:target_value_too_fine", "value"),
    ],
)
def test_a_target_that_could_not_be_counted_is_named(target: dict[str, Any], code: str, field: str) -> None:
    whole = {"measure": "quantity", "unit": "kg", "value": "4.2"} | target
    plan = good(objectives=[{"text": "Find more", "targets": [whole]}])
    assert codes(plan) == [(code, f"objectives.0.targets.0.{field}")]


def test_publishing_comes_too_late_once_an_operational_phase_has_begun_anywhere() -> None:
    assert codes(good(), at="2026-11-10T00:00:00Z") == []
    assert codes(good(), at="2026-11-17T00:00:00Z") == [("plan:phase_past", "phases.0")]
    late = found(good(), at="2026-11-18T05:30:00Z")
    assert (late[-1].path, late[-1].params["airports"]) == ("phases.1", "CDG")


def test_a_past_operation_is_entered_after_the_fact_without_a_publication_instant() -> None:
    assert codes(good(phases=phases(("2011-11-28T00:00", "2011-12-05T00:00")), controls=[])) == []


def test_levels_only_ever_tighten() -> None:
    baseline, heightened, maximum = (set(BUNDLES[level]) for level in Level)
    assert baseline < heightened < maximum == set(ControlMeasure)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_plan_has_words_in_every_language(language: str) -> None:
    sources = (ROOT / "operations/planning").glob("*.py")
    used = {code for path in sources for code in re.findall(r'"plan:([a-z_]+)"', path.read_text())}
    used |= {f"{name}_empty" for name in ("aim", "legal_basis", "purpose", "lead")}
    path = ROOT / f"frontend/src/text/{language}/plan.json"
    words = json.loads(path.read_text("utf-8"))["problem"]
    assert used <= words.keys()
    for code, sentence in words.items():
        english = json.loads((ROOT / "frontend/src/text/en/plan.json").read_text("utf-8"))
        assert set(re.findall(r"{{(\w+)}}", sentence)) == set(re.findall(r"{{(\w+)}}", english["problem"][code]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_measure_and_level_has_words_in_every_language(language: str) -> None:
    words = json.loads((ROOT / f"frontend/src/text/{language}/codes.json").read_text("utf-8"))
    assert {level.value for level in Level} <= words["level"].keys()
    assert {measure.value for measure in ControlMeasure} == words["control_measure"].keys()


drafts = st.fixed_dictionaries(
    {
        "airports": st.lists(st.sampled_from([*ZONES, "XXX"]), max_size=4),
        "phases": st.lists(
            st.fixed_dictionaries(
                {
                    "kind": st.sampled_from(["preparation", "operational"]),
                    "starts": st.builds(
                        dict,
                        wall=st.sampled_from(["", "2026-03-29T02:30", "2026-10-25T02:30", "junk"]),
                        clock=st.sampled_from(["local", "zone"]),
                        zone=st.sampled_from([None, "UTC", "Europe/Paris", "Nowhere"]),
                    ),
                    "ends": st.builds(dict, wall=st.sampled_from(["", "2026-03-28T00:00", "2026-11-27T06:00"])),
                }
            ),
            max_size=3,
        ),
    }
)


@given(drafts)
def test_a_plan_without_problems_can_always_be_scheduled(draft: dict[str, Any]) -> None:
    plan = good(**draft, controls=[])
    sketch(plan, ZONES)
    if not found(plan):
        build(plan, ZONES)
