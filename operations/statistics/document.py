"""The after-action report as one typed document: codes, whole steps as strings, instants; no words of any language.

Every number carries its `key`; with `/validated` or `/submitted` behind it the key opens to the reports it was counted
from. Values are whole numbers of the unit's smallest step. Submitted stands beside validated and is never added to it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from operations.participation.limits import Limits
from operations.planning.plan import Handling


class Part(BaseModel):
    """A part of the document: closed, and never changed in place."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Stage(StrEnum):
    """How far the operation is: still running, or its last operational window closed."""

    SO_FAR = "so_far"
    PRELIMINARY = "preliminary"


class Number(Part):
    """One figure. `code` is its cell's ("" for a total); `validated` is None where a small count is kept back."""

    key: str
    code: str
    validated: str | None
    submitted: str | None


class PersonsNumber(Number):
    """A count of persons; what the reader does not know of it in whole fives ("at least") unless `Persons.exact`.

    `own` is the reader's own country's part, exact, where the reader may have it.
    """

    own: str | None = None


class Limited(Part):
    """A country that takes part within limits."""

    country: str
    limits: Limits


class Day(Part):
    """The seizures of one local day, and how many of them were filed late."""

    on: date
    all: Number
    late: Number


class Route(Part):
    """How many seizures lie on one way: origin, the airport of the control, destination (None where not known).

    `destination` is where it was meant to end, where a report says so, else where the flight went.
    `transit` are the places passed before the control, `onward` those still ahead ("LIS-CDG"); None: none was named.
    """

    origin: str | None
    transit: str | None
    airport: str | None
    onward: str | None
    destination: str | None
    seizures: Number


class Credited(Part):
    """What one place counts, and the seizures counted elsewhere in which it has a share.

    The two together are what it is credited with; over several places that is not addable, for a seizure is credited
    to everyone who has a share in it. What is counted adds up.
    """

    counted: Number
    elsewhere: Number


class Credit(Part):
    """Seizures counted and credited by place; empty while nobody has a share in another's seizure."""

    by_airport: list[Credited]
    by_country: list[Credited]


class Seizures(Part):
    """Seizures counted, by everything a case has exactly one of."""

    total: Number
    by_airport: list[Number]
    by_country: list[Number]
    by_day: list[Day]
    by_basis: list[Number]
    by_direction: list[Number]
    by_conveyance: list[Number]
    by_concealment: list[Number]
    by_technique: list[Number]
    by_place: list[Number]
    routes: list[Route]


class Largest(Part):
    """The largest seizure of a commodity, and its share of the total as a decimal."""

    report_id: str
    number: int
    value: str
    share: str


class Cases(Part):
    """What is no sum: in how many seizures a commodity was found, their median and the largest; validated ones only.

    The median of an even number of cases is rounded half up to a whole step.
    """

    count: int
    median: str
    largest: Largest


class GoodsSeized(Part):
    """What was seized of a commodity in one unit.

    A group's total has its `members`, its own code among them standing for "not further specified".
    """

    total: Number
    category: str
    members: list[Number]
    cases: Cases | None


class Unit(Part):
    """All goods counted in one unit; units are never added."""

    unit: str
    goods: list[GoodsSeized]


class Valued(Part):
    """What goods were said to be worth in one currency; values of different bases are apart, currencies never added."""

    unit: str
    total: Number
    by_value_basis: list[Number]


class Detail(Part):
    """One commodity (or group) in one unit, cut further."""

    code: str
    unit: str
    by_airport: list[Number]
    by_country: list[Number]
    by_day: list[Number]
    by_basis: list[Number]


class Persons(Part):
    """Persons met in seizures. Small counts are kept back from all but the OCU and, for its own, each country.

    `exact` says that this reader sees every count; `own_country` whose part is shown exactly, "" for none. A cut whose
    codes would themselves tell (nationality, places, days) leaves out what is kept back: it is then in `kept_back`.
    """

    exact: bool
    own_country: str
    total: PersonsNumber
    by_sex: list[PersonsNumber]
    by_age_band: list[PersonsNumber]
    by_nationality: list[PersonsNumber]
    by_outcome: list[PersonsNumber]
    by_role: list[PersonsNumber]
    by_airport: list[PersonsNumber]
    by_country: list[PersonsNumber]
    by_day: list[PersonsNumber]
    kept_back: list[str]


class CutApart(Part):
    """A cut of a figure whose small counts are kept apart; `kept_back` says that not everything of it is shown."""

    dimension: str
    figures: list[PersonsNumber]
    kept_back: bool


class VictimsMet(Part):
    """VictimsMet and migrants by one measure; measures are never added: who is potentially a victim is not yet one."""

    measure: str
    total: PersonsNumber
    cuts: list[CutApart]


class Hits(Part):
    """Hits reported one by one: entries in databases, never persons, and beside those that returns only count."""

    total: Number
    by_database: list[Number]
    by_verification: list[Number]


class Incidents(Part):
    """Incidents: no result is among them."""

    total: Number
    by_type: list[Number]
    by_airport: list[Number]


class Effort(Part):
    """A denominator: what was controlled, checked or deployed."""

    measure: str
    unit: str
    total: Number
    by_database: list[Number]


class Metrics(Part):
    """The five reporting metrics over the airport-days due by now or answered already; rates as decimals.

    `airport` is "" for all, `on` the report day where they are of one; `planned` are the days of the whole plan;
    `suspended` those not among them, because the airport was suspended throughout.
    """

    airport: str
    country: str
    on: date | None
    planned: int
    suspended: int
    expected: int
    due: int
    actual: int
    on_time: int
    rate: str | None
    on_time_rate: str | None
    key: str


class TargetReached(Part):
    """A figure to reach: the target in steps of `unit` (as planned, `shown_in` is the planner's), and how far it is.

    `share` is None where nothing may be shown or the target is nothing. `at_least` says that the reader may not know
    small counts: what is reached, and the share with it, is what the reader knows and whole fives of the rest.
    """

    measure: str
    cell: dict[str, str]
    unit: str
    shown_in: str
    target: str
    reached: Number
    at_least: bool
    share: str | None


class ObjectiveReached(Part):
    """An objective with its targets; `indicators` are those answered by hand."""

    text: str
    targets: list[TargetReached]
    indicators: list[str]


class Rest(Part):
    """What a stated total holds beyond its stated parts; negative where the parts exceed it."""

    value: str
    qualifier: str


class TotalWithParts(Part):
    """One total as published, with its published parts. `code` is a commodity, category or outcome, "" for all."""

    measure: str
    code: str
    unit: str
    value: str
    qualifier: str
    parts: list[TotalWithParts]
    rest: Rest | None


class Statement(Part):
    """What one source published without its cases."""

    report_id: str
    number: int
    source: str
    stage: Literal["validated", "submitted"]
    totals: list[TotalWithParts]


class Suspended(Part):
    """An airport's suspension from an instant to another or until further notice: past, held now, or still ahead.

    Those ahead belong here as well: the returns they excuse are among `Metrics.suspended` from their decision on.
    """

    airport: str
    starts_at: datetime
    ends_at: datetime | None


class Joined(Part):
    """A country that took part only from an instant on, and how many returns of before are therefore not expected."""

    country: str
    at: datetime
    returns: int


class Changed(Part):
    """How the published plan was changed while it stood: by days and hours where something was moved.

    `kind` is the fact's, such as `phase_extended`; `everywhere` says that it was at every airport.
    """

    at: datetime
    kind: str
    edition: int
    airports: list[str]
    everywhere: bool
    days: int
    hours: int


class AfterAction(Part):
    """The whole report, as of an instant and a position of the operation's log, by one version of the definitions.

    `taxonomy` is the edition of the lists of codes that the operation's plan names; empty where it names none.
    `countries` and `airports` are those that take part; `returns_if_all_accept` are those of the whole plan that are
    expected, and would be of the countries that have not answered.
    """

    code: str
    name: str
    handling: Handling
    stage: Stage
    starts_at: datetime | None
    ends_at: datetime | None
    first_on: date | None
    last_on: date | None
    as_of: datetime
    position: int
    measures: str
    taxonomy: str
    countries: int
    unanswered: int
    declined: int
    airports: int
    seizures: Seizures
    credit: Credit
    quantities: list[Unit]
    values: list[Valued]
    detail: list[Detail]
    persons: Persons
    victims: list[VictimsMet]
    hits: Hits
    incidents: Incidents
    efforts: list[Effort]
    reporting: Metrics
    returns_if_all_accept: int
    reporting_by_airport: list[Metrics]
    reporting_by_day: list[Metrics]
    suspensions: list[Suspended]
    joined: list[Joined]
    changes: list[Changed]
    limited: list[Limited]
    objectives: list[ObjectiveReached]
    stated: list[Statement]
