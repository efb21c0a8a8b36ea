"""Each field of each kind of report has a label in five languages, and a place on its form."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import BaseModel

from operations.reports.kinds import (
    Activity,
    Counted,
    Goods,
    Hit,
    Incident,
    Nil,
    Partner,
    Person,
    Referral,
    Seizure,
    StatedTotal,
    Summary,
    Victims,
)

SOURCE: Final = Path(__file__).resolve().parents[2] / "frontend" / "src"
LANGUAGES: Final = ("en", "fr", "es", "pt", "ar")

PAGE: Final = "pages/report/Report.svelte"
SEIZURE: Final = "pages/report/SeizureFields.svelte"
GOODS: Final = "pages/report/GoodsFields.svelte"
JOURNEY: Final = "pages/report/JourneyFields.svelte"
FLIGHT: Final = "pages/report/FlightFields.svelte"
LINKS: Final = "pages/report/LinksFields.svelte"
VALUE: Final = "pages/report/ValueFields.svelte"
WHEN: Final = "pages/report/WhenField.svelte"
HAPPENED: Final = "pages/report/HappenedCard.svelte"
VICTIMS: Final = "pages/report/VictimsFields.svelte"
REFERRALS: Final = "reporting/parts/ReferralFields.svelte"
HIT: Final = "pages/report/HitFields.svelte"
INCIDENT: Final = "pages/report/IncidentFields.svelte"
PERSONS: Final = "reporting/parts/PersonsField.svelte"
ACTIVITY: Final = "pages/report/ActivityFields.svelte"
LINES: Final = "reporting/lines.ts"
SHOWN: Final = "reporting/parts/BodyView.svelte"
TODAY: Final = "pages/my-airport/DueCard.svelte"

VALUED: Final = ("value", "currency", "value_basis")

LABELS: Final[dict[tuple[type[BaseModel], str], str]] = {
    **{
        (Seizure, name): f"reports:field.{name}"
        for name in (
            "occurred",
            "direction",
            "origin",
            "destination",
            "conveyance",
            "concealment",
            "basis",
            "technique",
            "place",
            "terminal",
            "transit",
            "intended_destination",
            "carrier",
            "flight_number",
            "awb",
            "partners",
            "related",
        )
    },
    (Seizure, "fold"): "reports:form.which_time",
    (Seizure, "goods"): "reports:form.goods",
    (Seizure, "persons"): "reports:form.persons",
    **{(Goods, name): f"reports:field.{name}" for name in ("commodity", "quantity", "unit", "estimated", *VALUED)},
    **{(Partner, name): f"reports:field.{name}" for name in Partner.model_fields},
    (Goods, "confirmed"): "reports:form.unlikely",
    **{(Person, name): f"reports:field.{name}" for name in ("role", "sex", "age_band", "nationality", "outcome")},
    **{(Activity, name): f"codes:measure.{name}" for name in Activity.model_fields},
    (Activity, "report_on"): "reports:field.report_on",
    (Nil, "report_on"): "reports:field.report_on",
    **{(model, "shift"): "reports:field.shift" for model in (Activity, Nil)},
    **{
        (model, name): f"reports:field.{name}"
        for model in (Victims, Counted, Referral, Hit, Incident)
        for name in model.model_fields
        if name not in {"kind", "fold", "persons"}
    },
    **{(model, "fold"): "reports:form.which_time" for model in (Victims, Hit, Incident)},
    (Victims, "persons"): "reports:form.counted",
    (Summary, "source"): "reports:field.source",
    (Summary, "totals"): "reports:field.totals",
    **{(StatedTotal, name): f"reports:field.{name}" for name in StatedTotal.model_fields},
}
"""The words a field goes by. A new field has none until somebody gives it some here and in the text files."""

TIMED: Final = ("occurred", "fold", "terminal")

JOURNEYED: Final = ("transit", "intended_destination", "awb")

FLOWN: Final = ("carrier", "flight_number")

PLACES: Final[dict[tuple[type[BaseModel], str], tuple[str, str]]] = {
    **{(Seizure, name): (SEIZURE, f"form.{name}") for name in Seizure.model_fields},
    **{(Seizure, name): (JOURNEY, f"form.{name}") for name in JOURNEYED},
    **{(Seizure, name): (LINKS, f"form.{name}") for name in ("partners", "related")},
    **{(Partner, name): (LINKS, f"partner.{name}") for name in Partner.model_fields},
    **{(Goods, name): (GOODS, f"goods.{name}") for name in Goods.model_fields},
    (Goods, "quantity"): (GOODS, "goods.typed"),
    **{(Goods, name): (VALUE, f"goods.{name}") for name in VALUED},
    **{(Person, name): (PERSONS, f"person.{name}") for name in Person.model_fields},
    **{(Activity, name): (ACTIVITY, f"form.{name}") for name in ("report_on", "shift", "hits", "officers")},
    (Activity, "database_checks"): (ACTIVITY, "form.checks"),
    (Activity, "officer_hours"): (ACTIVITY, "form.hours"),
    **{(model, name): (WHEN, f"form.{name}") for model in (Seizure, Victims, Hit, Incident) for name in TIMED},
    **{(Victims, name): (VICTIMS, f"form.{name}") for name in ("persons", "referrals")},
    **{(Counted, name): (VICTIMS, f"counted.{name}") for name in Counted.model_fields},
    **{(Referral, name): (REFERRALS, f"referral.{name}") for name in Referral.model_fields},
    **{(Hit, name): (HIT, f"form.{name}") for name in Hit.model_fields if name not in TIMED},
    **{(model, name): (FLIGHT, f"form.{name}") for model in (Seizure, Hit) for name in FLOWN},
    **{(Incident, name): (INCIDENT, f"form.{name}") for name in Incident.model_fields if name not in TIMED},
    (Nil, "report_on"): (TODAY, "due.on"),
    (Nil, "shift"): (TODAY, "due.shift"),
    # Totals without cases come from files; what stands for their form is where they are read.
    (Summary, "source"): (LINES, "body.source"),
    (Summary, "totals"): (SHOWN, "body.totals"),
    **{(StatedTotal, name): (SHOWN, f"total.{name}") for name in StatedTotal.model_fields},
}
"""Where a field is typed, chosen or tapped: the file, and how the form binds it there."""

KINDS: Final[tuple[type[BaseModel], ...]] = (
    Seizure, Goods, Partner, Person, Activity, Nil, Victims, Counted, Referral, Hit, Incident, Summary, StatedTotal,
)  # fmt: skip
FIELDS: Final = [
    pytest.param(kind, name, id=f"{kind.__name__}.{name}")
    for kind in KINDS
    for name in kind.model_fields
    if name != "kind"
]


@cache
def words(language: str, area: str) -> Any:  # noqa: ANN401 it is a tree of words
    return json.loads((SOURCE / "text" / language / f"{area}.json").read_text(encoding="utf-8"))


@cache
def source(path: str) -> str:
    return (SOURCE / path).read_text(encoding="utf-8")


def said(key: str, language: str) -> object:
    area, _, path = key.partition(":")
    found = words(language, area)
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_a_field_has_a_label_in_five_languages(kind: type[BaseModel], name: str) -> None:
    key = LABELS[kind, name]
    assert [language for language in LANGUAGES if not isinstance(said(key, language), str)] == []


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_a_field_has_a_place_on_its_form(kind: type[BaseModel], name: str) -> None:
    if kind is Activity and name not in {place for model, place in PLACES if model is Activity}:
        # The counts are one list, drawn in one loop.
        assert re.search(rf"COUNTS = \[[^\]]*'{name}'", source("reporting/types.ts"))
        assert "{#each COUNTS as name" in source(ACTIVITY)
        return
    path, bound = PLACES[kind, name]
    assert re.search(rf"\b{re.escape(bound)}\b", source(path)), f"{path} binds no {bound}"


def test_the_forms_stand_on_the_page_that_files_them() -> None:
    page = source(PAGE)
    assert "<SeizureFields" in page
    assert "<ActivityFields" in page
    assert "<VictimsFields" in page
    assert "<HitFields" in page
    assert "<IncidentFields" in page
    assert all("<WhenField" in source(form) for form in (SEIZURE, HAPPENED))
    assert all("<HappenedCard" in source(form) for form in (VICTIMS, HIT, INCIDENT))
    assert "<ReferralFields" in source(VICTIMS)
    assert "<GoodsFields" in source(SEIZURE)
    assert "<PersonsField" in source(SEIZURE)
    assert "<JourneyFields" in source(SEIZURE)
    assert "<FlightFields" in source(JOURNEY)
    assert "<FlightFields" in source(HIT)
    assert "<LinksFields" in source(SEIZURE)
    assert "<ValueFields" in source(GOODS)
