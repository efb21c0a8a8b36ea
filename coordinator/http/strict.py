"""Read what a client sent, strictly: one reading of every byte, nothing guessed, nothing that a database chokes on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from coordinator.errors import MALFORMED, invalid, misread
from operations.errors import Refusal
from operations.turning import all_unturned

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

M = TypeVar("M", bound=BaseModel)

BIGGEST: Final = 2**63
DEEPEST: Final = 40

DOCUMENTS: Final = frozenset({"body", "plan"})
"""What requests carry whole: a field inside is named as it stands in there, which is how the domain names it too."""


def body_of(request: Request, model: type[M]) -> M:
    """Return the JSON body as a model. Raises HTTPException (415), Refusal (400) or Refusals (422)."""
    raw = request.get_data(cache=True)
    if not raw and request.method == "DELETE":
        raw = b"{}"
    elif request.mimetype != "application/json":
        raise UnsupportedMediaType
    said = _parsed(raw)
    _refuse_what_chokes(said, ())
    plain = all_unturned(said)
    if plain != said:
        # A lone surrogate has no bytes: escaped, it reaches the model as it came, which refuses it.
        raw = json.dumps(plain).encode()
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise misread(error, lambda loc: _within(model, loc)) from None


def query_of(request: Request, model: type[M]) -> M:
    """Return the query as a model; a name given twice is a list or refused."""
    found: dict[str, Any] = {}
    for name, values in request.args.lists():
        _refuse_what_chokes(values, (name,))
        found[name] = values if _takes_list(model, name) else _only(name, values)
    return model.model_validate(found, strict=False)  # an address holds text only


def path_of(arguments: Mapping[str, str], model: type[M]) -> M:
    """Return the variable parts of the address as a model."""
    _refuse_what_chokes(dict(arguments), ())
    return model.model_validate(dict(arguments), strict=False)


def _within(model: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return where in its document something is; pydantic also names the kind by which it told documents apart."""
    if loc[:1] == () or loc[0] not in DOCUMENTS:
        return loc
    kind = model.model_fields[str(loc[0])].discriminator
    if kind is None:
        return loc[1:] or loc
    return loc[2:] or (str(kind),)


def _only(name: str, values: list[str]) -> str:
    if len(values) != 1:
        raise invalid(name, "invalid:repeated", "This may be given only once.")
    return values[0]


def _takes_list(model: type[BaseModel], name: str) -> bool:
    field = model.model_json_schema().get("properties", {}).get(name, {})
    return field.get("type") == "array" or any(part.get("type") == "array" for part in field.get("anyOf", ()))


def _parsed(raw: bytes) -> Any:  # noqa: ANN401 it is whatever JSON holds
    try:
        return json.loads(raw, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _malformed() from error


def _malformed() -> Refusal:
    return Refusal(MALFORMED, "This is not valid JSON.", status=400)


def _no_constant(_name: str) -> NoReturn:
    raise _malformed()


def _without_doubles(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:  # two readers of one document would read two things
            raise _malformed()
        found[name] = value
    return found


def _refuse_what_chokes(value: Any, path: tuple[str, ...]) -> None:  # noqa: ANN401 it is whatever JSON holds
    """Refuse NUL, which PostgreSQL's text has not, and whole numbers beyond 64 bits, which no column has."""
    if len(path) > DEEPEST:
        raise BadRequest
    if isinstance(value, str):
        if "\0" in value:
            raise invalid(_named(path), "invalid:control_character", "This holds a character that cannot be kept.")
    elif isinstance(value, int):
        if not -BIGGEST <= value < BIGGEST:
            raise invalid(_named(path), "invalid:out_of_range", "This number is too large.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_what_chokes(name, (*path, name[:60].replace("\0", "")))
            _refuse_what_chokes(inner, (*path, name[:60]))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _refuse_what_chokes(inner, (*path, str(place)))


def _named(path: tuple[str, ...]) -> str:
    return ".".join(path[1:] if len(path) > 1 and path[0] in DOCUMENTS else path)
