"""The sample's plan, laid around any instant: nine days of operation, of which four are over. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from operations.participation.limits import UNLIMITED, Answer, Limits, TerminalsAt
from operations.planning.levels import BUNDLES, Level
from operations.planning.plan import (
    Expectations,
    Moment,
    Objective,
    Phase,
    PhaseKind,
    Plan,
    PlannedControl,
    RegionalUnit,
    ReportDay,
    Roster,
    Shift,
    Target,
)
from operations.reports.commodities import TAXONOMY_VERSION

CODE: Final = "COCAIR-SAMPLE"
NAME: Final = "COCAIR sample"

DRAFTED_BEFORE: Final = timedelta(days=30)
PUBLISHED_BEFORE: Final = timedelta(days=27)
"""How long before now the plan was made: its phases lay ahead then, as they must."""

OPERATIONAL: Final = 2
"""The operational phase's place in the plan."""

COUNTRIES: Final = {
    "ABJ": "CI", "ACC": "GH", "ADD": "ET", "AMM": "JO", "BGI": "BB", "BKO": "ML", "BOG": "CO", "BRU": "BE",
    "CDG": "FR", "CMN": "MA", "DSS": "SN", "GRU": "BR", "LFW": "TG", "LIS": "PT", "LOS": "NG", "MPM": "MZ",
    "NBO": "KE", "PTY": "PA", "RAI": "CV", "SDQ": "DO",
}  # fmt: skip
"""The airports with their countries."""

UNANSWERED: Final = "KE"
ANSWERS: Final[dict[str, tuple[Answer, Limits]]] = {
    country: (Answer.ACCEPT, UNLIMITED) for country in COUNTRIES.values() if country != UNANSWERED
} | {
    "BB": (Answer.LIMIT, Limits(directions=("arrival",))),
    "FR": (Answer.LIMIT, Limits(terminals=(TerminalsAt(airport="CDG", terminals=("2E", "2F")),))),
    "JO": (Answer.LIMIT, Limits(kinds=("seizure", "activity"))),
    "MA": (Answer.LIMIT, Limits(no_nominal_data=True)),
    "MZ": (Answer.DECLINE, UNLIMITED),
}
"""What each country answered; one has not yet."""

UNITS: Final = (
    RegionalUnit(name="Dakar", countries=("CI", "CV", "GH", "MA", "ML", "NG", "SN", "TG")),
    RegionalUnit(name="Panama", countries=("BB", "BR", "CO", "DO", "PA")),
    RegionalUnit(name="Brussels", countries=("BE", "FR", "PT")),
    RegionalUnit(name="Addis Ababa", countries=("ET", "JO", "KE", "MZ")),
)
"""The coordination units by region."""

ROSTERS: Final = (
    Roster(
        airports=("BOG", "GRU", "PTY"),
        shifts=(Shift(code="day", starts="06:00", ends="18:00"), Shift(code="night", starts="18:00", ends="06:00")),
    ),
    Roster(
        airports=("CDG", "LIS"),
        shifts=(
            Shift(code="morning", starts="06:00", ends="14:00"),
            Shift(code="evening", starts="14:00", ends="22:00"),
            Shift(code="night", starts="22:00", ends="06:00"),
        ),
    ),
)
"""Where officers answer for each of their shifts; everywhere else once a day."""

REPORT_DAY: Final = ReportDay()
EXPECTED: Final = Expectations(due_after_hours=12, rosters=ROSTERS)

TAKING_PART: Final = tuple(
    iata for iata, country in COUNTRIES.items() if country in ANSWERS and ANSWERS[country][0] is not Answer.DECLINE
)

_TIGHTEST: Final = frozenset({"BOG", "DSS", "GRU", "LOS"})


def first_day(now: datetime) -> date:
    """Return the first day of the operational phase, on everybody's calendar."""
    return now.date() - timedelta(days=4)


def sample_plan(now: datetime) -> Plan:
    """Return the plan whose fifth operational day is today."""
    first = first_day(now)
    return Plan(
        aim="Disrupt the carriage of drugs and other illicit goods by air between Latin America, Africa and Europe.",
        legal_basis="Memoranda of understanding of the joint airport interdiction task forces (sample).",
        purpose="Prevention, detection and combat of trafficking by air passengers, mail and cargo.",
        lead="UNODC",
        partners=("WCO", "INTERPOL"),
        countries=tuple(sorted(set(COUNTRIES.values()))),
        airports=tuple(COUNTRIES),
        phases=(
            _phase(PhaseKind.preparation, first, -21, time(8), -6, time(8)),
            _phase(PhaseKind.intelligence, first, -6, time(8), 0, time(6)),
            _phase(PhaseKind.operational, first, 0, time(6), 9, time(18)),
            _phase(PhaseKind.consolidation, first, 9, time(18), 17, time(18)),
        ),
        units=UNITS,
        report_day=REPORT_DAY,
        expectations=EXPECTED,
        controls=tuple(
            control
            for iata in COUNTRIES
            for control in (_control(iata, 1, Level.baseline), _control(iata, OPERATIONAL, _tightened(iata)))
        ),
        objectives=_objectives(),
        taxonomy_version=TAXONOMY_VERSION,
    )


def _phase(kind: PhaseKind, first: date, starts: int, starts_at: time, ends: int, ends_at: time) -> Phase:
    return Phase(kind=kind, starts=_local(first, starts, starts_at), ends=_local(first, ends, ends_at))


def _local(first: date, days: int, at: time) -> Moment:
    return Moment(wall=datetime.combine(first + timedelta(days=days), at).isoformat(timespec="minutes"))


def _tightened(iata: str) -> Level:
    return Level.maximum if iata in _TIGHTEST else Level.heightened


def _control(iata: str, phase: int, level: Level) -> PlannedControl:
    return PlannedControl(airport=iata, phase=phase, level=level, measures=tuple(BUNDLES[level]))


def _objectives() -> tuple[Objective, ...]:
    return (
        Objective(
            text="Find more of what air passengers carry, by controls heightened at all airports at once.",
            targets=(
                Target(measure="seizures", unit="seizure", value="150"),
                Target(measure="quantity", cell={"commodity": "cocaine"}, unit="kg", value="250"),
                Target(measure="persons", cell={"outcome": "arrested"}, unit="person", value="90"),
            ),
        ),
        Objective(
            text="Know how much was controlled, so that results can be rated.",
            targets=(Target(measure="passengers_checked", unit="person", value="60000"),),
            indicators=("Every airport reports every day.",),
        ),
        Objective(
            text="Work as one task force at each airport.",
            indicators=("Services that took part at each airport.", "Share of women among officers trained."),
        ),
    )
