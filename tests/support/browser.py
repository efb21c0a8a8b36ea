"""The Chromium of this machine, and windows in it that fail the test when a page does."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect

from tests.support.source import ROOT

USUAL = Path("/usr/bin/chromium")
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# What has not come by then does not come: two busy cores included.
PATIENCE_MS = 15_000
# What Playwright switches off, for a list of ours takes the place of its own, and the two pages that each window has
# besides: suggestions of an address bar that nobody sees, in a process of their own, half of what a window costs.
SWITCHED_OFF = (
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning", "WebUIOmniboxAimPopup", "WebUIOmniboxPopup",
)  # fmt: skip
# Chromium reports these on the console, not as errors of the page.
SILENT_FAILURES = ("Content Security Policy", "Content-Security-Policy")


def chromium() -> Path:
    """Return the browser's program; fail rather than skip when there is none."""
    named = os.environ.get("CHROMIUM")
    path = Path(named) if named else USUAL
    if shutil.which(path) is None:
        message = f"the browser story needs Chromium, and {path} is none: apt-get install chromium, or set CHROMIUM"
        raise FileNotFoundError(message)
    return path


def launch_arguments() -> list[str]:
    """Return what Chromium needs on a machine without a screen; as root it refuses its own sandbox."""
    arguments = [
        "--disable-dev-shm-usage",
        "--font-render-hinting=none",
        f"--disable-features={','.join(SWITCHED_OFF)}",
    ]
    return [*arguments, "--no-sandbox"] if os.geteuid() == 0 else arguments


@dataclass
class Windows:
    """Private windows, one per person of a story: each has cookies, language and size of its own."""

    browser: Browser
    opened: list[BrowserContext] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def open(
        self,
        base_url: str,
        *,
        locale: str = "en-GB",
        width: int = 1366,
        height: int = 768,
        zone: str = "UTC",
        scale: float = 1,
    ) -> Page:
        """Open a window of a size in CSS pixels, of `scale` device pixels each, for somebody in a time zone."""
        context = self.browser.new_context(
            base_url=base_url,
            locale=locale,
            timezone_id=zone,
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            has_touch=width < 600,
            reduced_motion="reduce",
            ignore_https_errors=True,  # a test that has TLS has a certificate of its own
        )
        context.set_default_timeout(PATIENCE_MS)
        self.opened.append(context)
        context.on("page", self._watch)
        return context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("pageerror", self._page_failed)
        page.on("console", self._console_spoke)

    def _page_failed(self, error: Error) -> None:
        self.failures.append(f"{error.message}\n{error.stack or ''}")

    def _console_spoke(self, message: ConsoleMessage) -> None:
        if message.type == "error" and any(words in message.text for words in SILENT_FAILURES):
            self.failures.append(message.text)


@contextmanager
def windows_of(browser: Browser) -> Iterator[Windows]:
    """Yield windows, close them, and fail when a page had an error or broke its own security policy."""
    opened = Windows(browser)
    yield opened
    for context in opened.opened:
        context.close()
    assert opened.failures == [], "errors in a page"


def until(page: Page, holds: str, asked: object = None, *, patience_ms: int = PATIENCE_MS) -> None:
    """Wait until a function of the page says that something is so, of what no locator can tell."""
    give_up_at = time.monotonic() + patience_ms / 1000
    while not page.evaluate(holds, asked):
        assert time.monotonic() < give_up_at, f"never so: {holds} of {asked}"
        page.wait_for_timeout(50)


def laid_out(page: Page) -> None:
    """Wait until what hears of its width has heard: charts do after the frame that gave it to them."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))")


def nothing_to_scroll(page: Page) -> None:
    """Wait until the page is no longer than its window."""
    until(page, "() => document.documentElement.scrollHeight <= innerHeight")


def overflowing(page: Page) -> list[str]:
    """List what is wider than the window, as CSS-like names; a table that scrolls by itself is allowed to be."""
    # Our own letters come once a page stands, and take another room.
    expect(page.locator("html[data-letters]")).to_have_count(1)
    laid_out(page)
    found: list[str] = page.evaluate(
        """async () => {
          await document.fonts.ready
          const wide = document.documentElement.clientWidth + 1
          const scrolls = e => e && e !== document.body
            && (/auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement))
          return [...document.querySelectorAll('body *')]
            .filter(e => {
              const box = e.getBoundingClientRect()
              return box.width > 0 && (box.right > wide || box.left < -1) && !scrolls(e.parentElement)
                && getComputedStyle(e).position !== 'fixed'
            })
            .map(e => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''}`)
        }"""
    )
    return found


def barriers(page: Page) -> list[str]:
    """List what axe-core finds against WCAG 2.2 AA, as `rule: element`."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(
        """async () => {
          const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
          const { violations } = await axe.run({ runOnly: { type: 'tag', values: tags } })
          return violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}`))
        }"""
    )
    return found
