"""Twenty power cuts during a stream of reports: what was acknowledged is there once, and every sum agrees."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from operations.policy import Role
from operations.reports.models import Report, ReportEdition
from realtime.log import Entry
from tests.durability.lives import CODE, House, Lives, Person

if TYPE_CHECKING:
    from realtime.transaction import Database

KILLS = 20
AT_LEAST_BETWEEN = 2
"""Answers that come between two kills, so that each of them meets a stream that flows."""


@dataclass
class Phone:
    """Somebody who files one report after the other, corrects every third, and writes down what was acknowledged."""

    person: Person
    house: House
    filed: dict[str, dict[str, Any]] = field(default_factory=dict)
    corrected: dict[str, dict[str, Any]] = field(default_factory=dict)

    def go_on(self, enough: threading.Event) -> None:
        """File until it is enough; what was begun is finished, for nobody stops before a receipt."""
        while not enough.is_set():
            report = self.house.report()
            status, receipt = self.person.insist("POST", f"/operations/{CODE}/reports", report)
            assert status == 201, receipt
            self.filed[report["id"]] = receipt
            if len(self.filed) % 3 == 0:
                self.correct(report["id"], receipt["version"])

    def correct(self, report_id: str, version: int) -> None:
        """Correct a report."""
        path = f"/operations/{CODE}/reports/{report_id}/corrections"
        status, receipt = self.person.insist("POST", path, self.house.correction(version, "2.5"))
        assert status == 200, receipt
        self.corrected[report_id] = receipt


def test_after_twenty_kills_every_acknowledged_report_is_there_once(house: House, lives: Lives) -> None:
    lives.start()
    phones = [Phone(house.person(Role.OFFICER, airport="GRU"), house) for _ in range(3)]
    chance, enough = random.Random(20), threading.Event()
    with ThreadPoolExecutor(len(phones)) as threads:
        going = [threads.submit(phone.go_on, enough) for phone in phones]
        try:
            for _ in range(KILLS):
                flows(phones)
                time.sleep(chance.uniform(0, 0.1))
                lives.kill()
                lives.start()
            flows(phones)
        finally:
            enough.set()
        for each in going:
            each.result()
    acknowledged = {report_id: receipt for phone in phones for report_id, receipt in phone.filed.items()}
    corrected = {report_id: receipt for phone in phones for report_id, receipt in phone.corrected.items()}
    assert len(acknowledged) > KILLS * AT_LEAST_BETWEEN // 2
    assert numbers(house.db) == {report_id: receipt["number"] for report_id, receipt in acknowledged.items()}
    assert sorted(numbers(house.db).values()) == list(range(1, len(acknowledged) + 1))
    assert editions(house.db) == {report_id: 2 if report_id in corrected else 1 for report_id in acknowledged}
    assert happened(house.db) == {"report_filed": len(acknowledged), "report_corrected": len(corrected)}
    proved = lives.run("verify")
    assert proved.returncode == 0, proved.stdout
    house.desk.prove()


def flows(phones: list[Phone]) -> None:
    """Wait until a few more reports were acknowledged."""
    before, give_up_at = sum(len(phone.filed) for phone in phones), time.monotonic() + 60
    while sum(len(phone.filed) for phone in phones) < before + AT_LEAST_BETWEEN:
        assert time.monotonic() < give_up_at, "nothing is acknowledged any more"
        time.sleep(0.005)


def numbers(db: Database) -> dict[str, int]:
    """Return every report's number."""
    with db.reading() as session:
        return dict(iter(session.execute(select(Report.id, Report.number))))


def editions(db: Database) -> dict[str, int]:
    """Return how many editions each report has."""
    query = select(ReportEdition.report_id, func.count()).group_by(ReportEdition.report_id)
    with db.reading() as session:
        return dict(iter(session.execute(query)))


def happened(db: Database) -> dict[str, int]:
    """Return how often each fact about a report stands in the log."""
    with db.reading() as session:
        return dict(Counter(session.scalars(select(Entry.kind).where(Entry.kind.startswith("report_")))))
