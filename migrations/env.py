"""Run migrations. They import nothing of ours: what a table was must not change when the code does."""

from alembic import context
from sqlalchemy import create_engine, event, pool, text

# A number of our own choosing: whoever holds this advisory lock on PostgreSQL is migrating.
LOCK = 7_204_001


def run() -> None:
    """Run them on a connection of their own, one process at a time."""
    # A test that compares the schema with the models hands their metadata over; nobody else does.
    metadata = context.config.attributes.get("metadata")
    engine = create_engine(context.config.get_main_option("sqlalchemy.url", ""), poolclass=pool.NullPool)
    embedded = engine.dialect.name == "sqlite"
    if embedded:

        @event.listens_for(engine, "connect")
        def _connected(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 the driver's own types
            connection.isolation_level = None
            connection.execute("PRAGMA busy_timeout=30000")
            connection.execute("PRAGMA journal_mode=WAL")

        @event.listens_for(engine, "begin")
        def _begun(connection) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 the driver's own types
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=embedded,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            if not embedded:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            context.run_migrations()


run()
