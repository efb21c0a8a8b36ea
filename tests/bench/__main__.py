"""`make bench`: how fast boards are told, and reports taken in, beside other servers, in alternating rounds of one run.

Two questions. *One after another*: an event is told once every board has the one before; what counts is how many
deliveries a second of the server's processor makes. *At a pace*: so many events a second whatever happens; what counts
is how much of a processor that takes and how old an event is when a board has it.

Then how fast reports are taken in (`intake`), how fast a ledger is counted anew (`recount`), and how old an operation
may get: what requests cost as it grows (`growth`); and how soon a page stands on a slow line (`line`). `ONLY=boards`,
`intake`, `recount`, `growth` or `line` measures that alone; the tables of what is left out stay as they were.

`QUICK=1` asks less, in under two minutes, and only prints: the slow line, which is two minutes by itself, only where it
is asked for alone. Otherwise `docs/performance.json` and the tables in
`docs/performance.md` are written too, and its picture is drawn (`picture`). A machine with nothing else to do gives
figures worth keeping.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coordinator import migrate
from tests.bench import boards as asked_otherwise
from tests.bench import contenders, growth, intake, line, picture, recount, tables
from tests.bench.contenders import Contender, cpu_seconds
from tests.bench.limits import many_files
from tests.support.postgres import Databases, running_server
from tests.support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    Open = Callable[[int], AbstractContextManager[Contender]]


@dataclass(frozen=True)
class Asked:
    """How much is measured."""

    boards: tuple[int, ...] = (100, 500, 1000, 2000)
    rounds: int = 3
    events: int = 60
    paced_boards: int = 500
    paces: tuple[int, ...] = (40, 200)
    paced_for: int = 5


QUICK: Final = Asked(boards=(100, 300), rounds=1, events=30, paced_boards=100, paces=(200,), paced_for=2)


def main() -> None:
    """Measure, and say or write what came out."""
    quick = os.environ.get("QUICK", "") not in {"", "0"}
    only = os.environ.get("ONLY", "")
    if only not in {"", "boards", "intake", "recount", "growth", "line"}:
        sys.exit("ONLY is boards, intake, recount, growth or line")
    many_files()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        if only in {"", "boards"}:
            _tell(*_of_boards(QUICK if quick else Asked(), folder, quick=quick), quick=quick)
        if only in {"", "intake"}:
            rows = intake.measured(intake.QUICK if quick else intake.Asked(), folder)
            marks = tables.INTAKE_BEGINS, tables.INTAKE_ENDS
            _tell({"intake": rows}, f"{tables.machine()}\n\n{intake.written(rows)}", *marks, quick=quick)
        if only in {"", "recount"}:
            rows = recount.measured(recount.QUICK if quick else recount.Asked(), folder)
            marks = tables.RECOUNT_BEGINS, tables.RECOUNT_ENDS
            _tell(
                {"recount": rows},
                f"{tables.machine('numpy', 'duckdb')}\n\n{recount.written(rows)}",
                *marks,
                quick=quick,
            )
        if only in {"", "growth"}:
            rows = growth.measured(growth.QUICK if quick else growth.Asked(), folder)
            marks = tables.GROWTH_BEGINS, tables.GROWTH_ENDS
            _tell({"growth": rows}, f"{tables.machine()}\n\n{growth.written(rows)}", *marks, quick=quick)
        if only == "line" or not (only or quick):
            rows = line.measured(line.QUICK if quick else line.Asked(), folder)
            marks = tables.LINE_BEGINS, tables.LINE_ENDS
            _tell({"line": rows}, f"{tables.machine()}\n\n{line.written(rows)}", *marks, quick=quick)


def _of_boards(asked: Asked, folder: Path, *, quick: bool) -> tuple[dict[str, Any], str]:
    """Measure how boards are told; return the figures, and the tables of them."""
    rows: list[dict[str, Any]] = []
    with running_server() as url:
        opened, missing = who_is_measured(Databases(url, f"bench_{os.getpid()}"), folder)
        for boards in asked.boards:
            rows += measured(asked, opened, boards)
        more = asked_otherwise.measured(
            asked_otherwise.QUICK if quick else asked_otherwise.Asked(), opened[tables.OURS]
        )
    found = {"machine": tables.machine(), "missing": missing, "rows": rows, "boards": more}
    return found, tables.written(found) + "\n" + asked_otherwise.written(more)


def _tell(
    found: dict[str, Any], written: str, begins: str = tables.BEGINS, ends: str = tables.ENDS, *, quick: bool
) -> None:
    """Print what came out, and keep it unless it was `quick`: what was not measured this time stays as it was."""
    print(written, flush=True)  # noqa: T201 a command speaks to its user by printing
    if quick:
        return
    kept, page = ROOT / "docs/performance.json", ROOT / "docs/performance.md"
    kept.write_text(json.dumps(json.loads(kept.read_text()) | found, indent=1) + "\n", encoding="utf-8")
    page.write_text(tables.put_into(page.read_text(encoding="utf-8"), written, begins, ends), encoding="utf-8")
    picture.keep()


def who_is_measured(databases: Databases, folder: Path) -> tuple[dict[str, Open], list[str]]:
    """Return how each contender is opened for so many boards, and what could not be measured."""

    def ours(name: str, *, batched: bool) -> Open:
        def opened(boards: int) -> AbstractContextManager[Contender]:
            url = databases.create()
            migrate.upgrade(url)
            home = folder / f"{name.replace(' ', '-')}-{boards}"
            return contenders.product(name, url, home, boards, batched=batched)

        return opened

    found: dict[str, Open] = {
        tables.LIMIT: lambda boards: contenders.bare(tables.LIMIT, boards),
        tables.OURS: ours(tables.OURS, batched=True),
        tables.UNBATCHED: ours(tables.UNBATCHED, batched=False),
        tables.SHIPPED: lambda boards: contenders.shipped(tables.SHIPPED, boards),
    }
    modules = ROOT / "instance/bench"
    why_not = contenders.install_socket_io(modules)
    if why_not is not None:
        return found, [f"{tables.NODE}: {why_not}"]
    return found | {tables.NODE: lambda boards: contenders.node(tables.NODE, modules, boards)}, []


def measured(asked: Asked, opened: dict[str, Open], boards: int) -> list[dict[str, Any]]:
    """Open every contender with so many boards, and measure each once in every round."""
    rows = []
    with ExitStack() as stack:
        here = [stack.enter_context(opens(boards)) for opens in opened.values()]
        for contender in here:
            contender.tell(10)  # what is done once is done
            contender.count()
        for number in range(asked.rounds):
            print(f"{boards} boards, round {number + 1} of {asked.rounds}", file=sys.stderr)  # noqa: T201 so it is seen to go on
            rows += [measure(contender, "one after another", asked.events, 0) for contender in here]
            for pace in asked.paces if boards == asked.paced_boards else ():
                rows += [measure(contender, f"{pace} a second", pace * asked.paced_for, pace) for contender in here]
    return rows


def measure(contender: Contender, how: str, events: int, pace: int) -> dict[str, Any]:
    """Let a contender tell so many events, and return what it took."""
    server, load, began = cpu_seconds(contender.server_pid), cpu_seconds(contender.load.process.pid), time.monotonic()
    if pace:
        contender.tell(events, pace)
    else:
        for _ in range(events):
            contender.tell(1)
    server = cpu_seconds(contender.server_pid) - server
    load = cpu_seconds(contender.load.process.pid) - load
    took = time.monotonic() - began
    counted = contender.count()
    return {
        "who": contender.name, "boards": contender.boards, "how": how,
        "per_cpu_second": counted["deliveries"] / server, "server_cpu": server / took, "load_cpu": load / took,
        "kilobytes_per_board": contender.kilobytes_per_board, "ms_to_come_in": contender.ms_to_come_in, **counted,
    }  # fmt: skip


if __name__ == "__main__":
    main()
