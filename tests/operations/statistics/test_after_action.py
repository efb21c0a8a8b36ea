"""The after-action report against a slow recount of what reports say, written here on its own."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from operations.errors import Refusal
from operations.ledger.measures import MEASURES_VERSION
from operations.participation.limits import Answer
from operations.planning.models import Operation
from operations.planning.plan import Objective, Target
from operations.policy import Role
from operations.reports.models import PersonsPart, Report, ReportEdition
from operations.statistics import persons
from operations.statistics.after_action import after_action
from operations.statistics.behind import behind
from operations.statistics.document import AfterAction, Number, Persons, Stage
from tests.builders import UNDER_WAY, a_plan, a_seat, an_operation, answers
from tests.reports import Desk, a_nil, a_seizure, an_activity, goods

if TYPE_CHECKING:
    from operations.policy import Actor
    from realtime.transaction import Database

STEPS = {"kg": 1_000_000, "g": 1_000, "tablet": 1, "EUR": 100}
STEP = {"kg": "mg", "g": "mg", "tablet": "tablet", "EUR": "EUR"}
COUNTRY = {"GRU": "BR", "LIS": "PT", "BOG": "CO", "DSS": "SN"}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(an_operation(database).at(UNDER_WAY))


def document(
    desk: Desk, actor: Actor | None = None, *, now: datetime | None = None, detail: str | None = None
) -> AfterAction:
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        return after_action(session, actor or desk.story.coordinator, operation, now or desk.story.now, detail=detail)


def shown(numbers: list[Any], stage: str = "validated") -> dict[str, int]:
    """Return what a list of numbers shows, without zeros."""
    return {each.code: int(value) for each in numbers if (value := getattr(each, stage)) not in {None, "0"}}


def bodies(desk: Desk, stage: str) -> list[tuple[Report, dict[str, Any]]]:
    """Return what every report that counts at a stage says, read straight from its edition."""
    found = []
    with desk.db.reading() as session:
        for report in session.query(Report).filter(Report.operation_id == desk.story.id):
            edition = report.validated_edition if stage == "validated" else report.edition
            if edition is None or report.state == "withdrawn" or (stage == "submitted" and report.state != "submitted"):
                continue
            body = json.loads(session.get_one(ReportEdition, (report.id, edition)).body)
            part = session.get(PersonsPart, (report.id, edition))
            found.append((report, body | {"persons": json.loads(part.body) if part else []}))
    return found


def drawn(rng: random.Random) -> dict[str, Any]:
    """Return a seizure nobody chose."""
    parts = rng.sample(
        [
            goods("cocaine", str(rng.randint(1, 9))), goods("crack", f"0.{rng.randint(1, 9)}"),
            goods("heroin", str(rng.randint(1, 900)), "g"), goods("tramadol", str(rng.randint(1, 5000)), "tablet"),
            goods("currency", f"{rng.randint(1, 900)}.50", "EUR"), goods("cocaine", "250", "g"),
        ],
        k=rng.randint(1, 3),
    )  # fmt: skip
    persons = [
        {
            "role": rng.choice(["courier", "accomplice"]),
            "sex": rng.choice(["male", "female"]),
            "age_band": rng.choice(["18_24", "25_34"]),
            **({"nationality": rng.choice(["BR", "NG", "FR"])} if rng.random() < 0.8 else {}),
            **({"outcome": rng.choice(["arrested", "fined"])} if rng.random() < 0.8 else {}),
        }
        for _ in range(rng.randint(0, 3))
    ]
    return a_seizure(
        occurred=f"2026-11-{rng.choice(['15', '16'])}T1{rng.randint(0, 9)}:00",
        basis=rng.choice(["risk_profile", "warning", "routine"]),
        goods=parts,
    ) | {"persons": persons}


def lived(desk: Desk, rng: random.Random) -> None:
    """File, validate, correct and withdraw until something of everything stands."""
    for _ in range(14):
        airport = rng.choice(sorted(COUNTRY))
        report = desk.file(airport, drawn(rng))
        if rng.random() < 0.7:
            desk.validate(report)
        if rng.random() < 0.4:
            desk.correct(report, drawn(rng))
            if rng.random() < 0.5:
                desk.validate(report)
        if rng.random() < 0.2:
            desk.withdraw(report)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_page_equals_a_slow_recount_of_what_reports_say(desk: Desk, seed: int) -> None:
    lived(desk, random.Random(seed))
    page = document(desk)
    assert page.position == position(desk)
    assert (page.measures, page.taxonomy) == (MEASURES_VERSION, "2026.1")
    for stage in ("validated", "submitted"):
        said = bodies(desk, stage)
        seizures = page.seizures
        assert int(getattr(seizures.total, stage)) == len(said)
        assert shown(seizures.by_airport, stage) == Counter(report.airport for report, _ in said)
        assert shown(seizures.by_country, stage) == Counter(COUNTRY[str(report.airport)] for report, _ in said)
        assert shown([day.all for day in seizures.by_day], stage) == Counter(body["occurred"][:10] for _, body in said)
        assert shown(seizures.by_basis, stage) == Counter(body["basis"] for _, body in said)
        assert quantities(page, stage) == recounted(said)
        persons = [person for _, body in said for person in body["persons"]]
        assert int(getattr(page.persons.total, stage)) == len(persons)
        for cut in ("sex", "age_band", "nationality", "outcome", "role"):
            assert shown(getattr(page.persons, f"by_{cut}"), stage) == Counter(
                person.get(cut, "not_known") for person in persons
            )
    cocaine_cases_agree(page, bodies(desk, "validated"))
    desk.prove()


def position(desk: Desk) -> int:
    with desk.db.reading() as session:
        from realtime.log import Stream  # noqa: PLC0415 one reading of it

        return session.get_one(Stream, desk.story.stream_id).seq


def quantities(page: AfterAction, stage: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for unit in page.quantities:
        for row in unit.goods:
            assert not row.members or int(row.total.validated or 0) == sum(
                int(each.validated or 0) for each in row.members
            )
            for each in row.members or [row.total]:
                if value := int(getattr(each, stage)):
                    found[each.code, unit.unit] = value
    return found


def recounted(said: list[tuple[Report, dict[str, Any]]]) -> Counter[tuple[str, str]]:
    sums: Counter[tuple[str, str]] = Counter()
    for _, body in said:
        for part in body["goods"]:
            sums[part["commodity"], STEP[part["unit"]]] += int(Decimal(part["quantity"]) * STEPS[part["unit"]])
    return sums


def cocaine_cases_agree(page: AfterAction, said: list[tuple[Report, dict[str, Any]]]) -> None:
    per_report = {
        report.number: sum(
            int(Decimal(part["quantity"]) * STEPS[part["unit"]])
            for part in body["goods"]
            if part["commodity"] in {"cocaine", "crack"}
        )
        for report, body in said
    }
    sizes = {number: size for number, size in per_report.items() if size}
    (row,) = (row for unit in page.quantities if unit.unit == "mg" for row in unit.goods if row.total.code == "cocaine")
    assert row.cases is not None
    assert row.cases.count == len(sizes)
    assert int(row.cases.median) == int(Decimal(str(median(sizes.values()))) + Decimal("0.5"))
    assert int(row.cases.largest.value) == max(sizes.values()) == sizes[row.cases.largest.number]


def test_of_what_was_filed_late_each_day_says_how_much(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(occurred="2026-11-15T10:00")))
    desk.validate(desk.file("GRU", a_seizure(occurred="2026-11-17T05:00")))
    days = {day.on.isoformat(): (day.all.validated, day.late.validated) for day in document(desk).seizures.by_day}
    assert days == {"2026-11-15": ("1", "1"), "2026-11-17": ("1", "0")}


def test_kilograms_tablets_and_money_stay_apart_and_a_group_says_what_is_not_further_specified(desk: Desk) -> None:
    parts = [goods("cocaine", "2"), goods("crack", "1"), goods("heroin", "3"), goods("tramadol", "40", "tablet")]
    desk.validate(desk.file("GRU", a_seizure(goods=[*parts, goods("currency", "10.50", "EUR")])))
    units = {unit.unit: [row.total.code for row in unit.goods] for unit in document(desk).quantities}
    assert units == {"mg": ["cocaine", "heroin"], "tablet": ["tramadol"], "EUR": ["currency"]}
    cocaine, heroin = document(desk).quantities[0].goods
    assert [(each.code, each.validated) for each in cocaine.members] == [("cocaine", "2000000"), ("crack", "1000000")]
    assert (cocaine.total.key, heroin.total.key) == ("quantity/group=cocaine/mg", "quantity/commodity=heroin/mg")
    assert heroin.members == []


def test_a_chosen_commodity_is_cut_further_with_all_that_counts_in_its_total(desk: Desk) -> None:
    desk.validate(desk.file("GRU", a_seizure(goods=[goods("cocaine", "2"), goods("crack", "1")])))
    desk.validate(desk.file("LIS", a_seizure(goods=[goods("cocaine", "4"), goods("cannabis_herb", "9")])))
    (detail,) = document(desk, detail="cocaine").detail
    assert shown(detail.by_airport) == {"LIS": 4_000_000, "GRU": 3_000_000}
    assert shown(detail.by_day) == {"2026-11-17": 7_000_000}
    with pytest.raises(Refusal) as refused:
        document(desk, detail="moonstone")
    assert refused.value.code == "report:unknown_commodity"


# The default plan's operational phase ends 2026-11-22 18:00 local; Bogotá (UTC−5) is the last to close.
LAST_CLOSES = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


def test_it_is_preliminary_the_moment_the_last_airports_operational_window_closes(desk: Desk) -> None:
    assert document(desk, now=LAST_CLOSES - timedelta(seconds=1)).stage is Stage.SO_FAR
    closed = document(desk, now=LAST_CLOSES)
    assert (closed.stage, closed.ends_at, closed.as_of) == (Stage.PRELIMINARY, LAST_CLOSES, LAST_CLOSES)


def test_the_metrics_count_the_days_that_are_due_or_answered_already(desk: Desk) -> None:
    desk.file("GRU", a_nil("2026-11-15"))
    desk.story = desk.story.at(datetime(2026, 11, 16, 12, 30, tzinfo=UTC))
    desk.file("LIS", an_activity("2026-11-15", passengers_checked=30))
    page = document(desk, now=datetime(2026, 11, 16, 18, 0, tzinfo=UTC))
    by_airport = {each.airport: each for each in page.reporting_by_airport}
    assert (by_airport["GRU"].actual, by_airport["GRU"].on_time) == (1, 0)
    assert (by_airport["LIS"].actual, by_airport["LIS"].on_time, by_airport["LIS"].rate) == (1, 0, "1.0000")
    assert (page.reporting.planned, page.reporting.expected, page.reporting.actual) == (32, 4, 2)
    assert page.reporting.rate == "0.5000"
    by_day = {str(each.on): each for each in page.reporting_by_day}
    assert (by_day["2026-11-15"].expected, by_day["2026-11-15"].actual) == (4, 2)
    assert (by_day["2026-11-16"].due, by_day["2026-11-16"].actual) == (0, 0)
    assert sum(each.planned for each in page.reporting_by_day) == page.reporting.planned
    with desk.db.reading() as session:
        operation = session.get_one(Operation, desk.story.id)
        opened = behind(session, desk.story.coordinator, operation, f"{by_day['2026-11-15'].key}/validated")
        none = behind(session, desk.story.coordinator, operation, f"{by_day['2026-11-16'].key}/validated")
    assert (len(opened.found), len(none.found)) == (2, 0)


def target(measure: str, unit: str, value: str, **cell: str) -> Target:
    return Target(measure=measure, cell=cell, unit=unit, value=value)


def test_targets_stand_beside_their_figures_and_free_text_is_answered_by_hand(database: Database) -> None:
    objective = Objective(
        text="Disrupt the flow.",
        targets=(
            target("quantity", "kg", "10", commodity="cocaine"),
            target("seizures", "seizure", "4"),
            target("seizures_with", "seizure", "2", commodity="cocaine"),
            target("persons", "person", "3", outcome="arrested"),
            target("seizures", "seizure", "1", airport="GRU", basis="warning"),
        ),
        indicators=("Airports share a profile",),
    )
    desk = Desk(an_operation(database, plan=a_plan(objectives=(objective,))).at(UNDER_WAY))
    desk.validate(desk.file("GRU", a_seizure(persons=2, goods=[goods("cocaine", "2"), goods("crack", "0.5")])))
    desk.validate(desk.file("GRU", a_seizure(basis="warning", goods=[goods("khat", "1")])))
    desk.file("LIS", a_seizure())
    (found,) = document(desk).objectives
    reached = [(each.reached.validated, each.reached.submitted, each.share) for each in found.targets]
    assert reached == [
        ("2500000", "1000000", "0.2500"),
        ("2", "1", "0.5000"),
        ("1", "1", "0.5000"),
        ("2", "0", "0.6666"),
        ("1", "0", "1.0000"),
    ]
    assert found.indicators == ["Airports share a profile"]
    analyst = a_seat(desk.story, Role.ANALYST)
    kept_back = document(desk, analyst).objectives[0].targets[3]
    assert (kept_back.reached.validated, kept_back.share) == (None, None)


def stated(measure: str, value: str, unit: str, **more: str) -> dict[str, str]:
    return {"measure": measure, "value": value, "unit": unit, **more}


def test_a_stated_total_shows_what_it_does_not_itemise_and_is_never_added_to_reports(desk: Desk) -> None:
    totals = [
        stated("quantity", "2850", "kg", commodity="drugs"),
        stated("quantity", "2450", "kg", commodity="cannabis"),
        stated("quantity", "132", "kg", commodity="amphetamine_type_stimulants"),
        stated("quantity", "63", "kg", commodity="cocaine"),
        stated("quantity", "19", "kg", commodity="heroin"),
        stated("quantity", "85", "kg", commodity="khat"),
        stated("quantity", "8", "piece", commodity="rhino_horn"),
        stated("seizures", "100", "seizure", qualifier="at_least"),
        stated("persons", "100", "person"),
        stated("persons", "91", "person", outcome="arrested", qualifier="about"),
    ]
    said = {"kind": "summary", "source": "Press release of a partner", "totals": totals}
    desk.validate(desk.file(None, said))
    page = document(desk)
    (statement,) = page.stated
    drugs, horn, seizures, persons = statement.totals
    assert (statement.source, statement.stage) == ("Press release of a partner", "validated")
    assert (drugs.code, len(drugs.parts), drugs.rest and drugs.rest.value) == ("drugs", 5, "101000000")
    assert drugs.rest is not None
    assert drugs.rest.qualifier == "exactly"
    assert (horn.unit, horn.value, horn.rest) == ("piece", "8", None)
    assert (seizures.value, seizures.qualifier) == ("100", "at_least")
    assert persons.rest is not None
    assert (persons.rest.value, persons.rest.qualifier) == ("9", "about")
    assert (page.seizures.total.validated, page.quantities, page.persons.total.validated) == ("0", [], "0")


def test_other_countries_figures_hold_validated_ones_only(desk: Desk) -> None:
    officer = desk.officer("LIS")
    desk.file("GRU", a_seizure())
    desk.file("LIS", a_seizure())
    seen: Number = document(desk, officer).seizures.total
    assert (seen.validated, seen.submitted) == ("0", "1")


def test_who_was_invited_and_has_not_accepted_reads_no_figures(database: Database) -> None:
    desk = Desk(an_operation(database, accepted=False).at(UNDER_WAY))
    with pytest.raises(Refusal) as refused:
        document(desk, desk.ncp("BR"))
    assert refused.value.status == 403
    with pytest.raises(Refusal) as refused:
        document(desk, a_seat(desk.story, Role.DONOR))
    assert refused.value.status == 404


PERSON_CUTS = ("sex", "age_band", "nationality", "outcome", "role")


@pytest.mark.parametrize("seed", [3, 4])
def test_nobody_is_shown_a_small_count_of_other_countries(desk: Desk, seed: int) -> None:
    lived(desk, random.Random(seed))
    readers = {
        frozenset[str](): a_seat(desk.story, Role.ANALYST),
        frozenset({"GRU"}): desk.officer("GRU"),
        frozenset({"BOG"}): desk.ncp("CO"),
    }
    said = bodies(desk, "validated")
    for own, reader in readers.items():
        persons = document(desk, reader).persons
        others = [person for report, body in said if report.airport not in own for person in body["persons"]]
        if persons.total.validated is not None:
            assert len(others) == 0 or len(others) >= 5
        for cut in PERSON_CUTS:
            counts = Counter(person.get(cut, "not_known") for person in others)
            for each in getattr(persons, f"by_{cut}"):
                assert each.validated is None or counts[each.code] == 0 or counts[each.code] >= 5, (cut, each)


def test_days_missed_before_a_country_declined_stay_missing(desk: Desk) -> None:
    before = document(desk)
    answers(desk.story, "BR", answer=Answer.DECLINE)
    after = document(desk)
    assert (after.countries, after.airports) == (before.countries - 1, before.airports - 1)
    assert after.reporting.expected == before.reporting.expected > 0
    (gru,) = (each for each in after.reporting_by_airport if each.airport == "GRU")
    assert (gru.planned, gru.actual) == (gru.due, 0)


def test_a_page_is_of_one_position_though_reports_come_in_while_it_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.file("GRU", a_seizure())
    before, read = position(desk), persons.persons

    def meanwhile(*asked: Any) -> Persons:  # noqa: ANN401 whatever it is asked
        if position(desk) == before:
            desk.file("GRU", a_seizure())
            desk.file("GRU", a_nil("2026-11-16"))
        return read(*asked)

    monkeypatch.setattr(persons, "persons", meanwhile)
    page = document(desk)
    assert (page.position, page.seizures.total.submitted, page.reporting.actual) == (before, "1", 0)
    assert document(desk).reporting.actual == 1
