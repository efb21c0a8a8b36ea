"""What the sample tells beside its results: hits, incidents, and persons whose safety comes first.

Few of each, in small counts, and nothing by which anybody could be told: what is shown here is how such reports are
kept, whom they reach, and that a referral stays due until somebody records it. Pure.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from random import Random

TOLD: Final[tuple[tuple[float, str, dict[str, Any]], ...]] = (
    (58, "CDG", {"kind": "hit", "database": "sltd", "concern": "stolen_document", "verification": "confirmed",
                 "action": "document_retained", "direction": "arrival", "place": "arrival_hall"}),
    (44, "ADD", {"kind": "hit", "database": "nominals", "concern": "wanted", "verification": "confirmed",
                 "action": "handed_over", "direction": "transit", "place": "transit_area"}),
    (33, "LIS", {"kind": "hit", "database": "nominals", "concern": "missing", "action": "passed_on",
                 "direction": "arrival", "place": "arrival_hall"}),
    (26, "BRU", {"kind": "hit", "database": "sltd", "concern": "lost_document", "verification": "not_confirmed",
                 "action": "let_go", "direction": "departure", "place": "departure_hall"}),
    (9, "GRU", {"kind": "hit", "database": "nominals", "concern": "wanted", "verification": "confirmed",
                "action": "handed_over", "direction": "departure", "place": "departure_hall"}),
    (40, "ABJ", {"kind": "incident", "type": "system_outage", "severity": "minor"}),
    (22, "LOS", {"kind": "incident", "type": "evasion", "severity": "serious", "place": "baggage_area"}),
    (15, "GRU", {"kind": "incident", "type": "staff_involved", "severity": "serious", "place": "cargo_terminal"}),
)  # fmt: skip
"""How many hours ago, where, and what; whatever a report says besides is not known."""

NOTES: Final = {"system_outage": "No line for two hours; reports kept on paper and entered since."}
"""The words that go with an incident of a kind."""

MET: Final[tuple[tuple[float, str, dict[str, Any], tuple[tuple[float, str, int], ...]], ...]] = (
    (
        47, "ADD",
        {"met": "potential_victim", "count": 2, "sex": "female", "age_band": "18_24", "exploitation": "servitude"},
        ((44, "protection_service", 2),),
    ),
    (
        30, "CMN", {"met": "smuggled_migrant", "count": 3, "sex": "male", "age_band": "25_34"},
        ((28, "asylum_authority", 2), (27, "declined", 1)),
    ),
    (5, "DSS", {"met": "potential_victim", "count": 1, "sex": "female", "exploitation": "unknown"}, ()),
)  # fmt: skip
"""How many hours ago, where, and who was met; then how many hours ago how many were referred to whom."""

REPORTED_AFTER: Final = timedelta(minutes=25)


def an_event(chance: Random, occurred: str) -> dict[str, Any]:
    """Return a hit, an incident or, seldom, an encounter with somebody who is referred at once."""
    draw = chance.random()
    if draw < 0.1:  # noqa: PLR2004 the seldom
        who = {"met": "potential_victim", "count": 1, "sex": "female"}
        referred = {"to": "protection_service", "count": 1}
        return {"kind": "victims", "occurred": occurred, "persons": [who], "referrals": [referred]}
    told = [said for _, _, said in TOLD if (said["kind"] == "hit") == (draw < 0.7)]  # noqa: PLR2004 twice as many hits
    return chance.choice(told) | {"occurred": occurred}
