"""What may happen in one place only happens in one place only."""

import re

from tests.support.source import Module, modules

COMMITS = "realtime.batch"
CLOCKS = (
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "date.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
)
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base"}


# Anything may be called `sessions.begin`; these begin a transaction that commits when its block is left.
COMMITTING = re.compile(r"(^|[._])(engine|connection|session|connect\([^)]*\))\.begin$")


def commits(module: Module) -> list[str]:
    """List the calls that commit, with their place."""
    return [
        f"{module.at(line)} calls {call}()"
        for call, line in module.method_calls()
        if call.endswith(".commit") or COMMITTING.search(call)
    ]


def test_only_a_batch_commits() -> None:
    assert [call for module in modules() if module.name != COMMITS for call in commits(module)] == []
    (door,) = (module for module in modules("realtime") if module.name == COMMITS)
    assert len(commits(door)) == 1


def test_the_domain_and_the_log_are_told_the_time() -> None:
    wrong = [
        f"{module.at(line)} calls {call}()"
        for module in modules("operations", "realtime")
        for call, line in module.method_calls()
        if call in CLOCKS
    ]
    assert wrong == []


def test_no_file_is_named_for_nothing() -> None:
    assert [str(module.path) for module in modules() if module.path.stem in EMPTY_WORDS] == []
