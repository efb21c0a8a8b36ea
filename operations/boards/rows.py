"""Read the rows of a board from the domain: key, circle and content of each, or None where there is nothing to show.

| key | circle | what |
|---|---|---|
| `operation` | plan | name, handling, phases over all airports, targets |
| `airport:GRU` | plan | where it is, phases with planned level, what was confirmed, its country's answer and limits |
| `day:GRU:2026-11-20` | operation | when a return was due and came; nil, activity, validated results |
| `day:GRU:2026-11-20:late` | operation | the same of one shift, where the airport answers for shifts |
| `off:GRU:2026-11-20` | operation | a day not expected: suspended throughout, or before its country took part |
| `own:GRU:2026-11-20` | airport:GRU | the results that only those at home may know of yet |
| `count:…` | of its lines | one figure at both stages, in steps; see `operations.boards.counts` |
| `route:BOG:GRU:…` | of its lines | how many results lie on one leg of their ways, through places of transit |
| `queue:airport:GRU` | its own | what waits for validation, is held, or has an open question |
| `asked:GRU` | airport:GRU | when the OCU last asked the airport for the returns it owed, and for which days |
| `log:…` | of its fact | the newest entries of each circle |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import bindparam, case, func, or_, select, text

from operations.airports import catalogue
from operations.ledger.measures import MEASURES
from operations.planning.models import ControlConfirmation
from operations.planning.schedule import spans
from operations.reports.models import UNSETTLED, Report
from operations.reports.silence import last_asked
from realtime.log import Entry, instant
from realtime.prepared import PreparedQuery

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.participation.reading import Reading

Shown: TypeAlias = tuple[str, str, dict[str, Any] | None]
"""A row's key, its circle, and its content; None takes it off the boards."""

NEWEST: Final = 50
"""How many log rows of one circle a board carries; the full log is a page."""

QUIET: Final = frozenset({"plan_saved", "operation_drafted", "boards_rewritten"})
"""Facts that boards do not show: a draft is its makers' business alone, a release its operator's."""


def operation_row(reading: Reading) -> Shown:
    """Return the row of the operation itself."""
    operation, plan = reading.operation, reading.plan
    return (
        "operation",
        "plan",
        {
            "code": operation.code,
            "name": operation.name,
            "handling": plan.handling.value,
            "lead": plan.lead,
            "units": [unit.model_dump(mode="json") for unit in plan.units],
            "published_at": _at(operation.published_at),
            "cancelled_at": _at(operation.cancelled_at),
            "stood_down_at": _at(operation.stood_down_at),
            "starts_at": _at(operation.starts_at),
            "ends_at": _at(operation.ends_at),
            "report_day": plan.report_day.model_dump(mode="json"),
            "phases": [
                {
                    "index": span.phase,
                    "kind": span.kind.value,
                    "starts_at": instant(span.starts_at),
                    "ends_at": instant(span.ends_at),
                }
                for span in spans(reading.schedule)
            ],
            # Only those that boards count: of any other cut a board would say "nothing" for ever.
            "targets": [
                {"objective": n, "index": index, "quiet": measure.quiet, **target.model_dump(mode="json")}
                for n, objective in enumerate(plan.objectives)
                for index, target in enumerate(objective.targets)
                if (measure := MEASURES.get(target.measure)) is not None and tuple(target.cell) in measure.board
            ],
        },
    )


def airport_rows(reading: Reading, only: frozenset[str] | None = None) -> Iterator[Shown]:
    """Yield the rows of the operation's airports, or of some of them."""
    confirmed: dict[str, dict[str, str]] = {}
    query = select(ControlConfirmation).where(ControlConfirmation.operation_id == reading.operation.id)
    for found in reading.session.scalars(query):
        confirmed.setdefault(found.airport, {})[str(found.phase)] = instant(found.confirmed_at)
    levels = {(control.airport, control.phase): control.level.value for control in reading.plan.controls}
    for iata, row in reading.airports.items():
        if only is not None and iata not in only:
            continue
        place = catalogue.airport(iata)
        assert place is not None, "an airport is checked against the catalogue before it is published"
        yield (
            f"airport:{iata}",
            "plan",
            {
                "iata": iata,
                "name": place.name,
                "city": place.city,
                "country": row.country,
                "lat": place.lat,
                "lon": place.lon,
                "zone": row.zone,
                "participation": reading.answers[row.country].state,
                "limits": reading.answers[row.country].within.model_dump(mode="json"),
                "phases": [
                    {
                        "index": window.phase,
                        "kind": window.kind.value,
                        "starts_at": instant(window.starts_at),
                        "ends_at": instant(window.ends_at),
                        "level": levels.get((iata, window.phase)),
                    }
                    for window in reading.schedule.by_airport.get(iata, ())
                ],
                "confirmed": confirmed.get(iata, {}),
                "suspensions": [
                    {"starts_at": instant(each.starts_at), "ends_at": _at(each.ends_at)}
                    for each in reading.schedule.suspensions.get(iata, ())
                ],
                "stood_down_at": _at(row.stood_down_at),
            },
        )


def queue_rows(session: Session, operation_id: str, only: frozenset[str] | None = None) -> Iterator[Shown]:
    """Yield what is open in each home circle: waiting, held, asked, and since when the oldest waits."""
    here = {"operation_id": operation_id}
    rows = _ALL_QUEUED.rows(session, here) if only is None else _QUEUED.rows(session, here | {"homes": [*only]})
    found = {home: counts for home, *counts in rows}
    for home in sorted(only or found):
        waits, held_back, questions, referrals, oldest_at = found.get(home, (0, 0, 0, 0, None))
        row = {
            "waiting": int(waits),
            "held": int(held_back),
            "questions": int(questions),
            "referrals": int(referrals),
            "oldest_at": _at(oldest_at),
        }
        yield f"queue:{home}", home, row if home in found else None


_WAITING, _HELD = Report.state == "submitted", Report.state == "held"
_QUEUES: Final = (
    select(
        Report.home,
        *(func.sum(case((each, 1), else_=0)) for each in (_WAITING, _HELD, Report.question_open, Report.referral_open)),
        func.min(case((or_(_WAITING, _HELD), Report.received_at))),
    )
    .where(Report.operation_id == bindparam("operation_id"), text(UNSETTLED))
    .group_by(Report.home)
)
_ALL_QUEUED: Final = PreparedQuery(_QUEUES, wide=True)
_QUEUED: Final = PreparedQuery(_QUEUES.where(Report.home.in_(bindparam("homes", expanding=True))))


def asked_rows(session: Session, operation_id: str) -> Iterator[Shown]:
    """Yield the last request for missing returns of each airport that was asked; whether it is met the days say."""
    for iata, asked in sorted(last_asked(session, operation_id).items()):
        row = {"airport": iata, "asked_at": instant(asked.asked_at), "days": asked.days.split()}
        yield f"asked:{iata}", asked.circle, row


def log_row(entry: Entry) -> Shown:
    """Return the row of one fact: what it says without the digests, which only a verifier reads."""
    said = {name: value for name, value in entry.content().items() if not name.endswith("digest")}
    # What a fact itself calls `at`, as the end of a suspension does, is not when it was recorded.
    place = {"seq": entry.seq, "at": instant(entry.at), "kind": entry.kind, "subject": entry.subject}
    return f"log:{entry.seq:012d}", entry.circle, said | place | {"circle": entry.circle}


def _at(value: Any) -> str | None:  # noqa: ANN401 an instant or nothing, from a row or an aggregate
    return None if value is None else instant(value)
