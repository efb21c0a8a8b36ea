"""One operation under way with every kind of seat in it, and reports that some may see and others must not know of."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from operations.participation.limits import Answer, Limits
from operations.planning.plan import Objective, Target
from operations.policy import Role
from tests.browsers import Browser, House
from tests.builders import UNDER_WAY, Story, a_plan, a_seat, an_operation, answers
from tests.reports import a_nil, a_seizure, goods

if TYPE_CHECKING:
    from pathlib import Path

    from realtime.transaction import Database

CODE = "COCAIR-VII"
AT = f"/operations/{CODE}"
PERSON = {"role": "courier", "sex": "female", "age_band": "18_24", "nationality": "NP", "outcome": "detained"}
HIDDEN = PERSON | {"age_band": "55_64", "outcome": "referred"}

OBJECTIVES = (Objective(text="Find.", targets=(Target(measure="seizures", unit="seizure", value="50"),)),)

WITHIN_LIMITS = Limits(directions=("arrival",), kinds=("seizure",), no_nominal_data=True)

OCU = ("coordinator", "ocu")
HOME = (*OCU, "ncp_br", "officer_gru")
"""Who has the circle of São Paulo's airport."""

TAKING_PART = (*HOME, "ncp_co", "ncp_pt", "officer_bog", "officer_lis", "analyst", "observer")
"""Who has the circle of the operation. Portugal, within limits, too: they shape what it gives, not what it sees."""

MEMBERS = (*TAKING_PART, "invited")
"""Who may see the plan; the last one's country has not answered."""

OUTSIDE = ("donor", "withdrawn", "other")
"""A donor, an officer whose seat was taken back, and a coordinator of another operation."""

SIGNED_IN = (*MEMBERS, *OUTSIDE)

MET = {
    "kind": "victims",
    "occurred": "2026-11-17T05:00",
    "persons": [{"met": "identified_victim", "count": 3, "age_band": "55_64", "citizenship": "NP"}],
}
"""Persons whose being there is known at home only, even when the report on them is validated."""

ELSEWHERE = tuple(kind for kind in SIGNED_IN if kind not in HOME)
"""Who has no business with what São Paulo's airport has only submitted."""


class World:
    """An operation with its people, by the kind of their seats."""

    def __init__(self, database: Database, home: Path) -> None:
        self.house = House(database, home)
        self.story: Story = an_operation(database, plan=a_plan(objectives=OBJECTIVES), accepted=False).at(UNDER_WAY)
        for country in ("BR", "CO"):
            answers(self.story, country, answer=Answer.ACCEPT)
        answers(self.story, "PT", WITHIN_LIMITS)
        an_operation(database, code="ANOTHER", plan=a_plan())
        self.house.clock.instant = UNDER_WAY
        withdrawn = a_seat(self.story, Role.OFFICER, airport="GRU")
        self.people: dict[str, Browser] = {
            "coordinator": self.house.holder_of(self.story.coordinator),
            "ocu": self._seated(Role.OCU, unit="West"),
            "ncp_br": self._seated(Role.NCP, country="BR"),
            "ncp_co": self._seated(Role.NCP, country="CO"),
            "ncp_pt": self._seated(Role.NCP, country="PT"),
            "officer_gru": self._seated(Role.OFFICER, airport="GRU"),
            "officer_bog": self._seated(Role.OFFICER, airport="BOG"),
            "officer_lis": self._seated(Role.OFFICER, airport="LIS"),
            "analyst": self._seated(Role.ANALYST),
            "observer": self._seated(Role.OBSERVER),
            "invited": self._seated(Role.NCP, country="SN"),
            "donor": self._seated(Role.DONOR),
            "withdrawn": self.house.holder_of(withdrawn),
            "other": self.house.coordinator("Coordinator of another operation"),
        }
        self.people["other"].post("/operations", {"code": "THEIRS", "name": "Theirs"})
        self.withdrawn_seat = withdrawn.seats[0].seat_id
        assert self.people["coordinator"].delete(f"{AT}/seats/{self.withdrawn_seat}").status_code == 200
        self.nobody = self.house.app.test_client()

    def _seated(self, role: Role, **place: str) -> Browser:
        return self.house.holder_of(a_seat(self.story, role, **place))

    def file(self, said: dict[str, Any], *, note: str = "", by: str = "officer_gru", airport: str = "GRU") -> str:
        """File a report and return its id."""
        report_id = str(uuid.uuid4())
        body = {"id": report_id, "airport": airport, "body": said, "note": note}
        answered = self.people[by].post(f"{AT}/reports", body)
        assert answered.status_code == 201, answered.text
        return report_id

    def version(self, report_id: str) -> int:
        """Return a report's present version."""
        version: int = self.people["ocu"].get(f"{AT}/reports/{report_id}").get_json()["version"]
        return version

    def validate(self, report_id: str) -> None:
        """Let Brazil's contact point validate a report."""
        chosen = [{"id": report_id, "version": self.version(report_id)}]
        said = self.people["ncp_br"].post(f"{AT}/validations", {"reports": chosen}).get_json()
        assert said["results"][0]["ok"] is True, said

    def ask(self, report_id: str, question: str) -> None:
        """Let Brazil's contact point ask for a correction."""
        body = {"version": self.version(report_id), "reason": question}
        assert self.people["ncp_br"].post(f"{AT}/reports/{report_id}/question", body).status_code == 200

    def validated_report(self) -> str:
        """File a report of São Paulo's that everybody who takes part may know, but not its persons and note."""
        report_id = self.file(a_seizure(goods=[goods("cocaine", "2")]) | {"persons": [PERSON]}, note="Seen on CCTV.")
        self.validate(report_id)
        return report_id

    def secrets(self) -> tuple[str, ...]:
        """Let São Paulo report what nobody elsewhere may know: submitted, asked about, held, withdrawn; or of victims.

        Returns the ids of the reports.
        """
        said = a_seizure(origin="ACC", goods=[goods("heroin", "7.777")]) | {"persons": [HIDDEN] * 6}
        submitted, asked, gone = (self.file(said, note="A secret note.") for _ in range(3))
        self.ask(asked, "A secret question?")
        withdrawal = {"version": self.version(gone), "reason": "A secret reason."}
        answered = self.people["officer_gru"].post(f"{AT}/reports/{gone}/withdrawal", withdrawal)
        assert answered.status_code == 200, answered.text
        held = self.file(said | {"occurred": "2026-11-01T05:00"})
        nil = self.file(a_nil("2026-11-16"), note="A secret note.")
        met = self.file(MET)
        self.validate(met)
        return submitted, asked, gone, held, nil, met

    def correct_unseen(self, report_id: str) -> None:
        """Correct a validated report: until that is validated too, others go on seeing what was validated."""
        body = a_seizure(goods=[goods("heroin", "7.777")]) | {"persons": [HIDDEN] * 2}
        correction = {"version": self.version(report_id), "body": body, "reason": "A secret reason."}
        answered = self.people["officer_gru"].post(f"{AT}/reports/{report_id}/corrections", correction)
        assert answered.status_code == 200, answered.text
