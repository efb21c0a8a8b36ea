"""An officer reports from a phone, in the hall, with and without a network; the contact point judges what came."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from operations.policy import Role
from tests.reports import a_seizure, goods
from tests.story.people import API, PHONE, Person, Stage, held, wall
from tests.support.browser import PATIENCE_MS, barriers, laid_out, overflowing, until

pytestmark = pytest.mark.browser


def the_short_form(officer: Person, origin: str = "bogo", code: str = "BOG") -> None:
    """Fill the eight fields, up to the quantity."""
    officer.chip("reports:field.direction", "codes:direction.arrival").click()
    officer.pick("reports:field.origin", origin, code)
    officer.chip("reports:field.commodity", "codes:commodity.cocaine").click()
    officer.field("reports:field.quantity").fill("4,200")
    officer.field("reports:field.conveyance").select_option("air_passenger")
    officer.field("reports:field.basis").select_option("risk_profile")
    officer.chip("reports:field.concealment", "codes:concealment.body_internal").click()
    officer.button("reports:form.add_person").click()


def number_of(officer: Person) -> str:
    """Wait for the receipt and return the number on it."""
    receipt = officer.page.locator("[data-receipt]")
    expect(receipt.get_by_text(officer.say("reports:receipt.received"))).to_be_visible()
    return receipt.locator(".number").inner_text()


ON_DEVICE = """async ([shelf, keys]) => {
  // Opened by its name alone before the product did, it would be made without shelves.
  if (!(await indexedDB.databases()).some(({ name }) => name === 'reporting')) return []
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result) })
  const store = await done(indexedDB.open('reporting'))
  const kept = store.transaction(shelf).objectStore(shelf)
  const found = await done(keys ? kept.getAllKeys() : kept.getAll())
  store.close()
  return found.map((each) => JSON.stringify(each))
}"""


def until_on_device(officer: Person, shelf: str, holds: str, *, keys: bool = False) -> None:
    """Wait until what the phone keeps on a shelf, `found`, is as said: what is drawn is kept a moment later."""
    wanted = f"async (asked) => {{ const found = await ({ON_DEVICE})(asked); return {holds} }}"
    until(officer.page, wanted, [shelf, keys], patience_ms=4 * PATIENCE_MS)


def until_drafted(officer: Person, *texts: str) -> None:
    """Wait until the phone keeps a draft with all of these in it."""
    within = " && ".join(f"each.includes({json.dumps(text)})" for text in texts)
    until_on_device(officer, "drafts", f"found.some((each) => {within})")


def switch_off(officer: Person) -> BrowserContext:
    """Close the page of a phone without a network, and return what its next one is opened in.

    The browser gives a page that is left its network back a moment before it ends, and what waits would go out: so the
    queue's turn to send is taken from it first.
    """
    officer.page.evaluate(
        """() => new Promise((taken) => navigator.locks.request('reporting-outbox', () => {
          taken()
          return new Promise(() => {})
        }))"""
    )
    officer.page.close()
    return officer.page.context


def discard(officer: Person, left: int = 0) -> None:
    """Let the draft on the page go, and wait until the phone has so many left: left sooner, the page may keep it."""
    officer.button("reports:form.discard").click()
    until_on_device(officer, "drafts", f"found.length === {left}")


def until_ready(officer: Person) -> None:
    """Wait until the phone needs no network to report: the whole shell is kept, the lists of the form, and its day."""
    shell = """async ([language]) => {
      if (!navigator.serviceWorker.controller) return false
      const shelves = (await caches.keys()).filter((name) => name.startsWith('shell ') && name.endsWith(` ${language}`))
      const whole = await Promise.all(shelves.map(async (name) => (await caches.open(name)).match('/')))
      return whole.some(Boolean)
    }"""
    until(officer.page, shell, [officer.language], patience_ms=4 * PATIENCE_MS)
    for kept in (f"reference {officer.language}", f"today {officer.code} "):
        until_on_device(officer, "seen", f"found.some((key) => key.includes({json.dumps(kept)}))", keys=True)


def until_carried(officer: Person) -> None:
    """Wait until the phone carries the airports of the world, which come after everything else."""
    until_on_device(officer, "seen", """found.some((key) => key.endsWith(' airports"'))""", keys=True)


def filed_in_all(officer: Person) -> int:
    """Count what the server has of this airport."""
    total: int = officer.get(f"/operations/{officer.code}/reports?airport=GRU&limit=50")["total"]
    return total


@pytest.fixture(scope="module")
def officer(stage: Stage) -> Person:
    """Seat an officer at São Paulo, who works in Portuguese on a phone."""
    return stage.person(Role.OFFICER, airport="GRU", language="pt", window=PHONE)


def test_an_ambiguous_quantity_is_asked_read_back_and_filed(officer: Person) -> None:
    officer.go("my-airport")
    officer.page.get_by_role("link", name=officer.say("reports:today.new_result")).last.click()
    officer.settled()
    the_short_form(officer)
    expect(officer.page.get_by_text(officer.say("reports:form.which"))).to_be_visible()
    assert overflowing(officer.page) == []

    officer.button("reports:form.send").click()
    expect(officer.page.get_by_text(officer.say("reports:problem.choose"))).to_be_visible()

    officer.page.get_by_role("button", name="4 kg 200 g", exact=True).click()
    expect(officer.page.get_by_text(officer.say("reports:form.read_as"))).to_contain_text("4 kg 200 g")
    officer.button("reports:form.send").click()
    number = number_of(officer)
    officer.page.get_by_role("link", name=officer.say("reports:receipt.mine")).click()
    mine = officer.page.locator("#reports li").first
    expect(mine).to_contain_text(number)
    expect(mine).to_contain_text(officer.say("codes:report_state.submitted"))
    report = officer.get(f"/operations/{officer.code}/reports?airport=GRU")["items"][0]
    assert Decimal(report["goods"][0]["quantity"]) == Decimal("4.2")


def test_a_copy_of_the_last_report_names_places_as_whoever_picks_them_reads_them(officer: Person) -> None:
    officer.go("report")
    expect(officer.page.locator("[data-link=live]"), "and the board has told of the airports").to_be_visible()
    copy = re.compile(re.escape(officer.say("reports:form.copy_last", number="").rstrip("()")))
    officer.page.get_by_role("button", name=copy).click()
    origin = officer.page.get_by_role("combobox", name=officer.say("reports:field.origin"), exact=True)
    expect(origin).to_have_value(re.compile(r"BOG .*Bogot"))
    discard(officer)


def test_a_report_is_brought_once_and_puts_away_nothing_typed_into_it(officer: Person, stage: Stage) -> None:
    said = a_seizure(occurred=wall(stage.story.now - timedelta(hours=6)), goods=[goods("heroin", "30")], persons=1)
    report = officer.file("GRU", said)["id"]
    asked: list[str] = []
    officer.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    with held(officer.page, f"**/reports/{report}"):
        officer.page.goto(f"/operations/{officer.code}/report/{report}")
        # What stands by now has told the page of the airport, and it was asked for by less.
        expect(officer.page.locator("[data-link=live]")).to_be_visible()
    officer.field("reports:field.quantity").fill("3")
    officer.settled()
    expect(officer.field("reports:field.quantity")).to_have_value("3")
    assert asked.count(f"{API}/operations/{officer.code}/reports/{report}") == 1
    # Another form has nothing of that report.
    officer.page.get_by_role("link", name=officer.say("shell:nav.report"), exact=True).click()
    expect(officer.field("reports:field.quantity")).to_have_value("")
    expect(officer.page.get_by_label(officer.say("reports:field.reason"), exact=True)).to_have_count(0)
    officer.go("report", report)
    discard(officer)


def test_a_closed_browser_loses_no_draft(officer: Person) -> None:
    officer.go("report")
    the_short_form(officer)
    until_drafted(officer, "4,200", "risk_profile")
    context = officer.page.context
    officer.page.close()
    officer.page = context.new_page()
    officer.go("my-airport")
    begun = officer.say("reports:today.begun", report=officer.say("codes:report_kind.seizure"))
    officer.page.get_by_role("link", name=begun).click()
    expect(officer.field("reports:field.quantity")).to_have_value("4,200")
    expect(officer.field("reports:field.basis")).to_have_value("risk_profile")
    discard(officer)


def test_what_is_written_in_one_tab_is_gone_on_with_in_the_other(officer: Person) -> None:
    begun = officer.say("reports:today.begun", report=officer.say("codes:report_kind.seizure"))
    other = Person(officer.page.context.new_page(), "pt", officer.code)
    other.go("my-airport")
    officer.go("report")
    the_short_form(officer)
    other.page.get_by_role("link", name=begun).click()
    expect(other.field("reports:field.quantity")).to_have_value("4,200")
    other.field("reports:field.quantity").fill("5,300")
    until_drafted(other, "5,300")
    other.go("my-airport")
    other.page.get_by_role("link", name=begun).click()
    expect(other.field("reports:field.quantity"), "the device has it").to_have_value("5,300")
    officer.page.evaluate("() => dispatchEvent(new Event('focus'))")
    expect(officer.field("reports:field.quantity")).to_have_value("5,300")
    other.page.close()
    discard(officer)


def test_without_a_network_a_report_is_kept_and_sent_once_when_it_is_back(officer: Person) -> None:
    before = filed_in_all(officer)
    officer.go("my-airport")
    until_ready(officer)
    officer.page.context.set_offline(True)
    expect(officer.page.locator("[data-link=stale]")).to_be_visible()
    officer.page.get_by_role("link", name=officer.say("reports:today.new_result")).last.click()
    the_short_form(officer)
    officer.page.get_by_role("button", name="4 kg 200 g", exact=True).click()
    officer.button("reports:form.keep_and_send").click()
    expect(officer.page.get_by_role("heading", name=officer.say("reports:unsent.title"))).to_be_visible()
    waiting = officer.say("reports:queue_line.waiting_one", count=1, age=officer.say("reports:queue_line.moment"))
    expect(officer.page.get_by_text(waiting)).to_be_visible()
    unsent = officer.page.get_by_role("banner").get_by_role("link", name=officer.say("shell:unsent_one", count=1))
    expect(unsent, "every page says it").to_have_attribute("href", re.compile("/my-airport$"))
    assert overflowing(officer.page) == []

    officer.page.context.set_offline(False)
    number_of(officer)
    expect(officer.page.get_by_text(waiting)).to_have_count(0)
    expect(unsent).to_have_count(0)
    assert filed_in_all(officer) == before + 1


def test_a_browser_opened_without_a_network_shows_the_forms_and_files(officer: Person) -> None:
    before = filed_in_all(officer)
    officer.go("my-airport")
    until_ready(officer)
    until_carried(officer)
    officer.page.context.set_offline(True)
    context = switch_off(officer)
    officer.page = context.new_page()
    officer.page.goto("/")
    expect(officer.page).to_have_url(re.compile("/my-airport$"))
    expect(officer.page.get_by_text(officer.say("shell:offline.text"))).to_be_visible()
    # That nobody answers is said once, and since when once.
    unheard = officer.say("shell:offline.opened", name="").split(".", maxsplit=1)[0]
    expect(officer.page.get_by_text(unheard)).to_have_count(1)
    expect(officer.page.get_by_text(officer.say("reports:today.stood")).locator("time")).to_have_count(1)
    expect(officer.page.locator(".note time")).to_have_count(0)
    expect(officer.page.locator("#reports"), "nobody has proven who holds the phone").to_have_count(0)
    assert overflowing(officer.page) == []
    assert barriers(officer.page) == []

    officer.page.get_by_role("link", name=officer.say("reports:today.new_result")).last.click()
    the_short_form(officer, "kotoka", "ACC")
    officer.page.get_by_role("button", name="4 kg 200 g", exact=True).click()
    officer.button("reports:form.keep_and_send").click()
    expect(officer.page.get_by_role("heading", name=officer.say("reports:unsent.title"))).to_be_visible()

    context.set_offline(False)
    number_of(officer)
    expect(officer.page.get_by_text(officer.say("shell:offline.text"))).to_have_count(0)
    assert filed_in_all(officer) == before + 1


def withdraw(coordinator: Person, seat: dict[str, Any]) -> None:
    """Take a seat away."""
    gone = coordinator.page.request.delete(
        f"/api/v1/operations/{coordinator.code}/seats/{seat['id']}",
        headers={"X-CSRF-Token": coordinator.csrf, "Idempotency-Key": seat["id"]},
    )
    assert gone.ok, gone.text()


def test_a_seat_that_ended_while_its_phone_was_away_loses_nothing(stage: Stage) -> None:
    officer = stage.person(Role.OFFICER, airport="GRU", language="pt", window=PHONE)
    coordinator = stage.person(Role.COORDINATOR)
    before = filed_in_all(coordinator)
    officer.go("report")
    the_short_form(officer)
    until_drafted(officer, "4,200")
    officer.go("my-airport")
    until_ready(officer)
    (seat,) = officer.get("/session")["seats"]
    context = officer.page.context
    context.set_offline(True)
    officer.page.get_by_role("link", name=officer.say("codes:report_kind.incident")).click()
    officer.chip("reports:field.type", "codes:incident.security_threat").click()
    officer.chip("reports:field.severity", "codes:severity.minor").click()
    officer.button("reports:form.keep_and_send").click()
    expect(officer.page.get_by_role("heading", name=officer.say("reports:unsent.title"))).to_be_visible()
    queue_what_will_be_refused(officer)
    switch_off(officer)
    withdraw(coordinator, seat)

    context.set_offline(False)
    officer.page = context.new_page()
    officer.go("my-airport")
    ended = officer.page.get_by_role("heading", name=officer.say("shell:ended.title", name="Airport week"))
    expect(ended).to_be_visible()
    # What waited goes out after the page is drawn: until the page tells of it, nothing is counted.
    incident = officer.say("codes:report_kind.incident")
    expect(officer.page.locator("[data-received]")).to_contain_text(incident)
    back = officer.say("reports:queue_line.refused", report=f"GRU · {officer.say('codes:report_kind.hit')}")
    expect(officer.page.get_by_text(back), "and what came back is not hidden").to_be_visible()
    expect(officer.page.get_by_role("banner").get_by_role("link", name=re.compile("enviar"))).to_have_count(0)
    assert overflowing(officer.page) == []
    assert filed_in_all(coordinator) == before + 1
    officer.button("reports:queue_line.open").click()
    discard(officer, left=1)
    officer.go("my-airport")
    officer.page.locator("[data-draft]").get_by_role("link").click()
    expect(officer.field("reports:field.quantity")).to_have_value("4,200")
    officer.page.get_by_role("button", name="4 kg 200 g", exact=True).click()
    officer.button("reports:form.send").click()
    number_of(officer)
    assert filed_in_all(coordinator) == before + 2


def test_a_correction_that_waited_while_its_seat_ended_is_held_or_says_what_stands_against_it(stage: Stage) -> None:
    officer = stage.person(Role.OFFICER, airport="GRU", language="fr", window=PHONE)
    coordinator = stage.person(Role.COORDINATOR)
    at = wall(stage.story.now - timedelta(hours=3))
    said = a_seizure(occurred=at, goods=[goods("heroin", "30")], persons=1)
    mine, contested = officer.file("GRU", said), officer.file("GRU", said)
    (seat,) = officer.get("/session")["seats"]
    context = officer.page.context
    for each in (mine, contested):
        officer.go("report", each["id"])
        officer.field("reports:field.quantity").fill("3")
        officer.field("reports:field.reason").fill("Pesé sans la valise.")
        until_drafted(officer, each["id"], "Pesé sans la valise.")
        officer.go("my-airport")
    until_ready(officer)
    context.set_offline(True)
    for each in (mine, contested):
        officer.page.locator(f"main a[href*='/report/{each['id']}']").click()
        officer.button("reports:form.keep_and_send").click()
        expect(officer.page.get_by_role("heading", name=officer.say("reports:unsent.title"))).to_be_visible()
        officer.page.go_back()
    switch_off(officer)
    reports = f"/operations/{stage.story.code}/reports"
    asked = {"version": 1, "reason": "Grams or kilograms?"}
    coordinator.post(f"{reports}/{mine['id']}/question", asked)
    theirs = {"version": 1, "body": said | {"persons": []}, "reason": "Nobody was with it."}
    coordinator.post(f"{reports}/{contested['id']}/corrections", theirs)
    withdraw(coordinator, seat)

    context.set_offline(False)
    officer.page = context.new_page()
    officer.go("my-airport")
    taken = officer.page.locator("[data-received]", has_text=f"#{mine['number']}")
    expect(taken).to_contain_text(officer.say("shell:ended.correction"))
    expect(taken).to_contain_text(officer.say("reports:receipt.held"))
    now = coordinator.get(f"{reports}/{mine['id']}")
    assert (now["edition"], now["state"], now["goods"][0]["quantity"]) == (2, "held", "3")
    assert now["held_for"] == "seat_withdrawn"
    expect(officer.page.get_by_text(officer.say("errors:report.changed_since"))).to_be_visible()
    assert overflowing(officer.page) == []
    officer.button("reports:queue_line.open").click()
    title = officer.say("reports:form.title.correction", number=contested["number"])
    expect(officer.page.get_by_role("heading", name=title)).to_be_visible()
    expect(officer.field("reports:field.quantity")).to_have_value("3")
    assert coordinator.get(f"{reports}/{contested['id']}")["edition"] == 2


def queue_what_will_be_refused(officer: Person) -> None:
    """Send a hit that lies in the future, as a phone whose clock is wrong says it."""
    officer.go("my-airport")
    officer.page.get_by_role("link", name=officer.say("codes:report_kind.hit")).click()
    officer.field("reports:field.occurred").fill("2031-01-01T10:00")
    officer.chip("reports:field.database", "codes:database.sltd").click()
    officer.button("reports:form.keep_and_send").click()
    expect(officer.page.get_by_role("heading", name=officer.say("reports:unsent.title"))).to_be_visible()


def test_what_the_server_did_not_answer_goes_out_by_itself(officer: Person) -> None:
    before = filed_in_all(officer)
    officer.page.clock.install()
    # Asked for last of all: later it would find the session away, and sign this page out.
    with officer.page.expect_response("**/airports/carried", timeout=4 * PATIENCE_MS):
        officer.go("report")
    officer.page.route("**/reports", lambda route: route.abort())
    the_short_form(officer)
    officer.page.get_by_role("button", name="4 kg 200 g", exact=True).click()
    officer.button("reports:form.send").click()
    expect(officer.page.get_by_role("heading", name=officer.say("reports:unsent.title"))).to_be_visible()
    signed_out_meanwhile(officer)
    officer.page.unroute("**/reports")
    officer.page.clock.fast_forward("05:00")
    number_of(officer)
    assert filed_in_all(officer) == before + 1


def signed_out_meanwhile(officer: Person) -> None:
    """Look at the phone as somebody whose session has ended sees it: what waits is said to be kept."""
    context = officer.page.context
    cookies = [{name: value for name, value in each.items() if name != "partitionKey"} for each in context.cookies()]
    context.clear_cookies()
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_text(officer.say("identity:sign_in.unsent"))).to_be_visible()
    page.close()
    context.add_cookies(cookies)  # type: ignore[arg-type] # what it gave out, it takes


def test_a_nil_return_takes_one_tap(officer: Person) -> None:
    officer.go("my-airport")
    officer.button("reports:today.nil").click()
    told = re.escape(officer.say("reports:today.nil_filed", day="@", number="@")).replace("@", ".+")
    expect(officer.page.get_by_text(re.compile(told))).to_be_visible()
    expect(officer.page.locator("#reports li").first).to_contain_text(officer.say("codes:report_kind.nil"))


def test_my_airport_is_read_anew_when_a_day_or_a_phase_turns(officer: Person) -> None:
    officer.page.clock.install()
    officer.go("my-airport")
    expect(officer.page.locator("#reports")).to_be_visible()
    with officer.page.expect_response("**/airports/*/today"):
        officer.page.clock.fast_forward("24:00:00")


def test_whoever_signs_out_leaves_nothing_of_themselves_on_the_phone(stage: Stage) -> None:
    officer = stage.person(Role.OFFICER, airport="GRU", language="pt", window=PHONE)
    officer.go("my-airport")
    until_ready(officer)
    until_kept(officer, 3)
    officer.page.goto("/account")
    officer.button("shell:sign_out").last.click()
    expect(officer.button("identity:sign_in.do")).to_be_visible()
    until_kept(officer, 0)


def test_whoever_signed_out_without_a_network_asks_for_nothing_when_there_is_one(stage: Stage) -> None:
    officer = stage.person(Role.OFFICER, airport="GRU", window=PHONE)
    officer.go("my-airport")
    officer.page.goto("/account")
    officer.settled()
    officer.page.context.set_offline(True)
    officer.button("shell:sign_out").last.click()
    until(officer.page, "() => localStorage.getItem('signed-out') && !localStorage.getItem('session')")
    officer.page.context.set_offline(False)
    asked: list[str] = []
    officer.page.on("request", lambda request: asked.append(f"{request.method} {urlsplit(request.url).path}"))
    with held(officer.page, "**/assets/*.js"):  # on a slow line the page itself is there long before its application
        with officer.page.expect_response("**/session"):
            officer.page.goto(f"/operations/{officer.code}/my-airport", wait_until="commit")
        officer.page.wait_for_timeout(300)
    expect(officer.button("identity:sign_in.do")).to_be_visible()
    questions = [each for each in asked if f" {API}/" in each]
    assert questions[:1] == [f"GET {API}/session"]
    assert f"DELETE {API}/session" in questions
    assert not [each for each in questions if "/operations/" in each]


def until_kept(officer: Person, many: int) -> None:
    """Wait until so many things are kept on the phone for opening it without a network: files, worker, session.

    What a device is like, whoever holds it, stays: its language, and that our letters are at hand.
    """
    kept = """async (many) => {
      const device = ['language', 'letters']
      const kept = [
        ...await caches.keys(),
        ...(await navigator.serviceWorker.getRegistrations()).map(each => each.scope),
        ...Object.keys(localStorage).filter(each => !device.includes(each)),
      ]
      return kept.length === many
    }"""
    until(officer.page, kept, many, patience_ms=4 * PATIENCE_MS)


def test_several_are_validated_at_once_and_one_comes_back_with_a_correction(stage: Stage) -> None:
    lisbon = stage.person(Role.OFFICER, airport="LIS", window=PHONE)
    contact_point = stage.person(Role.NCP, country="PT")
    abroad = stage.person(Role.NCP, country="CO")
    at = wall(stage.story.now - timedelta(hours=3))
    numbers = [
        lisbon.file("LIS", a_seizure(occurred=at, goods=[goods("heroin", quantity)], persons=1))["number"]
        for quantity in ("1", "2", "30")
    ]

    contact_point.go("queue")
    expect(contact_point.page.get_by_role("heading", name="3 reports to validate")).to_be_visible()
    rows = contact_point.page.locator("[data-queue] li")
    third = rows.filter(has_text=f"#{numbers[2]}")
    third.get_by_role("button", name=contact_point.say("reports:do.ask")).click()
    third.get_by_label(contact_point.say("reports:ask.label")).fill("Grams or kilograms?")
    third.get_by_role("button", name=contact_point.say("reports:ask.send")).click()
    expect(third.get_by_role("textbox")).to_have_count(0)
    contact_point.field("reports:queue.all").check()
    contact_point.button("reports:queue.validate_other", count=2).click()
    expect(rows.filter(has_text="✓ Validated")).to_have_count(2)

    correct(lisbon, numbers[2])
    look_at_the_editions(contact_point, numbers[2])

    abroad.page.goto(f"/operations/{abroad.code}/reports?airport=LIS")
    expect(abroad.page.locator("main tbody tr")).to_have_count(3)
    on_paper_no_column_is_cut_off(abroad)
    abroad.page.get_by_role("link", name=str(numbers[0]), exact=True).click()
    expect(abroad.page.get_by_text(abroad.say("reports:persons_hidden"))).to_be_visible()
    expect(abroad.page.get_by_text("Courier")).to_have_count(0)
    abroad.page.keyboard.press("Escape")
    expect(abroad.page.get_by_text(abroad.say("reports:persons_hidden"))).to_have_count(0)


def on_paper_no_column_is_cut_off(reader: Person) -> None:
    desk = reader.page.viewport_size
    assert desk is not None
    reader.page.set_viewport_size({"width": 1047, "height": 718})
    reader.page.emulate_media(media="print")
    table = reader.page.locator("main table")
    laid_out(reader.page)
    assert table.evaluate("table => table.getBoundingClientRect().right <= document.documentElement.clientWidth")
    reader.page.emulate_media(media="screen")
    reader.page.set_viewport_size(desk)


def correct(lisbon: Person, number: int) -> None:
    lisbon.go("my-airport")
    # What is asked back stands first, with who asks.
    asked = lisbon.page.get_by_role("region", name=lisbon.say("reports:questions.title"))
    expect(asked).to_contain_text("Grams or kilograms?")
    expect(asked).to_contain_text(lisbon.say("codes:role.ncp"))
    asked.get_by_role("link").click()
    expect(lisbon.page.get_by_text("Grams or kilograms?")).to_be_visible()
    lisbon.page.get_by_role("link", name=lisbon.say("reports:do.correct")).click()
    expect(
        lisbon.page.get_by_role("heading", name=lisbon.say("reports:form.title.correction", number=number))
    ).to_be_visible()
    expect(lisbon.page.get_by_text("Grams or kilograms?"), "the question stands where it is answered").to_be_visible()
    lisbon.field("reports:field.quantity").fill("3")
    lisbon.field("reports:field.reason").fill("Weighed with the suitcase.")
    expect(lisbon.page.locator("ins")).to_contain_text("3 kg")
    lisbon.button("reports:form.send_correction").click()
    expect(lisbon.page.get_by_text(lisbon.say("reports:receipt.corrected"))).to_be_visible()


def look_at_the_editions(contact_point: Person, number: int) -> None:
    contact_point.go("queue")
    contact_point.page.locator("[data-queue] li").filter(has_text=f"#{number}").get_by_role("link").click()
    panel = contact_point.page.get_by_role(
        "complementary", name=contact_point.say("reports:panel.title", number=number)
    )
    expect(panel.get_by_text("Weighed with the suitcase.")).to_be_visible()
    expect(panel.locator("del")).to_contain_text("30 kg")
    expect(panel.locator("ins")).to_contain_text("3 kg")
    expect(panel.get_by_text(contact_point.say("reports:others.nothing"))).to_be_visible()
    panel.get_by_role("button", name=contact_point.say("reports:do.validate")).click()
    expect(panel.get_by_text(contact_point.say("reports:others.see", edition=2))).to_be_visible()


def other_kind(officer: Person, kind: str) -> None:
    """Open the form of another kind from the officer's page, and hold it to what a phone and a reader need."""
    officer.go("my-airport")
    officer.page.get_by_role("link", name=officer.say(f"codes:report_kind.{kind}"), exact=True).click()
    expect(officer.button("reports:form.send")).to_be_visible()
    officer.settled()
    assert overflowing(officer.page) == []
    assert barriers(officer.page) == []


def a_referral_is_due_of_what_went_out_by_itself(officer: Person) -> None:
    """Keep a report on persons met without a network, and read where one is later that a referral is due."""
    other_kind(officer, "victims")
    officer.field("reports:field.count").fill("2")
    officer.page.context.set_offline(True)
    officer.button("reports:form.keep_and_send").click()
    expect(officer.page.get_by_text(officer.say("reports:unsent.referral"))).to_be_visible()
    officer.button("reports:receipt.another").click()
    expect(officer.page.get_by_text(officer.say("reports:unsent.referral"))).to_have_count(0)
    officer.page.context.set_offline(False)
    # Its writer is at something else by now, and reads there that it arrived and what it asks for.
    sent = officer.page.locator("[data-referral='due']")
    expect(sent).to_be_visible()
    assert overflowing(officer.page) == []
    officer.page.get_by_role("link", name=officer.say("reports:referral.record")).click()
    officer.field("reports:field.to").select_option("protection_service")
    officer.button("reports:referral.record").click()
    expect(officer.button("reports:referral.record")).to_have_count(0)
    officer.go("report")
    expect(officer.button("reports:form.send")).to_be_visible()
    expect(sent).to_have_count(0)


def drawn_before_anything_comes(officer: Person) -> None:
    """Open a page on a line that holds back all but the page itself: it is drawn, in Arabic, and does not move."""
    page, held, holds = officer.page, list[Route](), True

    def hold(route: Route) -> None:
        # What was asked for before and is heard of only afterwards must not wait for ever.
        if holds:
            held.append(route)
        else:
            route.continue_()

    page.emulate_media(color_scheme="dark")
    page.route("**/assets/**", hold)
    page.goto(f"/operations/{officer.code}/my-airport", wait_until="commit")
    expect(page.locator("main .coming")).to_be_visible()
    expect(page.locator("html[lang=ar][dir=rtl][data-theme=dark]")).to_have_count(1)
    expect(page.locator("body")).to_have_text(re.compile(rf"^\s*{officer.code}\s*$"))
    drawn = page.get_by_role("banner").bounding_box()
    holds = False
    for route in held:
        route.continue_()
    expect(page.get_by_role("banner").get_by_role("navigation")).to_be_visible()
    officer.settled()
    assert page.get_by_role("banner").bounding_box() == drawn


def test_a_hit_an_incident_and_persons_met_are_reported_on_a_phone_in_arabic(stage: Stage) -> None:
    officer = stage.person(Role.OFFICER, airport="BOG", language="ar", window=PHONE)
    drawn_before_anything_comes(officer)
    today = officer.page.get_by_role("list", name=officer.say("reports:today.days"), exact=True).get_by_role("button")
    officer.go("my-airport")
    today.last.click()
    expect(officer.button("reports:today.nil")).to_be_visible()

    other_kind(officer, "hit")
    officer.chip("reports:field.database", "codes:database.sltd").click()
    officer.button("reports:form.send").click()
    number = number_of(officer)
    other_kind(officer, "hit")
    officer.button("reports:form.copy_last", number=number).click()
    expect(officer.page.get_by_text(officer.say("reports:form.copied", number=number))).to_be_visible()
    expect(officer.button("reports:form.copy_last", number=number)).to_have_count(0)
    lent = officer.page.get_by_role("group", name=officer.say("reports:field.database"), exact=True)
    expect(lent.get_by_role("radio", name=officer.say("codes:database.sltd"), exact=True)).to_be_checked()
    discard(officer)

    other_kind(officer, "incident")
    officer.chip("reports:field.type", "codes:incident.violence").click()
    officer.button("reports:form.send").click()
    expect(officer.page.get_by_text(officer.say("reports:problem.missing"))).to_be_visible()
    officer.chip("reports:field.severity", "codes:severity.serious").click()
    officer.button("reports:form.send").click()
    number_of(officer)

    a_referral_is_due_of_what_went_out_by_itself(officer)
    other_kind(officer, "victims")
    officer.button("reports:form.send").click()
    number = number_of(officer)
    expect(officer.page.locator("[data-receipt] [data-referral='due']")).to_be_visible()
    officer.go("my-airport")
    today.last.click()
    happened = re.compile(re.escape(officer.say("reports:today.others_few", count="@")).replace("@", ".+"))
    expect(officer.page.get_by_text(happened)).to_be_visible()
    expect(officer.button("reports:today.nil")).to_have_count(0)
    due = officer.page.get_by_role("region", name=officer.say("reports:referral.title"))
    due.get_by_role("link", name=number).click()
    officer.field("reports:field.to").select_option("protection_service")
    assert overflowing(officer.page) == []
    assert barriers(officer.page) == []
    officer.button("reports:referral.record").click()
    expect(officer.button("reports:referral.record")).to_have_count(0)
    officer.go("my-airport")
    expect(due).to_have_count(0)
