"""`coordinator backup FILE`: copy the database as it is at one instant, while it is in use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from coordinator import config

if TYPE_CHECKING:
    import argparse

    from coordinator.commands import Commands


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("backup", help="copy the database while it is in use")
    made.add_argument("file", type=Path, metavar="FILE", help="where to; must not exist yet")
    made.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Copy to a new file that only its owner may read."""
    settings = config.read(os.environ)
    target: Path = asked.file
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        print(f"Cannot write {target}: {error.strerror}.", file=sys.stderr)
        return 2
    problem = (
        _embedded(settings.database_path, target)
        if settings.database_path
        else postgresql_tool("pg_dump", settings.database_url, "--format=custom", f"--file={target}")
    )
    if problem:
        target.unlink()
        print(problem, file=sys.stderr)
        return 1
    print(f"{target}: {target.stat().st_size:,} bytes.")
    print(f"The keys in {settings.home} are not in it: keep a copy of them apart.")
    return 0


def _embedded(source: Path, target: Path) -> str:
    if not source.is_file():
        return f"There is no database at {source}."
    with closing(sqlite3.connect(source)) as database, closing(sqlite3.connect(target)) as copy:
        database.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    return "" if found == "ok" else f"The copy is damaged: {found}"


def postgresql_tool(name: str, url: str, *arguments: str) -> str:
    """Run one of PostgreSQL's own programs on a database; return what went wrong, or nothing."""
    command = shutil.which(name)
    if command is None:
        return f"{name} is needed for a PostgreSQL database; its package is postgresql-client."
    parsed = make_url(url)
    # The password goes by the environment: arguments can be read by everybody on the machine.
    environment = {**os.environ, **({"PGPASSWORD": parsed.password} if parsed.password else {})}
    plain = parsed.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    done = subprocess.run(
        [command, f"--dbname={plain}", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else f"{name} failed: {done.stderr.strip()}"
