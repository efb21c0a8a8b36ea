"""The proxy configuration we ship, tried with the nginx of this machine: TLS, cookies, addresses, boards."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from coordinator import config
from coordinator.identity import attempts
from tests.coordinator.server.test_serving import a_link
from tests.support.proxy import HOST, Proxy, a_proxy, proxying
from tests.support.server import Server, serving
from tests.support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coordinator.config import Config

SIGN_IN = "/api/v1/sign-in"


@pytest.fixture(scope="module")
def installed(
    fresh_sqlite: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Proxy]]:
    """Serve as the settings we ship say, behind the proxy we ship."""
    folder = tmp_path_factory.mktemp("installed")
    proxy = a_proxy(folder / "proxy")
    with (
        serving(fresh_sqlite(folder), folder / "home", PUBLIC_URL=proxy.url, PROXIES="1") as server,
        proxying(folder / "proxy", proxy, [server.port]),
    ):
        yield server, proxy


def test_behind_the_proxy_the_site_insists_on_tls(installed: tuple[Server, Proxy]) -> None:
    server, proxy = installed
    page, _ = proxy.ask("GET", "/")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")
    assert f"wss://{HOST}:{proxy.port}" in page.headers["Content-Security-Policy"]
    worker, _ = proxy.ask("GET", "/worker.js")
    assert (worker.status, worker.headers["Cache-Control"]) == (200, "no-cache")
    token = a_link(server)
    answer, _ = proxy.ask("POST", SIGN_IN, json.dumps({"token": token}), Origin=proxy.url)
    assert answer.status == 200
    name, _, attributes = answer.headers["Set-Cookie"].partition("=")
    assert name == "__Host-session"
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes.split("; "))
    with closing(http.client.HTTPConnection(HOST, proxy.plain_port)) as plain:
        plain.request("GET", "/operations?x=y")
        sent_on = plain.getresponse()
        assert (sent_on.status, sent_on.headers["Location"]) == (301, f"https://{HOST}/operations?x=y")


def test_a_browser_gets_all_of_a_page_over_one_connection_and_its_texts_packed(installed: tuple[Server, Proxy]) -> None:
    _, proxy = installed
    trusting = ssl.create_default_context(cafile=str(proxy.certificate))
    trusting.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection((HOST, proxy.port)) as plain,
        trusting.wrap_socket(plain, server_hostname=HOST) as line,
    ):
        assert line.selected_alpn_protocol() == "h2"
    page, _ = proxy.ask("GET", "/", Accept_Encoding="gzip, br")
    assert page.headers["Content-Encoding"] == "br"


def test_behind_the_proxy_each_address_has_its_own_limit_and_nobody_names_their_own(
    installed: tuple[Server, Proxy],
) -> None:
    _, proxy = installed

    def guess(number: int, come_from: str) -> int:
        body = json.dumps({"token": f"{number:08} is nobody's token"})
        # A header that a client sends is not believed: nginx writes the address it was connected from.
        answer, _ = proxy.ask("POST", SIGN_IN, body, come_from=come_from, X_Forwarded_For=f"192.0.2.{number}")
        return answer.status

    guessed = [guess(number, "127.0.0.3") for number in range(attempts.FAILED_PER_ADDRESS + 1)]
    assert guessed == [422] * attempts.FAILED_PER_ADDRESS + [429]
    assert guess(99, "127.0.0.4") == 422


def test_doctor_comes_in_by_the_front_door(installed: tuple[Server, Proxy], monkeypatch: pytest.MonkeyPatch) -> None:
    server, proxy = installed
    said = server.run("doctor").stdout
    assert f"✗ {proxy.url} cannot be reached from here: [SSL: CERTIFICATE_VERIFY_FAILED]" in said
    monkeypatch.setenv("SSL_CERT_FILE", str(proxy.certificate))
    said = server.run("doctor").stdout
    assert f"✓ {proxy.url} answers.\n✓ {proxy.url} lets boards in." in said
    monkeypatch.setitem(server.settings, "PROXIES", "0")
    assert "✗ TLS ends before this process, but PROXIES is 0" in server.run("doctor").stdout
    monkeypatch.setitem(server.settings, "PORT", "1")  # nobody listens there
    said = server.run("doctor").stdout
    assert f"! Nobody listens at 127.0.0.1:1; this database is served at 127.0.0.1:{server.port}. Look" in said


def test_every_setting_we_ship_is_one_that_is_read() -> None:
    shipped = (ROOT / "coordinator" / "deploy" / "coordinator.env").read_text(encoding="utf-8")
    settings = dict(line.split("=", 1) for line in shipped.splitlines() if not line.startswith("#"))
    read = config.read(settings)
    assert (read.database_url, str(read.home), read.public_url, str(read.proxies)) == tuple(settings.values())


def test_every_setting_we_offer_is_one_that_is_read() -> None:
    shipped = (ROOT / "coordinator" / "deploy" / "coordinator.env").read_text(encoding="utf-8")
    offered = dict(line[1:].split("=", 1) for line in shipped.splitlines() if re.match("#[A-Z]", line))
    assert config.read(offered) != config.read({})

    def without(name: str) -> Config | None:
        try:
            return config.read({**offered, name: ""})
        except config.BadSetting:
            return None

    assert [name for name in offered if without(name) == config.read(offered)] == []
