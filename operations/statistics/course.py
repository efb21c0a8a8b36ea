"""How an operation goes by its plan: who takes part, within what, what was changed, which returns came of those owed.

All of it is the same for every reader. What the plan says holds until plan or answers change (`Planned`); what came
until a return does, or the clock passes an instant that the plan names (`Course`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from operations.events import audit, participation, reports, watch
from operations.events.phases import ControlsConfirmed
from operations.participation.limits import TAKES_PART, Standing
from operations.participation.promised import Turns, answers, turns
from operations.planning.queries import airports, changes, schedule_of
from operations.planning.schedule import operation_ends_at
from operations.reports.silence import ANSWERING
from operations.statistics import returns
from operations.statistics.document import Changed, Joined, Limited, Metrics
from operations.statistics.followed import Followed, follow

if TYPE_CHECKING:
    from datetime import datetime

    from operations.events.fact import Fact
    from operations.participation.models import Participation
    from operations.planning.models import Operation
    from operations.planning.suspension import Suspension
    from operations.policy import Actor
    from operations.statistics.followed import Bears, Happened, News
    from operations.statistics.kept import Memory
    from operations.statistics.matrix import Cell

_OF_REPORTS: Final[tuple[type[Fact], ...]] = (
    reports.ReportFiled, reports.ReportHeld, reports.ReportReleased, reports.ReportValidated, reports.ReportCorrected,
    reports.ReferralRecorded, reports.ReportWithdrawn, reports.CorrectionAsked, reports.ReportMerged,
    reports.ReportSeparated,
)  # fmt: skip
_BESIDE: Final[tuple[type[Fact], ...]] = (
    reports.PairDismissed, audit.BoardsRewritten, participation.SeatGiven, participation.SeatWithdrawn,
    participation.SeatHandedOver, watch.ReturnAsked, watch.WatchEntryWritten, ControlsConfirmed,
)  # fmt: skip

REPORTED: Final = frozenset(fact.kind for fact in _OF_REPORTS)
LEFT_ALONE: Final = REPORTED | {fact.kind for fact in _BESIDE}
"""The facts that leave the plan and the answers to it as they are; of any other that is not said."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What follows from the plan and from what countries answered; `instants` are those it names, in order."""

    countries: Mapping[str, str]
    taking_part: int
    unanswered: int
    declined: int
    airports: int
    returns: Turns
    suspensions: Sequence[Suspension]
    ends_at: datetime | None
    joined: list[Joined]
    changes: list[Changed]
    limited: list[Limited]
    instants: Sequence[datetime]


@dataclass(frozen=True, slots=True)
class Course:
    """What was owed and what came, as it is from one instant until just before another: the next that the plan names.

    At `since` itself it is so in any case: due is still in time.
    """

    planned: Planned
    cells: Mapping[str, Sequence[Cell]]
    since: datetime
    until: datetime | None
    reporting: Metrics
    by_airport: list[Metrics]
    by_day: list[Metrics]

    def holds(self, now: datetime) -> bool:
        """Say whether it is so at an instant."""
        return now == self.since or (now > self.since and (self.until is None or now < self.until))


def course(memory: Memory, news: News, actor: Actor, operation: Operation, now: datetime) -> Course:
    """Return how an operation goes, of what is kept what still holds."""
    planned = follow(
        memory.plans, operation.stream_id, news, lambda each: each.kind not in LEFT_ALONE,
        lambda: _planned(news, actor, operation),
    )  # fmt: skip
    kept = memory.courses.get(operation.stream_id)
    if kept is None or kept.what.planned is not planned or not news.spare(kept.at, bears_on(ANSWERING)):
        found = _course(planned, returns.cells(news.session, operation, planned.returns.owed), now)
    else:
        found = kept.what if kept.what.holds(now) else _course(planned, kept.what.cells, now)
    memory.courses.put(operation.stream_id, Followed(news.head, found))
    return found


def bears_on(kinds: Collection[str]) -> Bears:
    """Return what says whether a fact may bear on what reports of some kinds, the plan and the answers come to."""

    def bears(happened: Happened) -> bool:
        return happened.kind not in LEFT_ALONE or (
            happened.kind in REPORTED and happened.content()["report_kind"] in kinds
        )

    return bears


def _planned(news: News, actor: Actor, operation: Operation) -> Planned:
    session = news.session
    places = airports(session, operation.id)
    countries = {row.iata: row.country for row in places}
    said = answers(session, operation.id)
    taking_part = {country: row for country, row in said.items() if row.state in TAKES_PART}
    schedule = schedule_of(session, operation, {row.iata: row.zone for row in places})
    suspensions = sorted(
        chain.from_iterable(schedule.suspensions.values()), key=lambda each: (each.starts_at, each.airport)
    )
    promised = turns(schedule, countries, said, operation.starts_at)
    ends_at = operation_ends_at(schedule) if operation.published_at else None
    # Due itself is still in time, and an end is over: from either on the page is read anew.
    instants = {day.due_at for each in promised.owed.values() for day in each}
    if not promised.of_all:
        instants |= {day.ends_at for each in promised.if_accepted.values() for day in each}
    return Planned(
        countries=countries,
        taking_part=len(taking_part),
        unanswered=sum(row.state == Standing.INVITED for row in said.values()),
        declined=sum(row.state == Standing.DECLINED for row in said.values()),
        airports=sum(country in taking_part for country in countries.values()),
        returns=promised,
        suspensions=suspensions,
        ends_at=ends_at,
        joined=_joined(promised, countries, said),
        changes=_changes(news, actor, operation),
        limited=[
            Limited(country=row.country, limits=row.within)
            for row in taking_part.values()
            if row.state == Standing.LIMITED.value
        ],
        instants=sorted(instants if ends_at is None else instants | {ends_at}),
    )


def _joined(promised: Turns, countries: Mapping[str, str], said: Mapping[str, Participation]) -> list[Joined]:
    """Return the countries that owe less than the plan has for them, because they took part only later."""
    before = Counter(countries[iata] for iata, days in promised.not_yet.items() for _ in days)
    since = {country: said[country].giving.since for country in sorted(before)}
    return [Joined(country=country, at=at, returns=before[country]) for country, at in since.items() if at is not None]


def _changes(news: News, actor: Actor, operation: Operation) -> list[Changed]:
    """Return what was changed since publication, the first first; why is for the plan's page to say."""
    return [
        Changed(
            at=each.at,
            kind=each.kind,
            edition=each.content["edition"],
            airports=list(each.content["airports"]),
            everywhere=each.everywhere,
            days=each.content.get("days", 0),
            hours=each.content.get("hours", 0),
        )
        for each in reversed(changes(news.session, actor, operation))
    ]


def _course(planned: Planned, cells: Mapping[str, Sequence[Cell]], now: datetime) -> Course:
    countries, days, rests = planned.countries, planned.returns.owed, planned.returns.suspended
    excused = {iata: len(resting) for iata, resting in rests.items()}
    return Course(
        planned=planned,
        cells=cells,
        since=now,
        until=next((instant for instant in planned.instants if instant >= now), None),
        reporting=returns.metrics(
            [cell for each in cells.values() for cell in each], now, suspended=sum(excused.values())
        ),
        by_airport=[
            returns.metrics(
                cells.get(iata, ()), now, airport=iata, country=countries[iata], suspended=excused.get(iata, 0)
            )
            for iata in countries
            if iata in cells or iata in excused
        ],
        by_day=returns.by_day(days, cells, rests, now),
    )
