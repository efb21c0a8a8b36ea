"""`coordinator serve`: answer browsers until told to stop."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Final

from coordinator import config, logs
from coordinator.server import process, workers
from coordinator.server.lock import CannotServe

if TYPE_CHECKING:
    from coordinator.commands import Commands

MOST: Final = 64


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("serve", help="answer browsers until told to stop")
    made.add_argument(
        "--workers", type=count, default=1, metavar="N", help="processes on one port, before PostgreSQL: one a core"
    )
    made.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)  # what --workers starts
    made.set_defaults(run=run)


def count(said: str) -> int:
    """Return how many workers are asked for; argparse explains a ValueError."""
    number = int(said)
    if not 1 <= number <= MOST:
        raise ValueError(said)
    return number


def run(asked: argparse.Namespace) -> int:
    """Serve with the settings of the environment."""
    settings = config.read(os.environ)
    logs.configure()
    try:
        if asked.workers > 1:
            workers.serve(settings, asked.workers)
        else:
            process.serve(settings, worker=asked.worker)
    except CannotServe as error:
        print(error, file=sys.stderr)
        return 2
    return 0
