"""Post lines and take them back; settle both, and the tallies, in the transaction they belong to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from operations.ledger.measures import LEG, MEASURES, WAY
from operations.ledger.models import DIMENSIONS, Line, Standing, Tally
from operations.ledger.ways import NOT_KNOWN, legs
from realtime.database import as_table, lists, table_of
from realtime.prepared import PreparedWrite, inserting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from sqlalchemy.orm import Session

    from operations.ledger.measures import Cut
    from realtime.transaction import Tx

SUBMITTED = "submitted"
VALIDATED = "validated"


@dataclass(frozen=True, slots=True)
class Posting:
    """What a line will say: `value` whole steps of `unit` for a measure, at a stage, in a circle, cut by dimensions."""

    report_id: str
    measure: str
    unit: str
    value: int
    stage: str
    circle: str
    airport: str | None = None
    country: str | None = None
    occurred_on: date | None = None
    report_on: date | None = None
    phase: str | None = None
    late: bool = False
    commodity: str | None = None
    direction: str | None = None
    origin: str | None = None
    destination: str | None = None
    conveyance: str | None = None
    concealment: str | None = None
    basis: str | None = None
    database: str | None = None
    role: str | None = None
    sex: str | None = None
    age_band: str | None = None
    nationality: str | None = None
    outcome: str | None = None
    qualifier: str | None = None
    technique: str | None = None
    occurred_hour: str | None = None
    utc_on: date | None = None
    utc_hour: str | None = None
    value_basis: str | None = None
    exploitation: str | None = None
    referred_to: str | None = None
    verification: str | None = None
    incident: str | None = None
    place: str | None = None
    terminal: str | None = None
    transit: str | None = None
    onward: str | None = None

    def said(self) -> dict[str, Any]:
        """Return it as a row of a table takes it."""
        return dict(zip(FIELDS, _FIELDS_OF(self), strict=True))


FIELDS = ("report_id", "measure", "unit", "value", "stage", "circle", *DIMENSIONS)
_FIELDS_OF: Final = attrgetter(*FIELDS)

_LINES, _STANDING, _TALLIES = map(table_of, (Line, Standing, Tally))
_PLACE: Final = ("stream_id", "seq", "n")
# One place at a time: for a set of places the embedded database looks at all that stands.
_TAKE_ONE_AWAY: Final = PreparedWrite(
    delete(_STANDING).where(*(_STANDING.c[name] == bindparam(name) for name in _PLACE))
)
_GONE: Final = as_table(_STANDING, _PLACE)
_TAKE_AWAY: Final = delete(_STANDING).where(*(_STANDING.c[name] == _GONE.c[name] for name in _PLACE))
_TALLY: Final = ("stream_id", "measure", "unit", "stage", "circle", "cut", "cell")


def _adding(upsert: sqlite.Insert | postgresql.Insert) -> PreparedWrite:
    """Return the order to begin a sum, or to add to it where it exists."""
    more = {"value": _TALLIES.c.value + upsert.excluded.value}
    return PreparedWrite(upsert.on_conflict_do_update(index_elements=list(_TALLY), set_=more))


_ADD_LINES, _LET_STAND = inserting(_LINES), inserting(_STANDING)
_ADD_ONE: Final = _adding(sqlite.insert(_TALLIES).values({name: bindparam(name) for name in (*_TALLY, "value")}))
# As a table of its own: however many sums, they go there and back once.
_SUMS: Final = as_table(_TALLIES, (*_TALLY, "value"))
_ADD: Final = _adding(postgresql.insert(_TALLIES).from_select([*_TALLY, "value"], select(*_SUMS.c)))

TallyKey: TypeAlias = tuple[str, str, str, str, str, str]
"""measure, unit, stage, circle, cut, cell."""


@dataclass(frozen=True, slots=True)
class _Gathered:
    stream_id: int
    posting: Posting
    reverses: tuple[int, int] | None = None


def post(tx: Tx, stream_id: int, postings: Iterable[Posting]) -> None:
    """Gather lines; they are written when the transaction leaves."""
    tx.gathered["lines"].extend(_Gathered(stream_id, posting) for posting in postings)


def take_back(
    tx: Tx, stream_id: int, report_id: str, stage: str | None = None, measures: Collection[str] | None = None
) -> None:
    """Gather reversals of everything a report stands for now (at one stage or of some measures, if named)."""

    def unwritten(item: _Gathered) -> bool:
        said = item.posting
        meant = (stage is None or said.stage == stage) and (measures is None or said.measure in measures)
        return item.reverses is None and (item.stream_id, said.report_id) == (stream_id, report_id) and meant

    # What this very transaction gathered stands nowhere yet: filed and validated at once, it never was submitted.
    tx.gathered["lines"][:] = [item for item in tx.gathered["lines"] if not unwritten(item)]
    query = select(Standing).where(Standing.stream_id == stream_id, Standing.report_id == report_id)
    if stage is not None:
        query = query.where(Standing.stage == stage)
    if measures is not None:
        query = query.where(Standing.measure.in_(measures))
    for row in tx.session.scalars(query):
        posting = Posting(**{name: getattr(row, name) for name in FIELDS})
        opposite = replace(posting, value=-posting.value)
        tx.gathered["lines"].append(_Gathered(stream_id, opposite, (row.seq, row.n)))


def cells(posting: Posting) -> Iterable[TallyKey]:
    """Yield the tallies a line adds to."""
    measure = MEASURES[posting.measure]
    head = posting.measure, posting.unit, posting.stage, posting.circle
    for cut in measure.cuts:
        yield *head, ",".join(cut), ",".join(_codes(posting, cut))
    if measure.by_leg:
        for leg in legs(_codes(posting, WAY)):
            yield *head, LEG, ",".join(leg)


def _codes(posting: Posting, cut: Cut) -> list[str]:
    return [_code(getattr(posting, dimension)) for dimension in cut]


def _code(value: object) -> str:
    if value is None:
        return NOT_KNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def settle(tx: Tx) -> None:
    """Write the gathered lines, what stands now, and the tallies: a projection every transaction leaves through.

    The tallies touched are left in `tx.gathered["tallies"]` as (stream, key) for the boards to show.
    """
    gathered: list[_Gathered] = tx.gathered["lines"]
    if not gathered:
        return
    lines: list[dict[str, Any]] = []
    standing: list[dict[str, Any]] = []
    gone: list[dict[str, int]] = []
    sums: Counter[tuple[int, TallyKey]] = Counter()
    for n, item in enumerate(gathered, start=1):
        place = {"stream_id": item.stream_id, "seq": tx.seq(item.stream_id), "n": n}
        reverses_seq, reverses_n = item.reverses or (None, None)
        line = place | item.posting.said() | {"reverses_seq": reverses_seq, "reverses_n": reverses_n}
        lines.append(line)
        if item.reverses is None:
            standing.append(line)
        else:
            gone.append({"stream_id": item.stream_id, "seq": item.reverses[0], "n": item.reverses[1]})
        for key in cells(item.posting):
            sums[item.stream_id, key] += item.posting.value
    _ADD_LINES.many(tx.session, lines)
    if gone:
        _take_away(tx.session, gone)
    if standing:
        _LET_STAND.many(tx.session, standing)
    add_to_tallies(tx.session, {place: value for place, value in sums.items() if value})
    tx.gathered["tallies"].extend(sorted(sums))


def add_to_tallies(session: Session, sums: dict[tuple[int, TallyKey], int]) -> None:
    """Add to sums that exist and begin those that do not, in one statement."""
    if not sums:
        return
    rows = [
        dict(zip(_TALLY, (stream_id, *key), strict=True)) | {"value": value} for (stream_id, key), value in sums.items()
    ]
    if session.get_bind().dialect.name == "sqlite":
        _ADD_ONE.many(session, rows)
    else:
        _ADD.run(session, lists((*_TALLY, "value"), rows))


def _take_away(session: Session, gone: list[dict[str, int]]) -> None:
    """Let lines stand no longer."""
    if session.get_bind().dialect.name == "sqlite":
        _TAKE_ONE_AWAY.many(session, gone)
    else:
        session.connection().execute(_TAKE_AWAY, lists(_PLACE, gone))
