"""Ask a door as one kind of seat, or as nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.browsers import PREFIX
from tests.doors.cases import Case, cases

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.doors.world import World


def walked(world: World) -> list[Case]:
    """Return the cases, about reports that are there."""
    submitted = world.secrets()[0]
    return list(cases(submitted, world.validated_report(), world.withdrawn_seat))


def asked(world: World, case: Case, kind: str, **changes: str) -> TestResponse:
    """Ask a door as one kind of seat."""
    if kind == "nobody":
        headers = {"Idempotency-Key": str(uuid4())}
        sent: dict[str, Any] = {"query_string": case.query} if case.method == "GET" else {"json": case.body or {}}
        return world.nobody.open(PREFIX + case.path(**changes), method=case.method, headers=headers, **sent)
    somebody = world.people[kind]
    if case.method == "GET":
        return somebody.get(case.path(**changes), **case.query)
    return somebody.send(case.method, case.path(**changes), case.body)
