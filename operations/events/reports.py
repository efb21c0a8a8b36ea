"""What became of reports: filed, held, validated, corrected, merged, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from operations.events.fact import Fact


@dataclass(frozen=True, slots=True)
class _ReportFact(Fact):
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
class PairDismissed(Fact):
    """Two reports that are alike were found to speak of two seizures."""

    kind: ClassVar[str] = "pair_dismissed"
    first_id: str
    first_number: int
    second_id: str
    second_number: int
    reason_digest: str
