"""Equation one as a machine: whatever is done by whomever, and whatever the network does to it, boards end equal.

Hypothesis invents the histories: every action of the policy by people of every role, boards that come late, by either
of two processes, go elsewhere, begin anew; messages thrown away, doubled, held back, overtaken, spoilt. At every moment
a board shows what its circles were shown at some position of the log; once all is at rest, what a fresh read shows.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from operations.errors import Refusal, Refusals
from operations.policy import Action, Role
from tests.builders import UNDER_WAY, a_draft, an_operation
from tests.coordinator.network import CODE, SPOILS, Message, Network, Screen
from tests.operations.everything import READ_ONLY, VERBS, Everything
from tests.reports import Desk

if TYPE_CHECKING:
    from realtime.transaction import Database
    from tests.support.emptying import Reused

# A history that fails is shown as it is: to make it shorter takes longer than a test may.
SHORT = settings(
    max_examples=3, stateful_step_count=15, derandomize=True, deadline=None, database=None, phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
LONG = settings(SHORT, max_examples=300, stateful_step_count=80, derandomize=False)

EVERY_VERB = sorted({verb for verbs in VERBS.values() for verb in verbs})
OF_REPORTS = ("file", "file", "file", "correct", "validate", "withdraw", "merge", "separate", "import_file")
WAYS_BACK = ("by its cursor", "by its cursor", "from nothing", "signed out")
MISHAPS = ("overtakes", "is lost", "is doubled", "is spoilt")
TURNS = ("report", "do anything", "go on", "come", "come back", "arrive", "mishap")
WEIGHTS = (5, 4, 8, 3, 1, 10, 5)
MOST = 10
"""Boards; enough that every role has one."""

SOON = datetime(2026, 11, 15, 3, tzinfo=UTC)
"""A few hours before the operational phase."""

SEEDS = st.integers(0, 2**32)
PROCESSES = st.integers(0, 1)


class Boards(RuleBasedStateMachine):
    """Two processes and their boards, before one operation."""

    database: Database
    done: Counter[str]

    screens: Bundle[int] = Bundle("screens")

    @initialize(published=st.sampled_from((True, True, True, False)), seed=SEEDS)
    def begin(self, published: bool, seed: int) -> None:
        story = (an_operation if published else a_draft)(self.database, code=CODE)
        desk = Desk(story.at(UNDER_WAY if published else SOON))
        self.network = Network(desk)
        self.history = Everything(desk, random.Random(0), self.network.accounts, self.network.platform_id)
        self.much_happens(seed=seed)

    # --- what people do ---------------------------------------------------------------------------------------------

    @rule(verbs=st.lists(st.sampled_from(EVERY_VERB), min_size=1, max_size=4), seed=SEEDS)
    def do_anything(self, verbs: list[str], seed: int) -> None:
        self.history.chance = random.Random(f"{seed} {verbs}")
        self.history.pass_time()
        for verb in verbs:
            self.do(verb)

    @rule(verbs=st.lists(st.sampled_from(OF_REPORTS), min_size=1, max_size=4), seed=SEEDS)
    def report(self, verbs: list[str], seed: int) -> None:
        self.history.chance = random.Random(f"{seed} {verbs}")
        for verb in verbs:
            self.do(verb)

    def do(self, verb: str) -> None:
        # A refusal is an answer too, and must leave everything as it was.
        with suppress(Refusal, Refusals):
            getattr(self.history, verb)()
            self.done[verb] += 1

    # --- boards that come and go ------------------------------------------------------------------------------------

    @rule(target=screens, person=st.integers(0, len(Role) - 1), process=PROCESSES)
    def come(self, person: int, process: int) -> int:
        self.network.plug_in(self.network.accounts[person], self.network.processes[process])
        return len(self.network.screens) - 1

    @rule(screen=screens, process=PROCESSES, how=st.sampled_from(WAYS_BACK))
    def come_back(self, screen: int, process: int, how: str) -> None:
        found = self.network.screens[screen]
        if how == "from nothing":
            found.feed.cursor = "1.1.1.every.forged"
        if how == "signed out":
            with suppress(Refusal):
                self.network.sign_out(found)
        else:
            found.plug_in(self.network.processes[process])

    # --- what the network does --------------------------------------------------------------------------------------

    @rule(process=PROCESSES, what=st.sampled_from(("follow", "follow", "beat", "restart")))
    def go_on(self, process: int, what: str) -> None:
        if what == "restart":
            self.network.restart(process)
        elif what == "beat":
            self.network.processes[process].tail.beat()
        else:
            self.network.processes[process].tail.advance()

    @rule(screen=screens, many=st.integers(1, 5))
    def arrive(self, screen: int, many: int) -> None:
        found = self.network.screens[screen]
        for _ in range(min(many, len(found.inbox))):
            self.hears(found, found.inbox.pop(0))

    @rule(screen=screens, seed=SEEDS, how=st.sampled_from(MISHAPS))
    def something_happens_to_a_message(self, screen: int, seed: int, how: str) -> None:
        found = self.network.screens[screen]
        message = self.taken(found, seed)
        if message is None or how == "is lost":
            return
        if how == "is spoilt" and message.event in {"step", "answer"}:
            message = replace(message, said=copy.deepcopy(message.said))
            SPOILS[seed % len(SPOILS)](message.said if message.event == "step" else message.said["step"])
        self.hears(found, message)
        if how == "is doubled":
            self.hears(found, copy.deepcopy(message))

    def taken(self, screen: Screen, seed: int) -> Message | None:
        return screen.inbox.pop(seed % len(screen.inbox)) if screen.inbox else None

    def hears(self, screen: Screen, message: Message) -> None:
        screen.hear(message)
        if screen.feed.seq:
            assert differing(screen.feed.rows, self.network.as_it_was(screen)) == set(), "it shows what never was"

    # --- a lot at once ----------------------------------------------------------------------------------------------

    @rule(seed=SEEDS)
    def much_happens(self, seed: int) -> None:
        """Let a seed choose fifty turns, so that histories are long enough for rows to go and rights to change."""
        chance = random.Random(seed)
        for _ in range(50):
            self.turn(chance)

    def turn(self, chance: random.Random) -> None:
        seed, process, screens = chance.getrandbits(32), chance.randint(0, 1), len(self.network.screens)
        screen = chance.randrange(screens) if screens else None
        match chance.choices(TURNS, WEIGHTS)[0]:
            case "report":
                self.report(verbs=chance.choices(OF_REPORTS, k=2), seed=seed)
            case "do anything":
                self.do_anything(verbs=chance.choices(EVERY_VERB, k=2), seed=seed)
            case "go on":
                self.go_on(process=process, what=chance.choices(("follow", "beat", "restart"), (8, 2, 1))[0])
            case "come" if screens < MOST:
                self.come(person=chance.randrange(len(Role)), process=process)
            case "come back" if screen is not None:
                self.come_back(screen=screen, process=process, how=chance.choice(WAYS_BACK))
            case "arrive" if screen is not None:
                self.arrive(screen=screen, many=chance.randint(1, 5))
            case _ if screen is not None:
                self.something_happens_to_a_message(screen=screen, seed=seed, how=chance.choice(MISHAPS))

    # --- when all is at rest ----------------------------------------------------------------------------------------

    @precondition(lambda self: self.network.screens)
    @rule()
    def rest(self) -> None:
        self.network.settle()
        for screen in self.network.screens:
            held = self.network.held(screen)
            if held is None:
                assert (screen.turned_away, screen.feed.rows) == (True, {})
                assert not screen.is_followed()
            else:
                circles, rows = held
                assert not screen.turned_away
                assert screen.circles == circles
                assert differing(screen.feed.rows, rows) == set()

    def teardown(self) -> None:
        if hasattr(self, "network"):
            self.rest()
            self.network.desk.prove()


def differing(held: dict[str, Any], fresh: dict[str, Any]) -> set[str]:
    """Return the keys under which two boards do not show the same."""
    return {key for key in held.keys() | fresh.keys() if held.get(key) != fresh.get(key)}


def invented(request: pytest.FixtureRequest, kind: str, how: settings) -> Counter[str]:
    """Let Hypothesis invent histories, each on an empty database; return what was done how often."""
    reused: Reused = request.getfixturevalue(f"reused_{kind}")
    done = Counter[str]()

    class Here(Boards):
        def __init__(self) -> None:
            super().__init__()
            self.database, self.done = reused.emptied(), done

    run_state_machine_as_test(Here, settings=how)
    return done


def test_every_action_that_changes_something_is_among_what_is_done() -> None:
    assert VERBS.keys() | READ_ONLY == set(Action)
    assert all(hasattr(Everything, verb) for verb in EVERY_VERB)


def test_whatever_is_done_and_whatever_the_network_does_boards_end_equal_to_a_fresh_read(
    request: pytest.FixtureRequest, database_kind: str
) -> None:
    invented(request, database_kind, SHORT)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_the_same_in_hundreds_of_histories_in_which_everything_is_done(
    request: pytest.FixtureRequest, database_kind: str
) -> None:
    done = invented(request, database_kind, LONG)
    assert set(EVERY_VERB) == done.keys()
