"""The after-action report on paper says what the page says, number by number, in every language."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from coordinator.text import LANGUAGES
from operations.policy import Role
from tests.reports import a_seizure, an_activity, goods
from tests.story.people import Person, Stage, wall

pytestmark = pytest.mark.browser

SPACES = re.compile(r"[\s\u00a0\u202f\u200e\u200f\u2066-\u2069]+")
NUMBERS = re.compile(r"\d+(?:[.,:]\d+)*")

SHOWN = """() => {
  window.dispatchEvent(new Event('beforeprint'))
  const gone = [...document.querySelectorAll('.no-print, .unseen, svg title, select')]
  gone.forEach((each) => each.remove())
  return document.querySelector('.after').innerText
}"""


def numbers(text: str) -> set[str]:
    """Return the numbers in a text, groups of digits joined; the paper is made a moment after the page."""
    joined = re.sub(r"(?<=\d)[\u00a0\u202f](?=\d{3})", "", text)
    return {number for number in NUMBERS.findall(joined) if ":" not in number}


@pytest.fixture(scope="module")
def reader(stage: Stage) -> Person:
    """Have an operation with results of every sort; seat an analyst, who may not know small counts."""
    officer = stage.person(Role.OFFICER, airport="GRU")
    kinds = [("cocaine", "1.5", "kg"), ("crack", "800", "g"), ("heroin", "250", "g"), ("tramadol", "1300", "tablet")]
    receipts = [
        officer.file(
            "GRU",
            a_seizure(
                occurred=wall(stage.story.now - timedelta(hours=hour)),
                goods=[goods(*kinds[place % 4]), goods("currency", f"{12_000 + hour}.50", "EUR")],
                persons=place % 4 * 3,
                origin=["BOG", "MAD", "CO"][place % 3],
                technique=["x_ray", "dog"][place % 2],
            ),
        )
        for place, hour in enumerate(range(3, 30, 4))
    ]
    yesterday = (stage.story.now - timedelta(days=1)).strftime("%Y-%m-%d")
    officer.file("GRU", an_activity(yesterday, passengers_checked=1200, database_checks={"sltd": 4321}))
    contact_point = stage.person(Role.NCP, country="BR")
    judged = [{"id": each["id"], "version": each["version"]} for each in receipts[:-1]]
    contact_point.post(f"/operations/{stage.story.code}/validations", {"reports": judged})
    return stage.person(Role.ANALYST, name="Analyst")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_page_stands_on_paper(reader: Person, language: str) -> None:
    page = reader.page
    reader.go("after")
    reader.speak(language)
    page.goto(
        f"/operations/{reader.code}/after?commodity=cocaine&follow=cocaine:mg&clock=utc"
        "&count=persons&rows=outcome&columns=sex"
    )
    reader.settled()
    for part in ("routes", "hours", "cross"):
        page.wait_for_selector(
            f"section[aria-labelledby=after-{part}][aria-busy=false] > :nth-child(2)", state="attached"
        )
    address = page.locator("a[download][href*='after-action.pdf']").get_attribute("href")
    answered = page.request.get(str(address))
    assert answered.status == 200, answered.text()
    paper = PdfReader(io.BytesIO(answered.body()))
    text = "\n".join(leaf.extract_text() for leaf in paper.pages)
    shown = numbers(page.evaluate(SHOWN))
    assert len(shown) > 25
    missing = shown - numbers(text)
    if language == "ar":
        # What is read out of right-to-left lines comes without the spaces between their runs.
        missing = {number for number in missing if number not in SPACES.sub("", text)}
    assert missing == set(), SPACES.sub(" ", text)
    assert all(reader.code in leaf.extract_text() for leaf in paper.pages), "each page says of what it is"
