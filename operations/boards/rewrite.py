"""Write boards anew where an older release wrote them: its rows lack what newer ones say, and nothing else mends them.

A row is written when what it tells of changes. One that rests would keep the form of the release that wrote it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from operations.boards.project import kept, rebuilt
from operations.events.audit import BoardsRewritten
from operations.planning.models import Operation
from realtime.transaction import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from realtime.transaction import Database


def rewrite(db: Database, now: datetime) -> dict[str, int]:
    """Bring every board to what its operation says; return how many rows of which operation were written or ended.

    It is a change like any other: as a step at a position of its own, so boards that are watched get it too.
    """
    with db.reading() as session:
        published = session.scalars(select(Operation).where(Operation.published_at.is_not(None)))
        outdated = [each for each in published if kept(session, each) != rebuilt(session, each)]
        places = [(each.id, each.code, each.stream_id) for each in outdated]
    return {code: _rewrite(db, operation_id, stream_id, now) for operation_id, code, stream_id in places}


def _rewrite(db: Database, operation_id: str, stream_id: int, now: datetime) -> int:
    with transaction(db, (stream_id,), actor_id="operator", now=now) as tx:
        operation = tx.session.get_one(Operation, operation_id)
        shown, due = kept(tx.session, operation), rebuilt(tx.session, operation)
        wrong = sorted(key for key in shown.keys() | due.keys() if shown.get(key) != due.get(key))
        for key in wrong:
            if key in due:
                circle, row = due[key]
                tx.put(stream_id, key, circle, json.loads(row))
            else:
                tx.end(stream_id, key)
        if wrong:
            tx.record(stream_id, BoardsRewritten(len(wrong)), subject=f"operation:{operation_id}", circle="ocu")
    return len(wrong)
