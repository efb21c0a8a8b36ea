"""`report import`: all rows or none, and what is wrong said row by row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from coordinator.commands.report import import_file
from operations.errors import Refusal
from operations.planning.models import Operation
from operations.policy import Role
from operations.reports.models import Report
from realtime.log import Entry
from tests.builders import UNDER_WAY, Story, a_draft, a_seat, an_operation
from tests.reports import Desk

if TYPE_CHECKING:
    from realtime.transaction import Database

HEADER = "airport,occurred,direction,origin,conveyance,commodity,quantity,unit"
GRU = "GRU,2026-11-17T05:00,arrival,BOG,air_passenger,cocaine,4.2,kg"
LIS = "LIS,2026-11-17T05:00,arrival,BOG,air_passenger,cocaine,2.5,kg"
EARLY = "GRU,2026-11-10T05:00,arrival,BOG,air_passenger,cocaine,1,kg"


@dataclass
class Office:
    """An operation under way, and a folder with files for it."""

    story: Story
    folder: Path

    def takes(self, *rows: str, seat: str = "coordinator", good_rows: bool = False) -> int:
        path = self.folder / "reports.csv"
        path.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
        now = self.story.now
        return import_file(self.story.db, path, self.story.code, seat, "POINT", kind=None, good_rows=good_rows, now=now)

    def reports(self) -> list[tuple[str | None, str]]:
        with self.story.db.reading() as session:
            found = session.scalars(select(Report).order_by(Report.number))
            return [(report.airport, report.state) for report in found]

    def imports(self) -> list[str]:
        with self.story.db.reading() as session:
            operation = session.get_one(Operation, self.story.id)
            query = select(Entry.body).where(Entry.stream_id == operation.audit_stream_id)
            return list(session.scalars(query.where(Entry.kind == "file_imported")))


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(an_operation(database).at(UNDER_WAY), tmp_path)


def test_a_good_file_is_stored_whole_and_recorded(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert office.takes(GRU, LIS) == 0
    assert office.reports() == [("GRU", "submitted"), ("LIS", "submitted")]
    (fact,) = office.imports()
    assert '"rows":2' in fact
    assert '"stored":2' in fact
    assert "Reports stored: 2" in capsys.readouterr().out
    Desk(office.story).prove()


def test_one_bad_row_keeps_everything_out_and_is_named(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert office.takes(GRU, LIS.replace("LIS,", "JFK,"), GRU.replace("4.2", "many")) == 1
    assert (office.reports(), office.imports()) == ([], [])
    said = capsys.readouterr().out.splitlines()
    assert said[1].split(maxsplit=3) == ["3", "airport", "JFK", "JFK does not take part in this operation."]
    assert said[2].split(maxsplit=3)[:3] == ["4", "quantity", "many"]
    assert said[-2:] == [
        "3 rows read, 2 of them wrong.",
        "Nothing was stored. Mend the file, or store its good rows with --good-rows.",
    ]


def test_the_good_rows_are_stored_where_that_was_asked_for(office: Office) -> None:
    assert office.takes(GRU, LIS.replace("LIS,", "JFK,"), LIS, good_rows=True) == 1
    assert office.reports() == [("GRU", "submitted"), ("LIS", "submitted")]
    Desk(office.story).prove()


def test_the_same_rows_again_are_known_and_new_ones_stored(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.takes(GRU)
    assert office.takes(GRU, LIS) == 0
    assert office.reports() == [("GRU", "submitted"), ("LIS", "submitted")]
    assert "There already, and left as they are: 1" in capsys.readouterr().out


def test_what_would_be_held_is_an_error_for_who_cannot_release_it(office: Office) -> None:
    a_seat(office.story, Role.NCP, country="BR")
    assert office.takes(GRU, EARLY, seat="ncp:BR") == 1
    assert office.reports() == []
    assert office.takes(GRU, EARLY, seat="ncp:BR", good_rows=True) == 1
    assert office.reports() == [("GRU", "submitted")]


def test_who_may_release_imports_it_as_held(office: Office) -> None:
    assert office.takes(GRU, EARLY) == 0
    assert office.reports() == [("GRU", "submitted"), ("GRU", "held")]


def test_a_second_return_of_a_day_is_an_error_of_its_row_whoever_imports_it(office: Office) -> None:
    path = office.folder / "returns.csv"
    rows = ("airport,kind,report_on,passengers_checked", "GRU,activity,2026-11-16,90", "GRU,activity,2026-11-16,40")
    path.write_text("\n".join(rows), encoding="utf-8")
    now = office.story.now
    db, code = office.story.db, office.story.code
    assert import_file(db, path, code, "coordinator", "POINT", kind=None, good_rows=False, now=now) == 1
    assert office.reports() == []
    assert import_file(db, path, code, "coordinator", "POINT", kind=None, good_rows=True, now=now) == 1
    assert office.reports() == [("GRU", "submitted")]


def test_a_contact_point_imports_for_its_own_country_only_and_an_officer_for_none(office: Office) -> None:
    a_seat(office.story, Role.NCP, country="BR")
    a_seat(office.story, Role.OFFICER, airport="GRU")
    assert office.takes(GRU, LIS, seat="ncp:BR") == 1
    assert office.takes(GRU, seat="officer:GRU") == 1
    assert office.reports() == []


def test_a_seat_that_is_nobodys_or_somebody_elses_too_is_refused(office: Office) -> None:
    with pytest.raises(Refusal, match="no seat ncp:PT"):
        office.takes(GRU, seat="ncp:PT")
    for _ in range(2):
        a_seat(office.story, Role.OCU)
    with pytest.raises(Refusal, match="Several seats are ocu"):
        office.takes(GRU, seat="ocu")
    with office.story.db.reading() as session:
        assert session.query(Report).count() == 0


def test_into_a_draft_nothing_is_imported(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        Office(a_draft(database), tmp_path).takes(GRU)
    assert refused.value.code == "operation:not_published"


def test_what_a_file_holds_does_not_steer_the_terminal(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert office.takes(GRU.replace("cocaine", "\u202ecocaina\u0085")) == 1
    said = capsys.readouterr().out
    assert "\u202e" not in said
    assert "\u0085" not in said
