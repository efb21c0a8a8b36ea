"""The list of reports as a file: its rows, its order and its narrowing are the screen's, for each reader their own."""

from __future__ import annotations

import base64
import csv
import io
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from coordinator.sheets.reportlist import report_list
from operations.participation.models import SeatRow
from operations.planning.models import Operation
from operations.reports.imports import parse
from realtime.log import Entry
from realtime.transaction import transaction
from tests.browsers import Browser, House
from tests.builders import UNDER_WAY, an_operation
from tests.reports import a_nil, a_seizure, an_activity, goods

if TYPE_CHECKING:
    from pathlib import Path

    from operations.reports.quantities import DecimalSign
    from realtime.transaction import Database

CODE = "COCAIR-VII"
REPORTS = f"/operations/{CODE}/reports"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    made = House(database, tmp_path)
    made.clock.instant = UNDER_WAY
    return made


@pytest.fixture
def coordinator(house: House) -> Browser:
    return house.holder_of(an_operation(house.db).at(UNDER_WAY).coordinator)


@pytest.fixture
def ocu(house: House, coordinator: Browser) -> Browser:
    """An OCU officer at whose operation six reports were filed from two airports, the first of them validated."""
    reader = house.seated(coordinator, CODE, role="ocu")
    told: list[tuple[str, dict[str, Any]]] = [
        ("GRU", a_seizure(goods=[goods("cocaine", "4.2"), goods("currency", "12000", "EUR")])),
        ("LIS", a_seizure(occurred="2026-11-16T09:30", goods=[goods("khat", "12")])),
        ("GRU", a_nil("2026-11-16")),
        ("LIS", an_activity("2026-11-16", passengers_checked=120)),
        ("GRU", a_seizure(occurred="2026-11-15T22:10", goods=[goods("cocaine", "0.8")])),
        ("LIS", a_seizure(occurred="2026-11-15T07:00", goods=[goods("heroin", "1.1")])),
    ]
    for airport, said in told:
        filed = reader.post(REPORTS, {"id": str(uuid.uuid4()), "airport": airport, "body": said})
        assert filed.status_code == 201, filed.text
    first = reader.get(REPORTS, sort="number", limit=1).get_json()["items"][0]
    chosen = {"reports": [{"id": first["id"], "version": first["version"]}]}
    assert reader.post(f"/operations/{CODE}/validations", chosen).status_code == 200
    return reader


def rows(who: Browser, **query: Any) -> list[list[str]]:  # noqa: ANN401 whatever a query holds
    answered = who.get(f"{REPORTS}.csv", **query)
    assert answered.status_code == 200, answered.text
    return list(
        csv.reader(io.StringIO(answered.get_data(as_text=True).removeprefix("\ufeff"), newline=""), strict=True)
    )


def numbers(who: Browser, **query: Any) -> list[str]:  # noqa: ANN401 whatever a query holds
    """Return the numbers a screen lists, page after page."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = who.get(REPORTS, limit=2, **query, **cursor).get_json()
        found += [str(item["number"]) for item in page["items"]]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sort": "number"},
        {"sort": "-occurred_at", "kind": "seizure"},
        {"sort": "airport", "commodity": "cocaine"},
        {"sort": "-state", "airport": "LIS"},
        {"state": "validated"},
        {"day_from": "2026-11-16", "day_to": "2026-11-16", "sort": "report_on"},
        {"basis": "random"},
    ],
)
def test_the_file_holds_the_rows_of_the_screen_in_its_order(ocu: Browser, query: dict[str, str]) -> None:
    shown = numbers(ocu, **query)
    assert [row[0] for row in rows(ocu, **query)[1:]] == shown


def test_a_cell_says_what_the_screen_says_in_the_words_and_numbers_of_the_language(ocu: Browser) -> None:
    english, french = rows(ocu, sort="number")[1], rows(ocu, sort="number", language="fr")[1]
    assert "4.2 kg" in english[11]
    assert "4,2 kg" in french[11]
    assert english[1] != french[1]


def test_a_download_is_recorded_with_how_many_rows_it_had(house: House, ocu: Browser) -> None:
    rows(ocu, kind="seizure")
    with house.db.reading() as session:
        bodies = [json.loads(body) for body in session.scalars(select(Entry.body).where(Entry.kind == "export_taken"))]
    assert [(body["what"], body["rows"]) for body in bodies] == [("reports.csv", 4)]


def test_others_write_while_a_file_is_made(house: House, ocu: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def meanwhile(*asked: Any) -> Any:  # noqa: ANN401 whatever it is asked
        with house.db.reading() as session:
            audit_id = session.scalars(select(Operation.audit_stream_id)).one()
        with ThreadPoolExecutor(1) as threads:
            written.append(threads.submit(write, audit_id).result(timeout=10))
        return report_list(*asked)

    def write(audit_id: int) -> int:
        with transaction(house.db, (audit_id,), actor_id="somebody", now=UNDER_WAY):
            return audit_id

    monkeypatch.setattr("coordinator.http.reports.report_list", meanwhile)
    assert len(rows(ocu)) == 7
    assert len(written) == 1


def test_whose_seat_goes_while_a_file_is_made_gets_none(
    house: House, ocu: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:

    def meanwhile(*asked: Any) -> Any:  # noqa: ANN401 whatever it is asked
        with house.db.reading() as session:
            stream_id = session.scalars(select(Operation.stream_id)).one()
        with transaction(house.db, (stream_id,), actor_id="somebody", now=UNDER_WAY) as tx:
            tx.session.execute(update(SeatRow).values(withdrawn_at=UNDER_WAY))
        return report_list(*asked)

    monkeypatch.setattr("coordinator.http.reports.report_list", meanwhile)
    assert ocu.get(f"{REPORTS}.csv").status_code == 404
    with house.db.reading() as session:
        assert session.scalars(select(Entry).where(Entry.kind == "export_taken")).all() == []


LONG = a_seizure(
    persons=2, carrier="TP", flight_number="88", transit=["CMN", "PT"],
    partners=[{"agency": "customs", "place": "LIS"}],
    goods=[goods("cocaine", "4.2", value="50000.5", currency="EUR"), goods("khat", "1")],
)  # fmt: skip
MEETING = {
    "kind": "victims",
    "occurred": "2026-11-16T08:10",
    "persons": [{"met": "potential_victim", "count": 1, "sex": "female"}, {"met": "smuggled_migrant", "count": 2}],
    "referrals": [{"to": "protection_service", "count": 1}],
}
HIT = {"kind": "hit", "occurred": "2026-11-16T08:30", "database": "sltd", "verification": "confirmed"}


def imported(raw: bytes, decimal: DecimalSign) -> list[tuple[str | None, dict[str, Any], str]]:
    """Return the reports that an import reads in a workbook, without what nobody said."""
    parsed = parse(raw, decimal)
    assert list(parsed.wrong) == []
    return [(row.airport, row.body.model_dump(mode="json"), row.note) for row in parsed.rows]


@pytest.mark.parametrize(("language", "decimal"), [("en", "POINT"), ("ar", "COMMA")])
def test_the_workbook_is_what_an_import_reads_whatever_its_language_and_the_sign_told(
    house: House, ocu: Browser, language: str, decimal: DecimalSign
) -> None:
    for said, note in ((LONG, "Two suitcases"), (MEETING, ""), (HIT, "")):
        report = {"id": str(uuid.uuid4()), "airport": "GRU", "body": said, "note": note}
        assert ocu.post(REPORTS, report).status_code == 201
    listed = ocu.get(REPORTS, sort="number", limit=200).get_json()["items"]
    taken_back = listed.pop()
    withdrawal = {"version": taken_back["version"], "reason": "Filed twice."}
    assert ocu.post(f"{REPORTS}/{taken_back['id']}/withdrawal", withdrawal).status_code == 200
    opened = [ocu.get(f"{REPORTS}/{each['id']}").get_json() for each in listed]
    raw = ocu.get(f"{REPORTS}.xlsx", sort="number", language=language).get_data()
    found = {json.dumps(each, sort_keys=True) for each in imported(raw, decimal)}
    assert found == {json.dumps([each["airport"], each["body"], each["note"]], sort_keys=True) for each in opened}
    with house.db.reading() as session:
        body = json.loads(session.scalars(select(Entry.body).where(Entry.kind == "export_taken")).one())
    assert (body["what"], body["rows"]) == ("reports.xlsx", len(listed))


def test_the_workbook_tells_nobody_of_persons_who_may_not_read_of_them(
    house: House, coordinator: Browser, ocu: Browser
) -> None:
    for said, note in ((LONG, "Two suitcases"), (MEETING, "")):
        filed = ocu.post(REPORTS, {"id": str(uuid.uuid4()), "airport": "GRU", "body": said, "note": note})
        assert filed.status_code == 201, filed.text
    waiting = ocu.get(REPORTS, state="submitted").get_json()["items"]
    chosen = [{"id": each["id"], "version": each["version"]} for each in waiting]
    assert ocu.post(f"/operations/{CODE}/validations", {"reports": chosen}).status_code == 200
    abroad = house.seated(coordinator, CODE, role="officer", airport="LIS")
    told = imported(abroad.get(f"{REPORTS}.xlsx", airport="GRU").get_data(), "POINT")
    assert {said["kind"] for _, said, _ in told} == {"seizure", "nil"}
    assert all(said.get("persons", []) == [] and note == "" for _, said, note in told)


def test_what_a_country_that_gives_no_nominal_data_gave_before_leaves_in_no_file_but_its_own(
    house: House, coordinator: Browser, ocu: Browser
) -> None:
    said = a_seizure(conveyance="cargo", awb="125-12345675")
    filed = ocu.post(REPORTS, {"id": str(uuid.uuid4()), "airport": "GRU", "body": said, "note": "He was known."})
    assert filed.status_code == 201, filed.text
    limits = {"version": 2, "country": "BR", "answer": "limit", "limits": {"no_nominal_data": True}}
    assert coordinator.post(f"/operations/{CODE}/answers", limits).status_code == 200
    own = house.seated(coordinator, CODE, role="officer", airport="GRU")
    number = filed.get_json()["number"]

    def told(who: Browser) -> tuple[str | None, str]:
        ((_, body, note),) = imported(who.get(f"{REPORTS}.xlsx", q=number).get_data(), "POINT")
        return body.get("awb"), note

    assert told(ocu) == (None, "")
    assert told(own) == ("125-12345675", "He was known.")
    opened = ocu.get(f"{REPORTS}/{filed.get_json()['id']}").get_json()
    assert (opened["note"], opened["body"]["awb"], opened["nameless"]) == ("", None, True)
    assert [(each["note"], each["body"]["awb"]) for each in opened["editions"]] == [("", None)]


def test_a_workbook_that_comes_back_counts_nothing_twice(coordinator: Browser, ocu: Browser) -> None:
    long = LONG | {"goods": [goods("cocaine", "4.20")]}
    for said in (long, MEETING, HIT):
        report = {"id": str(uuid.uuid4()), "airport": "GRU", "body": said, "note": ""}
        assert ocu.post(REPORTS, report).status_code == 201
    raw = ocu.get(f"{REPORTS}.xlsx").get_data()
    content = {"content": base64.b64encode(raw).decode(), "decimal": "POINT", "store": True}
    answer = coordinator.post(f"/operations/{CODE}/imports", content).get_json()
    assert (answer["wrong"], answer["stored"], answer["known"]) == ([], 0, 9)
    taken_back = ocu.get(REPORTS, kind="hit").get_json()["items"][0]
    reasoned = {"version": taken_back["version"], "reason": "Filed twice."}
    assert ocu.post(f"{REPORTS}/{taken_back['id']}/withdrawal", reasoned).status_code == 200
    answer = coordinator.post(f"/operations/{CODE}/imports", content).get_json()
    assert (answer["stored"], answer["known"]) == (1, 8)
