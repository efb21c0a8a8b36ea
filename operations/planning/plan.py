"""The plan of an operation as one document: what a coordinator edits, saves and publishes.

A draft may be incomplete and may hold times that do not exist: `check.problems` names them. Refused
here is only what no draft may hold: unknown fields, wrong types, absurd sizes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

from operations.planning.levels import Level

Whole = Annotated[int, Strict()]
Line = Annotated[str, Field(max_length=200)]
Paragraph = Annotated[str, Field(max_length=4000)]
Code = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9_.:-]*$")]
Iata = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Alpha2 = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Fold = Annotated[Whole, Field(ge=0, le=1, json_schema_extra={"enum": [0, 1]})]
Language = Literal["en", "fr", "es", "pt", "ar"]


class Handling(StrEnum):
    """How far a thing may travel: the five marks of TLP 2.0."""

    red = "RED"
    amber_strict = "AMBER+STRICT"
    amber = "AMBER"
    green = "GREEN"
    clear = "CLEAR"


class PhaseKind(StrEnum):
    """What a phase is for."""

    preparation = "preparation"
    intelligence = "intelligence"
    operational = "operational"
    consolidation = "consolidation"


class Clock(StrEnum):
    """Whose clock a wall time is read on: one zone's for everyone, or each airport's own."""

    zone = "zone"
    local = "local"


class Document(BaseModel):
    """A part of the plan: closed to unknown fields, and never changed in place."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Edge(StrEnum):
    """Which side of a phase a boundary is."""

    start = "start"
    end = "end"


class Moment(Document):
    """A wall time as typed, and whose clock it is read on.

    `wall` is "2026-11-18T06:00", or empty in a draft; `zone` counts only on the zone's clock.
    `fold` answers which time is meant where a clock is turned back: 0 the first, 1 the second.
    """

    wall: Annotated[str, Field(max_length=16)] = ""
    clock: Clock = Clock.local
    zone: Line | None = None
    fold: Fold | None = None


class Phase(Document):
    """A stretch of the operation, half-open: its end is the first instant it no longer holds."""

    kind: PhaseKind
    starts: Moment = Moment()
    ends: Moment = Moment()


class Deviation(Document):
    """One airport's own moment for an edge of a phase (by its place in the plan), where it differs from the phase's."""

    airport: Iata
    phase: Annotated[Whole, Field(ge=0)]
    edge: Edge
    moment: Moment


class ReportDay(Document):
    """When one reporting day ends and the next begins: one hour in one zone, or each airport's own.

    A day is named after the date on which it begins.
    """

    clock: Clock = Clock.local
    cut_off: Annotated[str, Field(max_length=5)] = "00:00"
    zone: Line | None = None


class Shift(Document):
    """A part of an airport's day, by its own clock; one that ends no later than it starts ends on the next date."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,8}$")] = ""
    starts: Annotated[str, Field(max_length=5)] = ""
    ends: Annotated[str, Field(max_length=5)] = ""


class Roster(Document):
    """The shifts that some airports work in; without airports: all that no other roster names."""

    airports: Annotated[tuple[Iata, ...], Field(max_length=500)] = ()
    shifts: Annotated[tuple[Shift, ...], Field(max_length=8)] = ()


class Expectations(Document):
    """In which phases every airport owes a return for every day or shift, and when that return is due.

    `due_after_hours` are elapsed hours after the end of the report day, or of the shift where `rosters` have any.
    """

    due_after_hours: Annotated[Whole, Field(ge=0, le=240)] = 12
    phases: tuple[PhaseKind, ...] = (PhaseKind.operational,)
    rosters: Annotated[tuple[Roster, ...], Field(max_length=40)] = ()


class PlannedControl(Document):
    """The level of control planned at one airport in one phase (by its place in the plan)."""

    airport: Iata
    phase: Annotated[Whole, Field(ge=0)]
    level: Level = Level.heightened
    measures: Annotated[tuple[Code, ...], Field(max_length=60)] = ()


class Target(Document):
    """A figure to reach: a measure, the cell of it that counts, a unit, and a plain decimal."""

    measure: Code = ""
    cell: dict[Code, Code] = {}
    unit: Code = ""
    value: Annotated[str, Field(max_length=24)] = ""


class Objective(Document):
    """What is to be achieved: in words, in targets, and in indicators answered by hand."""

    text: Paragraph = ""
    targets: Annotated[tuple[Target, ...], Field(max_length=40)] = ()
    indicators: Annotated[tuple[Line, ...], Field(max_length=40)] = ()


class RegionalUnit(Document):
    """One of several operational coordination units: what it is called, and the countries it looks after."""

    name: Annotated[str, Field(max_length=80)] = ""
    countries: Annotated[tuple[Alpha2, ...], Field(max_length=260)] = ()


class Plan(Document):
    """The whole plan of one operation.

    `access_days` after the last phase ended everywhere the seats of those who took part open it no longer.
    """

    aim: Paragraph = ""
    legal_basis: Paragraph = ""
    purpose: Paragraph = ""
    retention_days: Annotated[Whole, Field(ge=1, le=3653)] = 1826
    access_days: Annotated[Whole, Field(ge=0, le=366)] = 90
    lead: Line = ""
    partners: Annotated[tuple[Line, ...], Field(max_length=100)] = ()
    handling: Handling = Handling.amber
    languages: tuple[Language, ...] = ("en", "fr", "es", "pt", "ar")
    countries: Annotated[tuple[Alpha2, ...], Field(max_length=260)] = ()
    airports: Annotated[tuple[Iata, ...], Field(max_length=500)] = ()
    units: Annotated[tuple[RegionalUnit, ...], Field(max_length=40)] = ()
    phases: Annotated[tuple[Phase, ...], Field(max_length=40)] = ()
    deviations: Annotated[tuple[Deviation, ...], Field(max_length=10_000)] = ()
    report_day: ReportDay = ReportDay()
    expectations: Expectations = Expectations()
    controls: Annotated[tuple[PlannedControl, ...], Field(max_length=5000)] = ()
    objectives: Annotated[tuple[Objective, ...], Field(max_length=40)] = ()
    taxonomy_version: Code = ""
