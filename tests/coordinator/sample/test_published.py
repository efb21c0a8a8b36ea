"""Published results, as printed, are imported into past operations and found again unit by unit."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from coordinator import sample
from coordinator.commands.report import import_file
from operations.ledger.recount import differences
from operations.planning.models import Operation
from operations.planning.plan import Plan
from operations.reports.models import Report
from operations.reports.quantities import from_steps
from operations.reports.recount import not_as_reported
from operations.statistics.after_action import after_action
from operations.statistics.document import AfterAction, Stage, TotalWithParts
from tests.builders import Story, an_operation
from tests.support.source import ROOT

if TYPE_CHECKING:
    from realtime.transaction import Database

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PUBLISHED = ROOT / "coordinator" / "sample" / "published"


def past(database: Database, name: str) -> Story:
    """Enter a past operation after the fact, and import what was published of it."""
    said: dict[str, Any] = json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))
    plan = Plan.model_validate_json(json.dumps(said["plan"]))
    story = an_operation(database, code=said["code"], plan=plan, now=NOW, accepted=False, entered_after_the_fact=True)
    assert imported(database, story, name) == 0
    return story


def imported(database: Database, story: Story, name: str, *, insisted: bool = False) -> int:
    path = PUBLISHED / f"{name}.csv"
    return import_file(
        database, path, story.code, "coordinator", "POINT",
        kind=None, good_rows=False, of_this_operation=insisted, now=NOW,
    )  # fmt: skip


def page(story: Story) -> AfterAction:
    with story.db.reading() as session:
        return after_action(session, story.coordinator, session.get_one(Operation, story.id), NOW)


def flat(totals: list[TotalWithParts]) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Return every total, wherever it is nested: (measure, code) → value, unit, qualifier."""
    found = {}
    for total in totals:
        shown = "kg" if total.unit == "mg" else total.unit
        found[total.measure, total.code] = (from_steps(int(total.value), shown), shown, total.qualifier)
        found |= flat(total.parts)
    return found


def test_cocair_iii_is_found_again_as_printed(database: Database) -> None:
    (statement,) = page(past(database, "cocair_3")).stated
    assert statement.stage == "validated"
    assert flat(statement.totals) == {
        ("seizures", ""): ("45", "seizure", "exactly"),
        ("quantity", "cannabis"): ("486", "kg", "exactly"),
        ("quantity", "cocaine"): ("24", "kg", "exactly"),
        ("quantity", "heroin"): ("5", "kg", "exactly"),
    }


def test_westerlies_2_is_found_again_as_printed_with_the_rest_that_nobody_itemised(database: Database) -> None:
    (statement,) = page(past(database, "westerlies_2")).stated
    assert flat(statement.totals) == {
        ("seizures", ""): ("100", "seizure", "at_least"),
        ("quantity", "drugs"): ("2850", "kg", "exactly"),
        ("quantity", "cannabis"): ("2450", "kg", "exactly"),
        ("quantity", "amphetamine_type_stimulants"): ("132", "kg", "exactly"),
        ("quantity", "cocaine"): ("63", "kg", "exactly"),
        ("quantity", "heroin"): ("19", "kg", "exactly"),
        ("quantity", "khat"): ("85", "kg", "exactly"),
        ("quantity", "ivory"): ("234", "kg", "exactly"),
        ("quantity", "rhino_horn"): ("8", "piece", "exactly"),
        ("persons", "arrested"): ("100", "person", "exactly"),
    }
    (drugs,) = (total for total in statement.totals if total.code == "drugs")
    assert len(drugs.parts) == 5
    assert drugs.rest is not None
    assert from_steps(int(drugs.rest.value), "kg") == "101"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        (
            "cocair_2",
            {("seizures", ""): ("25", "seizure", "exactly"), ("messages", ""): ("300", "message", "at_least")},
        ),
        (
            "cocair_4",
            {
                ("quantity", "cocaine"): ("181", "kg", "exactly"),
                ("quantity", "cannabis"): ("1500", "kg", "exactly"),
                ("quantity", "methamphetamine"): ("40", "kg", "exactly"),
                ("quantity", "counterfeit_medicines"): ("10000", "kg", "at_least"),
                ("quantity", "cites_goods"): ("35", "kg", "exactly"),
                ("quantity", "currency"): ("1433000", "EUR", "exactly"),
                ("persons", "arrested"): ("91", "person", "exactly"),
            },
        ),
        (
            "cocair_6",
            {
                ("quantity", "cocaine"): ("900", "kg", "exactly"),
                ("seizures", "currency"): ("3", "seizure", "exactly"),
                ("quantity", "currency"): ("700000", "USD", "at_least"),
                ("persons", "detained"): ("32", "person", "exactly"),
            },
        ),
    ],
)
def test_what_was_printed_is_found_again_and_nothing_is_left_that_a_total_would_not_itemise(
    database: Database, name: str, printed: dict[tuple[str, str], tuple[str, str, str]]
) -> None:
    (statement,) = page(past(database, name)).stated
    assert flat(statement.totals) == printed
    assert [total.code for total in statement.totals if total.rest is not None] == []


@pytest.mark.parametrize("name", ["cocair_2", "cocair_3", "cocair_4", "cocair_6", "westerlies_2"])
def test_what_was_published_is_never_added_to_the_figures_of_reports(database: Database, name: str) -> None:
    story = past(database, name)
    found = page(story)
    assert (found.stage, found.seizures.total.validated, found.quantities) == (Stage.PRELIMINARY, "0", [])
    with database.reading() as session:
        assert differences(session, story.stream_id) == []
        # Filed and validated by one import, totals never stood as submitted.
        assert not_as_reported(session, session.get_one(Operation, story.id)) == []


def test_the_same_file_again_stores_nothing(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    story = past(database, "cocair_3")
    capsys.readouterr()
    assert imported(database, story, "cocair_3") == 0
    assert "There already, and left as they are: 1" in capsys.readouterr().out
    with database.reading() as session:
        assert session.query(Report).count() == 1


def test_each_published_file_has_its_plan() -> None:
    assert sample.__file__
    assert {path.stem for path in PUBLISHED.glob("*.csv")} == {path.stem for path in PUBLISHED.glob("*.json")}


def test_totals_that_do_not_name_the_operation_are_doubted_before_anything_is_stored(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    story = past(database, "cocair_2")
    before = page(story).stated
    capsys.readouterr()
    assert imported(database, story, "cocair_3") == 1
    said = capsys.readouterr().out
    assert "Not said to be of" in said
    assert "Nothing was stored. Where these totals are of this operation, say so with --of-this-operation." in said
    assert page(story).stated == before
    assert imported(database, story, "cocair_3", insisted=True) == 0
    assert len(page(story).stated) == len(before) + 1
