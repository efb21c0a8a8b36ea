"""The interface's own description, made from the code."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, cast

from flask import Response, current_app, jsonify
from flask_openapi.models.info import Info

from coordinator.http.doors import Doors
from coordinator.http.installation import Installation

if TYPE_CHECKING:
    from flask_openapi.openapi import OpenAPI

OPENAPI = "3.1.0"

doors = Doors("openapi", tag="Interface")


def info() -> Info:
    """Return what the document calls itself."""
    try:
        present = version("coordinator")
    except PackageNotFoundError:
        present = "0"
    return Info(
        title="Coordinator", version=present, description="Joint operations at airports: plan, report, account."
    )


def security(cookie: str) -> dict[str, Any]:
    """Return how a caller shows who it is: the session's cookie, and on writes the session's token as well."""
    return {
        "session": {"type": "apiKey", "in": "cookie", "name": cookie},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
    }


def document(app: OpenAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application."""
    made = cast("dict[str, Any]", app.api_doc)
    for schema in made.get("components", {}).get("schemas", {}).values():
        schema.pop("$defs", None)  # pydantic repeats there what stands among the components already
    return made


@doors.public("GET", "/openapi.json", answer=None)
def read_openapi(_house: Installation) -> Response:
    """Return this document."""
    return jsonify(document(cast("OpenAPI", current_app)))
