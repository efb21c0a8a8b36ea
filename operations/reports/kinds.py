"""The kinds of report as typed models: what a phone sends, what an edition stores, what a form is drawn upon.

Plain decimal strings for quantities, codes for everything else, wall time of the airport for when it happened. Persons
are never named. What is missing is not known, and never zero.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

from operations.participation.limits import Terminal
from operations.reports.codes import (
    AgeBand,
    Agency,
    Basis,
    Concealment,
    Concern,
    Conveyance,
    Database,
    Direction,
    Exploitation,
    HitAction,
    IncidentType,
    Met,
    Outcome,
    PersonRole,
    Place,
    Qualifier,
    ReferredTo,
    Severity,
    Sex,
    Technique,
    ValueBasis,
    Verification,
)
from operations.reports.conveyance import AWB, CARRIER, FLIGHT_NUMBER
from operations.reports.quantities import LONGEST

Waypoint = Annotated[str, Field(pattern=r"^[A-Z]{2,3}$", description="An airport (IATA) or a country (ISO alpha-2).")]
Alpha2 = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Wall = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$", description="Local wall time at the airport.")]
Count = Annotated[int, Strict(), Field(ge=0, le=1_000_000)]
Decimal = Annotated[str, Field(max_length=LONGEST, description="A plain decimal string.")]
Note = Annotated[str, Field(max_length=2000)]
ShiftCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,8}$", description="A shift of the airport's roster.")]
Number = Annotated[int, Strict(), Field(ge=1, le=10**9)]
MOST_PERSONS = 50
"""Persons met in one seizure."""

Related = Annotated[tuple[Number, ...], Field(max_length=10)]


class Wire(BaseModel):
    """A part of a report: closed to unknown fields, never changed in place."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Goods(Wire):
    """One commodity of a seizure. `confirmed` says that an unlikely quantity was read back and is meant."""

    commodity: Annotated[str, Field(max_length=40)]
    quantity: Decimal
    unit: Annotated[str, Field(max_length=16)]
    confirmed: bool = False
    estimated: bool = False
    value: Decimal | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    value_basis: ValueBasis | None = None


class Partner(Wire):
    """Who else had a share in a case: a kind of service, here or (`place`) at another airport or in another country."""

    agency: Agency
    place: Waypoint | None = None


class Person(Wire):
    """A person met in a seizure, never named."""

    role: PersonRole = PersonRole.UNKNOWN
    sex: Sex = Sex.UNKNOWN
    age_band: AgeBand = AgeBand.UNKNOWN
    nationality: Alpha2 | None = None
    outcome: Outcome | None = None


class Happened(Wire):
    """What happened at one time, as the airport's clock said it; `fold` says which, where it came twice."""

    occurred: Wall
    fold: Annotated[int, Strict(), Field(ge=0, le=1, json_schema_extra={"enum": [0, 1]})] | None = None
    terminal: Terminal | None = None


class Found(Happened):
    """A result without the persons met, which not everybody may know.

    `origin` is the other end of the route on arrival, `destination` on departure; in transit both. `transit` are
    points passed on the way, `intended_destination` where it was meant to end.
    """

    kind: Literal["seizure"] = "seizure"
    direction: Direction
    origin: Waypoint | None = None
    destination: Waypoint | None = None
    transit: Annotated[tuple[Waypoint, ...], Field(max_length=6)] = ()
    intended_destination: Waypoint | None = None
    place: Place | None = None
    conveyance: Conveyance
    carrier: Annotated[str, Field(pattern=CARRIER)] | None = None
    flight_number: Annotated[str, Field(pattern=FLIGHT_NUMBER)] | None = None
    awb: Annotated[str, Field(pattern=AWB)] | None = None
    concealment: Concealment = Concealment.UNKNOWN
    basis: Basis = Basis.UNKNOWN
    technique: Technique | None = None
    goods: Annotated[tuple[Goods, ...], Field(min_length=1, max_length=20)]
    partners: Annotated[tuple[Partner, ...], Field(max_length=10)] = ()


class Seizure(Found):
    """A result: eight fields first, the rest may come later. `related` are numbers of other reports."""

    related: Related = ()
    persons: Annotated[tuple[Person, ...], Field(max_length=MOST_PERSONS)] = ()


class ShownSeizure(Found):
    """A result as a reader sees it; `persons` and `related` are null where one may not know."""

    related: Related | None = None
    persons: tuple[Person, ...] | None = None


class Activity(Wire):
    """The denominators of an airport's day, or shift: what was controlled, with how many officers for how long."""

    kind: Literal["activity"] = "activity"
    report_on: date
    shift: ShiftCode | None = None
    flights_monitored: Count | None = None
    passengers_profiled: Count | None = None
    passengers_checked: Count | None = None
    bags_searched: Count | None = None
    parcels_searched: Count | None = None
    consignments_searched: Count | None = None
    database_checks: dict[Database, Count] = {}
    hits: dict[Database, Count] = {}
    officers: Count | None = None
    officer_hours: Decimal | None = None


class Nil(Wire):
    """On duty, nothing found."""

    kind: Literal["nil"] = "nil"
    report_on: date
    shift: ShiftCode | None = None


class Counted(Wire):
    """Persons met who are alike in what is said of them: how many, never who."""

    met: Met
    count: Annotated[int, Strict(), Field(ge=1, le=1000)]
    sex: Sex = Sex.UNKNOWN
    age_band: AgeBand = AgeBand.UNKNOWN
    exploitation: Exploitation | None = None
    citizenship: Alpha2 | None = None


class Referral(Wire):
    """A referral that was made: how many of the persons met, and to whom."""

    to: ReferredTo
    count: Annotated[int, Strict(), Field(ge=1, le=1000)]


class Victims(Happened):
    """Victims and migrants met: counts only, no words. Who is met is referred, and until then the step is open."""

    kind: Literal["victims"] = "victims"
    persons: Annotated[tuple[Counted, ...], Field(min_length=1, max_length=50)]
    referrals: Annotated[tuple[Referral, ...], Field(max_length=20)] = ()


class Hit(Happened):
    """One hit in a database: an entry, never a person, and possible only until it is verified."""

    kind: Literal["hit"] = "hit"
    database: Database
    concern: Concern = Concern.UNKNOWN
    verification: Verification = Verification.POSSIBLE
    action: HitAction = HitAction.UNKNOWN
    direction: Direction | None = None
    place: Place | None = None
    carrier: Annotated[str, Field(pattern=CARRIER)] | None = None
    flight_number: Annotated[str, Field(pattern=FLIGHT_NUMBER)] | None = None


class Incident(Happened):
    """Something of note that is no result and enters no figure of results."""

    kind: Literal["incident"] = "incident"
    type: IncidentType
    severity: Severity
    place: Place | None = None


class StatedTotal(Wire):
    """One total as a partner published it, without its cases."""

    measure: Literal["seizures", "quantity", "persons", "messages"]
    commodity: Annotated[str, Field(max_length=40)] | None = None
    outcome: Outcome | None = None
    value: Decimal
    unit: Annotated[str, Field(max_length=16)]
    qualifier: Qualifier = Qualifier.EXACTLY


class Summary(Wire):
    """Totals stated without cases, with their source; never added to the figures of reports."""

    kind: Literal["summary"] = "summary"
    source: Annotated[str, Field(min_length=3, max_length=300)]
    totals: Annotated[tuple[StatedTotal, ...], Field(min_length=1, max_length=200)]


Body = Annotated[Seizure | Activity | Nil | Victims | Hit | Incident | Summary, Field(discriminator="kind")]

ShownBody = Annotated[ShownSeizure | Activity | Nil | Victims | Hit | Incident | Summary, Field(discriminator="kind")]
"""What a reader sees of an edition."""


class FileReport(Wire):
    """A report on its way in.

    `id` is the phone's and stays with the report through every edition; `airport` is empty for a summary only.
    `phone_at` is the phone's own idea of the time, shown beside the server's and trusted for nothing.
    """

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
    airport: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    body: Body
    note: Note = ""
    phone_at: Annotated[str, Field(max_length=40)] | None = None


class CorrectReport(Wire):
    """A further edition of a report, against the version that was read, with its reason.

    `edition` is the one that was read: whoever has no seat any more cannot read what was decided upon it since.
    """

    version: Annotated[int, Strict()]
    edition: Annotated[int, Strict()] | None = None
    body: Body
    note: Note = ""
    reason: Annotated[str, Field(min_length=3, max_length=500)]
    phone_at: Annotated[str, Field(max_length=40)] | None = None


class RecordReferral(Wire):
    """Referrals that were made since, against the version of the report that was read."""

    version: Annotated[int, Strict()]
    referrals: Annotated[tuple[Referral, ...], Field(min_length=1, max_length=20)]
    phone_at: Annotated[str, Field(max_length=40)] | None = None


class Reasoned(Wire):
    """A decision against the version that was read, with its reason or question."""

    version: Annotated[int, Strict()]
    reason: Annotated[str, Field(min_length=3, max_length=500)]


class Versioned(Wire):
    """A decision against the version that was read."""

    id: Annotated[str, Field(max_length=36)]
    version: Annotated[int, Strict()]


class ValidateReports(Wire):
    """Several reports validated at once, each against the version that was read."""

    reports: Annotated[tuple[Versioned, ...], Field(min_length=1, max_length=200)]
