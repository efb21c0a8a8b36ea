"""How soon a page stands on a slow line: a phone far from the server, at a first visit and at a second.

The browser holds back each answer and what all of them bring together (Chromium's network emulation), of the service
worker as well; the product lies behind the proxy we ship. A page stands once nothing of it says that it is coming.
"""

from __future__ import annotations

import base64
import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, sync_playwright

from coordinator import migrate
from coordinator.sample import operation as sample
from coordinator.sample.cast import fresh_tokens
from coordinator.sample.plan import CODE
from operations.store import open_database
from tests.support.browser import chromium, launch_arguments
from tests.support.proxy import Proxy, a_proxy, proxying
from tests.support.server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PHONE: Final[ViewportSize] = {"width": 360, "height": 740}
KILOBYTES_A_SECOND, ROUND_TRIP_MS = 30, 400
LINE: Final = {
    "offline": False, "latency": ROUND_TRIP_MS,
    "downloadThroughput": KILOBYTES_A_SECOND * 1000, "uploadThroughput": KILOBYTES_A_SECOND * 1000,
}  # fmt: skip
FREE: Final = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}

PAGES: Final = {
    "sign-in": (None, "/sign-in"),
    "my airport": ("officer:GRU", f"/operations/{CODE}/my-airport"),
    "report": ("officer:GRU", f"/operations/{CODE}/report?airport=GRU"),
    "queue": ("ncp:BR", f"/operations/{CODE}/queue"),
    "board": ("ncp:BR", f"/operations/{CODE}/board"),
    "operations": ("coordinator", "/operations"),
    "after-action": ("ncp:BR", f"/operations/{CODE}/after"),
}
"""Who opens which address."""

LOOKING: Final = """(() => {
  const seen = (window.seen = { stands: null, shift: 0, tasks: [] })
  const hear = (type, act) =>
    new PerformanceObserver(list => list.getEntries().forEach(act)).observe({ type, buffered: true })
  hear('layout-shift', each => { if (!each.hadRecentInput) seen.shift += each.value })
  hear('longtask', each => seen.tasks.push(Math.round(each.duration)))
  const look = () => {
    const page = document.querySelector('main')
    const coming = !page?.firstElementChild || page.querySelector('.skeleton, .coming, [aria-busy=true]')
    seen.stands = coming ? null : (seen.stands ?? performance.now())
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()"""
STOOD: Final = "() => seen.stands !== null && performance.now() - seen.stands > 1500"
SEEN: Final = """() => {
  const painted = Object.fromEntries(performance.getEntriesByType('paint').map(each => [each.name, each.startTime]))
  const asked = performance.getEntriesByType('resource')
  const brought = asked.filter(each => each.responseEnd <= seen.stands)
  const [page] = performance.getEntriesByType('navigation')
  return {
    drawn: painted['first-paint'], text: painted['first-contentful-paint'], stands: seen.stands,
    moved: seen.shift, longest: Math.max(0, ...seen.tasks),
    bytes: brought.reduce((sum, each) => sum + each.transferSize, page.transferSize),
  }
}"""


@dataclass(frozen=True)
class Asked:
    """How much is measured."""

    rounds: int = 3
    pages: tuple[str, ...] = tuple(PAGES)
    slower: int = 1
    """By what the phone's processor is slower than this machine's."""


QUICK: Final = Asked(rounds=1)


def measured(asked: Asked, folder: Path) -> list[dict[str, Any]]:
    """Open each page so often for the first time, and a second time once everything is here."""
    with served(folder) as (proxy, tokens), a_browser(proxy) as browser:
        return [
            {"page": name, "round": number, **visit}
            for number in range(asked.rounds)
            for name in asked.pages
            for visit in visits(browser, proxy, tokens, name, asked.slower)
        ]


@contextmanager
def served(folder: Path) -> Iterator[tuple[Proxy, Mapping[str, str]]]:
    """Serve the sample behind the proxy; give whoever sits in it a session."""
    url, proxy = f"sqlite:///{folder}/line.sqlite3", a_proxy(folder / "proxy")
    migrate.upgrade(url)
    db = open_database(url)
    now = datetime.now(UTC)
    if sample.found(db) is None:
        sample.load(db, now)
    tokens = fresh_tokens(db, now)
    db.close()
    with (
        serving(url, folder / "home", PUBLIC_URL=proxy.url, PROXIES="1") as server,
        proxying(folder / "proxy", proxy, [server.port]),
    ):
        cookies = {who: _signed_in(proxy, tokens[who]) for who in {who for who, _ in PAGES.values()} if who}
        yield proxy, cookies


def _signed_in(proxy: Proxy, token: str) -> str:
    answer, said = proxy.ask("POST", "/api/v1/sign-in", json.dumps({"token": token}))
    assert answer.status == 200, said
    return (answer.getheader("Set-Cookie") or "").split(";")[0].partition("=")[2]


@contextmanager
def a_browser(proxy: Proxy) -> Iterator[Browser]:
    """Start Chromium, to which the proxy's certificate is good: only then does it keep what came, and runs workers."""
    key = x509.load_pem_x509_certificate(proxy.certificate.read_bytes()).public_key()
    pin = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    with sync_playwright() as playwright:
        arguments = [*launch_arguments(), f"--ignore-certificate-errors-spki-list={base64.b64encode(pin).decode()}"]
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield browser
        browser.close()


def visits(
    browser: Browser, proxy: Proxy, cookies: Mapping[str, str], name: str, slower: int
) -> Iterator[dict[str, Any]]:
    """Open a page on a device that never saw it, and again once it kept what it keeps."""
    who, address = PAGES[name]
    context = browser.new_context(base_url=proxy.url, locale="en-GB", viewport=PHONE, has_touch=True, is_mobile=True)
    context.set_default_timeout(60_000)
    context.add_init_script(LOOKING)
    if who is not None:
        context.add_cookies([{"name": "__Host-session", "value": cookies[who], "url": proxy.url, "secure": True}])
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    yield {"visit": "first", **_opened(context, page, line, address)}
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(6000)
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")
    yield {"visit": "second", **_opened(context, page, line, address)}
    context.close()


def _opened(context: BrowserContext, page: Page, line: CDPSession, address: str) -> dict[str, Any]:
    line.send("Network.emulateNetworkConditions", LINE)
    page.goto(address, wait_until="commit")
    page.wait_for_function(STOOD)
    line.send("Network.emulateNetworkConditions", FREE)
    found: dict[str, Any] = page.evaluate(SEEN)
    return found


HEADS: Final = ("drawn", "text", "stands", "kB", "moved", "longest task, ms")


def written(rows: list[dict[str, Any]]) -> str:
    """Return the table as Markdown."""
    lines = [f"| | {' | '.join(HEADS)} |", f"|---{'|--:' * len(HEADS)}|"]
    for visit in ("first", "second"):
        for name in PAGES:
            mine = [row for row in rows if (row["page"], row["visit"]) == (name, visit)]
            if mine:
                lines.append(f"| {name}, {visit} visit | {' | '.join(_cells(mine))} |")
    return "\n".join((*lines, ""))


def _cells(rows: list[dict[str, Any]]) -> list[str]:
    def middle(what: str, each: float = 1) -> float:
        return float(median(row[what] or 0 for row in rows)) / each

    seconds = [f"{middle(what, 1000):.1f}" for what in ("drawn", "text", "stands")]
    return [*seconds, f"{middle('bytes', 1000):.0f}", f"{middle('moved'):.2f}", f"{middle('longest'):.0f}"]
