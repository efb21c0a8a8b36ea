"""Every door names what it lets in, and nothing that policy knows is without a door."""

from __future__ import annotations

from pathlib import Path

from coordinator.app import create_app
from coordinator.config import Config
from coordinator.http.doors import PREFIX, Who, door_registry
from operations.policy import RULES, Action
from tests.support.source import modules

ELSEWHERE = {
    Action.BOARD_WATCH: "coordinator.identity.doorkeeper",
    Action.SMALL_COUNT_READ: "operations.statistics.apart",
}
"""Actions that are no endpoint's: the boards' socket, a figure's further digits."""


def test_every_address_of_the_interface_is_a_declared_door(tmp_path: Path) -> None:
    app = create_app(Config(database_url="sqlite://", home=tmp_path))
    served = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(PREFIX)
    }
    assert served == {(door.method, door.rule) for door in door_registry()}


def test_no_door_is_declared_twice() -> None:
    doors = [(door.method, door.rule) for door in door_registry()]
    assert len(doors) == len(set(doors))


def test_every_door_under_an_operation_names_an_action() -> None:
    unnamed = [door for door in door_registry() if "<code>" in door.rule and not isinstance(door.action, Action)]
    assert unnamed == []


def test_what_anybody_may_ask_is_a_short_list() -> None:
    anybody = {(door.method, door.rule.removeprefix(PREFIX)) for door in door_registry() if door.action is Who.ANYBODY}
    assert anybody == {
        ("GET", "/health"),
        ("GET", "/openapi.json"),
        ("POST", "/sign-in"),
        ("POST", "/sign-in/password"),
    }


def test_every_action_is_named_by_a_door() -> None:
    named = {door.action for door in door_registry()}
    assert {action for action in Action if action not in named} == set(ELSEWHERE)
    for action, module in ELSEWHERE.items():
        (found,) = (each for each in modules() if each.name == module)
        assert f"Action.{action.name}" in found.path.read_text(encoding="utf-8"), module


def test_every_action_is_given_to_some_role_and_every_role_has_one() -> None:
    assert frozenset().union(*RULES.values()) == frozenset(Action)
    assert all(RULES.values())
