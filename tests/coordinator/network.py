"""Processes with a tail each, boards of real accounts, and between them a network that may do anything to a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coordinator.identity import sessions
from coordinator.identity.accounts import UNGUARDED, open_account
from coordinator.identity.doorkeeper import Doorkeeper
from coordinator.identity.models import Account
from coordinator.identity.platform import ensure_platform
from coordinator.identity.sessions import Device
from operations.policy import Role
from realtime.feed import since
from realtime.log import Stream
from realtime.packed import dumps, loads
from realtime.rooms import Board, Rooms
from realtime.tail import Refused, Tail
from realtime.transaction import transaction
from tests.builders import a_seat
from tests.operations.everything import PLACES
from tests.support.feed import Feed, is_step

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.reports import Desk

CODE = "COCAIR-VII"


@dataclass(frozen=True)
class Message:
    """What is on its way to a board; an answer carries which question it is for, and what circles it was cut for."""

    event: str
    said: Any
    question: int = 0
    circles: frozenset[str] = frozenset()


@dataclass
class Screen:
    """A board as a browser holds it, and the messages that have not reached it yet."""

    account_id: str
    session_id: str
    process: Process
    name: str
    sid: str = ""
    feed: Feed = field(default_factory=Feed)
    inbox: list[Message] = field(default_factory=list)
    circles: frozenset[str] = frozenset()
    question: int = 0
    waits: bool = False
    turned_away: bool = False
    lives: int = 0

    def plug_in(self, process: Process) -> None:
        """Come in by a new connection; what was on its way by the old one is lost, and the server hears of its end."""
        self.process.leaves(self)
        self.process, self.lives, self.turned_away = process, self.lives + 1, False
        self.sid, self.inbox = f"{self.name}.{self.lives}", []
        process.screens[self.sid] = self
        self.watch()

    def watch(self) -> None:
        """Ask from where the rows are; from nothing, when they are not believed any more."""
        self.feed.ask()
        self.question, self.waits = self.question + 1, True
        cursor = None if self.feed.doubted else self.feed.cursor
        self.inbox.append(self.process.answer(self, cursor))

    def hear(self, message: Message) -> None:
        """Do with a message what the browser does."""
        match message.event:
            case "step":
                self.feed.receive(message.said)
            case "beat":
                self.feed.beat(message.said["upto"])
            case "reset":
                self.feed = Feed()
                self.watch()
            case "closed":
                self.turned_away = True
            case _ if message.question != self.question or not self.waits:
                return  # the client knows by its number which question an answer is for
            case "refused":
                self.feed, self.waits, self.turned_away = Feed(), False, True
            case "answer":
                self.waits = False
                if is_step(message.said["step"]):  # what is not believed leaves the rows of the circles of before
                    self.circles = message.circles
                self.feed.answer(message.said["step"], message.said["cursor"])
        if self.feed.status == "behind" and not self.turned_away:
            self.watch()

    def is_followed(self) -> bool:
        """Say whether the server knows of it, as the beats say to a browser."""
        return self.sid in self.process.tail._boards


class Process:
    """One server: a tail, and who is in which of its rooms."""

    def __init__(self, network: Network) -> None:
        self.rooms: dict[str, set[str]] = {}
        self.screens: dict[str, Screen] = {}
        self._network = network
        to = Rooms(
            enter=lambda sid, room: self.rooms.setdefault(room, set()).add(sid),
            leave=lambda sid, room: self.rooms[room].discard(sid),
            emit=self._emit,
            close=lambda sid: self._tell(sid, "closed", None),
        )
        self.tail = Tail(
            network.desk.db, to, network.doorkeeper, secret=b"shared", now=network.now,
            platform_id=lambda: network.platform_id,
        )  # fmt: skip

    def answer(self, screen: Screen, cursor: str | None) -> Message:
        """Answer a watch as the boards' door does."""
        board = Board(screen.sid, screen.account_id, screen.session_id, CODE)
        try:
            said = self.tail.watch(board, cursor)
        except Refused:
            return Message("refused", None, screen.question)
        circles = self.tail._rooms[self.tail._boards[screen.sid][1]].circles
        return Message("answer", loads(dumps(said)), screen.question, circles)

    def leaves(self, screen: Screen) -> None:
        """Hear that a connection ended."""
        self.tail.unwatch(screen.sid)
        self.screens.pop(screen.sid, None)

    def _emit(self, event: str, said: dict[str, Any], to: str) -> None:
        for sid in sorted(self.rooms.get(to, {to})):
            self._tell(sid, event, said)

    def _tell(self, sid: str, event: str, said: Any) -> None:  # noqa: ANN401 any JSON
        if sid in self.screens:
            self.screens[sid].inbox.append(Message(event, loads(dumps(said))))


class Network:
    """Two processes before one operation, somebody signed in for each role, and their boards."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.platform_id = ensure_platform(desk.db, desk.story.now).stream_id
        self.doorkeeper = Doorkeeper(self, UNGUARDED)
        self.processes = [Process(self), Process(self)]
        self.screens: list[Screen] = []
        self.accounts = [self._seated(role) for role in Role]

    def now(self) -> datetime:
        """Return what the clocks say: they go by the story's."""
        return self.desk.story.now

    def plug_in(self, account_id: str, process: Process) -> None:
        """Open somebody's board."""
        session_id = self._signed_in(account_id)
        screen = Screen(account_id, session_id, process, f"{len(self.screens)}")
        self.screens.append(screen)
        screen.plug_in(process)

    def restart(self, number: int) -> None:
        """Let a process die and another take its place; its boards come back by themselves."""
        died, self.processes[number] = self.processes[number], Process(self)
        for screen in list(died.screens.values()):
            screen.plug_in(self.processes[number])

    def sign_out(self, screen: Screen) -> None:
        """End the session a board was opened in."""
        with transaction(self.desk.db, (self.platform_id,), actor_id=screen.account_id, now=self.now()) as tx:
            sessions.revoke(tx, screen.account_id, screen.session_id)

    def settle(self) -> None:
        """Let everything arrive, and everybody who hears nothing come back, as their clocks tell them to."""
        for _ in range(ROUNDS):
            for process in self.processes:
                process.tail.advance(list(process.screens))
                process.tail.beat()
            for screen in self.screens:
                self._settle(screen)
            if all(screen.turned_away or screen.feed.status == "following" for screen in self.screens):
                return
        message = f"boards never settled: {[screen.feed.status for screen in self.screens]}"
        raise AssertionError(message)

    def _settle(self, screen: Screen) -> None:
        if screen.turned_away or not screen.is_followed():
            screen.plug_in(screen.process)
        while screen.inbox:
            screen.hear(screen.inbox.pop(0))
        if screen.waits and not screen.turned_away:  # no answer came within its time
            screen.watch()

    def held(self, screen: Screen) -> tuple[frozenset[str], dict[str, Any]] | None:
        """Return the circles an account may watch and what a fresh read shows it; None when it may not watch."""
        with self.desk.db.reading() as session:
            found = self.doorkeeper.rights(session, screen.session_id, CODE)
            if found is None or not found[1]:
                return None
            stream_id, circles = found
            head = session.get_one(Stream, stream_id).seq
            return circles, since(session, stream_id, circles, 0, head).put

    def as_it_was(self, screen: Screen) -> dict[str, Any]:
        """Return what the circles of a board were shown at the position it is at."""
        with self.desk.db.reading() as session:
            return since(session, self.desk.story.stream_id, screen.circles, 0, screen.feed.seq).put

    def _seated(self, role: Role) -> str:
        story = self.desk.story
        with transaction(story.db, (self.platform_id,), actor_id="operator", now=story.now) as tx:
            account_id = open_account(tx, f"The {role}").id
        a_seat(story, role, account_id=account_id, **PLACES[role])
        return account_id

    def _signed_in(self, account_id: str) -> str:
        with transaction(self.desk.db, (self.platform_id,), actor_id=account_id, now=self.now()) as tx:
            account = tx.session.get_one(Account, account_id)
            return sessions.begin(tx, account, "link", Device())[0].id


ROUNDS = 12
"""More turns than any board needs to be at rest."""


def backwards(step: dict[str, Any]) -> None:
    step["after"], step["upto"] = step["upto"] + 1, step["after"]


def without_rows(step: dict[str, Any]) -> None:
    del step["put"]


def with_half_a_row(step: dict[str, Any]) -> None:
    step["put"] = [*step["put"], {"key": "half"}]


def taking_what_never_was(step: dict[str, Any]) -> None:
    step["gone"] = [*step["gone"], *(put["key"] for put in step["put"]), "never"]


SPOILS: tuple[Callable[[dict[str, Any]], None], ...] = (
    backwards, without_rows, with_half_a_row, taking_what_never_was,
)  # fmt: skip
