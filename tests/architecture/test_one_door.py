"""What may happen in one place only happens in one place only."""

from tests.support.source import Module, modules

COMMITS = "realtime.transaction"
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


def calls(found: tuple[Module, ...], *methods: str) -> list[str]:
    """List the calls whose last word is one of the methods, with their place."""
    return [
        f"{module.at(line)} calls {call}()"
        for module in found
        for call, line in module.method_calls()
        if call.rsplit(".", 1)[-1] in methods
    ]


def test_only_the_transaction_commits() -> None:
    others = tuple(module for module in modules() if module.name != COMMITS)
    # An engine's or connection's `begin()` commits when its block is left.
    assert calls(others, "commit", "begin") == []
    assert len(calls(modules("realtime"), "commit")) == 1


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
