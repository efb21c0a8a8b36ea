"""`coordinator serve`: answer browsers until told to stop."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from coordinator import config, logs, wsgi

if TYPE_CHECKING:
    import argparse

    from coordinator.commands import Commands


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("serve", help="answer browsers until told to stop")
    made.set_defaults(run=run)


def run(_asked: argparse.Namespace) -> int:
    """Serve with the settings of the environment."""
    settings = config.read(os.environ)
    logs.configure()
    try:
        wsgi.serve(settings)
    except wsgi.CannotServe as error:
        print(error, file=sys.stderr)
        return 2
    return 0
