"""What a report lends to the next one of its kind: what stays the same from case to case, and never what was found.

No quantity, no value, no person, no time, no waybill (it names one consignment), no partner and no link goes along; of
a hit neither what the entry is about nor what came of it. Persons met and incidents lend nothing: no two are alike.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from operations.participation.limits import Terminal
from operations.reports.codes import Basis, Concealment, Conveyance, Database, Direction, Place, Technique
from operations.reports.kinds import Waypoint, Wire


class CopiedGoods(Wire):
    """What kind of goods it was, and what it is counted in."""

    commodity: str
    unit: str


class CopiedSeizure(Wire):
    """The part of a seizure that the next one may begin with."""

    kind: Literal["seizure"] = "seizure"
    direction: Direction
    origin: Waypoint | None = None
    destination: Waypoint | None = None
    transit: tuple[Waypoint, ...] = ()
    intended_destination: Waypoint | None = None
    place: Place | None = None
    terminal: Terminal | None = None
    conveyance: Conveyance
    carrier: str | None = None
    flight_number: str | None = None
    concealment: Concealment
    basis: Basis
    technique: Technique | None = None
    goods: tuple[CopiedGoods, ...]


class CopiedHit(Wire):
    """The part of a hit that the next one may begin with: where the checks are made, and in which database."""

    kind: Literal["hit"] = "hit"
    database: Database
    direction: Direction | None = None
    place: Place | None = None
    terminal: str | None = None
    carrier: str | None = None
    flight_number: str | None = None


Copied = Annotated[CopiedSeizure | CopiedHit, Field(discriminator="kind")]


def copied(said: dict[str, Any]) -> CopiedSeizure | CopiedHit:
    """Return what a stored body lends to the next report."""
    if said["kind"] == "hit":
        return CopiedHit.model_validate(_only(CopiedHit, said))
    goods = [_only(CopiedGoods, each) for each in said["goods"]]
    return CopiedSeizure.model_validate(_only(CopiedSeizure, said) | {"goods": goods})


def _only(model: type[BaseModel], said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in model.model_fields if said.get(name) is not None}
