"""Lines counted anew are what they say, whatever they say, and for however long the counting takes."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, text, update
from sqlalchemy.exc import DBAPIError

from operations.ledger.measures import MEASURES
from operations.ledger.models import DIMENSIONS, Line, Standing, Tally
from operations.ledger.post import FIELDS, Posting
from operations.ledger.recount import counted, differences, finest, tallied
from operations.store import open_database
from realtime.database import read_at_leisure, table_of
from tests.builders import UNDER_WAY, an_operation
from tests.reports import Desk, a_seizure

if TYPE_CHECKING:
    from realtime.transaction import Database
    from tests.builders import Story

LINES = table_of(Line)
CODES = st.sampled_from((None, "a", "GRU", "LIS-CDG", "de l'eau", "50%", "é"))
DAYS = st.sampled_from((None, date(2026, 11, 17), date(2027, 2, 3)))


def _said_of(name: str) -> st.SearchStrategy[Any]:
    if name == "late":
        return st.booleans()
    room = getattr(LINES.c[name].type, "length", None)
    return DAYS if room is None else CODES.map(lambda code: code and code[:room])


some_postings = st.lists(
    st.builds(
        Posting,
        report_id=st.just("somebody's"),
        measure=st.sampled_from(sorted(MEASURES)),
        unit=st.sampled_from(("mg", "piece")),
        value=st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3),
        stage=st.sampled_from(("submitted", "validated")),
        circle=st.sampled_from(("operation", "airport:GRU")),
        **{name: _said_of(name) for name in DIMENSIONS},
    ),
    max_size=30,
)


@pytest.fixture
def story(database: Database) -> Story:
    return an_operation(database).at(UNDER_WAY)


@given(postings=some_postings)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_lines_counted_by_the_database_are_lines_counted_one_by_one(story: Story, postings: list[Posting]) -> None:
    stream_id = story.audit_stream_id  # which has no lines of its own
    with story.db.reading() as session:
        for n, posting in enumerate(postings):
            said = {name: getattr(posting, name) for name in FIELDS}
            session.execute(insert(LINES).values(stream_id=stream_id, seq=1, n=n, **said))
        assert counted(session, stream_id, Line) == tallied(postings)


def test_a_coarser_cut_is_added_up_from_a_finer_one_and_no_cut_is_forgotten() -> None:
    for measure in MEASURES.values():
        chosen = finest(measure.cuts)
        assert all(any(set(cut) <= set(finer) for finer in chosen) for cut in measure.cuts)


@pytest.mark.parametrize("measure", ["quantity", "bribes"])
def test_a_line_slipped_in_is_found_also_of_a_figure_that_nobody_declared(story: Story, measure: str) -> None:
    Desk(story).file("GRU", a_seizure())
    slipped = {"stream_id": story.stream_id, "seq": 1, "n": 1, "report_id": "nobody's", "measure": measure}
    with story.db.reading() as session:
        said = {"unit": "mg", "value": 5, "stage": "submitted", "circle": "operation", "late": False}
        session.execute(insert(LINES).values(**slipped, **said))
        found = {
            (each.against, each.key[0], each.counted - each.kept) for each in differences(session, story.stream_id)
        }
    assert found == {("lines", measure, 5)}


@pytest.mark.parametrize(("model", "against"), [(Standing, {"standing"}), (Tally, {"standing", "lines"})])
def test_a_value_changed_is_found(story: Story, model: type[Standing | Tally], against: set[str]) -> None:
    Desk(story).file("GRU", a_seizure())
    table = table_of(model)
    with story.db.reading() as session:
        session.execute(update(table).where(table.c.measure == "quantity").values(value=table.c.value + 1))
        assert {each.against for each in differences(session, story.stream_id)} == against


def test_who_proves_at_leisure_is_not_ended_while_it_ponders(story: Story) -> None:
    """PostgreSQL ends sessions that idle in a transaction; a recount thinks between two statements for as long as that.

    The limit is lowered to a second, and the counting goes on once the server itself says that the session
    has been idle for longer. A session that reads in a hurry is ended meanwhile: the limit is really there.
    """
    if story.db.embedded:
        return  # nothing there ends a session
    Desk(story).file("GRU", a_seizure())
    # An engine of this test's own: what is done to the worker's stays for the tests that come after.
    db = open_database(story.db.engine.url.render_as_string(hide_password=False))

    @event.listens_for(db.engine, "connect")
    def _hurried(driver: Any, _record: Any) -> None:  # noqa: ANN401 psycopg's connection
        driver.autocommit = True
        driver.execute("SET idle_in_transaction_session_timeout = 1000")
        driver.autocommit = False

    idle = text(
        "SELECT count(*) FROM pg_stat_activity WHERE pid = :pid AND state = 'idle in transaction'"
        " AND clock_timestamp() - state_change > interval '1500 ms'"
    )
    gone = text("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = :pid")
    pid = text("SELECT pg_backend_pid()")
    with closing(db), db.looking() as looking:
        with db.reading() as hurried:
            hurry = {"pid": hurried.scalar(pid)}
            while not looking.scalar(gone, hurry):
                pass
            with pytest.raises(DBAPIError):
                hurried.scalar(pid)
        with db.reading() as session:
            read_at_leisure(session)
            ponders = {"pid": session.scalar(pid)}
            pondered: list[int] = []

            def ponder(more: int) -> None:
                while not (pondered or looking.scalar(idle, ponders)):
                    pass
                pondered.append(more)

            assert differences(session, story.stream_id, ponder) == []
            assert len(pondered) > 2
