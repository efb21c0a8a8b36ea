"""Join the packages: the one place where the interface, the domain and the sockets meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify
from flask_openapi.openapi import OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from coordinator import metrics
from coordinator.clock import Alarm, Clock, SystemClock
from coordinator.errors import explain
from coordinator.http import headers, openapi, static
from coordinator.http.doors import every_noun
from coordinator.http.installation import EXTENSION, Installation, install, request_id
from coordinator.http.wire import ErrorBody
from coordinator.identity.passwords import Scales
from coordinator.postman import Postman
from coordinator.sockets import Sockets
from operations.planning.announce import announce_due
from operations.planning.queries import next_due
from operations.store import open_database

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket

    from coordinator.config import Config
    from realtime.transaction import Database

BODY_LIMIT = 1024 * 1024


def create_app(
    config: Config, db: Database | None = None, clock: Clock | None = None, scales: Scales | None = None
) -> OpenAPI:
    """Return the application. Nothing is opened, written or started by making it."""
    app = OpenAPI(
        "coordinator",
        info=openapi.info(),
        security_schemes=openapi.security(config.cookie),
        validation_error_model=ErrorBody,
        doc_ui=False,
        static_folder=None,
    )
    app.openapi_version = openapi.OPENAPI
    app.testing = config.testing
    app.validate_response = config.testing
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # Flask types the provider's base only
    if config.proxies:
        behind = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies)
        app.wsgi_app = behind  # type: ignore[method-assign] # Flask's own way of wrapping an application
    db = db or open_database(config.database_url)
    install(app, Installation(config, db, clock or SystemClock(), scales or Scales()))
    headers.install(app, config)
    for doors in every_noun():
        app.register_api(doors.blueprint)
    static.install(app)
    _explain_errors(app)
    return app


def start(app: Flask, serve: Callable[[socket, Any], None]) -> Callable[[], None]:
    """Let the boards in and start what runs beside the requests; return what stops it.

    `serve` lets the server that will serve them handle one connection. Raises OSError when figures cannot be told
    where they are to be.
    """
    house: Installation = app.extensions[EXTENSION]
    sockets = Sockets(app, house)
    figures = metrics.server(house.config.metrics_port, sockets) if house.config.metrics_port else None
    if figures is not None:
        figures.start()
    sockets.start(serve)
    alarm = Alarm(house.db, house.clock, announce=announce_due, next_due=next_due)
    alarm.start()
    postman = Postman(house.db, house.config, house.config.mail, house.clock) if house.config.mail else None
    if postman is not None:
        postman.start()

    def stop() -> None:
        if postman is not None:
            postman.stop()
        alarm.stop()
        sockets.stop()
        if figures is not None:
            figures.stop(timeout=0)
        house.db.close()

    return stop


def _explain_errors(app: Flask) -> None:
    @app.errorhandler(Exception)
    def refuse(error: Exception) -> Response:
        explained = explain(error, request_id())
        if explained.status == 500 and app.testing:  # noqa: PLR2004 the status of what nobody foresaw
            raise error
        response = jsonify(explained.body)
        response.status_code = explained.status
        response.headers.update(explained.headers)
        return response
