"""Every word exists in all five languages, with the same parameters and every plural form its language has."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest
from babel import Locale

from tests.support.source import ROOT

TEXT = ROOT / "frontend" / "src" / "text"
LANGUAGES = ("en", "fr", "es", "pt", "ar")
FORMS = ("zero", "one", "two", "few", "many", "other")
PLURAL = re.compile(rf"^(.+)_({'|'.join(FORMS)})$")
PARAMETER = re.compile(r"\{\{-?\s*(\w+)[^}]*\}\}")
AREAS = sorted(path.name for path in (TEXT / "en").glob("*.json"))

ALIKE = {
    "fr": "ampoules auto cannabis carats cigarettes code consolidation doses documents gendarmerie immigration incident"
    " incidents khat litres messages millilitres morphine note opium page participation pesticides phase phases plan"
    " plants police possible question questions service sessions source terminal tonnes total tramadol transit visas",
    "es": "auto cannabis khat plan terminal total tramadol",
    "pt": "auto doses khat terminal total tramadol",
    "ar": "",
}
"""Words that are written as in English, apart from names and signs."""

SIGNS = re.compile(r"\b(Coordinator|Esc|LSD|UTC|ct|kg|mg|ml|m³)(?!\w)")
"""Names and signs that are the same in every language."""

LATIN = (
    "Africa API CSV Coordinator COCAIR-7 Dakar Down Enter Esc Escape GBL GHB GRU LIS LSD P-2-P PDF PNR Page QR TAP TP"
    " TP088 TP88 T1 T11 UTC Up XLSX night rip-off t w"
)
"""What stands in Latin letters in an Arabic text: names, examples, keys and acronyms of the trade."""

MARKS = {
    "en": r"[«»]",
    "fr": r"[“”]|[^\u202f][;?!]|(?<!\d)(?<!\u00a0):|:(?=\S)(?<!\d:)|[^\u00a0]»|«[^\u00a0]|\d \d{3}",
    "es": r"[“”]",
    "pt": r"[“”]",
    "ar": r"[“”]|[\u0621-\u064a]\s*[,;?]|[,;?]\s*[\u0621-\u064a]|[\u0660-\u0669\u06f0-\u06f9]",
}
"""Marks that do not belong into a language, and French ones without the space that keeps them with their word."""


def flat(tree: dict[str, object], before: str = "") -> dict[str, str]:
    """Return the texts of a tree by their dotted keys."""
    found: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            found |= flat(value, f"{before}{key}.")
        else:
            found[f"{before}{key}"] = str(value)
    return found


def texts(language: str, area: str) -> dict[str, str]:
    """Read one file; a key given twice is an error, for the first would be lost without a word."""

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        assert len(made) == len(pairs), f"{language}/{area} gives a key twice: {[key for key, _ in pairs]}"
        return made

    path: Path = TEXT / language / area
    return flat(json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique))


def plurals(found: dict[str, str]) -> dict[str, set[str]]:
    """Return the forms given for each key that counts something: one that is given in its `other` form."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for key in found:
        match = PLURAL.match(key)
        if match and f"{match[1]}_other" in found:
            forms[match[1]].add(match[2])
    return dict(forms)


def singular(found: dict[str, str]) -> dict[str, set[str]]:
    """Return the parameters of each key; the forms of a counted key give theirs together."""
    counted = plurals(found)
    parameters: defaultdict[str, set[str]] = defaultdict(set)
    for key, text in found.items():
        match = PLURAL.match(key)
        stem = match[1] if match and match[1] in counted else key
        parameters[stem] |= set(PARAMETER.findall(text))
    return dict(parameters)


def test_each_language_has_the_same_files() -> None:
    assert AREAS
    for language in LANGUAGES:
        assert sorted(path.name for path in (TEXT / language).glob("*.json")) == AREAS, language


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_language_says_what_english_says_with_the_same_parameters(language: str, area: str) -> None:
    english, other = singular(texts("en", area)), singular(texts(language, area))
    assert sorted(english.keys() - other.keys()) == [], "missing"
    assert sorted(other.keys() - english.keys()) == [], "not in English"
    assert {key: other[key] for key in english if other[key] != english[key]} == {}


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_counted_has_every_plural_form_of_its_language(language: str, area: str) -> None:
    # French, Spanish and Portuguese have a `many`: it is for whole millions (1 000 000 de passagers).
    needed = set(Locale.parse(language).plural_form.tags) | {"other"}
    given = plurals(texts(language, area))
    assert {key: sorted(needed - forms) for key, forms in given.items() if needed - forms} == {}


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_padded(language: str, area: str) -> None:
    assert [key for key, text in texts(language, area).items() if not text or text != text.strip()] == []


def bare(text: str) -> str:
    """Return a text with a letter where its parameters stand."""
    return PARAMETER.sub("x", text)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_are_those_of_the_language(language: str, area: str) -> None:
    """A French mark never begins a line, an Arabic comma is not a Latin one, and no apostrophe is straight."""
    wrong = re.compile(rf"['\"]|\.\.\.|  |{MARKS[language]}")
    assert {key: text for key, text in texts(language, area).items() if wrong.search(bare(text))} == {}


@pytest.mark.parametrize("area", AREAS)
def test_a_spanish_question_is_opened_too(area: str) -> None:
    found = {key: text for key, text in texts("es", area).items() if len(text) > 1}
    assert {key for key, text in found.items() if text.count("¿") != text.count("?")} == set()
    assert {key for key, text in found.items() if text.count("¡") != text.count("!")} == set()


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_is_left_in_english(language: str, area: str) -> None:
    english, alike = texts("en", area), set(ALIKE[language].split())

    def left(key: str, text: str) -> bool:
        words = re.findall(r"[^\W\d_]{2,}", SIGNS.sub("", PARAMETER.sub("", text)))
        return text == english.get(key) and any(word.lower() not in alike for word in words)

    assert {key: text for key, text in texts(language, area).items() if left(key, text)} == {}


@pytest.mark.parametrize("area", AREAS)
def test_an_arabic_text_has_no_latin_word_but_names_and_examples(area: str) -> None:
    words = {
        word for text in texts("ar", area).values() for word in re.findall(r"[A-Za-z][\w-]*", PARAMETER.sub("", text))
    }
    assert words - set(LATIN.split()) == set()
