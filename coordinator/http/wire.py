"""What travels: strict models inwards, plain views outwards, pages of lists, and the one shape of every error."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

T = TypeVar("T")


def _in_utc(given: datetime) -> datetime:
    try:
        return given.astimezone(UTC)
    except OverflowError as error:
        raise PydanticCustomError("invalid:out_of_range", "No calendar reaches that far.") from error


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant a client names: in the first and the last year there are days that UTC has not."""

Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
"""An operation's code, as it stands in addresses."""


class Wire(BaseModel):
    """What a client sends: strict types, unknown fields refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class View(BaseModel):
    """What a client is answered."""

    model_config = ConfigDict(extra="forbid")


class Nothing(View):
    """An answer with nothing to say."""


class CodePath(Wire):
    """The address of an operation."""

    code: Code


class PageQuery(Wire):
    """Which part of a list is asked for."""

    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=200)


class Page(View, Generic[T]):
    """A part of a list, and where it goes on."""

    items: list[T]
    next: str | None = None


class FieldError(View):
    """What is wrong at one field; `path` as `goods.0.quantity`."""

    path: str
    code: str
    params: dict[str, Any]
    message: str


class ErrorView(View):
    """What was refused, or went wrong: a stable code with parameters, and an English sentence."""

    code: str
    params: dict[str, Any]
    message: str
    fields: list[FieldError] | None = None
    request_id: str


class ErrorBody(View):
    """The one shape of every error."""

    error: ErrorView
