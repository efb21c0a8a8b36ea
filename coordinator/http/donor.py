"""What those who fund an operation see before an edition is released to them: what will be there, and when."""

from __future__ import annotations

from datetime import date, datetime

from coordinator.http.calls import Read
from coordinator.http.doors import Doors
from coordinator.http.wire import CodePath, View
from operations.policy import Action
from operations.statistics.promise import promised

doors = Doors("donor", tag="Donor")


class DonorView(View):
    """An operation and the promise of its figures; no figure.

    `expected_from` is when the last phase ends, before which no edition can be released; None where none is planned.
    """

    code: str
    name: str
    starts_at: datetime | None
    ends_at: datetime | None
    first_on: date | None
    last_on: date | None
    expected_from: datetime | None
    contents: list[str]


@doors.read("/operations/<code>/donor", Action.DONOR_READ, answer=DonorView)
def read_donor(call: Read, path: CodePath) -> DonorView:
    """Show what will appear and when."""
    promise = promised(call.session, call.actor, path.code)
    return DonorView(
        code=promise.code,
        name=promise.name,
        starts_at=promise.starts_at,
        ends_at=promise.ends_at,
        first_on=promise.dates.first if promise.dates else None,
        last_on=promise.dates.last if promise.dates else None,
        expected_from=promise.expected_from,
        contents=list(promise.contents),
    )
