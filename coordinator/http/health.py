"""Say whether this process lives and can read its database, for whoever watches or balances it."""

from __future__ import annotations

from typing import Literal

from flask import current_app
from sqlalchemy import text

from coordinator import sockets
from coordinator.http.doors import Doors
from coordinator.http.installation import Installation
from coordinator.http.wire import View

doors = Doors("health", tag="Health")


class Health(View):
    """It is well; otherwise the answer is an error.

    `boards` says by which path open boards are reached: `stock` is slower and means that the log holds a warning.
    """

    status: str
    boards: Literal["straight", "stock"]


@doors.public("GET", "/health", answer=Health)
def read_health(house: Installation) -> Health:
    """Read one row of nothing from the database."""
    with house.db.reading() as session:
        session.execute(text("SELECT 1"))
    return Health(status="ok", boards="straight" if sockets.straight(current_app) else "stock")
