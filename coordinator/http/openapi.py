"""The interface's own description, made from the code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

from flask import Response, current_app, jsonify
from flask_openapi.models.info import Info
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema
from werkzeug.http import HTTP_STATUS_CODES

from coordinator.http.doors import Door, Doors, Noun
from coordinator.http.installation import Installation
from coordinator.http.wire import ErrorBody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask_openapi.openapi import OpenAPI

OPENAPI = "3.1.0"
VERSION: Final = "1"
"""The interface's, as in its addresses; not that of an installation, or the document would differ between two."""

SCHEMAS: Final = "#/components/schemas/{model}"

_Told = tuple[type[BaseModel], JsonSchemaMode]

doors = Doors("openapi", tag="Interface")


class Described(GenerateJsonSchema):
    """Describe answers as they are sent: nothing is left out of them, so what has a default is there as well."""

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ANN401, FBT001 pydantic's own signature
        """Say whether a field is always there."""
        return self.mode == "serialization" or super().field_is_required(field, total)

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Describe a map by what its values are, and apart from that how its names are written."""
        made = super().dict_schema(schema)
        for pattern, value in made.pop("patternProperties", {}).items():
            made |= {"propertyNames": {"type": "string", "pattern": pattern}, "additionalProperties": value}
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 pydantic's own signature
        """Leave out titles that only repeat the field's name."""
        return False


def info() -> Info:
    """Return what the document calls itself."""
    return Info(
        title="Coordinator", version=VERSION, description="Joint operations at airports: plan, report, account."
    )


def security(cookie: str) -> dict[str, Any]:
    """Return how a caller shows who it is: the session's cookie, and on writes the session's token as well."""
    return {
        "session": {"type": "apiKey", "in": "cookie", "name": cookie},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
    }


def document(app: OpenAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application.

    flask-openapi files every model under its bare name, whichever comes last: a plan that is sent, where defaults may
    be left out, and one that is answered, where they are there, would be one schema. So all are made anew, together.
    """
    made = cast("dict[str, Any]", app.api_doc)
    every = [door for noun in app.blueprints.values() if isinstance(noun, Noun) for door in noun.doors]
    pointers, schemas = _schemas(every)
    made["components"]["schemas"] = schemas
    for door in every:
        operation = made["paths"][_address(door.rule)][door.method.lower()]
        if door.body is not None:
            operation["requestBody"]["content"]["application/json"]["schema"] = pointers[door.body, "validation"]
        if door.answer is not None:
            answered = operation["responses"][str(door.status)]["content"]["application/json"]
            answered["schema"] = pointers[door.answer, "serialization"]
        for status, response in operation["responses"].items():
            # The standard library renamed two of them in Python 3.13; the document depends on the code alone.
            response["description"] = HTTP_STATUS_CODES[int(status)]
    return made


@doors.public("GET", "/openapi.json", answer=None)
def read_openapi(_house: Installation) -> Response:
    """Return this document."""
    return jsonify(document(cast("OpenAPI", current_app)))


def _schemas(every: Sequence[Door]) -> tuple[dict[_Told, Any], dict[str, Any]]:
    """Return a pointer to each model as sent or as answered, and all schemas by name."""
    # Of an error only what applies is there: `fields` where fields are wrong.
    told: set[_Told] = {(ErrorBody, "validation")}
    told |= {(door.body, "validation") for door in every if door.body is not None}
    told |= {(door.answer, "serialization") for door in every if door.answer is not None}
    asked: set[_Told] = {(model, "validation") for door in every for model in door.asked}
    wanted = sorted(told | asked, key=lambda each: (each[0].__module__, each[0].__qualname__, each[1]))
    pointers, made = models_json_schema(wanted, ref_template=SCHEMAS, schema_generator=Described)
    # Addresses and queries stand in the paths, one parameter at a time; only the lists of codes they name stay here.
    apart = {_name(pointers[each]) for each in asked - told}
    kept = {name: schema for name, schema in made["$defs"].items() if name not in apart}
    return cast("dict[_Told, Any]", pointers), kept


def _name(pointer: dict[str, Any]) -> str:
    return str(pointer["$ref"]).rpartition("/")[2]


def _address(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)
