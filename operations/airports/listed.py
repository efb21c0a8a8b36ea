"""Airports from a table: the column that holds their codes is found, and its cells are read as a pasted list is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from operations.airports.catalogue import airport, by_icao, fold
from operations.airports.pasted import Resolution, resolve

_HEADINGS: Final = (
    frozenset({"iata", "iata code", "code iata", "aita", "code aita", "codigo iata", "رمز iata", "رمز اياتا"}),
    frozenset({
        "icao", "icao code", "code icao", "oaci", "code oaci", "codigo icao", "codigo oaci", "رمز icao", "رمز ايكاو",
    }),
    frozenset({
        "code", "airport code", "code aeroport", "code de l aeroport", "codigo", "codigo aeropuerto",
        "codigo del aeropuerto", "codigo de aeropuerto", "codigo aeroporto", "codigo do aeroporto", "رمز المطار",
        "airport", "aeroport", "aeropuerto", "aeroporto", "المطار",
    }),
)  # fmt: skip
"""What a column of codes is called, folded, the most telling first."""

_LOOKED_AT: Final = 20
_MOST: Final = 5_000
_IATA: Final = 3
_ICAO: Final = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """What a table meant, and what its column of codes is called; "" where it has no name, None where none was found.

    Without such a column every cell is read, as of a list that was pasted.
    """

    resolution: Resolution
    column: str | None


def read_table(rows: Sequence[Sequence[str]]) -> Listed:
    """Read the airports of a table, one in a row."""
    some = [[cell.strip() for cell in row] for row in rows[:_MOST] if any(cell.strip() for cell in row)]
    found = _named(some) or _filled(some)
    if found is None:
        return Listed(resolve("\n".join("\t".join(row) for row in some)), None)
    top, place, name = found
    cells = [row[place] for row in some[top:] if place < len(row) and row[place]]
    return Listed(resolve("\n".join(cells)), name)


def _named(rows: Sequence[Sequence[str]]) -> tuple[int, int, str] | None:
    """Return where the cells of the column begin that a heading calls one of codes: row, column and heading."""
    for headings in _HEADINGS:
        for top, row in enumerate(rows[:_LOOKED_AT]):
            for place, cell in enumerate(row):
                if fold(cell.replace("_", " ")) in headings and _half_codes(rows[top + 1 :], place):
                    return top + 1, place, cell
    return None


def _filled(rows: Sequence[Sequence[str]]) -> tuple[int, int, str] | None:
    """Return the first column half of whose cells or more are codes; None for none, and for a list of one column."""
    width = max(map(len, rows), default=0)
    if width < 2:  # noqa: PLR2004 a list of one column needs no choice
        return None
    place = next((place for place in range(width) if _half_codes(rows, place)), None)
    return None if place is None else (0, place, "")


def _half_codes(rows: Sequence[Sequence[str]], place: int) -> bool:
    cells = [row[place] for row in rows if place < len(row) and row[place]]
    codes = sum(map(_is_code, cells))
    return codes > 0 and 2 * codes >= len(cells)


def _is_code(cell: str) -> bool:
    code = cell.upper()
    if len(code) == _IATA:
        return airport(code) is not None
    return len(code) == _ICAO and by_icao().get(code) is not None
