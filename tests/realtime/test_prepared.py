"""Statements that are built once say what SQLAlchemy says, and read what it reads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, delete, func, inspect, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from operations.ledger.models import Line
from operations.planning.models import Operation
from operations.reports.models import Report
from realtime.database import as_table, lists, table_of
from realtime.feed import OPEN, BoardRow
from realtime.log import Stream
from realtime.prepared import AT_ONCE, PreparedQuery, PreparedRow, PreparedWrite, inserting, write_new
from tests.builders import UNDER_WAY, an_operation
from tests.reports import Desk, a_seizure
from tests.support.plans import counting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from realtime.transaction import Database

AT = datetime(2026, 11, 18, 9, 30, 5, 120, tzinfo=UTC)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.engine.connect() as connection, Session(bind=connection) as session:
        yield session


def a_stream(at: datetime, kind: str = "operation") -> Stream:
    return Stream(kind=kind, owner_id=None, at=at)


def a_new(**said: Any) -> Stream:  # noqa: ANN401 any column of it
    return Stream(**{"kind": "operation", "at": AT} | said)


def test_rows_are_read_as_their_columns_say(database: Database) -> None:
    desk = Desk(an_operation(database).at(UNDER_WAY))
    for _ in range(3):
        desk.file("GRU", a_seizure(persons=1))
    asked = select(Report).where(
        Report.received_at <= bindparam("now"),
        Report.airport.in_(bindparam("airports", expanding=True)),
        Report.report_on.in_(bindparam("dates", expanding=True)),
    )
    query = asked.with_only_columns(
        Report.number, Report.report_on, Report.received_at, Report.late, Report.validated_at, Report.occurred_at
    ).order_by(Report.number)
    with database.reading() as session:
        on = session.scalar(select(Report.report_on).limit(1))
        for airports, dates in ((["GRU"], [on]), (["GRU", "LIS", "BOG"], [on, date(2020, 1, 1), None]), ([], [on])):
            values = {"now": UNDER_WAY, "airports": airports, "dates": dates}
            said = [tuple(row) for row in session.execute(query, values)]
            assert PreparedQuery(query).rows(session, values) == said
            assert len(said) == (3 if airports else 0)


def test_a_question_comes_after_what_the_session_has_not_written_yet(session: Session) -> None:
    kinds = PreparedQuery(select(Stream.kind, Stream.at).where(Stream.at == bindparam("at")))
    session.add(a_stream(AT))
    assert kinds.one(session, {"at": AT}) == ("operation", AT)
    assert kinds.one(session, {"at": AT + timedelta(seconds=1)}) is None


def test_a_row_is_the_one_the_session_knows_or_will_know(database: Database) -> None:
    story = an_operation(database)
    ask = PreparedRow(Operation, Operation.code == bindparam("code"))
    with database.reading() as session:
        found = ask.one(session, {"code": story.code})
        assert found is not None
        assert found is ask.one(session, {"code": story.code})
        assert found is session.get(Operation, story.id)
        assert (inspect(found).persistent, session.is_modified(found)) == (True, False)
        said = {column.name: getattr(found, column.name) for column in table_of(Operation).columns}
        assert ask.one(session, {"code": "NONE"}) is None
    with database.reading() as session:
        read = session.get_one(Operation, story.id)
        assert said == {name: getattr(read, name) for name in said}
        assert ask.one(session, {"code": story.code}) is read
    with story.change() as tx:
        changed = ask.one(tx.session, {"code": story.code})
        assert changed is not None
        changed.name = "Another"
    assert story.row().name == "Another"


def test_what_never_changes_stands_in_the_text(database: Database) -> None:
    shown = PreparedQuery(select(BoardRow.key).where(BoardRow.until_seq == OPEN, BoardRow.stream_id == bindparam("id")))
    with counting(database) as said, database.reading() as session:
        shown.rows(session, {"id": 1})
    assert [str(OPEN) in statement for statement, _ in said] == [True], "or a plan would be made for any other number"


def test_an_order_changes_what_it_names_and_nothing_else(session: Session) -> None:
    streams = table_of(Stream)
    move = PreparedWrite(
        update(streams).where(streams.c.kind.in_(bindparam("kinds", expanding=True))).values(seq=bindparam("seq"))
    )
    session.add_all([a_stream(AT, "one"), a_stream(AT, "two"), a_stream(AT, "three")])
    session.flush()
    move.run(session, {"kinds": ["one", "three"], "seq": 7})
    found = {(kind, seq) for kind, seq in session.execute(select(Stream.kind, Stream.seq))}
    assert found == {("one", 7), ("two", 0), ("three", 7)}


def test_a_value_that_cannot_be_filled_in_is_no_value_at_all(database: Database) -> None:
    if database.embedded:  # which deletes from one table at a time
        return
    lines, names = table_of(Line), ("stream_id", "seq", "n")
    gone = as_table(lines, names)
    order = PreparedWrite(delete(lines).where(lines.c.n == gone.c.n))
    with database.reading() as session, pytest.raises(ValueError, match="cannot be filled in"):
        order.run(session, lists(names, [{"stream_id": 1, "seq": 1, "n": 1}]))


def test_many_rows_are_written_whole(session: Session) -> None:
    stream = a_stream(AT)
    session.add(stream)
    session.flush()
    empty = dict.fromkeys(column.name for column in table_of(Line).columns)
    said = {"stream_id": stream.id, "seq": 1, "report_id": "r", "measure": "seizures", "unit": "seizure"}
    said |= {"value": 2**62, "stage": "submitted", "circle": "ocu", "late": True, "occurred_on": date(2026, 11, 18)}
    many = 2 * AT_ONCE + 1
    inserting(table_of(Line)).many(session, [empty | said | {"n": n} for n in range(many)])
    read = select(func.count(), func.min(Line.value), func.max(Line.occurred_on), func.max(Line.n)).where(Line.late)
    assert session.execute(read).one() == (many, 2**62, date(2026, 11, 18), many - 1)


def test_what_is_written_is_stored_as_a_session_stores_it(session: Session) -> None:
    session.add(a_stream(AT, "one"))
    session.flush()
    write_new(session, a_new(id=900, kind="two"))
    streams = table_of(Stream)
    move = PreparedWrite(update(streams).where(streams.c.id == bindparam("id")).values(at=bindparam("at")))
    write_new(session, a_new(id=901, kind="three", at=AT + timedelta(days=1)))
    move.run(session, {"id": 901, "at": AT})
    assert session.scalar(select(func.count(Stream.at.distinct()))) == 1, "or they would not be found by their order"


def test_a_new_row_is_whole_and_known_to_the_session(session: Session) -> None:
    stream = a_new(id=900, owner_id=str(uuid4()))
    write_new(session, stream)
    assert (stream.seq, stream.floor) == (0, 0), "what nobody said is as the table has it"
    assert session.get(Stream, 900) is stream
    assert not inspect(stream).expired_attributes
    stream.seq = 3
    session.flush()
    assert session.scalar(select(Stream.seq).where(Stream.id == 900)) == 3
    with pytest.raises(IntegrityError):
        write_new(session, a_new(id=900))


def test_what_the_driver_refuses_is_told_as_ever_and_harms_no_savepoint_before_it(database: Database) -> None:
    add = inserting(table_of(Stream))
    row = {"id": 900, "kind": "operation", "owner_id": None, "seq": 0, "at": AT, "digest": "", "floor": 0}
    with database.engine.connect() as connection, Session(bind=connection) as session:
        add.run(session, row)
        with pytest.raises(IntegrityError) as refused, session.begin_nested():
            add.run(session, row)
        assert "operation" not in str(refused.value), "what was said is nobody's to read in a log"
        assert not refused.value.connection_invalidated
        assert session.scalar(select(func.count()).select_from(Stream).where(Stream.id == 900)) == 1


def test_a_connection_that_is_lost_is_given_up(database: Database) -> None:
    if database.embedded:  # a file is not lost
        return
    ask = PreparedQuery(select(Stream.id).where(Stream.id == bindparam("stream_id")))
    with database.engine.connect() as connection, Session(bind=connection) as session:
        mine = session.scalar(select(func.pg_backend_pid()))
        with database.reading() as other:
            other.execute(select(func.pg_terminate_backend(mine)))
        with pytest.raises(OperationalError) as lost:
            ask.rows(session, {"stream_id": 900})
        assert lost.value.connection_invalidated
        assert connection.invalidated
    with database.reading() as session:
        assert ask.rows(session, {"stream_id": 900}) == []
