"""What may be asked of those who take part: answers to invitations, and seats."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from operations.participation.limits import UNLIMITED, Answer, Limits
from operations.planning.commands import Version
from operations.planning.plan import Alpha2, Document, Iata
from operations.policy import Role

Unit = Annotated[str, Field(min_length=1, max_length=80)]


class AnswerInvitation(Document):
    """Accept, accept within limits, or decline for a country; `note` is its own words to the coordinator."""

    version: Version
    country: Alpha2
    answer: Answer
    limits: Limits = UNLIMITED
    note: Annotated[str, Field(max_length=2000)] = ""


class GiveSeat(Document):
    """Give an account a role: an officer needs an airport, a contact point a country; `unit` names an OCU."""

    account_id: Annotated[str, Field(max_length=36)]
    role: Role
    country: Alpha2 | None = None
    airport: Iata | None = None
    unit: Unit | None = None
