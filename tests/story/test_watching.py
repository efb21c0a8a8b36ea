"""The board as those on watch use it: what stays when the server is away, what opens, what is asked of whom."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from operations.policy import Role
from realtime.presence import STAYS_FOR
from tests.reports import a_seizure, goods
from tests.story.people import PHONE, Person, Stage, held
from tests.story.people import wall as wall_time
from tests.support.browser import PATIENCE_MS, nothing_to_scroll, overflowing

pytestmark = pytest.mark.browser


def test_on_a_phone_the_board_opens_at_its_top(stage: Stage) -> None:
    officer = stage.person(Role.OFFICER, airport="GRU", window=PHONE)
    officer.go("board")
    # Around midnight two airports' days are today.
    expect(officer.page.locator("[data-today]").first).to_be_attached()
    assert officer.page.evaluate("scrollY") == 0
    officer.page.close()


def test_a_page_that_cannot_be_fetched_leaves_the_board_standing_and_comes_with_the_server(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    watch.go("board")
    expect(watch.page.locator("[data-link=live]")).to_be_visible()
    stage.server.kill()
    expect(watch.page.locator("[data-link=live]")).to_have_count(0)
    watch.page.get_by_role("link", name=watch.say("shell:nav.reports"), exact=True).click()
    expect(watch.page.get_by_role("heading", name=watch.say("errors:network.unreachable"))).to_be_visible()
    watch.page.go_back()
    expect(watch.page.locator("[data-airport=GRU]").first).to_be_visible()
    watch.page.get_by_role("link", name=watch.say("shell:nav.after"), exact=True).click()
    expect(watch.page.get_by_role("heading", name=watch.say("errors:network.unreachable"))).to_be_visible()
    stage.server.start()
    expect(watch.page.get_by_role("heading", name=watch.say("after:title")).first).to_be_visible(timeout=30_000)


def test_everyone_sees_who_is_on_watch_as_far_as_they_may_know(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    brazil = stage.person(Role.NCP, country="BR")
    officer = stage.person(Role.OFFICER, airport="GRU")
    abroad = stage.person(Role.OFFICER, airport="LIS")
    for person in (watch, brazil, officer, abroad):
        person.go("board")
    seen, told, home, far = (each.page.locator("header [data-on-watch]") for each in (watch, brazil, officer, abroad))
    for name in ("OCU Dakar", "NCP Brazil", "GRU", "LIS"):
        expect(seen).to_contain_text(name)
    expect(home).to_contain_text(re.compile("OCU Dakar.*GRU"))
    expect(far).to_contain_text(re.compile("OCU Dakar.*LIS"))
    expect(told).to_contain_text("GRU")
    assert "LIS" not in told.inner_text()
    officer.page.close()
    # A server that was killed in a story before this one left notes of who watched through it.
    expect(told).not_to_contain_text("GRU", timeout=PATIENCE_MS + STAYS_FOR / timedelta(milliseconds=1))


def test_a_silent_airport_is_asked_and_its_officer_sees_it_at_once(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    officer = stage.person(Role.OFFICER, airport="BOG", language="ar", window=PHONE)
    officer.go("my-airport")
    watch.page.goto(f"/operations/{stage.story.code}/board?open=airport:BOG")
    panel = watch.page.get_by_role("complementary")
    panel.get_by_role("button", name=watch.say("board:ask.do")).click()
    expect(panel.get_by_text(watch.say("board:ask.asked"))).to_be_visible()
    expect(panel.get_by_role("button", name=watch.say("board:ask.do"))).to_be_disabled()
    asked = officer.page.locator("[data-asked=BOG]")
    expect(asked).to_contain_text("طلبت وحدة التنسيق")
    officer.go("report")
    asked.get_by_role("link").click()  # on every page, and leads to what answers it
    expect(officer.page.locator("#due")).to_be_in_viewport()
    expect(officer.page.locator("#due .asked")).to_have_count(0)  # not said twice
    watch.page.keyboard.press("Escape")
    watch.page.locator("[data-new]").click()
    expect(watch.page.locator(".log")).to_contain_text("BOG Asked for")
    assert overflowing(officer.page) == []


def test_a_panel_stands_beside_the_board_and_the_address_says_what_is_open(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    watch.file("LIS", a_seizure(occurred=wall_time(stage.story.now - timedelta(hours=5))))
    watch.go("board")
    page, panel = watch.page, watch.page.get_by_role("complementary")
    for opener, key in (
        (page.locator(".phases li button").first, "phase"),
        (page.locator("[data-counter]").first, "counter"),
        (page.locator("[data-returns]"), "returns"),
        (page.locator("td[data-state]").first, "day"),
        (page.locator(".log li button").first, "log"),
        (page.locator("g[data-airport=GRU]"), "airport"),
    ):
        opener.click()
        expect(panel).to_be_visible()
        expect(page).to_have_url(re.compile(f"open={key}"))
        beside = panel.bounding_box()
        assert beside is not None
        for place in ("header .top", ".days", ".log", ".phases", ".figures"):
            box = page.locator(place).first.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= beside["x"] + 1 or box["y"] + box["height"] <= beside["y"] + 1, place
        nothing_to_scroll(page)
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
        expect(page).not_to_have_url(re.compile("open="))


def test_the_address_narrows_the_board(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    watch.page.goto(f"/operations/{stage.story.code}/board?country=BR")
    rows = watch.page.locator(".days tr[data-airport]")
    expect(rows).to_have_count(1)
    expect(watch.page.locator(".log li").filter(has_text="LIS")).to_have_count(0)
    watch.page.locator("[data-filter=country]").click()
    expect(rows).to_have_count(4)
    watch.page.keyboard.press("/")
    watch.page.keyboard.type("lis")
    watch.page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    expect(watch.page).to_have_url(re.compile("airport=LIS"))


def test_a_board_narrowed_to_a_commodity_shows_its_part_everywhere_and_says_that_more_has_come(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    at = wall_time(stage.story.now - timedelta(hours=7))
    watch.file("BOG", a_seizure(occurred=at, origin="LIM", goods=[goods("methamphetamine", "3")]))
    watch.go("board")
    watch.page.keyboard.press("/")
    watch.page.keyboard.type(watch.say("codes:commodity.methamphetamine"))
    watch.page.keyboard.press("Enter")
    expect(watch.page).to_have_url(re.compile("commodity=methamphetamine"))
    watch.page.reload()
    expect(watch.page.locator("[data-narrowed]")).to_contain_text(watch.say("codes:commodity.methamphetamine"))
    expect(watch.page.locator(".days tr[data-airport]")).to_have_count(1)
    expect(watch.page.locator("[data-counter]")).to_have_count(2)
    expect(watch.page.locator("[data-counter]").first).to_contain_text("+ 1 ")
    expect(watch.page.locator("path[data-route]")).to_have_count(1)
    events = watch.page.locator(".log li")
    expect(events).to_have_count(1)

    watch.file("LIS", a_seizure(occurred=at, goods=[goods("heroin", "1")]))
    watch.file("BOG", a_seizure(occurred=at, origin="LIM", goods=[goods("methamphetamine", "1")]))
    expect(watch.page.locator("[data-new]")).to_contain_text("1")
    expect(watch.page.locator("[data-counter]").first).to_contain_text("+ 2 ")
    expect(watch.page.locator("[data-beyond]")).to_have_attribute("data-beyond", "1")
    watch.page.locator("[data-beyond]").click()
    expect(watch.page.locator("[data-narrowed]")).to_have_count(0)
    expect(events.first).to_contain_text("methamphetamine", ignore_case=True)
    assert "commodity" not in watch.page.url


def cities_cut(wall: Person) -> list[str]:
    """Return the cities of the matrix that stand on it and not as a whole."""
    found: list[str] = wall.page.evaluate(
        """() => [...document.querySelectorAll(".days .city")].filter((city) => {
          const [box, room] = [city, city.closest("button")].map((each) => each.getBoundingClientRect())
          const outOfSight = box.top >= room.bottom - 1
          const beyond = box.right > room.right + 1 || box.left < room.left - 1
          return city.scrollWidth > Math.ceil(box.width) || (!outOfSight && beyond)
        }).map((city) => city.textContent)"""
    )
    return found


def test_a_board_on_a_wall_shows_what_comes_without_a_hand_and_keeps_no_watch(stage: Stage) -> None:
    wall = stage.person(Role.OCU, unit="Wall", window={"width": 1920, "height": 1080})
    lisbon = stage.person(Role.OFFICER, airport="LIS")
    wall.go("board")
    wall.page.keyboard.press("w")
    expect(wall.page.locator("nav")).to_have_count(0)
    nothing_to_scroll(wall.page)
    wall.page.set_viewport_size({"width": 1280, "height": 640})  # where nobody scrolls every airport's row stands
    expect(wall.page.locator(".days tbody tr").last).to_be_in_viewport(ratio=1)
    for across in (1040, 1100, 1160, 1220, 1280, 1440):
        wall.page.set_viewport_size({"width": across, "height": 800})
        assert cities_cut(wall) == [], across
    assert wall.page.locator(".days .city").count() > 0
    lisbon.file("LIS", a_seizure(occurred=wall_time(stage.story.now - timedelta(hours=4)), goods=[goods("khat", "7")]))
    expect(wall.page.locator(".log li").first).to_contain_text("7 kg Khat")
    lisbon.go("board")
    told = lisbon.page.locator("header [data-on-watch]")
    expect(told).to_contain_text("LIS")
    expect(told).not_to_contain_text("Wall")  # until it hung on the wall somebody sat there
    wall.page.keyboard.press("Escape")
    expect(wall.page.locator("nav")).to_be_visible()


def test_a_watch_log_is_not_said_to_be_empty_before_it_is_read(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    log = watch.page.get_by_role("region", name=watch.say("reports:log.watch"))
    nothing = log.get_by_text(watch.say("shell:nothing_yet"))
    with held(watch.page, "**/watch-log?*"):
        watch.page.goto(f"/operations/{stage.story.code}/log")
        expect(log.locator("[aria-busy=true]")).to_be_visible()
        expect(nothing).to_have_count(0)
    expect(nothing).to_be_visible()


def test_what_is_typed_while_an_entry_is_on_its_way_is_the_next(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    watch.go("log")
    log = watch.page.get_by_role("region", name=watch.say("reports:log.watch"))
    typed = log.get_by_role("textbox")
    typed.fill("Dakar called.")
    with held(watch.page, "**/watch-log"):
        watch.button("reports:log.write").click()
        typed.press_sequentially(" Bamako does not answer.")
    expect(log.locator("li .text")).to_have_text(["Dakar called."])
    expect(typed).to_have_value("Bamako does not answer.")
    watch.page.reload()
    expect(typed, "and stays on the device").to_have_value("Bamako does not answer.")


def test_what_could_not_be_read_of_a_watch_log_is_said_until_it_is_read(stage: Stage) -> None:
    watch, other = (stage.person(Role.OCU, unit="Dakar") for _ in range(2))
    watch.page.route("**/watch-log?*", lambda route: route.fulfill(status=504, body="away"))
    watch.page.goto(f"/operations/{stage.story.code}/log")
    log = watch.page.get_by_role("region", name=watch.say("reports:log.watch"))
    away = log.get_by_text(watch.say("errors:network.unreachable"))
    expect(away).to_be_visible()
    expect(watch.page.locator("[data-link=live]")).to_be_visible()
    watch.page.unroute("**/watch-log?*")
    other.go("log")
    other.page.get_by_role("region", name=other.say("reports:log.watch")).get_by_role("textbox").fill("All calm.")
    other.button("reports:log.write").click()
    expect(log.locator("li .text").first).to_have_text("All calm.")
    expect(away).to_have_count(0)


def test_a_page_that_found_no_server_comes_by_itself_once_there_is_one(stage: Stage) -> None:
    watch = stage.person(Role.OCU, unit="Dakar")
    watch.page.route("**/api/v1/session", lambda route: route.abort())
    watch.page.goto(f"/operations/{stage.story.code}/board?wall=1")
    expect(watch.page.get_by_role("heading", name=watch.say("errors:network.unreachable"))).to_be_visible()
    watch.page.unroute("**/api/v1/session")
    expect(watch.page.locator("[data-link=live]")).to_be_visible(timeout=30_000)
