"""Bring a database's schema to the head that this release needs; Alembic alone makes it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from realtime.database import normalised, open_engine


def scripts() -> Path:
    """Return the folder of the migrations: the checkout's, or the copy inside the installed package."""
    beside = Path(__file__).resolve().parent.parent / "migrations"
    if (beside / "env.py").is_file():
        return beside
    return Path(str(import_module("coordinator").__file__)).parent / "_migrations"


def config(url: str) -> Config:
    """Return Alembic's configuration for a database."""
    made = Config()
    made.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    # Alembic reads it through configparser, to which a bare % begins an interpolation.
    made.set_main_option("sqlalchemy.url", normalised(url).render_as_string(hide_password=False).replace("%", "%%"))
    return made


def upgrade(url: str, to: str = "head") -> None:
    """Run every migration up to a revision; several processes may call it at once, one does it."""
    command.upgrade(config(url), to)


def downgrade(url: str, to: str = "base") -> None:
    """Run the migrations backwards, down to a revision."""
    command.downgrade(config(url), to)


def state(url: str) -> tuple[str | None, str | None]:
    """Return the revision a database is at and the one this release needs."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return present, ScriptDirectory.from_config(config(url)).get_current_head()
