"""`coordinator seat`: make the first coordinator, list seats, give somebody a new sign-in link."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from coordinator import config
from coordinator.identity import links, second_step
from coordinator.identity.accounts import names, open_account
from coordinator.identity.platform import ensure_platform
from coordinator.words.text import LANGUAGES
from operations.participation.actions import give_platform_seat
from operations.participation.models import SeatRow
from operations.planning.models import Operation
from operations.policy import Role
from operations.store import open_database
from realtime.log import instant
from realtime.transaction import transaction

if TYPE_CHECKING:
    import argparse

    from coordinator.commands import Commands
    from coordinator.config import Config
    from realtime.transaction import Database, Tx

OPERATOR: Final = "operator"
"""Who acts when it is whoever runs the machine."""

COORDINATES: Final = (
    SeatRow.operation_id.is_(None),
    SeatRow.role == Role.COORDINATOR.value,
    SeatRow.withdrawn_at.is_(None),
)


def register(commands: Commands) -> None:
    """Add the command's parser."""
    made = commands.add_parser("seat", help="make the first coordinator, list seats, make a new sign-in link")
    what = made.add_mutually_exclusive_group(required=True)
    what.add_argument("--first", action="store_true", help="make the first coordinator (with --name)")
    what.add_argument("--list", action="store_true", help="list the seats held")
    what.add_argument("--link", metavar="SEAT", help="make a new one-time sign-in link for a seat's holder")
    made.add_argument(
        "--without-second-step", action="store_true", help="with --link: take the holder's second step off, who lost it"
    )
    made.add_argument("--name", help="the first coordinator's name")
    made.add_argument("--language", choices=LANGUAGES, default="en", help="the first coordinator's language")
    made.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Do the one thing asked for."""
    settings = config.read(os.environ)
    db = open_database(settings.database_url)
    try:
        if asked.first:
            return first(db, settings, asked.name, asked.language)
        return (
            list_seats(db)
            if asked.list
            else new_link(db, settings, asked.link, without_second_step=asked.without_second_step)
        )
    finally:
        db.close()


def first(db: Database, settings: Config, name: str | None, language: str) -> int:
    """Make the first coordinator and print the link to sign in by; refuse when there is one."""
    if not name or not name.strip():
        print("Say who it is: coordinator seat --first --name NAME", file=sys.stderr)
        return 2
    now = datetime.now(UTC)
    streams = ensure_platform(db, now)
    with transaction(db, (streams.stream_id,), actor_id=OPERATOR, now=now) as tx:
        present = tx.session.scalar(select(SeatRow.id).where(*COORDINATES).limit(1))
        token = _seated(tx, streams.stream_id, name.strip(), language) if present is None else None
    if token is None:
        print(f"There is a coordinator already. For a new link: coordinator seat --link {present}", file=sys.stderr)
        return 1
    _print_link(settings, token, now)
    return 0


def _seated(tx: Tx, stream_id: int, name: str, language: str) -> str:
    account = open_account(tx, name, language)
    seat = give_platform_seat(tx, stream_id, account.id)
    return links.issue_link(tx, account.id, seat.id)


def list_seats(db: Database) -> int:
    """Print the seats held: id, role, operation, place, name."""
    with db.reading() as session:
        query = select(SeatRow, Operation.code).outerjoin(Operation, Operation.id == SeatRow.operation_id)
        held = session.execute(query.where(SeatRow.withdrawn_at.is_(None)).order_by(SeatRow.given_at)).all()
        called = names(session, (row.account_id for row, _ in held))
        for row, code in held:
            place, name = row.airport or row.country or row.unit or "-", called.get(row.account_id, "(erased)")
            print(f"{row.id}  {row.role:<11}  {code or '(platform)':<20}  {place:<6}  {name}")
    return 0


def new_link(db: Database, settings: Config, seat_id: str, *, without_second_step: bool = False) -> int:
    """Make a new link in place of those that wait, and print it."""
    now = datetime.now(UTC)
    streams = ensure_platform(db, now)
    with transaction(db, (streams.stream_id,), actor_id=OPERATOR, now=now) as tx:
        row = tx.session.get(SeatRow, seat_id)
        if row is not None and without_second_step and second_step.is_on(tx.session, row.account_id):
            second_step.take_off(tx, row.account_id, "operator")
        token = links.reissue_link(tx, row.account_id, row.id) if row is not None and row.withdrawn_at is None else None
    if token is None:
        print("There is no such seat, or it was withdrawn. See: coordinator seat --list", file=sys.stderr)
        return 1
    _print_link(settings, token, now)
    return 0


def _print_link(settings: Config, token: str, now: datetime) -> None:
    print(links.address(settings.public_url, token))
    print(f"Works once, until {instant((now + links.VALID_FOR).replace(microsecond=0))}.")
