"""Every fact the log can hold: frozen, typed, in the past tense. These docstrings are the public contract.

A fact carries codes, numbers, instants and ids; never the name of a person, never prose. Where a person wrote a reason
or a note, the fact carries a salted digest of it, so that the text can be erased and the chain still holds.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


def digest_of(text: str, salt: str) -> str:
    """Return what a fact carries in place of somebody's words; without the salt, erased words cannot be guessed."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something that happened."""

    kind: ClassVar[str]

    def body(self) -> dict[str, Any]:
        """Return the fact's own fields."""
        return asdict(self)


# --- the plan and its schedule -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OperationDrafted(_Fact):
    """An operation was begun."""

    kind: ClassVar[str] = "operation_drafted"
    code: str


@dataclass(frozen=True, slots=True)
class PlanSaved(_Fact):
    """A draft plan was saved as `version`; `digest` is of its text."""

    kind: ClassVar[str] = "plan_saved"
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class OperationPublished(_Fact):
    """A plan became the operation's first edition; the countries named were invited by it."""

    kind: ClassVar[str] = "operation_published"
    edition: int
    airports: int
    countries: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class BoundaryMoved(_Fact):
    """The start or end of a phase that lay ahead was moved; `before` and `after` are moments as planned."""

    kind: ClassVar[str] = "boundary_moved"
    edition: int
    phase: int
    phase_kind: str
    edge: str
    airports: tuple[str, ...]
    before: dict[str, Any]
    after: dict[str, Any]
    reason_digest: str


@dataclass(frozen=True, slots=True)
class PhaseExtended(_Fact):
    """The end of a phase and all that follows it was moved on the clocks of airports; negative lengths shorten.

    `moves` are the boundaries moved: phase, phase_kind, edge, airports, before, after as in BoundaryMoved.
    """

    kind: ClassVar[str] = "phase_extended"
    edition: int
    phase: int
    phase_kind: str
    airports: tuple[str, ...]
    days: int
    hours: int
    moves: tuple[dict[str, Any], ...]
    reason_digest: str


@dataclass(frozen=True, slots=True)
class ScheduleShifted(_Fact):
    """Everything still ahead at airports was moved on their clocks; `moves` as in PhaseExtended."""

    kind: ClassVar[str] = "schedule_shifted"
    edition: int
    airports: tuple[str, ...]
    days: int
    hours: int
    moves: tuple[dict[str, Any], ...]
    reason_digest: str


@dataclass(frozen=True, slots=True)
class AirportsSuspended(_Fact):
    """Airports are to rest from a moment to another as typed; no start is at once, no end until further notice."""

    kind: ClassVar[str] = "airports_suspended"
    edition: int
    airports: tuple[str, ...]
    starts: dict[str, Any] | None
    ends: dict[str, Any] | None
    by: str
    reason_digest: str


@dataclass(frozen=True, slots=True)
class AirportsResumed(_Fact):
    """The suspension of airports is to end at a moment as typed, or at once; `before` are the ends it had, if any."""

    kind: ClassVar[str] = "airports_resumed"
    edition: int
    airports: tuple[str, ...]
    at: dict[str, Any] | None
    before: dict[str, str | None]
    by: str
    reason_digest: str


@dataclass(frozen=True, slots=True)
class SuspensionStarted(_Fact):
    """The suspension of airports began; `late_by` as in PhaseStarted."""

    kind: ClassVar[str] = "suspension_started"
    airports: tuple[str, ...]
    due_at: str
    late_by: int


@dataclass(frozen=True, slots=True)
class SuspensionEnded(_Fact):
    """The suspension of airports ended; `late_by` as in PhaseStarted."""

    kind: ClassVar[str] = "suspension_ended"
    airports: tuple[str, ...]
    due_at: str
    late_by: int


@dataclass(frozen=True, slots=True)
class AirportsStoodDown(_Fact):
    """Airports were taken out of an operation that goes on elsewhere: their phases ended, nothing ahead begins."""

    kind: ClassVar[str] = "airports_stood_down"
    edition: int
    airports: tuple[str, ...]
    reason_digest: str


@dataclass(frozen=True, slots=True)
class OperationStoodDown(_Fact):
    """A published operation was ended early."""

    kind: ClassVar[str] = "operation_stood_down"
    reason_digest: str


@dataclass(frozen=True, slots=True)
class OperationCancelled(_Fact):
    """An operation was called off before its operational phase."""

    kind: ClassVar[str] = "operation_cancelled"
    reason_digest: str


@dataclass(frozen=True, slots=True)
class PhaseStarted(_Fact):
    """A phase began at these airports; `late_by` seconds lie between the planned instant and its announcement."""

    kind: ClassVar[str] = "phase_started"
    phase: int
    phase_kind: str
    airports: tuple[str, ...]
    due_at: str
    late_by: int


@dataclass(frozen=True, slots=True)
class PhaseEnded(_Fact):
    """A phase ended at these airports; `late_by` as in PhaseStarted."""

    kind: ClassVar[str] = "phase_ended"
    phase: int
    phase_kind: str
    airports: tuple[str, ...]
    due_at: str
    late_by: int


@dataclass(frozen=True, slots=True)
class ControlsConfirmed(_Fact):
    """An airport confirmed that its heightened controls are in force in a phase."""

    kind: ClassVar[str] = "controls_confirmed"
    airport: str
    phase: int
    level: str


# --- who takes part ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountryAccepted(_Fact):
    """A country takes part without limits."""

    kind: ClassVar[str] = "country_accepted"
    country: str


@dataclass(frozen=True, slots=True)
class CountryLimited(_Fact):
    """A country takes part within limits (codes)."""

    kind: ClassVar[str] = "country_limited"
    country: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountryDeclined(_Fact):
    """A country does not take part."""

    kind: ClassVar[str] = "country_declined"
    country: str


@dataclass(frozen=True, slots=True)
class SeatGiven(_Fact):
    """An account was given a seat."""

    kind: ClassVar[str] = "seat_given"
    seat_id: str
    role: str
    country: str | None
    airport: str | None


@dataclass(frozen=True, slots=True)
class SeatWithdrawn(_Fact):
    """A seat was taken back; its holder's sockets are closed by it."""

    kind: ClassVar[str] = "seat_withdrawn"
    seat_id: str
    role: str


@dataclass(frozen=True, slots=True)
class SeatHandedOver(_Fact):
    """A seat passed from one account to another: `seat_id` opens nothing any more, `to_seat_id` what it opened."""

    kind: ClassVar[str] = "seat_handed_over"
    seat_id: str
    to_seat_id: str
    role: str
    country: str | None
    airport: str | None


# --- reports -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _ReportFact(_Fact):
    """Something that happened to a report: which, under which number, of which kind, from which airport."""

    report_id: str
    number: int
    report_kind: str
    airport: str | None


@dataclass(frozen=True, slots=True)
class ReportFiled(_ReportFact):
    """A report arrived and counts as submitted. `lead` is its first commodity with steps and unit, if it has any."""

    kind: ClassVar[str] = "report_filed"
    country: str | None
    digest: str
    note_digest: str | None
    lead: dict[str, Any] | None
    late: bool


@dataclass(frozen=True, slots=True)
class ReportHeld(_ReportFact):
    """An edition that the rules would refuse is kept outside all figures until the OCU decides."""

    kind: ClassVar[str] = "report_held"
    edition: int
    why: str
    digest: str
    note_digest: str | None


@dataclass(frozen=True, slots=True)
class ReportReleased(_ReportFact):
    """The OCU let a held report in; it counts as submitted from now on."""

    kind: ClassVar[str] = "report_released"
    lead: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ReportValidated(_ReportFact):
    """An edition was validated, by the country's NCP or, where none is seated, by the OCU."""

    kind: ClassVar[str] = "report_validated"
    edition: int
    by: str
    lead: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ReportCorrected(_ReportFact):
    """A report got a further edition, with a reason; it waits for validation again."""

    kind: ClassVar[str] = "report_corrected"
    edition: int
    digest: str
    note_digest: str | None
    reason_digest: str
    lead: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ReferralRecorded(_ReportFact):
    """Persons met were referred: a further edition of the report on them, which says how many and to whom."""

    kind: ClassVar[str] = "referral_recorded"
    edition: int
    digest: str
    note_digest: str | None


@dataclass(frozen=True, slots=True)
class ReportWithdrawn(_ReportFact):
    """A report was taken back, with a reason; its lines are reversed."""

    kind: ClassVar[str] = "report_withdrawn"
    reason_digest: str


@dataclass(frozen=True, slots=True)
class CorrectionAsked(_ReportFact):
    """The NCP or the OCU asked the airport to correct a report."""

    kind: ClassVar[str] = "correction_asked"
    question_digest: str


@dataclass(frozen=True, slots=True)
class ReportMerged(_ReportFact):
    """A report was withdrawn because the survivor speaks of the same seizure; `share` is what it is credited with."""

    kind: ClassVar[str] = "report_merged"
    survivor_id: str
    survivor_number: int
    share: str
    reason_digest: str


@dataclass(frozen=True, slots=True)
class ReportSeparated(_ReportFact):
    """A merge was undone: the report stands again as it stood before, and its credit is gone."""

    kind: ClassVar[str] = "report_separated"
    survivor_id: str
    survivor_number: int
    reason_digest: str


@dataclass(frozen=True, slots=True)
class PairDismissed(_Fact):
    """Two reports that are alike were found to speak of two seizures."""

    kind: ClassVar[str] = "pair_dismissed"
    first_id: str
    first_number: int
    second_id: str
    second_number: int
    reason_digest: str


@dataclass(frozen=True, slots=True)
class ReturnAsked(_Fact):
    """The OCU asked an airport for the returns of these days, which were due and had not come."""

    kind: ClassVar[str] = "return_asked"
    airport: str
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WatchEntryWritten(_Fact):
    """The OCU wrote into its watch log."""

    kind: ClassVar[str] = "watch_entry_written"
    entry_id: str
    digest: str


# --- audit ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExportTaken(_Fact):
    """Somebody downloaded rows: what, how many, as of which position."""

    kind: ClassVar[str] = "export_taken"
    what: str
    rows: int
    upto: int


@dataclass(frozen=True, slots=True)
class FileImported(_Fact):
    """A file of reports was read: how many rows it had and how many were stored."""

    kind: ClassVar[str] = "file_imported"
    file_digest: str
    rows: int
    stored: int


# --- the platform --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccountOpened(_Fact):
    """An account came to be."""

    kind: ClassVar[str] = "account_opened"
    account_id: str


@dataclass(frozen=True, slots=True)
class LinkIssued(_Fact):
    """A one-time sign-in link was made for an account."""

    kind: ClassVar[str] = "link_issued"
    account_id: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class LinkWithdrawn(_Fact):
    """A one-time link was made useless before anybody used it."""

    kind: ClassVar[str] = "link_withdrawn"
    account_id: str


@dataclass(frozen=True, slots=True)
class LinkMailed(_Fact):
    """A mail server took the mail with an account's one-time link."""

    kind: ClassVar[str] = "link_mailed"
    account_id: str


@dataclass(frozen=True, slots=True)
class LinkUndeliverable(_Fact):
    """The mail with an account's one-time link was given up; `why` is a code."""

    kind: ClassVar[str] = "link_undeliverable"
    account_id: str
    why: str


@dataclass(frozen=True, slots=True)
class SignedIn(_Fact):
    """A session began, by a one-time link or a password."""

    kind: ClassVar[str] = "signed_in"
    account_id: str
    session_id: str
    by: str


@dataclass(frozen=True, slots=True)
class PasswordSet(_Fact):
    """A password was set, the account's first or another; its other sessions were ended with it."""

    kind: ClassVar[str] = "password_set"
    account_id: str
    first: bool


@dataclass(frozen=True, slots=True)
class SecondStepAdded(_Fact):
    """An account asks for a code of an app from now on; its other sessions were ended with it."""

    kind: ClassVar[str] = "second_step_added"
    account_id: str


@dataclass(frozen=True, slots=True)
class SecondStepRemoved(_Fact):
    """A second step was taken off: `by` oneself with a code, by a giver of the account's link, or by the operator."""

    kind: ClassVar[str] = "second_step_removed"
    account_id: str
    by: str


@dataclass(frozen=True, slots=True)
class RecoveryCodesMade(_Fact):
    """An account's recovery codes were made anew; those before count no more."""

    kind: ClassVar[str] = "recovery_codes_made"
    account_id: str


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed(_Fact):
    """A recovery code stood in for the app; so many are left."""

    kind: ClassVar[str] = "recovery_code_used"
    account_id: str
    left: int


@dataclass(frozen=True, slots=True)
class SessionRevoked(_Fact):
    """A session was ended; its sockets are closed by it."""

    kind: ClassVar[str] = "session_revoked"
    account_id: str
    session_id: str
