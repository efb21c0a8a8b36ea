"""Seal what the database keeps but must not be able to read: AES-GCM with a key that is a file beside it.

A sealed text names its version and its key, so that either may change, and is bound to what it is about: moved into
another row it cannot be opened.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION: Final = "1"
NONCE: Final = 12


class Unreadable(Exception):
    """What was sealed cannot be opened: another key, another row, or bytes that were changed."""


def seal(key: bytes, text: str, about: str) -> str:
    """Return a text sealed for one place, named by `about`."""
    nonce = secrets.token_bytes(NONCE)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), _bound(about))
    return f"{VERSION}.{_key_id(key)}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(key: bytes, sealed: str, about: str) -> str:
    """Return the text that was sealed. Raises Unreadable."""
    version, key_id, content = sealed.split(".", 2)
    if version != VERSION or key_id != _key_id(key):
        raise Unreadable("sealed with another key")
    raw = base64.urlsafe_b64decode(content)
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], _bound(about)).decode()
    except InvalidTag as error:
        raise Unreadable("sealed for another place, or changed") from error


def is_sealed_with(key: bytes, sealed: str) -> bool:
    """Say whether a text was sealed with this key, without opening it."""
    return sealed.split(".", 2)[:2] == [VERSION, _key_id(key)]


def fingerprint(key: bytes, text: str) -> str:
    """Return what is kept of a secret that is only ever compared; without the key nobody can try guesses."""
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"key id\n" + key).hexdigest()[:8]


def _bound(about: str) -> bytes:
    return f"{VERSION}\n{about}".encode()
