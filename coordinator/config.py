"""Read the settings of one installation, once, from its environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy.exc import ArgumentError

from operations.policy import Role
from realtime.database import normalised

if TYPE_CHECKING:
    from collections.abc import Mapping


class BadSetting(Exception):
    """A setting that cannot be used; the message says which, and what would do."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings. Secrets are not among them: they are files in `home` (`identity.keys`)."""

    database_url: str
    home: Path
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    proxies: int = 0
    links_only: bool = False
    """Whether people are left to their one-time links, as in the sample: nobody is offered a password then."""

    second_step_for: frozenset[Role] = frozenset()
    """Roles whose seats open only once their holder has a second step; everybody else may have one."""

    testing: bool = False

    @property
    def secure(self) -> bool:
        """Say whether browsers come by TLS."""
        return self.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """Return the session cookie's name; the prefix makes browsers insist on TLS, this host, and the whole site."""
        return "__Host-session" if self.secure else "session"

    @property
    def database_path(self) -> Path | None:
        """Return the file of an embedded database, or None when a server keeps it."""
        prefix = "sqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None


def read(environ: Mapping[str, str]) -> Config:
    """Return the settings that an environment names. Raises BadSetting."""
    home = Path(environ.get("COORDINATOR_HOME") or "instance").absolute()
    host = environ.get("HOST") or "127.0.0.1"
    port = _whole_number(environ, "PORT", 8000, most=65535)
    public_url = (environ.get("PUBLIC_URL") or f"http://{host}:{port}").rstrip("/")
    parts = urlsplit(public_url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query or parts.fragment:
        raise BadSetting(f"PUBLIC_URL must look like https://ops.example.org, not {public_url}")
    database_url = environ.get("DATABASE_URL") or f"sqlite:///{home / 'coordinator.sqlite3'}"
    try:
        normalised(database_url)
    except (ArgumentError, ValueError) as error:
        raise BadSetting("DATABASE_URL must look like postgresql://user:password@host/name") from error
    return Config(
        database_url=database_url,
        home=home,
        host=host,
        port=port,
        public_url=public_url,
        second_step_for=_roles(environ, "SECOND_STEP"),
        proxies=_whole_number(environ, "PROXIES", 0, most=10),
    )


def _roles(environ: Mapping[str, str], name: str) -> frozenset[Role]:
    written = (environ.get(name) or "").replace(",", " ").split()
    unknown = sorted(set(written) - {role.value for role in Role})
    if unknown:
        known = ", ".join(role.value for role in Role)
        raise BadSetting(f"{name} must name roles ({known}), and {unknown[0]} is none")
    return frozenset(Role(role) for role in written)


def _whole_number(environ: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or int(text) > most:
        raise BadSetting(f"{name} must be a whole number from 0 to {most}, not {text}")
    return int(text)
