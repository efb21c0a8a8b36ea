"""What every door needs of this installation, and what a request says of itself before anybody is asked who it is."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from flask import Flask, current_app, g, request

from coordinator.clock import Clock
from coordinator.config import Config
from coordinator.identity.passwords import Scales
from coordinator.identity.sessions import Device
from coordinator.words.text import LANGUAGES
from operations.errors import Refusal
from realtime.transaction import Database

EXTENSION: Final = "coordinator"
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
IDEMPOTENCY_KEY: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Installation:
    """The settings, the database, the clock and the scales that an application was made with."""

    config: Config
    db: Database
    clock: Clock
    scales: Scales


def installation() -> Installation:
    """Return the installation that answers this request."""
    return cast("Installation", current_app.extensions[EXTENSION])


def begin_request() -> None:
    """Note when the request arrived, which is what lateness is judged by, and give it an id."""
    g.received_at = installation().clock.now()
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def received_at() -> datetime:
    """Return when this request arrived."""
    return cast("datetime", g.received_at)


def request_id() -> str:
    """Return this request's id."""
    return cast("str", g.get("request_id", ""))


def cookie() -> str | None:
    """Return what the session cookie carries."""
    return request.cookies.get(installation().config.cookie)


def device() -> Device:
    """Return what the browser says of itself and where it asks from."""
    return Device(request.headers.get("User-Agent", ""), request.remote_addr or "")


def wished_language() -> str:
    """Return the language the browser asks for, of those we speak."""
    return request.accept_languages.best_match(LANGUAGES) or "en"


def idempotency_key() -> str:
    """Return the key under which this write may be repeated. Raises Refusal (400)."""
    key = request.headers.get("Idempotency-Key", "")
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise Refusal("receipt:key_missing", "A write needs an Idempotency-Key header: a UUID.", status=400)
    return key.lower()


def same_origin(origin: str | None, host: str | None, config: Config) -> bool:
    """Say whether a request's Origin is this site: its public address, or the very host it was sent to."""
    return origin is None or origin in {config.public_url, f"http://{host}", f"https://{host}"}


def require_same_origin() -> None:
    """Refuse (403) what another site made a browser send."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if same_origin(origin, request.headers.get("Host"), installation().config) and site in {
        None,
        "same-origin",
        "none",
    }:
        return
    raise Refusal("other_origin", "This request came from another site.", status=403)


def install(app: Flask, made: Installation) -> None:
    """Hand the installation to an application."""
    app.extensions[EXTENSION] = made
    app.before_request(begin_request)
