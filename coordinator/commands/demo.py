"""`coordinator demo`: serve a sample operation that is under way, with a sign-in link per seat.

It keeps a database of its own (`sample.sqlite3`), so that FRESH=1 can never touch the data of a real installation.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from coordinator import config, logs, migrate
from coordinator.identity import links
from coordinator.sample import operation as sample
from coordinator.sample.cast import OWN, PLAYED, fresh_tokens
from coordinator.sample.plan import CODE
from coordinator.server.lock import CannotServe, the_only_one
from coordinator.server.process import serve
from operations.boards.rewrite import rewrite
from operations.store import open_database

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from coordinator.commands import Commands
    from coordinator.config import Config
    from operations.planning.models import Operation

FILE: Final = "sample.sqlite3"
IN_THE_MAKING: Final = "sample-in-the-making.sqlite3"
STOPS_WITHIN: Final = 5.0
INTERRUPTED: Final = 130
"""The exit status of what Ctrl-C stopped, as shells have it."""


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("demo", help="serve a sample operation that is under way (FRESH=1, PLAY=0, PORT=…)")
    made.set_defaults(run=run)


def run(_asked: argparse.Namespace) -> int:
    """Make or find the sample, serve it, print the links, and let the player play until told to stop."""
    settings = _settings(os.environ)
    logs.configure()
    try:
        _require_free(settings)
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with the_only_one(settings):
            prepare(settings, fresh=os.environ.get("FRESH") == "1")
        show = _begin(settings)
        with _player(settings, show, wanted=os.environ.get("PLAY") != "0") as player:
            serve(settings, ready=lambda: _open(settings, show, player))
    except CannotServe as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped before it was ready; nothing half made is left.", file=sys.stderr)
        return INTERRUPTED
    return 0


@dataclass(frozen=True, slots=True)
class Show:
    """The sample as it is served: its operation, a fresh token per seat, whether it is over."""

    operation: Operation
    tokens: Mapping[str, str]
    over: bool


def _settings(environ: Mapping[str, str]) -> Config:
    settings = replace(config.read(environ), links_only=True)
    if not environ.get("DATABASE_URL"):
        return replace(settings, database_url=f"sqlite:///{settings.home / FILE}")
    if environ.get("FRESH") == "1":
        raise config.BadSetting("FRESH=1 starts over the sample's own file only, so unset DATABASE_URL with it.")
    return settings


def _require_free(settings: Config) -> None:
    """Raise CannotServe when the port is taken, before anything else is done."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotServe(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.") from error
            way_out = f"make run PORT={settings.port + 1}"
            raise CannotServe(
                f"Port {settings.port} is in use. Stop what uses it, or choose another: {way_out}"
            ) from error


def prepare(settings: Config, *, fresh: bool) -> None:
    """Bring the database to this release and the sample into it, unless it is there; `fresh` begins anew."""
    path = settings.database_path
    if fresh and path is not None:
        _say("Starting over: the old sample is thrown away")
        _remove(path)
    if path is not None and not path.exists():
        # Made aside and put in place whole: an interrupted loading leaves nothing half done.
        aside = path.with_name(IN_THE_MAKING)
        _remove(aside)
        _load(f"sqlite:///{aside}")
        aside.rename(path)
        return
    before, needed = migrate.state(settings.database_url)
    if before != needed:
        _say("Bringing the database to this release")
        migrate.upgrade(settings.database_url)
    db = open_database(settings.database_url)
    rewrite(db, datetime.now(UTC))
    missing = sample.found(db) is None
    db.close()
    if missing:
        _load(settings.database_url)


def _load(url: str) -> None:
    _say("Making the database")
    migrate.upgrade(url)
    _say("Loading a sample operation that is under way right now")
    db = open_database(url)
    try:
        sample.load(db, datetime.now(UTC), _progress)
    finally:
        db.close()


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _begin(settings: Config) -> Show:
    now = datetime.now(UTC)
    db = open_database(settings.database_url)
    try:
        tokens = fresh_tokens(db, now)
        operation = sample.found(db)
    finally:
        db.close()
    if operation is None:
        raise CannotServe("The sample operation is gone from its database. Start over: make run FRESH=1")
    return Show(operation, tokens, over(operation, now))


def over(operation: Operation, now: datetime) -> bool:
    """Say whether the sample has ended, by its schedule or by somebody's decision."""
    return operation.cancelled_at is not None or operation.ends_at is None or operation.ends_at <= now


class Company:
    """The player's process, once it is started."""

    def __init__(self, settings: Config, show: Show) -> None:
        """Keep what it will be told."""
        self._told = {
            "url": f"http://{settings.host}:{settings.port}",
            "code": CODE,
            "ends_at": show.operation.ends_at.isoformat() if show.operation.ends_at else "",
            "tokens": {part.key: show.tokens[part.key] for part in PLAYED if part.key in show.tokens},
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; its standard input stays open for as long as this process lives, and tells it to go on."""
        command = (sys.executable, "-m", "coordinator.sample.player")
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        if self._process.stdin is not None:
            self._process.stdin.write(json.dumps(self._told).encode() + b"\n")
            self._process.stdin.flush()

    def stop(self) -> None:
        """Stop it."""
        if self._process is None:
            return
        with suppress(BrokenPipeError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def _player(settings: Config, show: Show, *, wanted: bool) -> Iterator[Company | None]:
    """Give the player if one is wanted; it ends with this block, and with this process however that ends."""
    if not wanted or show.over:
        yield None
        return
    company = Company(settings, show)
    try:
        yield company
    finally:
        company.stop()


def _open(settings: Config, show: Show, player: Company | None) -> None:
    _print(settings, show)
    if player is not None:
        player.start()


def _print(settings: Config, show: Show) -> None:
    print(f"\n{_bold(show.operation.name)} is served at {settings.public_url}\n")
    if show.over:
        print("The sample has ended; its figures stay to be read. For one that is under way: make run FRESH=1\n")
    print("One link per seat, each works once, for 72 hours. Open each in a private window of its own:\n")
    for part in OWN:
        if part.key in show.tokens:
            print(f"  {part.name:<28} {links.address(settings.public_url, show.tokens[part.key])}")
        else:
            print(f"  {part.name:<28} (this seat was withdrawn)")
    path = settings.database_path
    if path is not None:
        port = "" if settings.port == config.PORT else f" PORT={settings.port}"
        print(f"\nOther commands reach the same data with DATABASE_URL=sqlite:///{_near(path)}{port}")
    print("Stop with Ctrl-C; the next `make run` goes on with the same data.\n", flush=True)


def _near(path: Path) -> str:
    """Return a path as short as it can be typed here."""
    try:
        return str(path.relative_to(path.cwd()))
    except ValueError:
        return str(path)


def _say(what: str) -> None:
    print(_bold(f"▸ {what}"), flush=True)


def _bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text


def _progress(done: int, of: int) -> None:
    if sys.stdout.isatty():
        print(f"\r  {done} of {of} steps", end="" if done < of else "\n", flush=True)
    elif done == of or done % 50 == 0:
        print(f"  {done} of {of} steps", flush=True)
