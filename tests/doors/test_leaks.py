"""What an airport has only submitted changes nothing that others can read: no list, count, figure, file or board."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from sqlalchemy import select

from operations.policy import Action
from realtime.database import Base
from realtime.feed import since
from realtime.log import Entry, Stream
from tests.doors.cases import Case, cases
from tests.doors.world import AT, CODE, ELSEWHERE, MEMBERS, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

MARKS = ("secret", "7.777", "7777", '"ACC"', "heroin", "55_64", '"referred"', "=referred")
"""Words, codes and figures that stand only in what nobody elsewhere may know."""

IDENTIFIER = re.compile(r"[0-9a-f-]{16,}")
"""What is drawn by lot, in which a figure may stand by chance."""

MOVES = frozenset({"head", "position", "seq", "upto", "now", "server_now", "as_of", "seen_at", "expires_at", "csrf"})
"""Positions and instants: they tell that something happened, which the matrix shows to everybody anyway."""

RETURNS = frozenset({"reporting", "reporting_by_airport", "reporting_by_day"})
"""How many returns came, in the after-action report: what the matrix shows, counted."""

NOT_COMPARED = MOVES | RETURNS | {"request_id"}

MATRIX = ("day:GRU:2026-11-16", "day:GRU:2026-11-17")
"""The cells of the days that were reported on: that a return came is for everybody who takes part to see."""

ANSWERED = {"received_at", "activity", "nil"}


def readings(world: World) -> list[Case]:
    """Return everything that can be read, about a report and a seat that do not exist."""
    return [case for case in cases("unknown", "unknown", world.withdrawn_seat) if case.method == "GET"]


def still(value: Any) -> Any:  # noqa: ANN401 any JSON
    """Return an answer without what moves by itself."""
    if isinstance(value, dict):
        return {name: still(inner) for name, inner in value.items() if name not in NOT_COMPARED}
    return [still(inner) for inner in value] if isinstance(value, list) else value


def read(world: World, kind: str) -> dict[str, Any]:
    """Return all that one kind of seat can read over HTTP and on its board."""
    somebody, found = world.people[kind], {}
    for case in readings(world):
        answered = somebody.get(case.path(), **case.query)
        said = answered.get_json(silent=True) if answered.is_json else _compared(answered)
        found[case.path()] = {"status": answered.status_code, "said": still(said)}
    return found | {f"board {key}": without_returns(key, row) for key, row in board(world, kind).items()}


def _text(answered: TestResponse) -> str:
    """Return what was answered as text, a file of bytes too; of a paper what can be read on it."""
    if answered.mimetype == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answered.get_data())).pages)
    return answered.get_data().decode("utf-8", "replace")


def _compared(answered: TestResponse) -> str:
    """Return an answer's text without what moves by itself: on paper its position, and how many returns came."""
    said = _text(answered)
    if answered.mimetype != "application/pdf":
        return said
    lines = [line for line in said.splitlines() if " · log " not in line]
    # Where the last pages end, and with it what is read first, follows from how much stands under "Reporting".
    words = sorted(_between(lines, "What the words", ""))
    return "\n".join([*_between(lines, "Seized, by commodity", "Reporting"), *words])


def _between(lines: list[str], first: str, last: str) -> list[str]:
    """Return the lines from the one that begins so to the one that is the other heading."""
    start = next(n for n, line in enumerate(lines) if line.startswith(first))
    return lines[start : next((n for n in range(start, len(lines)) if lines[n].startswith(last) and last), len(lines))]


def without_returns(key: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without what everybody may see of a day: that a return came, and when."""
    return {name: value for name, value in row.items() if key not in MATRIX or name not in ANSWERED}


def board(world: World, kind: str) -> dict[str, Any]:
    """Return the rows of a kind's board."""
    with world.house.db.reading() as session:
        circles = world.story.actor(world.people[kind].account_id).circles(world.story.id, Action.BOARD_WATCH)
        head = session.get_one(Stream, world.story.stream_id).seq
        return since(session, world.story.stream_id, circles, 0, head).put


def differing(before: Any, after: Any, path: str = "") -> list[str]:  # noqa: ANN401 any JSON
    """Return the places of what is not as it was."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            place
            for name in sorted(before.keys() | after.keys())
            for place in differing(before.get(name), after.get(name), f"{path} {name}")
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [place for n, (old, new) in pairs for place in differing(old, new, f"{path}.{n}")]
    return [] if before == after else [f"{path}: {before} became {after}"]


def test_what_is_only_submitted_changes_nothing_that_others_read(world: World) -> None:
    known = world.validated_report()
    before = {kind: read(world, kind) for kind in ELSEWHERE}
    world.secrets()
    world.correct_unseen(known)
    after = {kind: read(world, kind) for kind in ELSEWHERE}
    assert differing(before, after) == []


def test_what_is_secret_stands_nowhere_that_others_read(world: World) -> None:
    known = world.validated_report()
    world.correct_unseen(known)
    secrets = world.secrets()
    leaked = [
        f"{kind} reads {mark!r} at {place}"
        for kind in ELSEWHERE
        for place, said in texts(world, kind, known, *secrets)
        for mark, read_in in (*((mark, IDENTIFIER.sub("", said)) for mark in MARKS), *((id_, said) for id_ in secrets))
        if mark in read_in
    ]
    assert leaked == []


def texts(world: World, kind: str, *reports: str) -> Iterator[tuple[str, str]]:
    """Yield everything a kind of seat is answered, with the place it was asked at."""
    somebody = world.people[kind]
    for case in readings(world):
        if "<code>" in case.rule:
            yield case.path(), _text(somebody.get(case.path(), **case.query))
    for report_id in reports:
        said = somebody.get(f"{AT}/reports/{report_id}").text
        yield f"{AT}/reports/{report_id}", said.replace(report_id, "") if '"error"' in said else said
    for query in ({"commodity": "heroin"}, {"state": "submitted"}, {"state": "held"}, {"q": 3}, {"sort": "state"}):
        yield f"{AT}/reports?{query}", somebody.get(f"{AT}/reports", **query).text
        yield f"{AT}/reports.csv?{query}", somebody.get(f"{AT}/reports.csv", **query).text
    # Asked for heroin, the page may name it; what it says of it is compared above.
    for key, row in board(world, kind).items():
        yield f"board {key}", json.dumps(row)


def test_a_donor_reads_a_promise_and_nothing_else(world: World) -> None:
    world.validated_report()
    donor = world.people["donor"]
    for case in readings(world):
        if "<code>" in case.rule:
            answered = donor.get(case.path(), **case.query)
            assert answered.status_code == (200 if case.rule.endswith("/donor") else 404), case.rule
    assert board(world, "donor") == {}
    assert donor.get("/operations").get_json()["items"] == []
    promised = donor.get(f"{AT}/donor").get_json()
    days = {"starts_at", "ends_at", "first_on", "last_on", "expected_from"}
    assert set(promised) == {"code", "name", "contents"} | days


def test_persons_and_notes_of_a_validated_report_are_read_at_home_only(world: World) -> None:
    known = world.validated_report()
    for kind in MEMBERS:
        answered = world.people[kind].get(f"{AT}/reports/{known}")
        if answered.status_code == 200:
            said, at_home = answered.get_json(), kind not in ELSEWHERE
            assert ("Seen on CCTV." in answered.text, "NP" in answered.text) == (at_home, at_home), kind
            assert (said["persons"], said["persons_hidden"]) == ((1, False) if at_home else (None, True)), kind


def test_the_log_carries_no_words_and_no_names(world: World) -> None:
    world.secrets()
    with world.house.db.reading() as session:
        logged = "\n".join(session.scalars(select(Entry.body)))
        names = {str(row[0]) for row in session.execute(select(Base.metadata.tables["accounts"].c.name))}
    assert not [word for word in ("secret", "CCTV", *names - {"Somebody"}) if word in logged]
    assert CODE not in logged or "operation_drafted" not in logged
