"""Work that is done once: taken over from whoever is frozen in the middle of it, and what the frozen one does after."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING

from tests.durability.boards import soon
from tests.durability.test_crossing import turned
from tests.support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.durability.lives import House, Lives
    from tests.support.server import Server

# Somebody who announces what is due, as a server does, and stands still before the commit.
HOLDER = """
import sys
from datetime import UTC, datetime
from operations.planning.announce import announce
from operations.planning.models import Operation
from operations.store import open_database
from realtime.transaction import transaction

address, stream_id, operation_id = sys.argv[1:]
try:
    with transaction(open_database(address), (int(stream_id),), actor_id="schedule", now=datetime.now(UTC)) as tx:
        announce(tx, tx.session.get_one(Operation, operation_id))
        tx.session.flush()
        print("holds", flush=True)
        sys.stdin.readline()
except Exception as error:
    print("fenced off:", error)
else:
    print("committed")
"""


@contextmanager
def holding(house: House, server: Server) -> Iterator[Popen[str]]:
    """Let a process hold the operation where a server runs, its boundaries announced and not committed."""
    words = server.database_url, str(house.story.stream_id), house.story.id
    command = [*server.within, sys.executable, "-c", HOLDER, *words]
    with Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            assert running.stdout.readline() == "holds\n"
            yield running
        finally:
            running.kill()


def test_what_a_frozen_process_was_announcing_another_announces_and_the_frozen_one_is_fenced_off(
    house: House, lives: Lives
) -> None:
    with holding(house, lives) as frozen:
        os.kill(frozen.pid, signal.SIGSTOP)
        if house.db.embedded:  # a file has one process: nobody is there to take over, and what was begun is done
            expected = "committed"
        else:
            lives.start()
            # PostgreSQL ends the session of whoever stands still; a busy machine takes its time.
            assert any(soon(lambda: len(turned(house)) == 3) for _ in range(4)), lives.said
            expected = "fenced off"
        os.kill(frozen.pid, signal.SIGCONT)
        said, _ = frozen.communicate("go on\n")
    assert said.startswith(expected), said
    if house.db.embedded:
        lives.start()
    assert [(kind, phase) for kind, phase, _ in turned(house)] == [
        ("phase_started", "preparation"), ("phase_ended", "preparation"), ("phase_started", "operational"),
    ]  # fmt: skip
    house.desk.prove()
