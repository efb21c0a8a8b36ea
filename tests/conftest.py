"""Fixtures for every test: a database of its own, on the databases asked for, and the browser of this machine."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from coordinator import migrate
from operations import store
from realtime.transaction import Database
from tests.support.browser import Windows, chromium, launch_arguments, windows_of
from tests.support.emptying import Reused, emptying_postgresql, emptying_sqlite
from tests.support.outside import refused
from tests.support.postgres import Databases, running_server
from tests.support.server import Server, serving

KINDS = {"sqlite": ("sqlite",), "postgresql": ("postgresql",), "both": ("sqlite", "postgresql")}
SERVER = pytest.StashKey[str]()
STOPPING = pytest.StashKey[ExitStack]()

# Nothing is timed: two cores may be busy. Where CI is set, Hypothesis draws the same examples each time.
settings.register_profile("suite", deadline=None, print_blob=True)
settings.load_profile("suite")


class Worker(Protocol):
    """What pytest-xdist says of a worker before it starts."""

    config: pytest.Config
    workerinput: dict[str, Any]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the run choose its databases: SQLite alone is quick, both is what a merge must pass."""
    parser.addoption("--database", choices=sorted(KINDS), default="sqlite", help="run on which databases")
    parser.addoption("--slow-answers", metavar="MS", default="", help="let each answer of a server wait up to so long")


def pytest_configure(config: pytest.Config) -> None:
    """Find or start the PostgreSQL server once per run, in the process the workers come from."""
    os.environ["SLOW_ANSWERS"] = config.getoption("--slow-answers")
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[SERVER] = given["postgresql"]
        return
    config.stash[STOPPING] = stopping = ExitStack()
    asked = config.getoption("--database") != "sqlite" and not config.getoption("collectonly")
    config.stash[SERVER] = stopping.enter_context(running_server()) if asked else ""


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Worker) -> None:
    """Tell each worker where the server is."""
    node.workerinput["postgresql"] = node.config.stash[SERVER]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    config.stash.get(STOPPING, ExitStack()).close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that touches a database once per database asked for."""
    if "database_kind" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", KINDS[metafunc.config.getoption("--database")], scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about PostgreSQL alone where only SQLite was asked for."""
    if config.getoption("--database") == "sqlite":
        other = [item for item in items if "postgresql" in getattr(item, "fixturenames", ())]
        items[:] = [item for item in items if item not in other]
        config.hook.pytest_deselected(items=other)


@pytest.fixture(scope="session", autouse=True)
def nothing_outside() -> Iterator[None]:
    """Refuse every connection to another machine."""
    with refused():
        yield


@pytest.fixture(scope="session")
def fresh_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """Copy a migrated file, made once per worker, to a folder; return its URL."""
    template = tmp_path_factory.mktemp("template") / "template.sqlite3"
    migrate.upgrade(f"sqlite:///{template}")

    def copy(folder: Path) -> str:
        target = folder / "database.sqlite3"
        shutil.copyfile(template, target)
        return f"sqlite:///{target}"

    return copy


@pytest.fixture(scope="session")
def postgresql(pytestconfig: pytest.Config, testrun_uid: str, worker_id: str) -> Databases:
    """Make databases on the run's server, named so that neither workers nor runs meet."""
    return Databases(pytestconfig.stash[SERVER], f"test_{testrun_uid[:8]}_{worker_id}")


@pytest.fixture(scope="session")
def postgresql_template(postgresql: Databases) -> Iterator[str]:
    """Migrate one database per worker, for the others to be copied from: 16 ms each, as quick as emptying one."""
    url = postgresql.create()
    migrate.upgrade(url)
    yield url
    postgresql.drop(url)


@pytest.fixture
def empty_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of a database in which nothing is, not even a schema."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    databases: Databases = request.getfixturevalue("postgresql")
    url = databases.create()
    yield url
    databases.drop(url)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of a migrated, empty database that nobody else uses."""
    if database_kind == "sqlite":
        yield request.getfixturevalue("fresh_sqlite")(tmp_path)
        return
    databases: Databases = request.getfixturevalue("postgresql")
    url = databases.create(template=request.getfixturevalue("postgresql_template"))
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def reused_sqlite(fresh_sqlite: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reused]:
    """Open one embedded database per worker; a copy beside it stays empty."""
    empty, url = (fresh_sqlite(tmp_path_factory.mktemp(name)) for name in ("empty", "reused"))
    with Reused(url, lambda engine: emptying_sqlite(engine, empty)) as reused:
        yield reused


@pytest.fixture(scope="session")
def reused_postgresql(postgresql: Databases, postgresql_template: str) -> Iterator[Reused]:
    """Open one database per worker on the server."""
    url = postgresql.create(template=postgresql_template)
    with Reused(url, emptying_postgresql) as reused:
        yield reused
    postgresql.drop(url)


@pytest.fixture
def database(database_kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Yield a migrated, empty database that nobody else uses, opened as the product opens it.

    It is the worker's, emptied; the test's own, at `database_url`, where that is asked for too.
    """
    if "database_url" not in request.fixturenames:
        reused: Reused = request.getfixturevalue(f"reused_{database_kind}")
        yield reused.emptied()
        return
    with closing(store.open_database(request.getfixturevalue("database_url"))) as opened:
        yield opened


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    """Serve the product on a database of the test's own, in a process of its own."""
    with serving(database_url, tmp_path / "instance") as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the machine's Chromium, headless."""
    return {**browser_type_launch_args, "executable_path": str(chromium()), "args": launch_arguments()}


@pytest.fixture
def windows(browser: Browser) -> Iterator[Windows]:
    """Give private windows, one per person of a story; an error in any page fails the test."""
    with windows_of(browser) as opened:
        yield opened
