"""`coordinator doctor`: test this installation and say loudly what is wrong with it."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import zoneinfo
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from coordinator import config, migrate
from coordinator.http.static import frontend
from coordinator.identity import keys, second_step
from coordinator.mail import Undelivered
from coordinator.server.lock import served_at
from operations.planning.queries import next_due
from operations.planning.zonedata import moved_by_zone_data
from operations.store import open_database
from realtime.log import Stream, instant

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from coordinator.commands import Commands
    from coordinator.config import Config
    from realtime.transaction import Database

ROOM: Final = 512 * 1024 * 1024
OVERDUE: Final = timedelta(minutes=2)
ANSWERS_WITHIN: Final = 5.0
WEBSOCKET: Final = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}
SIGNS: Final = {"good": "✓", "odd": "!", "bad": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found; only `bad` makes the command fail."""

    state: Literal["good", "odd", "bad"]
    said: str


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("doctor", help="test this installation and say what is wrong with it")
    made.set_defaults(run=run)


def run(_asked: argparse.Namespace) -> int:
    """Look at everything, print what was found, and end with 1 when anything is bad."""
    settings = config.read(os.environ)
    findings = []
    for finding in examine(settings, datetime.now(UTC)):
        findings.append(finding)
        print(f"{SIGNS[finding.state]} {finding.said}")
    return 1 if any(finding.state == "bad" for finding in findings) else 0


def examine(settings: Config, now: datetime) -> Iterator[Finding]:
    """Yield what each look found."""
    yield from _files(settings)
    yield _zones()
    yield _mail(settings)
    yield from _door(settings)
    try:
        present, needed = migrate.state(settings.database_url)
    except SQLAlchemyError as error:
        yield Finding("bad", f"The database cannot be opened: {error.__cause__ or error}")
        return
    if present != needed:
        yield Finding(
            "bad", f"The schema is at {present or 'nothing'}, this release needs {needed}: coordinator migrate"
        )
        return
    yield Finding("good", f"The schema is at {present}.")
    with closing(open_database(settings.database_url)) as db, db.reading() as session:
        yield from _database(db, session)
        yield from _sealed(settings, session)
        yield from _time(session, now)


def _files(settings: Config) -> Iterator[Finding]:
    built = frontend()
    yield (
        Finding("good", "The front end is built.")
        if built
        else Finding("bad", "The front end is not built: make setup")
    )
    if not settings.home.is_dir():
        yield Finding("bad", f"There is no folder {settings.home}: coordinator migrate, or set COORDINATOR_HOME")
        return
    for name in (keys.SECRET, keys.SIGNING, keys.SEALING):
        path = settings.home / name
        if not path.exists():
            yield Finding("odd", f"{name} will be made on first use.")
        elif keys.exposed(path):
            yield Finding("bad", f"{path} can be read by others: chmod 600 {path}")
        else:
            yield Finding("good", f"{name} is the owner's alone.")
    free = shutil.disk_usage(settings.home).free
    state: Literal["good", "bad"] = "good" if free >= ROOM else "bad"
    yield Finding(state, f"{free // 1024**2:,} MB are free in {settings.home}.")
    if not settings.secure and settings.host not in {"127.0.0.1", "::1", "localhost"}:
        yield Finding("bad", f"PUBLIC_URL is {settings.public_url}: without TLS, cookies can be read on the way.")


def _mail(settings: Config) -> Finding:
    if settings.mail is None:
        return Finding("good", "No mail server is set (SMTP_URL): links are handed over by hand.")
    try:
        settings.mail.greet()
    except Undelivered as undelivered:
        return Finding("bad", f"The mail server {settings.mail.host} would take no mail: {undelivered.problem}.")
    return Finding("good", f"The mail server {settings.mail.host} answers as {settings.mail.sender} needs it.")


def _sealed(settings: Config, session: Session) -> Iterator[Finding]:
    """Look whether this installation's key opens what the database holds; one machine of several may have its own."""
    if not (settings.home / keys.SEALING).exists() or keys.exposed(settings.home / keys.SEALING):
        return
    elsewhere = second_step.sealed_elsewhere(session, keys.sealing_key(settings.home))
    if elsewhere:
        yield Finding("bad", f"{elsewhere} second steps were sealed with another {keys.SEALING}: bring that file back.")


def _zones() -> Finding:
    if zoneinfo.TZPATH:
        return Finding("bad", "Zone data comes from this machine, not from the release.")
    zoneinfo.ZoneInfo("Africa/Dakar")
    return Finding("good", f"Zone data is tzdata {version('tzdata')}.")


def _database(db: Database, session: Session) -> Iterator[Finding]:
    if db.embedded:
        for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            found = session.execute(text(f"PRAGMA {pragma}")).scalar()
            yield Finding("good" if found == wanted else "bad", f"SQLite {pragma} is {found}.")
        sound = session.execute(text("PRAGMA quick_check")).scalar()
        yield Finding("good" if sound == "ok" else "bad", f"SQLite's own check says {sound}.")
        return
    for setting, wanted in (("synchronous_commit", "on"), ("fsync", "on"), ("full_page_writes", "on")):
        found = session.execute(text(f"SHOW {setting}")).scalar()
        yield Finding("good" if found == wanted else "bad", f"PostgreSQL {setting} is {found}.")


def _time(session: Session, now: datetime) -> Iterator[Finding]:
    last = session.scalar(select(Stream.at).order_by(Stream.at.desc()).limit(1))
    if last is not None and last > now:
        yield Finding("bad", f"This machine's clock says {instant(now)}, but the log already reached {instant(last)}.")
    else:
        yield Finding("good", f"This machine's clock says {instant(now)}.")
    due_at = next_due(session)
    if due_at is not None and due_at < now - OVERDUE:
        yield Finding("odd", f"A phase turned at {instant(due_at)} and nobody announced it: is the server running?")
    for each in moved_by_zone_data(session, now):
        would = "no single instant" if each.would_be is None else instant(each.would_be)
        yield Finding(
            "odd",
            f"{each.operation}, {each.airport}: the {each.phase} phase's {each.edge} at {each.wall} was decided as "
            f"{instant(each.decided_at)}; by this zone data it is {would}. It stays as decided unless it is moved.",
        )


def _door(settings: Config) -> Iterator[Finding]:
    """Come in as browsers do: by the public address, through whatever stands before this process."""
    if settings.secure and not settings.proxies:
        yield Finding("bad", "TLS ends before this process, but PROXIES is 0: it cannot tell people's addresses apart.")
    try:
        socket.create_connection((settings.host, settings.port), ANSWERS_WITHIN).close()
    except OSError:
        yield _nobody(settings)
        return
    for what, path, headers, wanted in (
        ("answers", "/api/v1/health", {}, http.client.OK),
        ("lets boards in", "/socket.io/?EIO=4&transport=websocket", WEBSOCKET, http.client.SWITCHING_PROTOCOLS),
    ):
        try:
            status = _asked(settings.public_url, path, headers)
        except (OSError, http.client.HTTPException) as error:
            yield Finding("bad", f"{settings.public_url} cannot be reached from here: {error}")
            return
        if status == wanted:
            yield Finding("good", f"{settings.public_url} {what}.")
        else:
            yield Finding("bad", f"{settings.public_url}{path.partition('?')[0]} answers {status}, not {wanted}.")


def _nobody(settings: Config) -> Finding:
    """Say that nobody listens where the settings say, and where this very database is served instead, if it is."""
    sought = f"{settings.host}:{settings.port}"
    found = served_at(settings)
    if found is None:
        return Finding("odd", f"Nobody listens at {sought}: is the server running?")
    host, port = found
    given = f"PORT={port}" if host == settings.host else f"HOST={host} PORT={port}"
    return Finding("odd", f"Nobody listens at {sought}; this database is served at {host}:{port}. Look there: {given}")


def _asked(public_url: str, path: str, headers: dict[str, str]) -> int:
    parts = urlsplit(public_url)
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    with closing(connect(parts.netloc, timeout=ANSWERS_WITHIN)) as connection:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
