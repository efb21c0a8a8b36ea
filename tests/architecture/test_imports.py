"""Imports go in one direction, so that each package can be read without those that use it."""

from collections.abc import Iterator

from tests.support.source import PACKAGES, Module, modules

# What a package may import of ours; `operations` has an order of its own below.
MAY_IMPORT = {
    "coordinator": {"coordinator", "operations", "realtime"},
    "operations": {"operations", "realtime"},
    "realtime": {"realtime"},
}

# From top to bottom: each may import itself and those of later rows. `store` joins them all, all raise `errors`.
LAYERS = (
    {"store"},
    {"boards", "exports"},
    {"statistics"},
    {"reports"},
    {"ledger"},
    {"participation"},
    {"planning"},
    {"airports"},
    {"events"},
    {"policy"},
    {"errors", "turning"},
)
HEIGHT = {name: -row for row, layer in enumerate(LAYERS) for name in layer}

# Pure, a package with all its modules: no clock, no file, no database; `now` is an argument.
# (policy builds SQL from the columns it is handed.)
PURE = {
    "operations.events",
    "operations.ledger.measures",
    "operations.planning.changing",
    "operations.planning.check",
    "operations.planning.cloning",
    "operations.planning.levels",
    "operations.planning.plan",
    "operations.planning.report_days",
    "operations.planning.schedule",
    "operations.planning.suspension",
    "operations.planning.walltime",
    "operations.policy",
    "operations.participation.limits",
    "operations.reports.codes",
    "operations.reports.commodities",
    "operations.reports.joint.likeness",
    "operations.reports.quantities",
    "operations.statistics.disclosure",
    "operations.statistics.matrix",
}
IMPURE = {"os", "pathlib", "socket", "sqlite3", "subprocess", "time", "random", "flask", "alembic"}

WEB = {"flask", "flask_socketio", "flask_openapi", "werkzeug", "gunicorn"}


def ours(module: Module) -> Iterator[tuple[str, int]]:
    """Yield what a module imports of our packages."""
    return ((name, line) for name, line in module.imports() if name.split(".")[0] in PACKAGES)


def test_packages_import_in_one_direction_only() -> None:
    wrong = [
        f"{module.at(line)} imports {name}"
        for module in modules()
        for name, line in ours(module)
        if name.split(".")[0] not in MAY_IMPORT[module.package]
    ]
    assert wrong == []


def test_every_part_of_the_domain_has_its_place_in_the_order() -> None:
    parts = {module.name.split(".")[1] for module in modules("operations") if "." in module.name}
    assert parts <= set(HEIGHT)


def test_the_parts_of_the_domain_import_downwards_only() -> None:
    wrong = []
    for module in modules("operations"):
        if "." not in module.name:
            continue
        here = module.name.split(".")[1]
        for name, line in ours(module):
            there = name.split(".")[1] if name.startswith("operations.") else here
            if there != here and HEIGHT.get(there, 0) >= HEIGHT[here]:
                wrong.append(f"{module.at(line)} {here} imports {name}")
    assert wrong == []


def test_nothing_outside_the_doors_knows_a_web_framework() -> None:
    wrong = [
        f"{module.at(line)} imports {name}"
        for module in modules("operations", "realtime")
        for name, line in module.imports()
        if name.split(".")[0] in WEB
    ]
    assert wrong == []


def test_what_is_called_pure_exists() -> None:
    assert PURE - {module.name for module in modules()} == set()


def test_pure_modules_import_no_model_and_nothing_that_waits_or_tells_the_time() -> None:
    wrong = [
        f"{module.at(line)} imports {name}"
        for module in modules()
        if any(f"{module.name}.".startswith(f"{pure}.") for pure in PURE)
        for name, line in module.imports()
        if name.split(".")[0] in IMPURE or ".models" in name or name.startswith(("realtime.transaction", "coordinator"))
    ]
    assert wrong == []


def test_migrations_import_nothing_of_ours() -> None:
    wrong = [f"{module.at(line)} imports {name}" for module in modules("migrations") for name, line in ours(module)]
    assert wrong == []
