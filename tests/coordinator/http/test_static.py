"""The built front end as browsers get it: packed where they take it, and nothing from beside its folder."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest

from coordinator.http import static
from tests.browsers import House

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from realtime.transaction import Database

SCRIPT = b"console.log('board')\n"


@pytest.fixture
def visitor(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html>")
    (built / "worker.js").write_bytes(SCRIPT)
    (built / "assets" / "board-abc.js").write_bytes(SCRIPT)
    (built / "assets" / "board-abc.js.br").write_bytes(b"brotli")
    (built / "assets" / "board-abc.js.gz").write_bytes(b"gzip")
    (built / "index.html.gz").write_bytes(b"the page, packed")
    (tmp_path / "secret.js").write_text("secret")
    monkeypatch.setattr(static, "frontend", lambda: built)
    client: FlaskClient = House(database, tmp_path).app.test_client()
    return client


def test_a_script_comes_as_small_as_the_browser_takes_it(visitor: FlaskClient) -> None:
    for accepts, given in (("gzip, deflate, br, zstd", "br"), ("gzip, br;q=0", "gzip")):
        answered = visitor.get("/assets/board-abc.js", headers={"Accept-Encoding": accepts}, buffered=True)
        assert (answered.headers["Content-Encoding"], answered.headers["Vary"]) == (given, "Accept-Encoding")
        assert answered.data == {"br": b"brotli", "gzip": b"gzip"}[given]
        assert answered.headers["Content-Type"].startswith("text/javascript")
        assert "immutable" in answered.headers["Cache-Control"]


def test_what_was_packed_is_not_sent_again_to_whoever_has_it(visitor: FlaskClient) -> None:
    first = visitor.get("/", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert (first.data, first.headers["Cache-Control"]) == (b"the page, packed", "no-cache")
    asking = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    assert visitor.get("/operations", headers=asking, buffered=True).status_code == 304


def test_a_script_comes_as_it_is_to_one_that_does_not(visitor: FlaskClient) -> None:
    for accepts in ("identity", "gzip;q=0"):
        answered = visitor.get("/assets/board-abc.js", headers={"Accept-Encoding": accepts}, buffered=True)
        assert (answered.data, answered.headers.get("Content-Encoding")) == (SCRIPT, None)
        assert "immutable" in answered.headers["Cache-Control"]


def test_nothing_beside_the_folder_is_served_packed_or_not(visitor: FlaskClient) -> None:
    for accepts in ("br", "gzip", "identity"):
        answered = visitor.get("/assets/..%2f..%2fsecret.js", headers={"Accept-Encoding": accepts}, buffered=True)
        assert b"secret" not in answered.data
        assert visitor.get("/assets/gone.js", headers={"Accept-Encoding": accepts}, buffered=True).status_code == 404


def test_every_address_of_a_page_gets_the_page(visitor: FlaskClient) -> None:
    assert visitor.get("/operations/COCAIR-SAMPLE/board", buffered=True).data == b"<!doctype html>"


def test_of_what_a_page_brings_within_itself_its_policy_names_just_that(visitor: FlaskClient, tmp_path: Path) -> None:
    page = tmp_path / "dist" / "index.html"
    for said in ("first", "second release"):
        page.write_text(f"<style>{said}</style><script src='/x.js'></script><script>{said}</script>", encoding="utf-8")
        named = base64.b64encode(hashlib.sha256(said.encode()).digest()).decode()
        policy = visitor.get("/sign-in", buffered=True).headers["Content-Security-Policy"]
        assert f"script-src 'self' 'sha256-{named}'; style-src 'self' 'sha256-{named}';" in policy
    elsewhere = visitor.get("/worker.js", buffered=True).headers["Content-Security-Policy"]
    assert "script-src 'self'; style-src 'self';" in elsewhere


def test_the_worker_rules_over_all_pages_and_is_asked_for_anew_each_time(visitor: FlaskClient) -> None:
    answered = visitor.get("/worker.js?language=pt", headers={"Accept-Encoding": "identity"}, buffered=True)
    assert (answered.status_code, answered.data) == (200, SCRIPT)
    assert answered.headers["Cache-Control"] == "no-cache", "a release takes the place of the one before at once"
    assert answered.headers["Content-Type"].startswith("text/javascript")
    assert "worker-src 'self'" in answered.headers["Content-Security-Policy"]
    assert "Service-Worker-Allowed" not in answered.headers, "its own place is where the site begins"
