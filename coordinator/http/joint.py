"""One seizure claimed twice: the pairs to look at, and what the OCU decides of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from coordinator.http.calls import Read, Write
from coordinator.http.doors import Doors
from coordinator.http.reports import receipt_of
from coordinator.http.reports_wire import ReceiptView, ReportPath, UnitName
from coordinator.http.wire import CodePath, Instant, View, Wire
from operations.planning import queries as planning
from operations.policy import Action
from operations.reports.editions import shown
from operations.reports.joint import actions, queries
from operations.reports.joint.commands import DismissPair, MergeReports
from operations.reports.joint.likeness import Bond
from operations.reports.kinds import Reasoned, ShownBody
from operations.reports.queries import Found, nameless_countries

doors = Doors("joint", tag="Joint credit")


class ClaimView(View):
    """One of two reports that may speak of one seizure, in its current edition, without the persons met."""

    id: str
    number: int
    airport: str | None
    country: str | None
    zone: str | None
    state: str
    version: int
    edition: int
    occurred_at: datetime | None
    received_at: datetime
    body: ShownBody


class PairsQuery(Wire):
    """Which pairs: `unit` names the coordination unit from whose countries one of the two reports comes.

    `before` compares results of before an instant; without it the newest. `which` asks for those that were set apart.
    """

    unit: UnitName | None = None
    before: Instant | None = None
    which: queries.Which = queries.Which.OPEN


class RefusedView(View):
    """Why something cannot be done as things stand."""

    code: str
    params: dict[str, Any]
    message: str


class PairView(View):
    """Two reports that may speak of one seizure, the one that would stay first; `refused` is why they cannot merge yet.

    `apart_for` is in seconds: how long after the first the other happened, negative for before. `bond` is null where
    nothing joins them in space and time, but that a person named them.
    """

    stays: ClaimView
    other: ClaimView
    bond: Bond | None
    apart_for: int
    refused: RefusedView | None


class NamedQuery(Wire):
    """The number of the report that speaks of the same seizure."""

    number: Annotated[int, Field(ge=1, le=10**9)]


class PairsView(View):
    """The first of the pairs asked for, and how many there are among the results compared.

    Where there are earlier results, `earlier` is the `before` that compares those.
    """

    items: list[PairView]
    total: int
    earlier: datetime | None


class MergedView(View):
    """What became of the two: the one that stays, and the one that was withdrawn for it."""

    survivor: ReceiptView
    merged: ReceiptView


class DismissedView(View):
    """The pair that was set apart."""

    first_id: Annotated[str, StringConstraints(max_length=36)]
    second_id: Annotated[str, StringConstraints(max_length=36)]


@doors.read("/operations/<code>/duplicates", Action.REPORT_MERGE, answer=PairsView)
def list_duplicates(call: Read, path: CodePath, query: PairsQuery) -> PairsView:
    """List the pairs of reports that may speak of one seizure."""
    operation = planning.operation(call.session, call.actor, path.code)
    found = queries.proposals(
        call.session, call.actor, operation, unit=query.unit, before=query.before, which=query.which
    )
    zones = planning.zones(call.session, operation)
    nameless = nameless_countries(call.session, call.actor, operation)
    return PairsView(
        items=[_pair(each, zones, nameless) for each in found.found], total=found.total, earlier=found.earlier
    )


@doors.read("/operations/<code>/reports/<id>/pair", Action.REPORT_MERGE, answer=PairView)
def name_pair(call: Read, path: ReportPath, query: NamedQuery) -> PairView:
    """Put two reports side by side that somebody knows to speak of one seizure, however unlike they are."""
    operation = planning.operation(call.session, call.actor, path.code)
    found = queries.named(call.session, call.actor, operation, path.id, query.number)
    zones = planning.zones(call.session, operation)
    return _pair(found, zones, nameless_countries(call.session, call.actor, operation))


@doors.write("POST", "/operations/<code>/merges", Action.REPORT_MERGE, answer=MergedView)
def merge_reports(call: Write, path: CodePath, body: MergeReports) -> MergedView:
    """Merge one report into another that speaks of the same seizure."""
    operation = planning.operation(call.tx.session, call.actor, path.code)
    survivor, merged = actions.merge_reports(call.tx, call.actor, operation, body)
    return MergedView(survivor=receipt_of(call, survivor), merged=receipt_of(call, merged))


@doors.write("POST", "/operations/<code>/reports/<id>/separation", Action.REPORT_MERGE, answer=ReceiptView)
def separate_report(call: Write, path: ReportPath, body: Reasoned) -> ReceiptView:
    """Undo the merge of a report, with a reason."""
    operation = planning.operation(call.tx.session, call.actor, path.code)
    return receipt_of(call, actions.separate_report(call.tx, call.actor, operation, path.id, body))


@doors.write("POST", "/operations/<code>/dismissals", Action.REPORT_MERGE, answer=DismissedView)
def dismiss_pair(call: Write, path: CodePath, body: DismissPair) -> DismissedView:
    """Set two reports apart: they speak of two seizures."""
    operation = planning.operation(call.tx.session, call.actor, path.code)
    dismissal = actions.dismiss_pair(call.tx, call.actor, operation, body)
    return DismissedView(first_id=dismissal.first_id, second_id=dismissal.second_id)


def _pair(each: queries.Proposal, zones: dict[str, str], nameless: Collection[str]) -> PairView:
    refusal = each.refused
    return PairView(
        stays=_claim(each.stays, zones, nameless),
        other=_claim(each.other, zones, nameless),
        bond=each.pair.bond,
        apart_for=int(each.pair.apart_for.total_seconds()),
        refused=None
        if refusal is None
        else RefusedView(code=refusal.code, params=refusal.params, message=refusal.message),
    )


def _claim(found: Found, zones: dict[str, str], nameless: Collection[str]) -> ClaimView:
    report, edition = found
    return ClaimView(
        id=report.id,
        number=report.number,
        airport=report.airport,
        country=report.country,
        zone=zones.get(report.airport or ""),
        state=report.state,
        version=report.version,
        edition=edition.edition,
        occurred_at=edition.occurred_at,
        received_at=report.received_at,
        body=shown(edition, None, nameless=report.country in nameless),
    )
