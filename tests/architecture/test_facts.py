"""Every fact that the log can hold is produced by something somebody does, and boards have words for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pyotp
import pytest
from sqlalchemy import select, update

from coordinator.commands.report import import_file
from coordinator.identity import letters, links
from coordinator.identity.accounts import open_account
from coordinator.identity.keys import sealing_key
from coordinator.identity.platform import ensure_platform
from coordinator.mail import Undelivered
from operations import events
from operations.boards.rewrite import rewrite
from operations.boards.rows import QUIET
from operations.events.fact import Fact
from operations.planning.announce import announce_due
from realtime.feed import BoardRow
from realtime.log import Entry, Stream
from realtime.transaction import Database, transaction
from tests.browsers import Browser, House
from tests.builders import UNDER_WAY, a_plan
from tests.reports import a_seizure
from tests.support.source import ROOT

FACTS = {
    found.kind
    for noun in iter_modules(events.__path__, f"{events.__name__}.")
    for found in vars(import_module(noun.name)).values()
    if isinstance(found, type) and issubclass(found, Fact) and "kind" in vars(found)
}
CSV = """airport,occurred,direction,origin,conveyance,commodity,quantity,unit
GRU,2026-11-17T06:00,arrival,BOG,crew,cocaine,1,kg
"""


class Story:
    """An operation from a blank page to its end, as its people go through it."""

    def __init__(self, database: Database, home: Path) -> None:
        self.house = House(database, home)
        self.coordinator = self.house.coordinator()

    def at(self, now: datetime) -> None:
        """Let time pass; whoever coordinates signs in again."""
        self.house.clock.instant = now
        self.coordinator = self.house.again(self.coordinator)

    def ask(self, method: str, path: str, body: Any = None, by: Browser | None = None) -> dict[str, Any]:  # noqa: ANN401 any JSON
        """Do something and return the answer."""
        answered = (by or self.coordinator).send(method, path, body)
        assert answered.status_code < 300, answered.text
        said: dict[str, Any] = answered.get_json()
        return said

    def publish(self, code: str) -> None:
        """Plan an operation and publish it."""
        self.ask("POST", "/operations", {"code": code, "name": code})
        saving = {"version": 1, "name": code, "plan": a_plan().model_dump(mode="json")}
        self.ask("PUT", f"/operations/{code}/plan", saving)
        self.ask("POST", f"/operations/{code}/publish", {"version": 2})

    def file(self, number: int, by: Browser | None = None, **fields: Any) -> str:  # noqa: ANN401 any field of a seizure
        """File a report and return its id."""
        report_id = f"00000000-0000-4000-8000-{number:012d}"
        body = {"id": report_id, "airport": "GRU", "body": a_seizure(**fields)}
        self.ask("POST", "/operations/RUN/reports", body, by)
        return report_id

    def meet_and_refer(self, number: int) -> None:
        """File a report on two persons met, and record their referral."""
        report_id = f"00000000-0000-4000-8000-{number:012d}"
        said = {"kind": "victims", "occurred": "2026-11-17T05:00", "persons": [{"met": "potential_victim", "count": 2}]}
        self.ask("POST", "/operations/RUN/reports", {"id": report_id, "airport": "GRU", "body": said})
        self.decide(report_id, "referrals", referrals=[{"to": "consulate", "count": 2}])

    def decide(self, report_id: str, what: str, **more: Any) -> None:  # noqa: ANN401 any field of a decision
        """Decide on a report against its present version."""
        at = f"/operations/RUN/reports/{report_id}"
        version = self.coordinator.get(at).get_json()["version"]
        self.ask("POST", f"{at}/{what}", {"version": version} | more)

    def change_under_way(self, version: int) -> None:
        """Extend, shift, suspend, resume and stand a country down; six versions later it is done."""

        def change(how: str, **more: Any) -> None:  # noqa: ANN401 any field of a change
            nonlocal version
            self.ask("POST", f"/operations/RUN/{how}", {"version": version, "reason": "The host asked."} | more)
            version += 1

        change("extend", phase=1, length={"days": 1})
        change("shift", length={"hours": 2})
        change("suspend", where={"airport": "GRU"}, ends={"wall": "2026-11-17T10:00"})
        self.at(datetime(2026, 11, 17, 14, 0, tzinfo=UTC))
        announce_due(self.house.db, self.house.clock.instant)
        change("suspend", where={"airport": "GRU"})
        change("resume")
        change("stand-down", where={"country": "BR"})

    def add_and_remove_a_second_step(self) -> None:
        """Sign in with a code from now on, make recovery codes, and use one to sign in without."""
        secret = self.ask("POST", "/account/second-step")["secret"]
        step = int(self.house.clock.instant.timestamp()) // 30
        first, second = (pyotp.TOTP(secret).generate_otp(step + ahead) for ahead in (0, 1))
        self.ask("PUT", "/account/second-step", {"code": first})
        (recovery, *_) = self.ask("POST", "/account/recovery-codes", {"code": second})["codes"]
        self.ask("DELETE", "/account/second-step", {"code": recovery})

    def take_a_newer_release(self) -> None:
        """Let boards be drawn otherwise than before, and migrate."""
        with self.house.db.engine.begin() as connection:
            connection.execute(update(BoardRow).where(BoardRow.key == "operation").values(row="{}"))
        assert rewrite(self.house.db, self.house.clock.instant)

    def kinds(self) -> dict[str, set[str]]:
        """Return the kinds of facts found in each kind of stream."""
        query = select(Stream.kind, Entry.kind).join(Stream, Stream.id == Entry.stream_id).distinct()
        found: dict[str, set[str]] = {}
        with self.house.db.reading() as session:
            for stream, kind in session.execute(query):
                found.setdefault(stream, set()).add(kind)
        return found


TRANSIT = {"directions": ["transit"]}


def mail(house: House) -> None:
    """Let a mail with a link be taken, and another be given up."""
    stream_id, key = ensure_platform(house.db, UNDER_WAY).stream_id, sealing_key(house.home)
    for undelivered in (None, Undelivered("address_refused", final=True)):
        with transaction(house.db, (stream_id,), actor_id="operator", now=UNDER_WAY) as tx:
            account = open_account(tx, "Somebody", email="somebody@example.org")
            letters.write(tx, account, links.issue_link(tx, account.id), key)
        taken = letters.take(house.db, UNDER_WAY, key)
        assert taken is not None
        letters.settle(house.db, taken, UNDER_WAY, undelivered)


@pytest.fixture
def story(database: Database, tmp_path: Path) -> Story:
    """Tell the whole story."""
    told = Story(database, tmp_path)
    told.publish("CALLED-OFF")
    told.ask("POST", "/operations/CALLED-OFF/cancel", {"version": 3, "reason": "Overtaken by events."})
    told.publish("RUN")
    moving = {"version": 3, "phase": 2, "edge": "end", "moment": {"wall": "2026-12-07T18:00"}, "reason": "A day more."}
    told.ask("POST", "/operations/RUN/boundaries", moving)
    for country, answer, limits in (("BR", "accept", {}), ("CO", "limit", TRANSIT), ("PT", "decline", {})):
        body = {"version": 1, "country": country, "answer": answer, "limits": limits}
        told.ask("POST", "/operations/RUN/answers", body)
    told.at(UNDER_WAY)
    announce_due(database, UNDER_WAY)
    told.ask("POST", "/operations/RUN/airports/GRU/controls", {"phase": 1})
    seat = told.ask("POST", "/operations/RUN/seats", {"role": "observer", "name": "Somebody"})["seat"]["id"]
    passed = told.ask("POST", f"/operations/RUN/seats/{seat}/hand-over", {"name": "Somebody else"})
    seat = passed["seat"]["id"]
    told.ask("DELETE", f"/operations/RUN/seats/{seat}/link")
    told.ask("DELETE", f"/operations/RUN/seats/{seat}")
    first, second = told.file(1), told.file(2)
    held = told.file(3, occurred="2026-11-01T05:00")
    told.decide(held, "release")
    told.decide(first, "question", reason="Grams or kilograms?")
    told.decide(first, "corrections", body=a_seizure(), reason="Weighed again.")
    chosen = [{"id": second, "version": 1}]
    assert told.ask("POST", "/operations/RUN/validations", {"reports": chosen})["results"][0]["ok"]
    told.decide(first, "withdrawal", reason="Filed twice.")
    told.meet_and_refer(9)
    survivor, merged = told.file(4), told.file(5)
    pair = {"survivor": {"id": survivor, "version": 1}, "merged": {"id": merged, "version": 1}}
    told.ask("POST", "/operations/RUN/merges", pair | {"share": "took_part", "reason": "One suitcase."})
    told.decide(merged, "separation", reason="Two suitcases.")
    apart = {"first_id": survivor, "second_id": merged, "reason": "Two suitcases."}
    told.ask("POST", "/operations/RUN/dismissals", apart)
    told.ask("POST", "/operations/RUN/airports/BOG/asks")
    told.ask("POST", "/operations/RUN/watch-log", {"text": "All quiet."})
    assert told.coordinator.get("/operations/RUN/reports.csv").status_code == 200
    file = tmp_path / "reports.csv"
    file.write_text(CSV, encoding="utf-8")
    done = import_file(database, file, "RUN", "coordinator", "POINT", kind=None, good_rows=False, now=UNDER_WAY)
    assert done == 0
    told.change_under_way(4)
    told.ask("POST", "/operations/RUN/stand-down", {"version": 10, "reason": "Aim reached."})
    told.ask("PUT", "/account/password", {"name": "coordinator@example.org", "password": "a lamp over the old harbour"})
    mail(told.house)
    told.add_and_remove_a_second_step()
    told.ask("DELETE", "/session")
    told.take_a_newer_release()
    return told


def test_every_fact_is_produced_by_something_that_is_done(story: Story) -> None:
    assert set().union(*story.kinds().values()) == FACTS


def test_boards_have_words_for_every_fact_of_an_operation(story: Story) -> None:
    words = json.loads((ROOT / "frontend" / "src" / "text" / "en" / "board.json").read_text(encoding="utf-8"))["event"]
    happened = story.kinds()["operation"]
    assert happened >= QUIET
    shown = happened - QUIET
    assert {kind for kind in shown if kind not in words and f"{kind}_other" not in words} == set()
