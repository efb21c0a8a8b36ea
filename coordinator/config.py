"""Read the settings of one installation, once, from its environment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import unquote, urlsplit

from sqlalchemy.exc import ArgumentError

from coordinator.mail import MailServer
from operations.policy import Role
from realtime.database import normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

PORT: Final = 8000
"""Where it is served unless told otherwise."""

IDLE_FOR: Final = 75
"""Seconds that a connection is kept which says nothing; longer than a proxy keeps its own, nginx 60."""

_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")


class BadSetting(Exception):
    """A setting that cannot be used; the message says which, and what would do."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings. Secrets are not among them: they are files in `home` (`identity.keys`)."""

    database_url: str
    home: Path
    host: str = "127.0.0.1"
    port: int = PORT
    public_url: str = "http://127.0.0.1:8000"
    proxies: int = 0
    metrics_port: int = 0
    """Where figures on boards are told to this machine alone; 0 for nowhere."""

    idle_for: int = IDLE_FOR
    links_only: bool = False
    """Whether people are left to their one-time links, as in the sample: nobody is offered a password then."""

    second_step_for: frozenset[Role] = frozenset()
    """Roles whose seats open only once their holder has a second step; everybody else may have one."""

    mail: MailServer | None = None
    """Where one-time links are mailed through, if anywhere."""

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
    port = _whole_number(environ, "PORT", PORT, most=65535)
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
        mail=_mail_server(environ),
        second_step_for=_roles(environ, "SECOND_STEP"),
        proxies=_whole_number(environ, "PROXIES", 0, most=10),
        metrics_port=_whole_number(environ, "METRICS_PORT", 0, most=65535),
        idle_for=_whole_number(environ, "IDLE_SECONDS", IDLE_FOR, most=3600),
    )


def _mail_server(environ: Mapping[str, str]) -> MailServer | None:
    """Return the mail server of SMTP_URL and MAIL_FROM, which come together or not at all."""
    url, sender = environ.get("SMTP_URL") or "", environ.get("MAIL_FROM") or ""
    if not url and not sender:
        return None
    # Neither is repeated in what is said of it: there may be a password in it.
    wrong = BadSetting("SMTP_URL must look like smtp://user:password@mail.example.org:587 or smtps://mail.example.org")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise wrong
    if not _ADDRESS.fullmatch(parseaddr(sender)[1]) or not sender.isprintable():
        raise BadSetting('MAIL_FROM must look like "Operations <ops@example.org>", and belongs to SMTP_URL')
    plain: Literal["none", "starttls"] = "none" if host == "localhost" or is_loopback(host) else "starttls"
    return MailServer(
        host=host,
        port=port or (465 if parts.scheme == "smtps" else 587),
        tls="at_once" if parts.scheme == "smtps" else plain,
        sender=sender,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def is_loopback(host: str) -> bool:
    """Say whether a host is this very machine, by its number."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


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
