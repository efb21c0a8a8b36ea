"""Every command of the machine, walked with every kind of seat; a new one cannot be forgotten."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from coordinator.cli import parser
from coordinator.commands.report import import_file
from operations.errors import Refusal
from operations.participation.models import SeatRow
from operations.reports.models import Report
from tests.doors.world import CODE, OCU, SIGNED_IN, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPERATORS = frozenset(
    {
        ("backup",), ("demo",), ("doctor",), ("migrate",), ("openapi",), ("report", "template"), ("restore",),
        ("seat",), ("serve",), ("verify",),
    }
)  # fmt: skip
"""What whoever runs the machine does with it, or what reads nothing of an operation: none of it acts as a seat."""

AS_A_SEAT = frozenset({("report", "import")})
"""What is done to an operation, by a seat that is named and may do no more than at its own screen."""

MAY_IMPORT = (*OCU, "ncp_br")
"""Who may bring in what São Paulo's airport found."""

FILE = """airport,occurred,direction,origin,conveyance,commodity,quantity,unit
GRU,2026-11-17T06:00,arrival,BOG,crew,cocaine,1,kg
"""


def leaves(made: argparse.ArgumentParser, name: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Yield each command there is with its options, from the tree that reads the command line."""
    inner = [action for action in made._actions if isinstance(action, argparse._SubParsersAction)]
    for action in inner:
        for called, below in action.choices.items():
            yield from leaves(below, (*name, called))
    if not inner:
        yield name, {option for action in made._actions for option in action.option_strings}


def test_every_command_is_the_operators_or_names_the_seat_it_acts_as() -> None:
    found = dict(leaves(parser([])))
    assert found.keys() == OPERATORS | AS_A_SEAT
    assert {name for name, options in found.items() if "--as" in options} == AS_A_SEAT
    assert {name for name, options in found.items() if "--operation" in options} == AS_A_SEAT


def seats(world: World) -> dict[str, str]:
    """Return the seat of each kind; withdrawn and foreign ones too."""
    with world.house.db.reading() as session:
        rows = session.scalars(select(SeatRow).order_by(SeatRow.operation_id.is_(None))).all()
    held: dict[str, str] = {}
    for row in rows:
        held.setdefault(row.account_id, row.id)
    return {kind: held[somebody.account_id] for kind, somebody in world.people.items()}


def imported(world: World, seat: str, file: Path) -> int | str:
    """Import the file as a seat; return the exit status, or the words of the refusal without the seat's name."""
    try:
        return import_file(
            world.house.db, file, CODE, seat, "POINT", kind=None, good_rows=True, now=world.house.clock.instant
        )
    except Refusal as refusal:
        return f"{refusal.code}: {refusal.message.replace(seat, 'SEAT')}"


def stored(world: World) -> int:
    """Count the reports there are."""
    with world.house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(Report)) or 0


def test_a_file_is_imported_as_a_seat_that_may_and_leaves_nothing_of_one_that_may_not(
    world: World, tmp_path: Path
) -> None:
    held, wrong = seats(world), []
    assert held.keys() == set(SIGNED_IN)
    for minute, kind in enumerate(SIGNED_IN):
        file = tmp_path / f"{kind}.csv"
        file.write_text(FILE.replace("06:00", f"06:{minute:02}"), encoding="utf-8")
        before = stored(world)
        answered = imported(world, held[kind], file)
        if (answered == 0, stored(world) - before) != ((True, 1) if kind in MAY_IMPORT else (False, 0)):
            wrong.append((kind, answered, stored(world) - before))
    assert wrong == []


def test_a_seat_that_is_not_ones_own_operations_is_refused_in_the_words_for_one_that_does_not_exist(
    world: World, tmp_path: Path
) -> None:
    file, held = tmp_path / "file.csv", seats(world)
    file.write_text(FILE, encoding="utf-8")
    missing = imported(world, "00000000-0000-4000-8000-000000000000", file)
    assert str(missing).startswith("import:no_seat")
    assert imported(world, held["withdrawn"], file) == missing
    assert imported(world, held["other"], file) == missing
