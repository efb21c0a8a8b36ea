"""The whole of an operation, from a blank page to the paper, on either database and a clock that is moved by days."""

import io
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from coordinator.identity import links
from coordinator.identity.accounts import open_account
from coordinator.identity.platform import ensure_platform
from coordinator.words.figures import exact_text, goods_name
from coordinator.words.text import moved_by, text
from operations.airports.countries import country_name
from operations.participation.actions import give_platform_seat
from operations.participation.models import SeatRow
from operations.planning.levels import Level
from operations.planning.plan import PhaseKind, Plan, PlannedControl
from realtime.transaction import Database, transaction
from tests.builders import a_phase, a_plan
from tests.reports import a_nil, a_seizure, an_activity, goods
from tests.story.people import PHONE, Person
from tests.support.browser import Windows
from tests.support.server import Server

pytestmark = pytest.mark.browser

CODE: Final = "WEEK-1"
AT: Final = f"/operations/{CODE}"
ZONES: Final = {"ADD": 3, "LIS": 0, "GRU": -3, "BOG": -5}
COUNTRIES: Final = {"ADD": "ET", "LIS": "PT", "GRU": "BR", "BOG": "CO"}
OPERATIONAL: Final = 1


def on(day: int, hour: int = 14) -> datetime:
    """Return an instant of the week: noon or later at every airport but Bogotá, where it is nine."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def the_plan() -> Plan:
    """Return four days at four airports in four zones, with a week to consolidate."""
    edges = ["2026-11-09T08:00", "2026-11-15T06:00", "2026-11-18T18:00", "2026-11-25T18:00"]
    kinds = (PhaseKind.preparation, PhaseKind.operational, PhaseKind.consolidation)
    return a_plan(
        countries=tuple(sorted(COUNTRIES.values())),
        airports=tuple(sorted(ZONES)),
        phases=tuple(a_phase(kind, *edges[at : at + 2]) for at, kind in enumerate(kinds)),
        controls=tuple(
            PlannedControl(airport=iata, phase=OPERATIONAL, level=Level.heightened) for iata in sorted(ZONES)
        ),
    )


@dataclass
class Week:
    """A served installation whose clock the story moves, and the people in it, each at one window."""

    server: Server
    database: Database
    windows: Windows
    accounts: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def move_to(self, now: datetime) -> None:
        """Let days pass: nobody is served meanwhile, and who comes again signs in again."""
        self.server.kill()
        self.server.at = now
        self.server.start()
        for name, person in self.people.items():
            person.sign_in(self._link(name))

    def coordinator(self) -> Person:
        """Give somebody the right to begin operations, as the operator does."""
        assert self.server.at is not None
        platform = ensure_platform(self.database, self.server.at).stream_id
        with transaction(self.database, (platform,), actor_id="operator", now=self.server.at) as tx:
            account = open_account(tx, "Coordinator", "en")
            give_platform_seat(tx, platform, account.id)
        self.accounts["Coordinator"] = account.id
        return self._enter("Coordinator", self._link("Coordinator"))

    def seat(self, name: str, window: dict[str, Any] | None = None, **seat: str) -> Person:
        """Let the coordinator give a seat, and whoever gets it come by the link."""
        given = self.people["Coordinator"].post(f"{AT}/seats", {"name": name, **seat}).json()
        with self.database.reading() as session:
            self.accounts[name] = session.get_one(SeatRow, given["seat"]["id"]).account_id
        return self._enter(name, given["link"].partition("#")[2].rpartition("=")[2], **(window or {}))

    def _enter(self, name: str, token: str, **window: Any) -> Person:  # noqa: ANN401 a window's size
        self.people[name] = Person(self.windows.open(self.server.url, **window), "en", CODE)
        self.people[name].sign_in(token)
        return self.people[name]

    def _link(self, name: str) -> str:
        assert self.server.at is not None
        platform = ensure_platform(self.database, self.server.at).stream_id
        with transaction(self.database, (platform,), actor_id="operator", now=self.server.at) as tx:
            return links.issue_link(tx, self.accounts[name])


@pytest.fixture
def week(database_url: str, database: Database, tmp_path: Path, windows: Windows) -> Iterator[Week]:
    """Serve an empty installation five days before the operation begins."""
    server = Server(database_url, tmp_path / "instance", at=on(10))
    server.start()
    yield Week(server, database, windows)
    server.kill()


@pytest.mark.timeout(240)  # a whole week, and two cores may be busy
def test_an_operation_week_goes_from_a_plan_to_a_paper_with_the_same_figures(week: Week) -> None:
    coordinator = week.coordinator()
    publish(coordinator)
    lisbon = week.seat("Contact Lisbon", role="ncp", country="PT")
    accept_with_limits(lisbon)
    for country in set(COUNTRIES.values()) - {"PT"}:
        standing = of_country(coordinator, country)
        coordinator.post(f"{AT}/answers", {"version": standing["version"], "country": country, "answer": "accept"})
    unit = week.seat("Watch", role="ocu", unit="West")
    officers = {iata: week.seat(f"Officer {iata}", PHONE, role="officer", airport=iata) for iata in ZONES}

    week.move_to(on(15))
    begin_in_four_zones(coordinator, officers)

    week.move_to(on(16))
    report_the_first_day(officers)
    validate(lisbon, unit)
    merge(unit)
    suspend(unit, "GRU")

    week.move_to(on(18))
    resume(unit)
    extend_by_a_day(coordinator)

    week.move_to(on(21))
    coordinator.go("board")
    expect(coordinator.page.locator(".phases [aria-current=step]")).to_contain_text(
        coordinator.say("codes:phase.consolidation")
    )
    figures_are_right(coordinator)
    the_paper_says_the_same(coordinator)


def publish(coordinator: Person) -> None:
    page = coordinator.page
    page.goto("/operations")
    coordinator.button("plan:operations.new").click()
    coordinator.field("plan:operations.name").fill("Operation week")
    coordinator.field("plan:operations.code").fill(CODE)
    coordinator.button("plan:operations.begin").click()
    expect(page).to_have_url(re.compile(f"{AT}/plan$"))
    saving = {"version": 1, "name": "Operation week", "plan": the_plan().model_dump(mode="json")}
    headers = {"X-CSRF-Token": coordinator.csrf, "Idempotency-Key": str(uuid.uuid4())}
    saved = page.request.put(f"/api/v1{AT}/plan", data=saving, headers=headers)
    assert saved.ok, saved.text()
    coordinator.go("plan")
    coordinator.button("plan:publish.begin").click()
    coordinator.button("plan:publish.now").click()
    expect(page.get_by_text(coordinator.say("plan:edition", edition=1), exact=True)).to_be_visible()


def accept_with_limits(lisbon: Person) -> None:
    lisbon.go("plan")
    lisbon.page.get_by_role("button", name=re.compile(r"^Answer\s+Portugal")).click()
    lisbon.page.get_by_role("group", name="Answer").get_by_text("Accept with limits", exact=True).click()
    for kept_out in ("Departure", "Transit"):
        lisbon.page.get_by_role("group", name="Directions that take part").get_by_text(kept_out).click()
    lisbon.button("plan:participation.send").click()
    expect(lisbon.page.get_by_text("Takes part, with limits").first).to_be_visible()


def of_country(coordinator: Person, country: str) -> dict[str, Any]:
    """Read where a country stands."""
    items: list[dict[str, Any]] = coordinator.get(f"{AT}/participations")["items"]
    return next(each for each in items if each["country"] == country)


def begin_in_four_zones(coordinator: Person, officers: dict[str, Person]) -> None:
    begun = {
        row["airport"]: datetime.fromisoformat(row["bars"][OPERATIONAL]["starts_at"])
        for row in coordinator.get(f"{AT}/plan")["gantt"]
    }
    assert begun == {iata: on(15, 6 - ahead) for iata, ahead in ZONES.items()}, "six o'clock on four clocks"
    lisbon = officers["LIS"]
    lisbon.go("my-airport")
    lisbon.button("reports:today.confirm").click()
    expect(lisbon.page.get_by_text(re.compile("Controls confirmed in force"))).to_be_visible()
    for iata in ZONES.keys() - {"LIS"}:
        officers[iata].post(f"{AT}/airports/{iata}/controls", {"phase": OPERATIONAL})
    coordinator.go("board")
    expect(coordinator.page.get_by_text(coordinator.say("board:phase.confirmed", count=4, of=4))).to_be_visible()


def report_the_first_day(officers: dict[str, Person]) -> None:
    """Let one suitcase be claimed where it left and where it came; Bogotá owes its return and sends none."""
    left = a_seizure(
        occurred="2026-11-15T07:00", direction="departure", origin=None, destination="LIS",
        goods=[goods("cocaine", "4.2")],
    )  # fmt: skip
    officers["LIS"].file("LIS", a_seizure(occurred="2026-11-15T20:00", origin="GRU", goods=[goods("cocaine", "4.12")]))
    officers["GRU"].file("GRU", left)
    for iata in ("LIS", "GRU"):
        officers[iata].file(iata, an_activity("2026-11-15", passengers_checked=1200))
    officers["ADD"].file("ADD", a_nil("2026-11-15"))
    enrich(officers["LIS"])


def enrich(officer: Person) -> None:
    """Add by the long form what was not known when the phone was out."""
    officer.go("my-airport")
    officer.page.locator("#reports li").filter(has_text="#1").get_by_role("link").click()
    officer.page.get_by_role("link", name=officer.say("reports:do.correct")).click()
    officer.page.get_by_text(officer.say("reports:form.more.journey"), exact=True).click()
    officer.field("reports:field.flight_number").fill("TP88")
    officer.page.get_by_text(officer.say("reports:form.more.found"), exact=True).click()
    officer.field("reports:field.technique").select_option("x_ray")
    officer.field("reports:field.reason").fill("The ticket was found.")
    officer.button("reports:form.send_correction").click()
    expect(officer.page.get_by_text(officer.say("reports:receipt.corrected"))).to_be_visible()


def validate(lisbon: Person, unit: Person) -> None:
    """Let the unit choose everything: it may not judge where a contact point is seated, who then judges the rest."""
    rows = unit.page.locator("[data-queue] li")
    unit.go("queue")
    unit.field("reports:queue.all").check()
    unit.button("reports:queue.validate_other", count=5).click()
    expect(rows.filter(has_text="✓ Validated")).to_have_count(3)
    expect(rows.filter(has_text=unit.say("errors:report.ncp_seated", country="Portugal"))).to_have_count(2)
    lisbon.go("queue")
    lisbon.field("reports:queue.all").check()
    lisbon.button("reports:queue.validate_other", count=2).click()
    expect(lisbon.page.locator("[data-queue] li").filter(has_text="✓ Validated")).to_have_count(2)


def merge(unit: Person) -> None:
    unit.go("queue")
    pair = unit.page.locator("section[aria-labelledby=twins] > ul > li").filter(has_text="#2")
    pair.get_by_label(unit.say("reports:twins.reason")).fill("One suitcase, stopped on arrival.")
    pair.get_by_role("button", name=unit.say("reports:twins.merge")).click()
    expect(pair).to_contain_text(unit.say("reports:twins.merged", number=1))


def change(person: Person, verb: str, reason: str, airport: str = "") -> None:
    """Change the operation under way from its plan's page."""
    person.go("plan")
    person.page.get_by_role("button", name=f"{person.say(f'plan:change.{verb}')}…", exact=True).click()
    if airport:
        person.field("plan:change.where").select_option(airport)
    person.field("plan:change.reason").fill(reason)
    (person.button("plan:change.now_there", where=airport) if airport else person.button("plan:change.now")).click()
    expect(person.page.get_by_text(reason)).to_be_visible()


def suspend(unit: Person, airport: str) -> None:
    change(unit, "suspend", "Strike at the terminal.", airport)


def resume(unit: Person) -> None:
    change(unit, "resume", "The strike is over.", "GRU")


def extend_by_a_day(coordinator: Person) -> None:
    change(coordinator, "extend", "The host asked for a day more.")


def figures_are_right(coordinator: Person) -> None:
    found = coordinator.get(f"{AT}/after-action")
    assert found["stage"] == "preliminary"
    assert found["seizures"]["total"]["validated"] == "1", "counted once"
    places = {each["counted"]["code"]: each for each in found["credit"]["by_airport"]}
    credited = {iata: (each["counted"]["validated"], each["elsewhere"]["validated"]) for iata, each in places.items()}
    assert credited == {"LIS": ("1", "0"), "GRU": ("0", "1")}, "credited twice"
    owed = {each["airport"]: (each["planned"], each["suspended"]) for each in found["reporting_by_airport"]}
    assert owed == {"ADD": (5, 0), "BOG": (5, 0), "LIS": (5, 0), "GRU": (4, 1)}, "a day more, and one day's rest"
    assert (found["reporting"]["expected"], found["reporting"]["actual"]) == (19, 3)


def the_paper_says_the_same(coordinator: Person) -> None:
    page = coordinator.page
    coordinator.go("after")
    tile = page.locator(".tiles li", has_text=coordinator.say("after:tile.seizures")).first
    expect(tile.get_by_role("button").first.locator("bdi")).to_have_text("1")
    credit = page.locator("section[aria-labelledby=after-credit]")
    row = credit.locator("tr", has=page.get_by_role("rowheader", name="GRU"))
    expect(row.locator("td").last).to_have_text("1")
    expect(page.locator("section[aria-labelledby=after-changes] li")).to_have_count(3)
    address = page.locator("a[download][href*='after-action.pdf']").get_attribute("href")
    found = coordinator.get(f"{AT}/after-action")
    for language in ("en", "fr"):
        answered = page.request.get(re.sub(r"language=\w+", f"language={language}", str(address)))
        assert answered.status == 200, answered.text()
        leaves = [leaf.extract_text() for leaf in PdfReader(io.BytesIO(answered.body())).pages]
        paper = plain(" ".join(leaves))
        missing = [said for said in map(plain, said_on_paper(language, found)) if said not in paper]
        assert missing == [], paper
        assert all(CODE in leaf for leaf in leaves), "each page says of what it is"


def plain(said: str) -> str:
    """Return a text with one kind of space only: a paper breaks its lines where it likes."""
    return " ".join(said.split())


def said_on_paper(language: str, found: dict[str, Any]) -> list[str]:
    """Write the week's figures, credit, returns and changes as the paper has them."""
    goods_seized = [goods for unit in found["quantities"] for goods in unit["goods"]]
    assert len(goods_seized) == 1
    (seized,) = goods_seized
    cases = seized["cases"]
    quantity = exact_text(language, int(seized["total"]["validated"]), found["quantities"][0]["unit"])
    lengths = {"phase_extended": moved_by(language, days=1, hours=0)}
    changed = [
        text(language, f"plan:changes.{each['kind']}", length=lengths.get(each["kind"], ""))
        + f" · {text(language, 'plan:change.everywhere') if each['everywhere'] else 'GRU'} · "
        + text(language, "plan:edition", edition=each["edition"])
        for each in found["changes"]
    ]
    assert [each["kind"] for each in found["changes"]] == ["airports_suspended", "airports_resumed", "phase_extended"]
    return [
        text(language, "codes:edition_stage.preliminary"),
        f"{goods_name(language, seized['total']['code'])} {quantity} {cases['count']}",
        *(
            f"{row['airport']} {country_name(row['country'], language)} {row['expected']} {row['actual']}"
            for row in found["reporting_by_airport"]
        ),
        "LIS 1 0 1",
        "GRU 0 1 1",
        *changed,
    ]
