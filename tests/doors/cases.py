"""What to ask of each door, and who is let in: one line per door and thing asked for.

`may` are the kinds of seat that are let in: they are answered with one of `answers`, which for most writes is a
refusal of the content, so that asking changes nothing. `sees` are those who know of the thing: refused they get 403.
Everybody else signed in gets 404, as for what does not exist, and whoever is not signed in 401.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.browsers import PREFIX
from tests.builders import a_plan
from tests.doors.world import CODE, HOME, MEMBERS, OCU, SIGNED_IN, TAKING_PART
from tests.reports import a_seizure

if TYPE_CHECKING:
    from collections.abc import Iterator

DECIDING = (*OCU, "ncp_br", "ncp_co", "ncp_pt", "invited")
NOWHERE = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Case:
    """One thing asked of one door."""

    method: str
    rule: str
    may: tuple[str, ...]
    answers: tuple[int, ...] = (200,)
    sees: tuple[str, ...] = MEMBERS
    body: Any = None
    place: dict[str, str] = field(default_factory=dict)
    public: bool = False
    query: dict[str, str] = field(default_factory=dict)

    @property
    def door(self) -> tuple[str, str]:
        """Return the door as the registry names it."""
        return self.method, PREFIX + self.rule

    def path(self, **changes: str) -> str:
        """Return the address."""
        path = self.rule
        for name, value in ({"code": CODE} | self.place | changes).items():
            path = path.replace(f"<{name}>", value).replace(f"<path:{name}>", value)
        assert "<" not in path, path
        return path

    def expected(self, kind: str) -> tuple[int, ...]:
        """Return the statuses one of which a kind of seat is answered with."""
        if self.public or kind in self.may:
            return self.answers
        if kind == "nobody":
            return (401,)
        return (403,) if kind in self.sees else (404,)


def cases(submitted: str, validated: str, withdrawn_seat: str) -> Iterator[Case]:
    """Yield every case: `submitted` and `validated` are reports of São Paulo's airport."""
    yield from _of_oneself()
    yield from _of_the_plan()
    yield from _of_seats(withdrawn_seat)
    yield from _of_reports(submitted, validated)
    yield from _of_figures()


def _of_oneself() -> Iterator[Case]:
    for rule in ("/health", "/openapi.json"):
        yield Case("GET", rule, (), public=True)
    # One address may not guess for long.
    yield Case("POST", "/sign-in", (), (422, 429), public=True, body={"token": "x" * 40})
    guess = {"name": "nobody@example.org", "password": "a guess at a password"}
    yield Case("POST", "/sign-in/password", (), (422, 429), public=True, body=guess)
    for rule in ("/session", "/sessions", "/account", "/airports", "/airports/carried", "/reference", "/operations"):
        yield Case("GET", rule, SIGNED_IN)
    yield Case("PATCH", "/session", SIGNED_IN, body={"language": "pt"})
    yield Case("PUT", "/account/password", SIGNED_IN, (422,), body={"name": "somebody", "password": "too short"})
    yield Case("POST", "/account/second-step", SIGNED_IN, body={})
    for method, rule in (("PUT", "second-step"), ("DELETE", "second-step"), ("POST", "recovery-codes")):
        # A secret waits for its first code, which this is not; or there is nothing on yet.
        yield Case(method, f"/account/{rule}", SIGNED_IN, (409, 422), body={"code": "000000x"})
    yield Case("DELETE", "/sessions", SIGNED_IN)
    yield Case("POST", "/airports/resolve", SIGNED_IN, body={"text": "GRU, LIS"})
    yield Case("POST", "/airports/resolve-file", SIGNED_IN, body={"content": "R1JVLEJS"})
    yield Case("DELETE", "/sessions/<id>", (), sees=(), place={"id": NOWHERE})
    yield Case("POST", "/operations", ("other", "coordinator"), (409,), SIGNED_IN, {"code": CODE, "name": "Taken"})


def _of_the_plan() -> Iterator[Case]:
    at, stale = "/operations/<code>", {"version": 1, "reason": "No longer so."}
    saving = {"version": 1, "name": "Airport week", "plan": a_plan().model_dump(mode="json")}
    moving = stale | {"phase": 1, "edge": "end", "moment": {"wall": "2026-11-23T18:00"}}
    for rule in (at, f"{at}/plan", f"{at}/participations"):
        yield Case("GET", rule, MEMBERS)
    yield Case("PUT", f"{at}/plan", ("coordinator",), (409,), body=saving)
    yield Case("POST", f"{at}/publish", ("coordinator",), (409,), body={"version": 1})
    yield Case("POST", f"{at}/boundaries", ("coordinator",), (409,), body=moving)
    yield Case("GET", f"{at}/changes", MEMBERS)
    longer = stale | {"length": {"days": 1}}
    yield Case("POST", f"{at}/extend", ("coordinator",), (409,), body=longer | {"phase": 1})
    yield Case("POST", f"{at}/shift", ("coordinator",), (409,), body=longer)
    yield Case("POST", f"{at}/suspend", OCU, (409,), body=stale)
    yield Case("POST", f"{at}/resume", OCU, (409,), body=stale)
    yield Case("POST", f"{at}/cancel", ("coordinator",), (409,), body=stale)
    yield Case("POST", f"{at}/stand-down", ("coordinator",), (409,), body=stale)
    answer = {"version": 1, "country": "BR", "answer": "accept"}
    yield Case("POST", f"{at}/answers", (*OCU, "ncp_br"), (409,), body=answer)
    yield Case("POST", f"{at}/answers", (), sees=(), body=answer | {"country": "JP"})
    controls = f"{at}/airports/<iata>/controls"
    yield Case("POST", controls, HOME, (422,), body={"phase": 0}, place={"iata": "GRU"})
    yield Case("POST", controls, (), sees=(), body={"phase": 0}, place={"iata": "JFK"})
    yield Case("GET", f"{at}/airports/<iata>/today", HOME, place={"iata": "GRU"})
    yield Case("GET", f"{at}/airports/<iata>/last/<kind>", HOME, place={"iata": "GRU", "kind": "seizure"})
    asking = f"{at}/airports/<iata>/asks"
    yield Case("POST", asking, OCU, (201, 409), place={"iata": "GRU"})
    yield Case("POST", asking, (), sees=(), place={"iata": "JFK"})


def _of_seats(withdrawn: str) -> Iterator[Case]:
    at, one = "/operations/<code>/seats", "/operations/<code>/seats/<seat_id>"
    yield Case("GET", at, DECIDING)
    yield Case("POST", at, ("coordinator",), (201,), body={"role": "observer", "name": "Somebody"})
    # Taken back before: that is all its coordinator can be told of it. Others of its country know it was there.
    knowing = (*OCU, "ncp_br")
    yield Case("DELETE", one, ("coordinator",), sees=knowing, place={"seat_id": withdrawn})
    yield Case("POST", f"{one}/link", ("coordinator",), (409,), knowing, place={"seat_id": withdrawn})
    handing = f"{one}/hand-over"
    yield Case("POST", handing, ("coordinator",), (409,), knowing, {"name": "Somebody"}, {"seat_id": withdrawn})
    yield Case("DELETE", f"{one}/second-step", ("coordinator",), (409,), knowing, place={"seat_id": withdrawn})
    yield Case("DELETE", f"{one}/link", ("coordinator",), sees=knowing, place={"seat_id": withdrawn})
    yield Case("DELETE", one, (), sees=(), place={"seat_id": NOWHERE})


def _of_reports(submitted: str, validated: str) -> Iterator[Case]:
    at, one = "/operations/<code>/reports", "/operations/<code>/reports/<id>"
    again = {"id": submitted, "airport": "GRU", "body": a_seizure()}
    # Whoever had the seat may still send what was reported in good faith.
    yield Case("POST", at, (*HOME, "withdrawn"), (409,), body=again)
    yield Case("GET", at, MEMBERS)
    for ending in ("csv", "xlsx"):
        yield Case("GET", f"{at}.{ending}", tuple(kind for kind in TAKING_PART if kind != "observer"))
    yield Case("GET", "/operations/<code>/queue", DECIDING)
    yield Case("POST", "/operations/<code>/validations", MEMBERS, body={"reports": [{"id": submitted, "version": -1}]})
    correction = {"version": -1, "body": a_seizure(), "reason": "Weighed again."}
    reasoned = {"version": -1, "reason": "Filed twice."}
    pair = {"survivor": {"id": submitted, "version": -1}, "merged": {"id": validated, "version": -1}}
    merge = pair | {"share": "alerted", "reason": "The same suitcase."}
    apart = {"first_id": submitted, "second_id": submitted, "reason": "Two couriers."}
    importing = (*OCU, "ncp_br", "ncp_co", "ncp_pt", "invited")
    empty = {"content": "", "decimal": "POINT"}
    yield Case("GET", "/operations/<code>/imports/template.xlsx", importing)
    yield Case("POST", "/operations/<code>/imports", importing, (422,), body=empty)
    yield Case("GET", "/operations/<code>/duplicates", OCU)
    yield Case("POST", "/operations/<code>/merges", OCU, (409,), body=merge)
    yield Case("POST", "/operations/<code>/dismissals", OCU, (409,), body=apart)
    yield Case("POST", f"{one}/separation", OCU, (409,), body=reasoned, place={"id": submitted})
    for report_id, sees in ((submitted, HOME), (validated, TAKING_PART), (NOWHERE, ())):
        place = {"id": report_id}
        home, deciding, ocu = (tuple(kind for kind in group if kind in sees) for group in (HOME, (*OCU, "ncp_br"), OCU))
        yield Case("GET", one, sees, sees=sees, place=place)
        yield Case("POST", f"{one}/corrections", home, (409,), sees, correction, place)
        yield Case("POST", f"{one}/withdrawal", home, (409,), sees, reasoned, place)
        referral = {"version": -1, "referrals": [{"to": "consulate", "count": 1}]}
        yield Case("POST", f"{one}/referrals", home, (409,), sees, referral, place)
        yield Case("POST", f"{one}/question", deciding, (409,), sees, reasoned, place)
        yield Case("POST", f"{one}/release", ocu, (409,), sees, {"version": -1}, place)
    yield Case("GET", f"{one}/pair", OCU, (409,), place={"id": submitted}, query={"number": "1"})


def _of_figures() -> Iterator[Case]:
    at = "/operations/<code>"
    yield Case("GET", f"{at}/after-action", TAKING_PART)
    for key in ("seizures/seizure/validated", "quantity/commodity=cocaine/mg/validated"):
        yield Case("GET", f"{at}/figures/<path:key>/reports", TAKING_PART, place={"key": key})
    yield Case("GET", f"{at}/routes", TAKING_PART)
    yield Case("GET", f"{at}/hours", TAKING_PART)
    yield Case("GET", f"{at}/narrowed", TAKING_PART)
    table = {"measure": "persons", "rows": "sex", "columns": "outcome"}
    yield Case("GET", f"{at}/cross", TAKING_PART, query=table)
    yield Case("GET", f"{at}/cross.csv", tuple(kind for kind in TAKING_PART if kind != "observer"), query=table)
    yield Case("GET", f"{at}/after-action.pdf", tuple(kind for kind in TAKING_PART if kind != "observer"))
    yield Case("GET", f"{at}/donor", ("donor", "coordinator"))
    yield Case("GET", f"{at}/log", MEMBERS)
    yield Case("GET", f"{at}/watch-log", OCU)
    yield Case("POST", f"{at}/watch-log", OCU, (201,), body={"text": "Handed over to the next watch."})


ENDS_ITSELF = ("DELETE", f"{PREFIX}/session")
"""Signing out: walked apart, for whoever asks has gone afterwards."""
