"""A refusal: what the domain says when it will not do something, as a code that every language has words for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class Refusal(Exception):
    """Refuse with a stable code, its parameters, an English sentence and the HTTP status that fits."""

    def __init__(self, code: str, message: str, *, status: int = 422, path: str | None = None, **params: Any) -> None:  # noqa: ANN401 parameters are whatever the sentence needs
        """Keep them. `path` names the field at fault, as `goods.0.quantity`."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.path = path
        self.params = params

    def about(self, params: Mapping[str, Any]) -> Self:
        """Add parameters that another refusal of the same thing came with."""
        self.params |= params
        return self


class Refusals(Exception):
    """Several fields refused at once."""

    def __init__(self, refusals: list[Refusal]) -> None:
        """Keep them in the order of the form."""
        super().__init__("; ".join(refusal.message for refusal in refusals))
        self.refusals = refusals


def of_their_own(details: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Yield what pydantic found wrong, but for what only follows from it.

    A list whose only part could not be read also counts as too short, which is not what is wrong with it.
    """
    inside = {detail["loc"][:n] for detail in details for n in range(len(detail["loc"]))}
    return (detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in inside)


def not_found(what: str) -> Refusal:
    """Return the refusal for what does not exist, and equally for what one may not see."""
    return Refusal("not_found", f"There is no such {what}, or you may not see it.", status=404, what=what)


def not_allowed(action: str) -> Refusal:
    """Return the refusal for what one sees but may not do."""
    return Refusal("not_allowed", "Your seat does not allow this.", status=403, action=action)


def outdated(what: str, version: int) -> Refusal:
    """Return the refusal for a change that was made against an older version."""
    message = f"This {what} was changed by somebody else in the meantime. Look at the newer version first."
    return Refusal("outdated", message, status=409, what=what, version=version)
