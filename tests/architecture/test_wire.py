"""What the server says of its interface is what the front end's types are made from."""

from __future__ import annotations

import json
from pathlib import Path

from coordinator.commands.openapi import described

WRITTEN = Path(__file__).resolve().parents[2] / "frontend" / "openapi.json"


def test_the_front_end_is_built_on_the_interface_that_the_code_declares() -> None:
    declared, written = json.loads(described()), json.loads(WRITTEN.read_text(encoding="utf-8"))
    differing = [
        f"{part}: {name}"
        for part, now, then in (
            ("path", declared["paths"], written["paths"]),
            ("schema", declared["components"]["schemas"], written["components"]["schemas"]),
        )
        for name in sorted(now.keys() | then.keys())
        if now.get(name) != then.get(name)
    ]
    assert (differing, declared == written) == ([], True), "run `make wire`, and commit frontend/openapi.json"


def test_no_two_models_of_the_interface_share_a_name() -> None:
    """Pydantic puts a module before the name of the second one, and only then."""
    assert [name for name in json.loads(described())["components"]["schemas"] if "__" in name] == []
