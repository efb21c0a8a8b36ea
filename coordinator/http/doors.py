"""The doors of the HTTP interface: every endpoint is declared through here and names its Action.

A door parses strictly, finds out who acts, and hands the function a call (`calls`); `answering` says in which order.
The door is declared here; whether the actor may is decided by the domain action the function calls.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial, wraps
from typing import Any, Final, TypeVar

from flask import Response
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models.tag import Tag
from pydantic import BaseModel

import coordinator.http
from coordinator.http.answering import Endpoint, Terms, answer_export, answer_public, answer_read, answer_write
from coordinator.http.calls import Arrived
from coordinator.http.wire import ErrorBody
from operations.policy import Action

PREFIX: Final = "/api/v1"
REFUSED: Final = (400, 401, 403, 404, 409, 413, 415, 422, 429)

F = TypeVar("F", bound=Callable[..., Any])


class Who(StrEnum):
    """Whose door it is where no Action of an operation is asked for."""

    ANYBODY = "anybody"
    ONESELF = "oneself"


@dataclass(frozen=True, slots=True)
class Door:
    """One endpoint, as declared."""

    method: str
    rule: str
    action: Action | Who
    name: str
    asked: tuple[type[BaseModel], ...] = ()
    """The models of its address and its query."""
    body: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200


class Noun(APIBlueprint):
    """A blueprint that knows its doors."""

    doors: Sequence[Door] = ()


class Doors:
    """The endpoints of one noun."""

    def __init__(self, name: str, *, tag: str) -> None:
        """Begin with none, under /api/v1."""
        self.doors: list[Door] = []
        self.blueprint = Noun(
            name,
            __name__,
            url_prefix=PREFIX,
            abp_tags=[Tag(name=tag)],
            abp_responses=_refusals(),
            operation_id_callback=_operation_id,
        )
        self.blueprint.doors = self.doors

    def read(
        self, rule: str, action: Action | Who, *, answer: type[BaseModel] | None, method: str = "GET"
    ) -> Callable[[F], F]:
        """Declare a reading endpoint. With `method="POST"` it is a question too long for an address; nothing is kept.

        `answer` is None for what is not JSON: the function returns a Response.
        """
        return self._declaring(method, rule, action, answer_read, answer)

    def export(self, rule: str, action: Action) -> Callable[[F], F]:
        """Declare a download under an operation: a GET whose function reads, and returns an Export.

        That it was taken is recorded on the operation's audit stream before the file leaves, in a transaction that does
        nothing else: whoever writes must not wait until somebody's file is made.
        """
        return self._declaring("GET", rule, action, answer_export, None)

    def write(  # noqa: PLR0913 each is a word of the declaration
        self,
        method: str,
        rule: str,
        action: Action | Who,
        *,
        answer: type[BaseModel] | None,
        status: int = 200,
        audit: bool = False,
        with_platform: bool = False,
        unkept: Sequence[str] = (),
        seatless: bool = False,
        sealed: bool = False,
        before: Callable[[Arrived], Any] | None = None,
        largest: int | None = None,
    ) -> Callable[[F], F]:
        """Declare a changing endpoint.

        Its streams are the operation's where the address has a `<code>` (plus its audit stream, plus the platform's,
        when asked for), else the platform's; the first keeps the receipt. `unkept` names top-level fields of the answer
        that its receipt leaves out, because they are secrets. `seatless` lets in whoever has no seat any more: what was
        reported in good faith and arrives late is the domain's to judge.

        `sealed` is for what carries a secret: the receipt knows the request again by a digest that takes the
        installation's own key, so that nobody tries passwords on the database. `before` is work that takes long: it
        runs ahead of the transaction, and what it returns is the function's argument `prepared`. `largest` is how many
        bytes may be sent where that is more than elsewhere. A function that raises TakenBack is answered with what it
        says, and nothing of its transaction is kept.
        """
        terms = Terms(status, audit, with_platform, unkept, seatless, sealed, before, largest)
        return self._declaring(method, rule, action, partial(answer_write, terms=terms), answer, status)

    def public(self, method: str, rule: str, *, answer: type[BaseModel] | None, status: int = 200) -> Callable[[F], F]:
        """Declare an endpoint for whoever comes; its function gets the installation and does the rest itself."""
        return self._declaring(method, rule, Who.ANYBODY, partial(answer_public, status=status), answer, status)

    def _declaring(
        self,
        method: str,
        rule: str,
        action: Action | Who,
        respond: Callable[[Endpoint, dict[str, str]], Response],
        answer: type[BaseModel] | None,
        status: int = 200,
    ) -> Callable[[F], F]:
        def declare(function: F) -> F:
            endpoint = Endpoint(function)
            hints = endpoint.hints
            asked = tuple(hints[name] for name in ("path", "query") if name in hints)
            door = Door(method, PREFIX + rule, action, function.__name__, asked, hints.get("body"), answer, status)
            self.doors.append(door)

            @wraps(function)
            def view(**path: str) -> Response:
                return respond(endpoint, path)

            # flask-openapi reads the function's hints for the document only; its own parsing is lax and echoes input.
            view.__delay_validate_request__ = True  # type: ignore[attr-defined] # a mark flask-openapi looks for
            getattr(self.blueprint, method.lower())(rule, responses={status: answer})(view)
            return function

        return declare


def door_registry() -> tuple[Door, ...]:
    """Return every endpoint there is, in the order of their modules."""
    return tuple(door for doors in every_noun() for door in doors.doors)


def every_noun() -> Iterator[Doors]:
    """Yield what each module of this package declares."""
    for module in sorted(found.name for found in pkgutil.iter_modules(coordinator.http.__path__)):
        declared = getattr(importlib.import_module(f"{coordinator.http.__name__}.{module}"), "doors", None)
        if isinstance(declared, Doors):
            yield declared


def _refusals() -> dict[Any, Any]:
    """Return how every endpoint may refuse, for the document.

    One status declares the model and the others point at it: flask-openapi makes a model's schema anew for each status
    of each endpoint, and nine of them for every door were most of the time that making the application took.
    """
    first, *others = (str(status) for status in REFUSED)
    pointer = {"$ref": f"#/components/schemas/{ErrorBody.__name__}"}
    return {first: ErrorBody} | {status: {"content": {"application/json": {"schema": pointer}}} for status in others}


def _operation_id(name: str, path: str, method: str) -> str:  # noqa: ARG001 flask-openapi calls it by these names
    return name
