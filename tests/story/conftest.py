"""One served product for the stories of a file: starting it costs more than a story."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect

from operations import store
from tests.story.people import Stage, an_operation_under_way
from tests.support.browser import PATIENCE_MS, Windows, windows_of
from tests.support.server import Server, serving

expect.set_options(timeout=PATIENCE_MS)

LONGEST: Final = (
    "test_operation_week", "test_everyone", "test_board", "test_identity", "test_watching", "test_planning",
    "test_pictures", "test_reporting",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: the last one begun is what the other workers wait for."""
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(LONGEST)))


@pytest.fixture(scope="module")
def empty_house(fresh_sqlite: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve an installation in which nobody has a seat yet."""
    folder = tmp_path_factory.mktemp("house")
    with serving(fresh_sqlite(folder), folder / "instance") as running:
        yield running
        running.kill()  # how it stops politely, which takes seconds, is told elsewhere


@pytest.fixture(scope="module")
def open_windows(browser: Browser) -> Iterator[Windows]:
    """Give private windows that stay open for the stories of a file; an error in any page fails the last."""
    with windows_of(browser) as opened:
        yield opened


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    """Change nothing of the default plan; a file whose people need another one says in which fields."""
    return {}


@pytest.fixture(scope="module")
def stage(
    fresh_sqlite: Callable[[Path], str],
    tmp_path_factory: pytest.TempPathFactory,
    open_windows: Windows,
    plan: dict[str, Any],
) -> Iterator[Stage]:
    """Serve an operation that has been under way for two days."""
    folder = tmp_path_factory.mktemp("stage")
    url = fresh_sqlite(folder)
    db = store.open_database(url)
    story = an_operation_under_way(db, **plan)
    with serving(url, folder / "instance") as running:
        yield Stage(running, open_windows, story)
        running.kill()
    db.close()
