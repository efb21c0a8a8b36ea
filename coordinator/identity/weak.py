"""Refuse passwords that everybody would try first, or anybody who knows the name.

Length is asked for, and no kinds of characters: a long one that is easy to remember is better than a short one that is
on a note. The list is small because most of the usual lists are shorter than the least length; what is left of them is
words, runs of keys and repetitions, which are taken out of a password before its length counts.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from operations.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST: Final = 12
LONGEST: Final = 256
OWN_ENOUGH: Final = 6
"""Letters and digits that must be left once what everybody knows is taken out."""

_WORDS: Final = """
password passphrase passwort welcome letmein admin administrator login signin secret changeme default iloveyou
monkey dragon football baseball basketball sunshine princess master shadow superman batman trustno whatever
freedom computer internet summer winter spring autumn monday friday january december hello
coordinator operation operations airport airports customs police border interpol unodc aircop cocair wco ocu
motdepasse bonjour soleil amour jetaime bienvenue marseille doudou chouchou secretaire aeroport douane
contrasena bienvenido bienvenida teamo tequiero estrella princesa futbol realmadrid barcelona hola aeropuerto
aduana policia senha benvindo bemvindo teamomuito saudade benfica sporting flamengo palmeiras corinthians
brasil portugal aeroporto alfandega marhaba ahlan habibi habibti salam bismillah allah mohamed
كلمةالسر كلمةالمرور مرحبا حبيبي السلامعليكم بسمالله مطار جمارك شرطة
"""

WORDS: Final = tuple(sorted(_WORDS.split(), key=len, reverse=True))

RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm",
    "wxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn", "1q2w3e4r5t6y7u8i9o0p", "ضصثقفغعهخحجد", "شسيبلاتنمكط",
)  # fmt: skip
RUN_FROM: Final = 4

_LOOKS_LIKE: Final = str.maketrans({"@": "a", "$": "s", "€": "e"})
_DIGITS_AS_LETTERS: Final = str.maketrans("013457", "oleast")


def require_strong(password: str, own: Iterable[str]) -> None:
    """Refuse a password that is too short, too long, everybody's, or made of its owner's own names."""
    if len(password) < SHORTEST:
        message = f"A password has at least {SHORTEST} characters."
        raise Refusal("password:too_short", message, path="password", min=SHORTEST)
    if len(password) > LONGEST:
        raise Refusal(
            "password:too_long", f"A password has at most {LONGEST} characters.", path="password", max=LONGEST
        )
    letters = _letters(password)
    for read in (letters, letters.translate(_DIGITS_AS_LETTERS)):
        if _left(read, _names(own)) < OWN_ENOUGH <= _left(read, ()):
            raise Refusal("password:own_name", "This password is made of your own name.", path="password")
        if _left(read, ()) < OWN_ENOUGH:
            raise Refusal("password:usual", "This password is one of those that are tried first.", path="password")


def _left(letters: str, names: Iterable[str]) -> int:
    """Count the letters and digits that are left once names, words, runs of keys and repetitions are taken out."""
    for known in (*names, *WORDS):
        letters = letters.replace(known, " ")
    for run in RUNS:
        letters = _without_run(_without_run(letters, run), run[::-1])
    # The same unit again and again, and the number at the end that rules of the house ask for, add nothing.
    letters = re.sub(r"(.{1,6}?)\1{2,}", r"\1", letters)
    letters = re.sub(r"\d{1,4}\s*$", "", letters)
    return len(letters.replace(" ", ""))


def _without_run(letters: str, run: str) -> str:
    for length in range(len(run), RUN_FROM - 1, -1):
        for start in range(len(run) - length + 1):
            letters = letters.replace(run[start : start + length], " ")
    return letters


def _names(own: Iterable[str]) -> list[str]:
    """Return the parts of names that are long enough to be recognised, the longest first."""
    parts = {_letters(part) for name in own for part in (*re.split(r"[\W_]+", name), name.partition("@")[0])}
    return sorted((part for part in parts if len(part) > 2), key=len, reverse=True)  # noqa: PLR2004 "Li" is in too many words


def _letters(text: str) -> str:
    """Return the letters and digits of a text, without accents and in small letters."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LOOKS_LIKE)).casefold()
    return "".join(each for each in decomposed if each.isalnum())
