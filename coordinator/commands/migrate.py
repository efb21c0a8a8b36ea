"""`coordinator migrate`: bring the database's schema to the one this release needs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from coordinator import config, migrate

if TYPE_CHECKING:
    import argparse

    from coordinator.commands import Commands


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("migrate", help="bring the database's schema to the one this release needs")
    made.set_defaults(run=run)


def run(_asked: argparse.Namespace) -> int:
    """Migrate; nothing happens when the schema is there already."""
    settings = config.read(os.environ)
    if settings.database_path is not None:
        settings.database_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    before, needed = migrate.state(settings.database_url)
    if before == needed:
        print(f"The schema is at {needed} already.")
        return 0
    migrate.upgrade(settings.database_url)
    print(f"The schema went from {before or 'nothing'} to {needed}.")
    return 0
