"""Bear servers that have everything imported already, so that a test may kill twenty of them and not wait for imports.

Reads one JSON order a line: `{"serve": environment}` is answered with a process id, `{"end": id, "by": signal}` once
that process is gone. What is born runs `coordinator serve`. Whatever lives when the orders
end is killed, and Linux ends the cradle with the run and the born with the cradle, however either of them ends:
nothing outlives the test run.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402 as in `coordinator.cli`, the loop must be gevent's before anything else is imported
import ctypes  # noqa: E402 as the line before
import json  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from contextlib import suppress  # noqa: E402

from coordinator.commands import serve  # noqa: E402
from coordinator.http.doors import every_noun  # noqa: E402

# gevent's own would start its loop here, before the fork; a newborn must begin without one, like a fresh process.
fork = monkey.get_original("os", "fork")
waitpid = monkey.get_original("os", "waitpid")


def end_with(parent: int) -> None:
    """Let Linux kill this process when its parent ends (PR_SET_PDEATHSIG, 1), or end now if it has ended already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def bear(environment: dict[str, str]) -> int:
    """Return the id of a new server; its words go to `server.log` in its home."""
    parent = os.getpid()
    process: int = fork()
    if process:
        return process
    end_with(parent)
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    log = os.open(f"{environment['COORDINATOR_HOME']}/server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os._exit(serve.run(argparse.Namespace(workers=1, worker=False)))


def end(process: int, by: int) -> None:
    """Send a signal and wait until the process is gone."""
    with suppress(ProcessLookupError):
        os.kill(process, by)
    waitpid(process, 0)


def main() -> None:
    """Follow orders until there are no more."""
    end_with(int(sys.argv[1]))
    list(every_noun())  # the doors are imported by whoever first asks for them
    living: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "serve" in order:
            born = bear(order["serve"])
            living.add(born)
            print(born, flush=True)  # noqa: T201 this is the answer
        else:
            end(order["end"], order["by"])
            living.discard(order["end"])
            print(order["end"], flush=True)  # noqa: T201 this is the answer
    for process in living:
        end(process, signal.SIGKILL)


if __name__ == "__main__":
    main()
