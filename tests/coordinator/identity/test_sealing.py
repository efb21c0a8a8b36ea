"""What is sealed opens with its own key, at its own place, and nowhere else."""

from __future__ import annotations

import pytest

from coordinator.identity.qr import QUIET, drawn
from coordinator.identity.sealing import Unreadable, fingerprint, seal, unseal

KEY, OTHER = b"k" * 32, b"o" * 32


def test_what_was_sealed_is_opened_and_never_looks_the_same_twice() -> None:
    first, second = seal(KEY, "a secret", "account 1"), seal(KEY, "a secret", "account 1")
    assert first != second
    assert "secret" not in first
    assert unseal(KEY, first, "account 1") == unseal(KEY, second, "account 1") == "a secret"


def test_another_key_another_place_or_changed_bytes_open_nothing() -> None:
    sealed = seal(KEY, "a secret", "account 1")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    for key, text, about in ((OTHER, sealed, "account 1"), (KEY, sealed, "account 2"), (KEY, changed, "account 1")):
        with pytest.raises(Unreadable):
            unseal(key, text, about)


def test_a_fingerprint_takes_the_key() -> None:
    assert fingerprint(KEY, "a code") == fingerprint(KEY, "a code") != fingerprint(OTHER, "a code")


def test_a_drawing_is_dark_in_its_corners_and_quiet_around_them() -> None:
    drawing = drawn("otpauth://totp/ops.example.org:ana?secret=ABC&issuer=ops.example.org")
    for x, y in ((QUIET, QUIET), (drawing.size - QUIET - 1, QUIET), (QUIET, drawing.size - QUIET - 1)):
        assert f"M{x} {y}h1v1h-1z" in drawing.path
    assert "M0 0h" not in drawing.path
