"""What crosses, what was slept through, and what was copied while in use."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from operations import store
from operations.policy import Role
from realtime.log import Entry
from tests.durability.boards import HEARD_WITHIN, soon
from tests.durability.lives import CODE, House, Lives, Person
from tests.durability.test_kills import Phone

if TYPE_CHECKING:
    from collections.abc import Callable


QUANTITIES = ("2", "3")


def test_of_two_who_correct_one_report_at_once_one_wins_and_the_other_is_told(house: House, lives: Lives) -> None:
    lives.start()
    writers = [house.person(Role.OFFICER, airport="GRU"), house.person(Role.NCP, country="BR")]
    for _ in range(5):
        report = house.report()
        version = writers[0].insist("POST", f"/operations/{CODE}/reports", report)[1]["version"]
        path, together = f"/operations/{CODE}/reports/{report['id']}/corrections", threading.Barrier(2)

        with ThreadPoolExecutor(2) as threads:
            sent = [
                threads.submit(together_with, together, writer, path, house.correction(version, quantity))
                for writer, quantity in zip(writers, QUANTITIES, strict=True)
            ]
            answers = [each.result() for each in sent]
        statuses = [status for status, _ in answers]
        assert sorted(statuses) == [200, 409]
        won, lost = answers[statuses.index(200)][1], answers[statuses.index(409)][1]["error"]
        assert (lost["code"], lost["params"]["version"]) == ("outdated", won["version"])
        _, opened = writers[0].call("GET", f"/operations/{CODE}/reports/{report['id']}")
        assert opened["goods"][0]["quantity"] == QUANTITIES[statuses.index(200)]
        assert len(opened["editions"]) == 2
    house.desk.prove()


def together_with(others: threading.Barrier, person: Person, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    """Wait until everybody is ready, then send."""
    others.wait(HEARD_WITHIN)
    return person.call("POST", path, body)


def test_three_boundaries_that_passed_while_the_server_was_down_are_announced_once_and_as_late(
    house: House, lives: Lives
) -> None:
    assert turned(house) == [], "published three days ago, and no server ran since"
    for _ in range(3):
        lives.start()
        assert soon(lambda: len(turned(house)) >= 3)
        lives.kill()
    hours = [(kind, phase, late_by // 3600) for kind, phase, late_by in turned(house)]
    assert hours == [
        ("phase_started", "preparation", 48), ("phase_ended", "preparation", 24), ("phase_started", "operational", 24),
    ]  # fmt: skip
    house.desk.prove()


def test_a_copy_made_while_reports_are_filed_restores_to_one_instant_of_them(
    fresh_sqlite: Callable[[Path], str], cradle: Popen[str], tmp_path: Path
) -> None:
    lives = Lives(fresh_sqlite(tmp_path), tmp_path / "home", cradle=cradle)
    with closing(store.open_database(lives.database_url)) as db:
        house = House(lives, db)
        lives.start()
        phone, enough = Phone(house.person(Role.OFFICER, airport="GRU"), house), threading.Event()
        with ThreadPoolExecutor(1) as threads:
            going = threads.submit(phone.go_on, enough)
            assert soon(lambda: len(phone.filed) >= 3)
            acknowledged = set(phone.filed)
            during = lives.run("backup", str(tmp_path / "during.sqlite3"))
            enough.set()
            going.result()
        after = lives.run("backup", str(tmp_path / "after.sqlite3"))
        lives.kill()
    assert (during.returncode, after.returncode) == (0, 0), during.stderr + after.stderr
    original, quiet, moving = (rows(tmp_path / f"{name}.sqlite3") for name in ("database", "after", "during"))
    assert quiet == original
    upto = len(moving["entries"])
    assert moving["entries"] == [row for row in original["entries"] if row in set(moving["entries"])], (
        "nothing invented"
    )
    assert 0 < upto < len(original["entries"]), "it was taken under way"
    assert acknowledged <= {row[0] for row in moving["reports"]} <= set(phone.filed)
    restored = Lives(f"sqlite:///{tmp_path / 'during.sqlite3'}", tmp_path / "restored", cradle=cradle)
    proved = restored.run("verify")
    assert proved.returncode == 0, proved.stdout


def rows(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables of a file."""
    with closing(sqlite3.connect(file)) as found:
        tables = [name for (name,) in found.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: sorted(found.execute(f'SELECT * FROM "{table}"'), key=repr) for table in tables}  # noqa: S608 our own names


def turned(house: House) -> list[tuple[str, str, int]]:
    """Return which phases turned: what, of which kind, and how many seconds late."""
    query = select(Entry).where(Entry.stream_id == house.story.stream_id, Entry.kind.startswith("phase_"))
    with house.db.reading() as session:
        found = [(entry.kind, entry.content()) for entry in session.scalars(query.order_by(Entry.seq))]
    return [(kind, said["phase_kind"], said["late_by"]) for kind, said in found]
