"""Let one process serve an embedded database, and tell others where it does."""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordinator.config import Config

ANSWERS_WITHIN: Final = 5.0


class CannotServe(Exception):
    """Why this process cannot serve; the message says what to do."""


@contextmanager
def the_only_one(config: Config) -> Iterator[None]:
    """Hold an embedded database's lock, which the system lets go of even when the process is killed.

    Raises CannotServe when another process holds it. A PostgreSQL server may have any number of processes before it.
    """
    path = config.database_path
    if path is None:
        yield
        return
    descriptor = os.open(_lock_of(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotServe(
                f"Another coordinator already serves {path}. One embedded database has one server."
            ) from error
        yield
    finally:
        os.close(descriptor)


def _lock_of(path: Path) -> str:
    return f"{path.resolve()}.lock"


def tell_where(config: Config) -> None:
    """Write into an embedded database's lock where it is served, for commands that were told another port."""
    if config.database_path is not None:
        Path(_lock_of(config.database_path)).write_text(f"{config.host} {config.port}\n", encoding="utf-8")


def served_at(config: Config) -> tuple[str, int] | None:
    """Return the host and port at which a process serves an embedded database, if one answers there."""
    if config.database_path is None:
        return None
    try:
        host, port = Path(_lock_of(config.database_path)).read_text(encoding="utf-8").split()
        socket.create_connection((host, int(port)), ANSWERS_WITHIN).close()
    except (OSError, ValueError):
        return None
    return host, int(port)
