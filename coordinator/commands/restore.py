"""`coordinator restore FILE`: bring a backup back into a database in which nothing is yet."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect

from coordinator import config, migrate
from coordinator.commands.backup import postgresql_tool
from coordinator.server.lock import CannotServe, the_only_one
from realtime.database import open_engine

if TYPE_CHECKING:
    import argparse

    from coordinator.commands import Commands
    from coordinator.config import Config

EMBEDDED: Final = b"SQLite format 3\x00"
SERVERS: Final = b"PGDMP"
"""How a file of each kind of database begins."""


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("restore", help="bring a backup back into an empty database")
    made.add_argument("file", type=Path, metavar="FILE", help="what `coordinator backup` wrote")
    made.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Restore whole or not at all; a database that holds anything is never touched."""
    settings = config.read(os.environ)
    source: Path = asked.file
    try:
        with source.open("rb") as file:
            begins = file.read(len(EMBEDDED))
    except OSError as error:
        print(f"Cannot read {source}: {error.strerror}.", file=sys.stderr)
        return 2
    embedded = settings.database_path
    kind = "an embedded database" if embedded else "a PostgreSQL database"
    if not begins.startswith(EMBEDDED if embedded else SERVERS):
        print(f"{source} is no backup of {kind}, which DATABASE_URL names.", file=sys.stderr)
        return 2
    problem = _into_file(source, embedded, settings) if embedded else _into_server(source, settings.database_url)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    present, needed = migrate.state(settings.database_url)
    print(f"Restored, with the schema at {present}.")
    print(
        "Now prove it: coordinator verify" if present == needed else f"This release needs {needed}: coordinator migrate"
    )
    print(f"The keys in {settings.home} are not part of a backup: bring back the copy kept apart.")
    return 0


def _into_file(source: Path, target: Path, settings: Config) -> str:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with the_only_one(settings):
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600))
            with closing(sqlite3.connect(source)) as backup, closing(sqlite3.connect(target)) as database:
                if database.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
                    return f"There is a database at {target} already. Move it away first."
                found = backup.execute("PRAGMA integrity_check").fetchone()[0]
                if found != "ok":
                    return f"{source} is damaged: {found}"
                backup.backup(database)  # one transaction: interrupted, it leaves the file as empty as it was
    except CannotServe as error:
        return str(error)
    except sqlite3.Error as error:
        return f"{source} is damaged: {error}"
    return ""


def _into_server(source: Path, url: str) -> str:
    engine = open_engine(url)
    try:
        present = inspect(engine).get_table_names()
    finally:
        engine.dispose()
    if present:
        return f"The database holds {len(present)} tables already. Make an empty one (createdb) and name it."
    # Owners and grants are those of whoever restores; one transaction, so that half a database never stays.
    return postgresql_tool(
        "pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source)
    )
