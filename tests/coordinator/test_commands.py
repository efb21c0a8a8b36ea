"""The operator's commands: the first coordinator, proofs, self-test, backups."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import insert, select, update

from coordinator import cli, migrate
from coordinator.config import BadSetting, read
from coordinator.identity import keys
from operations.store import open_database
from realtime.feed import BoardRow
from tests.builders import UNDER_WAY, an_operation
from tests.reports import Desk, a_seizure, goods


@pytest.fixture
def url(fresh_sqlite: Callable[[Path], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Settings of an installation with a migrated, empty, embedded database."""
    made = fresh_sqlite(tmp_path)
    monkeypatch.setenv("COORDINATOR_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", made)
    return made


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Settings of an installation on each of the databases."""
    monkeypatch.setenv("COORDINATOR_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)
    return database_url


Said = pytest.CaptureFixture[str]


def test_the_first_coordinator_gets_a_link_and_there_is_only_one(settings: str, capsys: Said) -> None:
    assert settings
    assert cli.main(["seat", "--first", "--name", "Ana Ferreira", "--language", "pt"]) == 0
    assert re.match(r"http://127\.0\.0\.1:8000/sign-in#[\w-]{43}\n", capsys.readouterr().out)
    assert cli.main(["seat", "--first", "--name", "Kofi"]) == 1
    assert "--link" in capsys.readouterr().err
    assert cli.main(["seat", "--list"]) == 0
    seat_id, role, operation, _, *name = capsys.readouterr().out.split()
    assert (role, operation, name) == ("coordinator", "(platform)", ["Ana", "Ferreira"])
    assert cli.main(["seat", "--link", seat_id]) == 0
    assert cli.main(["seat", "--link", "nobody"]) == 1


def test_a_coordinator_needs_a_name(url: str, capsys: Said) -> None:
    assert url
    assert cli.main(["seat", "--first", "--name", " "]) == 2
    assert "NAME" in capsys.readouterr().err


def test_verify_signs_each_head_for_who_keeps_it(settings: str, capsys: Said) -> None:
    assert settings
    cli.main(["seat", "--first", "--name", "Ana"])
    capsys.readouterr()
    assert cli.main(["verify"]) == 0
    *heads, signer, verdict = capsys.readouterr().out.splitlines()
    assert verdict == "Every chain holds, and every sum agrees with its lines."
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer.split()[2]))
    for line in heads:
        said, _, signature = line.rpartition(" ")
        key.verify(bytes.fromhex(signature), said.encode())


def test_verify_finds_what_was_changed_behind_our_back(url: str, tmp_path: Path, capsys: Said) -> None:
    assert url
    cli.main(["seat", "--first", "--name", "Ana"])
    with closing(sqlite3.connect(tmp_path / "database.sqlite3")) as database, database:
        database.execute("DROP TRIGGER entries_no_update")
        database.execute("UPDATE entries SET body = '{}' WHERE seq = 2")
    assert cli.main(["verify"]) == 1
    assert re.search(r"^BROKEN  stream \d+ breaks at \d+: digest$", capsys.readouterr().out, re.MULTILINE)


def test_verify_recounts_what_reports_say(url: str, tmp_path: Path, capsys: Said) -> None:
    with closing(open_database(url)) as opened:
        Desk(an_operation(opened).at(UNDER_WAY)).file("GRU", a_seizure(goods=[goods("cocaine", "1")]))
    assert cli.main(["verify"]) == 0
    with closing(sqlite3.connect(tmp_path / "database.sqlite3")) as database, database:
        database.execute("""UPDATE report_editions SET body = replace(body, '"quantity":"1"', '"quantity":"9"')""")
        database.execute("UPDATE board_rows SET row = '{}' WHERE key = 'operation'")
    capsys.readouterr()
    assert cli.main(["verify"]) == 1
    said = capsys.readouterr().out
    assert "BROKEN  COCAIR-VII: Difference(against='reports'" in said
    assert "BROKEN  COCAIR-VII: the board's row operation " in said


def test_a_backup_never_writes_over_a_file(url: str, tmp_path: Path, capsys: Said) -> None:
    assert url
    (tmp_path / "kept").write_text("precious")
    assert cli.main(["backup", str(tmp_path / "kept")]) == 2
    assert (tmp_path / "kept").read_text() == "precious"
    assert "File exists" in capsys.readouterr().err


def test_migrate_makes_the_schema_and_says_when_it_is_there(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("COORDINATOR_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", empty_url)
    assert cli.main(["migrate"]) == 0
    assert capsys.readouterr().out.startswith("The schema went from nothing to ")
    assert cli.main(["migrate"]) == 0
    assert capsys.readouterr().out.endswith("already.\n")
    present, needed = migrate.state(empty_url)
    assert present == needed


def test_migrate_writes_anew_what_an_older_release_drew_on_boards(settings: str, tmp_path: Path, capsys: Said) -> None:
    keys.secret_key(tmp_path)
    db = open_database(settings)
    story = an_operation(db)
    older = '{"code":"COCAIR-VII"}'
    with db.engine.begin() as connection:
        connection.execute(update(BoardRow).where(BoardRow.key == "operation").values(row=older))
        gone = {"stream_id": story.stream_id, "key": "tally:gone", "seq": 1, "circle": "plan", "row": "{}"}
        connection.execute(insert(BoardRow).values(**gone))
    assert cli.main(["verify"]) == 1
    capsys.readouterr()
    assert cli.main(["migrate"]) == 0
    assert "Boards of COCAIR-VII: 2 rows were written anew" in capsys.readouterr().out
    assert cli.main(["verify"]) == 0
    capsys.readouterr()
    assert cli.main(["migrate"]) == 0
    assert capsys.readouterr().out.endswith("already.\n")
    with db.reading() as session:
        # What was drawn then is still what was drawn then: a board as at that moment shows it.
        drawn = session.scalars(select(BoardRow.row).where(BoardRow.key == "operation").order_by(BoardRow.seq)).all()
    assert drawn[0] == older
    assert len(drawn) == 2
    db.close()


def test_doctor_names_what_is_wrong(url: str, tmp_path: Path, capsys: Said) -> None:
    assert url
    keys.secret_key(tmp_path)
    (tmp_path / keys.SECRET).chmod(0o644)
    assert cli.main(["doctor"]) == 1
    assert f"✗ {tmp_path / keys.SECRET} can be read by others" in capsys.readouterr().out


def test_doctor_finds_a_database_of_another_release(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("COORDINATOR_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", empty_url)
    assert cli.main(["doctor"]) == 1
    assert "✗ The schema is at nothing" in capsys.readouterr().out


def test_doctor_is_content_with_a_database_of_ours(settings: str, capsys: Said) -> None:
    assert settings
    cli.main(["doctor"])
    said = capsys.readouterr().out
    assert "✓ The schema is at " in said
    assert "✓ Zone data is tzdata " in said
    assert "✗ SQLite" not in said


def test_the_interface_can_be_printed_without_an_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["openapi"]) == 0
    assert json.loads(capsys.readouterr().out)["openapi"] == "3.1.0"
    assert list(tmp_path.iterdir()) == []


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    assert keys.secret_key(tmp_path) == keys.secret_key(tmp_path)
    assert keys.public_text(keys.signing_key(tmp_path)) == keys.public_text(keys.signing_key(tmp_path))
    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o600, 0o600]
    (tmp_path / keys.SIGNING).chmod(0o640)
    with pytest.raises(keys.Exposed):
        keys.signing_key(tmp_path)


@pytest.mark.parametrize(
    "environ",
    [
        {"PORT": "http"},
        {"PORT": "70000"},
        {"PUBLIC_URL": "ops.example.org"},
        {"PUBLIC_URL": "https://a/b"},
        {"DATABASE_URL": "mysql://here/ops"},
        {"DATABASE_URL": "the usual one"},
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=next(iter(environ))):
        read(environ)


def test_a_database_that_cannot_be_used_is_a_sentence(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("COORDINATOR_HOME", str(tmp_path))
    for url in (empty_url, "postgresql://nobody@127.0.0.1:1/nothing"):
        monkeypatch.setenv("DATABASE_URL", url)
        for command in (["seat", "--list"], ["verify"]):
            assert cli.main(command) == 2
            assert re.match(
                r"The database cannot be used: .+\n(.*\n)*.+: coordinator doctor\n", capsys.readouterr().err
            )


def test_behind_tls_the_cookie_is_bound_to_the_host() -> None:
    assert read({"PUBLIC_URL": "https://ops.example.org"}).cookie == "__Host-session"
    assert read({}).cookie == "session"
