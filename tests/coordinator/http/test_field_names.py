"""A field is named in one way, whether its type is wrong or what it says: as it stands in its document."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from operations.reports.kinds import Activity, Goods, Nil, Person, Seizure, Summary
from tests.browsers import Browser, House
from tests.builders import UNDER_WAY, Story, an_operation
from tests.reports import a_nil, a_seizure, an_activity, goods

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from realtime.transaction import Database

AT = "/operations/COCAIR-VII/reports"
NO_VALUE = {"nobody": ["would", "say", "this"]}


@pytest.fixture
def coordinator(database: Database, tmp_path: Path) -> Browser:
    story: Story = an_operation(database).at(UNDER_WAY)
    house = House(database, tmp_path)
    house.clock.instant = UNDER_WAY
    return house.holder_of(story.coordinator)


def wrong_at(somebody: Browser, body: Any) -> list[str]:  # noqa: ANN401 anything may be sent
    answered = somebody.post(AT, {"id": str(uuid.uuid4()), "airport": "GRU", "body": body})
    assert answered.status_code == 422, answered.text
    return [field["path"] for field in answered.get_json()["error"]["fields"]]


def person(nationality: str) -> dict[str, Any]:
    return {"role": "courier", "sex": "male", "age_band": "25_34", "nationality": nationality}


def with_goods(*parts: dict[str, Any]) -> dict[str, Any]:
    return a_seizure(goods=list(parts))


def with_person(nationality: str) -> dict[str, Any]:
    return a_seizure() | {"persons": [person(nationality)]}


KHAT = goods("khat", "1")
CASES = [
    ("goods.0.quantity", with_goods(goods("cocaine", "1") | {"quantity": 1}), with_goods(goods("cocaine", "1,5"))),
    ("goods.1.commodity", with_goods(KHAT, goods("x" * 90, "1")), with_goods(KHAT, goods("gold_teeth", "1"))),
    ("persons.0.nationality", with_person("Brazil"), with_person("ZZ")),
    ("origin", a_seizure(origin="Bogota"), a_seizure(origin="ZZ")),
    ("occurred", a_seizure(occurred="yesterday"), a_seizure(occurred="2027-01-01T00:00")),
    ("officer_hours", an_activity("2026-11-16", officer_hours=1.5), an_activity("2026-11-16", officer_hours="1,5")),
    ("report_on", a_nil("some day"), a_nil("2027-01-01")),
]


@pytest.mark.parametrize(("path", "no_such_type", "no_such_thing"), CASES)
def test_what_is_no_value_and_what_cannot_be_meant_are_named_alike(
    coordinator: Browser, path: str, no_such_type: dict[str, Any], no_such_thing: dict[str, Any]
) -> None:
    assert wrong_at(coordinator, no_such_type) == [path]
    assert wrong_at(coordinator, no_such_thing) == [path]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Seizure, a_seizure()),
        (Activity, an_activity("2026-11-16")),
        (Nil, a_nil("2026-11-16")),
        (Summary, {"kind": "summary", "source": "A press release", "totals": []}),
    ],
)
def test_every_field_of_a_report_is_named_as_it_stands_in_the_report(
    coordinator: Browser, kind: type[BaseModel], said: dict[str, Any]
) -> None:
    for name in kind.model_fields:
        paths = wrong_at(coordinator, said | {name: NO_VALUE})
        assert {path.split(".")[0] for path in paths} <= {name, "totals"}, name
    assert wrong_at(coordinator, {"kind": "seizure"})[0] == "occurred"


def test_every_field_of_goods_and_persons_is_named_with_its_place(coordinator: Browser) -> None:
    for place, model in (("goods", Goods), ("persons", Person)):
        for name in model.model_fields:
            part = goods("cocaine", "1") if place == "goods" else person("BR")
            paths = wrong_at(coordinator, a_seizure() | {place: [part | {name: NO_VALUE}]})
            assert {path.rpartition(".")[0] or path for path in paths} <= {f"{place}.0", f"{place}.0.{name}"}, name


def test_a_report_of_no_kind_is_wrong_at_its_kind(coordinator: Browser) -> None:
    assert wrong_at(coordinator, {"report_on": "2026-11-16"}) == ["kind"]
    assert wrong_at(coordinator, {"kind": "rumour"}) == ["kind"]
    assert wrong_at(coordinator, "a report") == ["kind"]
    assert wrong_at(coordinator, a_seizure(origin="B\0G")) == ["origin"]
