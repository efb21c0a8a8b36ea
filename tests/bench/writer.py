"""Who changes things: commits to the log of a running product, from a process of its own. Orders as in `bare`.

Each event is a real commit: the stream's row taken, an entry, a link of the chain, a version of a board row. The
product hears of it as it hears of any other process's commit.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any, ClassVar

import psycopg

from realtime.database import open_engine
from realtime.listener import CHANNEL
from realtime.notify import dsn
from realtime.transaction import Database, transaction
from tests.bench.events import event, paced


class Told:
    """A fact of the benchmark's own."""

    kind: ClassVar[str] = "told"

    def body(self) -> dict[str, Any]:
        return {}


def main() -> None:
    """Follow orders for the stream given."""
    url, stream_id = sys.argv[1], int(sys.argv[2])
    db = Database(open_engine(url))
    with psycopg.connect(dsn(db.engine), autocommit=True) as telling:
        for line in sys.stdin:
            for number in paced(line):
                with transaction(db, (stream_id,), actor_id="writer", now=datetime.now(UTC)) as tx:
                    tx.record(stream_id, Told(), subject="operation", circle="operation")
                    tx.put(stream_id, f"told:{number % 100}", "operation", event(number))
                telling.execute(f"NOTIFY {CHANNEL}")
    db.close()


if __name__ == "__main__":
    main()
