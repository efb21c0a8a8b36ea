"""List reports, page by page, at a cost that does not grow with the operation.

A reader sees a report in one of two ways: at home in its current edition, elsewhere as it was last validated. Each way
is a branch whose rows lie in an index in every order that a list can have; a page is what comes first in the branches
together, and the next one goes on behind its last row.

An index holds one column beside the order. What else is asked for (a commodity, a day) is looked for row by row, among
so many rows at once: where there are more, a page may end early with a place to go on from, and the count says that it
is no more than a lower bound. An operation of no more reports than that never meets either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, false, func, literal, select, true, tuple_

from operations.policy import Action, home_of
from operations.reports.cursors import (
    Reading,
    cursor,
    or_none,
    position,
    read_code,
    read_date,
    read_instant,
    read_number,
)
from operations.reports.models import Report, ReportEdition
from realtime.database import table_of
from realtime.feed import EVERY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from operations.policy import Actor
    from operations.reports.queries import Found

LOOKED_AT: Final = 10_000
"""How many rows of a branch are looked at for one page, and for one count."""

_NEAR: Final = (4, 32)
"""A page is looked for among so many times its rows first, and then among more: mostly it is there."""

_AT_ONCE: Final = 500
"""Rows of a file that are read together, so that neither all are held nor anybody waits long for the next."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; None does not narrow. `sort` is a column, with - before it for the last first."""

    kind: str | None = None
    state: str | None = None
    airport: str | None = None
    country: str | None = None
    commodity: str | None = None
    basis: str | None = None
    day_from: date | None = None
    day_to: date | None = None
    number: int | None = None
    complete: bool | None = None
    referral_open: bool | None = None
    sort: str = "-received_at"


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a list: what it holds, how many there are in all, and where it goes on.

    Not `counted_all`: there are so many at least. `found` may then be fewer than asked for, or none, and yet go on.
    """

    found: Sequence[Found]
    total: int
    counted_all: bool
    next: str | None


class _Place(NamedTuple):
    """Where a row stands in an order: the value sorted by, which may be nothing, and what tells equals apart."""

    value: Any
    received_at: Any
    number: int


_Query: TypeAlias = Select[*tuple[Any, ...]]
_Row: TypeAlias = "tuple[_Place, Found]"

_READINGS: Final[Mapping[str, Reading]] = {
    "number": read_number,
    "kind": read_code,
    "state": read_code,
    "airport": or_none(read_code),
    "country": or_none(read_code),
    "received_at": read_instant,
    "occurred_at": or_none(read_instant),
    "report_on": or_none(read_date),
}
_NOTHING_LAST: Final = ("airport", "country", "occurred_at", "report_on")
"""What a report may have none of; those without come last whichever way a list is sorted."""


@dataclass(frozen=True, slots=True)
class _Order:
    """The order of a list."""

    name: str
    descending: bool

    @classmethod
    def of(cls, sort: str) -> _Order:
        """Read an order as it is asked for."""
        return cls(sort.removeprefix("-"), sort.startswith("-"))

    def place(self, said: str) -> _Place:
        """Read a place in this order. Raises Refusal."""
        return _Place(*position(said, self.name, (_READINGS[self.name], read_instant, read_number)))

    def stretches(self, behind: _Place | None) -> Iterator[bool]:
        """Yield whether rows with a value come next, then those without, from a place on."""
        if behind is None or behind.value is not None:
            yield True
        if self.name in _NOTHING_LAST:
            yield False


@dataclass(frozen=True, slots=True)
class _Branch:
    """Reports that a reader sees in one way, and what is asked of them.

    `lead` is the filter that an index answers in the order of arrival, `led_by` its name; `rest` is looked up in the
    report, `said` in its edition. `fixed` is what every report of the branch is to this reader.
    """

    within: tuple[ColumnElement[bool], ...]
    edition: ColumnElement[Any]
    columns: Mapping[str, ColumnElement[Any]]
    fixed: Mapping[str, str] = field(default_factory=dict)
    led_by: str | None = None
    lead: tuple[ColumnElement[bool], ...] = ()
    rest: tuple[ColumnElement[bool], ...] = ()
    said: tuple[ColumnElement[bool], ...] = ()

    def arrived(self) -> Subquery:
        """Return those that came last, one more than are looked at, and whether the rest of what is asked fits."""
        fits = case((and_(true(), *self.rest), 1), else_=0).label("fits")
        query = select(Report.id, self.edition.label("edition"), fits).where(*self.within, *self.lead)
        order = Report.received_at.desc(), Report.number.desc()
        return query.order_by(*order).limit(LOOKED_AT + 1).subquery()

    def asked(self, order: _Order) -> tuple[ColumnElement[bool], ...]:
        """Return what has to be looked up row by row in this order."""
        led = order.name in {"received_at", self.led_by}
        return (*(() if led else self.lead), *self.rest, *self.said)

    def walked(self, order: _Order, behind: _Place | None, *, valued: bool) -> _Query:
        """Return a stretch of the branch from a place on, as an index has it in this order."""
        led = self.lead if order.name in {"received_at", self.led_by} else ()
        shown = self.columns["received_at"], self.columns["number"], self.columns[order.name]
        query = select(Report.id, self.edition.label("edition"), *dict.fromkeys(shown))
        return self.stretch(query.where(*self.within, *led), order, behind, valued=valued)

    def stretch(self, query: _Query, order: _Order, behind: _Place | None, *, valued: bool) -> _Query:
        """Order a query, and narrow it to what has a value to be sorted by, or has none, behind a place."""
        if order.name in _NOTHING_LAST:
            column = self.columns[order.name]
            query = query.where(column.is_not(None) if valued else column.is_(None))
        keys = self._keys(order, valued=valued)
        if behind is not None and (behind.value is None) != valued:
            query = query.where(self._behind(order, keys, behind))
        return query.order_by(*(key.desc() if order.descending else key for key in keys))

    def _keys(self, order: _Order, *, valued: bool) -> list[ColumnElement[Any]]:
        number, arrival = self.columns["number"], self.columns["received_at"]
        if order.name == "number":
            return [number]
        if not valued or order.name == "received_at" or order.name in self.fixed:
            return [arrival, number]
        return [self.columns[order.name], arrival, number]

    def _behind(self, order: _Order, keys: Sequence[ColumnElement[Any]], place: _Place) -> ColumnElement[bool]:
        fixed = self.fixed.get(order.name)
        if fixed is not None and fixed != place.value:
            return true() if (fixed < place.value) == order.descending else false()
        values = place[-len(keys) :]
        last = tuple_(*(literal(value, key.type) for key, value in zip(keys, values, strict=True)))
        return tuple_(*keys) < last if order.descending else tuple_(*keys) > last

    def place(self, order: _Order, row: Any, *, valued: bool) -> _Place:  # noqa: ANN401 a report, or a row like one
        """Return where a row stands in an order."""
        value = self.fixed.get(order.name) or (getattr(row, self.columns[order.name].key or "") if valued else None)
        return _Place(value, row.received_at, row.number)


def listed(
    session: Session, actor: Actor, operation: Operation, filters: Filters, *, limit: int, cursor: str | None
) -> Listing:
    """Return a part of the reports an actor may see, in a stable order."""
    order = _Order.of(filters.sort)
    behind = None if cursor is None else order.place(cursor)
    branches = _branches(actor, operation, filters)
    counts = [_counted(session, branch) for branch in branches]
    known = list(zip(branches, (whole for _, whole in counts), strict=True))
    found, following = _page(session, known, order, behind, limit)
    total, counted_all = sum(many for many, _ in counts), all(whole for _, whole in counts)
    return Listing(found, total, counted_all, following)


def every_one(session: Session, actor: Actor, operation: Operation, filters: Filters) -> Iterator[Sequence[Found]]:
    """Yield all that a list holds, in its order, some at once."""
    order, behind = _Order.of(filters.sort), None
    branches = _branches(actor, operation, filters)
    known = [(branch, _counted(session, branch)[1]) for branch in branches]
    while True:
        found, following = _page(session, known, order, behind, _AT_ONCE)
        yield found
        if following is None:
            return
        behind = order.place(following)


def _branches(actor: Actor, operation: Operation, filters: Filters) -> list[_Branch]:
    """Return the ways in which an actor sees reports, but for those in which none can be what is asked for."""
    circles = actor.circles(operation.id, Action.REPORT_READ)
    here = Report.operation_id == operation.id
    if circles is EVERY:
        return [_filtered(replace(_AT_HOME, within=(here,)), filters)]
    homes = sorted(circle for circle in circles if circle.startswith("airport:"))
    asked = None if filters.airport is None else home_of(filters.airport)
    found = [
        _filtered(replace(_AT_HOME, within=(here, Report.home == home)), filters, home=home)
        for home in homes
        if asked in {None, home}
    ]
    elsewhere = "operation" in circles and asked not in homes and filters.state in {None, "validated"}
    if elsewhere:
        away = here, Report.circle == "operation", Report.validated_edition.is_not(None)
        branch = _filtered(replace(_AWAY, within=away), replace(filters, state=None))
        found.append(replace(branch, rest=(*branch.rest, Report.home.not_in(homes))))
    return found


_HERE: Final = table_of(Report)

_AT_HOME: Final = _Branch(
    within=(),
    edition=_HERE.c.edition,
    columns={name: _HERE.c[name] for name in _READINGS},
)
_AWAY: Final = replace(
    _AT_HOME,
    edition=_HERE.c.validated_edition,
    columns={
        **_AT_HOME.columns,
        "occurred_at": _HERE.c.validated_occurred_at,
        "report_on": _HERE.c.validated_on,
    },
    fixed={"state": "validated"},
)


def _filtered(branch: _Branch, filters: Filters, *, home: str | None = None) -> _Branch:
    """Narrow a branch: by what an index answers, the narrowest first, and by the rest. At `home` the home leads."""
    asked = {name: getattr(filters, name) for name in ("number", "airport", "country", "state", "kind")}
    asked = {name: value for name, value in asked.items() if value is not None}
    led_by = next(iter(asked), None) if home is None else None
    said = {name: branch.columns[name] == value for name, value in asked.items()}
    lead = () if led_by is None else (said.pop(led_by),)
    rest = list(said.values())
    if filters.referral_open is not None:
        rest.append(Report.referral_open.is_(filters.referral_open))
    return replace(branch, led_by=led_by, lead=lead, rest=tuple(rest), said=tuple(_said(filters)))


def _said(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.basis is not None:
        yield ReportEdition.basis == filters.basis
    if filters.commodity is not None:
        yield ReportEdition.commodities.contains(f" {filters.commodity} ", autoescape=True)
    if filters.complete is not None:
        yield ReportEdition.incomplete.is_(not filters.complete)
    day = func.coalesce(ReportEdition.occurred_on, ReportEdition.report_on)
    if filters.day_from is not None:
        yield day >= filters.day_from
    if filters.day_to is not None:
        yield day <= filters.day_to


def _counted(session: Session, branch: _Branch) -> tuple[int, bool]:
    """Return how many there are among the rows that are looked at, and whether those are all there are."""
    looked = branch.arrived()
    query = select(func.count(), func.sum(looked.c.fits)).select_from(looked)
    if branch.said:
        fits = case((and_(looked.c.fits == 1, *branch.said), 1), else_=0)
        query = select(func.count(), func.sum(fits)).select_from(looked).join(ReportEdition, _of(looked))
    many, fitting = session.execute(query).one()
    return min(int(fitting or 0), LOOKED_AT), many <= LOOKED_AT


def _of(rows: Subquery) -> ColumnElement[bool]:
    return and_(ReportEdition.report_id == rows.c.id, ReportEdition.edition == rows.c.edition)


def _opened(rows: Subquery) -> _Query:
    """Return the reports of some rows, with the editions their reader sees."""
    return select(Report, ReportEdition).join(rows, Report.id == rows.c.id).join(ReportEdition, _of(rows))


def _page(
    session: Session, branches: Sequence[tuple[_Branch, bool]], order: _Order, behind: _Place | None, limit: int
) -> tuple[list[Found], str | None]:
    """Return the rows behind a place, of all branches together, and the place where it goes on."""
    found: list[_Row] = []
    end: _Place | None = None
    for valued in order.stretches(behind):
        wanted = limit + 1 - len(found)
        rows: list[_Row] = []
        ends: list[_Place] = []
        for branch, whole in branches:
            part, last = _stretch(session, branch, order, behind, wanted, valued=valued, whole=whole)
            rows += part
            ends += [] if last is None else [last]
        rows.sort(key=lambda row: row[0], reverse=order.descending)
        if ends:
            # Behind where a branch was looked at no further, nobody knows what comes next.
            end = max(ends) if order.descending else min(ends)
            rows = [row for row in rows if (row[0] >= end if order.descending else row[0] <= end)]
        found += rows
        if end is not None or len(found) > limit:
            break
    if len(found) > limit:
        end = found[limit - 1][0]
    return [each for _, each in found[:limit]], None if end is None else cursor(order.name, *end)


def _stretch(
    session: Session,
    branch: _Branch,
    order: _Order,
    behind: _Place | None,
    wanted: int,
    *,
    valued: bool,
    whole: bool,
) -> tuple[list[_Row], _Place | None]:
    """Return so many rows of a stretch of a branch, and the place up to which it was looked at if not all was.

    `whole` says that what an index answers is little enough to be sorted.
    """
    asked = branch.asked(order)

    def placed(query: _Query) -> list[_Row]:
        rows = session.execute(query.limit(wanted))
        return [(branch.place(order, row[0], valued=valued), (row[0], row[1])) for row in rows]

    def read(rows: _Query, *further: ColumnElement[bool]) -> list[_Row]:
        query = branch.stretch(_opened(rows.subquery()).where(*further), order, None, valued=valued)
        return placed(query)

    walked = branch.walked(order, behind, valued=valued)
    if not asked:
        return read(walked.limit(wanted)), None
    for near in _NEAR:
        found = read(walked.limit(min(wanted * near, LOOKED_AT)), *asked)
        if len(found) == wanted:
            return found, None
    if whole:
        rows = branch.arrived()
        query = branch.stretch(_opened(rows).where(rows.c.fits == 1, *branch.said), order, behind, valued=valued)
        return placed(query), None
    found = read(walked.limit(LOOKED_AT), *asked)
    if len(found) == wanted:
        return found, None
    last = session.execute(walked.offset(LOOKED_AT - 1).limit(1)).one_or_none()
    return found, None if last is None else branch.place(order, last, valued=valued)
