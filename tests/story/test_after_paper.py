"""Pictures and tables of the after-action page open, agree with their files, and stand on paper number by number."""

import csv
import io
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from coordinator.words.text import LANGUAGES
from operations.policy import Role
from tests.reports import a_seizure, an_activity, goods
from tests.story.people import Person, Stage, wall
from tests.support.browser import overflowing

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


def test_routes_are_a_picture_or_one_key_away_a_table_and_open_to_their_reports(reader: Person) -> None:
    page = reader.page
    reader.go("after")
    reader.speak("en")
    routes = page.locator("section[aria-labelledby=after-routes]")
    expect(routes.locator(".band")).not_to_have_count(0)
    expect(routes.locator("[data-map]")).to_have_attribute("data-map", "drawn")
    expect(routes.locator("[data-route='BOG:GRU']")).to_have_count(1)
    routes.get_by_text(reader.say("after:routes.arcs")).press("Enter")
    routes.get_by_role("button", name=re.compile("BOG → GRU")).press("Enter")
    expect(page.get_by_role("complementary").get_by_role("link", name=re.compile("Seizure"))).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_have_count(0)
    page.keyboard.press("t")
    expect(routes.get_by_role("row", name=re.compile("BOG"))).to_have_count(1)
    assert "routes=table" in page.url
    routes.get_by_role("row", name=re.compile("BOG")).get_by_role("button").click()
    expect(page.get_by_role("complementary").get_by_role("link", name=re.compile("Seizure"))).to_have_count(2)


def test_a_table_of_two_dimensions_is_chosen_and_its_file_says_the_same(reader: Person) -> None:
    page = reader.page
    reader.go("after")
    cross = page.locator("section[aria-labelledby=after-cross]")
    cross.get_by_label(reader.say("after:cross.rows")).select_option("commodity")
    cross.get_by_label(reader.say("after:cross.columns")).select_option("technique")
    # The table before stays until the new one is there: only its heading says which one stands.
    expect(cross.locator("caption")).to_contain_text(reader.say("codes:dimension.technique"))
    expect(cross.get_by_text(reader.say("after:cross.why_not"))).to_be_visible()
    rows = [
        [cell.strip() for cell in row.locator("th bdi, th:not(:has(bdi)), td > *:visible").all_inner_texts()]
        for row in cross.locator("tbody tr, tfoot tr").all()
    ]
    with page.expect_download() as downloading:
        cross.get_by_role("link", name=reader.say("after:cross.csv")).click()
    text = downloading.value.path().read_text(encoding="utf-8").removeprefix("\ufeff")
    filed = list(csv.reader(io.StringIO(text)))[1:]
    assert [[re.sub(r"\s.*", "", cell) if n else cell for n, cell in enumerate(row)] for row in rows] == [
        [re.sub(r"\s.*", "", cell) if n else cell for n, cell in enumerate(row)] for row in filed
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_runs_over_the_edge_of_a_telephone(reader: Person, language: str) -> None:
    page = reader.page
    page.set_viewport_size({"width": 360, "height": 740})
    reader.go("after")
    reader.speak(language)
    reader.settled()
    assert overflowing(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
