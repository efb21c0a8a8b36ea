"""The sample is under way at any instant, true to its log, on both databases; and its player only knocks at doors."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from coordinator.commands.demo import over
from coordinator.sample import cast, days, encounters, operation, player
from coordinator.sample.plan import CODE, COUNTRIES, PUBLISHED_BEFORE, ROSTERS, UNITS, sample_plan
from operations.boards.project import kept, rebuilt
from operations.participation.reading import Reading
from operations.planning.check import problems
from operations.planning.models import Boundary
from operations.planning.queries import catalogue_countries, catalogue_zones, of_code
from operations.reports.editions import BODY
from operations.reports.models import Report
from operations.reports.recount import not_as_reported
from operations.reports.targets import units_of
from operations.statistics.disclosure import SMALL
from realtime import log
from tests.support.copying import made_once
from tests.support.server import free_port

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from realtime.transaction import Database
    from tests.support.server import Server

NOW = datetime(2026, 11, 23, 14, 32, tzinfo=UTC)


def prove(session: Session) -> None:
    sample = of_code(session, CODE)
    assert kept(session, sample) == rebuilt(session, sample)
    assert not_as_reported(session, sample) == []
    for stream in session.scalars(select(log.Stream)):
        assert list(log.verify(session, stream)) == []


def load(database: Database) -> None:
    """Load the sample of NOW; the second time it is copied, for that takes seconds."""
    made_once(database, "sample", lambda: operation.load(database, NOW))


@pytest.mark.parametrize("month", range(1, 13))
def test_the_plan_has_no_problem_at_any_time_of_the_year(month: int) -> None:
    for hour in (0, 11, 23):
        now = datetime(2027, month, 27, hour, 30, tzinfo=UTC)
        plan = sample_plan(now)
        zones, countries = catalogue_zones(plan.airports), catalogue_countries(plan.airports)
        published_at = now - PUBLISHED_BEFORE
        found = problems(
            plan, zones, for_publication=True, countries=countries, units_of=units_of, published_at=published_at
        )
        assert found == []


def test_what_happened_lies_in_the_past_in_order_and_is_always_the_same() -> None:
    zones = catalogue_zones(sample_plan(NOW).airports)
    told = days.happened(NOW, zones)
    assert told == days.happened(NOW, zones)
    assert [each.at for each in told] == sorted(each.at for each in told)
    assert max(each.at for each in told) < NOW
    assert {each.part for each in told} <= cast.CAST.keys()


def test_the_sample_is_under_way_with_everything_a_reader_will_look_for(database: Database) -> None:
    load(database)
    with database.reading() as session:
        prove(session)
        sample = of_code(session, CODE)
        assert sample.starts_at is not None
        assert sample.ends_at is not None
        assert sample.starts_at < NOW < sample.ends_at
        states = dict(session.execute(select(Report.state, func.count()).group_by(Report.state)).all())
        assert states["validated"] > 80
        assert states["submitted"] > 3
        assert states["held"] == 1
        assert session.scalar(select(func.count()).where(Report.late)) == 2
        assert session.scalar(select(Report.airport).where(Report.question_open)) == "GRU"
        corrected = select(Report.airport).where(Report.edition == 2, Report.kind == "seizure")
        assert session.scalars(corrected).all() == ["DSS"]
        kinds = dict(session.execute(select(Report.kind, func.count()).group_by(Report.kind)).all())
        assert {kind: kinds[kind] for kind in ("hit", "incident", "victims")} == {"hit": 5, "incident": 3, "victims": 3}
        assert session.scalars(select(Report.airport).where(Report.referral_open)).all() == ["DSS"]
        unannounced = session.scalar(
            select(func.count()).where(Boundary.due_at <= NOW, Boundary.announced_at.is_(None))
        )
        assert unannounced == 0
        bodies = session.scalars(select(log.Entry.body).where(log.Entry.kind.in_(("phase_started", "phase_ended"))))
        assert {json.loads(body)["late_by"] for body in bodies} == {0}
        at = session.scalars(
            select(log.Entry.at).where(log.Entry.stream_id == sample.stream_id).order_by(log.Entry.seq)
        )
        instants = list(at)
        assert instants == sorted(instants)
        assert instants[-1] <= NOW


def test_airports_in_shifts_answered_for_each_and_one_leaves_its_last_to_the_reader(database: Database) -> None:
    load(database)
    with database.reading() as session:
        reading = Reading(session, of_code(session, CODE))
        found = session.scalars(select(Report).where(Report.kind == "activity"))
        answered = {(report.airport, report.report_on, report.shift) for report in found}
        over = [
            day
            for roster in ROSTERS
            for iata in roster.airports
            for day in reading.expected(iata).values()
            if day.ends_at <= NOW
        ]
        open_yet = [day for day in over if (day.airport, *day.turn) not in answered]
        assert len({day.shift for day in over}) == 4
        assert all(day.due_at > NOW for day in open_yet)
        assert [day.shift for day in open_yet if day.airport == "GRU"] == ["night"]
        assert session.scalars(select(Report.number).where(Report.beyond_limits)).all() == []


def test_every_country_has_one_coordination_unit_and_every_unit_somebody_at_its_desk() -> None:
    looked_after = [country for unit in UNITS for country in unit.countries]
    assert sorted(looked_after) == sorted(set(COUNTRIES.values()))
    assert cast.DESKS.keys() == {unit.name for unit in UNITS} == {part.unit for part in cast.PLAYED if part.unit}


def test_what_the_sample_tells_of_persons_to_be_protected_is_few_and_wordless() -> None:
    for _, _, who, referrals in encounters.MET:
        assert who["count"] < SMALL
        assert "citizenship" not in who
        assert sum(count for _, _, count in referrals) <= who["count"]
    events = [encounters.an_event(Random(seed), "2026-11-23T11:20") for seed in range(200)]
    for event in events:
        BODY.validate_python(event, strict=False)
    assert 0 < sum(event["kind"] == "victims" for event in events) < 40
    assert {event["kind"] for event in events} == {"hit", "incident", "victims"}


def test_it_can_be_opened_again_with_fresh_links_and_days_later_says_that_it_has_ended(database: Database) -> None:
    load(database)
    first, second = cast.fresh_tokens(database, NOW), cast.fresh_tokens(database, NOW)
    assert first.keys() == second.keys() == cast.CAST.keys()
    assert not set(first.values()) & set(second.values())
    sample = operation.found(database)
    assert sample is not None
    assert not over(sample, NOW)
    assert over(sample, NOW + timedelta(days=6))


def test_the_player_plays_twenty_steps_at_a_real_server(server: Server, database: Database) -> None:
    now = datetime.now(UTC)
    operation.load(database, now)
    tokens = cast.fresh_tokens(database, now)
    playing = player.Player(server.url, CODE, tokens, Random(7))
    with database.reading() as session:
        before = session.scalar(select(func.count(Report.id)))
    done = [playing.step() for _ in range(20)]
    with database.reading() as session:
        after = session.scalar(select(func.count(Report.id)))
        prove(session)
    filed = [step for step in done if "filed" in step]
    assert (len(filed), after) == (after - before, before + len(filed))  # type: ignore[operator] # a count is never None
    assert len(filed) > 5
    assert len(done) - len(filed) > 1


def test_the_player_goes_on_after_what_it_could_not_do_and_ends_with_whoever_started_it() -> None:
    nobody = player.Player(f"http://127.0.0.1:{free_port()}", CODE, dict.fromkeys(cast.CAST, "x" * 30), Random(1))
    waits = iter((False, False, False, True))
    player.play(nobody, datetime.now(UTC) + timedelta(hours=1), lambda _: next(waits))
    assert next(waits, None) is None


def test_the_player_ends_when_its_input_closes() -> None:
    told = {"url": "http://127.0.0.1:9", "code": CODE, "ends_at": "2999-01-01T00:00:00+00:00", "tokens": {}}
    command = (sys.executable, "-m", "coordinator.sample.player")
    ended = subprocess.run(command, input=json.dumps(told) + "\n", text=True, timeout=30, check=False)
    assert ended.returncode == 0
