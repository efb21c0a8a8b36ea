"""`coordinator migrate`: bring the database's schema, and the boards kept in it, to what this release needs."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from coordinator import config, migrate
from operations.boards.rewrite import rewrite
from operations.store import open_database

if TYPE_CHECKING:
    import argparse

    from coordinator.commands import Commands


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("migrate", help="bring the database's schema and boards to what this release needs")
    made.set_defaults(run=run)


def run(_asked: argparse.Namespace) -> int:
    """Migrate; nothing happens where all is there already."""
    settings = config.read(os.environ)
    if settings.database_path is not None:
        settings.database_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    before, needed = migrate.state(settings.database_url)
    if before == needed:
        print(f"The schema is at {needed} already.")
    else:
        migrate.upgrade(settings.database_url)
        print(f"The schema went from {before or 'nothing'} to {needed}.")
    db = open_database(settings.database_url)
    try:
        # Also where the schema is the same: what a row says may have grown without it.
        for code, rows in rewrite(db, datetime.now(UTC)).items():
            print(f"Boards of {code}: {rows} rows were written anew, as this release draws them.")
    finally:
        db.close()
    return 0
