"""The dates an operation goes by: the first and the last day of its operational phases, as its plan writes them.

Midnight at airports in many zones is one date to whoever planned it, and on UTC's clock a stretch that begins a day
early and ends a day late: whoever printed that would print other dates than the partners do.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from operations.planning.plan import Edge, PhaseKind
from operations.planning.walltime import Unresolved, parse_wall

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from operations.planning.plan import Plan


class Dates(NamedTuple):
    """The first and the last day; one that only ends at midnight is not the next day's."""

    first: date
    last: date


def dates_of(plan: Plan, stood_down_at: datetime | None = None) -> Dates | None:
    """Return the dates by a plan; None while a draft does not say them.

    An operation that was stood down ended on that day.
    """
    try:
        begins = [wall.date() for wall in _walls(plan, Edge.start)]
        ends = [(wall - timedelta(minutes=1)).date() for wall in _walls(plan, Edge.end)]
    except Unresolved:
        return None
    if not begins or not ends:
        return None
    first, last = min(begins), max(ends)
    if stood_down_at is not None:
        last = min(last, stood_down_at.date())
    return Dates(first, max(first, last))


def _walls(plan: Plan, edge: Edge) -> Iterator[datetime]:
    """Yield when the operational phases begin, or end, on whosever clock: everywhere, and where it differs."""
    operational = {index for index, phase in enumerate(plan.phases) if phase.kind is PhaseKind.operational}
    for index in operational:
        phase = plan.phases[index]
        yield parse_wall((phase.starts if edge is Edge.start else phase.ends).wall)
    for each in plan.deviations:
        if each.phase in operational and each.edge is edge:
            yield parse_wall(each.moment.wall)
