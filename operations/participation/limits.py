"""What a country may answer an invitation with, and within which limits it may take part."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeVar

from pydantic import Field, Strict

from operations.planning.plan import Document, Iata

if TYPE_CHECKING:
    from collections.abc import Collection

_Code = TypeVar("_Code", bound=str)

Way = Literal["arrival", "departure", "transit"]
Given = Literal["seizure", "activity", "victims", "hit", "incident"]
Terminal = Annotated[str, Field(pattern=r"^[A-Z0-9]{1,4}$", description="A terminal as its airport calls it.")]

WAYS: Final[tuple[Way, ...]] = ("arrival", "departure", "transit")
KINDS: Final[tuple[Given, ...]] = ("seizure", "activity", "victims", "hit", "incident")
"""The kinds of report a country may give or not; a nil answers for a day like an activity return, and goes with it."""


class Standing(StrEnum):
    """Where a country stands towards an operation."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    LIMITED = "limited"
    DECLINED = "declined"


class Answer(StrEnum):
    """What a country says to an invitation."""

    ACCEPT = "accept"
    LIMIT = "limit"
    DECLINE = "decline"


class TerminalsAt(Document):
    """The terminals of one airport that take part; at an airport that is not named all of them do."""

    airport: Iata
    terminals: Annotated[tuple[Terminal, ...], Field(min_length=1, max_length=20)]


class Limits(Document):
    """Within what a country takes part: what is empty is not limited.

    A report beyond them is kept and marked. `no_nominal_data` is the exception: what can name a person is refused.
    """

    directions: Annotated[tuple[Way, ...], Field(max_length=len(WAYS))] = ()
    kinds: Annotated[tuple[Given, ...], Field(max_length=len(KINDS))] = ()
    terminals: Annotated[tuple[TerminalsAt, ...], Field(max_length=100)] = ()
    no_nominal_data: Annotated[bool, Strict()] = False

    def sorted(self) -> Limits:
        """Return the same limits in one order, each said once; everything there is, is no limit."""
        at: dict[str, set[str]] = {}
        for each in self.terminals:
            at.setdefault(each.airport, set()).update(each.terminals)
        return Limits(
            directions=_some(WAYS, self.directions),
            kinds=_some(KINDS, self.kinds),
            terminals=tuple(TerminalsAt(airport=iata, terminals=tuple(sorted(at[iata]))) for iata in sorted(at)),
            no_nominal_data=self.no_nominal_data,
        )

    def codes(self) -> tuple[str, ...]:
        """Return them as the log has them: `direction:arrival`, `kind:hit`, `terminal:GRU:2`, `no_nominal_data`."""
        return (
            *(f"direction:{way}" for way in self.directions),
            *(f"kind:{kind}" for kind in self.kinds),
            *(f"terminal:{each.airport}:{terminal}" for each in self.terminals for terminal in each.terminals),
            *(("no_nominal_data",) if self.no_nominal_data else ()),
        )

    def gives(self, kind: str) -> bool:
        """Say whether a country within these limits gives reports of a kind."""
        named = "activity" if kind == "nil" else kind
        return not self.kinds or named not in KINDS or named in self.kinds

    def hold(self, kind: str, airport: str, *, direction: str | None, terminal: str | None) -> bool:
        """Say whether a report lies within; what it does not say of itself leads out of nothing."""
        named = next((each.terminals for each in self.terminals if each.airport == airport), ())
        return (
            self.gives(kind)
            and (not self.directions or direction is None or direction in self.directions)
            and (not named or terminal is None or terminal in named)
        )


UNLIMITED: Final = Limits()

TAKES_PART: Final = frozenset({Standing.ACCEPTED, Standing.LIMITED})


def _some(every: tuple[_Code, ...], chosen: Collection[_Code]) -> tuple[_Code, ...]:
    found = tuple(code for code in every if code in chosen)
    return () if len(found) == len(every) else found
