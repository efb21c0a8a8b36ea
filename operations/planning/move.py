"""Move a published boundary that still lies ahead. Pure: returns the new plan, or refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from operations.errors import Refusal
from operations.planning.plan import Moment, Plan
from operations.planning.schedule import Edge, Window, disorders, windows_at
from operations.planning.walltime import Unresolved


def move(
    plan: Plan,
    zones: Mapping[str, str],
    decided: Iterable[Window],
    phase: int,
    edge: Edge,
    moment: Moment,
    now: datetime,
) -> Plan:
    """Return the plan with one boundary moved at every airport.

    Only what is still ahead moves, so that the phase of a past instant never changes: refused with
    409 when the boundary is past at any airport; with 422 when it would come to lie in the past, out
    of order, or on a time that names no instant. `zones` must hold every airport of the plan;
    `decided` are the windows as published: by newer zone data the plan may name no instants at all.
    """
    if not 0 <= phase < len(plan.phases):
        message = "The plan has no such phase."
        raise Refusal("plan:phase_unknown", message, status=404, phase=phase)
    past = _airports_past(decided, phase, edge, now)
    if past:
        message = f"This boundary is already past at {past}. Only boundaries still ahead can be moved."
        raise Refusal("plan:boundary_past", message, status=409, airports=past)
    moved = _with_moment(plan, phase, edge, moment)
    path = f"phases.{phase}.{_FIELD[edge]}"
    try:
        windows = {a: list(windows_at(moved, a, zones[a])) for a in plan.airports}
    except Unresolved as reason:
        message = "The time typed names no single instant at every airport."
        params: dict[str, Any] = dict(reason.params)
        raise Refusal(reason.code, message, path=path, **params) from reason
    into_past = _airports_past((w for ws in windows.values() for w in ws), phase, edge, now)
    if into_past:
        message = f"The boundary would lie in the past at {into_past}."
        raise Refusal("plan:moved_into_past", message, path=path, airports=into_past)
    for airport, in_order in windows.items():
        for code, _ in disorders(in_order):
            message = f"At {airport} the phases would overlap or be out of order."
            raise Refusal(code, message, path=path, airports=airport)
    return moved


_FIELD = {Edge.start: "starts", Edge.end: "ends"}


def _with_moment(plan: Plan, phase: int, edge: Edge, moment: Moment) -> Plan:
    changed = plan.phases[phase].model_copy(update={_FIELD[edge]: moment})
    phases = (*plan.phases[:phase], changed, *plan.phases[phase + 1 :])
    return plan.model_copy(update={"phases": phases})


def _airports_past(windows: Iterable[Window], phase: int, edge: Edge, now: datetime) -> str:
    """Return the airports at which the boundary is not after `now`, as "DKR, GRU"."""
    return ", ".join(
        sorted(
            window.airport
            for window in windows
            if window.phase == phase and (window.starts_at if edge is Edge.start else window.ends_at) <= now
        )
    )
