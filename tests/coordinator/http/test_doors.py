"""Doors: strict parsing, one error shape, receipts, and what another site cannot make a browser do."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import pytest
from flask_openapi.blueprint import APIBlueprint
from pydantic import Field

from coordinator.app import create_app
from coordinator.config import Config
from coordinator.http.calls import Read, Write
from coordinator.http.doors import Doors, Who, door_registry
from coordinator.http.openapi import document
from coordinator.http.wire import View, Wire
from operations.errors import Refusal, Refusals
from operations.policy import Action
from realtime.transaction import Database
from tests.browsers import PREFIX, Browser, House

OURS = "https://ops.example.org"


class Parcel(Wire):
    """What the test's own doors take."""

    weight: int = Field(ge=1, le=100)
    label: str = Field(default="", max_length=10)
    kind: Literal["box", "bag"] = "box"


class Weighed(View):
    """What they answer."""

    count: int
    weight: int
    secret: str | None = None


class Wanted(Wire):
    """What a list is asked for."""

    limit: int = Field(default=5, ge=1, le=9)
    tags: list[str] = Field(default_factory=list)


class Echo(View):
    """What was asked for."""

    limit: int
    tags: list[str]


class Stand:
    """A house with a few doors of its own, and how often a parcel was weighed behind them."""

    def __init__(self, database: Database, home: Path) -> None:
        self.weighed = 0
        self.labels: list[str] = []
        doors = Doors("stand", tag="Test")

        @doors.write("POST", "/test/parcels", Who.ONESELF, answer=Weighed, status=201, unkept=("secret",))
        def weigh(_call: Write, body: Parcel) -> Weighed:
            """Weigh."""
            self.weighed += 1
            self.labels.append(body.label)
            if body.label == "refuse":
                raise Refusal("parcel:soft", "Too soft.", status=409, softness=3)
            if body.label == "fields":
                raise Refusals(
                    [Refusal("parcel:wet", "Wet.", path="weight"), Refusal("parcel:odd", "Odd.", path="kind")]
                )
            return Weighed(count=self.weighed, weight=body.weight, secret="only once")

        @doors.read("/test/parcels", Who.ONESELF, answer=Echo)
        def parcels(_call: Read, query: Wanted) -> Echo:
            """List."""
            return Echo(limit=query.limit, tags=query.tags)

        @doors.read("/test/broken", Who.ONESELF, answer=Echo)
        def broken(_call: Read) -> Echo:
            """Fail."""
            raise ZeroDivisionError("of a secret")

        self.house = House(database, home)
        blueprint: APIBlueprint = doors.blueprint
        self.house.app.register_api(blueprint)


@pytest.fixture
def stand(database: Database, tmp_path: Path) -> Iterator[Stand]:
    made = Stand(database, tmp_path)
    yield made
    made.house.app.testing = True


@pytest.fixture
def somebody(stand: Stand) -> Browser:
    return stand.house.coordinator()


def error(answered: Any) -> dict[str, Any]:  # noqa: ANN401 werkzeug's
    found: dict[str, Any] = answered.get_json()["error"]
    return found


def raw(somebody: Browser, body: bytes, **headers: str) -> Any:  # noqa: ANN401 werkzeug's
    given = {"X-CSRF-Token": somebody.csrf, "Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    return somebody.client.post(f"{PREFIX}/test/parcels", data=body, headers=given | headers)


def test_a_write_sent_again_is_answered_again_and_done_once(stand: Stand, somebody: Browser) -> None:
    key = str(uuid4())
    first = somebody.post("/test/parcels", {"weight": 3}, key=key)
    again = somebody.post("/test/parcels", {"weight": 3}, key=key)
    assert (first.status_code, again.status_code, stand.weighed) == (201, 201, 1)
    assert again.get_json()["count"] == 1
    assert again.headers["Idempotency-Replayed"] == "true"


def test_what_is_secret_in_an_answer_is_not_kept_for_its_repetition(somebody: Browser) -> None:
    key = str(uuid4())
    assert somebody.post("/test/parcels", {"weight": 3}, key=key).get_json()["secret"] == "only once"
    assert somebody.post("/test/parcels", {"weight": 3}, key=key).get_json()["secret"] is None


def test_a_key_used_for_another_request_is_refused(somebody: Browser) -> None:
    key = str(uuid4())
    somebody.post("/test/parcels", {"weight": 3}, key=key)
    refused = somebody.post("/test/parcels", {"weight": 4}, key=key)
    assert (refused.status_code, error(refused)["code"]) == (422, "receipt:reused")


def test_a_refusal_is_not_remembered(stand: Stand, somebody: Browser) -> None:
    key = str(uuid4())
    for _ in range(2):
        somebody.post("/test/parcels", {"weight": 3, "label": "refuse"}, key=key)
    assert stand.weighed == 2


def test_a_write_needs_a_key(somebody: Browser) -> None:
    refused = raw(somebody, b'{"weight": 3}', **{"Idempotency-Key": "1"})
    assert (refused.status_code, error(refused)["code"]) == (400, "receipt:key_missing")


def test_a_refusal_has_the_one_shape(somebody: Browser) -> None:
    refused = somebody.post("/test/parcels", {"weight": 3, "label": "refuse"})
    assert refused.status_code == 409
    assert error(refused) == {
        "code": "parcel:soft",
        "params": {"softness": 3},
        "message": "Too soft.",
        "request_id": refused.headers["X-Request-Id"],
    }


def test_several_fields_are_refused_at_once(somebody: Browser) -> None:
    refused = somebody.post("/test/parcels", {"weight": 3, "label": "fields"})
    assert (refused.status_code, error(refused)["code"]) == (422, "invalid")
    assert [(field["path"], field["code"]) for field in error(refused)["fields"]] == [
        ("weight", "parcel:wet"),
        ("kind", "parcel:odd"),
    ]


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"weight": 3, "colour": "red"}, "colour", "invalid:extra_forbidden"),
        ({}, "weight", "invalid:missing"),
        ({"weight": "3"}, "weight", "invalid:int_type"),
        ({"weight": 3.5}, "weight", "invalid:int_type"),
        ({"weight": True}, "weight", "invalid:int_type"),
        ({"weight": 0}, "weight", "invalid:greater_than_equal"),
        ({"weight": 10**30}, "weight", "invalid:out_of_range"),
        ({"weight": 3, "label": "Ana Ferreira"}, "label", "invalid:string_too_long"),
        ({"weight": 3, "label": "a\0"}, "label", "invalid:control_character"),
        ({"weight": 3, "kind": "Ana"}, "kind", "invalid:literal_error"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_not_repeated(
    somebody: Browser, body: dict[str, Any], path: str, code: str
) -> None:
    refused = somebody.post("/test/parcels", body)
    assert refused.status_code == 422
    assert [(field["path"], field["code"]) for field in error(refused)["fields"]] == [(path, code)]
    assert "Ana" not in refused.text


@pytest.mark.parametrize("mark", list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_a_text_comes_in_without_what_turns_the_words_around_it(stand: Stand, somebody: Browser, mark: str) -> None:
    said = {"weight": 3, "label": f"{mark}not{mark} me\u200fe{mark}{mark}{mark}"}
    assert somebody.post("/test/parcels", said).status_code == 201
    assert stand.labels == ["not me\u200fe"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"weight": NaN}', b'{"weight": 1, "weight": 2}', b"\xff", b'{"label": "\\ud800"}', b"[" * 100_000],
)
def test_what_is_not_json_is_refused(somebody: Browser, body: bytes) -> None:
    refused = raw(somebody, body)
    assert (refused.status_code, error(refused)["code"]) == (400, "malformed")


@pytest.mark.parametrize("body", [b"[]", b"null", b"3", b'"text"'])
def test_json_of_another_form_is_refused(somebody: Browser, body: bytes) -> None:
    assert raw(somebody, body).status_code == 422


def test_anything_but_json_is_refused(somebody: Browser) -> None:
    refused = raw(somebody, b"weight=3", **{"Content-Type": "application/x-www-form-urlencoded"})
    assert (refused.status_code, error(refused)["code"]) == (415, "not_json")


def test_a_body_may_be_a_megabyte(somebody: Browser) -> None:
    refused = raw(somebody, b'{"label": "' + b"x" * 1024 * 1024 + b'"}')
    assert (refused.status_code, error(refused)["code"]) == (413, "too_large")


def test_a_query_is_read_as_strictly(somebody: Browser) -> None:
    assert somebody.get("/test/parcels", limit=7, tags=["a", "b"]).get_json() == {"limit": 7, "tags": ["a", "b"]}
    for query in ({"limit": "x"}, {"limit": 0}, {"limit": [1, 2]}, {"page": 1}, {"tags": "a\0"}):
        assert somebody.get("/test/parcels", **query).status_code == 422


def test_a_write_must_show_the_sessions_own_token(somebody: Browser) -> None:
    for token in ("", "wrong", somebody.csrf + "é"):
        refused = raw(somebody, b'{"weight": 3}', **{"X-CSRF-Token": token})
        assert (refused.status_code, error(refused)["code"]) == (403, "csrf")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 201),
        ({"Origin": "http://127.0.0.1:8000"}, 201),
    ],
)
def test_another_site_cannot_make_a_browser_write(somebody: Browser, headers: dict[str, str], status: int) -> None:
    assert raw(somebody, b'{"weight": 3}', **headers).status_code == status


def test_without_a_session_nothing_is_said_of_the_request(stand: Stand) -> None:
    answered = stand.house.app.test_client().post(f"{PREFIX}/test/parcels", json={"wrong": 1})
    assert (answered.status_code, error(answered)["code"]) == (401, "not_signed_in")


def test_an_address_that_is_nothing_answers_in_the_shape(stand: Stand) -> None:
    client = stand.house.app.test_client()
    assert error(client.get(f"{PREFIX}/nothing"))["code"] == "not_found"
    refused = client.delete(f"{PREFIX}/health")
    assert (refused.status_code, error(refused)["code"]) == (405, "method_not_allowed")
    assert "GET" in refused.headers["Allow"]


def test_a_failure_of_ours_tells_nothing_but_the_requests_id(
    stand: Stand, somebody: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    stand.house.app.testing = False
    caplog.set_level(logging.CRITICAL)
    answered = somebody.client.get(f"{PREFIX}/test/broken", headers={"X-Request-Id": "my-own-request"})
    assert answered.status_code == 500
    assert (error(answered)["code"], error(answered)["request_id"]) == ("internal", "my-own-request")
    assert "secret" not in answered.text


def test_in_tests_a_failure_of_ours_fails_the_test(somebody: Browser) -> None:
    with pytest.raises(ZeroDivisionError):
        somebody.get("/test/broken")


def test_every_answer_tells_the_browser_what_a_page_may_do(stand: Stand, somebody: Browser) -> None:
    page, nothing = (stand.house.app.test_client().get(address, buffered=True) for address in ("/", "/x.js"))
    for answered in (somebody.get("/session"), page, nothing):
        policy = answered.headers["Content-Security-Policy"]
        assert re.search(r"script-src 'self'( 'sha256-[^']+')*;", policy)
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answered.headers["X-Content-Type-Options"] == "nosniff"
        assert answered.headers["Referrer-Policy"] == "no-referrer"
    assert somebody.get("/session").headers["Cache-Control"] == "no-store"


def test_behind_tls_cookies_and_addresses_insist_on_it(database: Database, tmp_path: Path) -> None:
    config = Config(database_url="", home=tmp_path, public_url=OURS, testing=True)
    answered = create_app(config, database).test_client().get(f"{PREFIX}/health")
    assert answered.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "wss://ops.example.org" in answered.headers["Content-Security-Policy"]
    assert config.cookie == "__Host-session"


def test_every_door_names_an_action_and_has_a_name_of_its_own() -> None:
    doors = door_registry()
    assert doors
    assert all(isinstance(door.action, Action | Who) for door in doors)
    assert len({door.name for door in doors}) == len(doors)
    assert len({(door.method, door.rule) for door in doors}) == len(doors)


def test_every_endpoint_of_the_interface_is_a_door(stand: Stand) -> None:
    rules = {
        (method, rule.rule)
        for rule in stand.house.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and "/test/" not in rule.rule
    }
    assert rules == {(door.method, door.rule) for door in door_registry()}


def test_only_these_doors_ask_nobody_who_they_are() -> None:
    assert {door.name for door in door_registry() if door.action is Who.ANYBODY} == {
        "read_health",
        "read_openapi",
        "sign_in",
        "sign_in_by_password",
    }


def test_the_interface_describes_itself_in_openapi_31(stand: Stand) -> None:
    made = document(stand.house.app)
    assert made["openapi"] == "3.1.0"
    operations = [operation for path in made["paths"].values() for operation in path.values()]
    assert all("ErrorBody" in str(operation["responses"]["422"]) for operation in operations)
    known = made["components"]["schemas"]
    referred = {word.split('"')[0] for word in str(made).replace("'", '"').split("#/components/schemas/")[1:]}
    assert referred <= set(known)
    assert stand.house.app.test_client().get(f"{PREFIX}/openapi.json").get_json() == made
