"""Move an earlier plan to new dates. Pure.

Whole days on the wall: every moment keeps its hour on its own clock, whatever the clocks do in between, so what a
clock change removes or doubles at the new dates is named or asked as in any other plan.
"""

from __future__ import annotations

from datetime import date, timedelta

from operations.errors import Refusal
from operations.planning.plan import Moment, PhaseKind, Plan
from operations.planning.walltime import Unresolved, parse_wall


def cloned(plan: Plan, first_on: date, taxonomy_version: str) -> Plan:
    """Return the plan with its first operational day on a date, by today's taxonomy.

    What single airports came to have for themselves stays behind: it answered to how that operation went.
    """
    first = min(_days_of(plan), default=None)
    if first is None:
        message = "The earlier plan has no operational phase to count from."
        raise Refusal("operation:no_operational_phase", message, path="like.first_on")
    by = first_on - first
    try:
        phases = tuple(
            phase.model_copy(update={"starts": _moved(phase.starts, by), "ends": _moved(phase.ends, by)})
            for phase in plan.phases
        )
    except OverflowError as error:
        raise Refusal("invalid:date_parsing", "No calendar reaches that far.", path="like.first_on") from error
    return plan.model_copy(update={"phases": phases, "deviations": (), "taxonomy_version": taxonomy_version})


def _days_of(plan: Plan) -> list[date]:
    found = []
    for phase in plan.phases:
        if phase.kind is PhaseKind.operational:
            try:
                found.append(parse_wall(phase.starts.wall).date())
            except Unresolved:
                continue
    return found


def _moved(moment: Moment, by: timedelta) -> Moment:
    try:
        wall = parse_wall(moment.wall)
    except Unresolved:
        return moment
    # Which of two was meant was an answer about that night, not about this one.
    return moment.model_copy(update={"wall": (wall + by).isoformat("T", "minutes"), "fold": None})
