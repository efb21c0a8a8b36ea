"""The list of an operation too large to be looked at whole for a page: nothing is lost, told twice or shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select, update

from operations.policy import Actor, Role
from operations.reports.listing import LOOKED_AT, Filters, every_one, listed
from operations.reports.models import Report, ReportEdition
from tests.bench.grown import Grown, begun, grow
from tests.builders import a_seat
from tests.reports import Desk, a_seizure, goods

if TYPE_CHECKING:
    from realtime.transaction import Database

Whole: TypeAlias = "list[tuple[Report, ReportEdition]]"

ORDERS = ("number", "kind", "state", "airport", "country", "received_at", "occurred_at", "report_on")


OFTEN = "-received_at", "-state", "-occurred_at", "report_on"


def test_a_list_that_is_not_looked_at_whole_holds_all_that_its_reader_may_see(database: Database) -> None:
    grown = begun(database, seeds=60)
    grow(grown, LOOKED_AT + 600)
    desk, now = Desk(grown.story), grown.story.now
    at = {number: report(grown, number) for number in (7, 8)}
    with grown.story.change() as tx:
        earlier = update(Report).where(Report.number % 3 == 0).values(received_at=now - timedelta(hours=1))
        tx.session.execute(earlier)
    for each in at.values():
        occurred = (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        desk.correct(each, a_seizure(occurred=occurred, goods=[goods("heroin", "2")]))
    officer = a_seat(grown.story, Role.OFFICER, airport=at[7].airport)
    whole = everything(grown)
    several = (
        Filters(commodity="heroin"),
        Filters(state="submitted"),
        Filters(airport=at[8].airport, sort="occurred_at"),
    )
    for who, orders in ((grown.story.coordinator, ("number", "kind", "-airport", "occurred_at")), (officer, OFTEN)):
        for sort in orders:
            holds(grown, whole, who, replace(several[0], sort=sort))
        for narrowed in several[1:]:
            holds(grown, whole, who, narrowed)
    with database.reading() as session:
        rare = listed(session, officer, grown.story.row(), Filters(basis="tip_off"), limit=50, cursor=None)
    assert (rare.found, rare.total, rare.counted_all) == ([], 0, False)
    assert rare.next is not None, "there is more to look at"


def holds(grown: Grown, whole: Whole, who: Actor, filters: Filters) -> None:
    """Assert that a list is what sorting all that there is says."""
    with grown.db.reading() as session:
        operation = grown.story.row()
        found = [(row[0].id, row[1].edition) for part in every_one(session, who, operation, filters) for row in part]
        first = listed(session, who, operation, filters, limit=50, cursor=None)
    expected = sorted_anew(whole, grown, who, filters)
    assert found == expected, (filters, len(found), len(expected))
    assert [(report.id, edition.edition) for report, edition in first.found] == expected[: len(first.found)]
    assert first.total == len(expected) if first.counted_all else first.total <= len(expected)


def sorted_anew(whole: Whole, grown: Grown, who: Actor, filters: Filters) -> list[tuple[str, int]]:
    homes = set.union(*(set(seat.circles) for seat in who.seats))
    name, descending = filters.sort.removeprefix("-"), filters.sort.startswith("-")
    rows: list[tuple[Any, ...]] = []
    for each, edition in whole:
        at_home = who is grown.story.coordinator or each.home in homes
        if edition.edition != (each.edition if at_home else each.validated_edition):
            continue
        seen = {column: getattr(each, column) for column in ORDERS}
        seen |= {"state": each.state if at_home else "validated", "report_on": edition.report_on}
        seen |= {"occurred_at": edition.occurred_at}
        if fits(seen, edition, filters):
            rows.append((seen[name], each.received_at, each.number, each.id, edition.edition))
    valued = sorted((row for row in rows if row[0] is not None), reverse=descending)
    without = sorted((row for row in rows if row[0] is None), key=lambda row: row[1:], reverse=descending)
    return [row[3:] for row in (*valued, *without)]


def everything(grown: Grown) -> Whole:
    together = select(Report, ReportEdition).join(ReportEdition, ReportEdition.report_id == Report.id)
    with grown.db.reading() as session:
        return [(row[0], row[1]) for row in session.execute(together)]


def fits(seen: dict[str, Any], edition: ReportEdition, filters: Filters) -> bool:
    codes = all(getattr(filters, name) in {None, seen[name]} for name in ("kind", "state", "airport"))
    said = filters.basis in {None, edition.basis} and (filters.commodity or "") in edition.commodities
    return codes and said


def report(grown: Grown, number: int) -> Report:
    with grown.db.reading() as session:
        return session.scalars(select(Report).where(Report.number == number)).one()
