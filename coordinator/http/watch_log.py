"""The watch log: what the operational coordination unit writes down freely."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from coordinator.http.calls import Read, Write
from coordinator.http.doors import Doors
from coordinator.http.wire import CodePath, Page, PageQuery, View
from coordinator.identity.accounts import names
from operations.planning import actions, queries
from operations.planning.commands import WriteWatchEntry
from operations.planning.models import WatchEntry
from operations.policy import Action, Actor, Subject, require

doors = Doors("watch_log", tag="Watch log")


class WatchLogQuery(PageQuery):
    """Which part of the log is asked for; `cursor` is the position from which it goes on backwards."""

    cursor: Annotated[str, Field(pattern=r"^\d{1,18}$")] | None = None


class WatchEntryView(View):
    """One entry, with its position in the operation's log."""

    id: str
    seq: int
    at: datetime
    author: str | None
    by_me: bool
    text: str


@doors.read("/operations/<code>/watch-log", Action.WATCH_LOG_READ, answer=Page[WatchEntryView])
def read_watch_log(call: Read, path: CodePath, query: WatchLogQuery) -> Page[WatchEntryView]:
    """Show the newest entries, and with a cursor older ones."""
    operation = queries.operation(call.session, call.actor, path.code)
    require(call.actor, Action.WATCH_LOG_READ, Subject(operation.id, "ocu"), what="watch log")
    before = int(query.cursor) if query.cursor else None
    found = queries.watch_entries(call.session, call.actor, operation, before=before, limit=query.limit + 1)
    shown = found[: query.limit]
    return Page[WatchEntryView](
        items=_views(call.session, call.actor, *shown),
        next=str(shown[-1].seq) if len(found) > query.limit else None,
    )


@doors.write("POST", "/operations/<code>/watch-log", Action.WATCH_LOG_WRITE, answer=WatchEntryView, status=201)
def write_watch_entry(call: Write, path: CodePath, body: WriteWatchEntry) -> WatchEntryView:
    """Write an entry."""
    entry = actions.write_watch_entry(call.tx, call.actor, path.code, body)
    return _views(call.tx.session, call.actor, entry)[0]


def _views(session: Session, actor: Actor, *entries: WatchEntry) -> list[WatchEntryView]:
    called = names(session, (entry.actor_id for entry in entries))
    return [
        WatchEntryView(
            id=entry.id,
            seq=entry.seq,
            at=entry.at,
            author=called.get(entry.actor_id),
            by_me=entry.actor_id == actor.account_id,
            text=entry.text,
        )
        for entry in entries
    ]
