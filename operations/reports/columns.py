"""The columns of a file of reports, kind by kind, and how a cell of each is read. Pure.

A row says one goods, one description of persons, one other service with a share. Where a report has more of them, its
further rows carry the same mark in `same_report`, and what the first says of the circumstances may be left out of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from operations.reports.codes import Database, ReportKind
from operations.reports.quantities import DecimalSign, check_above_zero, parse_marked
from operations.reports.sheets import written_as
from operations.turning import unmarked, unturned

COUNTS: Final = (
    "flights_monitored", "passengers_profiled", "passengers_checked", "bags_searched", "parcels_searched",
    "consignments_searched", "officers",
)  # fmt: skip
CHECKS: Final = {f"checks_{each.value}": ("database_checks", each.value) for each in Database}
HITS: Final = {f"hits_{each.value}": ("hits", each.value) for each in Database}
GOODS: Final = ("commodity", "quantity", "unit", "confirmed", "estimated", "value", "currency", "value_basis")
PERSON: Final = ("role", "sex", "age_band", "nationality", "outcome")
PARTNER: Final = {"partner": "agency", "partner_place": "place"}
COUNTED: Final = ("met", "count", "sex", "age_band", "exploitation", "citizenship")
REFERRAL: Final = {"to": "to", "referred": "count"}
FOUND: Final = (
    "occurred", "fold", "direction", "origin", "transit", "destination", "intended_destination", "place", "terminal",
    "conveyance", "carrier", "flight_number", "awb", "concealment", "basis", "technique", "related",
)  # fmt: skip
HIT: Final = (
    "occurred", "fold", "database", "concern", "verification", "action", "direction", "place", "terminal",
    "carrier", "flight_number",
)  # fmt: skip
INCIDENT: Final = ("occurred", "fold", "type", "severity", "place", "terminal")
RETURN: Final = ("report_on", "shift")
MET: Final = ("occurred", "fold", "terminal")

COLUMNS: Final[Mapping[ReportKind, tuple[str, ...]]] = {
    ReportKind.SEIZURE: ("airport", "same_report", *FOUND, *GOODS, "persons", *PERSON, *PARTNER, "note"),
    ReportKind.ACTIVITY: ("airport", *RETURN, *COUNTS, "officer_hours", *CHECKS, *HITS, "note"),
    ReportKind.NIL: ("airport", *RETURN, "note"),
    ReportKind.VICTIMS: ("airport", "same_report", *MET, *COUNTED, *REFERRAL),
    ReportKind.HIT: ("airport", *HIT, "note"),
    ReportKind.INCIDENT: ("airport", *INCIDENT, "note"),
    ReportKind.SUMMARY: ("source", "measure", "commodity", "outcome", "value", "unit", "qualifier"),
}
"""The columns of a file of each kind, as a template has them. `persons` is how many of the same description."""

FORMER: Final[Mapping[str, str]] = {"case": "same_report"}
"""Headings of files made with earlier templates, and what they are called now: a case is what investigators open."""

KNOWN: Final = frozenset({"kind", *FORMER}.union(*COLUMNS.values()))

OF_EACH_ROW: Final[Mapping[ReportKind, frozenset[str]]] = {
    ReportKind.SEIZURE: frozenset({*GOODS, "persons", *PERSON, *PARTNER}),
    ReportKind.VICTIMS: frozenset({*COUNTED, *REFERRAL}),
}
"""What each row of a report says for itself; the rest it shares with the others. Other kinds have one row a report."""

BESIDE: Final = " · "
"""What stands between a code and its name where both are offered."""

LISTS: Final = "codes"
"""The sheet of a template that says what may be chosen, and that holds no rows."""

YES_OR_NO: Final = frozenset({"confirmed", "estimated"})
DATES: Final = frozenset({"occurred", "report_on"})
MARKED: Final = frozenset({"quantity", "officer_hours", "value"})
WHOLE: Final = frozenset({"fold", "persons", "count", "referred", *COUNTS, *CHECKS, *HITS})

_CODES: Final = frozenset(
    {
        "direction", "place", "conveyance", "concealment", "basis", "technique", "commodity", "role", "sex", "age_band",
        "outcome", "measure", "qualifier", "value_basis", "partner", "met", "exploitation", "to", "database", "concern",
        "verification", "action", "type", "severity",
    }
)  # fmt: skip
_UPPER: Final = frozenset(
    {
        "airport", "origin", "destination", "intended_destination", "partner_place", "nationality", "citizenship",
        "carrier", "flight_number", "currency", "terminal",
    }
)  # fmt: skip
_SEPARATED: Final = re.compile(r"[;,،؛\s]+")
_YES_NO: Final = {"": False, "0": False, "no": False, "false": False, "1": True, "yes": True, "true": True, "x": True}


class NotADate(ValueError):
    """A bare number stands where a date belongs: a spreadsheet's count of days, without its format."""


def value_of(name: str, typed: str, decimal: DecimalSign) -> Any:  # noqa: ANN401 text, number, truth or several, by column
    """Read a cell that is not empty in the form the wire has it. Raises QuantityError, NotADate and ValueError."""
    if name in MARKED:
        return parse_marked(unmarked(typed), decimal)
    return _READ[name](unmarked(typed)) if name in _READ else unturned(typed)


def _whole(typed: str) -> int:
    check_above_zero(typed)
    if not (typed.isascii() and typed.isdigit()):
        raise ValueError(typed)
    return int(typed)


def _chosen(typed: str) -> str:
    """Return what was chosen from a list of the template, which offers a code with its name: "arrival · Arrivée"."""
    return typed.partition(BESIDE)[0].strip()


def _yes_no(typed: str) -> bool:
    try:
        return _YES_NO[_chosen(typed).lower()]
    except KeyError:
        raise ValueError(typed) from None


def _day(typed: str) -> str:
    if typed.replace(".", "", 1).replace(",", "", 1).isdecimal():
        raise NotADate
    return typed


def _several(typed: str) -> list[str]:
    return [each for each in _SEPARATED.split(typed) if each]


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    **dict.fromkeys(WHOLE, _whole),
    **dict.fromkeys(YES_OR_NO, _yes_no),
    **dict.fromkeys(_CODES, lambda typed: written_as(_chosen(typed))),
    **dict.fromkeys(_UPPER, lambda typed: _chosen(typed).upper()),
    "unit": _chosen,
    "occurred": lambda typed: _day(typed).replace(" ", "T", 1),
    "report_on": _day,
    "transit": lambda typed: _several(typed.upper()),
    "related": lambda typed: [_whole(each) for each in _several(typed)],
}
"""How the cells of a column are read; one that is not here is text."""


_OF_A_PART: Final = {
    ("partners", "agency"): "partner",
    ("partners", "place"): "partner_place",
    ("referrals", "count"): "referred",
}


def column_of(path: str) -> str:
    """Return the column that a place in a body came from: `goods.0.unit` from unit, `hits.sltd` from hits_sltd."""
    steps = [step for step in path.split(".") if not step.isdigit()]
    if len(steps) > 1 and steps[-2] in {"database_checks", "hits"}:
        return f"{'checks' if steps[-2] == 'database_checks' else 'hits'}_{steps[-1]}"
    return _OF_A_PART.get((steps[0], steps[-1]), steps[-1]) if steps else ""


def kind_by(header: list[str]) -> ReportKind | None:
    """Say what a file is by its columns; None where a column of its own says it."""
    names = set(header)
    if "kind" in names:
        return None
    for kind, telling in _TELLING:
        if names & telling:
            return kind
    return ReportKind.ACTIVITY if names - {"airport", *RETURN, "note"} else ReportKind.NIL


_TELLING: Final = (
    (ReportKind.SUMMARY, {"measure", "source"}),
    (ReportKind.VICTIMS, {"met"}),
    (ReportKind.HIT, {"database", "verification"}),
    (ReportKind.INCIDENT, {"severity", "type"}),
    (ReportKind.SEIZURE, {"commodity", "occurred"}),
)
"""Columns that only one kind has, in the order they are looked for."""
