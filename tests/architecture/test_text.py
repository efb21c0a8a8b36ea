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


@pytest.mark.parametrize("area", AREAS)
def test_french_signs_never_begin_a_line(area: str) -> None:
    """A colon, a question mark or a guillemet is kept with its word by a space that does not break."""
    loose = re.compile(r" [:;?!»]|« |\w[;?!»]|«\w")
    assert [key for key, text in texts("fr", area).items() if loose.search(text)] == []
