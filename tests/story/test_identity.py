"""Signing in as people do it: a first link, a password of one's own, and devices one can end."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from coordinator.identity.models import RecoveryCode
from operations import store
from operations.policy import Role
from realtime.transaction import transaction
from tests.story.people import LOCALES, PHONE, Person, Stage, an_operation_under_way
from tests.support.browser import barriers, overflowing
from tests.support.post import letterbox
from tests.support.server import serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.browser import Windows

pytestmark = pytest.mark.browser

PASSWORD = "a lamp over the old harbour"


def newcomer(stage: Stage, name: str, language: str = "en", window: dict[str, Any] | None = None) -> Person:
    """Seat somebody and open the link they were given."""
    return at_link(stage, stage.token(Role.OBSERVER, name=name, language=language), language, window)


def at_link(stage: Stage, token: str, language: str = "en", window: dict[str, Any] | None = None) -> Person:
    """Open a link in a window of its own, and press its button."""
    page = stage.windows.open(stage.server.url, locale=LOCALES[language], **(window or {}))
    page.goto(f"/sign-in#{token}")
    somebody = Person(page, language, stage.story.code)
    somebody.button("identity:sign_in.do").click()
    return somebody


def choose_password(somebody: Person, name: str) -> None:
    """Set a password on the page that the first link leads to."""
    somebody.field("identity:sign_in.name").fill(name)
    somebody.field("identity:password.new").fill(PASSWORD)
    somebody.button("identity:password.set").click()
    expect(somebody.page).to_have_url(re.compile("/board$"))


def sign_in(somebody: Person, name: str) -> None:
    """Sign in by name and password."""
    somebody.page.goto("/sign-in")
    somebody.field("identity:sign_in.name").fill(name)
    somebody.field("identity:sign_in.password").fill(PASSWORD)
    somebody.button("identity:sign_in.do").click()


def test_the_first_link_leads_to_a_password_and_the_password_back_in(stage: Stage) -> None:
    token = stage.token(Role.OBSERVER, name="Ana Ferreira")
    ana, link = at_link(stage, token), f"/sign-in#{token}"
    ana.field("identity:sign_in.name").fill("ana@example.org")
    ana.field("identity:password.new").fill("AnaFerreira2026")
    ana.button("identity:password.set").click()
    expect(ana.page.get_by_text(ana.say("errors:password.own_name"))).to_be_visible()
    choose_password(ana, "ana@example.org")

    elsewhere = Person(ana.page.context.new_page(), "en", ana.code)
    elsewhere.page.goto("/sessions")
    expect(elsewhere.button("shell:sign_out")).to_be_visible()
    ana.button("shell:sign_out").click()
    expect(ana.field("identity:sign_in.name")).to_be_visible()
    expect(elsewhere.field("identity:sign_in.name"), "the other tab hears of it").to_be_visible()
    ana.page.goto(link)  # a bookmark of the first day: it leads on instead of being tried again and again
    ana.button("identity:sign_in.do").click()
    expect(ana.page.get_by_text(ana.say("errors:link.used"))).to_be_visible()
    expect(ana.page.get_by_text(ana.say("identity:sign_in.stranger"))).to_be_visible()
    expect(ana.button("identity:sign_in.do")).to_have_count(0)
    ana.button("identity:sign_in.by_password").click()
    ana.field("identity:sign_in.name").fill("ana@example.org")
    ana.field("identity:sign_in.password").fill(PASSWORD)
    ana.button("identity:sign_in.do").click()
    expect(ana.page).to_have_url(re.compile("/board$"))
    expect(elsewhere.button("shell:sign_out"), "and of who signed in").to_be_visible()
    expect(elsewhere.field("identity:sign_in.name")).to_have_count(0)
    elsewhere.page.close()
    ana.page.goto(link)
    ana.button("identity:sign_in.do").click()
    ana.button("identity:sign_in.go_on").click()
    expect(ana.page).to_have_url(re.compile("/board$"))


def test_a_wrong_password_is_refused_where_one_stands(stage: Stage) -> None:
    somebody = Person(stage.windows.open(stage.server.url), "en")
    sign_in(somebody, "nobody@example.org")
    expect(somebody.page.get_by_text(somebody.say("errors:sign_in.wrong"))).to_be_visible()
    expect(somebody.field("identity:sign_in.name")).to_have_value("nobody@example.org")


def test_somebody_ends_the_session_of_a_device_that_is_lost(stage: Stage) -> None:
    at_home = newcomer(stage, "Kofi", "ar", PHONE)
    choose_password(at_home, "kofi")
    lost = Person(stage.windows.open(stage.server.url, locale=LOCALES["ar"]), "ar")
    sign_in(lost, "kofi")
    expect(lost.page).to_have_url(re.compile("/board$"))

    at_home.page.goto("/account")
    at_home.page.get_by_role("link", name=at_home.say("identity:account.devices_open")).click()
    expect(at_home.page.get_by_text("127.0.0.1")).to_have_count(2)
    assert (overflowing(at_home.page), barriers(at_home.page)) == ([], [])
    at_home.button("identity:sessions.end_others").click()
    expect(at_home.page.get_by_text("127.0.0.1")).to_have_count(1)
    lost.page.goto("/operations")
    expect(lost.field("identity:sign_in.password")).to_be_visible()


def turn_on(somebody: Person) -> pyotp.TOTP:
    """Turn the second step on as a reader does, typing the key by hand."""
    somebody.page.goto("/account")
    somebody.button("identity:step.begin").click()
    expect(somebody.page.get_by_role("img", name=somebody.say("identity:step.drawing"))).to_be_visible()
    assert (overflowing(somebody.page), barriers(somebody.page)) == ([], [])
    phone = pyotp.TOTP(somebody.page.locator("code").inner_text().replace(" ", ""))
    somebody.field("identity:sign_in.code").fill(phone.now())
    somebody.button("identity:step.confirm").click()
    expect(somebody.page.get_by_text(somebody.say("identity:step.done_on"))).to_be_visible()
    return phone


def with_codes_left(stage: Stage, somebody: Person, left: int) -> None:
    """Have so many recovery codes left, as if the others had been used, and look at the account again."""
    account = somebody.get("/session")["account"]["id"]
    now = datetime.now(UTC)
    with transaction(stage.story.db, (), actor_id=account, now=now) as tx:
        every = tx.session.scalars(select(RecoveryCode).where(RecoveryCode.account_id == account))
        for place, code in enumerate(every):
            code.used_at = None if place < left else now
    somebody.page.reload()


@pytest.mark.parametrize(("language", "window"), [("en", {}), ("ar", PHONE)])
def test_a_second_step_is_turned_on_asked_for_and_turned_off(
    stage: Stage, language: str, window: dict[str, Any]
) -> None:
    ana = newcomer(stage, "Ana", language, window)
    choose_password(ana, f"ana-{language}")
    phone = turn_on(ana)
    expect(ana.page.locator("li code")).to_have_count(10)
    codes = ana.page.locator("li code").all_inner_texts()
    assert len(set(codes)) == 10
    ana.button("identity:step.kept").click()
    expect(ana.page.locator("li code")).to_have_count(0)

    elsewhere = Person(stage.windows.open(stage.server.url, locale=LOCALES[language]), language)
    sign_in(elsewhere, f"ana-{language}")
    elsewhere.field("identity:sign_in.code").fill(phone.at(0))
    elsewhere.button("identity:sign_in.do").click()
    expect(elsewhere.page.get_by_text(elsewhere.say("errors:second_step.wrong"))).to_be_visible()
    elsewhere.field("identity:sign_in.code").fill(codes[0])
    elsewhere.button("identity:sign_in.do").click()
    expect(elsewhere.page, "perhaps without their phone").to_have_url(re.compile("/account$"))
    with_codes_left(stage, elsewhere, 2)
    expect(elsewhere.page.get_by_text(elsewhere.say("identity:step.few_left"))).to_be_visible()
    with_codes_left(stage, elsewhere, 0)
    expect(elsewhere.page.get_by_text(elsewhere.say("identity:step.none_left"))).to_be_visible()
    assert overflowing(elsewhere.page) == []

    with_codes_left(stage, ana, 10)
    ana.button("identity:step.take_off").click()
    ana.field("identity:sign_in.code").fill(codes[1])
    ana.button("identity:step.take_off").click()
    expect(ana.page.get_by_text(ana.say("identity:step.done_off"))).to_be_visible()


def test_whose_seat_is_handed_over_reads_so_on_the_page_that_was_open(stage: Stage) -> None:
    coordinator, watch = stage.person(Role.COORDINATOR), stage.person(Role.OCU, unit="Dakar")
    watch.go("board")
    (seat,) = watch.get("/session")["seats"]
    coordinator.post(f"/operations/{stage.story.code}/seats/{seat['id']}/hand-over", {"name": "Berta"})
    ended = watch.say("shell:ended.title", name="Airport week")
    expect(watch.page.get_by_role("heading", name=ended)).to_be_visible()


def test_a_seat_that_asks_for_a_second_step_opens_once_it_is_on(
    fresh_sqlite: Callable[[Path], str], tmp_path: Path, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECOND_STEP", "coordinator,ocu")
    url = fresh_sqlite(tmp_path)
    with closing(store.open_database(url)) as db, serving(url, tmp_path / "instance") as server:
        stage = Stage(server, windows, an_operation_under_way(db))
        somebody = stage.person(Role.OCU, unit="West")
        somebody.go("board")
        expect(somebody.page.get_by_text(somebody.say("identity:step.required"))).to_be_visible()
        turn_on(somebody)
        expect(somebody.page.locator("li code")).to_have_count(10)
        somebody.go("board")
        expect(somebody.page.get_by_role("heading", name="Airport week").first).to_be_visible()


def give_by_mail(giver: Person, name: str, email: str) -> None:
    """Give an observer's seat to somebody whose address is known."""
    giver.go("people")
    giver.chip("plan:seats.role", "codes:role.observer").click()
    form = giver.page.locator("section", has_text=giver.say("plan:seats.give")).first
    form.get_by_label(giver.say("plan:seats.name"), exact=True).fill(name)
    form.get_by_label(giver.say("plan:seats.email"), exact=True).fill(email)
    form.get_by_label(giver.say("plan:seats.language"), exact=True).select_option("ar")
    giver.button("plan:seats.give_now").click()
    expect(giver.field("plan:seats.link_for", name=name)).to_be_visible()


def test_an_invitation_by_mail_brings_somebody_in_and_a_refused_one_is_told(
    fresh_sqlite: Callable[[Path], str], tmp_path: Path, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = fresh_sqlite(tmp_path)
    with closing(store.open_database(url)) as db, letterbox() as box:
        monkeypatch.setenv("SMTP_URL", box.url)
        monkeypatch.setenv("MAIL_FROM", "ops@example.org")
        with serving(url, tmp_path / "instance") as server:
            stage = Stage(server, windows, an_operation_under_way(db))
            giver = stage.person(Role.COORDINATOR, name="Giver")
            give_by_mail(giver, "Kofi Mensah", "kofi@example.org")
            sent = giver.say("plan:seats.mail_sent", email="\u2068kofi@example.org\u2069")
            expect(giver.page.get_by_text(sent, exact=True)).to_be_visible()
            assert (overflowing(giver.page), barriers(giver.page)) == ([], [])

            (mail,) = box.arrived
            (link,) = re.findall(r"http://\S+", mail.get_content())
            page = windows.open(server.url, locale=LOCALES["ar"], width=360, height=740)
            kofi = Person(page, "ar", stage.story.code)
            kofi.page.goto(link)
            kofi.button("identity:sign_in.do").click()
            expect(kofi.field("identity:sign_in.name")).to_have_value("kofi@example.org")
            choose_password(kofi, "kofi@example.org")

            box.address_answer = "550 no such person"
            give_by_mail(giver, "Ana", "nobody@example.org")
            why = giver.say("plan:seats.mail_problem.address_refused")
            failed = giver.say("plan:seats.mail_failed", email="\u2068nobody@example.org\u2069", why=why)
            expect(giver.page.get_by_text(failed)).to_be_visible()
