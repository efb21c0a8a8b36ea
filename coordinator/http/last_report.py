"""Copy my last: what an airport's newest report of a kind lends to the next one."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import StringConstraints

from coordinator.http.calls import Read
from coordinator.http.doors import Doors
from coordinator.http.wire import Code, View, Wire
from operations.planning import queries as planning
from operations.policy import Action, Subject, home_of, require
from operations.reports.copying import Copied, copied
from operations.reports.queries import last_filed

doors = Doors("last_report", tag="Reports")


class LastPath(Wire):
    """An airport in an operation, and a kind of report."""

    code: Code
    iata: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    kind: Literal["seizure", "hit"]


class LastView(View):
    """The newest report of the kind: its number, and what may be taken over; both null where there is none."""

    number: int | None
    body: Copied | None


@doors.read("/operations/<code>/airports/<iata>/last/<kind>", Action.REPORT_FILE, answer=LastView)
def read_last(call: Read, path: LastPath) -> LastView:
    """Lend the airport's newest report of a kind to those who file the next one."""
    operation = planning.operation(call.session, call.actor, path.code)
    require(call.actor, Action.REPORT_FILE, Subject(operation.id, home_of(path.iata)), what="airport")
    found = last_filed(call.session, call.actor, operation, path.iata, path.kind)
    if found is None:
        return LastView(number=None, body=None)
    report, edition = found
    return LastView(number=report.number, body=copied(json.loads(edition.body)))
