"""Keep the cases of each commodity in the order of their size, and what is to be said of them: a median is looked up.

That is no sum, so no tally has it, and to sort what stands takes the longer the older an operation is. So a case gets a
row in each total it counts in, in whose key its size leads, and of each total and unit a row is kept of how many cases
there are, of those in the middle and of the largest. A case that comes or goes moves the middle by a step at most, and
the key leads to the next.

Validated results lie in the operation's circle: whoever reads figures reads all of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from sqlalchemy import bindparam, delete, func, insert, select, tuple_

from operations.ledger.models import Standing
from operations.ledger.post import VALIDATED
from operations.reports.commodities import COMMODITIES, members
from operations.reports.models import Case, Report, Sizes
from realtime.database import table_of, unseen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from realtime.database import Seen
    from realtime.transaction import Tx


class Place(NamedTuple):
    """A case in the order of its size; those alike come in the order in which they were validated, then filed."""

    value: int
    seq: int
    number: int


Cell: TypeAlias = tuple[int, str, str]
"""Stream, commodity (with all counted in its total), unit."""

Came: TypeAlias = "dict[Place, str]"
"""Cases of a cell: their places, and the reports they are."""

Cases: TypeAlias = "defaultdict[Cell, Came]"

AT_ONCE: Final = 5_000
"""How many lines are held at a time."""

_CASES, _SIZES = table_of(Case), table_of(Sizes)
_CELL: Final = ("stream_id", "commodity", "unit")
_ORDER: Final = tuple(_CASES.c[name] for name in Place._fields)
_HERE: Final = tuple(_CASES.c[name] == bindparam(f"of_{name}") for name in _CELL)
_THERE: Final = tuple_(*(bindparam(f"at_{name}", type_=_CASES.c[name].type) for name in Place._fields))
_SEEN: Final = select(*_ORDER, _CASES.c.report_id).where(*_HERE).limit(bindparam("most")).offset(bindparam("skipped"))
_UP: Final = _SEEN.where(tuple_(*_ORDER) >= _THERE).order_by(*_ORDER)
_DOWN: Final = _SEEN.where(tuple_(*_ORDER) <= _THERE).order_by(*(each.desc() for each in _ORDER))
_LARGEST: Final = _SEEN.order_by(*(each.desc() for each in _ORDER))
_DROP: Final = delete(_CASES).where(*_HERE, *(_CASES.c[name] == bindparam(f"at_{name}") for name in Place._fields))
_FORGET: Final = delete(_SIZES).where(*(_SIZES.c[name] == bindparam(f"of_{name}") for name in _CELL))
_KEPT: Final = select(_SIZES).where(*(_SIZES.c[name].in_(bindparam(f"{name}s", expanding=True)) for name in _CELL))


@cache
def totals_of(code: str | None) -> tuple[str, ...]:
    """Return every commodity in whose total this one is counted, itself among them; none for one that is not known."""
    return tuple(total for total in COMMODITIES if code in members(total))


def settle_cases(tx: Tx) -> None:
    """Put cases in that were validated and take out those that were taken back: a projection of the lines posted."""
    posted, taken_back = _gathered(tx)
    if not posted and not taken_back:
        return
    numbers = {report_id: tx.session.get_one(Report, report_id).number for *_, report_id in posted | taken_back}
    came, went = _placed(posted, numbers), _placed(taken_back, numbers)
    if went:
        rows = [_of(cell) | _at(place) for cell, places in went.items() for place in places]
        tx.session.connection().execute(_DROP, rows)
    if came:
        tx.session.execute(insert(_CASES), list(_case_rows(came)))
    cells = sorted(came.keys() | went.keys())
    lists = {f"{name}s": sorted(set(column)) for name, column in zip(_CELL, zip(*cells, strict=True), strict=True)}
    before = {(row.stream_id, row.commodity, row.unit): row for row in tx.session.execute(_KEPT, lists)}
    tx.session.connection().execute(_FORGET, [_of(cell) for cell in cells])
    sizes = (_moved(tx.session, cell, before.get(cell), came[cell], went[cell]) for cell in cells)
    kept = [row for row in sizes if row is not None]
    if kept:
        tx.session.execute(insert(_SIZES), kept)


_Posted: TypeAlias = "Counter[tuple[Cell, int, str]]"
"""What a report comes to in a cell, by the position at which it was validated."""


def _gathered(tx: Tx) -> tuple[_Posted, _Posted]:
    """Return what cases come and go; a report's quantities always do so together."""
    came: _Posted = Counter()
    went: _Posted = Counter()
    for line in tx.gathered["lines"]:
        said = line.posting
        if (said.measure, said.stage) == ("quantity", VALIDATED):
            for total in totals_of(said.commodity):
                cell = line.stream_id, total, said.unit
                if line.reverses is None:
                    came[cell, tx.seq(line.stream_id), said.report_id] += said.value
                else:
                    went[cell, line.reverses[0], said.report_id] -= said.value
    return came, went


def _placed(posted: _Posted, numbers: Mapping[str, int]) -> Cases:
    found: Cases = defaultdict(dict)
    for (cell, seq, report_id), value in posted.items():
        found[cell][Place(value, seq, numbers[report_id])] = report_id
    return found


def _case_rows(cases: Cases) -> Iterator[dict[str, Any]]:
    for cell, places in cases.items():
        for place, report_id in places.items():
            yield dict(zip(_CELL, cell, strict=True)) | place._asdict() | {"report_id": report_id}


def _of(cell: Cell) -> dict[str, Any]:
    return {f"of_{name}": value for name, value in zip(_CELL, cell, strict=True)}


def _at(place: Place) -> dict[str, int]:
    return {f"at_{name}": value for name, value in place._asdict().items()}


def _moved(session: Session, cell: Cell, before: Row[Any] | None, came: Came, went: Came) -> dict[str, Any] | None:
    """Return what is to be said of a cell whose cases came and went; None where there is no case left."""
    if before is None:
        found = sorted(came.items())
        lower, upper, last = found[(len(found) - 1) // 2], found[len(found) // 2], found[-1]
        return _said(cell, len(found), sum(place.value for place in came), lower[0], upper[0], *last)
    many = before.many + len(came) - len(went)
    if not many:
        return None
    middle = Place(before.middle_value, before.middle_seq, before.middle_number)
    # How many lie below where the middle was; and from there it is so many steps to where it is now.
    below = (before.many - 1) // 2 + sum(place < middle for place in came) - sum(place < middle for place in went)
    steps = (many - 1) // 2 - below
    if steps < 0:
        middle, _ = _found(session, _DOWN, cell, at=middle, skipped=-steps - (middle in went))[0]
        steps = 0
    lower, *above = _found(session, _UP, cell, at=middle, skipped=steps, most=2)
    upper = lower if many % 2 else above[0]
    largest = Place(before.largest_value, before.largest_seq, before.largest_number)
    if largest in went:
        last = _found(session, _LARGEST, cell)[0]
    else:
        last = max([(largest, before.largest_report_id), *came.items()])
    total = before.total + sum(place.value for place in came) - sum(place.value for place in went)
    return _said(cell, many, total, lower[0], upper[0], *last)


def _found(
    session: Session, query: Select[Any], cell: Cell, *, at: Place | None = None, skipped: int = 0, most: int = 1
) -> list[tuple[Place, str]]:
    """Return the next cases by size, and the reports they are."""
    where = _of(cell) | ({} if at is None else _at(at)) | {"skipped": skipped, "most": most}
    return [(Place(*place), report_id) for *place, report_id in session.execute(query, where)]


def _said(
    cell: Cell, many: int, total: int, lower: Place, upper: Place, largest: Place, report_id: str
) -> dict[str, Any]:
    middle = {f"middle_{name}": value for name, value in lower._asdict().items()}
    last = {f"largest_{name}": value for name, value in largest._asdict().items()}
    said = {"many": many, "total": total, "upper_value": upper.value, "largest_report_id": report_id}
    return dict(zip(_CELL, cell, strict=True)) | middle | last | said


def write_sizes(session: Session, stream_id: int) -> None:
    """Write anew what is to be said of the cases of a stream."""
    session.execute(delete(_SIZES).where(_SIZES.c.stream_id == stream_id))
    sizes = sizes_anew(session, stream_id)
    if sizes:
        session.execute(insert(_SIZES), sizes)


def sizes_anew(session: Session, stream_id: int) -> list[dict[str, Any]]:
    """Return what is to be said of the cases of a stream, by putting all of them in order."""
    cell = [_CASES.c[name] for name in _CELL]
    nth = func.row_number().over(partition_by=cell, order_by=_ORDER)
    many, total = (each.over(partition_by=cell) for each in (func.count(), func.sum(_CASES.c.value)))
    columns = *cell, *_ORDER, _CASES.c.report_id, nth.label("nth"), many.label("many"), total.label("total")
    placed = select(*columns).where(_CASES.c.stream_id == stream_id).subquery()
    middle = (placed.c.many + 1) // 2, placed.c.many // 2 + 1
    told = select(placed).where(placed.c.nth.in_([*middle, placed.c.many])).order_by(placed.c.nth)
    cells: defaultdict[Cell, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(told):
        cells[row.stream_id, row.commodity, row.unit].append(row)
    found = []
    for each, rows in sorted(cells.items()):
        last = rows[-1]
        places = {row.nth: Place(row.value, row.seq, row.number) for row in rows}
        lower, upper = places[(last.many + 1) // 2], places[last.many // 2 + 1]
        found.append(_said(each, last.many, int(last.total), lower, upper, places[last.many], last.report_id))
    return found


def misjudged(session: Session, operation: Operation, seen: Seen = unseen) -> list[Cell]:
    """Return every cell whose cases are not what stands, or of which other things are said; none is the good answer."""
    stream_id = operation.stream_id
    lines = select(Standing.seq, Standing.report_id, Standing.commodity, Standing.unit, Standing.value).where(
        Standing.stream_id == stream_id, Standing.measure == "quantity", Standing.stage == VALIDATED
    )
    filed = session.execute(select(Report.id, Report.number).where(Report.operation_id == operation.id))
    numbers = {report_id: number for report_id, number in filed}  # noqa: C416 a row is no pair to `dict`
    posted: _Posted = Counter()
    for seq, report_id, commodity, unit, value in session.execute(lines.execution_options(yield_per=AT_ONCE)):
        for total in totals_of(commodity):
            posted[(stream_id, total, unit), seq, report_id] += value
        seen(1)
    due = _placed(posted, numbers)
    there: Cases = defaultdict(dict)
    cases = select(*(_CASES.c[name] for name in (*_CELL, *Place._fields, "report_id")))
    for *cell, value, seq, number, report_id in session.execute(cases.where(_CASES.c.stream_id == stream_id)):
        there[cell[0], cell[1], cell[2]][Place(value, seq, number)] = report_id
    said = session.execute(select(_SIZES).where(_SIZES.c.stream_id == stream_id)).mappings().all()
    kept, anew = (
        {(row["stream_id"], row["commodity"], row["unit"]): dict(row) for row in rows}
        for rows in (said, sizes_anew(session, stream_id))
    )
    wrong = {cell for cell in due.keys() | there.keys() if due[cell] != there[cell]}
    return sorted(wrong | {cell for cell in kept.keys() | anew.keys() if kept.get(cell) != anew.get(cell)})
