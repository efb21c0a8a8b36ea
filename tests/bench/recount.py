"""How fast a ledger is counted anew: by the product, beside a pass in C, numpy, DuckDB and PostgreSQL by themselves.

The lines are of nine days at forty airports, as diverse as reports are, with the sums that reporting would have kept.
Each contender counts all of them from where they lie, in every round, and all must come to the kept sums exactly.
Counted is the processor, the database's included; what is loaded into DuckDB and PostgreSQL is loaded before.
"""

from __future__ import annotations

import ctypes
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import ExitStack, closing
from ctypes.util import find_library
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import duckdb
import numpy as np
import psycopg
from sqlalchemy import insert, text
from sqlalchemy.engine import make_url

from coordinator import migrate
from operations.ledger.measures import LEG, MEASURES
from operations.ledger.models import Line
from operations.ledger.post import FIELDS, Posting, add_to_tallies
from operations.ledger.recount import counted, kept, tallied
from operations.store import open_database
from realtime.database import table_of
from realtime.transaction import transaction
from tests.bench.contenders import cpu_seconds
from tests.bench.grown import COMMODITIES, ORIGINS, a_few_airports
from tests.bench.tables import OURS, spread
from tests.builders import NOW
from tests.support.postgres import Databases, running_server
from tests.support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from operations.ledger.measures import Cut
    from operations.ledger.post import TallyKey
    from realtime.transaction import Database

IN_C: Final = "a pass in C"
ON_POSTGRES: Final = "the product, on PostgreSQL"
LIMIT: Final = 5
"""How many times the pass in C a recount may take."""

AT_ONCE: Final = 20_000
LINES: Final = table_of(Line)
COLUMNS: Final = ("stream_id", "seq", "n", *FIELDS)
HEAD: Final = ("measure", "unit", "stage", "circle")
DIMENSIONS: Final = tuple(sorted({name for measure in MEASURES.values() for cut in measure.cuts for name in cut}))

Sums: TypeAlias = "Counter[TallyKey]"
Contender: TypeAlias = "Callable[[], tuple[float, Sums]]"
"""Counts, and returns the seconds of a processor that it took, and what it came to."""


@dataclass(frozen=True)
class Asked:
    """How much is measured."""

    lines: int = 1_000_000
    rounds: int = 3


QUICK: Final = Asked(lines=20_000, rounds=2)


def measured(asked: Asked, folder: Path) -> list[dict[str, Any]]:
    """Let each contender count all lines once in every round."""
    rows = []
    with ExitStack() as stack:
        path = folder / "recount.sqlite3"
        url = f"sqlite:///{path}"
        print(f"recount: making {asked.lines:,} lines", file=sys.stderr)  # noqa: T201 so it is seen to go on
        migrate.upgrade(url)
        embedded = stack.enter_context(closing(open_database(url)))
        stream_id, sums = _filled(embedded, asked.lines)
        # Those who count beside the product know nothing of legs, which it adds up from the ways.
        by_cut = {key: value for key, value in sums.items() if key[4] != LEG}
        on_postgres = Databases(stack.enter_context(running_server()), "recount").create()
        migrate.upgrade(on_postgres)
        served = stack.enter_context(closing(open_database(on_postgres)))
        _copied(path, served, on_postgres)
        here: dict[str, Contender] = {OURS: lambda: _by_product(embedded, stream_id)}
        here |= _in_c(folder, path)
        here |= {
            "numpy": lambda: _timed(lambda: _by_numpy(path)),
            "DuckDB": _duckdb(path, folder),
            ON_POSTGRES: lambda: _by_product(served, stream_id),
            "PostgreSQL": lambda: _by_postgres(served),
        }
        for number in range(asked.rounds):
            print(f"recount, round {number + 1} of {asked.rounds}", file=sys.stderr)  # noqa: T201 so it is seen to go on
            for who, count in here.items():
                seconds, found = count()
                assert found == (sums if who in {OURS, ON_POSTGRES} else by_cut), f"{who} came to something else"
                rows.append({"who": who, "lines": asked.lines, "cells": len(sums), "seconds": seconds, "round": number})
    return rows


def _postings(lines: int) -> Iterator[Posting]:
    """Yield lines as reports write them: of seizures, their goods and persons, and of activity returns."""
    chance = random.Random(0)
    airports = sorted(a_few_airports().items())
    days = [date(2026, 11, 15) + timedelta(days=day) for day in range(9)]
    origins = [*ORIGINS, *(iata for iata, _ in airports)]
    kinds = ("seizures", "seizures_with", "quantity", "persons", "passengers_checked")
    for number in range(lines):
        iata, country = chance.choice(airports)
        on, stage = chance.choice(days), chance.choice(("validated", "validated", "submitted"))
        said: dict[str, Any] = {
            "report_id": f"{number:036}", "stage": stage, "airport": iata, "country": country, "report_on": on,
            "circle": "operation" if stage == "validated" else f"airport:{iata}", "phase": "operational",
            "unit": "seizure", "value": 1, "late": chance.random() < 0.1,
        }  # fmt: skip
        (measure,) = chance.choices(kinds, (4, 5, 5, 4, 1))
        if measure == "passengers_checked":
            yield Posting(**said | {"measure": measure, "unit": "person", "value": chance.randint(1, 900)})
            continue
        said |= {
            "occurred_on": on, "occurred_hour": f"{chance.randrange(24):02}", "utc_on": on,
            "utc_hour": f"{chance.randrange(24):02}", "origin": chance.choice(origins), "destination": iata,
            "direction": chance.choice(("arrival", "departure", "transit")),
            "conveyance": chance.choice(("air_passenger", "air_cargo", "post")),
            "concealment": chance.choice(("hand_baggage", "hold_baggage", "body", "swallowed")),
            "basis": chance.choice(("risk_profile", "random", "intelligence", "canine")),
        }  # fmt: skip
        if measure == "seizures":
            said |= {"technique": chance.choice((None, "x_ray", "canine")), "place": chance.choice((None, "gate"))}
            said |= {"transit": chance.choice((None, None, "LIS-CDG", "MAD"))}
        elif measure == "persons":
            said |= {
                "unit": "person", "role": "courier", "sex": chance.choice(("female", "male", None)),
                "age_band": chance.choice(("18_24", "25_34", "35_44")), "nationality": chance.choice(airports)[1],
                "outcome": chance.choice(("arrested", "detained", "released")),
            }  # fmt: skip
        else:
            said |= {"commodity": chance.choice(COMMODITIES)}
            said |= {"unit": "mg", "value": chance.randint(1, 20_000_000)} if measure == "quantity" else {}
        yield Posting(**said | {"measure": measure})


def _filled(db: Database, lines: int) -> tuple[int, Sums]:
    """Write lines, and the sums that reporting would have kept of them; return whose they are, and the sums."""
    with transaction(db, (), actor_id="operator", now=NOW) as tx:
        stream_id = tx.open_stream("operation", None)
    sums: Sums = Counter()
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        some: list[Posting] = []
        for number, posting in enumerate(_postings(lines), start=1):
            some.append(posting)
            if len(some) == AT_ONCE or number == lines:
                first = number - len(some) + 1
                rows = (
                    {"stream_id": stream_id, "seq": seq, "n": 1} | {name: getattr(each, name) for name in FIELDS}
                    for seq, each in enumerate(some, start=first)
                )
                connection.execute(insert(LINES), list(rows))
                sums.update(tallied(some))
                some = []
    with transaction(db, (stream_id,), actor_id="operator", now=NOW) as tx:
        add_to_tallies(tx.session, {(stream_id, key): value for key, value in sums.items() if value})
    with db.reading() as session:
        return stream_id, kept(session, stream_id)


def _copied(path: Path, db: Database, url: str) -> None:
    """Put the same lines into PostgreSQL, and let it look at what it has."""
    names = ", ".join(COLUMNS)
    late = COLUMNS.index("late")
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(sqlite3.connect(path)) as source, psycopg.connect(plain) as target, target.cursor() as cursor:
        for stream in source.execute("SELECT id, kind, seq, at, digest, floor FROM streams"):
            cursor.execute(
                "INSERT INTO streams (id, kind, seq, at, digest, floor) VALUES (%s, %s, %s, %s, %s, %s)", stream
            )
        with cursor.copy(f"COPY lines ({names}) FROM STDIN") as copy:
            for row in source.execute(f"SELECT {names} FROM lines"):  # noqa: S608 names of ours
                copy.write_row((*row[:late], bool(row[late]), *row[late + 1 :]))
    with db.looking() as looking:
        looking.execute(text("ANALYZE lines"))


def _timed(count: Callable[[], Sums], also: int | None = None) -> tuple[float, Sums]:
    """Count, and say how long this process (and another) worked."""
    other, own = cpu_seconds(also) if also else 0.0, time.process_time()
    found = count()
    took = time.process_time() - own
    return took + (cpu_seconds(also) - other if also else 0.0), found


def _by_product(db: Database, stream_id: int) -> tuple[float, Sums]:
    with db.reading() as session:
        pid = None if db.embedded else session.scalar(text("SELECT pg_backend_pid()"))
        return _timed(lambda: counted(session, stream_id, Line), pid)


def _in_c(folder: Path, path: Path) -> dict[str, Contender]:
    """Return the pass in C, built here; nothing where there is no compiler or no SQLite to link it with."""
    compiler, library = shutil.which("cc"), find_library("sqlite3")
    if compiler is None or library is None:
        return {}
    built = folder / "recount.so"
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(built), str(ROOT / "tests/bench/recount.c")]
    subprocess.run(command, check=True)
    ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
    code = ctypes.CDLL(str(built))
    code.key_at.restype, code.sum_at.restype, code.room.restype = ctypes.c_char_p, ctypes.c_longlong, ctypes.c_long
    code.key_at.argtypes = code.sum_at.argtypes = [ctypes.c_long]
    late = "CASE WHEN late THEN 'yes' ELSE 'no' END"
    names = [*HEAD, "value", *DIMENSIONS]
    query = f"SELECT {', '.join(late if name == 'late' else name for name in names)} FROM lines"  # noqa: S608 ours
    measures = list(MEASURES.values())
    spelled = [[*(place for cut in m.cuts for place in [*map(names.index, cut), -1]), -2] for m in measures]
    lists = [(ctypes.c_int * len(each))(*each) for each in spelled]
    cuts = (ctypes.POINTER(ctypes.c_int) * len(lists))(
        *(ctypes.cast(each, ctypes.POINTER(ctypes.c_int)) for each in lists)
    )
    keys = (ctypes.c_char_p * len(measures))(*(measure.key.encode() for measure in measures))

    def count() -> tuple[float, Sums]:
        began = time.process_time()
        assert code.count(str(path).encode(), query.encode(), len(measures), keys, cuts) > 0
        took = time.process_time() - began
        found: Sums = Counter()
        for place in range(code.room()):
            said, value = code.key_at(place), code.sum_at(place)
            if said is not None and value:
                measure, unit, stage, circle, number, *codes, _ = said.decode().split("\x1f")
                cut = ",".join(MEASURES[measure].cuts[ord(number) - ord("0")])
                found[measure, unit, stage, circle, cut, ",".join(codes)] = value
        code.forget()
        return took, found

    return {IN_C: count}


def _alike() -> dict[tuple[Cut, ...], list[str]]:
    """Return the measures that are cut alike."""
    alike: defaultdict[tuple[Cut, ...], list[str]] = defaultdict(list)
    for measure in MEASURES.values():
        alike[measure.cuts].append(measure.key)
    return alike


class _Numbers(dict[object, int]):
    """Numbers codes as they come."""

    def __missing__(self, code: object) -> int:
        number = self[code] = len(self)
        return number


def _by_numpy(path: Path) -> Sums:
    """Number the codes of each column, and add up by number: values of a chunk stay exact in halves of 32 bits."""
    found: Sums = Counter()
    with closing(sqlite3.connect(path)) as connection:
        for cuts, measures in _alike().items():
            names = sorted({name for cut in cuts for name in cut})
            columns = ", ".join(["value", "measure || ',' || unit || ',' || stage || ',' || circle", *names])
            query = f"SELECT {columns} FROM lines WHERE measure IN ({', '.join('?' * len(measures))})"  # noqa: S608 ours
            numbers = {name: _Numbers() for name in ("", *names)}
            cursor = connection.execute(query, measures)
            while rows := cursor.fetchmany(AT_ONCE):
                values, *coded = zip(*rows, strict=True)
                said = np.fromiter(values, np.int64, len(rows))
                by = {
                    name: np.fromiter(map(numbers[name].__getitem__, column), np.int64, len(rows))
                    for name, column in zip(("", *names), coded, strict=True)
                }
                known = {name: list(codes) for name, codes in numbers.items()}
                for cut in cuts:
                    _add(
                        found,
                        ",".join(cut),
                        [by[name] for name in ("", *cut)],
                        [known[name] for name in ("", *cut)],
                        said,
                    )
    return Counter({key: value for key, value in found.items() if value})


def _add(found: Sums, cut: str, by: list[Any], known: list[list[object]], values: Any) -> None:  # noqa: ANN401 arrays
    places = by[0]
    for column in by[1:]:
        _, places = np.unique(places * (int(column.max()) + 1) + column, return_inverse=True)
    low, high = (np.bincount(places, half.astype(float)) for half in (values & 0xFFFFFFFF, values >> 32))
    _, firsts = np.unique(places, return_index=True)
    for place, first in enumerate(firsts.tolist()):
        head, *codes = (codes[int(column[first])] for column, codes in zip(by, known, strict=True))
        measure, unit, stage, circle = str(head).split(",")
        said = ",".join(map(_said, codes))
        found[measure, unit, stage, circle, cut, said] += (int(high[place]) << 32) + int(low[place])


def _said(code: object) -> str:
    return "not_known" if code is None else {0: "no", 1: "yes"}[code] if isinstance(code, int) else str(code)


def _queries() -> Iterator[tuple[str, list[str]]]:
    """Yield what asks a database for all cuts of the measures that are cut alike, and the dimensions it answers by."""
    for cuts, measures in _alike().items():
        names = sorted({name for cut in cuts for name in cut})
        sets = ", ".join(f"({', '.join([*HEAD, *cut])})" for cut in cuts)
        cut_by = f"GROUPING({', '.join(names)})" if names else "0"
        columns = ", ".join([*HEAD, f"{cut_by} AS cut_by", "sum(value) AS value", *names])
        among = ", ".join(f"'{measure}'" for measure in measures)
        yield f"SELECT {columns} FROM lines WHERE measure IN ({among}) GROUP BY GROUPING SETS ({sets})", names  # noqa: S608 ours


def _grouped(answers: Iterable[tuple[Iterable[Any], list[str]]]) -> Sums:
    found: Sums = Counter()
    for rows, names in answers:
        for measure, unit, stage, circle, cut_by, value, *codes in rows:
            # A bit is set where a dimension is not part of the set; the first name has the highest.
            by = {
                name: code
                for place, (name, code) in enumerate(zip(reversed(names), reversed(codes), strict=True))
                if not cut_by >> place & 1
            }
            cut = next(cut for cut in MEASURES[measure].cuts if set(cut) == by.keys())
            if value:
                found[measure, unit, stage, circle, ",".join(cut), ",".join(_said(by[name]) for name in cut)] = int(
                    value
                )
    return found


def _duckdb(path: Path, folder: Path) -> Contender:
    """Return a count by DuckDB, on one processor, of lines that lie in a file of its own."""
    with closing(sqlite3.connect(path)) as source:
        source.text_factory = str
        with closing(duckdb.connect(str(folder / "recount.duckdb"))) as target:
            lines = source.execute(f"SELECT {', '.join([*HEAD, 'value', *DIMENSIONS])} FROM lines")  # noqa: S608 ours
            made = [f"{name} {_type(name)}" for name in [*HEAD, "value", *DIMENSIONS]]
            target.execute(f"CREATE TABLE lines ({', '.join(made)})")
            while rows := lines.fetchmany(AT_ONCE):
                arrays = {
                    name: np.array(column, dtype=np.int64 if name in {"value", "late"} else object)
                    for name, column in zip([*HEAD, "value", *DIMENSIONS], zip(*rows, strict=True), strict=True)
                }
                target.register("chunk", arrays)
                target.execute("INSERT INTO lines SELECT * FROM chunk")
                target.unregister("chunk")

    def count() -> Sums:
        with closing(duckdb.connect(str(folder / "recount.duckdb"), read_only=True)) as connection:
            connection.execute("SET threads = 1")
            return _grouped((connection.execute(query).fetchall(), names) for query, names in _queries())

    return lambda: _timed(count)


def _type(name: str) -> str:
    return {"value": "BIGINT", "late": "BOOLEAN"}.get(name, "VARCHAR")


def _by_postgres(db: Database) -> tuple[float, Sums]:
    with db.looking() as looking:
        looking.execute(text("SET max_parallel_workers_per_gather = 0"))  # its work is counted in one process
        pid = looking.scalar(text("SELECT pg_backend_pid()"))
        return _timed(lambda: _grouped((looking.execute(text(query)), names) for query, names in _queries()), pid)


def written(rows: list[dict[str, Any]]) -> str:
    """Return the table as Markdown: seconds, and how often that is the pass in C of the same round."""
    by_name: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for row in rows:
        by_name[row["who"]][row["round"]] = row["seconds"]
    in_c = by_name.get(IN_C, {})
    lines = [
        f"**{rows[0]['lines']:,} lines counted anew, {rows[0]['cells']:,} sums**",
        "",
        "| | seconds of a processor | × a pass in C (≤ 5) | µs a line |",
        "|---|--:|--:|--:|",
    ]
    for name, took in by_name.items():
        beside = spread((seconds / in_c[number] for number, seconds in took.items() if number in in_c), "{:.1f}")
        middle = median(took.values())
        lines.append(f"| {name} | {middle:.2f} | {beside} | {middle / rows[0]['lines'] * 1e6:.1f} |")
    missing = [] if in_c else ["", "Not measured: the pass in C, for want of a C compiler or of SQLite's library."]
    return "\n".join([*lines, *missing, ""])
