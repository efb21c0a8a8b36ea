"""The long form: what may be said of a case beyond the short one, what cannot be meant, and how complete it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from operations.errors import Refusal, Refusals
from operations.ledger.models import Standing
from operations.planning.models import Operation
from operations.reports.completeness import ASKED, completeness
from operations.reports.copying import copied
from operations.reports.editions import body_of
from operations.reports.kinds import Seizure
from operations.reports.listing import Filters, listed
from operations.reports.models import Report, ReportEdition
from operations.reports.queries import last_filed
from tests.builders import UNDER_WAY, an_operation
from tests.reports import Desk, a_seizure, goods

if TYPE_CHECKING:
    from realtime.transaction import Database

CASES = json.loads((Path(__file__).parent / "completeness_cases.json").read_text(encoding="utf-8"))

LONG: dict[str, Any] = {
    "place": "arrival_hall",
    "transit": ["CMN", "PT"],
    "intended_destination": "BR",
    "carrier": "TP",
    "flight_number": "88",
    "technique": "dog",
    "partners": [{"agency": "customs", "place": "LIS"}],
}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def refused(desk: Desk, **fields: Any) -> list[tuple[str, str | None]]:  # noqa: ANN401 any field of a seizure
    with pytest.raises(Refusals) as caught:
        desk.file("GRU", a_seizure(**fields))
    return [(refusal.code, refusal.path) for refusal in caught.value.refusals]


def test_a_long_form_is_kept_whole_and_counts_its_value_in_its_own_currency(desk: Desk) -> None:
    worth = goods("cocaine", "1", value="50000.5", currency="EUR", value_basis="retail")
    report = desk.file("GRU", a_seizure(**LONG, goods=[worth, goods("khat", "2", value="90", currency="USD")]))
    desk.validate(report)
    with desk.db.reading() as session:
        said = body_of(session, session.get_one(Report, report.id), 1)
        lines = session.execute(
            select(Standing.unit, Standing.value, Standing.value_basis).where(Standing.measure == "goods_value")
        ).all()
    assert isinstance(said, Seizure)
    assert said.model_dump(mode="json", include=set(LONG)) == LONG
    assert sorted(map(tuple, lines)) == [("EUR", 5_000_050, "retail"), ("USD", 9_000, None)]
    desk.prove()


def test_what_cannot_be_meant_is_refused_by_field(desk: Desk) -> None:
    assert refused(desk, awb="047-12345678") == [("report:awb_check_digit", "awb")]
    assert refused(desk, flight_number="88") == [("report:flight_without_carrier", "carrier")]
    assert refused(desk, transit=["CMN", "QQX"]) == [("report:unknown_airport", "transit.1")]
    assert refused(desk, partners=[{"agency": "police", "place": "ZZ"}]) == [
        ("report:unknown_country", "partners.0.place")
    ]
    assert refused(desk, goods=[goods("khat", "1", value="5")]) == [("report:value_and_currency", "goods.0.value")]
    wrong = goods("khat", "1", value="5", currency="XXX")
    assert refused(desk, goods=[wrong]) == [("report:unknown_currency", "goods.0.currency")]
    fine = goods("khat", "1", value="5.001", currency="EUR")
    assert refused(desk, goods=[fine]) == [("quantity:too_precise", "goods.0.value")]


@pytest.mark.parametrize("field", ["carrier", "flight_number", "awb"])
@pytest.mark.parametrize("text", ["", "tp", "T", "TAPX", "0", "088", "88TP9", "12345", "04712345675", "047-1234567"])
def test_a_flight_or_waybill_in_another_shape_is_no_report(field: str, text: str) -> None:
    with pytest.raises(ValueError, match=field):
        Seizure.model_validate_json(json.dumps(a_seizure() | {field: text}))


def test_a_report_is_linked_to_what_its_writer_may_read_and_to_nothing_else(desk: Desk) -> None:
    theirs = desk.file("LIS", a_seizure())
    mine = desk.file("GRU", a_seizure())
    officer = desk.officer("GRU")
    linked = desk.file("GRU", a_seizure(related=[mine.number]), by=officer)
    for number in (theirs.number, 999):
        with pytest.raises(Refusal, match="no other report"):
            desk.file("GRU", a_seizure(related=[mine.number, number]), by=officer)
    with pytest.raises(Refusal, match="no other report"):
        desk.correct(linked, a_seizure(related=[linked.number]), by=officer)
    # What the coordinator linked stays when the officer corrects something else.
    both = [mine.number, theirs.number]
    desk.correct(linked, a_seizure(related=both))
    desk.correct(linked, a_seizure(related=both, basis="routine"), by=officer)
    desk.prove()


@pytest.mark.parametrize("case", CASES["bodies"], ids=lambda case: case["body"]["conveyance"])
def test_completeness_counts_the_fields_asked_for_and_no_person(case: dict[str, Any]) -> None:
    found = completeness(case["body"])
    assert found is not None
    assert (found.filled, found.of, list(found.missing)) == (case["filled"], case["of"], case["missing"])
    with_persons = completeness(case["body"] | {"persons": [{"role": "courier"}]})
    assert with_persons == found


def test_the_cases_of_both_sides_ask_what_the_server_asks() -> None:
    asked = [(each.path, {name: list(codes) for name, codes in each.when.items()}) for each in ASKED["seizure"]]
    assert asked == [(each["path"], each["when"]) for each in CASES["asked"]]


def test_a_list_is_narrowed_to_what_is_incomplete(desk: Desk) -> None:
    short = desk.file("GRU", a_seizure())
    worth = goods("cocaine", "1", value="50000", currency="EUR", value_basis="retail")
    complete = desk.file("GRU", a_seizure(**LONG, goods=[worth]))
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)

        def found(*, is_complete: bool) -> list[str]:
            filters = Filters(complete=is_complete)
            page = listed(session, desk.story.coordinator, operation, filters, limit=50, cursor=None)
            return [report.id for report, _ in page.found]

        assert (found(is_complete=False), found(is_complete=True)) == ([short.id], [complete.id])
    desk.correct(complete, a_seizure())
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        assert found(is_complete=True) == []


def test_the_last_report_lends_its_circumstances_and_never_what_was_found(desk: Desk) -> None:
    worth = goods("cocaine", "7.7", value="50000", currency="EUR", value_basis="retail", estimated=True)
    desk.file("GRU", a_seizure(persons=3, goods=[goods("khat", "9")]))
    last = desk.file("GRU", a_seizure(**LONG, persons=2, awb="047-12345675", goods=[worth]))
    gone = desk.file("GRU", a_seizure())
    desk.withdraw(gone)
    desk.file("LIS", a_seizure())
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        found = last_filed(session, desk.officer("GRU"), operation, "GRU", "seizure")
        assert found is not None
        assert found[0].id == last.id
        lent = copied(json.loads(found[1].body)).model_dump(mode="json", exclude_none=True)
        assert last_filed(session, desk.officer("BOG"), operation, "GRU", "seizure") is None
    assert lent["goods"] == [{"commodity": "cocaine", "unit": "kg"}]
    assert lent.items() >= {"carrier": "TP", "flight_number": "88", "place": "arrival_hall", "origin": "BOG"}.items()
    assert lent.keys() & {"persons", "occurred", "awb", "partners", "related"} == set()


def test_the_last_hit_lends_where_it_was_checked_and_never_what_came_of_it(desk: Desk) -> None:
    said = {
        "kind": "hit", "occurred": "2026-11-17T05:00", "database": "sltd", "concern": "wanted", "action": "handed_over",
        "verification": "confirmed", "direction": "arrival", "carrier": "TP",
    }  # fmt: skip
    desk.file("GRU", said)
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        found = last_filed(session, desk.officer("GRU"), operation, "GRU", "hit")
        assert found is not None
        lent = copied(json.loads(found[1].body)).model_dump(mode="json", exclude_none=True)
    assert lent == {"kind": "hit", "database": "sltd", "direction": "arrival", "carrier": "TP"}


def test_an_edition_from_before_the_long_form_is_read_and_verified_as_it_was_written(desk: Desk) -> None:
    report = desk.file("GRU", a_seizure(persons=1))
    desk.validate(report)
    later = ("transit", "partners", "related", "place", "carrier", "flight_number", "awb", "intended_destination")
    with desk.db.reading() as session:
        edition = session.get_one(ReportEdition, (report.id, 1))
        old = {name: value for name, value in json.loads(edition.body).items() if name not in later}
        said = body_of(session, session.get_one(Report, report.id), 1)
        rewritten = edition.body
    # What an earlier version stored has none of the new names: it means the same body.
    with desk.db.reading() as session:
        session.execute(update(ReportEdition).values(body=json.dumps(old, separators=(",", ":"))))
        assert body_of(session, session.get_one(Report, report.id), 1) == said
        session.rollback()
        assert session.get_one(ReportEdition, (report.id, 1)).body == rewritten
    desk.prove()
