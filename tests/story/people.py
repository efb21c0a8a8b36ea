"""The people of a story, each at a window of their own, and the operation they meet in."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator, expect

from coordinator.identity import links
from coordinator.identity.accounts import open_account
from coordinator.identity.platform import ensure_platform
from operations.policy import Role
from realtime.transaction import transaction
from tests.builders import Story, a_phase, a_plan, a_seat, an_operation
from tests.story.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import APIResponse, Page, Route

    from operations.planning.plan import Plan
    from tests.support.browser import Windows
    from tests.support.server import Server

API = "/api/v1"
PHONE = {"width": 360, "height": 740}


def wall(at: datetime) -> str:
    """Write an instant as a plan does, on UTC's clock."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


def under_way(now: datetime, **changes: Any) -> Plan:  # noqa: ANN401 any field of a plan
    """Return the default plan moved to the present: its operational phase began two days ago, everywhere."""
    day = timedelta(days=1)
    edges = [wall(now.replace(hour=0, minute=0) + each * day) for each in (-6, -2, 6, 13)]
    kinds = [phase.kind for phase in a_plan().phases]
    phases = tuple(a_phase(kind, *edges[at : at + 2]) for at, kind in enumerate(kinds))
    return a_plan(phases=phases, **changes)


@dataclass
class Person:
    """Somebody at a window, who speaks a language and may have a seat in an operation."""

    page: Page
    language: str
    code: str = ""
    csrf: str = ""

    def say(self, key: str, **values: object) -> str:
        """Return the words this person reads."""
        return words(self.language, key, **values)

    def go(self, view: str, item: str = "") -> None:
        """Open a page of the operation by its address, and wait until it stands."""
        self.page.goto(f"/operations/{self.code}/{view}{f'/{item}' if item else ''}")
        self.settled()

    def settled(self) -> None:
        """Wait until nothing of the page is still on its way."""
        expect(self.page.locator("main > *").first).to_be_visible()
        expect(self.page.locator("main .skeleton, main [aria-busy=true]")).to_have_count(0)

    def speak(self, language: str) -> None:
        """Change the language as a reader does, and wait until the page speaks it."""
        self.page.locator("header select", has=self.page.locator("option[value=fr]")).select_option(language)
        expect(self.page.locator("html")).to_have_attribute("lang", language)
        self.language = language

    def button(self, key: str, **values: object) -> Locator:
        """Find a button by its words."""
        return self.page.get_by_role("button", name=self.say(key, **values), exact=True)

    def field(self, key: str, **values: object) -> Locator:
        """Find a field by its label."""
        return self.page.get_by_label(self.say(key, **values), exact=True)

    def chip(self, group: str, name: str) -> Locator:
        """Find one choice of a row of choices."""
        return self.page.get_by_role("group", name=self.say(group), exact=True).get_by_text(self.say(name), exact=True)

    def pick(self, key: str, text: str, option: str) -> None:
        """Type into a field that searches, and take the answer."""
        self.page.get_by_role("combobox", name=self.say(key), exact=True).fill(text)
        self.page.locator("[role=listbox]:visible [role=option]", has_text=option).first.click()

    def get(self, path: str) -> Any:  # noqa: ANN401 any JSON
        """Ask the interface as this person."""
        answer = self.page.request.get(API + path)
        assert answer.ok, answer.text()
        return answer.json()

    def post(self, path: str, body: Any) -> APIResponse:  # noqa: ANN401 any JSON
        """Write by the interface as this person, past the pages."""
        headers = {"X-CSRF-Token": self.csrf, "Idempotency-Key": str(uuid.uuid4())}
        answer = self.page.request.post(API + path, data=body, headers=headers)
        assert answer.ok, answer.text()
        return answer

    def file(self, airport: str, body: dict[str, Any]) -> dict[str, Any]:
        """File a report by the interface."""
        report = {"id": str(uuid.uuid4()), "airport": airport, "body": body, "note": ""}
        receipt: dict[str, Any] = self.post(f"/operations/{self.code}/reports", report).json()
        return receipt

    def sign_in(self, token: str) -> None:
        """Sign in without the page."""
        answer = self.page.request.post(f"{API}/sign-in", data={"token": token})
        assert answer.ok, answer.text()
        self.csrf = answer.json()["csrf"]


@contextmanager
def held(page: Page, address: str) -> Iterator[None]:
    """Hold back what a page asks for at addresses like this one, until left."""
    asked: list[Route] = []
    page.route(address, lambda route: asked.append(route))  # noqa: PLW0108 a method that is built in cannot be asked what it takes
    yield
    for route in asked:
        route.continue_()
    page.unroute(address)


@dataclass
class Stage:
    """A running product with an operation in it, and windows for whoever has a seat there."""

    server: Server
    windows: Windows
    story: Story

    def token(self, role: Role, *, name: str, language: str = "en", **seat: str) -> str:
        """Give somebody a seat and return their sign-in token."""
        platform = ensure_platform(self.story.db, self.story.now).stream_id
        now = datetime.now(UTC)
        with transaction(self.story.db, (platform,), actor_id="operator", now=now) as tx:
            account = open_account(tx, name, language)
            token = links.issue_link(tx, account.id)
        a_seat(self.story.at(now), role, account_id=account.id, **seat)
        return token

    def person(
        self,
        role: Role,
        *,
        name: str = "Somebody",
        language: str = "en",
        window: dict[str, Any] | None = None,
        **seat: str,
    ) -> Person:
        """Seat somebody and open their window, signed in."""
        token = self.token(role, name=name, language=language, **seat)
        page = self.windows.open(self.server.url, locale=LOCALES[language], **(window or {}))
        somebody = Person(page, language, self.story.code)
        somebody.sign_in(token)
        return somebody


LOCALES = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "pt": "pt-PT", "ar": "ar-MA"}


def an_operation_under_way(db: Any, **changes: Any) -> Story:  # noqa: ANN401 any field of a plan
    """Publish an operation some days ago that is under way now, every country taking part."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    return an_operation(db, plan=under_way(now, **changes), now=now - timedelta(days=7)).at(now)
