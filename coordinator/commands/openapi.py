"""`coordinator openapi`: print the description of the HTTP interface."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from coordinator.app import create_app
from coordinator.config import Config
from coordinator.http.openapi import document

if TYPE_CHECKING:
    import argparse

    from coordinator.commands import Commands


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("openapi", help="print the description of the HTTP interface")
    made.set_defaults(run=run)


def run(_asked: argparse.Namespace) -> int:
    """Print the document."""
    print(described())
    return 0


def described() -> str:
    """Return the document as text; it depends on the code alone, so no database is opened and no setting read."""
    app = create_app(Config(database_url="sqlite://", home=Path()))
    return json.dumps(document(app), ensure_ascii=False, indent=1, sort_keys=True)
