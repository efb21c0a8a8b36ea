"""Which lines a report writes to the ledger: a pure function of its body and of where and when it belongs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from operations.ledger.measures import MEASURES
from operations.ledger.post import VALIDATED, Posting
from operations.ledger.ways import THEN
from operations.reports.codes import Direction, Met, ReferredTo, ReportKind, Technique
from operations.reports.kinds import Activity, Body, Happened, Hit, Incident, Seizure, Summary, Victims
from operations.reports.quantities import in_step, to_steps

COUNTS = (
    ("flights_monitored", "flight"),
    ("passengers_profiled", "person"),
    ("passengers_checked", "person"),
    ("bags_searched", "bag"),
    ("parcels_searched", "parcel"),
    ("consignments_searched", "consignment"),
    ("officers", "officer"),
)
"""The plain counts of an activity return with the unit each is a number of."""


MET = {
    Met.POTENTIAL_VICTIM: "potential_victims",
    Met.IDENTIFIED_VICTIM: "identified_victims",
    Met.SMUGGLED_MIGRANT: "smuggled_migrants",
}
"""The measure each is counted in; none is ever counted in another's."""


POSTS: Final[Mapping[ReportKind, tuple[str, ...]]] = {
    ReportKind.SEIZURE: ("seizures", "seizures_with", "quantity", "goods_value", "persons"),
    ReportKind.VICTIMS: (*MET.values(), "referred_persons"),
    ReportKind.HIT: ("reported_hits",),
    ReportKind.INCIDENT: ("incidents",),
    ReportKind.ACTIVITY: (*(measure for measure, _ in COUNTS), "officer_hours", "database_checks", "hits"),
    ReportKind.NIL: (),
    ReportKind.SUMMARY: tuple(key for key, measure in MEASURES.items() if measure.stated),
}
"""The measures that each kind of report writes lines of; no measure is of two kinds."""


@dataclass(frozen=True, slots=True)
class Belongs:
    """Where and when a report belongs, as its row says."""

    report_id: str
    home: str
    airport: str | None
    country: str | None
    occurred_at: datetime | None
    occurred_on: date | None
    report_on: date | None
    phase: str | None
    late: bool


def postings(body: Body, belongs: Belongs, stage: str) -> Iterator[Posting]:
    """Yield the lines a body writes at a stage; a nil return writes none.

    Validated lines lie in the operation's circle. Submitted ones lie where the report does, but for persons: their
    small numbers are the country's own contact point's and the OCU's matter.
    """
    blank = Posting(
        report_id=belongs.report_id,
        measure="",
        unit="",
        value=0,
        stage=stage,
        circle="operation" if stage == VALIDATED else belongs.home,
        airport=belongs.airport,
        country=belongs.country,
        occurred_on=belongs.occurred_on,
        report_on=belongs.report_on,
        phase=belongs.phase,
        late=belongs.late,
    )
    if isinstance(body, Seizure):
        told = _placed(_timed(blank, body, belongs.occurred_at), body)
        yield from _seizure(body, _on_its_way(told, body))
    elif isinstance(body, Victims):
        yield from _victims(body, replace(_timed(blank, body, belongs.occurred_at), circle=_apart(blank)))
    elif isinstance(body, Hit):
        yield _hit(body, _placed(_timed(blank, body, belongs.occurred_at), body))
    elif isinstance(body, Incident):
        told = _placed(_timed(blank, body, belongs.occurred_at), body)
        yield replace(told, measure="incidents", unit="incident", value=1, incident=body.type.value)
    elif isinstance(body, Activity):
        yield from _activity(body, blank)
    elif isinstance(body, Summary):
        yield from _summary(body, blank)


def _timed(blank: Posting, body: Happened, occurred_at: datetime | None) -> Posting:
    """Return a posting with its hour: as the airport's clock said it, and in UTC."""
    in_utc = None if occurred_at is None else occurred_at.astimezone(UTC)
    return replace(
        blank,
        occurred_hour=body.occurred[11:13],
        utc_on=None if in_utc is None else in_utc.date(),
        utc_hour=None if in_utc is None else f"{in_utc:%H}",
    )


def _placed(blank: Posting, body: Seizure | Hit | Incident) -> Posting:
    """Return a posting with where at its airport something was found; a terminal is one of its airport."""
    terminal = f"{blank.airport}{THEN}{body.terminal}" if blank.airport and body.terminal else None
    return replace(blank, place=body.place.value if body.place else None, terminal=terminal)


def _on_its_way(blank: Posting, body: Seizure) -> Posting:
    """Return a posting with the ends of its way, and the places passed before the control and after it as one code.

    On departure all places of transit are ahead, on arrival all are past. In transit those named are past too, but for
    what follows the place of control where that is among them.

    A way ends where it was meant to end, where a report says so. Where the flight went is then one more place passed
    after the control. An arrival's own country is no further end: it says no more than the airport.
    """
    places = list(body.transit)
    past = ahead = 0 if body.direction is Direction.DEPARTURE else len(places)
    if body.direction is Direction.TRANSIT and blank.airport in places:
        past = places.index(blank.airport)
        ahead = past + 1
    onward = places[ahead:]
    is_arrival = body.direction is Direction.ARRIVAL
    end, meant = blank.airport if is_arrival else body.destination, body.intended_destination
    if meant not in {None, end} and not (is_arrival and meant == blank.country):
        if not is_arrival and end is not None and end not in onward:
            onward.append(end)
        end = meant
    return replace(
        blank,
        origin=blank.airport if body.direction is Direction.DEPARTURE else body.origin,
        transit=THEN.join(places[:past]) or None,
        onward=THEN.join(onward) or None,
        destination=end,
    )


def _seizure(body: Seizure, blank: Posting) -> Iterator[Posting]:
    case = replace(
        blank,
        measure="seizures",
        unit="seizure",
        value=1,
        direction=body.direction.value,
        conveyance=body.conveyance.value,
        concealment=body.concealment.value,
        basis=body.basis.value,
        # Whoever says nothing and whoever says that it is not known say the same.
        technique=(body.technique or Technique.UNKNOWN).value,
    )
    yield case
    for commodity in sorted({goods.commodity for goods in body.goods}):
        yield replace(case, measure="seizures_with", commodity=commodity)
    for goods in body.goods:
        steps = to_steps(goods.quantity, goods.unit)
        yield replace(case, measure="quantity", unit=in_step(goods.unit), value=steps, commodity=goods.commodity)
        if goods.value is not None and goods.currency is not None:
            yield replace(
                case,
                measure="goods_value",
                unit=in_step(goods.currency),
                value=to_steps(goods.value, goods.currency),
                commodity=goods.commodity,
                value_basis=goods.value_basis.value if goods.value_basis else None,
            )
    apart = _apart(case)
    for person in body.persons:
        yield replace(
            case,
            measure="persons",
            unit="person",
            circle=apart,
            role=person.role.value,
            sex=person.sex.value,
            age_band=person.age_band.value,
            nationality=person.nationality,
            outcome=person.outcome.value if person.outcome else None,
        )


def _apart(blank: Posting) -> str:
    """Return the circle of lines on persons: before validation small numbers are the contact point's and the OCU's."""
    return blank.circle if blank.stage == VALIDATED or blank.country is None else f"country:{blank.country}"


def _victims(body: Victims, blank: Posting) -> Iterator[Posting]:
    for counted in body.persons:
        yield replace(
            blank,
            measure=MET[counted.met],
            unit="person",
            value=counted.count,
            sex=counted.sex.value,
            age_band=counted.age_band.value,
            nationality=counted.citizenship,
            exploitation=counted.exploitation.value if counted.exploitation else None,
        )
    for referral in body.referrals:
        if referral.to is not ReferredTo.DECLINED:
            to = referral.to.value
            yield replace(blank, measure="referred_persons", unit="person", value=referral.count, referred_to=to)


def _hit(body: Hit, blank: Posting) -> Posting:
    return replace(
        blank,
        measure="reported_hits",
        unit="hit",
        value=1,
        database=body.database.value,
        direction=body.direction.value if body.direction else None,
        verification=body.verification.value,
    )


def _activity(body: Activity, blank: Posting) -> Iterator[Posting]:
    for measure, unit in COUNTS:
        count: int | None = getattr(body, measure)
        if count is not None:
            yield replace(blank, measure=measure, unit=unit, value=count)
    if body.officer_hours is not None:
        yield replace(blank, measure="officer_hours", unit="hour", value=to_steps(body.officer_hours, "hour"))
    for measure, unit, counts in (("database_checks", "check", body.database_checks), ("hits", "hit", body.hits)):
        for database, count in counts.items():
            yield replace(blank, measure=measure, unit=unit, value=count, database=database.value)


def _summary(body: Summary, blank: Posting) -> Iterator[Posting]:
    for total in body.totals:
        yield replace(
            blank,
            measure=f"stated_{total.measure}",
            unit=in_step(total.unit),
            value=to_steps(total.value, total.unit),
            commodity=total.commodity,
            outcome=total.outcome.value if total.outcome else None,
            qualifier=total.qualifier.value,
        )
