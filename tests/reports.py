"""Build reports, and a desk that files them: the readable side of stories about reporting."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from contextlib import AbstractContextManager
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from operations.boards.project import kept, rebuilt
from operations.ledger.models import Standing
from operations.ledger.recount import differences
from operations.participation import actions as participation
from operations.planning.models import Operation
from operations.policy import Role
from operations.reports import actions
from operations.reports.cases import misjudged
from operations.reports.codes import Share
from operations.reports.commodities import COMMODITIES, members
from operations.reports.editions import BODY, Arrival
from operations.reports.joint import actions as joint
from operations.reports.joint.commands import DismissPair, MergeReports
from operations.reports.joint.models import Merge
from operations.reports.kinds import CorrectReport, FileReport, Reasoned, ValidateReports, Versioned
from operations.reports.models import Report
from operations.reports.recount import forged, misplaced, not_as_reported, undecided
from operations.statistics.cases import described, share
from operations.statistics.document import Cases, Largest
from realtime import log
from realtime.database import read_at_leisure
from tests.builders import Story, a_seat

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.policy import Actor
    from operations.reports.kinds import Body
    from realtime.transaction import Database, Tx


def goods(commodity: str, quantity: str, unit: str = "kg", **more: Any) -> dict[str, Any]:  # noqa: ANN401 any field
    """Return one commodity of a seizure as the wire has it."""
    return {"commodity": commodity, "quantity": quantity, "unit": unit, **more}


def a_seizure(*, persons: int = 0, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 any field of a seizure
    """Return a seizure as the wire has it: 1 kg of cocaine on arrival from Bogotá, on the default plan's third day."""
    said = {
        "kind": "seizure",
        "occurred": "2026-11-17T05:00",
        "direction": "arrival",
        "origin": "BOG",
        "conveyance": "air_passenger",
        "concealment": "hand_baggage",
        "basis": "risk_profile",
        "goods": [goods("cocaine", "1")],
        "persons": [{"role": "courier", "sex": "male", "age_band": "25_34", "nationality": "BR", "outcome": "arrested"}]
        * persons,
    }
    return said | fields


def a_nil(on: str) -> dict[str, Any]:
    """Return a nil return for a day."""
    return {"kind": "nil", "report_on": on}


def an_activity(on: str, **counts: Any) -> dict[str, Any]:  # noqa: ANN401 any count of an activity return
    """Return an activity return for a day."""
    return {"kind": "activity", "report_on": on, **counts}


def body(said: dict[str, Any]) -> Body:
    """Read a body as the wire would."""
    return BODY.validate_json(json.dumps(said))


class Desk:
    """An operation under way and the people who report in it, each verb one transaction."""

    def __init__(self, story: Story) -> None:
        """Keep the story; its clock is the desk's."""
        self.story = story

    @property
    def db(self) -> Database:
        """Return the database."""
        return self.story.db

    def change(self, actor: Actor | None = None) -> AbstractContextManager[Tx]:
        """Begin a transaction."""
        return self.story.change(actor)

    def officer(self, airport: str) -> Actor:
        """Seat an officer at an airport."""
        return a_seat(self.story, Role.OFFICER, airport=airport)

    def ncp(self, country: str) -> Actor:
        """Seat a national contact point."""
        return a_seat(self.story, Role.NCP, country=country)

    def withdraw_seat(self, actor: Actor) -> None:
        """Take an actor's seat back, now."""
        with self.change() as tx:
            participation.withdraw_seat(tx, self.story.coordinator, self.story.code, actor.seats[0].seat_id)

    def file(
        self,
        airport: str | None,
        said: dict[str, Any],
        *,
        by: Actor | None = None,
        report_id: str | None = None,
        note: str = "",
    ) -> Report:
        """File a report, by the coordinator unless told otherwise."""
        command = FileReport(id=report_id or str(uuid.uuid4()), airport=airport, body=body(said), note=note)
        actor = by or self.story.coordinator
        with self.change(actor) as tx:
            return actions.file_report(tx, actor, self._operation(tx), command, self._arrival())

    def correct(
        self,
        report: Report,
        said: dict[str, Any],
        *,
        version: int | None = None,
        edition: int | None = None,
        by: Actor | None = None,
    ) -> Report:
        """Correct a report, against its present version unless told otherwise."""
        actor = by or self.story.coordinator
        with self.change(actor) as tx:
            command = CorrectReport(
                version=self._version(tx, report) if version is None else version,
                edition=edition,
                body=body(said),
                reason="Misread.",
            )
            return actions.correct_report(tx, actor, self._operation(tx), report.id, command, self._arrival())

    def validate(self, report: Report, *, by: Actor | None = None) -> list[actions.Decided]:
        """Validate a report."""
        actor = by or self.story.coordinator
        with self.change(actor) as tx:
            chosen = ValidateReports(reports=(Versioned(id=report.id, version=self._version(tx, report)),))
            return actions.validate_reports(tx, actor, self._operation(tx), chosen)

    def withdraw(self, report: Report, *, by: Actor | None = None) -> Report:
        """Withdraw a report."""
        actor = by or self.story.coordinator
        with self.change(actor) as tx:
            command = Reasoned(version=self._version(tx, report), reason="Filed twice.")
            return actions.withdraw_report(tx, actor, self._operation(tx), report.id, command)

    def ask(self, report: Report, *, by: Actor | None = None) -> Report:
        """Ask for a correction."""
        actor = by or self.story.coordinator
        with self.change(actor) as tx:
            command = Reasoned(version=self._version(tx, report), reason="Grams or kilograms?")
            return actions.ask_for_correction(tx, actor, self._operation(tx), report.id, command)

    def release(self, report: Report, *, by: Actor | None = None) -> Report:
        """Let a held report in."""
        actor = by or self.story.coordinator
        with self.change(actor) as tx:
            return actions.release_report(tx, actor, self._operation(tx), report.id, self._version(tx, report))

    def merge(
        self, survivor: Report, merged: Report, share: Share = Share.ALERTED, *, by: Actor | None = None
    ) -> tuple[Report, Report]:
        """Merge one report into another."""
        actor = by or self.story.coordinator
        with self.change(actor) as tx:
            command = MergeReports(
                survivor=Versioned(id=survivor.id, version=self._version(tx, survivor)),
                merged=Versioned(id=merged.id, version=self._version(tx, merged)),
                share=share,
                reason="The same suitcase.",
            )
            return joint.merge_reports(tx, actor, self._operation(tx), command)

    def separate(self, merged: Report, *, by: Actor | None = None) -> Report:
        """Undo the merge of a report."""
        actor = by or self.story.coordinator
        with self.change(actor) as tx:
            command = Reasoned(version=self._version(tx, merged), reason="Two suitcases after all.")
            return joint.separate_report(tx, actor, self._operation(tx), merged.id, command)

    def merged(self) -> list[Report]:
        """Return the reports that are merged into another now."""
        merged = select(Report).join(Merge, Merge.merged_id == Report.id).where(Merge.undone_at.is_(None))
        with self.db.reading() as session:
            return list(session.scalars(merged.order_by(Report.number)))

    def dismiss(self, first: Report, second: Report, *, by: Actor | None = None) -> None:
        """Set two reports apart."""
        actor = by or self.story.coordinator
        with self.change(actor) as tx:
            command = DismissPair(first_id=first.id, second_id=second.id, reason="Two couriers of one flight.")
            joint.dismiss_pair(tx, actor, self._operation(tx), command)

    def day(self, airport: str, on: str, *, at_home: bool = False) -> dict[str, Any]:
        """Return a cell of the matrix as every board has it, or what those at home see beyond it."""
        key = f"{'own' if at_home else 'day'}:{airport}:{on}"
        with self.db.reading() as session:
            row: dict[str, Any] = json.loads(kept(session, self._operation_of(session))[key][1])
        return row

    def prove(self) -> None:
        """Assert both equations and the chain as they stand."""
        with self.db.reading() as session:
            read_at_leisure(session)
            operation = self._operation_of(session)
            assert kept(session, operation) == rebuilt(session, operation)
            assert differences(session, operation.stream_id) == []
            stream = session.get_one(log.Stream, operation.stream_id)
            assert list(log.verify(session, stream)) == []
            assert list(forged(session, operation)) == []
            assert undecided(session, operation) == set()
            assert misplaced(session, operation) == []
            assert not_as_reported(session, operation) == []
            assert misjudged(session, operation) == []
            assert described(session, operation.stream_id) == sorted_anew(session, operation.stream_id)

    def _arrival(self) -> Arrival:
        return Arrival(self.story.now, str(uuid.uuid4()))

    def _operation(self, tx: Tx) -> Operation:
        return self._operation_of(tx.session)

    def _operation_of(self, session: Any) -> Operation:  # noqa: ANN401 a session
        found: Operation = session.get_one(Operation, self.story.id)
        return found

    def _version(self, tx: Tx, report: Report) -> int:
        return tx.session.get_one(Report, report.id).version


def sorted_anew(session: Session, stream_id: int) -> dict[tuple[str, str], Cases]:
    """Return what is to be said of the validated cases of each commodity and unit, by sorting all that stands."""
    standing = select(Standing, Report.number).join(Report, Report.id == Standing.report_id)
    conditions = Standing.stream_id == stream_id, Standing.measure == "quantity", Standing.stage == "validated"
    lines = session.execute(standing.where(*conditions)).all()
    found = {}
    for code in COMMODITIES:
        for unit in {line.unit for line, _ in lines if line.commodity in members(code)}:
            sums: Counter[tuple[int, int, str]] = Counter()
            for line, number in lines:
                if line.commodity in members(code) and line.unit == unit:
                    sums[line.seq, number, line.report_id] += line.value
            sizes = sorted((value, *case) for case, value in sums.items())
            middle = Fraction(sizes[(len(sizes) - 1) // 2][0] + sizes[len(sizes) // 2][0], 2)
            value, _, number, report_id = sizes[-1]
            part = share(value, sum(each[0] for each in sizes)) or "0"
            largest = Largest(report_id=report_id, number=number, value=str(value), share=part)
            found[code, unit] = Cases(count=len(sizes), median=str(floor(middle + Fraction(1, 2))), largest=largest)
    return found
