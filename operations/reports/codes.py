"""The closed code lists a report is filled from.

Values are what travels on the wire, what the ledger keys on, and the keys of `codes.json`. No value ends in a plural
suffix of the text files (`_one`, `_other`, …), so that a label is never mistaken for a plural form.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Direction(StrEnum):
    """Where the goods or persons were in their journey when found."""

    ARRIVAL = "arrival"
    TRANSIT = "transit"
    DEPARTURE = "departure"


class Place(StrEnum):
    """The part of the airport in which the control took place."""

    ARRIVAL_HALL = "arrival_hall"
    TRANSIT_AREA = "transit_area"
    DEPARTURE_HALL = "departure_hall"
    BAGGAGE_AREA = "baggage_area"
    CARGO_TERMINAL = "cargo_terminal"
    MAIL_CENTRE = "mail_centre"
    AIRCRAFT = "aircraft"
    OTHER = "other"


class Conveyance(StrEnum):
    """What carried the goods."""

    AIR_PASSENGER = "air_passenger"
    CREW = "crew"
    HOLD_BAGGAGE = "hold_baggage"
    CARGO = "cargo"
    MAIL = "mail"
    EXPRESS = "express"


class Concealment(StrEnum):
    """How the goods were hidden."""

    BODY_INTERNAL = "body_internal"
    ON_BODY = "on_body"
    HAND_BAGGAGE = "hand_baggage"
    HOLD_BAGGAGE = "hold_baggage"
    RIP_OFF = "rip_off"
    PARCEL = "parcel"
    CARGO = "cargo"
    AIRCRAFT_STRUCTURE = "aircraft_structure"
    NOT_CONCEALED = "not_concealed"
    OTHER = "other"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Why this person or consignment was controlled."""

    RISK_PROFILE = "risk_profile"
    WARNING = "warning"
    ROUTINE = "routine"
    RANDOM = "random"
    INVESTIGATION = "investigation"
    UNKNOWN = "unknown"


class Technique(StrEnum):
    """The means by which the goods were found."""

    X_RAY = "x_ray"
    BODY_SCAN = "body_scan"
    DOG = "dog"
    MANUAL_SEARCH = "manual_search"
    TRACE = "trace"
    REAGENT_TEST = "reagent_test"
    DOCUMENT_CHECK = "document_check"
    DATABASE_CHECK = "database_check"
    OBSERVATION = "observation"
    OTHER = "other"
    UNKNOWN = "unknown"


class ValueBasis(StrEnum):
    """What the value of goods was taken from; values of different bases say different things."""

    RETAIL = "retail"
    WHOLESALE = "wholesale"
    DECLARED = "declared"
    ASSESSED = "assessed"
    UNKNOWN = "unknown"


class Agency(StrEnum):
    """What kind of service had a share in a case."""

    CUSTOMS = "customs"
    POLICE = "police"
    GENDARMERIE = "gendarmerie"
    IMMIGRATION = "immigration"
    DRUG_AGENCY = "drug_agency"
    AIRPORT_SECURITY = "airport_security"
    POSTAL_SERVICE = "postal_service"
    CARRIER = "carrier"
    WILDLIFE_AUTHORITY = "wildlife_authority"
    HEALTH_AUTHORITY = "health_authority"
    OTHER = "other"


class Met(StrEnum):
    """What a service takes a person for whom it met: potential victims are not victims until they are identified."""

    POTENTIAL_VICTIM = "potential_victim"
    IDENTIFIED_VICTIM = "identified_victim"
    SMUGGLED_MIGRANT = "smuggled_migrant"


class Exploitation(StrEnum):
    """What a victim is, or was to be, exploited by."""

    SEXUAL = "sexual"
    LABOUR = "labour"
    SERVITUDE = "servitude"
    BEGGING = "begging"
    CRIMINAL_ACTS = "criminal_acts"
    ORGAN_REMOVAL = "organ_removal"
    FORCED_MARRIAGE = "forced_marriage"
    OTHER = "other"
    UNKNOWN = "unknown"


class ReferredTo(StrEnum):
    """Whom persons were referred to; `declined` closes the step for those who did not want to be."""

    PROTECTION_SERVICE = "protection_service"
    CHILD_PROTECTION = "child_protection"
    ASYLUM_AUTHORITY = "asylum_authority"
    HEALTH_SERVICE = "health_service"
    CONSULATE = "consulate"
    ORGANISATION = "organisation"
    DECLINED = "declined"


class Concern(StrEnum):
    """What an entry in a database that was hit is about."""

    WANTED = "wanted"
    MISSING = "missing"
    FOREIGN_FIGHTER = "foreign_fighter"
    TRAVEL_BAN = "travel_ban"
    STOLEN_DOCUMENT = "stolen_document"
    LOST_DOCUMENT = "lost_document"
    STOLEN_VEHICLE = "stolen_vehicle"
    OTHER = "other"
    UNKNOWN = "unknown"


class Verification(StrEnum):
    """Whether an entry proved to be of what was checked; until then a hit is possible only."""

    POSSIBLE = "possible"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"


class HitAction(StrEnum):
    """What was done upon a hit."""

    PASSED_ON = "passed_on"
    OBSERVED = "observed"
    DOCUMENT_RETAINED = "document_retained"
    ENTRY_REFUSED = "entry_refused"
    HANDED_OVER = "handed_over"
    LET_GO = "let_go"
    UNKNOWN = "unknown"


class IncidentType(StrEnum):
    """What kind of event an incident is."""

    SECURITY_THREAT = "security_threat"
    VIOLENCE = "violence"
    EVASION = "evasion"
    STAFF_INVOLVED = "staff_involved"
    SYSTEM_OUTAGE = "system_outage"
    DISRUPTION = "disruption"
    HEALTH = "health"
    OTHER = "other"


class Severity(StrEnum):
    """How much an incident weighs on the operation."""

    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"


class PersonRole(StrEnum):
    """The part a person had in the case."""

    COURIER = "courier"
    ACCOMPLICE = "accomplice"
    STAFF = "staff"
    CONSIGNOR = "consignor"
    CONSIGNEE = "consignee"
    VICTIM = "victim"
    OTHER = "other"
    UNKNOWN = "unknown"


class Sex(StrEnum):
    """Sex as recorded by the reporting service."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class AgeBand(StrEnum):
    """Age in bands; the first two are children in the sense of the Convention on the Rights of the Child."""

    UNDER_12 = "under_12"
    FROM_12_TO_17 = "12_17"
    FROM_18_TO_24 = "18_24"
    FROM_25_TO_34 = "25_34"
    FROM_35_TO_44 = "35_44"
    FROM_45_TO_54 = "45_54"
    FROM_55_TO_64 = "55_64"
    FROM_65 = "65_over"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What happened to the person; a warrant or a hit is not an arrest."""

    ARRESTED = "arrested"
    DETAINED = "detained"
    RELEASED = "released"
    FINED = "fined"
    REFERRED = "referred"


class Qualifier(StrEnum):
    """How exactly a figure taken from a publication is meant."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    ABOUT = "about"


class RemarkKind(StrEnum):
    """What a remark upon a report is: a question, or the reason of what was decided of it."""

    QUESTION = "question"
    WITHDRAWAL = "withdrawal"
    MERGE = "merge"
    SEPARATION = "separation"


class Share(StrEnum):
    """What an airport did towards a seizure that is counted elsewhere."""

    ALERTED = "alerted"
    FOUND = "found"
    TOOK_PART = "took_part"


class Database(StrEnum):
    """Which kind of database was asked."""

    NOMINALS = "nominals"
    SLTD = "sltd"
    VEHICLES = "vehicles"
    NATIONAL = "national"


class ReportKind(StrEnum):
    """The kinds of report an airport or a coordinator files."""

    SEIZURE = "seizure"
    ACTIVITY = "activity"
    NIL = "nil"
    VICTIMS = "victims"
    HIT = "hit"
    INCIDENT = "incident"
    SUMMARY = "summary"


SPEAK_OF_PERSONS: Final = frozenset({ReportKind.SEIZURE, ReportKind.VICTIMS})
"""The kinds that say whom one met, or that it was nobody."""

STAYS_AT_HOME: Final = frozenset({ReportKind.VICTIMS})
"""Kinds that never come to the operation's circle: that there is a report would tell that there is somebody."""


SOMETHING: Final = frozenset({ReportKind.SEIZURE, ReportKind.VICTIMS, ReportKind.HIT, ReportKind.INCIDENT})
"""Kinds that say that something happened: a nil of the same day is contradicted by each of them."""


class ReportState(StrEnum):
    """Where a report stands on its way into the figures."""

    SUBMITTED = "submitted"
    VALIDATED = "validated"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    CORRECTION_ASKED = "correction_asked"
