"""Answer a request at a door: what happens between what comes in and what goes out, and in which order.

Whoever asks is signed in, and what they sent is read strictly, before anything else. A write then runs in one
transaction: its streams taken, session and seats read afresh, the receipt looked up, the function, the receipt kept,
commit. Whether the actor may is decided by the domain action that the function calls.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, get_type_hints

from flask import Response, request
from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from coordinator.errors import is_busy
from coordinator.http.calls import Arrived, Export, Read, TakenBack, Write
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
from coordinator.identity import sessions
from coordinator.identity.accounts import seated
from coordinator.identity.keys import secret_key
from coordinator.identity.models import SessionRow
from coordinator.identity.platform import platform
from coordinator.identity.second_step import counting
from coordinator.identity.sessions import Living
from operations.errors import Refusal, not_found
from operations.planning.models import Operation
from realtime import receipts
from realtime.batch import NotCommitted
from realtime.prepared import PreparedQuery
from realtime.transaction import transaction


class Endpoint:
    """A door's function, and what it wants to be told: `path`, `query` and `body`, each as the model of its hint."""

    def __init__(self, function: Callable[..., Any]) -> None:
        """Read its hints once."""
        self.function = function
        self.hints = get_type_hints(function)

    def arguments(self, path: dict[str, str]) -> dict[str, Any]:
        """Read the address, the query and the body of this request. Raises what `strict` raises."""
        found: dict[str, Any] = {}
        if "path" in self.hints:
            found["path"] = path_of(path, self.hints["path"])
        if "query" in self.hints:
            found["query"] = query_of(request, self.hints["query"])
        if "body" in self.hints:
            found["body"] = body_of(request, self.hints["body"])
        return found


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a door lets things be changed; `Doors.write` says what each means."""

    status: int
    audit: bool
    with_platform: bool
    unkept: Sequence[str]
    seatless: bool
    sealed: bool
    before: Callable[[Arrived], Any] | None
    largest: int | None


@dataclass(frozen=True, slots=True)
class _Found:
    """The operation that an address names."""

    id: str
    stream_id: int
    audit_stream_id: int


@dataclass(frozen=True, slots=True)
class _Sent:
    """A write as it was sent, which may be done a second time: who asks, of what, and by what its receipt knows it."""

    account_id: str
    found: _Found | None
    streams: Sequence[int]
    key: str
    digest: str
    arguments: dict[str, Any]


def answer_public(endpoint: Endpoint, path: dict[str, str], status: int) -> Response:
    """Answer whoever comes."""
    if request.method != "GET":
        require_same_origin()
    return rendered(endpoint.function(installation(), **endpoint.arguments(path)), status)


def answer_read(endpoint: Endpoint, path: dict[str, str]) -> Response:
    """Answer a question of somebody signed in, and note that their session is in use."""
    sent = request.method != "GET"
    if sent:
        require_same_origin()
    house = installation()
    now = house.clock.now()
    with house.db.reading() as session:
        living = _signed_in(session, now)
        if sent:
            _require_token(living)
        arguments = endpoint.arguments(path)
        answered = endpoint.function(_read(house, session, living, now), **arguments)
        stale = living.id if sessions.due_for_renewal(living, now) else None
        response = rendered(answered, 200)
    if stale is not None:
        _renew(house, stale, now)
    return response


def answer_export(endpoint: Endpoint, path: dict[str, str]) -> Response:
    """Make a file, note on the operation's audit stream that it was taken, and let it leave only then."""
    house = installation()
    with house.db.reading() as session:
        now = house.clock.now()
        living = _signed_in(session, now)
        arguments = endpoint.arguments(path)
        taken: Export = endpoint.function(_read(house, session, living, now), **arguments)
        account_id, found = living.account_id, _operation(session, path["code"])
    with ExitStack() as unless_it_leaves:
        unless_it_leaves.callback(taken.file.close)
        with _changing(house, account_id, (found.audit_stream_id,), key="") as changing:
            # A seat or a session may have ended while the file was made.
            _require_a_seat(changing, found)
            changing.tx.record(found.audit_stream_id, taken.fact, subject=taken.fact.what, circle="ocu")
        unless_it_leaves.pop_all()
    return taken.file


def answer_write(endpoint: Endpoint, path: dict[str, str], terms: Terms) -> Response:
    """Change what was asked for, or answer as its receipt says when it was asked for before."""
    require_same_origin()
    house = installation()
    if terms.largest is not None:
        request.max_content_length = terms.largest
    with house.db.reading() as session:
        living = _signed_in(session, house.clock.now())
        _require_token(living)
        key = idempotency_key()
        arguments = endpoint.arguments(path)
        found = _operation(session, path["code"]) if "code" in path else None
        streams = _streams(session, found, audit=terms.audit, with_platform=terms.with_platform)
    if terms.before is not None:
        arguments["prepared"] = terms.before(
            Arrived(house, living.account_id, living.id, arguments.get("body"), received_at())
        )
    sent = _Sent(living.account_id, found, streams, key, _digest(house, sealed=terms.sealed), arguments)
    try:
        with counting(house.db, received_at()):
            try:
                return _changed(house, endpoint.function, sent, terms)
            except NotCommitted:  # a neighbour's doing, perhaps; had it held, the receipt would say so
                return _changed(house, endpoint.function, sent, terms, alone=True)
    except TakenBack as undone:
        return rendered(undone.answer, terms.status)


def _changed(
    house: Installation, function: Callable[..., Any], sent: _Sent, terms: Terms, *, alone: bool = False
) -> Response:
    """Do it in one transaction, and keep its receipt there; what has a receipt already is not done again."""
    with _changing(house, sent.account_id, sent.streams, sent.key, alone=alone) as call:
        kept = receipts.earlier(call.tx, sent.streams[0], sent.key, sent.digest)
        if kept is not None:
            return _replayed(kept)
        if sent.found is not None and not terms.seatless:
            _require_a_seat(call, sent.found)
        response = rendered(function(call, **sent.arguments), terms.status)
        body = response.get_json(silent=True) or {}
        stored = {name: None if name in terms.unkept else value for name, value in body.items()}
        receipts.keep(call.tx, sent.streams[0], sent.key, sent.digest, receipts.Answer(terms.status, stored))
    return response


def rendered(answer: Any, status: int) -> Response:  # noqa: ANN401 a view, a Response, or nothing
    """Return a function's answer as the response."""
    if isinstance(answer, Response):
        return answer
    if answer is None:
        return Response(status=204)
    return Response(answer.model_dump_json(by_alias=True), status=status, mimetype="application/json")


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


def _read(house: Installation, session: Session, living: Living, now: datetime) -> Read:
    actor = seated(session, living.account_id, now, house.config.second_step_for)
    return Read(session, actor, living.id, now, living.language, house.config)


def _digest(house: Installation, *, sealed: bool) -> str:
    """Return what a receipt knows this request by; of a sealed one nobody without our key can try what was sent."""
    content = request.get_data(cache=True)
    if sealed:
        content = hmac.new(secret_key(house.config.home), content, hashlib.sha256).digest()
    return receipts.digest(request.method, request.full_path, content)


def _require_token(living: Living) -> None:
    if not sessions.shown_by(living, request.headers.get("X-CSRF-Token")):
        raise Refusal("csrf", "This page is out of date. Reload it and try again.", status=403)


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
