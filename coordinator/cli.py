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

import coordinator.commands
from coordinator.config import BadSetting


def parser() -> argparse.ArgumentParser:
    """Return the parser with every command there is."""
    made = argparse.ArgumentParser(
        prog="coordinator", description="Joint operations at airports: plan, report, account."
    )
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for found in sorted(module.name for module in pkgutil.iter_modules(coordinator.commands.__path__)):
        importlib.import_module(f"{coordinator.commands.__name__}.{found}").register(commands)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the process's exit status: 0 done, 1 found something wrong, 2 could not begin."""
    asked = parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = asked.run
    try:
        return run(asked)
    except BadSetting as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
