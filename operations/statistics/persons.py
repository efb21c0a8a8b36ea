"""Persons met in seizures, as one reader may see them: exact, or in fives, small counts and complements kept back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, or_, select

from operations.ledger.models import Standing
from operations.ledger.post import VALIDATED
from operations.policy import Action
from operations.statistics.disclosure import NOWHERE, Places, coarse, kept_back, places_kept_back, total_kept_back
from operations.statistics.document import Persons, PersonsNumber
from operations.statistics.keys import NOT_KNOWN, figure
from operations.statistics.sums import Sum, Sums, within
from realtime.feed import EVERY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.policy import Actor

CUTS: Final = ("sex", "age_band", "nationality", "outcome", "role", "airport", "country", "occurred_on")

TELLING: Final = frozenset({"nationality", "airport", "country", "occurred_on"})
"""Cuts whose very codes would tell that somebody was there: what is kept back is not named."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What one reader may see of persons.

    `exact`: everything. `countries`: the own ones, whose small counts are this reader's too. `airports`: the own ones,
    whose cases this reader can open and so subtract.
    """

    exact: bool
    countries: frozenset[str] = frozenset()
    airports: frozenset[str] = frozenset()

    @property
    def entitled(self) -> bool:
        """Say whether what this reader knows is theirs by right."""
        return bool(self.countries)


def reader(actor: Actor, operation_id: str) -> Reader:
    """Return what an actor may see of persons in an operation."""
    small = actor.circles(operation_id, Action.SMALL_COUNT_READ)
    if small is EVERY:
        return Reader(exact=True)
    cases = actor.circles(operation_id, Action.REPORT_READ)
    return Reader(
        exact=False,
        countries=frozenset(circle.removeprefix("country:") for circle in small if circle.startswith("country:")),
        airports=frozenset(circle.removeprefix("airport:") for circle in cases if circle.startswith("airport:")),
    )


Counts = Mapping[str, Mapping[str, Sum]]
"""Cut ("" for the total) → code → both stages."""


def persons(
    session: Session, stream_id: int, circles: frozenset[str], sums: Sums, who: Reader, countries: Mapping[str, str]
) -> Persons:
    """Return the persons as this reader may see them; `countries` are the airports' countries."""
    whole: Counts = {
        cut: {cell: value for (cell, _), value in cells.items()}
        for (measure, cut), cells in sums.items()
        if measure == "persons"
    }
    known: Counts = {} if who.exact else _known(session, stream_id, circles, who)
    hidden = {} if who.exact else _hidden(whole, known, who, countries)
    cuts = {cut: list(_numbers(cut, whole, known, hidden, who)) for cut in CUTS}
    return Persons(
        exact=who.exact,
        own_country=" ".join(sorted(who.countries)),
        total=_total(whole, known, hidden, who),
        by_sex=cuts["sex"],
        by_age_band=cuts["age_band"],
        by_nationality=cuts["nationality"],
        by_outcome=cuts["outcome"],
        by_role=cuts["role"],
        by_airport=cuts["airport"],
        by_country=cuts["country"],
        by_day=cuts["occurred_on"],
        kept_back=[cut for cut in CUTS if hidden.get(cut)],
    )


def _known(session: Session, stream_id: int, circles: frozenset[str], who: Reader) -> Counts:
    """Return what this reader knows exactly: the validated persons of the own country, or of the own airports."""
    query = select(Standing.value, *(getattr(Standing, cut) for cut in CUTS)).where(
        Standing.stream_id == stream_id, Standing.measure == "persons", Standing.stage == VALIDATED,
        within(Standing, circles), own_cases(who),
    )  # fmt: skip
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for value, *codes in session.execute(query):
        found[""][""] += value
        for cut, code in zip(CUTS, codes, strict=True):
            found[cut][NOT_KNOWN if code is None else str(code)] += value
    return {cut: {code: Sum(validated=value) for code, value in cells.items()} for cut, cells in found.items()}


def own_cases(who: Reader) -> ColumnElement[bool]:
    """Return the condition for the lines of cases a reader knows: of the own country, or of the own airports."""
    mine: list[ColumnElement[bool]] = [Standing.airport.in_(sorted(who.airports))]
    if who.countries:
        mine.append(Standing.country.in_(sorted(who.countries)))
    return or_(*mine)


def _hidden(whole: Counts, known: Counts, who: Reader, countries: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    found = {
        cut: kept_back(_validated(whole, cut), _validated(known, cut), entitled=who.entitled)
        for cut in CUTS
        if cut not in {"country", "airport"}
    }
    total, part = _validated(whole, "").get("", 0), _validated(known, "").get("", 0)
    found[""] = frozenset({""}) if total_kept_back(total, part, entitled=who.entitled) else frozenset()
    found["country"], found["airport"] = places_kept_back(
        _places(whole, countries), _places(known, countries), entitled=who.entitled
    )
    return found


def _validated(counts: Counts, cut: str) -> dict[str, int]:
    return {code: value.validated for code, value in counts.get(cut, {}).items() if value.validated}


def _places(counts: Counts, countries: Mapping[str, str]) -> Places:
    airports: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for iata, value in _validated(counts, "airport").items():
        airports[countries.get(iata, NOT_KNOWN)][iata] = value
    return Places(_validated(counts, "country"), airports) if airports else NOWHERE


def _numbers(
    cut: str, whole: Counts, known: Counts, hidden: Mapping[str, frozenset[str]], who: Reader
) -> Sequence[PersonsNumber]:
    gone = hidden.get(cut, frozenset())
    shown = [
        _number(cut, code, value, known, who, back=code in gone)
        for code, value in whole.get(cut, {}).items()
        if code not in gone or cut not in TELLING or _own(known, who, cut, code) or value.submitted
    ]
    # What is kept back comes last and by name, for its place in an order by size would tell its size.
    return sorted(shown, key=_place)


def _place(number: PersonsNumber) -> tuple[int, str]:
    return (1 if number.validated is None else -int(number.validated), number.code)


def _total(whole: Counts, known: Counts, hidden: Mapping[str, frozenset[str]], who: Reader) -> PersonsNumber:
    value = whole.get("", {}).get("", Sum())
    return _number("", "", value, known, who, back=bool(hidden.get("")))


def _number(cut: str, code: str, value: Sum, known: Counts, who: Reader, *, back: bool) -> PersonsNumber:
    own = _own(known, who, cut, code)
    return PersonsNumber(
        key=figure("persons", {cut: code} if cut else {}, "person"),
        code=code,
        validated=None if back else str(value.validated if who.exact else own + coarse(value.validated - own)),
        submitted=str(value.submitted) if who.exact or who.entitled else None,
        own=str(own) if who.entitled else None,
    )


def _own(known: Counts, who: Reader, cut: str, code: str) -> int:
    return known.get(cut, {}).get(code, Sum()).validated if who.entitled else 0
