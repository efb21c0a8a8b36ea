"""The doors of the HTTP interface: every endpoint is declared through here and names its Action.

A door parses strictly, finds out who acts, and hands the function a call. A write runs in one transaction, in this
order: its streams taken, session and seats read afresh, the receipt looked up, the function, the receipt kept, commit.
The door is declared here; whether the actor may is decided by the domain action the function calls.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar, get_type_hints

from flask import Response, request
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models.tag import Tag
from pydantic import BaseModel
from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import coordinator.http
from coordinator.config import Config
from coordinator.errors import is_busy
from coordinator.http.installation import (
    Installation,
    cookie,
    device,
    idempotency_key,
    installation,
    received_at,
    request_id,
    require_same_origin,
    wished_language,
)
from coordinator.http.strict import body_of, path_of, query_of
from coordinator.http.wire import ErrorBody
from coordinator.identity import sessions
from coordinator.identity.accounts import seated
from coordinator.identity.keys import secret_key
from coordinator.identity.models import Account, SessionRow
from coordinator.identity.platform import platform
from coordinator.identity.second_step import counting
from coordinator.identity.sessions import Living
from operations.errors import Refusal, not_found
from operations.events.audit import ExportTaken
from operations.planning.models import Operation
from operations.policy import Action, Actor
from realtime import receipts
from realtime.batch import NotCommitted
from realtime.prepared import PreparedQuery
from realtime.transaction import Tx, transaction

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


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody reads: a read-only session, who it is, and when."""

    session: Session
    actor: Actor
    session_id: str
    now: datetime
    language: str
    config: Config

    @property
    def account(self) -> Account:
        """Return the account of whoever reads."""
        return self.session.get_one(Account, self.actor.account_id)

    @property
    def signed_in(self) -> SessionRow:
        """Return the session they read in."""
        return self.session.get_one(SessionRow, self.session_id)


@dataclass(frozen=True, slots=True)
class Write:
    """Somebody changes something: the transaction, who it is, and when the request arrived."""

    tx: Tx
    actor: Actor
    session_id: str
    now: datetime
    received_at: datetime
    idempotency_key: str
    language: str
    config: Config

    @property
    def account(self) -> Account:
        """Return the account of whoever changes something."""
        return self.tx.session.get_one(Account, self.actor.account_id)

    @property
    def signed_in(self) -> SessionRow:
        """Return the session they do it in."""
        return self.tx.session.get_one(SessionRow, self.session_id)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A write before its transaction: who sent it, what, and when."""

    house: Installation
    account_id: str
    session_id: str
    body: Any
    now: datetime


class TakenBack(Exception):
    """A write wants nothing of its transaction kept, and has this to say; it is not a refusal and has no receipt."""

    def __init__(self, answer: BaseModel) -> None:
        """Keep the answer."""
        super().__init__("nothing was kept")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Export:
    """A file that is about to leave, and the fact that says so."""

    file: Response
    fact: ExportTaken


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

        def declare(function: F) -> F:
            hints = get_type_hints(function)

            def view(**path: str) -> Response:
                if method != "GET":
                    require_same_origin()
                house = installation()
                now = house.clock.now()
                with house.db.reading() as session:
                    living = _signed_in(session, now)
                    if method != "GET":
                        _require_token(living)
                    arguments = _arguments(hints, path)
                    actor = seated(session, living.account_id, now, house.config.second_step_for)
                    call = Read(session, actor, living.id, now, living.language, house.config)
                    answered = function(call, **arguments)
                    stale = living.id if sessions.due_for_renewal(living, now) else None
                    response = rendered(answered, 200)
                if stale is not None:
                    _renew(house, stale, now)
                return response

            return self._declare(method, rule, action, function, view, answer, 200)

        return declare

    def export(self, rule: str, action: Action) -> Callable[[F], F]:
        """Declare a download under an operation: a GET whose function reads, and returns an Export.

        That it was taken is recorded on the operation's audit stream before the file leaves, in a transaction that does
        nothing else: whoever writes must not wait until somebody's file is made.
        """

        def declare(function: F) -> F:
            hints = get_type_hints(function)

            def view(**path: str) -> Response:
                house = installation()
                with house.db.reading() as session:
                    now = house.clock.now()
                    living = _signed_in(session, now)
                    arguments = _arguments(hints, path)
                    actor = seated(session, living.account_id, now, house.config.second_step_for)
                    call = Read(session, actor, living.id, now, living.language, house.config)
                    taken: Export = function(call, **arguments)
                    account_id, found = living.account_id, _operation(session, path["code"])
                    audit_id = found.audit_stream_id
                with ExitStack() as unless_it_leaves:
                    unless_it_leaves.callback(taken.file.close)
                    with _changing(house, account_id, (audit_id,), key="") as changing:
                        # A seat or a session may have ended while the file was made.
                        _require_a_seat(changing, found)
                        changing.tx.record(audit_id, taken.fact, subject=taken.fact.what, circle="ocu")
                    unless_it_leaves.pop_all()
                return taken.file

            return self._declare("GET", rule, action, function, view, None, 200)

        return declare

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

        def declare(function: F) -> F:
            hints = get_type_hints(function)

            def view(**path: str) -> Response:
                require_same_origin()
                house = installation()
                if largest is not None:
                    request.max_content_length = largest
                with house.db.reading() as session:
                    living = _signed_in(session, house.clock.now())
                    _require_token(living)
                    key = idempotency_key()
                    arguments = _arguments(hints, path)
                    account_id, found = living.account_id, _operation(session, path["code"]) if "code" in path else None
                    taken = _streams(session, found, audit=audit, with_platform=with_platform)
                content = request.get_data(cache=True)
                seen = receipts.digest(
                    request.method, request.full_path, _sealed(house, content) if sealed else content
                )
                if before is not None:
                    arrived = Arrived(house, account_id, living.id, arguments.get("body"), received_at())
                    arguments["prepared"] = before(arrived)

                def attempt(*, alone: bool) -> Response:
                    with _changing(house, account_id, taken, key, alone=alone) as call:
                        kept = receipts.earlier(call.tx, taken[0], key, seen)
                        if kept is not None:
                            return _replayed(kept)
                        if found is not None and not seatless:
                            _require_a_seat(call, found)
                        response = rendered(function(call, **arguments), status)
                        body = response.get_json(silent=True) or {}
                        stored = {name: None if name in unkept else value for name, value in body.items()}
                        receipts.keep(call.tx, taken[0], key, seen, receipts.Answer(status, stored))
                    return response

                try:
                    with counting(house.db, received_at()):
                        try:
                            return attempt(alone=False)
                        except NotCommitted:  # a neighbour's doing, perhaps; had it held, the receipt would say so
                            return attempt(alone=True)
                except TakenBack as undone:
                    return rendered(undone.answer, status)

            return self._declare(method, rule, action, function, view, answer, status)

        return declare

    def public(self, method: str, rule: str, *, answer: type[BaseModel] | None, status: int = 200) -> Callable[[F], F]:
        """Declare an endpoint for whoever comes; its function gets the installation and does the rest itself."""

        def declare(function: F) -> F:
            hints = get_type_hints(function)

            def view(**path: str) -> Response:
                if method != "GET":
                    require_same_origin()
                return rendered(function(installation(), **_arguments(hints, path)), status)

            return self._declare(method, rule, Who.ANYBODY, function, view, answer, status)

        return declare

    def _declare(
        self,
        method: str,
        rule: str,
        action: Action | Who,
        function: F,
        view: Callable[..., Response],
        answer: type[BaseModel] | None,
        status: int,
    ) -> F:
        hints = get_type_hints(function)
        asked = tuple(hints[name] for name in ("path", "query") if name in hints)
        door = Door(method, PREFIX + rule, action, function.__name__, asked, hints.get("body"), answer, status)
        self.doors.append(door)
        functools.update_wrapper(view, function)
        # flask-openapi reads the function's hints for the document only; its own parsing is lax and echoes the input.
        view.__delay_validate_request__ = True  # type: ignore[attr-defined] # a mark flask-openapi looks for
        declare = getattr(self.blueprint, method.lower())
        declare(rule, responses={status: answer})(view)
        return function


def door_registry() -> tuple[Door, ...]:
    """Return every endpoint there is, in the order of their modules."""
    return tuple(door for doors in every_noun() for door in doors.doors)


def every_noun() -> Iterator[Doors]:
    """Yield what each module of this package declares."""
    for module in sorted(found.name for found in pkgutil.iter_modules(coordinator.http.__path__)):
        declared = getattr(importlib.import_module(f"{coordinator.http.__name__}.{module}"), "doors", None)
        if isinstance(declared, Doors):
            yield declared


def rendered(answer: Any, status: int) -> Response:  # noqa: ANN401 a view, a Response, or nothing
    """Return a function's answer as the response."""
    if isinstance(answer, Response):
        return answer
    if answer is None:
        return Response(status=204)
    return Response(answer.model_dump_json(by_alias=True), status=status, mimetype="application/json")


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


def _signed_in(session: Session, now: datetime) -> Living:
    found = sessions.find(session, cookie(), now)
    if found is None:
        raise sessions.not_signed_in()
    return found


def _renew(house: Installation, session_id: str, now: datetime) -> None:
    """Note that a session is in use; what was read is answered though another process, an import, writes."""
    try:
        sessions.renew(house.db, session_id, now, device().address)
    except OperationalError as error:
        if not is_busy(error):
            raise


def _sealed(house: Installation, content: bytes) -> bytes:
    return hmac.new(secret_key(house.config.home), content, hashlib.sha256).digest()


def _require_token(living: Living) -> None:
    if not sessions.shown_by(living, request.headers.get("X-CSRF-Token")):
        raise Refusal("csrf", "This page is out of date. Reload it and try again.", status=403)


def _arguments(hints: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    if "path" in hints:
        arguments["path"] = path_of(path, hints["path"])
    if "query" in hints:
        arguments["query"] = query_of(request, hints["query"])
    if "body" in hints:
        arguments["body"] = body_of(request, hints["body"])
    return arguments


@dataclass(frozen=True, slots=True)
class _Found:
    id: str
    stream_id: int
    audit_stream_id: int


_OPERATION: Final = PreparedQuery(
    select(Operation.id, Operation.stream_id, Operation.audit_stream_id).where(Operation.code == bindparam("code"))
)


def _operation(session: Session, code: str) -> _Found:
    found = _OPERATION.one(session, {"code": code})
    if found is None:
        raise not_found("operation")
    return _Found(*found)


def _streams(session: Session, found: _Found | None, *, audit: bool, with_platform: bool) -> list[int]:
    if found is None:
        return [platform(session).stream_id]
    further = [found.audit_stream_id] if audit else []
    return [found.stream_id, *further, *([platform(session).stream_id] if with_platform else [])]


@contextmanager
def _changing(
    house: Installation, account_id: str, streams: Sequence[int], key: str, *, alone: bool = False
) -> Iterator[Write]:
    now = house.clock.now()
    asked = request_id()
    with transaction(house.db, streams, actor_id=account_id, now=now, request_id=asked, alone=alone) as tx:
        living = _signed_in(tx.session, now)
        if living.account_id != account_id:
            raise sessions.not_signed_in()
        if sessions.due_for_renewal(living, now):
            sessions.note_use(tx.session.get_one(SessionRow, living.id), now, device().address)
        actor = seated(tx.session, account_id, now, house.config.second_step_for)
        yield Write(tx, actor, living.id, now, received_at(), key, living.language or wished_language(), house.config)


def _require_a_seat(call: Write, found: _Found) -> None:
    """Refuse (404) whoever has no seat in the operation at all; what a seat allows is the domain's to say."""
    if not any(seat.operation_id == found.id for seat in call.actor.seats):
        raise not_found("operation")


def _replayed(kept: receipts.Answer) -> Response:
    text = None if kept.status == 204 else json.dumps(kept.body, ensure_ascii=False)  # noqa: PLR2004 no content
    response = Response(text, status=kept.status, mimetype="application/json")
    response.headers["Idempotency-Replayed"] = "true"
    return response
