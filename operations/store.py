"""Join the domain to a database: the one place that says what every transaction settles on leaving."""

from __future__ import annotations

from operations.boards.project import project
from operations.ledger.post import settle
from operations.participation import models as _participation  # noqa: F401 so that every table is known
from operations.planning import models as _planning  # noqa: F401 so that every table is known
from operations.reports.cases import settle_cases
from operations.reports.joint import models as _joint  # noqa: F401 so that every table is known
from realtime.database import open_engine
from realtime.transaction import Database


def open_database(url: str) -> Database:
    """Return the database behind a URL, with the ledger, cases and boards settling in every transaction.

    The schema is Alembic's matter (`coordinator.migrate`); nothing is created here.
    """
    return Database(open_engine(url), projections=(settle, settle_cases, project))
