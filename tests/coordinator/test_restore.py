"""A backup, brought back: into an empty database only, whole or not at all, and proved."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coordinator import cli
from coordinator.identity import keys
from operations.store import open_database
from tests.builders import UNDER_WAY, an_operation
from tests.reports import Desk, a_seizure, goods

if TYPE_CHECKING:
    from realtime.transaction import Database

Said = pytest.CaptureFixture[str]


@pytest.fixture
def backup(database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy a database with an operation and a report in it."""
    Desk(an_operation(database).at(UNDER_WAY)).file("GRU", a_seizure(goods=[goods("cocaine", "1")]))
    monkeypatch.setenv("COORDINATOR_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert cli.main(["backup", str(tmp_path / "backup")]) == 0
    return tmp_path / "backup"


def heads(capsys: Said) -> list[str]:
    """Return what `verify` says of each stream; signatures are the same for the same words."""
    capsys.readouterr()
    assert cli.main(["verify"]) == 0
    return capsys.readouterr().out.splitlines()[:-2]


def test_a_backup_restores_to_what_it_was_made_of(
    backup: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    assert not keys.exposed(backup)
    before = heads(capsys)
    monkeypatch.setenv("DATABASE_URL", empty_url)
    assert cli.main(["restore", str(backup)]) == 0
    assert "Now prove it: coordinator verify" in capsys.readouterr().out
    assert heads(capsys) == before


def test_nothing_is_restored_over_a_database(backup: Path, database: Database, capsys: Said) -> None:
    assert cli.main(["restore", str(backup)]) == 1
    assert " already. " in capsys.readouterr().err
    assert cli.main(["verify"]) == 0
    database.close()


def test_what_is_no_backup_leaves_the_database_empty(
    backup: Path, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_url)
    torn = tmp_path / "torn"
    torn.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    other = tmp_path / "other"
    other.write_text("report,airport\n")
    for file, status in ((torn, 1), (other, 2), (tmp_path / "nowhere", 2)):
        capsys.readouterr()
        assert cli.main(["restore", str(file)]) == status
        assert str(file) in capsys.readouterr().err or status == 1
    with closing(open_database(empty_url)):
        assert cli.main(["restore", str(backup)]) == 0, "it was left empty"
