"""What a report lends to the next one of its kind: what stays the same from case to case, and never what was found.

No quantity, no value, no person, no time, no waybill (it names one consignment), no partner and no link goes along.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from operations.participation.limits import Terminal
from operations.reports.codes import Basis, Concealment, Conveyance, Direction, Place, Technique
from operations.reports.kinds import Waypoint, Wire


class CopiedGoods(Wire):
    """What kind of goods it was, and what it is counted in."""

    commodity: str
    unit: str


class CopiedSeizure(Wire):
    """The part of a seizure that the next one may begin with."""

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


def copied(said: dict[str, Any]) -> CopiedSeizure:
    """Return what a stored body lends to the next report."""
    goods = [_only(CopiedGoods, each) for each in said["goods"]]
    return CopiedSeizure.model_validate(_only(CopiedSeizure, said) | {"goods": goods})


def _only(model: type[BaseModel], said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in model.model_fields if said.get(name) is not None}
