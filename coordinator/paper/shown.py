"""What the page shows, ready to be written: its document, its stage, its language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from coordinator.words.figures import name_of, number_text
from coordinator.words.text import code, said_of, text
from operations.exports.pdf.paper import Bar, Bars
from operations.statistics.crossed import CrossTable
from operations.statistics.document import AfterAction, Number
from operations.statistics.flows import Flows
from operations.statistics.hours import Hours
from operations.statistics.keys import figure_parts

_LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class AsShown:
    """What the page shows: its document, what its parts read on their own, at one stage, in one language."""

    language: str
    stage: str
    report: AfterAction
    flows: Flows
    hours: Hours
    cross: CrossTable

    def t(self, key: str, **params: object) -> str:
        """Say a text of the page."""
        return text(self.language, f"after:{key}", **params)

    def steps(self, shown: Number) -> int:
        """Return a figure at the page's stage; nothing for what is kept back."""
        return int((shown.validated if self.stage == "validated" else shown.submitted) or 0)

    def nothing(self, shown: Number) -> bool:
        """Say whether a figure is nothing at this stage; what is kept back is not."""
        return (shown.validated if self.stage == "validated" else shown.submitted) == "0"

    def value(self, shown: Number, unit: str) -> str:
        """Write a figure as a headline."""
        return number_text(self.language, shown, self.stage, unit)

    def persons(self, shown: Number) -> str:
        """Write a count of persons, in fives where small counts may not be known."""
        return number_text(self.language, shown, self.stage, "person", exact=self.report.persons.exact)

    def of(self, name: str, said: str) -> str:
        """Put what is said behind a name."""
        return said_of(self.language, name, said)

    def key_name(self, key: str) -> str:
        """Name a figure by its key."""
        measure, cell = figure_parts(key)
        first = self.t("reporting.returns") if measure == "returns" else code(self.language, "measure", measure)
        return " · ".join([first, *(name_of(self.language, *each) for each in cell)])


def figure_unit(shown: Number) -> str:
    """Return the unit of a figure, the last part of its key."""
    return shown.key.rsplit("/", 1)[-1]


def isolated(written: str) -> str:
    """Keep a text in its own direction.

    In an Arabic page the full stop of an English sentence stays at its end, and "74 200 EUR" before what follows it.
    """
    return f"\u2068{written}\u2069"


def cut_chart(
    page: AsShown, dimension: str, figures: Sequence[Number], unit: str, *, title: str = "", note: str = ""
) -> Bars:
    """Return a cut as bars; what is nothing at this stage is left out."""
    bars = [
        Bar(name_of(page.language, dimension, each.code), page.value(each, unit), page.steps(each))
        for each in figures
        if not page.nothing(each)
    ]
    return Bars(title or code(page.language, "dimension", dimension), bars, note)


def days_between(days: Sequence[date]) -> list[date]:
    """List every day from the first to the last; of a span too long to draw only those given."""
    if not days or (days[-1] - days[0]).days >= _LONGEST:
        return list(days)
    return [days[0] + timedelta(days=place) for place in range((days[-1] - days[0]).days + 1)]
