"""The words of figures are never mixed: a seizure is no case, a hit no person, a warrant no arrest, in no language.

`after:words` says on the page what each means. What an English text speaks of, its four translations speak of too,
and of nothing else: a heading that counts kilograms in one language must not count seizures in another.
"""

import re

import pytest

from operations.ledger.measures import MEASURES
from tests.architecture.test_text import LANGUAGES, PLURAL, texts
from tests.support.source import ROOT

AREAS = ("after.json", "board.json", "codes.json")
"""The areas in which figures are named."""

SPOKEN = {
    "en": {
        "seizure": r"\bseizures?\b",
        "case": r"\bcases?\b",
        "hit": r"\bhits?\b",
        "person": r"\bpersons?\b",
        "arrest": r"\barrest(s|ed)?\b",
        "warrant": r"\bwarrants?\b",
    },
    "fr": {
        # "Quantité saisie" is a quantity that was seized.
        "seizure": r"(?<!quantité )\bsaisies?\b",
        "case": r"\b(affaires?|cas)\b",
        "hit": r"\bconcordances?\b",
        "person": r"\bpersonnes?\b",
        "arrest": r"\b(arrestations?|arrêtée?s?)\b",
        "warrant": r"\bmandats? d’arrêt\b",
    },
    "es": {
        "seizure": r"\bincautaci(ón|ones)\b",
        "case": r"\bcasos?\b",
        "hit": r"\bcoincidencias?\b",
        "person": r"\bpersonas?\b",
        "arrest": r"(?<![oó]rden de )(?<![oó]rdenes de )\b(detenci(ón|ones)|detenid[oa]s?)\b",
        "warrant": r"\b[oó]rden(es)? de detención\b",
    },
    "pt": {
        "seizure": r"\bapreens(ão|ões)\b",
        "case": r"\bcasos?\b",
        "hit": r"\brespostas? positivas?\b",
        "person": r"\bpessoas?\b",
        "arrest": r"(?<!mandado de )(?<!mandados de )\b(detenç(ão|ões)|detid[oa]s?)\b",
        "warrant": r"\bmandados? de detenção\b",
    },
    "ar": {
        "seizure": r"ضبطي",
        "case": r"قضي[ةت]|قضايا",
        "hit": r"تطابق",
        "person": r"شخص|أشخاص",
        "arrest": r"القبض|مقبوض",
        "warrant": r"مذكر",
    },
}
"""How each word of the glossary is written, in all of its forms."""

NAMES = {
    "measure.seizures": "seizure",
    "measure.seizures_with": "seizure",
    "measure.stated_seizures": "seizure",
    "measure.credited_airports": "seizure",
    "measure.credited_countries": "seizure",
    "measure.persons": "person",
    "measure.stated_persons": "person",
    "measure.hits": "hit",
    "outcome.arrested": "arrest",
    "unit.seizure.name": "seizure",
    "unit.person.name": "person",
    "unit.hit.name": "hit",
    "unit.hit.short": "hit",
}
"""What names a figure, and the one word it is named by."""


def spoken_of(language: str, text: str) -> set[str]:
    """Return which words of the glossary a text uses."""
    return {word for word, form in SPOKEN[language].items() if re.search(form, text, re.IGNORECASE)}


def by_key(language: str, area: str) -> dict[str, set[str]]:
    """Return what each text of an area speaks of; the forms of a counted one together."""
    found: dict[str, set[str]] = {}
    for key, text in texts(language, area).items():
        match = PLURAL.match(key)
        found.setdefault(match[1] if match else key, set()).update(spoken_of(language, text))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_names_each_word_by_itself_alone(language: str) -> None:
    said = texts(language, "after.json")
    assert {word: spoken_of(language, said[f"words.{word}.name"]) for word in SPOKEN[language]} == {
        word: {word} for word in SPOKEN[language]
    }
    assert len({said[f"words.{word}.name"] for word in SPOKEN[language]}) == len(SPOKEN[language])


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_language_speaks_of_what_english_speaks_of(language: str, area: str) -> None:
    english, other = by_key("en", area), by_key(language, area)
    assert {key: words for key, words in other.items() if words != english[key]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_is_named_by_its_own_word_and_by_no_other(language: str) -> None:
    said = texts(language, "codes.json")
    assert {key: spoken_of(language, said[key]) for key in NAMES} == {key: {word} for key, word in NAMES.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_is_named_by_a_word_that_counts_nothing_here(language: str) -> None:
    """Cases and warrants are explained, because reports of others count them; no figure of ours does."""
    uncounted = {
        f"{area}:{key}"
        for area in AREAS
        for key, text in texts(language, area).items()
        if spoken_of(language, text) & {"case", "warrant"} and not key.startswith("words.")
    }
    assert uncounted == set()


def test_every_figure_says_what_it_counts_in_every_language_and_on_the_page() -> None:
    page = (ROOT / "frontend/src/pages/after/WordsPart.svelte").read_text(encoding="utf-8")
    assert {key for key in MEASURES if f"'{key}'" not in page} == set()
    for language in LANGUAGES:
        said = texts(language, "codes.json")
        assert {key for key in said if key.startswith("measure_means.")} == {f"measure_means.{key}" for key in MEASURES}


def test_the_glossary_of_contributors_is_what_the_product_says() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
        if line.endswith("` |") and line.count("|") == len(LANGUAGES) + 2
    ]
    assert len(rows) > len(NAMES)
    for *terms, key in rows:
        area, _, name = key.strip("`").partition(":")
        for language, term in zip(LANGUAGES, terms, strict=True):
            assert term.casefold() in texts(language, f"{area}.json")[name].casefold(), (key, language)
