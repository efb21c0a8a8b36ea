"""Keep the installation's own secrets: files in its folder, made on first use, readable by nobody else."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "secret.key"  # noqa: S105 a file name
SIGNING = "signing.key"
SEALING = "sealing.key"


class Exposed(Exception):
    """A secret's file can be read by others; the message says which."""


def secret_key(home: Path) -> bytes:
    """Return the 32 bytes that cursors are signed with. Raises Exposed."""
    return _kept(home / SECRET, lambda: secrets.token_bytes(32))


def sealing_key(home: Path) -> bytes:
    """Return the 32 bytes that secrets in the database are sealed with; nobody opens one without. Raises Exposed."""
    return _kept(home / SEALING, lambda: secrets.token_bytes(32))


def signing_key(home: Path) -> Ed25519PrivateKey:
    """Return the key that heads of the log are signed with; it never enters the database. Raises Exposed."""
    found = load_pem_private_key(_kept(home / SIGNING, _new_signing_key), password=None)
    if not isinstance(found, Ed25519PrivateKey):
        raise TypeError(f"{SIGNING} holds another kind of key")
    return found


def public_text(key: Ed25519PrivateKey) -> str:
    """Return the public half as hexadecimal digits, for whoever checks a signature."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def exposed(path: Path) -> bool:
    """Say whether anybody but the owner may read a file."""
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written whole beside its place, then linked: of two processes starting at once one makes it, both read it.
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    if exposed(path):
        raise Exposed(f"{path} can be read by others; run: chmod 600 {path}")
    return path.read_bytes()
