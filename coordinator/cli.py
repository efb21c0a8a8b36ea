"""The `coordinator` command: one sub-command per module of `coordinator.commands`."""
# ruff: noqa: E402 the loop must be gevent's before anything imports a socket, a lock or a thread

import sys

SERVING = {"serve", "demo"}

if SERVING & set(sys.argv[1:2]):
    from gevent import monkey

    monkey.patch_all()

import argparse
import importlib
import pkgutil
from collections.abc import Callable, Sequence

from sqlalchemy.exc import DBAPIError

import coordinator.commands
from coordinator.config import BadSetting
from coordinator.identity.keys import Exposed


def parser(asked: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser: of the command asked for, or of every command there is when none is."""
    made = argparse.ArgumentParser(
        prog="coordinator", description="Joint operations at airports: plan, report, account."
    )
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    known = sorted(module.name for module in pkgutil.iter_modules(coordinator.commands.__path__))
    # A command is called as its module, so the others need not be loaded: `serve` has no use for the sample's words.
    for found in [name for name in known if name in asked[:1]] or known:
        importlib.import_module(f"{coordinator.commands.__name__}.{found}").register(commands)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the process's exit status: 0 done, 1 found something wrong, 2 could not begin."""
    given = sys.argv[1:] if arguments is None else arguments
    asked = parser(given).parse_args(given)
    run: Callable[[argparse.Namespace], int] = asked.run
    try:
        return run(asked)
    except (BadSetting, Exposed) as error:
        print(error, file=sys.stderr)
    except DBAPIError as error:
        # The driver's own words say which role, database or table is missing; parameters are not among them.
        print(f"The database cannot be used: {error.orig}\nWhat is wrong with it: coordinator doctor", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
