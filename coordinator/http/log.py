"""The operation's log as its reader may see it: facts as codes, the newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import select

from coordinator.http.calls import Read
from coordinator.http.doors import Doors
from coordinator.http.wire import CodePath, Page, View, Wire
from operations.boards.rows import QUIET, log_row
from operations.planning import queries as planning
from operations.policy import Action
from realtime.feed import EVERY
from realtime.log import Entry

doors = Doors("log", tag="Log")


class LogQuery(Wire):
    """Which part of the log: entries before a position, the newest first; `kind` narrows."""

    before: int | None = Field(default=None, ge=1, lt=2**53)
    limit: int = Field(default=50, ge=1, le=200)
    kind: str | None = Field(default=None, max_length=40, pattern=r"^[a-z_]+$")


class EntryView(View):
    """One fact: what happened, where in the log, and what it says in codes and numbers."""

    seq: int
    at: datetime
    kind: str
    subject: str
    circle: str
    said: dict[str, Any]


class LogPage(Page[EntryView]):
    """A part of the log, as of the head it was read at."""

    head: int


@doors.read("/operations/<code>/log", Action.LOG_READ, answer=LogPage)
def read_log(call: Read, path: CodePath, query: LogQuery) -> LogPage:
    """Read the log."""
    operation = planning.operation(call.session, call.actor, path.code)
    head = planning.position(call.session, operation)
    circles = call.actor.circles(operation.id, Action.LOG_READ)
    wanted = select(Entry).where(Entry.stream_id == operation.stream_id, Entry.kind.not_in(QUIET), Entry.seq <= head)
    if circles is not EVERY:
        wanted = wanted.where(Entry.circle.in_(sorted(circles)))
    if query.before is not None:
        wanted = wanted.where(Entry.seq < query.before)
    if query.kind is not None:
        wanted = wanted.where(Entry.kind == query.kind)
    found = list(call.session.scalars(wanted.order_by(Entry.seq.desc()).limit(query.limit + 1)))
    shown = found[: query.limit]
    following = str(shown[-1].seq) if len(found) > query.limit else None
    return LogPage(items=[_view(entry) for entry in shown], next=following, head=head)


def _view(entry: Entry) -> EntryView:
    named = {"seq", "at", "kind", "subject", "circle"}
    row = log_row(entry)[2] or {}
    return EntryView(
        seq=entry.seq,
        at=entry.at,
        kind=entry.kind,
        subject=entry.subject,
        circle=entry.circle,
        said={name: value for name, value in row.items() if name not in named},
    )
