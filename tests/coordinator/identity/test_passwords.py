"""Keeping passwords: what is kept, what is refused, and that nobody is held up by it."""

from __future__ import annotations

from pathlib import Path

import gevent
import pytest
from argon2 import PasswordHasher, extract_parameters

from coordinator.app import create_app
from coordinator.config import Config
from coordinator.http.installation import EXTENSION
from coordinator.identity import passwords, weak
from coordinator.identity.passwords import HASHER, NOBODYS, Scales, Weighed
from operations.errors import Refusal


def refused(password: str, *own: str) -> str:
    try:
        weak.require_strong(password, own)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_a_password_is_kept_as_argon2id_and_known_again() -> None:
    kept = Scales().hashed("a lamp over the old harbour")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert Scales().weigh(kept, "a lamp over the old harbour") == Weighed(right=True, against=kept)
    assert not Scales().weigh(kept, "a lamp over the old harbour ").right


def test_an_application_weighs_at_full_cost(tmp_path: Path) -> None:
    app = create_app(Config(database_url="sqlite://", home=tmp_path))
    scales = app.extensions[EXTENSION].scales
    assert scales.hasher is HASHER
    assert scales.weigh(None, "anything") == Weighed(right=False, against=None)


def test_two_keyboards_agree_on_an_accent() -> None:
    kept = Scales().hashed("un été à la me\u0301r")
    assert Scales().weigh(kept, "un e\u0301te\u0301 a\u0300 la m\u00e9r").right


def test_nobodys_hash_costs_what_somebodys_does_and_is_never_right() -> None:
    assert extract_parameters(NOBODYS) == extract_parameters(HASHER.hash("x"))
    assert Scales().weigh(None, "anything") == Weighed(right=False, against=None)


def test_a_hash_of_lower_parameters_is_made_anew_when_it_was_right() -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("a lamp over the old harbour")
    weighed = Scales().weigh(older, "a lamp over the old harbour")
    assert weighed.right
    assert weighed.renewed is not None
    assert not HASHER.check_needs_rehash(weighed.renewed)
    assert Scales().weigh(older, "wrong").renewed is None


def test_the_loop_goes_on_while_passwords_are_weighed() -> None:
    scales, turns = Scales(), 0

    def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            gevent.sleep(0)

    turning = gevent.spawn(turn)
    weighing = [gevent.spawn(scales.weigh, None, "anything") for _ in range(3)]
    gevent.joinall(weighing, raise_error=True)
    turning.kill()
    assert turns > 100


def test_who_comes_when_too_many_wait_is_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAITING", -passwords.AT_ONCE)
    with pytest.raises(Refusal) as refusal:
        Scales().weigh(None, "anything")
    assert (refusal.value.status, refusal.value.params) == (429, {"retry_after": passwords.BACK_AFTER})


@pytest.mark.parametrize(
    "password",
    [
        "a lamp over the old harbour",
        "correct horse battery staple",
        "Rk7-mvQz-29pt",
        "dix-sept cigognes au port",
        "سبع سفن في ميناء قديم",
        "x" * 10 + "-" + "blue ferry to the island" * 5,
    ],
)
def test_a_long_password_is_welcome_whatever_it_is_written_with(password: str) -> None:
    assert refused(password, "Ana Ferreira", "ana@example.org") == ""


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "P@ssw0rd2026!", "passwordpassword", "123456789012", "aaaaaaaaaaaaaa", "abcabcabcabc",
        "qwertyuiop123", "azertyuiop2026", "Welcome2026!!", "motdepasse2026", "contraseña123", "coordinator1",
        "Interpol2026!", "1q2w3e4r5t6y", "zyxwvutsrqponm", "airportairport", "كلمةالمرور123",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert refused(password) == "password:usual"


@pytest.mark.parametrize(
    "password", ["AnaFerreira2026", "ferreira-ferreira", "ana.ferreira@example.org", "F3rreira!!Ana"]
)
def test_ones_own_name_is_refused(password: str) -> None:
    assert refused(password, "Ana Ferreira", "ana.ferreira@example.org") == "password:own_name"


def test_a_name_inside_a_long_password_does_no_harm() -> None:
    assert refused("Ana keeps a lamp over the harbour", "Ana Ferreira") == ""


def test_short_and_endless_ones_are_refused() -> None:
    assert refused("Rk7-mvQz-29") == "password:too_short"
    assert refused("lamp over " * 26) == "password:too_long"
