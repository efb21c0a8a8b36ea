"""What leaves as rows comes back as the same report: the columns of a file say all that a report of its kind says."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from operations.reports import codes
from operations.reports.columns import COLUMNS, column_of
from operations.reports.editions import BODY, SHOWN
from operations.reports.imports import parse
from operations.reports.kinds import Activity, Hit, Incident, Nil, Seizure, StatedTotal, Summary, Victims
from operations.reports.rows import rows_of
from tests.reports import goods

PLACES = st.sampled_from(["BOG", "LIS", "CMN", "PT", "BR"])
NATIONS = st.sampled_from(["NG", "BR", "PT"])
QUANTITIES = st.sampled_from([("cocaine", "4.2", "kg"), ("khat", "12", "kg"), ("currency", "12000.5", "EUR")])
FROM = datetime(2000, 1, 1)  # noqa: DTZ001 wall time
DAYS = st.dates(FROM.date()).map(str)
WALLS = st.datetimes(FROM).map(lambda at: at.strftime("%Y-%m-%dT%H:%M"))
NOTES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12)


def one_of(code: type) -> st.SearchStrategy[Any]:
    return st.sampled_from([each.value for each in code])  # type: ignore[attr-defined] # an enumeration


def saying(needed: dict[str, st.SearchStrategy[Any]], **may: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(needed, optional=may)


def flown(said: dict[str, Any]) -> dict[str, Any]:
    """Return it with a carrier where there is a flight number, which is refused alone."""
    return said | ({"carrier": "TP"} if "flight_number" in said else {})


GOODS = st.builds(
    lambda each, more, worth: goods(*each) | more | worth,
    QUANTITIES,
    saying({}, estimated=st.booleans(), confirmed=st.booleans()),
    st.sampled_from(
        [{}, {"value": "90.5", "currency": "USD"}, {"value": "1", "currency": "EUR", "value_basis": "retail"}]
    ),
)
PERSONS = saying(
    {}, role=one_of(codes.PersonRole), sex=one_of(codes.Sex), age_band=one_of(codes.AgeBand), nationality=NATIONS,
    outcome=one_of(codes.Outcome),
)  # fmt: skip
HAPPENED = {"occurred": WALLS}
SHIFTS = st.sampled_from(["night", "06-14"])
TERMINALS = st.sampled_from(["2", "T3"])
FOLD = st.sampled_from([0, 1])
FLIGHT = {"carrier": st.just("TP"), "flight_number": st.sampled_from(["88", "1234A"]), "place": one_of(codes.Place)}
SEIZURES = saying(
    {
        "kind": st.just("seizure"), **HAPPENED, "direction": one_of(codes.Direction),
        "conveyance": one_of(codes.Conveyance), "goods": st.lists(GOODS, min_size=1, max_size=3),
    },
    fold=FOLD, terminal=TERMINALS, origin=PLACES, destination=PLACES, intended_destination=PLACES,
    transit=st.lists(PLACES, max_size=3),
    awb=st.just("123-12345675"), concealment=one_of(codes.Concealment), basis=one_of(codes.Basis),
    technique=one_of(codes.Technique), related=st.lists(st.integers(1, 99), max_size=3),
    persons=st.lists(PERSONS, max_size=4), **FLIGHT,
    partners=st.lists(saying({"agency": one_of(codes.Agency)}, place=PLACES), max_size=3),
).map(flown)  # fmt: skip
DATABASES = one_of(codes.Database)
ACTIVITIES = saying(
    {"kind": st.just("activity"), "report_on": DAYS},
    shift=SHIFTS,
    flights_monitored=st.integers(0, 10**6), officers=st.integers(1, 99), officer_hours=st.just("12.5"),
    database_checks=st.dictionaries(DATABASES, st.integers(9, 99)),
    hits=st.dictionaries(DATABASES, st.integers(0, 9)),
)  # fmt: skip
VICTIMS = saying(
    {
        "kind": st.just("victims"), **HAPPENED,
        "persons": st.lists(
            saying(
                {"met": one_of(codes.Met), "count": st.integers(5, 9)},
                sex=one_of(codes.Sex), age_band=one_of(codes.AgeBand), citizenship=NATIONS,
            ),
            min_size=1, max_size=3,
        ),
    },
    fold=FOLD, terminal=TERMINALS,
    referrals=st.lists(st.fixed_dictionaries({"to": one_of(codes.ReferredTo), "count": st.just(1)}), max_size=4),
)  # fmt: skip
HITS = saying(
    {"kind": st.just("hit"), **HAPPENED, "database": one_of(codes.Database)},
    fold=FOLD, terminal=TERMINALS, concern=one_of(codes.Concern), verification=one_of(codes.Verification),
    action=one_of(codes.HitAction), direction=one_of(codes.Direction), **FLIGHT,
).map(flown)  # fmt: skip
INCIDENTS = saying(
    {
        "kind": st.just("incident"), **HAPPENED, "type": one_of(codes.IncidentType),
        "severity": one_of(codes.Severity),
    },
    fold=FOLD, terminal=TERMINALS, place=one_of(codes.Place),
)  # fmt: skip
NILS = saying({"kind": st.just("nil"), "report_on": DAYS}, shift=SHIFTS)
BODIES = st.one_of(SEIZURES, ACTIVITIES, NILS, VICTIMS, HITS, INCIDENTS)


def written(kind: codes.ReportKind, rows: list[dict[str, Any]]) -> bytes:
    """Return rows as a CSV file of their kind."""
    buffer = io.StringIO()
    out = csv.writer(buffer)
    out.writerow(COLUMNS[kind])
    for row in rows:
        assert row.keys() <= set(COLUMNS[kind])
        out.writerow([_cell(row.get(column, "")) for column in COLUMNS[kind]])
    return buffer.getvalue().encode()


def _cell(said: Any) -> str:  # noqa: ANN401 any value of the wire
    if isinstance(said, bool):
        return "yes" if said else "no"
    return "; ".join(map(str, said)) if isinstance(said, list) else str(said)


@given(st.lists(st.tuples(BODIES, NOTES), min_size=1, max_size=4))
def test_whatever_is_written_as_rows_is_read_as_the_same_reports(told: list[tuple[dict[str, Any], str]]) -> None:
    by_kind: dict[codes.ReportKind, list[tuple[Any, str]]] = {}
    for said, note in told:
        body = BODY.validate_python(said, strict=False)
        by_kind.setdefault(codes.ReportKind(body.kind), []).append((body, "" if body.kind == "victims" else note))
    for kind, reports in by_kind.items():
        rows: list[dict[str, Any]] = []
        for number, (body, note) in enumerate(reports, 1):
            shown = SHOWN.validate_json(body.model_dump_json())
            told_rows = rows_of(shown, airport="GRU", mark=str(number), note=note)
            rows += [{name: cell for name, cell in row.items() if cell != ""} for row in told_rows]
        parsed = parse(written(kind, rows), "POINT", kind)
        assert list(parsed.wrong) == []
        assert [(row.airport, row.body, row.note) for row in parsed.rows] == [("GRU", *each) for each in reports]


def test_totals_without_cases_come_back_as_well() -> None:
    weight = {"measure": "quantity", "commodity": "cannabis", "value": "486", "unit": "kg", "qualifier": "about"}
    cases = {"measure": "seizures", "value": "45", "unit": "seizure"}
    body = {"kind": "summary", "source": "A partner", "totals": [weight, cases]}
    said = BODY.validate_python(body, strict=False)
    rows = rows_of(SHOWN.validate_python(body, strict=False), airport=None, mark="1", note="")
    (row,) = parse(written(codes.ReportKind.SUMMARY, rows), "POINT").rows
    assert row.body == said


@pytest.mark.parametrize("model", [Seizure, Activity, Nil, Victims, Hit, Incident])
def test_every_field_of_a_kind_has_its_column(model: type[BaseModel]) -> None:
    kind = codes.ReportKind(model.model_fields["kind"].default)
    assert {column_of(path) for path in fields(model)} <= set(COLUMNS[kind])


def test_every_field_of_a_total_has_its_column() -> None:
    assert {*fields(StatedTotal), "source"} == set(COLUMNS[codes.ReportKind.SUMMARY])
    assert set(Summary.model_fields) == {"kind", "source", "totals"}


def fields(model: type[BaseModel], within: str = "") -> list[str]:
    """Return the paths of the fields of a model, those of its parts by the name of the list they stand in."""
    found: list[str] = []
    for name, field in model.model_fields.items():
        part = next((each for each in getattr(field.annotation, "__args__", ()) if is_model(each)), None)
        if name in {"database_checks", "hits"}:
            found += [f"{name}.{each.value}" for each in codes.Database]
        elif part is not None:
            found += fields(part, f"{name}.")
        elif name != "kind":
            found.append(f"{within}{name}")
    return found


def is_model(each: object) -> bool:
    return isinstance(each, type) and issubclass(each, BaseModel)
