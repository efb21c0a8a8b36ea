"""Counts of persons as one reader may see them: exact, or in fives, small counts and complements kept back.

One rule for persons met in seizures and for victims and migrants: which measure, and which cuts, is said by who asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import ColumnElement, or_, select

from operations.ledger.measures import HOME, MEASURES
from operations.ledger.models import Standing, Tally
from operations.ledger.post import VALIDATED
from operations.policy import Action
from operations.statistics.disclosure import NOWHERE, Places, coarse, kept_back, places_kept_back, total_kept_back
from operations.statistics.document import PersonsNumber
from operations.statistics.goods import NUMBERS
from operations.statistics.keys import NOT_KNOWN, figure
from operations.statistics.sums import Sum, Sums, within
from realtime.feed import EVERY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.policy import Actor

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


Known: TypeAlias = Mapping[str, Counts]
"""Measure → what a reader knows of it."""

_AT_HOME: Final = sorted(
    {",".join(cut) for measure in MEASURES.values() for cut in measure.cuts if cut[:2] == HOME and len(cut) > len(HOME)}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted, and by what it is cut; `countries` are the airports' countries."""

    measure: str
    cuts: Sequence[str]
    countries: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Apart:
    """A measure as its reader may see it; of a cut in `kept_back` not everything is shown, or it may be so."""

    total: PersonsNumber
    cuts: Mapping[str, list[PersonsNumber]]
    kept_back: list[str]


def apart(sums: Sums, who: Reader, known: Known, asked: Asked) -> Apart:
    """Return what a reader may see of a measure whose small counts are kept apart."""
    whole: Counts = {
        cut: {cell: value for (cell, _), value in cells.items()}
        for (measure, cut), cells in sums.items()
        if measure == asked.measure
    }
    mine = known.get(asked.measure, {})
    hidden = {} if who.exact else _hidden(whole, mine, who, asked)
    shown = _Shown(asked, whole, mine, hidden, who)
    return Apart(
        total=shown.number("", "", whole.get("", {}).get("", Sum()), back=shown.is_back("", "")),
        cuts={cut: shown.numbers(cut) for cut in asked.cuts},
        kept_back=[cut for cut in asked.cuts if hidden.get(cut) or shown.is_quiet],
    )


def known_to(
    session: Session, stream_id: int, circles: frozenset[str], who: Reader, countries: Mapping[str, str]
) -> Known:
    """Return what a reader knows exactly: the validated persons of the own country, or of the own airports.

    `countries` are the airports' countries. Whoever reads everything exactly need not be told apart.
    """
    if who.exact or not (who.countries or who.airports):
        return {}
    homes = [f"{country}," for country in who.countries]
    homes += [f"{countries.get(iata, NOT_KNOWN)},{iata}," for iata in who.airports]
    query = select(Tally.measure, Tally.cut, Tally.cell, Tally.value).where(
        Tally.stream_id == stream_id, Tally.cut.in_(_AT_HOME), within(Tally, circles), Tally.stage == VALIDATED,
        Tally.value != 0, or_(*(Tally.cell.startswith(home) for home in sorted(homes))),
    )  # fmt: skip
    found: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for measure, cut, cell, value in session.execute(query):
        country, airport, code = cell.split(",")
        dimension = cut.rpartition(",")[2]
        found[measure][dimension][code] += value
        # Each figure is cut by the day, and every cut holds the whole.
        for place, name in (("", ""), ("country", country), ("airport", airport)) if dimension == "occurred_on" else ():
            found[measure][place][name] += value
    return {
        measure: {cut: {code: Sum(validated=value) for code, value in cells.items()} for cut, cells in cuts.items()}
        for measure, cuts in found.items()
    }


def own_cases(who: Reader) -> ColumnElement[bool]:
    """Return the condition for the lines of cases a reader knows: of the own country, or of the own airports."""
    mine: list[ColumnElement[bool]] = [Standing.airport.in_(sorted(who.airports))]
    if who.countries:
        mine.append(Standing.country.in_(sorted(who.countries)))
    return or_(*mine)


def _hidden(whole: Counts, known: Counts, who: Reader, asked: Asked) -> Mapping[str, frozenset[str]]:
    found = {
        cut: kept_back(_validated(whole, cut), _validated(known, cut), entitled=who.entitled)
        for cut in asked.cuts
        if cut not in {"country", "airport"}
    }
    total, part = _validated(whole, "").get("", 0), _validated(known, "").get("", 0)
    found[""] = frozenset({""}) if total_kept_back(total, part, entitled=who.entitled) else frozenset()
    found["country"], found["airport"] = places_kept_back(
        _places(whole, asked.countries), _places(known, asked.countries), entitled=who.entitled
    )
    return found


def _validated(counts: Counts, cut: str) -> dict[str, int]:
    return {code: value.validated for code, value in counts.get(cut, {}).items() if value.validated}


def _places(counts: Counts, countries: Mapping[str, str]) -> Places:
    airports: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for iata, value in _validated(counts, "airport").items():
        airports[countries.get(iata, NOT_KNOWN)][iata] = value
    return Places(_validated(counts, "country"), airports) if airports else NOWHERE


def _place(number: PersonsNumber) -> tuple[int, str]:
    return (1 if number.validated is None else -int(number.validated), number.code)


@lru_cache(maxsize=NUMBERS)
def _number(key: str, code: str, validated: int | None, submitted: int | None, own: int | None) -> PersonsNumber:
    """Return a count as it is shown, made once for all pages that show it so."""
    said = (None if value is None else str(value) for value in (validated, submitted, own))
    return PersonsNumber(key=key, code=code, **dict(zip(("validated", "submitted", "own"), said, strict=True)))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What there is, what its reader knows of it, and what must not be shown."""

    asked: Asked
    whole: Counts
    known: Counts
    hidden: Mapping[str, frozenset[str]]
    who: Reader

    def numbers(self, cut: str) -> list[PersonsNumber]:
        """Return the cells of a cut that are shown, or named as kept back."""
        shown = [
            self.number(cut, code, value, back=self.is_back(cut, code))
            for code, value in self.whole.get(cut, {}).items()
            if not self.is_back(cut, code) or self.is_named(cut, code, value)
        ]
        # What is kept back comes last and by name, for its place in an order by size would tell its size.
        return sorted(shown, key=_place)

    @property
    def is_quiet(self) -> bool:
        """Say whether none and a few look alike to this reader."""
        return MEASURES[self.asked.measure].quiet and not self.who.exact

    def is_back(self, cut: str, code: str) -> bool:
        """Say whether a count is kept back."""
        others = self.whole.get(cut, {}).get(code, Sum()).validated - self.part(cut, code)
        return code in self.hidden.get(cut, frozenset()) or (self.is_quiet and coarse(others) == 0)

    def is_named(self, cut: str, code: str, value: Sum) -> bool:
        """Say whether a count that is kept back is named as such."""
        mine = bool(self.own(cut, code)) or (self.who.entitled and bool(value.submitted))
        return mine or (cut not in TELLING and not self.is_quiet) or (bool(value.submitted) and not self.is_quiet)

    def number(self, cut: str, code: str, value: Sum, *, back: bool) -> PersonsNumber:
        """Return one count as its reader may see it."""
        own, known = self.own(cut, code), self.part(cut, code)
        open_to = self.who.exact or self.who.entitled
        shown = value.validated if self.who.exact else known + coarse(value.validated - known)
        return _number(
            figure(self.asked.measure, {cut: code} if cut else {}, "person"),
            code,
            None if back else shown,
            value.submitted if open_to else None,
            own if self.who.entitled else None,
        )

    def own(self, cut: str, code: str) -> int:
        """Return the part of a count that is its reader's own country's."""
        return self.part(cut, code) if self.who.entitled else 0

    def part(self, cut: str, code: str) -> int:
        """Return the part of a count that its reader knows, whose changes must not tell of the others."""
        return self.known.get(cut, {}).get(code, Sum()).validated
