"""The after-action report: there from the first day as "so far", preliminary once the last operational window closed.

It only reads. Sums come from the tallies over the reader's circles; medians and the largest case from what stands;
shares, rates and rests are computed from those.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from operations.errors import Refusal
from operations.ledger.measures import MEASURES, MEASURES_VERSION, WAY
from operations.planning.dates import dates_of
from operations.planning.queries import plan_of
from operations.policy import Action, Subject, require
from operations.reports.commodities import commodity, members
from operations.statistics import cases, persons
from operations.statistics.apart import known_to, reader
from operations.statistics.course import bears_on, course
from operations.statistics.document import (
    AfterAction,
    Credit,
    Credited,
    Day,
    Detail,
    Effort,
    Hits,
    Incidents,
    Number,
    Route,
    Seizures,
    Stage,
    Suspended,
    Unit,
)
from operations.statistics.followed import At, News, follow
from operations.statistics.goods import NUMBERS, by_unit, number
from operations.statistics.kept import For, Memory, Page
from operations.statistics.keys import NOT_KNOWN
from operations.statistics.keys import goods as goods_cell
from operations.statistics.reached import Figures, objectives
from operations.statistics.stated import statements
from operations.statistics.sums import CellSums, Sum, Sums, followed, tallied_goods
from operations.statistics.values import values
from realtime.log import Stream
from realtime.prepared import PreparedQuery

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.policy import Actor

CUTS: Final = (
    "", "airport", "country", "occurred_on", "occurred_on,late", "basis", "direction", "conveyance", "concealment",
    "technique", "place", ",".join(WAY), "commodity", "sex", "age_band", "nationality", "outcome", "role",
    "database", "value_basis", "exploitation", "referred_to", "verification", "incident",
)  # fmt: skip
DETAIL_CUTS: Final = ("commodity,airport", "commodity,country", "commodity,occurred_on", "commodity,basis")
EFFORTS: Final = (
    "flights_monitored", "passengers_profiled", "passengers_checked", "bags_searched", "parcels_searched",
    "consignments_searched", "database_checks", "hits", "officers", "officer_hours",
)  # fmt: skip


_STATING: Final = bears_on({"summary"})

MEMORY: Final = Memory()
"""What this process keeps."""


def after_action(
    session: Session,
    actor: Actor,
    operation: Operation,
    now: datetime,
    *,
    detail: str | None = None,
    memory: Memory = MEMORY,
) -> AfterAction:
    """Return the report as one reader sees it now; `detail` is a commodity (or group) to cut further.

    Raises Refusal: 404 or 403 for who may not read figures, `report:unknown_commodity` for a detail of none.
    """
    require(actor, Action.FIGURES_READ, Subject(operation.id, "operation"), what="operation")
    if detail is not None and commodity(detail) is None:
        message = "There is no such commodity in this taxonomy."
        raise Refusal("report:unknown_commodity", message, path="commodity", commodity=detail)
    circles = actor.circles(operation.id, Action.FIGURES_READ)
    asked = For(operation.stream_id, circles, reader(actor, operation.id), detail)
    at = At(*_HEAD.rows(session, {"stream": operation.stream_id})[0])
    page = memory.pages.get(asked)
    if page is None or not page.holds(at, now):
        page = _read(session, actor, operation, now, asked, memory, at)
        memory.pages.put(asked, page)
    return page.report.model_copy(update={"as_of": now})


_HEAD: Final = PreparedQuery(select(Stream.seq, Stream.digest).where(Stream.id == bindparam("stream")))


def stage_at(ends_at: datetime | None, now: datetime) -> Stage:
    """Return how far an operation is whose last airport's operational window closes at an instant."""
    return Stage.PRELIMINARY if ends_at is not None and now >= ends_at else Stage.SO_FAR


def _read(
    session: Session, actor: Actor, operation: Operation, now: datetime, asked: For, memory: Memory, at: At
) -> Page:
    stream_id, circles, who, detail = asked
    news = News(session, stream_id, at)
    went = course(memory, news, actor, operation, now)
    planned = went.planned
    sums = followed(memory, news, circles, CUTS)
    known = known_to(session, stream_id, circles, who, planned.countries)
    people = persons.persons(sums, who, known, planned.countries)
    met = persons.victims(sums, who, known, planned.countries)
    plan = plan_of(operation)
    dates = dates_of(plan, operation.stood_down_at)
    report = AfterAction(
        code=operation.code,
        name=operation.name,
        handling=plan.handling,
        stage=stage_at(planned.ends_at, now),
        starts_at=operation.starts_at,
        ends_at=planned.ends_at,
        first_on=dates.first if dates else None,
        last_on=dates.last if dates else None,
        as_of=now,
        position=at.seq,
        measures=MEASURES_VERSION,
        taxonomy=plan.taxonomy_version,
        countries=planned.taking_part,
        unanswered=planned.unanswered,
        declined=planned.declined,
        airports=planned.airports,
        seizures=_seizures(sums),
        credit=Credit(
            by_airport=_credited(sums, "credited_airports", "airport"),
            by_country=_credited(sums, "credited_countries", "country"),
        ),
        quantities=_quantities(session, stream_id, sums),
        values=values(sums),
        detail=_details(session, stream_id, circles, detail) if detail else [],
        persons=people,
        victims=met,
        hits=_hits(sums),
        incidents=_incidents(sums),
        efforts=list(_efforts(sums)),
        reporting=went.reporting,
        returns_if_all_accept=planned.returns.if_all_accept(now),
        reporting_by_airport=went.by_airport,
        reporting_by_day=went.by_day,
        suspensions=[
            Suspended(airport=row.airport, starts_at=row.starts_at, ends_at=row.ends_at) for row in planned.suspensions
        ],
        joined=planned.joined,
        changes=planned.changes,
        limited=planned.limited,
        objectives=objectives(plan, Figures(session, stream_id, circles, sums, people, met)),
        stated=follow(
            memory.stated, (stream_id, circles), news, _STATING, lambda: statements(session, stream_id, circles)
        ),
    )
    return Page(at, now, went.until, report)


def _cut(sums: Sums, measure: str, cut: str, unit: str) -> list[Number]:
    """Return the cells of a cut, the largest first; days in their order."""
    rows = [number(measure, {cut: code}, unit, code, value) for (code, _), value in _cells(sums, measure, cut)]
    return rows if cut == "occurred_on" else sorted(rows, key=_largest)


def _cells(sums: Sums, measure: str, cut: str) -> list[tuple[tuple[str, str], Sum]]:
    return sorted(sums.get((measure, cut), {}).items(), key=lambda cell: cell[0])


def _largest(row: Number) -> tuple[int, int, str]:
    return -int(row.validated or 0), -int(row.submitted or 0), row.code


def _total(cells: CellSums) -> Sum:
    return sum(cells.values(), Sum())


def _seizures(sums: Sums) -> Seizures:
    def cut(name: str) -> list[Number]:
        return _cut(sums, "seizures", name, "seizure")

    return Seizures(
        total=number("seizures", {}, "seizure", "", _total(sums.get(("seizures", ""), {}))),
        by_airport=cut("airport"),
        by_country=cut("country"),
        by_day=list(_days(sums)),
        by_basis=cut("basis"),
        by_direction=cut("direction"),
        by_conveyance=cut("conveyance"),
        by_concealment=cut("concealment"),
        by_technique=cut("technique"),
        by_place=cut("place"),
        routes=sorted(_routes(sums), key=lambda route: _largest(route.seizures)),
    )


def _credited(sums: Sums, measure: str, cut: str) -> list[Credited]:
    """Return what each place counts and has a share in, the one credited with most first."""
    counted, shared = (sums.get((name, cut), {}) for name in ("seizures", measure))
    if not any(value != Sum() for value in shared.values()):
        return []
    places = sorted(counted.keys() | shared.keys(), key=lambda cell: _most(cell[0], counted, shared, cell))
    return [
        Credited(
            counted=number("seizures", {cut: code}, unit, code, counted.get((code, unit), Sum())),
            elsewhere=number(measure, {cut: code}, unit, code, shared.get((code, unit), Sum())),
        )
        for code, unit in places
    ]


def _most(code: str, counted: CellSums, shared: CellSums, cell: tuple[str, str]) -> tuple[int, int, str]:
    both = counted.get(cell, Sum()) + shared.get(cell, Sum())
    return -both.validated, -both.submitted, code


def _hits(sums: Sums) -> Hits:
    return Hits(
        total=number("reported_hits", {}, "hit", "", _total(sums.get(("reported_hits", ""), {}))),
        by_database=_cut(sums, "reported_hits", "database", "hit"),
        by_verification=_cut(sums, "reported_hits", "verification", "hit"),
    )


def _incidents(sums: Sums) -> Incidents:
    return Incidents(
        total=number("incidents", {}, "incident", "", _total(sums.get(("incidents", ""), {}))),
        by_type=_cut(sums, "incidents", "incident", "incident"),
        by_airport=_cut(sums, "incidents", "airport", "incident"),
    )


def _days(sums: Sums) -> Iterable[Day]:
    late = sums.get(("seizures", "occurred_on,late"), {})
    for (code, unit), value in _cells(sums, "seizures", "occurred_on"):
        if code != NOT_KNOWN:
            yield _day(code, unit, value, late.get((f"{code},yes", unit), Sum()))


@lru_cache(maxsize=1_000)
def _day(code: str, unit: str, value: Sum, late: Sum) -> Day:
    cell = {"occurred_on": code}
    return Day(
        on=date.fromisoformat(code),
        all=number("seizures", cell, unit, code, value),
        late=number("seizures", cell | {"late": "yes"}, unit, code, late),
    )


def _routes(sums: Sums) -> Iterable[Route]:
    return (_route(code, unit, value) for (code, unit), value in _cells(sums, "seizures", ",".join(WAY)))


@lru_cache(maxsize=NUMBERS)
def _route(code: str, unit: str, value: Sum) -> Route:
    ends = dict(zip(WAY, code.split(","), strict=True))
    said = {name: None if place == NOT_KNOWN else place for name, place in ends.items()}
    return Route(**said, seizures=number("seizures", ends, unit, code, value))


def _quantities(session: Session, stream_id: int, sums: Sums) -> list[Unit]:
    described = cases.described(session, stream_id)
    return by_unit(sums.get(("quantity", "commodity"), {}), lambda code, unit: described.get((code, unit)))


def _details(session: Session, stream_id: int, circles: frozenset[str], code: str) -> list[Detail]:
    sums = tallied_goods(session, stream_id, circles, members(code), DETAIL_CUTS)
    units = sorted({unit for cells in sums.values() for _, unit in cells})
    return [
        Detail(
            code=code,
            unit=unit,
            by_airport=_crossed(sums, code, "airport", unit),
            by_country=_crossed(sums, code, "country", unit),
            by_day=_crossed(sums, code, "occurred_on", unit),
            by_basis=_crossed(sums, code, "basis", unit),
        )
        for unit in units
    ]


def _crossed(sums: Sums, code: str, cut: str, unit: str) -> list[Number]:
    found: dict[str, Sum] = {}
    for (cell, cell_unit), value in sums.get(("quantity", f"commodity,{cut}"), {}).items():
        if cell_unit == unit:
            other = cell.split(",")[1]
            found[other] = found.get(other, Sum()) + value
    rows = [number("quantity", goods_cell(code) | {cut: other}, unit, other, value) for other, value in found.items()]
    return sorted(rows, key=(lambda row: row.code) if cut == "occurred_on" else _largest)


def _efforts(sums: Sums) -> Iterable[Effort]:
    for measure in EFFORTS:
        unit = MEASURES[measure].unit or ""
        total = _total(sums.get((measure, ""), {}))
        if total != Sum():
            yield Effort(
                measure=measure,
                unit=unit,
                total=number(measure, {}, unit, "", total),
                by_database=_cut(sums, measure, "database", unit),
            )
