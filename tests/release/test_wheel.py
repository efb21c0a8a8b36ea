"""The wheel: built from what git knows, installed where there is no checkout, and served from there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.coordinator.server.test_serving import Person, sign_in
from tests.reports import a_seizure, goods
from tests.story.people import under_way, wall
from tests.support.server import Server
from tests.support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.release, pytest.mark.timeout(900)]

CODE = "RELEASE"
AT = f"/operations/{CODE}"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet")


@dataclass(frozen=True, slots=True)
class Built:
    """The clean source that was built from, and what came of it."""

    source: Path
    wheel: Path
    archive: Path


def run(*command: str | Path, cwd: Path, **environment: str) -> None:
    """Run a program; when it fails, say what it said."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build as somebody does who has just cloned: nothing is there but what git would bring."""
    folder = tmp_path_factory.mktemp("release")
    source = folder / "source"
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0"):
        if name and (ROOT / name).exists():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    # With build isolation: what pyproject.toml says is needed for building is what is there for building.
    run(*PIP, "wheel", "--no-deps", "--wheel-dir", folder, source, cwd=folder)
    run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", folder, cwd=source)
    (wheel,), (archive,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Built(source, wheel, archive)


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty environment, with the packages the lock names; return its Python."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / "bin" / "python"
    into = (*PIP, "--python", python, "install", "--no-deps")
    run(*into, "--require-hashes", "-r", built.source / "requirements.lock", cwd=folder)
    run(*into, built.wheel, cwd=folder)
    run(*PIP, "--python", python, "check", cwd=folder)
    return python


@pytest.fixture
def server(installed: Path, tmp_path: Path) -> Iterator[Server]:
    """Serve from the wheel, in a folder of its own."""
    home = tmp_path / "home"
    running = Server(f"sqlite:///{home / 'operations.sqlite3'}", home, python=installed)
    assert running.run("migrate").returncode == 0
    running.start()
    yield running
    running.stop()


def test_a_source_archive_brings_everything_and_nothing_that_npm_fetched(built: Built) -> None:
    with tarfile.open(built.archive) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"migrations/HEAD", "frontend/package-lock.json", "frontend/dist/index.html", "README.md"} <= names
    assert {"requirements.lock", ".make/frontend.py", "coordinator/deploy/nginx.conf"} <= names
    assert [name for name in names if "node_modules" in name or name.startswith((".ci", ".venv"))] == []


def test_a_wheel_made_of_the_source_archive_is_the_same(built: Built, tmp_path: Path) -> None:
    # Without npm: an archive carries its front end built, and whoever installs from it needs no second registry.
    broken = {"PATH": "/usr/bin:/bin", "npm_config_offline": "true", "npm_config_cache": str(tmp_path / "none")}
    run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "-w", tmp_path, built.archive, cwd=tmp_path, **broken)
    (again,) = tmp_path.glob("*.whl")
    with ZipFile(built.wheel) as one, ZipFile(again) as other:
        assert {each.filename: each.CRC for each in one.infolist()} == {
            each.filename: each.CRC for each in other.infolist()
        }


def test_the_wheel_serves_the_story_where_there_is_no_checkout(server: Server) -> None:
    link = server.run("seat", "--first", "--name", "Ana Ferreira").stdout.split()[0]
    coordinator = sign_in(server, link)
    page_and_its_script_are_served(server)
    publish(coordinator, CODE, under_way(datetime.now(UTC)).model_dump(mode="json"))
    contact_point = sign_in(server, a_seat(coordinator, role="ncp", country="BR"))
    accepted = contact_point.call("POST", f"{AT}/answers", {"version": 1, "country": "BR", "answer": "accept"})
    assert accepted[0] == 200, accepted
    officer = sign_in(server, a_seat(coordinator, role="officer", airport="GRU"))
    with contact_point.board() as board:
        assert board.watch(CODE)["ok"] is True
        filed = file_a_seizure(officer)
        assert any(put["key"].startswith("log:") for put in board.next("step")["put"])
    chosen = {"reports": [{"id": filed["id"], "version": filed["version"]}]}
    assert contact_point.call("POST", f"{AT}/validations", chosen)[0] == 200
    status, figures = officer.call("GET", f"{AT}/after-action")
    assert (status, figures["seizures"]["total"]["validated"]) == (200, "1")
    assert "cocaïne" in download(coordinator, "reports.csv").decode().lower(), "the words are inside the wheel"
    assert download(coordinator, "after-action.pdf").startswith(b"%PDF-"), "and so are the fonts"


def test_the_wheel_brings_published_results_and_the_operators_commands(
    server: Server, installed: Path, tmp_path: Path
) -> None:
    (published,) = installed.parents[1].glob("lib/*/site-packages/coordinator/sample/published")
    said = json.loads((published / "cocair_3.json").read_text(encoding="utf-8"))
    coordinator = sign_in(server, server.run("seat", "--first", "--name", "Ana").stdout.split()[0])
    publish(coordinator, said["code"], said["plan"])
    seat = next(line.split()[0] for line in server.run("seat", "--list").stdout.splitlines() if said["code"] in line)
    naming = ("--operation", said["code"], "--as", seat, "--decimal", "POINT")
    imported = server.run("report", "import", str(published / "cocair_3.csv"), *naming)
    assert imported.returncode == 0, imported.stdout + imported.stderr
    for command in (["doctor"], ["verify"], ["backup", str(tmp_path / "copy")]):
        done = server.run(*command)
        assert done.returncode == 0, done.stdout + done.stderr


def page_and_its_script_are_served(server: Server) -> None:
    with closing(HTTPConnection("127.0.0.1", server.port)) as connection:
        connection.request("GET", "/operations")
        page = connection.getresponse().read().decode()
        script = page.partition('src="')[2].partition('"')[0]
        connection.request("GET", script)
        answer = connection.getresponse()
        answer.read()
        assert (script[:8], answer.status) == ("/assets/", 200)


def publish(coordinator: Person, code: str, plan: object) -> None:
    assert coordinator.call("POST", "/operations", {"code": code, "name": "From a wheel"})[0] == 201
    saving = {"version": 1, "name": "From a wheel", "plan": plan}
    assert coordinator.call("PUT", f"/operations/{code}/plan", saving)[0] == 200
    published = coordinator.call("POST", f"/operations/{code}/publish", {"version": 2, "entered_after_the_fact": True})
    assert published[0] == 200, published


def a_seat(coordinator: Person, **seat: str) -> str:
    status, given = coordinator.call("POST", f"{AT}/seats", {"name": "Somebody", **seat})
    assert status == 201, given
    return str(given["link"])


def file_a_seizure(officer: Person) -> dict[str, object]:
    occurred = wall(datetime.now(UTC) - timedelta(hours=5))
    body = a_seizure(occurred=occurred, goods=[goods("cocaine", "1")])
    report = {"id": "6a2f6b0e-9f4b-4b8c-9d55-3c1f5f0f2a11", "airport": "GRU", "body": body, "note": ""}
    status, receipt = officer.call("POST", f"{AT}/reports", report)
    assert status == 201, receipt
    found: dict[str, object] = {"id": report["id"], "version": receipt["version"]}
    return found


def download(person: Person, name: str) -> bytes:
    with closing(HTTPConnection("127.0.0.1", person.server.port)) as connection:
        connection.request("GET", f"/api/v1{AT}/{name}?language=fr", headers={"Cookie": person.cookie})
        return connection.getresponse().read()
