"""Turn whatever was raised into the one error shape, for HTTP and for sockets alike.

What the domain refuses carries its own code. What pydantic refuses is said field by field and never repeats what was
sent: a refused form may hold personal data, and answers are logged by others. Anything unexpected is logged with the
request's id and answered as `internal`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import psycopg
import structlog
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from coordinator.logs import Seldom
from operations.errors import Refusal, Refusals, of_their_own
from realtime.batch import NotCommitted
from realtime.receipts import ReusedKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydantic_core import ErrorDetails

log = structlog.get_logger()

MALFORMED: Final = "malformed"

HTTP_WORDS: Final[Mapping[int, tuple[str, str]]] = {
    400: ("bad_request", "This request cannot be read."),
    401: ("not_signed_in", "You are not signed in, or your session has ended."),
    403: ("not_allowed", "This is not allowed."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    408: ("timeout", "The request took too long to arrive."),
    411: ("length_required", "The request does not say how long it is."),
    413: ("too_large", "What was sent is too large."),
    414: ("too_large", "The address is too long."),
    415: ("not_json", "This address takes JSON: send Content-Type: application/json."),
    429: ("too_many", "Too many attempts. Wait a moment."),
    431: ("too_large", "The headers are too large."),
}

FIELD_WORDS: Final[Mapping[str, str]] = {
    "missing": "This is needed.",
    "extra_forbidden": "This field is not known here.",
    "string_too_short": "This is too short.",
    "string_too_long": "This is too long.",
    "string_pattern_mismatch": "This is not written as it should be.",
    "string_type": "This must be text.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "bool_type": "This must be true or false.",
    "enum": "This is not one of the values allowed.",
    "literal_error": "This is not one of the values allowed.",
    "greater_than": "This is too small.",
    "greater_than_equal": "This is too small.",
    "less_than": "This is too large.",
    "less_than_equal": "This is too large.",
    "too_short": "There are too few of these.",
    "too_long": "There are too many of these.",
    "timezone_aware": "This time needs a zone.",
}
SAFE_PARAMS: Final = frozenset(
    {"min_length", "max_length", "ge", "gt", "le", "lt", "multiple_of", "max_digits", "decimal_places", "expected"}
)
"""What a field's error may repeat of its own declaration; nothing of what was sent."""


@dataclass(frozen=True)
class Explained:
    """A status, the body in the one error shape, and headers that go with it."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def explain(error: BaseException, request_id: str) -> Explained:
    """Return what to answer for an exception."""
    match error:
        case Refusal():
            return _refused(error, request_id)
        case Refusals():
            return _fields([_at(refusal) for refusal in error.refusals], request_id)
        case ReusedKey():
            return _shape(
                422, "receipt:reused", "This Idempotency-Key was already used for another request.", request_id
            )
        case ValidationError():
            return explain(misread(error), request_id)
        case HTTPException(code=int() as status) if status < 500:  # noqa: PLR2004 the rest is our own failure
            explained = _http(error, status, request_id)
        case OperationalError() if is_busy(error):
            explained = _busy("database busy", request_id)
        case NoConnection():
            explained = _busy("no connection to the database is free", request_id)
        case DBAPIError() if is_away(error):
            explained = _away("database away", request_id)
        case NotCommitted():
            explained = _away("commit failed", request_id)
        case _:
            log.error("unexpected", request_id=request_id, exc_info=error)
            explained = _shape(500, "internal", "Something went wrong here. Nothing was changed.", request_id)
    return explained


def _busy(event: str, request_id: str) -> Explained:
    _tell(event, request_id)
    message = "The database is busy. Nothing was changed; try again."
    return _shape(503, "busy", message, request_id, headers={"Retry-After": "1"})


def _away(event: str, request_id: str) -> Explained:
    _tell(event, request_id)
    message = "The database cannot be reached at the moment. Try again."
    return _shape(503, "unavailable", message, request_id, headers={"Retry-After": "2"})


_SELDOM: Final[defaultdict[str, Seldom]] = defaultdict(Seldom)


def _tell(event: str, request_id: str) -> None:
    """Log what happens to everybody at once: the first at once, the many that follow in a line now and then."""
    if requests := _SELDOM[event]():
        log.warning(event, request_id=request_id, requests=requests)


def is_busy(error: OperationalError) -> bool:
    """Say whether the database gave up waiting for another writer."""
    return "locked" in str(error.orig) or "lock timeout" in str(error.orig)


def is_away(error: DBAPIError) -> bool:
    """Say whether the database server could not be reached, or went away while it was asked.

    A connection that was never made has no SQLSTATE; classes 08 and 57P are lost ones and servers that stop or start. A
    process that stood still in a transaction for too long finds its session ended too.
    """
    if isinstance(error.orig, psycopg.errors.IdleInTransactionSessionTimeout):
        return True
    if not isinstance(error.orig, psycopg.OperationalError):
        return False
    return error.orig.sqlstate is None or error.orig.sqlstate.startswith(("08", "57P"))


def invalid(path: str, code: str, message: str) -> Refusals:
    """Return the refusal of one field."""
    return Refusals([Refusal(code, message, path=path)])


def misread(
    error: ValidationError, within: Callable[[tuple[int | str, ...]], tuple[int | str, ...]] = tuple
) -> Refusal | Refusals:
    """Return the refusal of what pydantic could not read; `within` says how its places are named."""
    details = error.errors(include_url=False, include_input=False)
    if any(detail["type"] == "json_invalid" for detail in details):
        return Refusal(MALFORMED, "This is not valid JSON.", status=400)
    return Refusals([_field(detail, within(detail["loc"])) for detail in of_their_own(details)])


def _refused(error: Refusal, request_id: str) -> Explained:
    headers = {"Retry-After": str(error.params["retry_after"])} if "retry_after" in error.params else {}
    fields = [_at(error)] if error.path is not None else None
    return _shape(
        error.status, error.code, error.message, request_id, params=error.params, fields=fields, headers=headers
    )


def _http(error: HTTPException, status: int, request_id: str) -> Explained:
    code, message = HTTP_WORDS.get(status, ("bad_request", "This request cannot be answered."))
    allowed = getattr(error, "valid_methods", None)
    return _shape(status, code, message, request_id, headers={"Allow": ", ".join(sorted(allowed))} if allowed else None)


def _fields(fields: list[dict[str, Any]], request_id: str) -> Explained:
    return _shape(422, "invalid", "Some fields need another look.", request_id, fields=fields)


def _at(refusal: Refusal) -> dict[str, Any]:
    return {"path": refusal.path or "", "code": refusal.code, "params": refusal.params, "message": refusal.message}


def _field(detail: ErrorDetails, loc: tuple[int | str, ...]) -> Refusal:
    kind = detail["type"]
    given = detail.get("ctx") or {}
    if ":" in kind:  # a code of ours, raised as PydanticCustomError: its words and parameters are ours too
        return Refusal(kind, detail["msg"], path=_path(loc)).about(_plain(given))
    params = _plain({name: value for name, value in given.items() if name in SAFE_PARAMS})
    message = FIELD_WORDS.get(kind, "This value cannot be used here.")
    return Refusal(f"invalid:{kind}", message, path=_path(loc)).about(params)


def _path(loc: Iterable[int | str]) -> str:
    return ".".join(str(step)[:60] for step in loc)


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int | str) else str(value) for name, value in params.items()}


def _shape(
    status: int,
    code: str,
    message: str,
    request_id: str,
    *,
    params: Mapping[str, Any] | None = None,
    fields: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> Explained:
    body: dict[str, Any] = {"code": code, "params": dict(params or {}), "message": message}
    if fields is not None:
        body["fields"] = fields
    return Explained(status, {"error": {**body, "request_id": request_id}}, headers or {})
