"""The operation that doors are walked in."""

from __future__ import annotations

from pathlib import Path

import pytest

from realtime.transaction import Database
from tests.doors.world import World


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    """Make it anew; a failure is answered with 500 as in a real installation, so that a walk finds it."""
    made = World(database, tmp_path)
    made.house.app.testing = False
    return made
