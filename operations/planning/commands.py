"""What may be asked of a plan: one frozen, strict command per verb, the same for every door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, Strict

from operations.planning.plan import Alpha2, Document, Edge, Fold, Iata, Moment, Plan, Whole

Yes = Annotated[bool, Strict()]
Version = Annotated[Whole, Field(ge=1)]
Code = Annotated[str, Field(pattern=r"^[A-Z0-9](?:[A-Z0-9-]{0,38}[A-Z0-9])?$", max_length=40)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Reason = Annotated[str, Field(min_length=3, max_length=1000)]


class Like(Document):
    """An earlier operation to begin like, and the day on which the operational phase is to begin this time."""

    code: Code
    first_on: date


class DraftOperation(Document):
    """Begin an operation; its code is what people will call it by in addresses and on paper."""

    code: Code
    name: Name
    like: Like | None = None


class SavePlan(Document):
    """Save a draft over the version it was read at."""

    version: Version
    name: Name
    plan: Plan


class Publish(Document):
    """Publish the draft as it stands at `version`; a past operation says so, or its phases would be refused."""

    version: Version
    entered_after_the_fact: Yes = False


class Where(Document):
    """Which airports a change is for: one, those of one country, or all of them."""

    country: Alpha2 | None = None
    airport: Iata | None = None


class MoveBoundary(Document):
    """Move the start or the end of a phase, with a reason; `along` takes the neighbour that touches it with it."""

    version: Version
    where: Where = Where()
    phase: Annotated[Whole, Field(ge=0)]
    edge: Edge
    moment: Moment
    along: Yes = False
    reason: Reason


class Length(Document):
    """A length on a clock, later or (negative) earlier; `fold` answers for times that come twice when it was moved."""

    days: Annotated[Whole, Field(ge=-366, le=366)] = 0
    hours: Annotated[Whole, Field(ge=-240, le=240)] = 0
    fold: Fold | None = None

    @property
    def by(self) -> timedelta:
        """Return it as one length."""
        return timedelta(days=self.days, hours=self.hours)


class ExtendPhase(Document):
    """Move the end of a phase and all that follows it, with a reason."""

    version: Version
    where: Where = Where()
    phase: Annotated[Whole, Field(ge=0)]
    length: Length
    reason: Reason


class ShiftSchedule(Document):
    """Move everything that is still ahead, with a reason."""

    version: Version
    where: Where = Where()
    length: Length
    reason: Reason


class Suspend(Document):
    """Let airports rest from a moment on (now, without one) to another or until further notice, with a reason."""

    version: Version
    where: Where = Where()
    starts: Moment | None = None
    ends: Moment | None = None
    reason: Reason


class Resume(Document):
    """End the suspension of airports at a moment, or now, with a reason."""

    version: Version
    where: Where = Where()
    at: Moment | None = None
    reason: Reason


class Cancel(Document):
    """Call an operation off before its operational phase, with a reason."""

    version: Version
    reason: Reason


class StandDown(Document):
    """End an operation early, or the part of one country or airport in it, with a reason."""

    version: Version
    where: Where = Where()
    reason: Reason


class ConfirmControls(Document):
    """Say that the controls planned for a phase are in force at an airport."""

    airport: Iata
    phase: Annotated[Whole, Field(ge=0)]


class WriteWatchEntry(Document):
    """Write into the watch log."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
