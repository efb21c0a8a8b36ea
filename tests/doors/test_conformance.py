"""Every answer of every door, good or refused, is one the interface's own description declares, in its form."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from coordinator.http.openapi import document
from tests.browsers import PREFIX
from tests.doors.asking import asked, walked

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.doors.cases import Case
    from tests.doors.world import World

ASKING = ("coordinator", "officer_gru", "observer", "donor", "nobody")
"""Kinds of seat that between them are let in to every door and refused in every way."""


class Declared:
    """What the interface's description says of its answers."""

    def __init__(self, made: dict[str, Any]) -> None:
        self.made = made
        self.validator = cache(self._validator)

    def wrong(self, case: Case, answered: TestResponse) -> str:
        """Return what is wrong with an answer, nothing when it is as declared."""
        path = re.sub(r"<(?:path:)?(\w+)>", r"{\1}", PREFIX + case.rule)
        responses = self.made["paths"][path][case.method.lower()]["responses"]
        if str(answered.status_code) not in responses:
            return f"{answered.status_code} is not declared"
        content = responses[str(answered.status_code)].get("content", {})
        if not answered.is_json or not content:
            return "" if not content or answered.mimetype in content else f"{answered.mimetype} is not declared"
        found = self.validator(content["application/json"]["schema"]["$ref"]).iter_errors(answered.get_json())
        return "; ".join(f"{error.instance_path}: {error.message}" for error in found)

    def _validator(self, reference: str) -> Any:  # noqa: ANN401 the library's own
        schema = {"$ref": reference, "components": self.made["components"]}
        return jsonschema_rs.Draft202012Validator(schema)


def test_each_answer_is_as_declared(world: World) -> None:
    declared = Declared(document(world.house.app))
    wrong = []
    for case in walked(world):
        for kind in ASKING:
            said = declared.wrong(case, asked(world, case, kind))
            if said:
                wrong.append(f"{kind}: {case.method} {case.path()}: {said}")
    assert wrong == []
