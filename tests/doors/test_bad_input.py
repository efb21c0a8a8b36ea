"""What is wrong by its content, past the form: refused with a stable code in the one shape, and nothing half done."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import func, select

from realtime.database import Base
from tests.browsers import PREFIX
from tests.builders import a_plan
from tests.doors.world import AT, CODE, World
from tests.reports import a_nil, a_seizure, an_activity, goods

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

FUTURE = "report:in_the_future"
NO_TIME = "report:no_such_time"
NOT_PLAIN = "quantity:not_plain"
PATTERN = "invalid:string_pattern_mismatch"


def refused(answered: TestResponse) -> str:
    """Return the code of a refusal in the one shape, or that of its only field; other answers as their status."""
    if answered.status_code < 400 or answered.status_code >= 500:
        return str(answered.status_code)
    said = answered.get_json()
    assert set(said) == {"error"}
    error: dict[str, Any] = said["error"]
    assert set(error) - {"fields"} == {"code", "params", "message", "request_id"}
    codes: list[str] = [field["code"] for field in error.get("fields") or ()] or [error["code"]]
    return codes[0]


def everything(world: World) -> dict[str, int]:
    """Return how many rows each table holds."""
    with world.house.db.reading() as session:
        count = {table.name: select(func.count()).select_from(table) for table in Base.metadata.sorted_tables}
        return {name: session.scalar(query) or 0 for name, query in count.items()}


def cursor(*said: Any) -> str:  # noqa: ANN401 any JSON
    """Return what looks like a cursor of ours."""
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode()


def seized(quantity: str, unit: str = "kg", commodity: str = "cocaine") -> dict[str, Any]:
    """Return a seizure of so much."""
    return a_seizure(goods=[goods(commodity, quantity, unit)])


REPORTS: list[tuple[dict[str, Any], str]] = [
    *(
        (seized(typed), NOT_PLAIN)
        for typed in ("1,500", "1.234.567", "-1", "NaN", "Infinity", "1e3", "٣", "", " ", "+1")
    ),
    (seized("0"), "quantity:zero"),
    (seized("0.0000000001"), "quantity:too_precise"),
    (seized("9" * 24), "quantity:absurd"),
    (seized("9" * 25), "invalid:string_too_long"),
    (seized("40000"), "quantity:unlikely"),
    (seized("1", "piece"), "quantity:wrong_unit"),
    (seized("1", "stone"), "quantity:unknown_unit"),
    (seized("1", commodity="moonstone"), "report:unknown_commodity"),
    (a_seizure(goods=[]), "invalid:too_short"),
    (a_seizure(colour="red"), "invalid:extra_forbidden"),
    (a_seizure(kind="rumour"), "invalid:union_tag_invalid"),
    *((a_seizure(origin=place), "report:unknown_country") for place in ("ZZ", "SU", "EU")),
    (a_seizure(origin="ZZZ"), "report:unknown_airport"),
    (a_seizure(origin="GRUU"), PATTERN),
    *((a_seizure(occurred=wall), NO_TIME) for wall in ("0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30T10:00")),
    (a_seizure(occurred="2026-11-17T25:00"), NO_TIME),
    (a_seizure(occurred="2026-11-17T23:00"), FUTURE),
    (a_seizure(occurred="2026-11-17T05:00Z"), PATTERN),
    (a_nil("9999-12-31"), FUTURE),
    (a_nil("2026-13-01"), "invalid:date_parsing"),
    (a_nil("1700000000"), "invalid:date_parsing"),
    *((an_activity("2026-11-16", officer_hours=hours), NOT_PLAIN) for hours in ("1e9", "-1", "8,5", "NaN")),
    (an_activity("2026-11-16", passengers_checked=-1), "invalid:greater_than_equal"),
    (an_activity("2026-11-16", passengers_checked=2**62), "invalid:less_than_equal"),
    (an_activity("2026-11-16", passengers_checked="7"), "invalid:int_type"),
    ({"kind": "summary", "source": "A release.", "totals": []}, "invalid:too_short"),
]


def test_a_report_that_cannot_be_meant_is_refused_by_its_code_and_nothing_of_it_is_kept(world: World) -> None:
    officer, before = world.people["officer_gru"], everything(world)
    found = []
    for said, code in REPORTS:
        answered = officer.post(f"{AT}/reports", {"id": str(uuid4()), "airport": "GRU", "body": said})
        if refused(answered) != code:
            found.append((said, code, answered.text))
    assert found == []
    assert everything(world) == before


def test_a_report_for_another_airport_country_or_none_is_refused(world: World) -> None:
    officer, coordinator, before = world.people["officer_gru"], world.people["coordinator"], everything(world)
    for airport, code in (("BOG", "not_allowed"), ("JFK", "not_allowed"), (None, "not_allowed"), ("gru", PATTERN)):
        body = {"id": str(uuid4()), "airport": airport, "body": a_seizure()}
        assert refused(officer.post(f"{AT}/reports", body)) == code, airport
    for airport, code in (("JFK", "report:airport_not_in_operation"), (None, "report:airport_missing")):
        body = {"id": str(uuid4()), "airport": airport, "body": a_seizure()}
        assert refused(coordinator.post(f"{AT}/reports", body)) == code, airport
    assert everything(world) == before


def test_what_lies_outside_the_window_or_comes_from_a_country_that_has_not_accepted_is_held_not_lost(
    world: World,
) -> None:
    for airport, said, why in (
        ("GRU", a_seizure(occurred="2026-11-01T05:00"), "outside_window"),
        ("GRU", a_nil("0001-01-01"), "outside_window"),
        ("DSS", a_seizure(), "not_accepted"),
    ):
        report_id = world.file(said, by="coordinator", airport=airport)
        assert world.people["ocu"].get(f"{AT}/reports/{report_id}").get_json()["held_for"] == why


def test_a_report_sent_again_under_another_key_is_known_and_counted_once(world: World) -> None:
    officer = world.people["officer_gru"]
    body, key = {"id": str(uuid4()), "airport": "GRU", "body": a_seizure()}, str(uuid4())
    assert officer.post(f"{AT}/reports", body, key=key).status_code == 201
    before = everything(world)
    assert officer.post(f"{AT}/reports", body, key=key).headers["Idempotency-Replayed"] == "true"
    assert refused(officer.post(f"{AT}/reports", body)) == "report:already_filed"
    assert refused(officer.post(f"{AT}/reports", body | {"note": "Another."}, key=key)) == "receipt:reused"
    assert everything(world) == before


def test_a_phones_idea_of_the_time_never_fails_a_report(world: World) -> None:
    for told in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01", "soon", "2026-W01-1", ""):
        body = {"id": str(uuid4()), "airport": "GRU", "body": a_seizure(), "phone_at": told}
        assert world.people["officer_gru"].post(f"{AT}/reports", body).status_code == 201, told


FORGED = (
    "x", "!!!!", "é", base64.b64encode(b"[" * 140).decode(), base64.b64encode(b"\xff\xfe").decode(),
    cursor("received_at"), cursor("received_at", None, None), cursor("received_at", {}, []), cursor("number", 1, 1),
    cursor("received_at", "soon", 1), cursor("received_at", "2026-11-17T12:00:00", 1),
    cursor("received_at", "0001-01-01T00:00:00+14:00", 1), cursor("received_at", "2026-11-17T12:00:00Z", 10**30),
    cursor("received_at", "2026-11-17T12:00:00Z", -1), cursor("received_at", "2026-11-17T12:00:00Z", 1e400),
)  # fmt: skip
MISFIT: dict[str, tuple[Any, ...]] = {
    "kind": ("a\0b", "\udcff", 7, None), "number": (10**30, "Infinity", 1.5), "report_on": ("x", 7), "state": ({}, []),
    "occurred_at": ("2026-11-17", 7), "country": ("é",), "airport": ([],),
}  # fmt: skip


def test_a_cursor_that_is_not_ours_is_refused(world: World) -> None:
    somebody = world.people["coordinator"]
    for forged in FORGED:
        for path in ("reports", "queue"):
            assert refused(somebody.get(f"{AT}/{path}", cursor=forged)) == "cursor", (path, forged)
    for sort, values in MISFIT.items():
        for value in values:
            forged = cursor(sort, value, 1)
            assert refused(somebody.get(f"{AT}/reports", sort=sort, cursor=forged)) == "cursor", (sort, value)
    assert refused(somebody.get(f"{AT}/seats", cursor="x")) == "cursor"
    assert refused(somebody.get(f"{AT}/watch-log", cursor="9" * 30)) == PATTERN
    for before in (10**30, 2**63, 0, -1):
        assert refused(somebody.get(f"{AT}/log", before=before)).startswith("invalid:"), before


def test_an_instant_that_no_calendar_reaches_is_refused_by_its_field(world: World) -> None:
    for told in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-17T12:00:00", "soon"):
        assert refused(world.people["ocu"].get(f"{AT}/duplicates", before=told)).startswith("invalid:"), told
    first_on = {"code": "BEYOND", "name": "Beyond", "like": {"code": CODE, "first_on": "9999-12-31"}}
    assert refused(world.people["coordinator"].post("/operations", first_on)).startswith("invalid:")


def test_a_key_of_no_figure_is_not_found(world: World) -> None:
    for key in (
        "x",
        "a/b/c",
        "=/=/=",
        "é",
        "seizures/airport=GRU/airport=GRU/seizure/validated",
        "returns/airport=XXX/x",
    ):
        answered = world.people["analyst"].get(f"{AT}/figures/{key}/reports")
        assert (answered.status_code, refused(answered)) == (404, "not_found"), key
    for key in ("%00", "quantity/commodity=%00/mg/validated", "x" * 301):
        path = f"{PREFIX}{AT}/figures/{key}/reports"
        assert refused(world.people["analyst"].client.get(path)).startswith("invalid:"), key


def phases(starts: str, ends: str, **zone: str) -> dict[str, Any]:
    """Return a plan's only phase."""
    return {"phases": [{"kind": "operational", "starts": {"wall": starts} | zone, "ends": {"wall": ends} | zone}]}


TARGET = {"measure": "seizures", "unit": "seizure", "value": "NaN"}
WEEK = ("2026-12-01T00:00", "2026-12-05T00:00")
PLANS: list[tuple[dict[str, Any], str]] = [
    (phases("1980-01-01T00:00", "2099-12-31T23:59"), "plan:phase_too_long"),
    (phases("0001-01-01T00:00", "9999-12-31T23:59"), "plan:wall_invalid"),
    (phases("now", "then"), "plan:wall_invalid"),
    (phases(*reversed(WEEK)), "plan:phase_ends_before_start"),
    *((phases(*WEEK, clock="zone", zone=name), "plan:zone_unknown") for name in ("Europe", "../x", "x" * 200)),
    ({"report_day": {"clock": "local", "cut_off": "25:00"}}, "plan:cut_off_invalid"),
    ({"airports": ["XXX"]}, "plan:airport_unknown"),
    ({"airports": ["GRU", "GRU"]}, "plan:airport_twice"),
    ({"controls": [{"airport": "GRU", "phase": 2**62}]}, "plan:control_phase"),
    ({"objectives": [{"text": "x", "targets": [TARGET]}]}, "plan:target_value_invalid"),
]  # fmt: skip


def test_a_plan_that_makes_no_sense_can_be_saved_and_is_told_so_and_cannot_be_published(world: World) -> None:
    somebody, version = world.people["other"], 1
    for change, code in PLANS:
        plan = a_plan().model_dump(mode="json") | change
        saved = somebody.put("/operations/THEIRS/plan", {"version": version, "name": "Theirs", "plan": plan}).get_json()
        version = saved["version"]
        assert code in {problem["code"] for problem in saved["problems"]}, (change, saved["problems"])
        assert somebody.get("/operations/THEIRS/plan").status_code == 200, change
        refusal = somebody.post("/operations/THEIRS/publish", {"version": version})
        assert refusal.status_code == 422, change
        assert code in {field["code"] for field in refusal.get_json()["error"]["fields"]}, change


BYTES: list[tuple[str, bytes, str]] = [
    ("text/plain", b"{}", "not_json"),
    ("multipart/form-data; boundary=x", b"--x--", "not_json"),
    ("application/problem+json", b"{}", "not_json"),
    ("application/json", b"", "malformed"),
    ("application/json", '{"text": "GRU"}'.encode("utf-16"), "malformed"),
    ("application/json", b"\xef\xbb\xbf{}", "malformed"),
    ("application/json", b'{"text": "\xc3("}', "malformed"),
    ("application/json", b'{"text": "\\udfff"}', "malformed"),
    ("application/json", b'{"text": ' + b"9" * 5000 + b"}", "malformed"),
    ("application/json", b"[" * 900 + b"]" * 900, "bad_request"),
    ("application/json", b'{"text": "' + b"x" * 2**20 + b'"}', "too_large"),
    ("application/json", b'{"text": "\\u0000"}', "invalid:control_character"),
]


def test_bytes_that_are_no_plain_json_are_refused(world: World) -> None:
    somebody = world.people["observer"]
    for kind, body, code in BYTES:
        headers = {"X-CSRF-Token": somebody.csrf, "Idempotency-Key": str(uuid4()), "Content-Type": kind}
        answered = somebody.client.post(f"{PREFIX}/airports/resolve", data=body, headers=headers)
        assert refused(answered) == code, (kind, body[:40])
