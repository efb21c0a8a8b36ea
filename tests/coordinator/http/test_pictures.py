"""Tables of two dimensions over HTTP, and as files that say what the screen says."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from coordinator.words.text import LANGUAGES, text
from operations.exports.pdf.paper import Lines, Paper, Section
from operations.exports.pdf.write import write_pdf
from operations.policy import Role
from realtime.log import Entry
from tests.browsers import House
from tests.builders import Story
from tests.coordinator.http.test_figures import AT, house, seated, story
from tests.reports import Desk, a_nil, a_seizure, goods

__all__ = ["house", "story"]


def rows_of(body: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_as_a_file_has_its_totals_and_says_where_they_do_not_add_up(
    house: House, story: Story, language: str
) -> None:
    desk = Desk(story)
    desk.validate(desk.file("GRU", a_seizure(goods=[goods("cocaine", "1.5"), goods("heroin", "2")])))
    reader = seated(house, story, Role.ANALYST)
    asked = {"rows": "commodity", "columns": "airport", "language": language}
    answered = reader.get(f"{AT}/cross.csv", **asked)
    assert answered.status_code == 200, answered.text
    heading, *lines = rows_of(answered.text)
    assert heading[1:] == ["GRU", text(language, "after:cross.total")]
    assert [line[1:] for line in lines[:-1]] == [["1", "1"], ["1", "1"]]
    assert lines[-1][1:] == [text(language, "after:cross.not_addable")] * 2
    weighed = rows_of(reader.get(f"{AT}/cross.csv", measure="quantity", unit="mg", **asked).text)
    sign = "," if language in {"fr", "es", "pt"} else "."
    assert weighed[-1][1:] == [f"3{sign}5", f"3{sign}5"]
    assert "kg" in weighed[0][0] or language == "ar"


def test_a_downloaded_table_is_recorded_before_it_leaves(house: House, story: Story) -> None:
    reader = seated(house, story, Role.ANALYST)
    reader.get(f"{AT}/cross.csv", measure="persons", rows="sex", columns="outcome")
    with house.db.reading() as session:
        query = select(Entry.body).where(Entry.kind == "export_taken")
        assert [json.loads(body)["what"] for body in session.scalars(query)] == ["cross.csv"]


def test_what_cannot_be_cut_is_refused_with_a_code(house: House, story: Story) -> None:
    reader = seated(house, story, Role.ANALYST)

    def code(**asked: str) -> object:
        answered = reader.get(f"{AT}/cross", **asked)
        assert answered.status_code == 422
        return answered.get_json()["error"]["code"]

    assert code(measure="persons", rows="commodity") == "figures:not_cut_by"
    assert code(measure="moons") == "figures:not_cut_by"
    assert code(rows="airport", columns="airport") == "figures:same_dimension"
    assert code(measure="quantity") == "figures:of_what"
    assert code(commodity="moonstone") == "report:unknown_commodity"
    assert reader.get(f"{AT}/routes", measure="persons").status_code == 422
    assert reader.get(f"{AT}/hours", clock="moon").status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_leaves_on_paper_in_every_language_and_is_recorded(
    house: House, story: Story, language: str
) -> None:
    desk = Desk(story)
    desk.validate(desk.file("GRU", a_seizure(persons=2)))
    reader = seated(house, story, Role.ANALYST)
    answered = reader.get(f"{AT}/after-action.pdf", language=language, measure="persons", rows="sex", columns="outcome")
    assert (answered.status_code, answered.mimetype) == (200, "application/pdf"), answered.text
    pages = [each.extract_text() for each in PdfReader(io.BytesIO(answered.data)).pages]
    assert story.code in pages[0]
    assert "#1" in "\n".join(pages), "the largest result names the report it stands in"
    assert "17 Nov – 17 Nov" not in "\n".join(pages), "one day is no stretch of days"
    assert language != "fr" or not re.search(r"\w: ", "\n".join(pages)), "a French colon stands apart from its name"
    with house.db.reading() as session:
        query = select(Entry.body).where(Entry.kind == "export_taken")
        assert [json.loads(body)["what"] for body in session.scalars(query)] == ["after-action.pdf"]


def test_nothing_that_people_wrote_is_read_as_markup_on_paper() -> None:
    hostile = '#panic("read as markup") $x$ *bold* \\ <label> @ref'
    paper = Paper("en", False, hostile, [hostile], hostile, "Page", [Section(hostile, [Lines([hostile])])])
    assert "read as markup" in PdfReader(io.BytesIO(write_pdf(paper))).pages[0].extract_text()


def test_a_paper_shows_no_small_count_to_whoever_may_not_know_it(house: House, story: Story) -> None:
    desk = Desk(story)
    desk.validate(desk.file("GRU", a_seizure(persons=3)))
    reader = seated(house, story, Role.ANALYST)
    answered = reader.get(f"{AT}/after-action.pdf", measure="persons", rows="sex", columns="outcome")
    text_of = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answered.data)).pages)
    after_title = text_of.split("Cross table")[1].split("Reporting")[0]
    assert "3" not in after_title
    assert "kept back" in text_of


def test_the_days_of_a_paper_add_up_to_its_total_though_some_were_answered_before_they_were_due(
    house: House, story: Story
) -> None:
    desk = Desk(story)
    desk.file("GRU", a_nil("2026-11-17"))
    reader = seated(house, story, Role.ANALYST)
    total = reader.get(f"{AT}/after-action").get_json()["reporting"]
    paper = reader.get(f"{AT}/after-action.pdf")
    said = "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(paper.data)).pages)
    days = re.findall(r"^\d+ Nov\s+(\d+)\s+(\d+)\s+(\d+)\s", said.split("Day by day")[1], re.MULTILINE)
    sums = [sum(map(int, column)) for column in zip(*days, strict=True)]
    assert sums == [total["expected"], total["actual"], total["on_time"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_has_the_map_of_the_page_with_the_places_of_what_counts_and_no_others(
    house: House, story: Story, language: str
) -> None:
    desk = Desk(story)
    desk.validate(desk.file("GRU", a_seizure(origin="BOG")))
    desk.file("GRU", a_seizure(origin="MAD"))
    reader = seated(house, story, Role.ANALYST)
    page = reader.get(f"{AT}/routes").get_json()
    assert [(each["begins"], each["ends"], each["value"]) for each in page["arcs"]] == [("BOG", "GRU", "1")]
    assert [each["code"] for each in page["spots"]] == ["BOG", "GRU"]
    paper = reader.get(f"{AT}/after-action.pdf", language=language)
    said = "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(paper.data)).pages)
    if language != "ar":  # of Arabic, pypdf gives the glyphs and not the letters
        assert text(language, "after:routes.map_label") in said
    assert (said.count("BOG") > 1, said.count("MAD")) == (True, 0), "bands, map and table"
