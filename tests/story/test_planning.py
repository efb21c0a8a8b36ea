"""A coordinator plans an operation from nothing, publishes it, and the people named in it answer."""

import re
from typing import Final

import pytest
from playwright.sync_api import Locator, Route, expect

from operations.policy import Role
from tests.story.people import PHONE, Person, Stage
from tests.support.browser import Windows, overflowing
from tests.support.server import Server

pytestmark = pytest.mark.browser

CODE: Final = "EQUINOX-1"
SAVED: Final = re.compile(r"Saved \d")


def part(person: Person, path: str) -> Locator:
    """Find a part of the plan by its place in the document."""
    return person.page.locator(f'[data-path="{path}"]')


def first_coordinator(house: Server, windows: Windows) -> Person:
    """Make the first coordinator as the operator does, and sign in by the link that is printed."""
    printed = house.run("seat", "--first", "--name", "First Coordinator")
    assert printed.returncode == 0, printed.stderr
    page = windows.open(house.url)
    link = printed.stdout.split()[0]
    page.goto(link)
    somebody = Person(page, "en", CODE)
    somebody.button("identity:sign_in.do").click()
    somebody.button("identity:sign_in.without").click()
    expect(page.get_by_role("heading", name=somebody.say("plan:operations.title"))).to_be_visible()
    assert "#" not in page.url, "the token stays out of the history"
    return somebody


def test_from_a_blank_page_to_a_published_plan(empty_house: Server, windows: Windows) -> None:
    coordinator = first_coordinator(empty_house, windows)
    begin(coordinator)
    say_what_for(coordinator)
    choose_places(coordinator)
    lay_out_phases(coordinator)
    part(coordinator, "expectations.due_after_hours").fill("6")
    without = coordinator.page.get_by_text(coordinator.say("plan:publish.uncontrolled"))
    expect(without).to_contain_text("3")
    operational = coordinator.page.locator(
        "#section-controls li", has=coordinator.page.get_by_role("heading", name="Operational")
    )
    operational.get_by_text("Heightened", exact=True).click()
    expect(without).to_have_count(0)

    expect(coordinator.page.get_by_text(SAVED)).to_be_visible()
    coordinator.page.reload()
    expect(part(coordinator, "objectives.0.text")).to_have_value("Stop cocaine on the way to Europe.")
    expect(part(coordinator, "phases.2.ends").locator("input")).to_have_value("2027-03-28T02:30")
    assert overflowing(coordinator.page) == []
    expect(coordinator.page.get_by_text(coordinator.say("plan:problems.none"))).to_be_visible()

    settle_between_two(coordinator)
    coordinator.button("plan:publish.begin").click()
    coordinator.button("plan:publish.now").click()
    expect(coordinator.page.get_by_text(coordinator.say("plan:edition", edition=1))).to_be_visible()

    # Before it begins one red button ends it all; a part is taken out among the other changes, and is called so.
    changing = coordinator.page.get_by_role("region", name=coordinator.say("plan:change.title"))
    expect(changing.locator("button.danger")).to_have_text(f"{coordinator.say('plan:stop.cancel')}…")
    expect(changing.get_by_role("button", name=coordinator.say("plan:change.take_out"))).to_be_visible()
    expect(changing.get_by_role("button", name=coordinator.say("plan:change.stand_down"))).to_have_count(0)

    move_a_boundary(coordinator)
    contact_point = take_a_seat(
        coordinator, windows, role="National contact point", country="PT", name="Contact Lisbon"
    )
    accept_with_limits(coordinator, contact_point)


def begin(coordinator: Person) -> None:
    coordinator.button("plan:operations.new").click()
    coordinator.field("plan:operations.name").fill("Equinox")
    coordinator.field("plan:operations.code").fill(CODE)
    coordinator.button("plan:operations.begin").click()
    expect(coordinator.page).to_have_url(re.compile(f"/operations/{CODE}/plan$"))


def say_what_for(coordinator: Person) -> None:
    for name, text in {
        "aim": "Disrupt the carriage of cocaine by air passengers.",
        "lead": "UNODC",
        "legal_basis": "Memorandum of understanding of the task forces.",
        "purpose": "Prevention and combat of trafficking in drugs.",
    }.items():
        part(coordinator, name).fill(text)
    coordinator.page.get_by_role("button", name=coordinator.say("plan:objectives.add")).click()
    expect(part(coordinator, "objectives.0.text")).to_be_focused()
    part(coordinator, "objectives.0.text").fill("Stop cocaine on the way to Europe.")
    coordinator.page.get_by_role("button", name=coordinator.say("plan:objectives.add_target")).click()
    target = part(coordinator, "objectives.0.targets.0")
    target.locator('[data-path$=".measure"] select').select_option("quantity")
    coordinator.pick("plan:objectives.commodity", "cocaine", "Cocaine")
    target.locator('[data-path$=".value"] input').fill("1,250")
    target.get_by_role("button", name="1 t 250 kg").click()
    expect(target.get_by_text(coordinator.say("plan:objectives.read_back"))).to_contain_text("1 t 250 kg")


def choose_places(coordinator: Person) -> None:
    coordinator.pick("plan:places.search", "lisb", "LIS")
    coordinator.field("plan:places.paste").fill("GRU; DSS, XQX\nLIS")
    coordinator.button("plan:places.read_list").click()
    expect(coordinator.page.get_by_text(coordinator.say("plan:places.unknown", code="XQX"))).to_be_visible()
    expect(coordinator.page.locator('[data-path^="airports."]')).to_have_count(3)
    # By keyboard one is led into what was added, and on from what was removed.
    coordinator.button("plan:units.add").press("Enter")
    expect(part(coordinator, "units.0").locator("input").first).to_be_focused()
    coordinator.button("plan:units.remove").press("Enter")
    expect(coordinator.button("plan:units.add")).to_be_focused()


def lay_out_phases(coordinator: Person) -> None:
    coordinator.field("plan:phases.first_day").fill("2027-03-22")
    coordinator.field("plan:phases.length").fill("6")
    coordinator.button("plan:phases.lay_out_now").click()
    ends = part(coordinator, "phases.2.ends")
    ends.locator("input").fill("2027-03-28T01:30")
    # Lisbon's clock is put forward over half past one.
    expect(ends.get_by_text("does not exist in Europe/Lisbon")).to_be_visible()
    ends.get_by_role("button", name=re.compile("02:30")).click()
    expect(ends.get_by_text("does not exist")).to_have_count(0)
    last = part(coordinator, "phases.3.ends")
    last.locator("select").select_option("UTC")
    expect(last.locator("select")).to_have_value("UTC")
    expect(coordinator.page.locator("aside svg").first).to_be_visible()


def settle_between_two(coordinator: Person) -> None:
    other = coordinator.page.context.new_page()
    other.goto(coordinator.page.url)
    with other.expect_response(lambda answer: answer.request.method == "PUT" and answer.url.endswith("/plan")):
        other.locator('[data-path="aim"]').fill("What the other wrote.")
    expect(other.get_by_text(SAVED)).to_be_visible()
    other.close()
    part(coordinator, "aim").fill("What I wrote.")
    # Whatever bars the way is said where one publishes, and leads to where it is settled.
    publishing = coordinator.page.locator("section", has=coordinator.button("plan:publish.begin"))
    expect(publishing.get_by_text(coordinator.say("plan:save.conflict"))).to_be_visible()
    expect(coordinator.page.get_by_text(coordinator.say("plan:problems.none"))).to_have_count(0)
    publishing.get_by_role("link", name=coordinator.say("plan:save.choose")).click()
    crossing = part(coordinator, "crossing")
    crossing.get_by_text(coordinator.say("plan:crossing.mine"), exact=True).first.click()
    crossing.get_by_role("button", name=coordinator.say("plan:crossing.go_on")).click()
    expect(coordinator.page.get_by_text(coordinator.say("plan:problems.none"))).to_be_visible()
    expect(part(coordinator, "aim")).to_have_value("What I wrote.")


def move_a_boundary(coordinator: Person) -> None:
    coordinator.page.get_by_role("button", name="Move: Consolidation, Ends").click()
    coordinator.field("plan:move.to", phase="Consolidation", edge="Ends").fill("2027-04-10T12:00")
    coordinator.field("plan:move.reason").fill("The laboratory needs longer.")
    coordinator.button("plan:move.now").click()
    expect(coordinator.page.get_by_text(coordinator.say("plan:edition", edition=2), exact=True)).to_be_visible()


def take_a_seat(coordinator: Person, windows: Windows, *, role: str, country: str, name: str) -> Person:
    coordinator.go("people")
    coordinator.page.get_by_role("group", name="Role").get_by_text(role, exact=True).click()
    coordinator.field("plan:seats.country").select_option(country)
    # What is read in that country is offered, and another may be chosen.
    language = coordinator.page.locator("main").get_by_label(coordinator.say("plan:seats.language"), exact=True)
    expect(language).to_have_value("pt")
    language.select_option("en")
    coordinator.page.locator("section", has_text="Give a seat").get_by_label("Name", exact=True).fill(name)
    coordinator.button("plan:seats.give_now").click()
    link = coordinator.field("plan:seats.link_for", name=name).input_value()
    page = windows.open(link.split("/sign-in")[0])
    page.goto(link)
    somebody = Person(page, "en", CODE)
    somebody.button("identity:sign_in.do").click()
    somebody.button("identity:sign_in.without").click()
    expect(page.get_by_role("heading", name="Equinox").first).to_be_visible()

    again = windows.open(link.split("/sign-in")[0])
    again.goto(link)
    Person(again, "en").button("identity:sign_in.do").click()
    expect(again.get_by_role("alert").filter(has_text=re.compile("link"))).to_be_visible()
    return somebody


def accept_with_limits(coordinator: Person, contact_point: Person) -> None:
    contact_point.go("plan")
    contact_point.page.get_by_role("button", name=re.compile(r"^Answer\s+Portugal")).click()
    contact_point.page.get_by_role("group", name="Answer").get_by_text("Accept with limits", exact=True).click()
    # What is not limited yet, or wrongly, is said to whoever presses.
    page, send = contact_point.page, contact_point.button("plan:participation.send")
    lacks = page.locator("main form [role=alert]")
    send.click()
    expect(lacks.filter(has_text=contact_point.say("plan:participation.nothing_limited"))).to_be_visible()
    terminals = contact_point.field("plan:participation.terminals", airport="LIS")
    terminals.fill("Terminal 1")
    expect(lacks.filter(has_text=contact_point.say("plan:participation.terminals", airport="LIS"))).to_be_visible()
    terminals.fill("T1؛ t2")
    expect(lacks.filter(has_text=re.compile("."))).to_have_count(0)
    for kept_out in ("Departure", "Transit"):
        contact_point.page.get_by_role("group", name="Directions that take part").get_by_text(kept_out).click()
    contact_point.button("plan:participation.send").click()
    expect(page.get_by_text("Takes part, with limits").first).to_be_visible()
    named = contact_point.say("codes:limits.terminals", airport="LIS", list="T1, T2")
    expect(page.get_by_text(named).first).to_be_visible()
    coordinator.go("board")
    expect(coordinator.page.get_by_text(re.compile("Takes part with limits"))).to_be_visible()


def test_an_officer_confirms_controls_with_one_tap_and_the_board_shows_it(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    watch.go("board")
    officer = stage.person(Role.OFFICER, airport="LIS", window=PHONE)
    # What was asked for with a network may come after what was asked for without: that is how things stood as well.
    page, on_their_way = officer.page, list[Route]()
    page.route("**/today", lambda route: on_their_way.append(route))  # noqa: PLW0108 a method that is built in cannot be asked what it takes
    with (
        page.expect_event("requestfinished", lambda request: "sort=-received_at" in request.url),
        page.expect_event("requestfinished", lambda request: "referral=open" in request.url),
    ):
        page.goto(f"/operations/{officer.code}/my-airport")
    expect(page.locator("[data-link=live]")).to_be_visible()
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/today")):
        page.route("**/today", lambda route: route.abort("internetdisconnected"))
        page.context.set_offline(True)
    for route in on_their_way:
        route.fulfill(response=route.fetch())
    page.unroute("**/today")
    expect(page.get_by_text(officer.say("reports:today.old"))).to_be_visible()
    officer.button("reports:today.confirm").click()
    expect(page.get_by_text(officer.say("reports:today.confirm_later"))).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text(officer.say("reports:today.old"))).to_have_count(0)
    officer.button("reports:today.confirm").click()
    expect(page.get_by_text(re.compile("Controls confirmed in force"))).to_be_visible()
    # What is read stays where it is: news waits behind its count.
    watch.page.locator("[data-new]").click()
    expect(watch.page.get_by_text(re.compile("Controls confirmed in force"))).to_be_visible()
    expect(watch.page.get_by_text(watch.say("board:phase.confirmed", count=1, of=4))).to_be_visible()
