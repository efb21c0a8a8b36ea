"""Keep the sample alive: a process of its own that signs in like anybody and knows only the public HTTP interface.

It reads one line of JSON from standard input (`url`, `code`, `ends_at`, and a sign-in `token` per seat) and plays until
that input closes, which is when whoever started it is gone. What is refused or fails is logged; the play goes on.

Two airports' returns and Brazil's queue are left to the reader of the sample, so that something is due there.
"""

from __future__ import annotations

import http.client
import json
import select
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog

from coordinator.sample.cast import DESKS, NCPS, SELF_VALIDATING
from coordinator.sample.encounters import an_event
from coordinator.sample.invented import BUSY, a_seizure, an_activity
from coordinator.sample.plan import ANSWERS, COUNTRIES, TAKING_PART, UNITS
from operations.airports.catalogue import airport as airport_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PAUSES: Final = (5.0, 20.0)
"""Between two steps pass this many seconds, at least and at most."""

WAITED_FOR: Final = timedelta(seconds=75)
"""How long a report lies in a queue before the player's validators come to it."""

AT_ONCE: Final = 3
SILENT: Final = frozenset({"BKO"})
READERS: Final = frozenset({"GRU", "DSS"})
OK: Final = 400

log = structlog.get_logger()


class Refused(Exception):
    """The server did not take what was sent."""

    def __init__(self, status: int, said: object) -> None:
        """Keep its answer."""
        super().__init__(f"{status} {said}")
        self.status = status


class Visitor:
    """Somebody signed in over HTTP, with a cookie and the token that writes must show."""

    def __init__(self, url: str, token: str) -> None:
        """Sign in by a one-time link's token. Raises Refused."""
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port
        self._cookie = ""
        self._csrf = ""
        self._csrf = self._send("POST", "/sign-in", {"token": token})["csrf"]

    def get(self, path: str) -> dict[str, Any]:
        """Read. Raises Refused."""
        return self._send("GET", path, None)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Write, under a key of its own. Raises Refused."""
        return self._send("POST", path, body)

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        headers = {"Accept": "application/json", "User-Agent": "sample player"}
        if self._cookie:
            headers["Cookie"] = self._cookie
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid4()), "X-CSRF-Token": self._csrf}
        connection = http.client.HTTPConnection(self._host, self._port, timeout=20)
        try:
            connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
            answered = connection.getresponse()
            text = answered.read().decode()
        finally:
            connection.close()
        if answered.status >= OK:
            raise Refused(answered.status, text[:500])
        given = answered.getheader("Set-Cookie")
        if given:
            self._cookie = given.partition(";")[0]
        said: dict[str, Any] = json.loads(text)
        return said


@dataclass
class Player:
    """The player's seats and its luck; each step is one thing that somebody does."""

    url: str
    code: str
    tokens: Mapping[str, str]
    chance: Random = field(default_factory=Random)
    _visitors: dict[str, Visitor] = field(default_factory=dict)

    def step(self) -> str:
        """Do one thing and say which. Raises Refused, OSError or HTTPException when it could not be done."""
        acts: tuple[Callable[[], str | None], ...] = (self._seize, self._return, self._validate, self._meet)
        chosen = self.chance.choices(acts, (6, 8, 8, 1))[0]
        return chosen() or self._return() or self._seize()

    def _seize(self) -> str:
        airport = self.chance.choices(TAKING_PART, [BUSY.get(iata, 1) for iata in TAKING_PART])[0]
        body = a_seizure(self.chance, airport, "") | self._lately(airport)
        if body["goods"][0]["unit"] == "kg" and self.chance.random() < 0.5:  # noqa: PLR2004 every other find is a small one
            body["goods"][0]["quantity"] = f"{self.chance.uniform(0.1, 1.4):.2f}"
        return self._file(airport, body)

    def _meet(self) -> str:
        airport = self.chance.choice([iata for iata in TAKING_PART if not ANSWERS[COUNTRIES[iata]][1].kinds])
        return self._file(airport, an_event(self.chance, "") | self._lately(airport))

    def _lately(self, airport: str) -> dict[str, Any]:
        """Say when something happened a while ago, as a report has it."""
        at = self._local(airport) - timedelta(minutes=self.chance.randrange(3, 50))
        occurred = at.replace(tzinfo=None).isoformat(timespec="minutes")
        # The second of two equal wall times in an autumn night is the one a watch has just shown.
        return {"occurred": occurred} | ({"fold": at.fold} if at.fold else {})

    def _return(self) -> str | None:
        """File what one airport owes for a day or shift that is over, or count on in the one under way."""
        airport = self.chance.choice([iata for iata in TAKING_PART if iata not in SILENT | READERS])
        visitor = self._at(airport)
        days = visitor.get(f"/operations/{self.code}/airports/{airport}/today")["days"]
        now = datetime.now(UTC)
        over = [day for day in days if datetime.fromisoformat(day["ends_at"]) <= now]
        owed = [day for day in over if day["state"] in {"missing", "not_due"}]
        if owed:
            day = min(owed, key=lambda each: str(each["starts_at"]))
            said = {"report_on": day["on"], "shift": day["shift"]}
            quiet = not day["results"] and not day["others"]
            if quiet and self.chance.random() < 0.4:  # noqa: PLR2004 two quiet days of five
                return self._file(airport, {"kind": "nil"} | said)
            share = _length(day) / timedelta(days=1)
            return self._file(airport, an_activity(self.chance, airport, day["on"], share=share) | said)
        begun = [day for day in days if day not in over and datetime.fromisoformat(day["starts_at"]) <= now]
        if not begun:
            return None
        more = an_activity(self.chance, airport, begun[0]["on"], share=0.06) | {"shift": begun[0]["shift"]}
        return self._add(airport, more) if begun[0]["activity"] else self._file(airport, more)

    def _add(self, airport: str, more: dict[str, Any]) -> str | None:
        """Add counts to the one return of a day or shift; None where it is held or just withdrawn."""
        visitor, on = self._at(airport), more["report_on"]
        narrowed = f"airport={airport}&kind=activity&day_from={on}&day_to={on}"
        rows = visitor.get(f"/operations/{self.code}/reports?{narrowed}")["items"]
        counted = (row for row in rows if row["state"] in {"submitted", "validated"})
        standing = next((row for row in counted if row["shift"] == more["shift"]), None)
        if standing is None:
            return None
        at = f"/operations/{self.code}/reports/{standing['id']}"
        before = visitor.get(at)
        said = {
            "version": before["version"],
            "body": _added(before["body"], more),
            "reason": "More was counted since.",
        }
        receipt = visitor.post(f"{at}/corrections", said)
        return f"{airport} corrected activity {receipt['number']}"

    def _validate(self) -> str | None:
        """Validate a few reports that have waited a while; None when nothing waits."""
        of_units = [(DESKS[unit.name], f"&unit={quote(unit.name)}") for unit in UNITS]
        parts = [*of_units, *((f"ncp:{country}", "") for country in NCPS)]
        self.chance.shuffle(parts)
        for part, theirs in parts:
            queue = self._as(part).get(f"/operations/{self.code}/queue?limit=200{theirs}")["items"]
            ripe = [each for each in queue if self._ripe(part, each)][:AT_ONCE]
            if ripe:
                chosen = [{"id": each["id"], "version": each["version"]} for each in ripe]
                self._as(part).post(f"/operations/{self.code}/validations", {"reports": chosen})
                return f"{part} validated {len(chosen)}"
        return None

    def _ripe(self, part: str, waiting: dict[str, Any]) -> bool:
        if waiting["state"] != "submitted" or waiting["question_open"]:
            return False
        if part in DESKS.values() and waiting["country"] in SELF_VALIDATING:
            return False
        return datetime.now(UTC) - datetime.fromisoformat(waiting["received_at"]) > WAITED_FOR

    def _file(self, airport: str, body: dict[str, Any]) -> str:
        filed = {"id": str(uuid4()), "airport": airport, "body": body}
        receipt = self._at(airport).post(f"/operations/{self.code}/reports", filed)
        return f"{airport} filed {body['kind']} {receipt['number']}"

    def _at(self, airport: str) -> Visitor:
        return self._as(f"second:{airport}" if airport in READERS else f"officer:{airport}")

    def _as(self, part: str) -> Visitor:
        if part not in self._visitors:
            self._visitors[part] = Visitor(self.url, self.tokens[part])
        return self._visitors[part]

    def _local(self, airport: str) -> datetime:
        known = airport_of(airport)
        return datetime.now(UTC).astimezone(ZoneInfo(known.zone if known else "UTC"))


def _length(day: dict[str, Any]) -> timedelta:
    return datetime.fromisoformat(day["ends_at"]) - datetime.fromisoformat(day["starts_at"])


def _added(before: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Return an activity return with the counts of one more shift of the same day."""
    sums = {name: value + (before[name] or 0) for name, value in more.items() if isinstance(value, int)}
    by_database = {name: dict(Counter(before[name]) + Counter(more[name])) for name in ("database_checks", "hits")}
    hours = Decimal(before["officer_hours"] or 0) + Decimal(more["officer_hours"])
    return before | sums | by_database | {"officer_hours": str(hours)}


def play(player: Player, ends_at: datetime, wait: Callable[[float], bool]) -> None:
    """Play until the operation is over or `wait` (seconds) says that the input closed."""
    while datetime.now(UTC) < ends_at and not wait(player.chance.uniform(*PAUSES)):
        try:
            player.step()
        except (Refused, OSError, http.client.HTTPException, KeyError, ValueError) as error:
            log.warning("the player could not do this step", why=str(error))


def main() -> int:
    """Play what standard input says."""
    # Ctrl-C is for the server; this process ends when the server's end of the pipe does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told = json.loads(sys.stdin.readline())
    player = Player(told["url"], told["code"], told["tokens"])
    play(player, datetime.fromisoformat(told["ends_at"]), _closed_within)
    return 0


def _closed_within(seconds: float) -> bool:
    """Wait; say whether standard input closed meanwhile."""
    readable, _, _ = select.select([sys.stdin], [], [], seconds)
    return bool(readable)


if __name__ == "__main__":
    sys.exit(main())
