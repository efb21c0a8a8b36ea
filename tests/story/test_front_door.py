"""The first step of everybody: a one-time link, opened over TLS through the proxy we ship."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from operations import store
from operations.policy import Role
from tests.story.people import Person, Stage, an_operation_under_way
from tests.support.browser import Windows
from tests.support.proxy import Proxy, a_proxy, proxying
from tests.support.server import serving

pytestmark = pytest.mark.browser


@pytest.fixture
def installed(fresh_sqlite: Callable[[Path], str], tmp_path: Path, windows: Windows) -> Iterator[tuple[Stage, Proxy]]:
    """Serve an operation under way behind the proxy."""
    url, proxy = fresh_sqlite(tmp_path), a_proxy(tmp_path / "proxy")
    db = store.open_database(url)
    story = an_operation_under_way(db)
    with (
        serving(url, tmp_path / "home", PUBLIC_URL=proxy.url, PROXIES="1") as server,
        proxying(tmp_path / "proxy", proxy, [server.port]),
    ):
        yield Stage(server, windows, story), proxy
    db.close()


def test_a_one_time_link_leads_through_the_proxy_to_a_board_that_is_live(installed: tuple[Stage, Proxy]) -> None:
    stage, proxy = installed
    page = stage.windows.open(proxy.url)
    opened: list[str] = []
    page.on("websocket", lambda socket: opened.append(socket.url))
    watch = Person(page, "en", stage.story.code)
    page.goto(f"/sign-in#{stage.token(Role.OCU, name='Watch', unit='Dakar')}")
    watch.button("identity:sign_in.do").click()
    watch.button("identity:sign_in.without").click()
    expect(page).not_to_have_url(re.compile("/sign-in"))
    watch.go("board")
    expect(page.locator("[data-link=live]")).to_be_visible()
    assert opened
    assert all(url.startswith(proxy.url.replace("https:", "wss:")) for url in opened)
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == ("__Host-session", True, True)
