"""What may be asked of a plan: one frozen, strict command per verb, the same for every door."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict

from operations.planning.plan import Document, Iata, Moment, Plan, Whole
from operations.planning.schedule import Edge

Yes = Annotated[bool, Strict()]
Version = Annotated[Whole, Field(ge=1)]
Code = Annotated[str, Field(pattern=r"^[A-Z0-9](?:[A-Z0-9-]{0,38}[A-Z0-9])?$", max_length=40)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Reason = Annotated[str, Field(min_length=3, max_length=1000)]


class DraftOperation(Document):
    """Begin an operation; its code is what people will call it by in addresses and on paper."""

    code: Code
    name: Name


class SavePlan(Document):
    """Save a draft over the version it was read at."""

    version: Version
    name: Name
    plan: Plan


class Publish(Document):
    """Publish the draft as it stands at `version`; a past operation says so, or its phases would be refused."""

    version: Version
    entered_after_the_fact: Yes = False


class MoveBoundary(Document):
    """Move the start or the end of a phase at every airport, with a reason."""

    version: Version
    phase: Annotated[Whole, Field(ge=0)]
    edge: Edge
    moment: Moment
    reason: Reason


class Cancel(Document):
    """Call an operation off before its operational phase, with a reason."""

    version: Version
    reason: Reason


class StandDown(Document):
    """End an operation early, with a reason."""

    version: Version
    reason: Reason


class ConfirmControls(Document):
    """Say that the controls planned for a phase are in force at an airport."""

    airport: Iata
    phase: Annotated[Whole, Field(ge=0)]


class WriteWatchEntry(Document):
    """Write into the watch log."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
