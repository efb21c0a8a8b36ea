"""Read pairs that a person should look at, and what a reader may know of merges and shares."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from operations.errors import Refusal, not_found
from operations.policy import Action, Subject, allows, require
from operations.reports.joint.credit import claims
from operations.reports.joint.likeness import WINDOW, Claim, Pair, Weighed, bond_of, likely, paired
from operations.reports.joint.mergeable import not_counted, require_two_seizures, why_not
from operations.reports.joint.models import Dismissal, Merge
from operations.reports.models import Report, ReportEdition
from operations.reports.quantities import in_step, to_steps
from operations.reports.queries import countries_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.policy import Actor
    from operations.reports.queries import Found

MOST_PAIRS: Final = 50
"""Pairs shown at once; deciding on some shows the next."""

COMPARED: Final = 1000
"""Results compared with each other at once, the newest first; an operation has some hundreds."""

_AT_ONCE: Final = 1000


class Which(StrEnum):
    """Which pairs: those that nobody has decided on, or those found to speak of two seizures."""

    OPEN = "open"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two reports that may speak of one seizure, in their current editions; the one that would stay first.

    `refused` is why they cannot be merged as they stand.
    """

    pair: Pair
    stays: Found
    other: Found
    refused: Refusal | None


@dataclass(frozen=True, slots=True)
class Proposals:
    """The first of the pairs to be decided, and how many there are among the results that were compared.

    `earlier` is before which instant to look for further ones; None where all results were compared.
    """

    found: Sequence[Proposal]
    total: int
    earlier: datetime | None


@dataclass(frozen=True, slots=True)
class Into:
    """What a reader may know of the report that another was merged into: nothing but that there is one, at least."""

    report_id: str | None
    number: int | None


@dataclass(frozen=True, slots=True)
class Shared:
    """Somebody else's share in a report, with the report that was merged for readers who may open it."""

    airport: str | None
    country: str | None
    share: str
    report_id: str | None
    number: int | None


def proposals(
    session: Session,
    actor: Actor,
    operation: Operation,
    *,
    unit: str | None = None,
    before: datetime | None = None,
    which: Which = Which.OPEN,
) -> Proposals:
    """Return the pairs nobody has decided on; with a `unit` those with a report from a country that it looks after.

    Those that were set apart are told when they are asked for, so that who erred can still merge them.

    Raises Refusal: 403 or 404 for all but the OCU, 422 for a unit that the plan does not have.
    """
    require(actor, Action.REPORT_MERGE, Subject(operation.id, "ocu"), what="operation")
    theirs = None if unit is None else frozenset(countries_of(operation, unit))
    said, earlier = _claims(session, operation, before)
    pairs = [
        pair
        for pair in likely(said)
        if theirs is None or not theirs.isdisjoint((pair.stays.country, pair.other.country))
    ]
    decided = _decided(session, operation.id, pairs)
    pairs = [pair for pair in pairs if (_names(pair) in decided) is (which is Which.APART)]
    return Proposals(_shown(session, pairs[:MOST_PAIRS]), len(pairs), earlier)


def named(session: Session, actor: Actor, operation: Operation, report_id: str, number: int) -> Proposal:
    """Return a report and the one of a number as a pair: who decides may know what no likeness shows.

    Raises Refusal: 403 or 404 for all but the OCU, 404 for a report that is not of this operation, `merge:…` (409) for
    two that no decision could make one seizure.
    """
    require(actor, Action.REPORT_MERGE, Subject(operation.id, "ocu"), what="operation")
    here = select(Report).where(Report.operation_id == operation.id)
    one, two = (session.scalar(here.where(each)) for each in (Report.id == report_id, Report.number == number))
    if one is None or two is None:
        raise not_found("report")
    require_two_seizures(one, two)
    first, second = (_claim_of(*found) for found in _current(session, [one.id, two.id]).values())
    return _shown(session, [paired(first, second, bond_of(first, second))])[0]


def _shown(session: Session, pairs: Sequence[Pair]) -> list[Proposal]:
    names = [name for pair in pairs for name in _names(pair)]
    reports, credit = _current(session, names), claims(session, names)
    found = []
    for each in pairs:
        # Whoever counts for others already has to stay, whichever of the two found it.
        turned = bool(credit[each.other.report_id] and not credit[each.stays.report_id])
        pair = replace(each, stays=each.other, other=each.stays, apart_for=-each.apart_for) if turned else each
        stays, other = reports[pair.stays.report_id], reports[pair.other.report_id]
        refused = why_not(stays[0], other[0], credited=bool(credit[pair.other.report_id]))
        found.append(Proposal(pair, stays, other, refused))
    return found


def _claims(session: Session, operation: Operation, before: datetime | None) -> tuple[list[Claim], datetime | None]:
    """Return what the newest results before an instant claim, and before which one to look for earlier ones.

    Where there are earlier ones, that instant lies so far back that a pair is not cut in two.
    """
    order = Report.occurred_at.desc(), Report.received_at.desc(), Report.number.desc()
    happened = Report.occurred_at.is_not(None) if before is None else Report.occurred_at < before
    newest = select(Report.id, Report.occurred_at).where(Report.operation_id == operation.id, happened)
    rows = newest.order_by(*order).limit(COMPARED).subquery()
    # By position in that order alone: in an old operation kind and state would lead through all there ever was.
    query = (
        select(Report.id, Report.number, Report.airport, Report.country, Report.occurred_at, ReportEdition.body)
        .join(rows, rows.c.id == Report.id)
        .join(ReportEdition, (ReportEdition.report_id == Report.id) & (ReportEdition.edition == Report.edition))
        .where(Report.kind == "seizure", Report.state.in_(("submitted", "validated")))
    )
    said = [claim for row in session.execute(query) if (claim := _claim(*row)) is not None]
    many, first, last = session.execute(select(func.count(), func.min(rows.c[1]), func.max(rows.c[1]))).one()
    return said, first + min(WINDOW, (last - first) / 2) if many == COMPARED else None


def _current(session: Session, report_ids: Sequence[str]) -> dict[str, Found]:
    current = (ReportEdition.report_id == Report.id) & (ReportEdition.edition == Report.edition)
    query = select(Report, ReportEdition).join(ReportEdition, current).where(Report.id.in_(report_ids))
    return {row[0].id: (row[0], row[1]) for row in session.execute(query)}


def _names(pair: Pair) -> frozenset[str]:
    return frozenset((pair.stays.report_id, pair.other.report_id))


def merged_into(session: Session, actor: Actor, reports: Sequence[Report]) -> Mapping[str, Into]:
    """Return what each merged report among these was merged into, as far as this reader may know."""
    found: dict[str, Into] = {}
    wanted = [report.id for report in reports if report.state == "withdrawn"]
    for start in range(0, len(wanted), _AT_ONCE):
        query = (
            select(Merge.merged_id, Report)
            .join(Report, Report.id == Merge.survivor_id)
            .where(Merge.merged_id.in_(wanted[start : start + _AT_ONCE]), Merge.undone_at.is_(None))
        )
        for merged_id, survivor in session.execute(query):
            seen = _reads(actor, survivor)
            found[merged_id] = Into(survivor.id, survivor.number) if seen else Into(None, None)
    return found


def shares_in(session: Session, actor: Actor, report: Report) -> list[Shared]:
    """Return who else has a share in a report, as far as this reader may know of it.

    Of a validated report everyone may know, for its figures say so; before, only those who could read what was merged.
    """
    query = (
        select(Report, Merge.share)
        .join(Merge, Merge.merged_id == Report.id)
        .where(Merge.survivor_id == report.id, Merge.undone_at.is_(None))
        .order_by(Merge.at, Report.number)
    )
    found = []
    for merged, share in session.execute(query):
        home = allows(actor, Action.REPORT_READ, Subject(merged.operation_id, merged.home))
        if home or report.validated_edition is not None:
            names = (merged.id, merged.number) if home else (None, None)
            found.append(Shared(merged.airport, merged.country, share, *names))
    return found


def _claim_of(report: Report, edition: ReportEdition) -> Claim:
    claim = _claim(report.id, report.number, report.airport, report.country, report.occurred_at, edition.body)
    if claim is None:
        raise not_counted(report)
    return claim


def _claim(
    report_id: str, number: int, airport: str | None, country: str | None, occurred_at: datetime | None, body: str
) -> Claim | None:
    if airport is None or country is None or occurred_at is None:
        return None
    said = json.loads(body)
    goods = tuple(
        Weighed(
            commodity=each["commodity"],
            unit=in_step(each["unit"]),
            steps=to_steps(each["quantity"], each["unit"]),
            estimated=each.get("estimated", False),
        )
        for each in said["goods"]
    )
    ends = {said[end] for end in ("origin", "destination", "intended_destination") if end in said}
    ends |= {*said.get("transit", ()), *(each["place"] for each in said.get("partners", ()) if "place" in each)}
    return Claim(
        report_id=report_id,
        number=number,
        airport=airport,
        country=country,
        occurred_at=occurred_at,
        direction=said["direction"],
        ends=frozenset(ends),
        goods=goods,
    )


def _decided(session: Session, operation_id: str, pairs: Sequence[Pair]) -> set[frozenset[str]]:
    """Return those pairs that were set apart, or merged once and separated again with a reason."""
    found: set[frozenset[str]] = set()
    names = sorted({name for pair in pairs for name in _names(pair)})
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        here = Dismissal.operation_id == operation_id, Dismissal.first_id.in_(some)
        apart = select(Dismissal.first_id, Dismissal.second_id).where(*here)
        undone = select(Merge.merged_id, Merge.survivor_id).where(
            Merge.merged_id.in_(some), Merge.undone_at.is_not(None)
        )
        found |= {frozenset((one, two)) for query in (apart, undone) for one, two in session.execute(query)}
    return found


def _reads(actor: Actor, report: Report) -> bool:
    circles = {report.home, report.circle} if report.validated_edition is not None else {report.home}
    return any(allows(actor, Action.REPORT_READ, Subject(report.operation_id, circle)) for circle in circles)
