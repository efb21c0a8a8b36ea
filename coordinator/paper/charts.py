"""The parts of the page that are drawn: tiles, bars, routes, hours, targets, outliers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from coordinator.paper.shown import AsShown, cut_chart, days_between, figure_unit, isolated
from coordinator.words.figures import (
    at_least_text,
    exact_text,
    goods_name,
    name_of,
    share_text,
    value_text,
    whole_percent,
)
from coordinator.words.text import code, number, on_short
from operations.exports.pdf.arcmap import Leg, arc_map
from operations.exports.pdf.paper import (
    Band,
    Bands,
    Bar,
    Bars,
    Block,
    Columns,
    Grid,
    Heat,
    Lines,
    Meter,
    Meters,
    Ribbon,
    Section,
    Shade,
    Tile,
    Tiles,
)
from operations.statistics.document import Number, Route, TargetReached
from operations.statistics.flows import BETWEEN, PASSING, REST
from operations.statistics.flows import Band as Drawn
from operations.statistics.keys import NOT_KNOWN

HEADS: Final = {"airport": "control"}
"""What a column of routes is called where it is not called by its dimension."""

HOURS: Final = tuple(f"{hour:02}" for hour in range(24))
MUCH: Final = 50
"""From so many per cent on, one seizure is most of a figure."""

OUTLIERS: Final = 8


def tiles_of(page: AsShown) -> Tiles:
    """Return the figures one looks for first."""
    report, t = page.report, page.t
    target = next((each for goal in report.objectives for each in goal.targets if _of_all_seizures(each)), None)
    said = [t("tile.seizures")]
    if target is not None:
        said.append(t("tile.target", value=value_text(page.language, int(target.target), target.unit)))
    tiles = [
        Tile(page.value(report.seizures.total, "seizure"), " · ".join([*said, *_beside(page, report.seizures.total)]))
    ]
    arrested = next((each for each in report.persons.by_outcome if each.code == "arrested"), None)
    said = [t("tile.persons")]
    if arrested is not None:
        said.append(page.of(code(page.language, "outcome", "arrested"), page.persons(arrested)))
    tiles.append(Tile(page.persons(report.persons.total), " · ".join([*said, *_beside(page, report.persons.total)])))
    for effort in report.efforts:
        if effort.measure == "passengers_checked":
            label = [code(page.language, "measure", effort.measure), *_beside(page, effort.total)]
            tiles.append(Tile(page.value(effort.total, effort.unit), " · ".join(label)))
    rates = report.reporting
    if rates.rate is not None and rates.on_time_rate is not None:
        of, missing = number(page.language, rates.expected), rates.expected - rates.actual
        label = [t("tile.reported", of=of), *([t("tile.missing", count=missing)] if missing > 0 else [])]
        tiles.append(Tile(share_text(page.language, rates.rate), " · ".join(label)))
        tiles.append(Tile(share_text(page.language, rates.on_time_rate), t("tile.on_time", of=of)))
    return Tiles(tiles)


def _of_all_seizures(target: TargetReached) -> bool:
    return target.measure == "seizures" and not target.cell


def _beside(page: AsShown, shown: Number) -> list[str]:
    """Say the other stage's value beside a figure."""
    other = shown.submitted if page.stage == "validated" else shown.validated
    if other in {None, "0"}:
        return []
    unit = figure_unit(shown)
    return [page.t(f"beside.{page.stage}", value=value_text(page.language, int(other or 0), unit))]


def first_charts(page: AsShown) -> Iterable[Block]:
    """Yield what was seized, and when."""
    report, language = page.report, page.language
    mass = next((each.goods for each in report.quantities if each.unit == "mg"), [])
    others = [
        f"{value_text(language, page.steps(each.total), unit.unit)} {goods_name(language, each.total.code)}"
        for unit in report.quantities
        for each in unit.goods
        if unit.unit != "mg" and not page.nothing(each.total)
    ]
    bars = cut_chart(
        page,
        "commodity",
        [each.total for each in mass],
        "mg",
        title=page.t("goods.title"),
        note=page.t("goods.mass"),
    )
    rest = f"{page.t('goods.never_added')} {' · '.join(others)}" if others else ""
    yield Bars(bars.title, bars.bars, bars.note, rest)
    yield _days(page)


def detection_charts(page: AsShown) -> Iterable[Block]:
    """Yield why and how it was found, and where it was hidden."""
    for cut in ("basis", "technique", "concealment", "place"):
        figures: list[Number] = getattr(page.report.seizures, f"by_{cut}")
        if cut == "place" and all(each.code == NOT_KNOWN for each in figures if not page.nothing(each)):
            continue  # a part of the long form, which an operation may do without
        yield cut_chart(page, cut, figures, "seizure", note=page.t("tile.seizures"))


def _days(page: AsShown) -> Columns:
    found = {day.on: day for day in page.report.seizures.by_day if not page.nothing(day.all)}
    days = days_between(sorted(found))
    bars = []
    for day in days:
        value, late = (page.steps(found[day].all), page.steps(found[day].late)) if day in found else (0, 0)
        bars.append(Bar(str(day.day), number(page.language, value), value, late))
    ends = [days[0], days[-1]] if len(days) > 1 else days
    span = " – ".join(on_short(page.language, day) for day in ends)
    late_key = page.t("days.late") if any(bar.hatched for bar in bars) else ""
    return Columns(page.t("days.title"), bars, span, late_key)


def route_pictures(page: AsShown) -> Iterable[Block]:
    """Yield the routes as bands, and as the table they are drawn from."""
    flows, language = page.flows, page.language
    heads = [page.t(f"routes.{HEADS.get(column, column)}") for column in flows.picture.columns]
    routes = [each for each in flows.routes if not page.nothing(each.seizures)]
    if not routes:
        yield Lines([page.t("routes.none")])
        return
    drawn = flows.picture
    bands = [_band(page, band) for band in drawn.bands]
    ribbons = [
        Ribbon(
            each.begins,
            each.ends,
            each.leaves_at,
            each.arrives_at,
            each.size,
            faint=bands[each.begins].faint or bands[each.ends].faint,
        )
        for each in drawn.ribbons
    ]
    goods = [goods_name(language, flows.commodity)] if flows.commodity else []
    what = " · ".join([code(language, "measure", flows.measure), *goods])
    yield Bands(heads, bands, ribbons)
    said = [f"{page.of(page.t('routes.by'), what)}.", page.t("routes.two"), page.t("routes.meant")]
    if BETWEEN & set(drawn.columns):
        said.append(page.t("routes.several"))
    yield Lines([" ".join(said)])
    if flows.arcs:
        legs = [Leg(arc.begins, arc.ends, int(arc.value)) for arc in flows.arcs]
        places = {spot.code: (spot.lon, spot.lat) for spot in flows.spots}
        names = {spot.code: name_of(language, "origin", spot.code) for spot in flows.spots}
        yield arc_map(legs, places, names, title=page.t("routes.map_label"), foot=page.t("routes.disclaimer"))
    heads = [*heads, code(language, "measure", flows.measure)]
    rows = [_route(page, each) for each in routes]
    yield Grid(heads, rows, texts=len(drawn.columns), folded=not BETWEEN & set(drawn.columns))


def _band(page: AsShown, band: Drawn) -> Band:
    if band.code == REST:
        label = page.t("routes.rest", count=band.places)
    else:
        label = "" if band.passes else name_of(page.language, page.flows.picture.columns[band.column], band.code)
    return Band(
        column=band.column,
        label=label,
        text=value_text(page.language, int(band.value), page.flows.unit),
        at=band.at,
        size=band.size,
        faint=not {REST, NOT_KNOWN}.isdisjoint(band.code.split(PASSING)),
        passes=band.passes,
    )


def _route(page: AsShown, route: Route) -> list[str]:
    columns = page.flows.picture.columns
    said = {each: getattr(route, each) for each in columns}
    places = [
        "–" if each in BETWEEN and code is None else name_of(page.language, each, code or NOT_KNOWN)
        for each, code in said.items()
    ]
    return [*places, value_text(page.language, page.steps(route.seizures), page.flows.unit)]


def hour_charts(page: AsShown) -> Iterable[Block]:
    """Yield the hours of the day, and each day with its hours."""
    hours, language = page.hours, page.language
    of_day = {each.hour: each for each in hours.of_day}
    bars = []
    for hour in HOURS:
        each = of_day.get(hour)
        value, late = (page.steps(each.all), page.steps(each.late)) if each else (0, 0)
        bars.append(Bar(hour, number(language, value), value, late))
    key = page.t("days.late") if any(bar.hatched for bar in bars) else ""
    yield Columns(page.t("hours.of_day"), bars, "", key)
    cells = {(each.on, each.hour): each for each in hours.hours if not page.nothing(each.all)}
    days = days_between(sorted({day for day, _ in cells}))
    rows: list[list[Shade | None]] = []
    for day in days:
        found = [cells.get((day, hour)) for hour in HOURS]
        rows.append(
            [
                None
                if cell is None
                else Shade(number(language, page.steps(cell.all)), page.steps(cell.all), page.steps(cell.late))
                for cell in found
            ]
        )
    if days:
        yield Heat(page.t("hours.heat"), HOURS, [on_short(language, day) for day in days], rows)
    if hours.not_known is not None and not page.nothing(hours.not_known):
        yield Lines([page.t("hours.not_known", value=page.value(hours.not_known, "seizure"))])


def target_meters(page: AsShown) -> Iterable[Block]:
    """Yield each objective with its targets, and what is answered by hand."""
    for objective in page.report.objectives:
        yield Meters(isolated(objective.text), [_target(page, target) for target in objective.targets])
        if objective.indicators:
            yield Lines([page.t("objectives.by_hand"), *(f"• {isolated(each)}" for each in objective.indicators)])


def _target(page: AsShown, target: TargetReached) -> Meter:
    def write(steps: int) -> str:
        return exact_text(page.language, steps, target.unit, target.shown_in)

    shown = target.reached.validated if page.stage == "validated" else target.reached.submitted
    if shown is None:
        reached = page.t("persons.kept")
    elif target.at_least:
        reached = at_least_text(page.language, int(shown), target.unit)
    else:
        reached = write(int(shown))
    said = f"{reached} {page.t('objectives.of', value=write(int(target.target)))}"
    share = target.share if page.stage == "validated" else None
    if share is not None:
        said = f"{said} · {share_text(page.language, share)}"
    return Meter(page.key_name(target.reached.key), said, float(share or 0))


def outlier_section(page: AsShown) -> Iterable[Section]:
    """Yield how much of each commodity is one seizure; nothing where nothing was seized twice."""
    found = [
        (each.cases.largest.share, each.cases, each.total.code, unit.unit)
        for unit in page.report.quantities
        for each in unit.goods
        if each.cases is not None and each.cases.count > 1
    ]
    if not found or page.stage != "validated":
        return
    meters = []
    for share, cases, commodity, unit in sorted(found, key=lambda each: -whole_percent(each[0]))[:OUTLIERS]:
        much = whole_percent(share) >= MUCH
        said = page.t(
            "outliers.line",
            share=share_text(page.language, share),
            median=value_text(page.language, int(cases.median), unit),
        )
        value = isolated(value_text(page.language, int(cases.largest.value), unit))
        largest = f"{value} ({isolated(f'#{cases.largest.number}')})"
        label = f"{goods_name(page.language, commodity)} · {largest}"
        meters.append(Meter(label, f"{said} · {page.t('outliers.much')}" if much else said, float(share), much))
    yield Section(page.t("outliers.title"), [Meters("", meters)], note=page.t("outliers.note"))
