"""What happened in the sample so far: who did what, and when, in the order it happened. Pure, and always the same.

Airports report in their own rhythm: most by the morning after, some late, one falls silent. A few cases are told by
hand, because a reader of the sample will look for them: a held report, a question that waits, a corrected quantity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from coordinator.sample.cast import validators
from coordinator.sample.encounters import MET, NOTES, REPORTED_AFTER, TOLD
from coordinator.sample.invented import BUSY, a_seizure, an_activity
from coordinator.sample.plan import EXPECTED, REPORT_DAY, TAKING_PART, UNANSWERED, first_day
from operations.planning.shifts import Turn, shifts_of, turn

if TYPE_CHECKING:
    from collections.abc import Mapping

SEED: Final = 20131026

UNCONFIRMED: Final = frozenset({"BKO", "GRU", "LFW"})
"""Airports that have not confirmed their controls; at one of them a reader of the sample may."""

RHYTHMS: Final = {
    "BKO": "rnmm",
    "LOS": "rrlr",
    "SDQ": "rlrl",
    "ABJ": "rrrn",
    "BGI": "nrnr",
    "RAI": "nnrn",
    "ACC": "rnrr",
}
"""How an airport answered for its days: reported, nil, late, missing. The others reported every day."""

READERS_OWN: Final = "GRU"
"""The airport whose shifts of the last hours are left to a reader of the sample."""

ROUND_EVERY: Final = timedelta(hours=6)
QUEUED_FOR: Final = {"ncp:BR": timedelta(hours=9), "ocu": timedelta(hours=4)}
"""How long validators have not come to it: what arrived since waits in their queues."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that somebody did at an instant."""

    at: datetime
    part: str


@dataclass(frozen=True, slots=True)
class Confirmed(Happening):
    """Controls were confirmed in force."""

    airport: str


@dataclass(frozen=True, slots=True)
class Filed(Happening):
    """A report was filed."""

    airport: str
    report_id: str
    body: dict[str, Any]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Validated(Happening):
    """Whatever waited from some countries was validated."""

    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked(Happening):
    """A correction was asked for."""

    report_id: str
    question: str


@dataclass(frozen=True, slots=True)
class Corrected(Happening):
    """A report was corrected."""

    report_id: str
    body: dict[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Referred(Happening):
    """A referral of persons met was recorded."""

    report_id: str
    to: str
    count: int


@dataclass(frozen=True, slots=True)
class Noted(Happening):
    """The OCU wrote into its watch log."""

    text: str


def happened(now: datetime, zones: Mapping[str, str]) -> list[Happening]:
    """Return everything that happened before now, the earliest first."""
    chance = Random(SEED)  # noqa: S311 results are invented here, not secrets
    told: list[Happening | None] = [
        each
        for iata in TAKING_PART
        for each in (_confirmed(chance, iata, zones[iata], now), *_days(chance, iata, zones[iata], now))
    ]
    told += [*_by_hand(chance, now, zones), *_beside(chance, now, zones), *_rounds(now)]
    return sorted((each for each in told if each is not None and each.at < now), key=lambda each: each.at)


def _confirmed(chance: Random, iata: str, zone: str, now: datetime) -> Confirmed | None:
    after = timedelta(minutes=chance.randrange(10, 150))
    if iata in UNCONFIRMED:
        return None
    return Confirmed(_instant(first_day(now), time(6), zone) + after, f"officer:{iata}", iata)


def _days(chance: Random, iata: str, zone: str, now: datetime) -> Iterator[Filed]:
    """Yield what an airport filed: seizures as they came, a return for each day that is over."""
    rhythm = RHYTHMS.get(iata, "rrrr")
    shifts = shifts_of(EXPECTED, iata)
    for place in range(5):
        on = first_day(now) + timedelta(days=place)
        answer = rhythm[place] if place < len(rhythm) else "r"
        found = chance.choices(range(4), (4, 3, 1 + BUSY.get(iata, 1) // 3, BUSY.get(iata, 1) // 4))[0]
        for _ in range(found if answer in "rl" else 0):
            occurred = time(chance.randrange(7, 23), chance.randrange(60))
            body = a_seizure(chance, iata, datetime.combine(on, occurred).isoformat(timespec="minutes"))
            filed_at = _instant(on, occurred, zone) + timedelta(minutes=chance.randrange(20, 110))
            yield Filed(filed_at, f"officer:{iata}", iata, _id(chance), body)
        for shift in shifts:
            yield from _of_shift(chance, iata, turn(shift, on, REPORT_DAY, zone), now)
        if place < len(rhythm) and answer != "m" and not shifts:
            said = {"kind": "nil", "report_on": f"{on}"} if answer == "n" else an_activity(chance, iata, f"{on}")
            hours = chance.uniform(13, 20) if answer == "l" else chance.uniform(0.5, 10)
            filed_at = _instant(on + timedelta(days=1), time(), zone) + timedelta(hours=hours)
            yield Filed(filed_at, f"officer:{iata}", iata, _id(chance), said)


def _of_shift(chance: Random, iata: str, worked: Turn, now: datetime) -> Iterator[Filed]:
    """Yield what an airport filed for a shift, in its first hours after it."""
    if iata == READERS_OWN and worked.ends_at > now - timedelta(hours=EXPECTED.due_after_hours):
        return
    share = (worked.ends_at - worked.starts_at) / timedelta(days=1)
    said = an_activity(chance, iata, f"{worked.on}", share=share) | {"shift": worked.shift}
    filed_at = worked.ends_at + timedelta(hours=chance.uniform(0.3, 6))
    yield Filed(filed_at, f"officer:{iata}", iata, _id(chance), said)


def _by_hand(chance: Random, now: datetime, zones: Mapping[str, str]) -> Iterator[Happening]:
    held = _cocaine("arrival", "ADD", "3.2", _wall(now - timedelta(hours=20), zones["NBO"]))
    yield Filed(now - timedelta(hours=19), "officer:NBO", "NBO", _id(chance), held, f"{UNANSWERED} has yet to answer.")

    unclear = _id(chance)
    body = _cocaine("departure", "DSS", "38", _wall(now - timedelta(hours=7), zones["GRU"]))
    yield Filed(now - timedelta(hours=6), "officer:GRU", "GRU", unclear, body)
    question = "38 kg on one passenger: grams or kilograms? Please check the scales' slip."
    yield Asked(now - timedelta(hours=5), "ncp:BR", unclear, question)

    misread = _id(chance)
    occurred = _wall(now - timedelta(hours=51), zones["DSS"])
    yield Filed(now - timedelta(hours=50), "officer:DSS", "DSS", misread, _cocaine("arrival", "GRU", "42", occurred))
    reason = "Typed 42 kg; the scales' slip says 4.2 kg."
    mended = _cocaine("arrival", "GRU", "4.2", occurred)
    yield Corrected(now - timedelta(hours=30), "officer:DSS", misread, mended, reason)

    yield Noted(now - timedelta(hours=76), "ocu", "Watch taken over. Controls confirmed everywhere but BKO, GRU, LFW.")
    yield Noted(now - timedelta(hours=29), "ocu", "DSS corrected 42 kg to 4.2 kg; press line adjusted.")
    yield Noted(now - timedelta(hours=11), "ocu", "BKO silent for the second day; contact point called, no answer.")


def _beside(chance: Random, now: datetime, zones: Mapping[str, str]) -> Iterator[Happening]:
    """Yield what was reported beside results, each by an officer of its airport a while after it happened."""
    for hours, iata, said in TOLD:
        at = now - timedelta(hours=hours)
        body = said | {"occurred": _wall(at, zones[iata])}
        note = NOTES.get(said.get("type", ""), "")
        yield Filed(at + REPORTED_AFTER, f"officer:{iata}", iata, _id(chance), body, note)
    for hours, iata, who, referrals in MET:
        at, report_id = now - timedelta(hours=hours), _id(chance)
        body = {"kind": "victims", "occurred": _wall(at, zones[iata]), "persons": [who]}
        yield Filed(at + REPORTED_AFTER, f"officer:{iata}", iata, report_id, body)
        for later, to, count in referrals:
            yield Referred(now - timedelta(hours=later), f"officer:{iata}", report_id, to, count)


def _rounds(now: datetime) -> Iterator[Validated]:
    for part, countries in validators().items():
        until = now - QUEUED_FOR.get(part, ROUND_EVERY)
        at = now - timedelta(days=4)
        while at <= until:
            yield Validated(at, part, countries)
            at += ROUND_EVERY


def _cocaine(direction: str, other_end: str, kilograms: str, occurred: str) -> dict[str, Any]:
    return {
        "kind": "seizure",
        "occurred": occurred,
        "direction": direction,
        "destination" if direction == "departure" else "origin": other_end,
        "conveyance": "air_passenger",
        "concealment": "hand_baggage",
        "basis": "risk_profile",
        "technique": "x_ray",
        "goods": [{"commodity": "cocaine", "quantity": kilograms, "unit": "kg"}],
        "persons": [
            {"role": "courier", "sex": "male", "age_band": "25_34", "nationality": "BR", "outcome": "arrested"}
        ],
    }


def _instant(on: date, at: time, zone: str) -> datetime:
    return datetime.combine(on, at, tzinfo=ZoneInfo(zone))


def _wall(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="minutes")


def _id(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))
