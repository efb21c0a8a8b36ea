"""Say why two reports cannot be one seizure's, as far as it can be said before anybody decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operations.errors import Refusal

if TYPE_CHECKING:
    from operations.reports.models import Report


def require_two_seizures(one: Report, two: Report) -> None:
    """Refuse two that no decision could make one seizure: whatever is none, and a report with itself."""
    for report in (one, two):
        if report.kind != "seizure":
            message = f"Report {report.number} is no seizure."
            raise Refusal("merge:no_seizure", message, status=409, number=report.number)
    if one.id == two.id:
        raise Refusal("merge:same_report", "This is one and the same report.", status=409)


def why_not(survivor: Report, merged: Report, *, credited: bool) -> Refusal | None:
    """Return why two reports cannot be merged as they stand now, or None; `credited` is what is merged for others."""
    for report in (survivor, merged):
        if report.state != "submitted" and report.validated_edition is None:
            return not_counted(report)
    unvouched = [report for report in (survivor, merged) if report.validated_edition is None]
    if unvouched and (len(unvouched) == 1 or survivor.country != merged.country):
        report = unvouched[0]
        message = f"Report {report.number} is not validated: others must not learn of it by a merge."
        return Refusal("merge:not_validated", message, status=409, number=report.number, country=report.country or "")
    if credited:
        message = f"Others were merged into report {merged.number}: let it stay, or separate them first."
        return Refusal("merge:has_credit", message, status=409, number=merged.number)
    return None


def not_counted(report: Report) -> Refusal:
    """Return the refusal for a report that does not count, and so cannot be counted once."""
    message = f"Report {report.number} does not count: only what counts can be merged."
    return Refusal("merge:not_counted", message, status=409, number=report.number, state=report.state)
