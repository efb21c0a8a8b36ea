"""The migrations alone make the schema, and make the one the models mean."""

from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from coordinator import migrate
from realtime.database import Base, open_engine
from tests.support.source import modules

SQLITE_OBJECTS = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
POSTGRESQL_OBJECTS = """
    SELECT 'column', table_name, column_name || ' ' || data_type || ' ' || is_nullable
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'trigger', tgname::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', proname::text, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'type', typname::text, '' FROM pg_type
      WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'
"""


def objects(url: str) -> set[tuple[str, str, str]]:
    """Return everything a database holds but rows and Alembic's own table, as kind, name and definition."""
    engine = open_engine(url)
    query = SQLITE_OBJECTS if engine.dialect.name == "sqlite" else POSTGRESQL_OBJECTS
    with engine.connect() as connection:
        found = {(kind, name, _told(str(text))) for kind, name, text in connection.execute(sa.text(query))}
    engine.dispose()
    return {each for each in found if not each[1].startswith("alembic_version")}


def _told(definition: str) -> str:
    """Return a definition with its constraints in one order: a table made anew has them as they happen to come."""
    lines = [line.rstrip(", ") for line in definition.splitlines()]
    return "\n".join(sorted(lines, key=lambda line: line if line.startswith("\tCONSTRAINT") else ""))


def drift(url: str) -> list[Any]:
    """Return what would have to change for a database to be what the models say."""
    for module in modules():
        if "__tablename__" in module.path.read_text(encoding="utf-8"):
            import_module(module.name)
    engine = open_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences: list[Any] = compare_metadata(context, Base.metadata)
    engine.dispose()
    return differences


def test_going_up_down_and_up_again_makes_the_same_schema_without_drift(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    first = objects(empty_url)
    migrate.downgrade(empty_url)
    assert objects(empty_url) == set()
    migrate.upgrade(empty_url)
    assert objects(empty_url) == first
    assert drift(empty_url) == []


def test_what_is_written_once_can_be_neither_changed_nor_deleted(database_url: str) -> None:
    guarded = {name for kind, name, _ in objects(database_url) if kind == "trigger"}
    assert any("entries" in name for name in guarded)
    assert any("lines" in name for name in guarded)


def test_migrations_are_one_numbered_line_and_head_names_its_end() -> None:
    scripts = ScriptDirectory(str(migrate.scripts()))
    line = [script.revision for script in scripts.walk_revisions()]
    assert sorted(line) == [f"{number:04}" for number in range(1, len(line) + 1)]
    last = scripts.get_revision("head")
    # By its whole name: two branches that take the same number write the same number, and git sees no conflict.
    assert (Path(migrate.scripts()) / "HEAD").read_text().strip() == Path(last.path).stem
