"""The parts of the page that are read: goods, credit, values, persons, reporting, effort, published totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from coordinator.paper.shown import AsShown, cut_chart, isolated
from coordinator.words.figures import exact_text, goods_name, name_of, share_text, value_text
from coordinator.words.limits import limit_text
from coordinator.words.text import at, code, listed, moved_by, number, on_short, text
from operations.airports.countries import country_name
from operations.exports.pdf.paper import Bar, Bars, Block, Grid, Lines, Section, Terms, Tile, Tiles
from operations.statistics.document import (
    Cases,
    Changed,
    Credited,
    CutApart,
    Detail,
    GoodsSeized,
    Metrics,
    Number,
    Suspended,
    TotalWithParts,
)

METRICS: Final = ("expected", "actual", "on_time", "rate", "on_time_rate")
PERSON_CUTS: Final = ("outcome", "nationality", "sex", "age_band", "role", "country", "airport")
TELLING: Final = ("nationality", "country", "airport")
"""Cuts of persons of which what is kept back is not even named."""


def goods_grid(page: AsShown) -> Grid:
    """Return every commodity, unit by unit, with its median and largest seizure."""
    validated = page.stage == "validated"
    heads = ["commodity", "total", *(("cases", "median", "largest", "share") if validated else ())]
    rows: list[list[str]] = []
    for unit in page.report.quantities:
        for goods in unit.goods:
            rows += _goods_rows(page, goods, unit.unit, validated=validated)
    return Grid([page.t(f"goods.{head}") for head in heads], rows)


def _goods_rows(page: AsShown, goods: GoodsSeized, unit: str, *, validated: bool) -> Iterable[list[str]]:
    language = page.language
    if not page.nothing(goods.total):
        cases = _cases(page, goods.cases, unit) if validated else []
        total = isolated(exact_text(language, page.steps(goods.total), unit))
        yield [goods_name(language, goods.total.code), total, *cases]
    for member in goods.members:
        if not page.nothing(member):
            same = member.code == goods.total.code
            name = page.t("goods.unspecified") if same else goods_name(language, member.code)
            blank = [""] * 4 if validated else []
            yield [f"– {name}", exact_text(language, page.steps(member), unit), *blank]


def _cases(page: AsShown, cases: Cases | None, unit: str) -> list[str]:
    if cases is None:
        return [""] * 4
    largest = cases.largest
    return [
        number(page.language, cases.count),
        isolated(value_text(page.language, int(cases.median), unit)),
        f"{isolated(value_text(page.language, int(largest.value), unit))} ({isolated(f'#{largest.number}')})",
        share_text(page.language, largest.share),
    ]


def detail_charts(page: AsShown, detail: Detail) -> list[Block]:
    """Return one commodity cut further."""
    cuts = (("airport", detail.by_airport), ("country", detail.by_country), ("occurred_on", detail.by_day))
    return [cut_chart(page, name, figures, detail.unit) for name, figures in (*cuts, ("basis", detail.by_basis))]


def credit_section(page: AsShown) -> Iterable[Section]:
    """Yield who has a share in seizures counted elsewhere; nothing while nobody has."""
    credit = page.report.credit
    grids = [
        grid
        for dimension, rows in (("airport", credit.by_airport), ("country", credit.by_country))
        if (grid := _credited(page, dimension, rows)) is not None
    ]
    if grids:
        yield Section(page.t("credit.title"), grids, note=page.t("credit.note"), across=2)


def _credited(page: AsShown, dimension: str, rows: Sequence[Credited]) -> Grid | None:
    shown = [(each, page.steps(each.counted), page.steps(each.elsewhere)) for each in rows]
    if not any(elsewhere for _, _, elsewhere in shown):
        return None
    heads = [code(page.language, "dimension", dimension)]
    heads += [page.t(f"credit.{head}") for head in ("counted", "elsewhere", "credited")]
    lines = [
        [
            name_of(page.language, dimension, each.counted.code),
            *(number(page.language, value) for value in (counted, elsewhere, counted + elsewhere)),
        ]
        for each, counted, elsewhere in shown
        if counted + elsewhere
    ]
    return Grid(heads, lines)


def value_section(page: AsShown) -> Iterable[Section]:
    """Yield what goods were said to be worth; currencies are never added."""
    terms = [
        (
            value_text(page.language, page.steps(each.total), each.unit),
            " · ".join(
                page.of(name_of(page.language, "value_basis", part.code), page.value(part, each.unit))
                for part in each.by_value_basis
                if not page.nothing(part)
            ),
        )
        for each in page.report.values
        if not page.nothing(each.total)
    ]
    if terms:
        yield Section(page.t("values.title"), [Terms(terms)], note=page.t("values.note"))


def person_section(page: AsShown) -> Iterable[Section]:
    """Yield the persons met, as far as this reader may know them."""
    persons, language = page.report.persons, page.language
    blocks: list[Block] = []
    countries = [country_name(each, language) for each in persons.own_country.split()]
    if countries and persons.total.own is not None:
        own = value_text(language, int(persons.total.own), "person")
        outcomes = [
            f"{name_of(language, 'outcome', each.code)} {value_text(language, int(each.own), 'person')}"
            for each in persons.by_outcome
            if each.own not in {None, "0"} and each.own is not None
        ]
        line = page.t("persons.own", country=listed(language, countries), value=own)
        blocks.append(Lines([f"{line} ({listed(language, outcomes)})" if outcomes else line]))
    note = "" if persons.exact else page.t("persons.note")
    if page.stage == "submitted" and persons.total.submitted is None:
        yield Section(page.t("persons.title"), [*blocks, Lines([page.t("persons.submitted_apart")])], note=note)
        return
    for cut in PERSON_CUTS:
        figures: list[Number] = getattr(persons, f"by_{cut}")
        bars = [
            Bar(name_of(language, cut, each.code), page.persons(each), page.steps(each))
            for each in figures
            if not page.nothing(each)
        ]
        kept = cut in TELLING and cut in persons.kept_back
        rest = page.of(page.t("persons.kept_rest"), page.t("persons.kept")) if kept else ""
        blocks.append(Bars(code(language, "dimension", cut), bars, "", rest))
    yield Section(page.t("persons.title"), blocks, note=note, across=2)


def victim_section(page: AsShown) -> Iterable[Section]:
    """Yield victims and migrants, measure by measure; of few nobody is told whether there are any."""
    found = [each for each in page.report.victims if not page.nothing(each.total)]
    if not found:
        return
    said: list[str] = []
    cut: list[Section] = []
    for each in found:
        shown = each.total.validated if page.stage == "validated" else each.total.submitted
        name = code(page.language, "measure", each.measure)
        told = page.t("victims.few") if shown is None else value_text(page.language, int(shown), "person")
        said.append(page.of(name, told))
        if shown is not None:
            cut.append(Section(name, [_met(page, part) for part in each.cuts], across=2))
    yield Section(page.t("victims.title"), [Lines(said)], note=page.t("victims.note"))
    yield from cut


def _met(page: AsShown, cut: CutApart) -> Bars:
    bars = cut_chart(page, cut.dimension, cut.figures, "person")
    kept = page.of(page.t("persons.kept_rest"), page.t("persons.kept")) if cut.kept_back else ""
    return replace(bars, rest=kept)


def event_sections(page: AsShown) -> Iterable[Section]:
    """Yield hits reported one by one, and incidents; neither is a result."""
    hits, incidents = page.report.hits, page.report.incidents
    for name, total, unit, cuts in (
        ("hits", hits.total, "hit", (("database", hits.by_database), ("verification", hits.by_verification))),
        (
            "incidents",
            incidents.total,
            "incident",
            (("incident", incidents.by_type), ("airport", incidents.by_airport)),
        ),
    ):
        if not page.nothing(total):
            charts = [cut_chart(page, dimension, figures, unit) for dimension, figures in cuts]
            said = f"{page.t(f'{name}.title')} {page.value(total, unit)}"
            yield Section(said, charts, note=page.t(f"{name}.note"), across=2)


def notes_on_cross(page: AsShown) -> Iterable[Lines]:
    """Yield why totals are missing from the table, and what is kept back in it."""
    found = page.cross
    notes = [] if found.rows_add and found.columns_add else [page.t("cross.why_not")]
    notes += [] if found.exact else [page.t("cross.not_told")]
    notes += [page.t("cross.lines_kept_back")] if found.lines_kept_back else []
    if not found.rows:
        notes.append(page.t("cross.none"))
    if notes:
        yield Lines(notes)


def reporting_section(page: AsShown) -> Section:
    """Return the reporting metrics, of all, day by day and airport by airport, and who was suspended meanwhile."""
    report, t = page.report, page.t
    rests = report.reporting.suspended > 0
    heads = [code(page.language, "metric", name) for name in METRICS]
    tiles = [Tile(_metric(page, report.reporting, name), head) for name, head in zip(METRICS, heads, strict=True)]
    named = {
        "airport": [
            (f"{each.airport} {country_name(each.country, page.language)}", each)
            for each in report.reporting_by_airport
        ],
        # A day answered before it is due counts above as well: without it the days do not add up to the total.
        "day": [
            (on_short(page.language, each.on), each)
            for each in report.reporting_by_day
            if each.on and (each.expected or each.suspended)
        ],
    }
    further = [t("reporting.not_expected")] if rests else []
    grids = [
        Grid(
            [code(page.language, "dimension", dimension), *heads, *further],
            [
                [name, *(_metric(page, each, metric) for metric in METRICS), *_resting(page, each, shown=rests)]
                for name, each in named[by]
            ],
            title=t(f"reporting.by_{by}"),
        )
        for by, dimension in (("day", "report_on"), ("airport", "airport"))
    ]
    note = [t("reporting.note"), t("reporting.planned", count=report.reporting.planned)]
    if report.returns_if_all_accept > report.reporting.planned:
        said = number(page.language, report.returns_if_all_accept)
        note.append(f"{page.of(text(page.language, 'plan:if_all_accept'), said)}.")
    note += [t("reporting.suspended", count=report.reporting.suspended)] if rests else []
    if report.joined:
        note.append(t("reporting.not_yet", count=sum(each.returns for each in report.joined)))
    blocks: list[Block] = [Tiles(tiles), *grids]
    if report.limited:
        lines = [
            page.of(country_name(each.country, page.language), limit_text(page.language, each.limits))
            for each in report.limited
        ]
        blocks.append(Lines([t("reporting.limited"), *lines]))
    begun = [each for each in report.suspensions if each.starts_at <= report.as_of]
    ahead = [each for each in report.suspensions if each.starts_at > report.as_of]
    rested = [
        page.of(t(f"reporting.{name}"), " · ".join(_suspended(page, each) for each in found))
        for name, found in (("suspensions", begun), ("suspensions_ahead", ahead))
        if found
    ]
    if report.joined:
        since = (
            f"{country_name(each.country, page.language)} {at(page.language, each.at, 'UTC')}" for each in report.joined
        )
        rested.append(page.of(t("reporting.joined"), " · ".join(since)))
    if rested:
        blocks.insert(1, Lines(rested))
    return Section(t("reporting.title"), blocks, note=" ".join(note))


def _resting(page: AsShown, metrics: Metrics, *, shown: bool) -> list[str]:
    return [number(page.language, metrics.suspended)] if shown else []


def _suspended(page: AsShown, each: Suspended) -> str:
    ends = at(page.language, each.ends_at, "UTC") if each.ends_at else page.t("reporting.until_notice")
    return f"{each.airport} {at(page.language, each.starts_at, 'UTC')} – {ends}"


def _metric(page: AsShown, metrics: Metrics, name: str) -> str:
    value = getattr(metrics, name)
    if isinstance(value, int):
        return number(page.language, value)
    return "–" if value is None else share_text(page.language, value)


def changes_section(page: AsShown) -> Iterable[Section]:
    """Yield how the plan was changed under way; nothing where it stood as published."""
    if page.report.changes:
        lines = [_changed(page.language, each) for each in page.report.changes]
        yield Section(text(page.language, "plan:changes.title"), [Lines(lines)])


def _changed(language: str, each: Changed) -> str:
    where = text(language, "plan:change.everywhere") if each.everywhere else ", ".join(each.airports)
    length = moved_by(language, days=each.days, hours=each.hours)
    what = text(language, f"plan:changes.{each.kind}", length=length)
    edition = text(language, "plan:edition", edition=number(language, each.edition))
    return " · ".join([at(language, each.at, "UTC"), what, where, edition])


def effort_section(page: AsShown) -> Iterable[Section]:
    """Yield the controls and checks carried out."""
    terms = [
        (
            page.value(each.total, each.unit),
            "\n".join(
                [
                    code(page.language, "measure", each.measure),
                    *(
                        page.of(name_of(page.language, "database", part.code), page.value(part, each.unit))
                        for part in each.by_database
                        if not page.nothing(part)
                    ),
                ]
            ),
        )
        for each in page.report.efforts
    ]
    if terms:
        yield Section(page.t("efforts.title"), [Terms(terms)])


def stated_section(page: AsShown) -> Iterable[Section]:
    """Yield the totals that others published."""
    grids: list[Block] = []
    for statement in page.report.stated:
        waits = [code(page.language, "stage", "submitted")] if statement.stage == "submitted" else []
        rows = [row for total in statement.totals for row in _totals(page, total, 0)]
        grids.append(Grid(["", ""], rows, title=" · ".join([statement.source, *waits])))
    if grids:
        yield Section(page.t("stated.title"), grids, note=page.t("stated.note"))


def _totals(page: AsShown, total: TotalWithParts, depth: int) -> Iterable[list[str]]:
    measure = code(page.language, "measure", total.measure)
    name = measure
    if total.code and total.measure == "quantity":
        name = goods_name(page.language, total.code)
    elif total.code:
        persons = total.measure == "persons"
        of = code(page.language, "outcome", total.code) if persons else goods_name(page.language, total.code)
        name = f"{measure} · {of}"
    yield [f"{'– ' * depth}{name}", _meant(page, total.value, total.unit, total.qualifier)]
    for part in total.parts:
        yield from _totals(page, part, depth + 1)
    if total.rest is not None:
        exceeds = total.rest.value.startswith("-")
        said = page.t("stated.exceeds" if exceeds else "stated.rest")
        value = total.rest.value.removeprefix("-")
        yield [f"{'– ' * (depth + 1)}{said}", _meant(page, value, total.unit, total.rest.qualifier)]


def _meant(page: AsShown, value: str, unit: str, qualifier: str) -> str:
    written = exact_text(page.language, int(value), unit)
    return written if qualifier == "exactly" else f"{code(page.language, 'qualifier', qualifier)} {written}"
