"""The after-action page as a paper: its parts, figures and charts in the order of the screen, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from coordinator.paper.charts import (
    detection_charts,
    first_charts,
    hour_charts,
    outlier_section,
    route_pictures,
    target_meters,
    tiles_of,
)
from coordinator.paper.shown import AsShown, cut_chart
from coordinator.paper.tables import (
    changes_section,
    credit_section,
    detail_charts,
    effort_section,
    event_sections,
    goods_grid,
    notes_on_cross,
    person_section,
    reporting_section,
    stated_section,
    value_section,
    victim_section,
)
from coordinator.sheets.crosstable import cross_table, heading
from coordinator.words.figures import goods_name
from coordinator.words.text import at, code, number, on, said_of, text
from operations.exports.pdf.paper import Grid, Paper, Section, Terms
from operations.ledger.measures import MEASURES

WORDS: Final = ("seizure", "case", "hit", "person", "arrest", "warrant")
_NAMED_UNIT: Final = {"mg": "kg", "ml": "l"}


def after_paper(page: AsShown) -> Paper:
    """Return the page on paper."""
    report, language = page.report, page.language
    dates = []
    if report.first_on and report.last_on:
        dates = [f"{on(language, report.first_on)} – {on(language, report.last_on)}"]
    stands = [
        f"{page.t('as_of')} {at(language, report.as_of, 'UTC')}",
        page.t("position", position=number(language, report.position)),
        page.t("definitions", version=report.measures),
        *([page.t("lists", version=report.taxonomy)] if report.taxonomy else []),
    ]
    scope = [page.t("countries", count=report.countries), page.t("airports", count=report.airports)]
    if report.unanswered:
        unanswered = text(language, "plan:participation.unanswered")
        scope.append(said_of(language, unanswered, number(language, report.unanswered)))
    if report.declined:
        scope.append(said_of(language, code(language, "participation", "declined"), number(language, report.declined)))
    stages = [code(language, "edition_stage", report.stage), code(language, "stage", page.stage)]
    return Paper(
        language=language,
        right_to_left=language == "ar",
        title=f"{report.name} · {page.t('title')}",
        facts=[*dates, " · ".join(scope), *stages, report.handling.value, *stands],
        foot=" · ".join([report.code, report.handling.value, *stages, *stands]),
        page=page.t("paper.page"),
        sections=list(_sections(page)),
    )


def _sections(page: AsShown) -> Iterable[Section]:
    report = page.report
    yield Section("", [tiles_of(page)])
    yield Section("", list(first_charts(page)), across=2)
    found = list(detection_charts(page))
    yield Section("", found, across=3 if len(found) == 3 else 2)  # noqa: PLR2004 as many as stand beside each other
    yield Section(page.t("routes.title"), list(route_pictures(page)), note=page.t("routes.note"))
    yield Section(page.t("hours.title"), list(hour_charts(page)), note=page.t(f"hours.{page.hours.clock}"))
    if report.objectives:
        yield Section(page.t("objectives.title"), list(target_meters(page)))
    yield Section(page.t("goods.table"), [goods_grid(page)])
    for detail in report.detail:
        unit = text(page.language, f"codes:unit.{_NAMED_UNIT.get(detail.unit, detail.unit)}.name")
        yield Section(f"{goods_name(page.language, detail.code)} · {unit}", detail_charts(page, detail), across=2)
    yield from outlier_section(page)
    seizures = report.seizures
    cuts = [
        cut_chart(page, name, getattr(seizures, f"by_{name}"), "seizure")
        for name in ("airport", "country", "direction", "conveyance")
    ]
    yield Section(code(page.language, "measure", "seizures"), cuts, across=2)
    yield from credit_section(page)
    yield from value_section(page)
    yield from person_section(page)
    yield from victim_section(page)
    yield from event_sections(page)
    table, headings = cross_table(page.language, page.cross, page.stage)
    grid = Grid(["", *list(headings.values())[1:]], list(table.rows), last_is_total=True)
    yield Section(
        page.t("cross.title"), [grid, *notes_on_cross(page)], note=heading(page.language, page.cross, page.stage)
    )
    yield reporting_section(page)
    yield from changes_section(page)
    yield from effort_section(page)
    yield from stated_section(page)
    words = [(page.t(f"words.{word}.name"), page.t(f"words.{word}.means")) for word in WORDS]
    yield Section(page.t("words.title"), [Terms(words)])
    means = [
        (code(page.language, "measure", measure), code(page.language, "measure_means", measure)) for measure in MEASURES
    ]
    yield Section(page.t("definitions", version=report.measures), [Terms(means)])
