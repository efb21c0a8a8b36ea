"""`coordinator verify`: prove the log's chains, the ledger's sums and the boards on the database as it stands."""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from coordinator import config
from coordinator.identity.keys import public_text, signing_key
from operations.boards.project import kept, rebuilt
from operations.ledger.recount import differences
from operations.planning.models import Operation
from operations.reports.cases import misjudged
from operations.reports.recount import forged, misplaced, not_as_reported, undecided
from operations.store import open_database
from realtime.database import read_at_leisure
from realtime.log import Stream, instant, verify

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy.orm import Session

    from coordinator.commands import Commands
    from realtime.transaction import Database

EVERY: Final = 5.0
"""How many seconds somebody waits at most without a word of how far it is."""


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("verify", help="prove the log's chains, the ledger's sums and the boards")
    made.set_defaults(run=run)


def run(_asked: argparse.Namespace) -> int:
    """Check every stream, print its signed head, and recount every operation; end with 1 when anything does not hold.

    A head printed earlier and kept elsewhere shows whether what came before it was changed since.
    """
    settings = config.read(os.environ)
    key = signing_key(settings.home)
    with closing(open_database(settings.database_url)) as db:
        broken = proved(db, key)
    print(f"signed with {public_text(key)} at {instant(datetime.now(UTC))}")
    print(f"{broken} breaks" if broken else "Every chain holds, and every sum agrees with its lines.")
    return 1 if broken else 0


def proved(db: Database, key: Ed25519PrivateKey) -> int:
    """Print every head, and whatever does not hold; return how much does not."""
    broken = 0
    with db.reading() as session:
        read_at_leisure(session)
        for stream in session.scalars(select(Stream).order_by(Stream.id)).all():
            chain = verify(session, stream, Progress("entries"))
            wrong = [f"stream {found.stream_id} breaks at {found.seq}: {found.why}" for found in chain]
            wrong += [str(found) for found in differences(session, stream.id, Progress("lines"))]
            broken += _told(wrong)
            print(head(stream, key))
        for operation in session.scalars(select(Operation).order_by(Operation.code)).all():
            broken += _told(_differing(session, operation))
    return broken


class Progress:
    """Say from time to time how far it is, beside what is printed, to whoever waits for a long proof."""

    def __init__(self, what: str) -> None:
        """Begin with none."""
        self._what, self._seen, self._last = what, 0, time.monotonic()

    def __call__(self, more: int) -> None:
        """Take so many more as done."""
        self._seen += more
        if time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            print(f"… {self._seen:,} {self._what}", file=sys.stderr)


def _told(wrong: Collection[str]) -> int:
    for line in wrong:
        print(f"BROKEN  {line}")
    return len(wrong)


def _differing(session: Session, operation: Operation) -> list[str]:
    """Return where tallies or boards are not what the reports of an operation come to."""
    shown, due = kept(session, operation), rebuilt(session, operation)
    boards = sorted(key for key in shown.keys() | due.keys() if shown.get(key) != due.get(key))
    return [
        *(f"{operation.code}: {found}" for found in not_as_reported(session, operation, Progress("reports"))),
        *(
            f"{operation.code}: edition {edition} of report {report_id} is not what was filed"
            for report_id, edition in forged(session, operation, Progress("editions"))
        ),
        *(
            f"{operation.code}: what is said of the cases of {commodity} in {unit} is not what stands"
            for _, commodity, unit in misjudged(session, operation, Progress("quantities"))
        ),
        *(
            f"{operation.code}: report {report_id} is kept for another day than its validated edition is of"
            for report_id in misplaced(session, operation)
        ),
        *(
            f"{operation.code}: that report {merged} is merged into {survivor} is not what was decided"
            for merged, survivor in sorted(undecided(session, operation))
        ),
        *(f"{operation.code}: the board's row {key} is not what the operation says" for key in boards),
    ]


def head(stream: Stream, key: Ed25519PrivateKey) -> str:
    """Return a stream's head with a signature over exactly the words before it."""
    said = f"{stream.kind} {stream.owner_id} {stream.seq} {stream.digest}"
    return f"{said} {key.sign(said.encode()).hex()}"
