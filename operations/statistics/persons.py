"""Persons met in seizures, and victims and migrants, as parts of the after-action report for one reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from operations.ledger.measures import MEASURES
from operations.statistics.apart import Asked, Known, Reader, apart
from operations.statistics.document import CutApart, Persons, VictimsMet

if TYPE_CHECKING:
    from operations.statistics.sums import Sums

CUTS: Final = ("sex", "age_band", "nationality", "outcome", "role", "airport", "country", "occurred_on")

VICTIMS: Final = ("potential_victims", "identified_victims", "smuggled_migrants", "referred_persons")
"""Each is a figure of its own: potential victims are not victims, and nobody is added up across them."""


def persons(sums: Sums, who: Reader, known: Known, countries: Mapping[str, str]) -> Persons:
    """Return the persons as this reader, who knows a part, may see them; `countries` are the airports' countries."""
    found = apart(sums, who, known, Asked("persons", CUTS, countries))
    return Persons(
        exact=who.exact,
        own_country=" ".join(sorted(who.countries)),
        total=found.total,
        by_sex=found.cuts["sex"],
        by_age_band=found.cuts["age_band"],
        by_nationality=found.cuts["nationality"],
        by_outcome=found.cuts["outcome"],
        by_role=found.cuts["role"],
        by_airport=found.cuts["airport"],
        by_country=found.cuts["country"],
        by_day=found.cuts["occurred_on"],
        kept_back=found.kept_back,
    )


def victims(sums: Sums, who: Reader, known: Known, countries: Mapping[str, str]) -> list[VictimsMet]:
    """Return victims and migrants as this reader may see them, measure by measure."""
    return [_victims(sums, who, known, _asked(measure, countries)) for measure in VICTIMS]


def _asked(measure: str, countries: Mapping[str, str]) -> Asked:
    return Asked(measure, [cut[0] for cut in MEASURES[measure].cuts if len(cut) == 1], countries)


def _victims(sums: Sums, who: Reader, known: Known, asked: Asked) -> VictimsMet:
    found = apart(sums, who, known, asked)
    return VictimsMet(
        measure=asked.measure,
        total=found.total,
        cuts=[
            CutApart(dimension=cut, figures=figures, kept_back=cut in found.kept_back)
            for cut, figures in found.cuts.items()
        ],
    )
