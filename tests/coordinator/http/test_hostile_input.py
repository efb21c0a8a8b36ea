"""Whatever is sent to whichever door, the answer is a refusal in the one shape: nothing fails, nothing is half done."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from coordinator.http.doors import door_registry
from coordinator.http.openapi import document
from realtime.transaction import Database
from tests.browsers import PREFIX, Browser, House
from tests.builders import a_plan

CODE = "COCAIR-VII"
"""An operation that is there, so that what is asked of it gets past the door."""


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


@pytest.fixture
def somebody(house: House) -> Browser:
    coordinator = house.coordinator()
    coordinator.post("/operations", {"code": CODE, "name": "Airport week"})
    coordinator.put(
        f"/operations/{CODE}/plan", {"version": 1, "name": "Week", "plan": a_plan().model_dump(mode="json")}
    )
    coordinator.post(f"/operations/{CODE}/publish", {"version": 2})
    return coordinator


def test_no_generated_request_makes_a_door_fail(house: House, somebody: Browser) -> None:
    schema = schemathesis.openapi.from_dict(document(house.app))
    found: list[Any] = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(found) == len(door_registry())
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    generated = st.one_of([operation.as_strategy(generation_mode=mode) for operation in found for mode in modes])

    @settings(
        max_examples=300,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=generated, here=st.booleans())
    def ask(case: Any, here: bool) -> None:  # noqa: ANN401 schemathesis' own
        path = case.formatted_path.replace("%00", "%2500")
        if here and "code" in (case.path_parameters or {}):
            path = case.path.replace("{code}", CODE)
            for name, value in case.path_parameters.items():
                path = path.replace(f"{{{name}}}", str(value) or "x")
        if "/sign-in" in path or (case.method == "DELETE" and path.startswith(f"{PREFIX}/session")):
            return
        headers = {"X-CSRF-Token": somebody.csrf, "Idempotency-Key": str(uuid4())}
        body = case.body if isinstance(case.body, dict | list | str | int | float | None) else None
        given_body: dict[str, Any] = {"json": body} if case.method != "GET" else {}
        answered = somebody.client.open(
            path, method=case.method, query_string=case.query or {}, headers=headers, **given_body
        )
        assert answered.status_code < 500, answered.text
        if answered.status_code >= 400:
            assert set(answered.get_json()["error"]) >= {"code", "params", "message", "request_id"}

    ask()


HOSTILE: list[Any] = [
    None,
    0,
    -1,
    2**63,
    1e308,
    "",
    " ",
    "x" * 5000,
    "😀",
    "' OR 1=1 --",
    "../..",
    [],
    {},
    [[]],
    {"a": {}},
]


@pytest.mark.parametrize("door", [door for door in door_registry() if door.method != "GET"], ids=lambda door: door.name)
def test_a_body_of_another_form_is_refused_at_every_door(somebody: Browser, door: Any) -> None:  # noqa: ANN401 a door
    path = door.rule.removeprefix(PREFIX).replace("<code>", CODE).replace("<", "").replace(">", "")
    for body in HOSTILE:
        if door.name in {"sign_out", "sign_in", "end_other_sessions"}:
            continue
        answered = somebody.send(door.method, path, body)
        assert answered.status_code < 500, (body, answered.text)
